"""A cluster of Ray on loopback, as ``ray start`` makes one, for tests of joining it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

TOKEN = "0123456789abcdef" * 4
ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # everything on 127.0.0.1
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": TOKEN,
}


@dataclass(frozen=True)
class Cluster:
    pid: int
    port: int
    client_port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def client(self) -> str:
        return f"ray://127.0.0.1:{self.client_port}"

    def is_up(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def cluster(cpus: int = 1) -> Iterator[Cluster]:
    folder = tempfile.mkdtemp(prefix="qah-", dir="/tmp")
    port, client_port = free_port(), free_port()
    command = [
        *(str(Path(sys.executable).with_name("ray")), "start", "--head", "--block", "--disable-usage-stats"),
        *(f"--port={port}", f"--ray-client-server-port={client_port}", f"--num-cpus={cpus}", f"--temp-dir={folder}"),
        *("--include-dashboard=false", "--object-store-memory=100000000"),
    ]
    environment = {**os.environ, **ENVIRONMENT}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for one in (port, client_port):
            _wait_for(one, process)
        yield Cluster(process.pid, port, client_port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            for pid, _ in processes_below(process.pid):
                os.kill(pid, 9)
            process.kill()
            rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert process.poll() is None, "the cluster ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the cluster did not come up")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def processes_below(pid: int) -> list[tuple[int, str]]:
    """Return the processes that a process started, and those that these started, with what each is called."""
    found: list[tuple[int, str]] = []
    waiting = [pid]
    while waiting:
        parent = waiting.pop()
        for listing in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                children = [int(child) for child in listing.read_text().split()]
                found += [(child, _name(child)) for child in children]
            except OSError:  # it ended meanwhile
                continue
            waiting += children
    return found


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
