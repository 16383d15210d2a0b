"""What is done to a run's files when a crawl ends: threads that span several pages are merged, a refresh is closed.

A crawl appends the record of a thread's first page at once. When it ends, ``records.jsonl`` is written anew: without
the lines of such threads, and with a tail in which each thread stands once, merged, in the order in which the threads
first appeared. ``rejects.jsonl`` has such a tail too, of threads that came to nothing. Where the tails lie is noted, so
that they can be left out as a whole the next time.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from schemas.qa import QARecord
from scraper.changes import Change, Comparison
from scraper.crawler.frontier import Batch, Frontier, Parts, State
from scraper.lines import record_id_of, reject_line
from scraper.merging import merge
from scraper.refresh import NOTE as REFRESH
from scraper.refresh import Refresh
from scraper.request import Canonicalizer, fingerprint
from scraper.run_folder import CHANGES, RECORDS, REJECTS, mapped_os_errors
from scraper.stats import Stats
from scraper.swap import Swap, beside
from scraper.validation import Rejected

NOTE = "tails"
"""Note of the frontier: where the tails lie."""

_LINES_AT_ONCE = 500
_OCTETS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Tails:
    """Where the merged threads lie at the ends of the files."""

    start: int = 0
    """First byte of the tail of ``records.jsonl``."""
    end: int = 0
    """Length of that file when the tail was written."""
    lines: int = 0
    """Number of its lines."""
    rejects_start: int = 0
    rejects_end: int = 0
    last: int = 0
    """What ``Parts.last`` told then."""

    @classmethod
    def of(cls, frontier: Frontier) -> "Tails":
        """Return where the tails of a run lie; all zero where it has none."""
        note = frontier.note(NOTE)
        return cls(**json.loads(note)) if note else cls()

    def to_note(self) -> str:
        """Return what is kept with the frontier."""
        return json.dumps(asdict(self))


class Joined(NamedTuple):
    """What became of a thread."""

    outcome: QARecord | Rejected
    is_orphan: bool
    """Whether its first page is not among its pages."""


def joined_threads(parts: Parts, stands: Callable[[str], bool]) -> Iterator[Joined]:
    """Yield every thread, merged, in the order in which the threads first appeared.

    :param stands: whether a record was written as a whole, by a page that held all of its thread at the time; then
        later pages without a first one add nothing to it.
    """
    orphans = parts.orphans()
    for thread in parts.threads():
        is_orphan = thread.record_id in orphans
        if not (is_orphan and stands(thread.record_id)):
            yield Joined(merge(thread.parts), is_orphan)


class Joining:
    """The end of one start of a crawl."""

    def __init__(self, path: Path, frontier: Frontier, canonical: Canonicalizer) -> None:
        self._path = path
        self._frontier = frontier
        self._canonical = canonical
        self._swap = Swap(path, frontier)
        self._refresh = Refresh.of(frontier)
        self._tails = Tails.of(frontier)
        self._orphans = frontier.parts.orphans()
        self._standing: set[str] = set()
        self._kept: list[bytes] = []
        self._removed = self._tails.lines
        self._untold = 0
        self.told: Counter[str] = Counter()
        """What the feed of changes was told: ``new``, ``changed`` or ``gone`` → number of records."""

    def end(self, now: float, *, done: bool) -> None:
        """Write the files anew, where that changes anything.

        :param now: Unix time.
        :param done: whether every page was asked; if not, a refresh goes on with the next start.
        """
        last, length = self._frontier.parts.last(), self._frontier.files().get(RECORDS, 0)
        tails = self._tails
        refresh = self._refresh
        if refresh is None and last == tails.last and (not tails.lines or length == tails.end):
            return
        lasts = refresh is not None and not done
        with self._swap.writing(RECORDS) as records, self._swap.writing(REJECTS) as rejects:
            old, old_rejects = self._copy_records(records, lasts=lasts), self._copy_rejects(rejects, lasts=lasts)
            start, rejects_start = records.tell(), rejects.tell()
            lines = 0
            for outcome, is_orphan in joined_threads(self._frontier.parts, self._stands):
                if isinstance(outcome, Rejected):
                    rejects.write(reject_line(outcome) + b"\n")
                    continue
                records.write(outcome.model_dump_json().encode() + b"\n")
                lines += 1
                if not is_orphan and refresh is not None and done:
                    self._kept.append(fingerprint(outcome.record_id))
            tails = Tails(start, records.tell(), lines, rejects_start, rejects.tell(), last)
        notes = {NOTE: tails.to_note()}
        files = {RECORDS: tails.end, REJECTS: tails.rejects_end}
        if refresh is not None:
            notes[REFRESH] = replace(refresh, records=old, rejects=old_rejects).to_note() if lasts else ""
            files[CHANGES] = self._write_changes(refresh, tails.end, now, done=done)
        self._swap.put_in_place(
            Batch(
                files=files,
                stats=Stats(records=lines - self._removed),
                kept=self._kept,
                notes=notes,
            )
        )

    def _copy_records(self, new: BinaryIO, *, lasts: bool) -> int:
        """Copy the lines that stand as they are; return the length of the old part among them.

        :param lasts: whether a refresh goes on after this start.
        """
        tails, old = self._tails, self._refresh.records if self._refresh else 0
        with self._opened(RECORDS) as file:
            for start, end in _without(0, old, tails.start, tails.end):
                for some in lines_between(file, start, end):
                    new.writelines(self._not_renewed(some, lasts=lasts))
            part = self._untold = new.tell()
            for start, end in _without(old, self._frontier.files().get(RECORDS, 0), tails.start, tails.end):
                if start < tails.end:
                    self._untold += end - start
                if start < tails.end or not self._frontier.parts.last():
                    _copy(file, start, end, new)  # looked through when the tail was written
                    continue
                for some in lines_between(file, start, end):
                    new.writelines(line for _, line in self._whole(some))
        return part

    def _copy_rejects(self, new: BinaryIO, *, lasts: bool) -> int:
        tails, old = self._tails, self._refresh.rejects if self._refresh else 0
        with self._opened(REJECTS) as file:
            for start, end in _without(0, old, tails.rejects_start, tails.rejects_end):
                # Every page that was rejected is asked again, so those lines are outdated; addresses given up are not.
                for some in lines_between(file, start, end):
                    new.writelines(some if lasts else given_up(some))
            part = new.tell()
            length = self._frontier.files().get(REJECTS, 0)
            for start, end in _without(old, length, tails.rejects_start, tails.rejects_end):
                _copy(file, start, end, new)
        return part

    def _write_changes(self, refresh: Refresh, end: int, now: float, *, done: bool) -> int:
        """Write the feed anew, with what this start found; return its length.

        :param end: length of the new ``records.jsonl``.
        """
        known = self._frontier.files().get(CHANGES, 0)
        with self._swap.writing(CHANGES) as new, self._opened(RECORDS) as old_records:
            comparison = Comparison(old_records, self._frontier, refresh, self._canonical, now)
            with closing(comparison), beside(self._path / RECORDS).open("rb") as records:
                if known:
                    with self._opened(CHANGES) as feed:
                        _copy(feed, 0, known, new)
                        for some in lines_between(feed, 0, known):
                            comparison.told_before(some)
                tails = self._tails
                for start, stop in (*_without(0, refresh.records, tails.start, tails.end), (tails.start, tails.end)):
                    comparison.take_old(_places(old_records, start, stop))
                for some in lines_between(records, self._untold, end):
                    self._tell(comparison.changes(some), new)
                if done:
                    self._tell(comparison.gone(), new)
            return new.tell()

    def _tell(self, changes: Iterable[Change], feed: BinaryIO) -> None:
        for change in changes:
            feed.write(change.to_line())
            self.told[change.change] += 1

    def _not_renewed(self, lines: list[bytes], *, lasts: bool) -> Iterator[bytes]:
        """Yield the old lines whose record was not written anew."""
        whole = list(self._whole(lines))
        keys = [fingerprint(record_id) for record_id, _ in whole]
        renewed = self._frontier.known_records(keys)
        self._removed += sum(key in renewed for key in keys)
        for key, (record_id, line) in zip(keys, whole, strict=True):
            if key in renewed:
                continue
            if record_id in self._orphans:
                self._standing.add(record_id)
            if not lasts:
                self._kept.append(key)
            yield line

    def _whole(self, lines: list[bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield the lines of records that are not the first page of a thread, each with its record's id."""
        ids = [record_id_of(line) for line in lines]
        begun = self._frontier.parts.begun(ids)
        self._removed += sum(record_id in begun for record_id in ids)
        return (pair for pair in zip(ids, lines, strict=True) if pair[0] not in begun)

    def _stands(self, record_id: str) -> bool:
        return record_id in self._standing or bool(self._frontier.known_records([fingerprint(record_id)]))

    def _opened(self, name: str) -> BinaryIO:
        with mapped_os_errors(self._path / name, self._path):
            return (self._path / name).open("rb")


