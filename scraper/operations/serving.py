"""A small HTTP server for those who look from outside: bounded, read-only, in threads of its own."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scraper.errors import UsageError

LOOPBACK = "127.0.0.1"
MOST_AT_ONCE = 16
"""Requests answered at the same time; others are told to come back."""

_SECONDS = 10.0  # for a client to say what it wants


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its path and query, and the header fields that matter, by lower-case name."""

    path: str
    query: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    body: bytes
    media_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Answering = Callable[[Asked], Reply]


def address_of(text: str) -> tuple[str, int]:
    """Read ``PORT`` or ``HOST:PORT``; without a host it is loopback.

    :raises UsageError: if it is neither.
    """
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{text!r} is no port: write one such as 9100, or with an address as in 127.0.0.1:9100.")
    return host.strip("[]") or LOOPBACK, int(port)


@contextmanager
def serving(host: str, port: int, answer: Answering) -> Iterator[int]:
    """Answer requests until the block ends; yields the port, which the system chooses where 0 is given.

    :raises UsageError: if the address cannot be used.
    """
    room = threading.BoundedSemaphore(MOST_AT_ONCE)

    class Handler(BaseHTTPRequestHandler):
        """Answers GET and HEAD."""

        timeout = _SECONDS
        protocol_version = "HTTP/1.0"
        server_version = "qaharvest"
        sys_version = ""

        def do_GET(self) -> None:
            """Answer with a body."""
            self._reply(with_body=True)

        def do_HEAD(self) -> None:
            """Answer without."""
            self._reply(with_body=False)

        def _reply(self, *, with_body: bool) -> None:
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            if room.acquire(blocking=False):
                try:
                    reply = answer(Asked(path, query, headers))
                finally:
                    room.release()
            else:
                reply = Reply(503, b"busy\n", headers={"Retry-After": "1"})
            self.send_response(reply.status)
            fixed = {
                "Content-Type": reply.media_type,
                "Content-Length": str(len(reply.body)),
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            }
            for name, value in {**fixed, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(reply.body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: addresses may hold a token."""

    class Server(ThreadingHTTPServer):
        """Threads that never keep the program from ending."""

        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        def handle_error(self, *_: Any) -> None:
            """Say nothing of clients that went away."""

    try:
        server = Server((host, port), Handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{host}:{port} cannot be used ({reason}): choose another port, or 0 for any.") from error
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), name="operations", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
