"""Work given away to Ray beside the same work done by processes of this machine: the same bytes, and what it costs.

One archive, cut into few files and into many, is extracted in both ways by as many processes; then its records are
exported in both. Ray is started anew each time, as the command does it: its start is told apart by an archive of one
page. It ends with an error if a byte differs.

    python -m benchmarks.sharding                           # a table
    python -m benchmarks.sharding --pages 600 --rounds 1    # a quick look
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.site import BASE, question_page, question_path, thread
from scraper.archive.warc import pack_page
from scraper.page import Page

_QAHARVEST = (sys.executable, "-m", "scraper.cli.main")
_MOST_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Timed:
    """One way of doing one thing."""

    work: str
    executor: str
    shards: int
    units: int
    """Pages read, or records exported."""
    seconds: float
    """Of the whole command; the best of all rounds."""

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.units / self.seconds


def measure(folder: Path, *, pages: int, few: int, many: int, jobs: int, rounds: int) -> list[Timed]:
    """Measure everything; the archives are made first."""
    made = [_member(number, pages) for number in range(pages)]
    timed = []
    for work, members, files in (("start", made[:1], 1), ("extract", made, few), ("extract", made, many)):
        archive = folder / f"{work}-{files}"
        _write(archive, members, files)
        for executor in ("local", "ray"):
            out = folder / f"{archive.name}-{executor}.jsonl"
            command = ["extract", str(archive), "-o", str(out), "--quiet", "--jobs", str(jobs), "--executor", executor]
            timed.append(Timed(work, executor, files, len(members), _best(command, rounds)))
        _compare(folder, archive.name)
    records = str(folder / f"extract-{few}-local.jsonl")
    for name, options in (("export", ()), ("export --privacy redact", ("--privacy", "redact"))):
        for executor in ("local", "ray"):
            out = folder / f"{name.split()[-1]}-{executor}.jsonl"
            command = ["export", records, str(out), "--quiet", "--executor", executor]
            command += [*options, *(("--privacy-key", str(folder / "key")) if options else ())]
            command += ["--jobs", str(jobs)] if executor == "ray" else []
            timed.append(Timed(name, executor, 1, pages, _best(command, rounds)))
        _compare(folder, name.split()[-1])
    return timed


def _member(number: int, pages: int) -> bytes:
    url = BASE + question_path(number)
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    body = question_page(thread(number, pages)).encode()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return pack_page(Page(body, source=url, url=url, status=200, headers=headers, fetched_at=moment))


def _write(folder: Path, members: list[bytes], files: int) -> None:
    folder.mkdir()
    size = -(-len(members) // files)
    for number in range(files):
        (folder / f"{number:05}.warc.gz").write_bytes(b"".join(members[number * size : (number + 1) * size]))


def _best(command: list[str], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([*_QAHARVEST, *command], check=True, timeout=_MOST_SECONDS)
        best = min(best, time.perf_counter() - began)
    return best


def _compare(folder: Path, name: str) -> None:
    digests = {hashlib.sha256((folder / f"{name}-{one}.jsonl").read_bytes()).digest() for one in ("local", "ray")}
    if len(digests) > 1:
        raise SystemExit(f"{name}: Ray made other records than this machine alone")


def table(timed: list[Timed]) -> str:
    """Return a table for people."""
    lines = [f"{'work':<26} {'executor':<9} {'shards':>6} {'units':>8} {'seconds':>8} {'a second':>9}"]
    for one in timed:
        told = f"{one.work:<26} {one.executor:<9} {one.shards:>6} {one.units:>8,} {one.seconds:>8.1f} {one.rate:>9,.0f}"
        lines.append(told)
    ray = {(one.work, one.shards): one.seconds for one in timed if one.executor == "ray"}
    local = {(one.work, one.shards): one.seconds for one in timed if one.executor == "local"}
    (few, many) = sorted(shards for work, shards in ray if work == "extract")
    each = (ray["extract", many] - ray["extract", few]) / (many - few)
    lines.append(
        f"start and end of Ray: {ray['start', 1] - local['start', 1]:.1f} s; each shard more: {each * 1000:.0f} ms"
    )
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8_000)
    parser.add_argument("--few", type=int, default=4, help="WARC files of the archive")
    parser.add_argument("--many", type=int, default=64, help="WARC files of the same archive, cut finer")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = {"pages": options.pages, "few": options.few, "many": options.many, "jobs": options.jobs}
        timed = measure(Path(folder), **sizes, rounds=options.rounds)
    print(json.dumps([asdict(one) for one in timed]) if options.json else table(timed))


if __name__ == "__main__":
    main()
