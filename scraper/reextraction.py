"""Reading a run's archive again with the rules of today, and putting what that gives in the place of what there was.

The new files are written beside the old ones while the pages are read; when all were read they take their place, and
the frontier learns in the same transaction what the pages give now (see ``scraper.swap``).
"""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, Self

from schemas.qa import QARecord
from scraper.crawler.frontier import Batch, State
from scraper.crawler.frontier.schema import mapped_errors
from scraper.crawler.frontier.spans import Spans
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.reading import COUNTS, PageLines
from scraper.errors import UsageError
from scraper.gathering import SCRATCH, Gathering, Taken
from scraper.joining import NOTE as TAILS
from scraper.joining import Tails, given_up, lines_between
from scraper.lines import reject_line
from scraper.page import ThreadPart
from scraper.refresh import NOTE as REFRESH
from scraper.refresh import Refresh
from scraper.request import Canonicalizer, fingerprint, key_of
from scraper.run_folder import RECORDS, REJECTS, STATS, RunFolder, mapped_os_errors
from scraper.stats import FieldCount, Stats
from scraper.swap import Swap
from scraper.validation import Rejected

_COUNTS_AT_ONCE = 500  # about what a crawl commits at once
_TABLE = "CREATE TABLE page (id INTEGER PRIMARY KEY, key BLOB NOT NULL, current INTEGER NOT NULL, reason TEXT)"
_CLAIMS = (
    "SELECT c.key, NOT p.current FROM claim c JOIN page p ON p.id = c.page WHERE p.current OR NOT ? ORDER BY c.key"
)
_PARTS = "SELECT p.key, t.record, t.number, t.line FROM part t JOIN page p ON p.id = t.request ORDER BY t.id"


class Pages(Gathering):
    """What the pages of a run gave when they were read again: the ``Reread`` of a frontier.

    :param lasts: whether a refresh lasts; then only what current pages gave counts as written.
    """

    def __init__(self, *, lasts: bool) -> None:
        super().__init__(once=True)
        self._lasts = lasts
        self._db.execute(_TABLE)
        self._spans = Spans(self._db)
        self._coverage: list[FieldCount] = []
        self.stats = Stats()
        """Counts of the current pages, and of the records of all."""

    def take_page(self, gave: PageLines, key: bytes, *, current: bool, renewed: Collection[str] = ()) -> Taken:
        """Take the lines of the next page.

        :param key: fingerprint of its address.
        :param current: whether the ledger holds its address as done; else it is a version that was not renewed.
        :param renewed: ids of records of such a version that current pages give.
        """
        taken = self.sift(gave, renewed)
        with mapped_errors(SCRATCH):
            row = (self._pages, key, current, gave.standing(taken.known))
            self._db.execute("INSERT INTO page VALUES (?, ?, ?, ?)", row)
            if len(taken.known) < len(gave.records) or not gave.records:
                self._coverage += gave.coverage
            if len(self._coverage) > _COUNTS_AT_ONCE:
                self._add_coverage()
        if current:
            self.stats += COUNTS[gave.verdict]
        self.stats += Stats(records=len(taken.lines))
        return taken

    @property
    def parts_taken(self) -> int:
        """How many pages of threads there were."""
        return self._parts.last()

    def records(self) -> Iterator[tuple[bytes, bool]]:
        """Yield the fingerprints of the ids of the records written, each with whether it was only kept."""
        return ((key, bool(kept)) for key, kept in self._db.execute(_CLAIMS, (self._lasts,)))

    def parts(self) -> Iterator[tuple[bytes, ThreadPart]]:
        """Yield what pages gave to threads, each with the fingerprint of its address, in the order of the pages."""
        return ((key, ThreadPart(*part)) for key, *part in self._db.execute(_PARTS))

    def reasons(self) -> Iterator[tuple[bytes, str | None]]:
        """Yield the fingerprint of each current page's address, and the reason for the ledger."""
        return ((key, reason) for key, reason in self._db.execute("SELECT key, reason FROM page WHERE current"))

    def spans(self) -> list[tuple[int, FieldCount]]:
        """Return which fields the records have."""
        self._add_coverage()
        return self._spans.all()

    def _add_coverage(self) -> None:
        self._spans.add(self._coverage)
        self._coverage.clear()


