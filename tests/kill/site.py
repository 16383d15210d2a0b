"""A site on loopback that counts what is asked of it. Its pages are made up around the text of one real page."""

import asyncio
import html
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TEXT = (Path(__file__).parents[2] / "scraper/demo/content/seed_page.txt").read_text(encoding="utf-8")
PER_LISTING = 20

Answer = tuple[int, dict[str, str], bytes]


def question_page(number: int) -> bytes:
    """Return one question page, told apart from the others by its number."""
    text = TEXT.replace("Foot cramps", f"Foot cramps number {number}").replace("miki", f"miki{number}")
    lines = "<br>\n".join(html.escape(line) for line in text.splitlines())
    return f"<!doctype html><html lang=en><head><title>t</title></head><body><div>{lines}</div></body></html>".encode()


def listing_page(number: int, pages: int) -> bytes:
    first = number * PER_LISTING
    links = [f"/doctor/All/ShowDetail.php?q_no={n}" for n in range(first, min(first + PER_LISTING, pages))]
    if first + PER_LISTING < pages:
        links.append(f"/list?page={number + 1}")
    body = "".join(f'<a href="{html.escape(link)}">more</a> ' for link in links)
    return f"<!doctype html><html><body><h1>List</h1><p>{body}</p></body></html>".encode()


def questions(pages: int) -> Callable[[str], Answer]:
    """Return a site of so many questions, linked from listings."""

    def answer(target: str) -> Answer:
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        html_type = {"Content-Type": "text/html; charset=utf-8"}
        if parts.path == "/doctor/All/ShowDetail.php":
            return 200, html_type, question_page(int(query["q_no"][0]))
        if parts.path in ("/list", "/"):
            return 200, html_type, listing_page(int(query.get("page", ["0"])[0]), pages)
        return 404, {"Content-Type": "text/plain"}, b"not here"

    return answer


class Site:
    """Serves what ``answer`` says to each target, on its own thread, until closed.

    Where an answer has an ``ETag`` that the request names, it is 304.
    """

    def __init__(self, answer: Callable[[str], Answer], *, delay: float = 0.0) -> None:
        self.asked: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()  # answered by 304
        self.times: list[tuple[float, str]] = []
        self._answer = answer
        self._delay = delay
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._connections: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for writer in self._connections:
            writer.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                target = head.split(b" ", 2)[1].decode("ascii")
                self.asked[target] += 1
                self.times.append((self._loop.time(), target))
                if self._delay:
                    await asyncio.sleep(self._delay)
                status, headers, body = self._answer(target)
                if "ETag" in headers and b"\r\nIf-None-Match: " + headers["ETag"].encode() in head:
                    status, body = 304, b""
                    self.unchanged[target] += 1
                fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                writer.write(f"HTTP/1.1 {status} X\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(writer)
            writer.close()
