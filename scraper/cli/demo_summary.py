"""What ``qaharvest demo`` shows at its end."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from schemas.qa import QARecord
from scraper.cli.portrait import coverage, coverage_lines, record_lines
from scraper.cli.progress import duration
from scraper.cli.summary import program, typed
from scraper.cli.terminal import printable, side_by_side, size
from scraper.run import Outcome, Run

_FILES = {
    "records.jsonl": "one record a line",
    "rejects.jsonl": "what gave no record, and why",
    "archive": "every answer as it came (WARC)",
    "stats.json": "the counts",
    "frontier.sqlite": "every address and what became of it",
    "run.toml": "the settings",
}


def after_demo(name: str, run: Run, outcome: Outcome, *, width: int) -> Iterator[str]:
    """Yield the lines: counts that add up, coverage, one record, the paths written, what to type next."""
    stats = outcome.stats
    yield ""
    yield _bold(f"{stats.records:,} records from {stats.pages:,} pages in {duration(outcome.seconds)}.")
    yield ""
    pages = _sum(
        "Pages",
        [
            (stats.pages_with_records, f"gave records ({stats.records:,} in all)"),
            (stats.pages_rejected, "rejected: no valid record in them"),
            (stats.pages_not_qa, "not Q&A: listings and the like"),
        ],
        "read",
    )
    status = run.status()
    states = [(number, state) for state, number in status.states.items() if number]
    yield from side_by_side(list(pages), list(_sum("Addresses", states, "seen")), columns=width)
    reasons = ", ".join(f"{number} {printable(reason)}" for reason, number in status.reasons.items())
    if reasons:
        yield click.style(f"  (skipped or failed: {reasons})", dim=True)
    yield ""
    total, found = coverage(run.records())
    yield _bold(f"Fields: the share of the {total:,} records that have each")
    fields = list(coverage_lines(total, found))
    half = (len(fields) + 1) // 2
    yield from side_by_side(fields[:half], fields[half:], columns=width, gap=2)
    shown = _richest(run)
    if shown is not None:
        yield ""
        yield _bold(f"One of the records: {printable(shown.record_id)}")
        yield from record_lines(shown, width)
    yield ""
    yield _bold("Written")
    yield from _written(run.path)
    yield ""
    yield _bold("Next")
    yield f"  {typed('status', name)}"
    if shown is not None:
        yield f"  {program()} explain {shlex.quote(printable(shown.record_id))} --run {name}"
    yield f"  {program()} validate {run.path / 'records.jsonl'}"
    yield f"  {program()} extract {run.path / 'archive'} -o records.jsonl"
    yield f"  {program()} crawl --help"


def _sum(head: str, parts: list[tuple[int, str]], label: str) -> Iterator[str]:
    """Yield a heading, numbers with their meaning, and their sum."""
    yield _bold(head)
    total = sum(number for number, _ in parts)
    width = len(f"{total:,}")
    for number, meaning in parts:
        yield f"    {number:>{width},}  {meaning}"
    yield f"  = {total:>{width},}  {label}"


def _richest(run: Run) -> QARecord | None:
    """Return the record with the most to show: the first one with every part, else the first."""
    best: QARecord | None = None
    most = -1
    for record in run.records():
        has = sum(map(bool, (record.replies, record.article, record.similar, record.related_faqs)))
        if has > most:
            best, most = record, has
        if most == 4:
            break
    return best


def _written(folder: Path) -> Iterator[str]:
    rows = [(folder / name, meaning) for name, meaning in _FILES.items() if (folder / name).exists()]
    column = max((len(str(path)) for path, _ in rows), default=0)
    for path, meaning in rows:
        octets = sum(p.stat().st_size for p in path.iterdir()) if path.is_dir() else path.stat().st_size
        yield f"  {printable(str(path)):<{column}}  {size(octets):>8}  {click.style(meaning, dim=True)}"


def _bold(text: str) -> str:
    return click.style(text, bold=True)