def retry_failed(path: Path, frontier: Frontier) -> int:
    """Queue the addresses that were given up, and take their lines out of ``rejects.jsonl``; tell how many.

    Both become true in one step, so that a kill finds the addresses either way, and no line of one stands twice.
    """
    failed = frontier.states()[State.FAILED]
    if not failed:
        return 0
    tails, refresh, length = Tails.of(frontier), Refresh.of(frontier), frontier.files().get(REJECTS, 0)
    marks = {0, length, tails.rejects_start, tails.rejects_end, refresh.rejects if refresh else 0}
    places = {0: 0}
    swap = Swap(path, frontier)
    with swap.writing(REJECTS) as new:
        for start, end in pairwise(sorted(marks)):
            with mapped_os_errors(path / REJECTS, path), (path / REJECTS).open("rb") as file:
                for some in lines_between(file, start, end):
                    new.writelines(line for line in some if not _is_given_up(line))
            places[end] = new.tell()
    tails = replace(tails, rejects_start=places[tails.rejects_start], rejects_end=places[tails.rejects_end])
    notes = {NOTE: tails.to_note()}
    if refresh is not None:
        notes[REFRESH] = replace(refresh, rejects=places[refresh.rejects]).to_note()
    swap.put_in_place(Batch(files={REJECTS: places[length]}, notes=notes, retry_failed=True))
    return failed


