"""Serves a folder on loopback, fast enough not to be what is measured: nginx where it is installed, else Python.

The server is one process (nginx) or a few (Python); each is ended by its id. Nothing listens outside 127.0.0.1.

    python -m benchmarks.server FOLDER        # serves until interrupted
"""

import argparse
import asyncio
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

HOST = "127.0.0.1"
_PYTHON_PROCESSES = 2
_START_SECONDS = 20.0
_BATCH = 100

# One process in the foreground, nothing outside its own folder, nothing written for a request.
_NGINX = """
daemon off;
master_process off;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=200000;
  server_tokens off;
  types {{ text/html html; text/plain txt; }}
  charset utf-8;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; root {root}; }}
}}
"""


@contextmanager
def serving(root: Path, work: Path, *, port: int = 0) -> Iterator[tuple[str, int]]:
    """Serve ``root`` until the block ends; gives the server's name and its port.

    :param work: an existing folder for the server's own files.
    :raises RuntimeError: if the server does not answer.
    """
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    port = port or _free_port()
    if nginx:
        config = work / "nginx.conf"
        config.write_text(_NGINX.format(work=work, root=root, port=port), encoding="utf-8")
        version = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=True, timeout=20).stderr
        name = version.strip().rpartition(" ")[2]
        command = [nginx, "-p", str(work), "-e", str(work / "error.log"), "-c", str(config)]
    else:
        name = f"{_PYTHON_PROCESSES} Python processes"
        command = [sys.executable, "-m", "benchmarks.server", str(root), "--port", str(port)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1], preexec_fn=_end_with_parent)  # noqa: PLW1509
    try:
        _wait_until_it_answers(process, port)
        yield name, port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answer_rate(port: int, root: Path, paths: list[str]) -> float:
    """Return how many answers a second the server gives to one bare client that reads and forgets.

    Requests are pipelined, so that what is measured is the server. It also brings all files into the page cache.
    """
    began = time.monotonic()
    for start in range(0, len(paths), _BATCH):
        batch = paths[start : start + _BATCH]
        asked = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n" for path in batch]
        asked[-1] += "Connection: close\r\n"
        with socket.create_connection((HOST, port), timeout=20) as connection:
            connection.sendall("".join(request + "\r\n" for request in asked).encode())
            octets = 0
            while received := connection.recv(1 << 20):
                octets += len(received)
        wanted = sum((root / path.lstrip("/")).stat().st_size for path in batch)
        if octets < wanted:
            raise RuntimeError(f"the server left requests unanswered: {octets} octets came, not {wanted}")
    return len(paths) / (time.monotonic() - began)


def _end_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, even if that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start (exit code {process.poll()})")


class _Connection(asyncio.Protocol):
    """Answers GET requests with files, pipelined ones too."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, self._received = self._received.split(b"\r\n\r\n", 1)
            target = head.split(b" ", 2)[1].decode("ascii", "replace")
            self._transport.write(_answer(self._root, target.partition("?")[0]))
            if b"connection: close" in head.lower():
                self._transport.close()


@lru_cache(maxsize=20_000)
def _answer(root: Path, path: str) -> bytes:
    file = (root / (path + "index.html" if path.endswith("/") else path).lstrip("/")).resolve()
    status, body = "200 OK", b"Not here.\n"
    media_type = "text/html" if file.suffix == ".html" else "text/plain"
    if file.is_relative_to(root.resolve()) and file.is_file():
        body = file.read_bytes()
    else:
        status, media_type = "404 Not Found", "text/plain"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def serve_in_python(root: Path, port: int) -> None:
    """Serve a folder with a few processes that share one socket, until SIGTERM or SIGINT."""
    listening = socket.create_server((HOST, port), backlog=1024)
    children = [os.fork() for _ in range(_PYTHON_PROCESSES - 1)]
    if 0 in children:
        children = []
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ended.set)
        await loop.create_server(lambda: _Connection(root), sock=listening)
        await ended.wait()

    try:
        asyncio.run(serve())
    finally:
        for child in children:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    serve_in_python(options.folder, options.port)


if __name__ == "__main__":
    main()
