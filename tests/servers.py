"""A small server on loopback that does exactly what a test tells it, right and wrong alike.

A route is a list of steps, or a function from the request received to such a list::

    routes = {"/": [answer(200, b"hello")], "/slow": [answer(200, length=5), Pause(0.1), b"world"]}
    with Server(routes) as server:
        ... ask for server.origin + "/" ...
        assert server.requests[0].path == "/"

After its steps a connection is kept open for the next request, unless the last step was ``CLOSE`` or ``RESET``.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

MAX_CONNECTIONS = 128
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class Pause:
    """A step: wait so many seconds (less if the server is stopped)."""

    seconds: float


@dataclass(frozen=True)
class End:
    """A step: end the connection."""

    reset: bool


CLOSE = End(reset=False)
RESET = End(reset=True)

Step = bytes | Pause | End


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    connection: int
    """Which connection it came by, counted from 0."""
    at: float
    """``time.monotonic()`` when its head was complete."""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Route = Sequence[Step] | Callable[[Received], Iterable[Step]]


def answer(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    chunked: bool = False,
) -> bytes:
    """Return the octets of an answer; ``length`` is the Content-Length to claim where it is not the body's."""
    fields = {"Content-Type": "text/html; charset=utf-8"} | dict(headers or {})
    if chunked:
        fields["Transfer-Encoding"] = "chunked"
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    else:
        fields["Content-Length"] = str(len(body) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Status\r\n{head}\r\n".encode("latin-1") + body


NOT_FOUND: Route = [answer(404, b"<p>nothing here</p>")]


class Server:
    """Serves routes from threads until the ``with`` block ends. A path without its query finds its route too."""

    def __init__(
        self,
        routes: Mapping[str, Route],
        *,
        host: str = "127.0.0.1",
        tls: ssl.SSLContext | None = None,
        name: str | None = None,
    ) -> None:
        self.routes = dict(routes)
        self.requests: list[Received] = []
        self.ended = 0  # connections that are over
        self._tls = tls
        self._stopping = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        self.host = name or host
        shown = f"[{self.host}]" if ":" in self.host else self.host
        self.origin = f"{'https' if tls else 'http'}://{shown}:{self.port}"

    @property
    def connections(self) -> int:
        """How many connections were made so far."""
        return len(self._sockets)

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        _shut(self._listener)
        for connection in self._sockets:
            _shut(connection)
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set() and len(self._sockets) < MAX_CONNECTIONS:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets.append(connection)
            self._start(self._serve, connection, len(self._sockets) - 1)

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._sockets[number] = connection
            while (head := _read_head(connection)) and not self._stopping.is_set():
                received = _parse(head, number)
                self.requests.append(received)
                path = received.path
                route = self.routes.get(path) or self.routes.get(path.partition("?")[0]) or NOT_FOUND
                for step in route(received) if callable(route) else route:
                    if isinstance(step, Pause):
                        self._stopping.wait(step.seconds)
                    elif isinstance(step, End):
                        if step.reset:
                            # Closing with a linger time of 0 sends RST instead of FIN.
                            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                    else:
                        connection.sendall(step)
        except OSError:
            pass  # the client went away, or the server was stopped
        finally:
            connection.close()
            self.ended += 1


def _read_head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES:
        received = connection.recv(4096)
        if not received:
            return b""
        head += received
        if head.startswith(b"\x16\x03"):
            # A TLS greeting on a plain port: answered as real servers do.
            connection.sendall(answer(400, b"plain HTTP only"))
            return b""
    return head


def _parse(head: bytes, connection: int) -> Received:
    first, *lines = head.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    method, path, _ = first.split(" ")
    pairs = [line.partition(":") for line in lines]
    headers = tuple((name, value.strip()) for name, _, value in pairs)
    return Received(method, path, headers, connection, time.monotonic())


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
