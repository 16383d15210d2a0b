"""What a store costs beside the local disk: octets a second up and down, and requests for one export and one crawl.

``python -m benchmarks.storage`` starts moto's server on loopback (extra ``dev``) and prints a table. The server is
written in Python and answers on the same machine: the figures tell what this program does, not what a store can do.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from scraper.storage.opening import store_at
from scraper.storage.stream import open_object
from scraper.storage.urls import place_at
from tests.storage.machines import CRAWL, Machine, environ
from tests.storage.served import S3Server, make_bucket

MIB = 1024 * 1024
_OCTETS = 256 * MIB
_CHUNK = 1 * MIB


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, S3Server() as server, environ(**server.environment):
        folder = Path(name)
        make_bucket(server, "bench")
        file = folder / "octets"
        with file.open("wb") as made, Path("/dev/urandom").open("rb") as source:
            shutil.copyfileobj(_Beginning(source.read), made, _CHUNK)
        for where, url in (("s3://, moto on loopback", "s3://bench/octets"), ("file://", f"file://{folder}/there")):
            up, down = _up(file, url), _down(url)
            print(f"{where}: {up:.0f} MiB/s up, {down:.0f} MiB/s down")
        print(f"cp: {_rate(lambda: shutil.copyfile(file, folder / 'copy')):.0f} MiB/s")
        machine = Machine(folder / "home", server.environment)
        machine.call("demo", "--delay", "0", "--quiet")
        server.plan()
        for command in (
            ("export", "-q", "data/demo", "s3://bench/flat.parquet"),
            ("export", "-q", "data/demo", "s3://bench/dataset/"),
            ("export", "-q", "s3://bench/flat.jsonl", "-"),
        ):
            if "flat.jsonl" in command[2]:
                machine.call("export", "-q", "data/demo", "s3://bench/flat.jsonl")
                server.plan()
            done = machine.call(*command)
            print(f"{' '.join(command)}: {server.plan()} requests, exit code {done.code}")
        _crawl(machine, server)


def _crawl(machine: Machine, server: S3Server) -> None:
    from scraper.demo.server import DemoSite  # noqa: PLC0415 - one part alone needs it

    with DemoSite() as site:
        for told, arguments in (("a crawl of 298 pages", [site.url]), ("the same, started again", [])):
            began = time.monotonic()
            done = machine.call("crawl", "s3://bench/run", *arguments, *CRAWL)
            seconds = time.monotonic() - began
            print(f"{told}: {server.plan()} requests, {seconds:.1f} s, exit code {done.code}")
    began = time.monotonic()
    done = machine.call("status", "s3://bench/run")
    print(f"status: {server.plan()} requests, {time.monotonic() - began:.1f} s, exit code {done.code}")


def _up(file: Path, url: str) -> float:
    place = place_at(url)
    store = store_at(place)

    def send() -> None:
        with file.open("rb") as opened:
            store.upload(opened, 0, _OCTETS, place.key).publish()

    return _rate(send)


def _down(url: str) -> float:
    place = place_at(url)

    def read() -> None:
        with open_object(store_at(place), place.key, _OCTETS, url) as opened:
            while opened.read(_CHUNK):
                pass

    return _rate(read)


def _rate(work: Callable[[], object]) -> float:
    """Return MiB a second, the best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.monotonic()
        work()
        best = min(best, time.monotonic() - began)
    return _OCTETS / MIB / best


class _Beginning:
    """The first octets of an endless stream."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._left = _OCTETS

    def read(self, octets: int) -> bytes:
        piece = self._read(min(octets, self._left))
        self._left -= len(piece)
        return piece


if __name__ == "__main__":
    sys.exit(main())
