"""``qaharvest extract``: pages that are already here → records, without the network."""

import os
from collections import Counter
from contextlib import ExitStack, closing
from itertools import chain
from typing import BinaryIO

import click

from scraper.cli.addresses import check_address
from scraper.cli.failures import CHANGE, DONE, NOTHING
from scraper.cli.inputs import FileKey, file_key, is_warc, kind_of, read_input, stream_key
from scraper.cli.numbers import count
from scraper.cli.outputs import replacing
from scraper.cli.progress import Ticker
from scraper.cli.reading import ReadLines, Unread, read_in_order
from scraper.cli.terminal import printable, say
from scraper.cli.verb import quiet_option, verb
from scraper.errors import UsageError
from scraper.sites import BUILT_IN

_MOST_JOBS = 256


@verb(
    "extract",
    examples=[
        "qaharvest extract data/demo -o records.jsonl --rejects rejects.jsonl",
        "qaharvest extract data/demo/archive | head -n 1",
    ],
)
@click.argument("paths", metavar="PATH…|RUN|-", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write the records here, whole or not at all.")
@click.option("--rejects", metavar="FILE", help="Keep what gave no record here, with the reasons, as JSON Lines.")
@click.option("--site", metavar="NAME", help="Read every page with this profile (see: qaharvest sites list).")
@click.option("--url", metavar="URL", help="Where a single file came from; makes its links absolute.")
@click.option("--jobs", metavar="N", type=count, help="Processes that read many pages. [default: one a core]")
@quiet_option
def command(
    *,
    paths: tuple[str, ...],
    output: str | None,
    rejects: str | None,
    site: str | None,
    url: str | None,
    jobs: int | None,
    quiet: bool,
) -> int:
    """Read records out of HTML and text files, WARCs, folders and run folders.

    PATH is a file or a folder, RUN the name of a run (its archive is read again), - is standard input. Records go to
    standard output as JSON Lines unless -o is given; the reasons of pages without a record go to standard error.
    """
    _check(paths, output, rejects, site, url)
    if jobs is not None and not 1 <= jobs <= _MOST_JOBS:
        raise UsageError(f"--jobs must lie between 1 and {_MOST_JOBS}, not {jobs}.")
    with ExitStack() as files:
        records = files.enter_context(replacing(output))
        kept = files.enter_context(replacing(rejects)) if rejects else None
        leave_out = {key for name in (output, rejects) if name and (key := file_key(name))}
        leave_out |= {key for stream in (records, kept) if stream and (key := stream_key(stream))}
        ticker = files.enter_context(closing(Ticker(quiet=quiet or output is None)))
        work = _Work(records, kept, quiet=quiet, ticker=ticker)
        found = chain.from_iterable(read_input(path, url=url, leave_out=leave_out) for path in paths)
        for result in read_in_order(found, site, os.cpu_count() or 1 if jobs is None else jobs, sites=BUILT_IN):
            work.take(result)
        records.flush()
    if not quiet:
        say(work.summary())
    if work.counts["failed"]:
        return CHANGE
    return DONE if work.counts["records"] else NOTHING


class _Work:
    """Writes what reading gives and counts it."""

    def __init__(self, records: BinaryIO, rejects: BinaryIO | None, *, quiet: bool, ticker: Ticker) -> None:
        self.records = records
        self.rejects = rejects
        self.quiet = quiet
        self.ticker = ticker
        self.counts: Counter[str] = Counter()

    def take(self, result: ReadLines | Unread) -> None:
        """Write the lines of one page, or tell why it was not read."""
        if isinstance(result, Unread):
            self.counts["failed" if result.failed else "left out"] += 1
            if result.failed or not self.quiet:
                self._tell(printable(f"{result.source}: {result.reason}"))
            return
        for line in result.records:
            self.records.write(line + b"\n")
        for reason, line in result.rejects:
            if self.rejects is not None:
                self.rejects.write(line + b"\n")
            if not self.quiet:
                self._tell(printable(f"{result.label}: {reason}"))
        self.counts["pages"] += 1
        self.counts["records"] += len(result.records)
        self.counts["with"] += bool(result.records)
        self.counts["rejected"] += result.holds_question and not result.records
        self.ticker.tick(f"{self.counts['pages']:,} pages, {self.counts['records']:,} records")

    def summary(self) -> str:
        """Return the closing sentence."""
        n = self.counts
        if not n["pages"]:
            return "No page was found to read."
        rest = n["pages"] - n["with"] - n["rejected"]
        told = f"{n['pages']:,} {'page' if n['pages'] == 1 else 'pages'}: {n['with']:,} with records "
        told += f"({n['records']:,}), {n['rejected']:,} rejected, {rest:,} not Q&A"
        if n["failed"]:
            told += f"; {n['failed']:,} could not be read"
        return told + "."

    def _tell(self, line: str) -> None:
        self.ticker.close()
        say(line)


def _check(paths: tuple[str, ...], output: str | None, rejects: str | None, site: str | None, url: str | None) -> None:
    """Refuse what cannot be meant, before anything is read or written.

    :raises UsageError: with a sentence that says what to change.
    """
    if site is not None:
        BUILT_IN.named(site)
    if url is not None:
        check_address(url)
        if len(paths) > 1 or kind_of(paths[0]) not in ("file", "stdin", "missing") or _holds_pages(paths[0]):
            raise UsageError("--url tells where a single file came from; give one file, or leave --url out.")
    if paths.count("-") > 1:
        raise UsageError("standard input can be read only once; give - once.")
    if output and output == rejects:
        raise UsageError("-o and --rejects name the same file; choose two.")
    written: dict[FileKey, str] = {key: name for name in (output, rejects) if name and (key := file_key(name))}
    for path in paths:
        if (key := file_key(path)) in written and kind_of(path) == "file":
            raise UsageError(f"{path} would be read and written at once; choose another file for the output.")


def _holds_pages(path: str) -> bool:
    """Whether a file is a WARC, whose pages tell their own addresses."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - "-" and "" are no paths
            return is_warc(file.read(512))
    except OSError:
        return False