class Reextraction:
    """One re-extraction of a run, to be used with ``with``; the folder is held alone as long as it lasts.

    Every page is taken, then the threads are joined, then all is put in place. What ends before that leaves the run as
    it was.

    :param canonical: gives the form under which the run knows an address.
    :param open_frontier: opens the run's frontier.
    :raises UsageError: if there is nothing to re-extract, or the folder cannot be used.
    :raises RunLocked: if a crawl works on the folder.
    """

    def __init__(
        self,
        folder: RunFolder,
        canonical: Canonicalizer,
        *,
        open_frontier: Callable[[Path], SqliteFrontier] = SqliteFrontier,
    ) -> None:
        self._folder = folder
        self._canonical = canonical
        self._open_frontier = open_frontier
        self._held = ExitStack()
        self._tails: Tails | None = None
        self._current_from = (0, 0)

    def __enter__(self) -> Self:
        """Hold the folder and begin the new files."""
        if not self._folder.frontier.is_file():
            raise UsageError(f"The crawl into {self._folder.path} has not begun yet: start it with 'qaharvest crawl'.")
        with ExitStack() as held:
            held.enter_context(self._folder.lock())
            self._frontier = self._open_frontier(self._folder.frontier)
            held.callback(self._frontier.close)
            self._swap = Swap(self._folder.path, self._frontier)
            self._swap.repair()
            held.callback(self._swap.repair)  # removes what is not to be put in place
            self._refresh = Refresh.of(self._frontier)
            self._pages = Pages(lasts=self._refresh is not None)
            held.callback(self._pages.close)
            self._records, self._rejects = (self._begin(held, name) for name in (RECORDS, REJECTS))
            self._keep_given_up()
            # While a refresh lasts, what it renewed stands behind what is old, though their pages lie mixed.
            self._renewed_records, self._renewed_rejects = self._records, self._rejects
            if self._refresh is not None:
                self._renewed_records, self._renewed_rejects = (self._scratch_file(held) for _ in range(2))
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the folder go."""
        self._held.close()

    def take(self, gave: PageLines, url: str) -> list[bytes]:
        """Take what the next page of the archive gave; return its lines, the same that are written.

        :param url: address of the page.
        :raises StorageFull: if the disk refuses a write.
        """
        key = key_of(url, self._canonical)
        state, _ = self._frontier.standing(key) or (State.DONE, None)
        current = state is State.DONE
        taken = self._pages.take_page(gave, key, current=current, renewed=() if current else self._renewed(gave))
        records, rejects = self._records, self._rejects
        if current:
            records, rejects = self._renewed_records, self._renewed_rejects
        with mapped_os_errors(self._folder.path, self._folder.path):
            records.writelines(line + b"\n" for line in taken.lines)
            rejects.writelines(line + b"\n" for _, line in gave.rejects)
        return taken.lines

    def joined(self) -> Iterator[QARecord | Rejected]:
        """Yield the threads of several pages, merged, as they are written; to be asked for when every page was taken.

        :raises StorageFull: if the disk refuses a write.
        """
        self._current_from = (self._records.tell(), self._rejects.tell())
        with mapped_os_errors(self._folder.path, self._folder.path):
            for renewed, file in ((self._renewed_records, self._records), (self._renewed_rejects, self._rejects)):
                if renewed is not file:
                    renewed.seek(0)
                    copyfileobj(renewed, file)
        start, rejects_start, lines = self._records.tell(), self._rejects.tell(), 0
        for outcome in self._pages.joined():
            with mapped_os_errors(self._folder.path, self._folder.path):
                if isinstance(outcome, QARecord):
                    self._records.write(outcome.model_dump_json().encode() + b"\n")
                    lines += 1
                else:
                    self._rejects.write(reject_line(outcome) + b"\n")
            yield outcome
        last = self._frontier.parts.last() + self._pages.parts_taken
        self._tails = Tails(start, self._records.tell(), lines, rejects_start, self._rejects.tell(), last)

    def put_in_place(self) -> Stats:
        """Let what was taken and joined take the place of what the run holds; return its counts.

        :raises StorageFull: if the disk refuses a write; then the run stays as it was.
        """
        assert self._tails is not None, "not every thread was joined"
        tails = self._tails
        new = self._pages.stats + Stats(records=tails.lines)
        counted = {**self._frontier.stats().as_dict(), **{n: c for n, c in new.as_dict().items() if _is_counted(n)}}
        with mapped_os_errors(self._folder.stats, self._folder.path):
            stats = self._swap.open_new(STATS)
            stats.write((json.dumps(counted, indent=2) + "\n").encode())
        for file in (self._records, self._rejects, stats):
            self._swap.close_new(file)
        notes = {TAILS: tails.to_note()}
        if self._refresh is not None:
            records, rejects = self._current_from
            notes[REFRESH] = replace(self._refresh, records=records, rejects=rejects).to_note()
        files = {RECORDS: tails.end, REJECTS: tails.rejects_end}
        self._swap.put_in_place(Batch(files=files, stats=new, notes=notes, reread=self._pages))
        return Stats(**counted)

    def _begin(self, held: ExitStack, name: str) -> BinaryIO:
        file = self._swap.open_new(name)
        held.callback(_abandon, file)
        return file

    def _scratch_file(self, held: ExitStack) -> BinaryIO:
        with mapped_os_errors(self._folder.path, self._folder.path):
            return held.enter_context(TemporaryFile(dir=self._folder.path))

    def _keep_given_up(self) -> None:
        """Begin the rejects with the addresses that were given up: no page in the archive tells of them."""
        path, length = self._folder.path / REJECTS, self._frontier.files().get(REJECTS, 0)
        if length:
            with mapped_os_errors(path, self._folder.path), path.open("rb") as file:
                for some in lines_between(file, 0, length):
                    self._rejects.writelines(given_up(some))

    def _renewed(self, gave: PageLines) -> set[str]:
        """Return the records that pages gave which were asked again, where this one could not be."""
        renewed = self._frontier.renewed_records([fingerprint(record_id) for record_id, _ in gave.records])
        return {record_id for record_id, _ in gave.records if fingerprint(record_id) in renewed}


def _is_counted(name: str) -> bool:
    """Whether a count follows from the pages; the others tell of requests and addresses."""
    return name == "records" or name.startswith("pages")


def _abandon(file: BinaryIO) -> None:
    with suppress(OSError):  # what is not written is not wanted either
        file.close()