def given_up(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of ``rejects.jsonl`` that tell of addresses given up, not of pages."""
    return (line for line in lines if _is_given_up(line))


def _is_given_up(line: bytes) -> bool:
    try:
        return str(json.loads(line)["reason"]).startswith("failed: ")
    except (ValueError, LookupError, TypeError):  # no line of ours
        return False


def _without(start: int, end: int, hole: int, hole_end: int) -> list[tuple[int, int]]:
    """Return the parts of a range that lie outside a hole."""
    pieces = [(start, min(end, hole)), (max(start, hole_end), end)]
    return [piece for piece in pieces if piece[0] < piece[1]]


def lines_between(file: BinaryIO, start: int, end: int) -> Iterator[list[bytes]]:
    """Yield the lines between two places of a file, some at a time."""
    file.seek(start)

    def lines() -> Iterator[bytes]:
        while file.tell() < end and (line := file.readline()):
            yield line

    every = lines()
    while some := list(islice(every, _LINES_AT_ONCE)):
        yield some


def _places(file: BinaryIO, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the id of each record between two places of a file, and the first byte of its line."""
    for some in lines_between(file, start, end):
        for line in some:
            yield record_id_of(line), start
            start += len(line)


def _copy(file: BinaryIO, start: int, end: int, new: BinaryIO) -> None:
    file.seek(start)
    while start < end and (piece := file.read(min(end - start, _OCTETS_AT_ONCE))):
        new.write(piece)
        start += len(piece)
