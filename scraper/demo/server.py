"""A small HTTP/1.1 server on loopback for the demonstration site."""

import asyncio
import gzip
import threading
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self

from scraper.demo.answers import NOT_FOUND, UNAVAILABLE, Answer
from scraper.demo.site import Site
from scraper.errors import UsageError

HOST = "127.0.0.1"
LOG_LENGTH = 10_000
"""Requests that are remembered."""

_HEAD_BYTES = 16 * 1024
_IDLE_SECONDS = 30.0
_MAX_CONNECTIONS = 256
_MIN_ZIPPED_BYTES = 256


@dataclass(frozen=True, slots=True)
class Served:
    """One request as it was answered."""

    method: str
    target: str
    status: int


class DemoSite:
    """Serves the demonstration in a thread of its own, between ``with`` and its end.

    :param port: port on 127.0.0.1; 0 lets the system choose one.
    :param scripted: whether the pages of questions are made by a script in the reader's browser.
    """

    def __init__(self, port: int = 0, *, scripted: bool = False) -> None:
        self.port = port
        self._scripted = scripted
        self.requests: deque[Served] = deque(maxlen=LOG_LENGTH)
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._wires: dict[tuple[str, bool], bytes] = {}
        self._failed_once: set[str] = set()
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Base address, without a trailing slash."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> Self:
        """Begin to serve; returns when requests are answered.

        :raises UsageError: if the port is taken or may not be used.
        """
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="demo-site", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            reason = self._failure.strerror or "it cannot be opened"
            raise UsageError(f"Port {self.port} cannot be used ({reason}): choose another port, or 0 for any free one.")
        return self

    def stop(self) -> None:
        """End serving and close every connection."""
        loop, ending, thread = self._loop, self._ending, self._thread
        if loop and ending and thread and thread.is_alive():
            loop.call_soon_threadsafe(ending.set)
            thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        try:
            server = await asyncio.start_server(self._connection, HOST, self.port, limit=_HEAD_BYTES)
        except (OSError, OverflowError) as error:
            self._failure = error if isinstance(error, OSError) else OSError(0, "no such port")
            self._ready.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._site = Site(self.url, self._scripted)
        self._ready.set()
        await self._ending.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._connections) >= _MAX_CONNECTIONS:
            writer.close()
            return
        self._connections.add(task)
        try:
            while await self._one_request(reader, writer):
                pass
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # The client went away, said nothing for too long, or sent no HTTP: there is nobody to answer.
        except asyncio.CancelledError:
            pass  # The site stops while a client keeps its connection open; nothing above this task needs to know.
        finally:
            self._connections.discard(task)
            writer.close()

    async def _one_request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection stays open."""
        async with asyncio.timeout(_IDLE_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        words = line.split(" ")
        if len(words) != 3 or not words[1].startswith("/"):
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return False
        method, target, version = words
        if method not in {"GET", "HEAD"}:
            # A body may follow; closing is simpler than reading it.
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\nContent-Length: 0\r\n\r\n")
            return False
        headers = {name.strip().lower(): value.strip().lower() for name, _, value in (f.partition(":") for f in fields)}
        key, answer = self._answer(target)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        self.requests.append(Served(method, target, answer.status))
        wire = self._wire(key, answer, zipped="gzip" in headers.get("accept-encoding", ""))
        writer.write(wire if method == "GET" else wire[: wire.index(b"\r\n\r\n") + 4])
        async with asyncio.timeout(_IDLE_SECONDS):
            await writer.drain()
        return version == "HTTP/1.1" and headers.get("connection") != "close"

    def _answer(self, target: str) -> tuple[str, Answer]:
        key = self._site.address(target)
        answer = self._site.answer(target)
        if answer is NOT_FOUND:
            return "404", answer
        if answer.fails_first and key not in self._failed_once:
            self._failed_once.add(key)
            return "503", UNAVAILABLE
        return key, answer

    def _wire(self, key: str, answer: Answer, *, zipped: bool) -> bytes:
        """Return the whole answer as it goes over the connection; made once for each address."""
        zipped = zipped and len(answer.body) >= _MIN_ZIPPED_BYTES and answer.content_type.startswith("text/")
        if (key, zipped) not in self._wires:
            body = gzip.compress(answer.body, mtime=0) if zipped else answer.body
            fields = [
                f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
                f"Content-Type: {answer.content_type}",
                f"Content-Length: {len(body)}",
                "Vary: Accept-Encoding",
                *(["Content-Encoding: gzip"] if zipped else []),
                *(f"{name}: {value}" for name, value in answer.headers),
            ]
            self._wires[key, zipped] = "\r\n".join([*fields, "", ""]).encode("latin-1") + body
        return self._wires[key, zipped]
