"""Hosts with questions, each on a port of its own, which note when the kernel got each request."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from tests.politeness.hosts import StampingServer, handler_of, parse_head, read_head

_QUESTION = """<html><head><title>Question {n} of {host}</title></head><body><h1>Question {n} of {host}</h1>
<h2>Why does it hurt, case {n}?</h2><p>It has hurt for {n} days.</p>
<p>Ann, 40~49 year old female. Ask Date: 2007/02/03</p>
<h3>Dr. Jane Doe reply Rehabilitation</h3><p>Rest for {n} days.</p><p>Reply Date: 2007/02/04</p></body></html>"""


@dataclass
class Asking:
    """One request: path, and Unix time at which its first octets arrived."""

    path: str
    at: float


@dataclass
class QuestionHost:
    """A site of so many questions; it also links to the other hosts."""

    pages: int
    asked: list[Asking] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = StampingServer(("127.0.0.1", 0), handler_of(self._serve))
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            while received := read_head(connection):
                head, at = received
                path, _ = parse_head(head)
                self.asked.append(Asking(path, at))
                connection.sendall(self._answer(path))

    def _answer(self, path: str) -> bytes:
        status, kind, body = 200, "text/html", ""
        if path == "/robots.txt":
            kind, body = "text/plain", "User-agent: *\nDisallow: /private/\n"
        elif path == "/":
            links = [f"/q/{n}" for n in range(self.pages)] + ["/private/x"]
            links += [f"{origin}/q/{n}" for origin in self.others for n in range(3)]
            body = "".join(f'<a href="{link}">x</a> ' for link in links)
        elif path.startswith("/q/"):
            body = _QUESTION.format(n=path.removeprefix("/q/"), host=self.origin[7:])
        else:
            status = 404
        octets = body.encode()
        return f"HTTP/1.1 {status} S\r\nContent-Type: {kind}\r\nContent-Length: {len(octets)}\r\n\r\n".encode() + octets


class Hosts:
    """Several such hosts, between ``with`` and its end."""

    def __init__(self, number: int, pages: int) -> None:
        self.all = [QuestionHost(pages) for _ in range(number)]
        for host in self.all:
            host.others = [other.origin for other in self.all if other is not host]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for host in self.all:
            host.close()

    @property
    def seeds(self) -> list[str]:
        return [f"{host.origin}/" for host in self.all]

    def requests(self) -> int:
        return sum(len(host.asked) for host in self.all)

    def forget(self) -> None:
        for host in self.all:
            host.asked.clear()
