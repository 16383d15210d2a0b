"""Pages of threads that span several, kept until all pages of a thread are merged."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from scraper.crawler.frontier import Thread
from scraper.crawler.frontier.schema import Database, mapped_errors
from scraper.page import ThreadPart

MAX_THREAD_BYTES = 64 * 1024 * 1024
"""Of the lines of one thread; the pages behind that are left out, as no line of such a length could be read again."""

_VARIABLES = 500  # placeholders in one statement
_INSERT = "INSERT INTO part (request, record, number, line) VALUES (?, ?, ?, ?)"
_BEFORE = "SELECT 1 FROM part WHERE record = ? AND number = ? AND request < ? LIMIT 1"
_BEGUN = "SELECT record FROM part WHERE number = 1 AND record IN"
_ORPHANS = "SELECT record FROM part GROUP BY record HAVING min(number) > 1"
_THREADS = "SELECT record FROM part GROUP BY record ORDER BY min(id)"
_PARTS = "SELECT number, line FROM part WHERE record = ? ORDER BY number, id DESC"


class PartTable:
    """The table ``part`` of a frontier, or of a scratch database. Who writes holds the transaction."""

    def __init__(self, db: Database, path: Path, max_bytes: int = MAX_THREAD_BYTES) -> None:
        self._db = db
        self._path = path
        self._max_bytes = max_bytes
        self._is_empty = self.last() == 0

    def replace(self, requests: Iterable[int], parts: Iterable[tuple[int, ThreadPart]]) -> None:
        """Keep what addresses gave now, in the place of what they gave before.

        :param requests: numbers of all addresses that were read.
        :param parts: number of the address and what it gave.
        """
        if not self._is_empty:
            self._drop(requests)
        rows = [(request, part.record_id, part.number, part.line) for request, part in parts]
        if rows:
            self.forget_first([record_id for _, record_id, number, _ in rows if number == 1])
            self._db.executemany(_INSERT, rows)
            self._is_empty = False

    def forget_first(self, record_ids: Iterable[str]) -> None:
        """Drop the first pages of threads: another page gives these records now."""
        if not self._is_empty:
            self._db.executemany("DELETE FROM part WHERE record = ? AND number = 1", ((one,) for one in record_ids))

    def _drop(self, requests: Iterable[int]) -> None:
        self._db.executemany("DELETE FROM part WHERE request = ?", ((number,) for number in requests))

    def has(self, record_id: str, number: int, before: int) -> bool:
        """Whether an address of a number below ``before`` gave that page of the thread."""
        if self._is_empty:
            return False
        with mapped_errors(self._path):
            found = self._db.execute(_BEFORE, (record_id, number, before))
            return found.fetchone() is not None

    def last(self) -> int:
        """Return a number that grows with every page that is added; 0 where none ever was."""
        with mapped_errors(self._path):
            row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'part'").fetchone()
        return int(row[0] or 0) if row else 0

    def begun(self, record_ids: Sequence[str]) -> set[str]:
        """Return those of the records whose thread's first page is here."""
        if self._is_empty:
            return set()
        found: set[str] = set()
        with mapped_errors(self._path):
            for start in range(0, len(record_ids), _VARIABLES):
                some = record_ids[start : start + _VARIABLES]
                rows = self._db.execute(f"{_BEGUN} ({','.join('?' * len(some))})", some)
                found.update(record_id for (record_id,) in rows)
        return found

    def orphans(self) -> set[str]:
        """Return the records of all threads whose first page is not here."""
        if self._is_empty:
            return set()
        with mapped_errors(self._path):
            return {record_id for (record_id,) in self._db.execute(_ORPHANS)}

    def threads(self) -> Iterator[Thread]:
        """Yield every thread, in the order in which the threads first appeared."""
        with mapped_errors(self._path):
            for (record_id,) in self._db.execute(_THREADS):
                yield Thread(record_id, list(self._parts(record_id)))

    def _parts(self, record_id: str) -> Iterator[ThreadPart]:
        size = last = 0
        for number, line in self._db.execute(_PARTS, (record_id,)):
            if number == last:  # given by another address too: the newest counts
                continue
            size += len(line)
            if size > self._max_bytes and last:
                return
            last = number
            yield ThreadPart(record_id, number, line)
