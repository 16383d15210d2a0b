"""Whether a page costs the same after a hundred thousand pages as after one thousand: one crawl, looked at on the way.

The site is made in memory of the pages of ``benchmarks.site``, again and again under other numbers, and answered by
this process on loopback. Processor time is that of the crawl and all its children between two counts of question pages
asked for; memory is what is resident in them together.

    python -m benchmarks.flat --pages 100000     # some six minutes, a gigabyte of disk
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measure import cpu_seconds, resident
from benchmarks.site import question_page, thread

_BLOCK = 500  # pages that are made; the others are these under other numbers
_PART = 0.04  # of the pages, or 4,000: what one look covers
_LOOKS = (1_000, 10_000, 100_000)
_PATH = re.compile(rb"/q/(\d+)\.html")
_SECONDS = 1_800.0


@dataclass(frozen=True)
class Look:
    """What pages cost up to one moment of the crawl.

    :param pages: question pages asked for by then.
    :param microseconds: of processor time a page, over the pages before.
    :param mebibytes: resident.
    :param octets: on disk a page, since the beginning.
    """

    pages: int
    microseconds: float
    mebibytes: float
    octets: float


class Site:
    """Question pages in blocks that differ by their numbers, and one list for each block."""

    def __init__(self, pages: int) -> None:
        self.asked = 0
        self._pages = pages
        self._made = [question_page(thread(number, _BLOCK)).encode() for number in range(_BLOCK)]

    def answer(self, path: str) -> bytes | None:
        """Return the body of a page; None where there is none."""
        if path == "/":
            return _links(f"/block/{block}" for block in range(self._pages // _BLOCK))
        kind, _, number = path.strip("/").removesuffix(".html").partition("/")
        if kind == "block" and number.isdecimal():
            first = int(number) * _BLOCK
            return _links(f"/q/{n}.html" for n in range(first, first + _BLOCK))
        if kind == "q" and number.isdecimal() and int(number) < self._pages:
            self.asked += 1
            first = int(number) // _BLOCK * _BLOCK
            return _PATH.sub(lambda found: b"/q/%d.html" % (first + int(found[1])), self._made[int(number) % _BLOCK])
        return None


def _links(paths: Iterator[str]) -> bytes:
    return "".join(f'<p><a href="{path}">{path}</a></p>' for path in paths).encode()


@contextmanager
def serving(site: Site) -> Iterator[int]:
    """Answer on loopback, in a thread, until the block ends; gives the port."""
    loop = asyncio.new_event_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = site.answer(head.split(b" ", 2)[1].decode())
                status = b"404 Not Found" if body is None else b"200 OK"
                writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                             % (status, len(body or b""), body or b""))  # fmt: skip
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        running.join()


def measure(pages: int) -> list[Look]:
    """Crawl, and look when the last of some thousand pages before each power of ten are asked for.

    :raises RuntimeError: if the crawl fails or loses a record.
    """
    site = Site(pages)
    looks = []
    with tempfile.TemporaryDirectory(prefix="qaharvest-flat-") as folder, serving(site) as port:
        run = Path(folder) / "run"
        crawl = begin_crawl(run, port)
        try:
            for most in (number for number in _LOOKS if number <= pages):
                first = max(most - max(min(int(most * _PART * 10), 4_000), 500), 0)
                wait_until(lambda at=first: site.asked >= at, crawl)
                began, before = cpu_seconds(crawl.pid), site.asked
                wait_until(lambda at=most: site.asked >= at - 100, crawl)
                spent, asked = cpu_seconds(crawl.pid) - began, site.asked
                disk = sum(file.stat().st_size for file in run.rglob("*") if file.is_file())
                looks.append(Look(most, spent / (asked - before) * 1e6, resident(crawl.pid) / 2**20, disk / asked))
                print(looks[-1], file=sys.stderr, flush=True)
            if crawl.wait(_SECONDS):
                raise RuntimeError(f"the crawl ended with exit code {crawl.returncode}")
        finally:
            crawl.kill()
            crawl.wait()
        with (run / "records.jsonl").open("rb") as records:
            written = sum(1 for _ in records)
        if written != pages:
            raise RuntimeError(f"{written} records of {pages} pages")
    return looks


def begin_crawl(run: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a crawl of the site at its port, as fast as it can."""
    command = [sys.executable, "-m", "scraper.cli.main", "crawl", str(run), f"http://127.0.0.1:{port}/"]
    options = ["--delay", "0", "--allow-private-hosts", "--no-sitemaps", "--quiet"]
    return subprocess.Popen([*command, *options], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_until(condition: Callable[[], bool], crawl: subprocess.Popen[bytes]) -> None:
    """Wait for something that a crawl brings about.

    :raises RuntimeError: if the crawl ends before, or it takes too long.
    """
    deadline = time.monotonic() + _SECONDS
    while not condition():
        if crawl.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the crawl ended too early, or stands still")
        time.sleep(0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000, help="a multiple of 500 [default: 100,000]")
    options = parser.parse_args()
    print(json.dumps([asdict(look) for look in measure(options.pages)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
