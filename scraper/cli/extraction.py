"""What ``qaharvest extract`` does with what reading gives: write lines, count, and tell why there is no record."""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from schemas.qa import QARecord
from scraper.cli.progress import Ticker
from scraper.cli.reading import ReadLines, Unread
from scraper.cli.terminal import printable, say
from scraper.crawler.reading import PageLines
from scraper.lines import reject_line
from scraper.validation import Rejected


class Lines(Protocol):
    """Port: decides which lines are written when."""

    def take(self, gave: PageLines, url: str) -> list[bytes]:
        """Take what the next page gave; return the lines to be written now."""

    def joined(self) -> Iterator[QARecord | Rejected]:
        """Yield the threads that span several pages, when every page was taken."""


class Extraction:
    """Writes the lines of one extraction.

    :param records: where record lines go.
    :param rejects: where the lines of what gave no record go, if they are wanted.
    :param lines: decides which lines are written when.
    """

    def __init__(
        self,
        records: BinaryIO,
        rejects: BinaryIO | None,
        lines: Lines,
        *,
        quiet: bool,
        ticker: Ticker,
    ) -> None:
        self._records = records
        self._rejects = rejects
        self._lines = lines
        self._quiet = quiet
        self._ticker = ticker
        self.counts: Counter[str] = Counter()

    def take(self, result: ReadLines | Unread) -> None:
        """Write the lines of one page, or tell why it was not read."""
        if isinstance(result, Unread):
            self.counts["failed" if result.failed else "left out"] += 1
            if result.failed or not self._quiet:
                self._tell(f"{result.source}: {result.reason}")
            return
        for line in self._lines.take(result.gave, result.url or result.source):
            self._write(line)
        for reason, line in result.rejects:
            self._reject(result.label, reason, line)
        self.counts["pages"] += 1
        self.counts[result.gave.verdict] += 1
        self._ticker.tick(f"{self.counts['pages']:,} pages, {self.counts['lines']:,} records")

    def tell_shards(self, done: int, count: int, news: str | None) -> None:
        """Show how many shards are read; say aloud what happened to one."""
        if news is not None and not self._quiet:
            self._tell(news)
        self._ticker.tick(f"{done:,} of {count:,} shards read, {self.counts['lines']:,} records joined")

    def end(self) -> None:
        """Write the threads that span several pages, now that all of their pages are read."""
        for outcome in self._lines.joined():
            if isinstance(outcome, QARecord):
                self._write(outcome.model_dump_json().encode())
            else:
                self._reject(outcome.source, outcome.reason, reject_line(outcome))
        self._records.flush()

    def summary(self) -> str:
        """Return the closing sentence."""
        n = self.counts
        if not n["pages"]:
            return "No page was found to read."
        told = f"{n['pages']:,} {'page' if n['pages'] == 1 else 'pages'}: {n['records']:,} with records "
        told += f"({n['lines']:,}), {n['rejected']:,} rejected, {n['not_qa']:,} not Q&A"
        if n["failed"]:
            told += f"; {n['failed']:,} could not be read"
        return told + "."

    def _write(self, line: bytes) -> None:
        self._records.write(line + b"\n")
        self.counts["lines"] += 1

    def _reject(self, label: str, reason: str, line: bytes) -> None:
        if self._rejects is not None:
            self._rejects.write(line + b"\n")
        if not self._quiet:
            self._tell(f"{label}: {reason}")

    def _tell(self, line: str) -> None:
        self._ticker.close()
        say(printable(line))
