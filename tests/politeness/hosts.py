"""Eight hosts on loopback, each with its own rules and temper; a judge sits before each of them."""

import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from math import floor

from tests.politeness.judge import FORBIDDEN, Judge

_SO_TIMESTAMPNS = 35  # asks Linux for the instant at which octets arrived, whenever they are read (socket(7))
_HEAD_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 429 or 503."""

    status: int
    retry_after: int | None = None
    as_date: bool = False


@dataclass(frozen=True, slots=True)
class Temper:
    """How a host behaves; requests are counted from 0, robots.txt left out."""

    name: str
    crawl_delay: float | None = None
    robots_fails: tuple[Refusal, ...] = ()
    refuses: Callable[[int], Refusal | None] = lambda _: None
    seconds: Callable[[int], float] = lambda _: 0.01
    redirects: bool = False
    rate_is_limit: bool = True
    """Whether the crawler is to ask as fast as the host permits."""


SLOW = range(16, 27)
SLOW_SECONDS = 1.2


def _now_and_then(refusal: Refusal) -> Callable[[int], Refusal | None]:
    return lambda number: refusal if number % 9 == 6 else None


def _storms(*refusals: Refusal) -> Callable[[int], Refusal | None]:
    """Refuse three times in a row, answer once, refuse again, and be at peace for a while."""
    return lambda number: refusals[number % len(refusals)] if number % 20 in (14, 15, 16, 18) else None


# Some of the waits are longer than a start of the crawl takes, so that one that forgot them would be seen.
HOSTS = (
    Temper("delay alone"),
    Temper("Crawl-delay 2.5", crawl_delay=2.5),
    Temper("429, seconds", refuses=_now_and_then(Refusal(429, 3))),
    Temper("503, a date", refuses=_now_and_then(Refusal(503, 3, as_date=True))),
    Temper("storms of 429", refuses=_storms(Refusal(429))),
    Temper("storms of 503", refuses=_storms(Refusal(503), Refusal(503, 1))),
    Temper("robots.txt 503", robots_fails=(Refusal(503, 4), Refusal(503)), redirects=True, crawl_delay=0.35),
    Temper("slow answers", seconds=lambda number: SLOW_SECONDS if number in SLOW else 0.02, rate_is_limit=False),
)


class Host:
    """Serves one host from threads until closed."""

    def __init__(self, temper: Temper, pages: int, judge: Judge) -> None:
        self.temper = temper
        self.judge = judge
        self.lock = threading.Lock()
        self._pages = pages
        self._robots_asked = 0
        self._asked = 0
        self._linked = False
        self._arrived = threading.Event()
        self._server = StampingServer(("127.0.0.1", 0), handler_of(self._serve))
        self.name = f"127.0.0.1:{self._server.server_address[1]}"
        self.seed = f"http://{self.name}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def was_slow(self) -> bool:
        """Whether all its slow answers are out."""
        return not self.temper.rate_is_limit and self._asked > SLOW[-1] + 1

    def await_request(self, seconds: float) -> None:
        """Return when the next request has come, or after so many seconds."""
        self._arrived.clear()
        self._arrived.wait(seconds)

    def crawler_died(self, at: float, told_at: float) -> None:
        with self.lock:
            self.judge.killed(at, told_at)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            while received := read_head(connection):
                connection.sendall(self._answer(*received))

    def _answer(self, head: bytes, at: float) -> bytes:
        """Judge a request and return its answer, once it is time to."""
        path, agent = parse_head(head)
        with self.lock:
            life = self.judge.begins(at, path, agent, waiting=self._linked)
            self._arrived.set()
            self._linked = self._linked or path.startswith(("/q/", "/r/"))
            answer, seconds = self._choose(path)
        time.sleep(seconds)
        with self.lock:
            now = time.time()
            octets, wait = answer.octets(now)
            self.judge.answers(now, life, path, refuses=answer.status in (429, 503), retry_after=wait)
        return octets

    def _choose(self, path: str) -> "tuple[_Answer, float]":
        temper = self.temper
        if path == "/robots.txt":
            self._robots_asked += 1
            if self._robots_asked <= len(temper.robots_fails):
                return _Answer.refusing(temper.robots_fails[self._robots_asked - 1]), 0.01
            delay = f"Crawl-delay: {temper.crawl_delay}\n" if temper.crawl_delay else ""
            return _Answer(200, f"User-agent: qaharvest\nDisallow: {FORBIDDEN}\n{delay}".encode(), "text/plain"), 0.01
        number, self._asked = self._asked, self._asked + 1
        if refusal := temper.refuses(number):
            return _Answer.refusing(refusal), 0.005
        if path == "/":
            return _Answer(200, self._list()), 0.01
        if path.startswith("/r/"):
            return _Answer(302, fields={"Location": f"/q/{path.removeprefix('/r/')}"}), 0.005
        if path.startswith("/q/"):
            return _Answer(200, f"<html><body><p>Page {path}</p></body></html>".encode()), temper.seconds(number)
        return _Answer(404), 0.005

    def _list(self) -> bytes:
        """Return the addresses of all pages, and of some that robots.txt forbids."""
        kinds = [("r" if self.temper.redirects and n % 4 == 0 else "q") for n in range(self._pages)]
        links = [f"/{kind}/{_section(n)}/{n}" for n, kind in enumerate(kinds)]
        links += [f"{FORBIDDEN}{n}" for n in range(5)]
        return "".join(f'<a href="{link}">x</a> ' for link in links).encode()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes = b""
    media_type: str = "text/html"
    fields: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    @classmethod
    def refusing(cls, refusal: Refusal) -> "_Answer":
        return cls(refusal.status, refusal=refusal)

    def octets(self, now: float) -> tuple[bytes, float | None]:
        """Return the answer as sent at ``now``, and the seconds that its Retry-After asks for.

        A date is whole seconds and so is the host's own clock in ``Date``: their difference is what is asked for.
        """
        fields = {"Content-Type": self.media_type, "Content-Length": str(len(self.body)), "Date": _date(now)}
        wait = None if self.refusal is None else self.refusal.retry_after
        if self.refusal is not None and wait is not None:
            fields["Retry-After"] = _date(now + wait) if self.refusal.as_date else str(wait)
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**fields, **self.fields}.items())
        return f"HTTP/1.1 {self.status} Status\r\n{lines}\r\n".encode() + self.body, wait


def _section(number: int) -> str:
    """Return the folder of a page: a thousand of one kind that hold no question are taken for a trap."""
    return chr(ord("a") + number // 500 % 26)


def _date(unix: float) -> str:
    return formatdate(floor(unix), usegmt=True)


class StampingServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def server_activate(self) -> None:
        if sys.platform == "linux":
            self.socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)  # connections inherit it
        super().server_activate()


def handler_of(serve: Callable[[socket.socket], None]) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            serve(self.request)

    return Handler


def read_head(connection: socket.socket) -> tuple[bytes, float] | None:
    """Return a request's head and the Unix time at which its first octets reached this machine."""
    head, at = b"", 0.0
    while b"\r\n\r\n" not in head and len(head) < _HEAD_BYTES:
        octets, ancillary, _, _ = connection.recvmsg(_HEAD_BYTES, 128)
        if not octets:
            return None
        at = at or _stamp(ancillary) or time.time()
        head += octets
    return head, at


def _stamp(ancillary: list[tuple[int, int, bytes]]) -> float | None:
    for level, kind, octets in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", octets[:16])
            return float(seconds + nanoseconds / 1e9)
    return None


def parse_head(head: bytes) -> tuple[str, str | None]:
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return first.split(" ")[1], fields.get("user-agent")
