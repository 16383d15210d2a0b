"""What an extraction of many pages must know until its end: which records it gave, and the pages of long threads.

It is kept in a scratch database, so that memory stays bounded however many pages there are.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.qa import QARecord
from scraper.crawler.frontier.parts import PartTable
from scraper.crawler.frontier.schema import mapped_errors, scratch
from scraper.crawler.reading import PageLines
from scraper.joining import joined_threads
from scraper.request import fingerprint
from scraper.validation import Rejected

_TABLE = "CREATE TABLE claim (key BLOB PRIMARY KEY, page INTEGER NOT NULL) WITHOUT ROWID"
SCRATCH = Path("the scratch file of this extraction")
"""What is told of where the disk refuses it."""


class Taken(NamedTuple):
    """What is done with the lines of one page."""

    lines: list[bytes]
    """To be written now, without line feeds; what belongs to threads of several pages comes at the end."""
    known: list[str]
    """Ids of records that an earlier page gave."""


class Gathering:
    """One extraction. The first page that gives a record has it; of a thread of several pages, that is its page 1.

    :param once: whether a record that an earlier page gave is left out, as a crawl does.
    """

    def __init__(self, *, once: bool = False) -> None:
        self._once = once
        self._db = scratch()
        self._db.execute(_TABLE)
        self._parts = PartTable(self._db, SCRATCH)
        self._pages = 0

    def close(self) -> None:
        """Drop what was kept."""
        self._db.close()

    def take(self, gave: PageLines, url: str) -> list[bytes]:  # noqa: ARG002 - part of the port
        """Take what the next page gave; return the lines to be written now."""
        return self.sift(gave).lines

    def sift(self, gave: PageLines, elsewhere: Collection[str] = ()) -> Taken:
        """Decide what is done with the lines of the next page.

        :param elsewhere: ids of records that another page has, before or after this one.
        """
        with mapped_errors(SCRATCH):
            self._pages += 1
            known = [record_id for record_id, _ in gave.records if record_id in elsewhere or not self._claim(record_id)]
            parts = [part for part in gave.parts if part.number > 1 or part.record_id not in known]
            self._parts.replace((), ((self._pages, part) for part in parts))
        held = {part.record_id for part in gave.parts if part.number == 1}
        left_out = held.union(known) if self._once else held
        return Taken([line for record_id, line in gave.records if record_id not in left_out], known)

    def joined(self) -> Iterator[QARecord | Rejected]:
        """Yield the threads of several pages, merged, in the order in which they first appeared."""
        return (joined.outcome for joined in joined_threads(self._parts, self._is_claimed))

    def _claim(self, record_id: str) -> bool:
        """Note that the page gives the record; tell whether it is the first to do so."""
        row = (fingerprint(record_id), self._pages)
        return self._db.execute("INSERT OR IGNORE INTO claim VALUES (?, ?)", row).rowcount == 1

    def _is_claimed(self, record_id: str) -> bool:
        with mapped_errors(SCRATCH):
            found = self._db.execute("SELECT 1 FROM claim WHERE key = ?", (fingerprint(record_id),))
            return found.fetchone() is not None
