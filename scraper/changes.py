"""The change feed of a run: what its refreshes found new, changed or gone, one JSON line a record.

The lines are drawn up when a start that refreshes ends, from the old lines of ``records.jsonl`` and the new ones, and
become true in the same step that puts the new file in place: each change is told once, whatever kills came between.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal

from scraper.comparison import compare, name_of
from scraper.crawler.frontier import Frontier, State
from scraper.crawler.frontier.schema import mapped_errors, scratch
from scraper.refresh import Refresh
from scraper.request import Canonicalizer, key_of

_SCRATCH = Path("the scratch file of what changed")
_TABLES = """
    CREATE TABLE old (id TEXT PRIMARY KEY, start INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
    CREATE TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_TAKEN_AWAY = ("failed: HTTP 404", "failed: HTTP 410")
_MOVED = ("duplicate: ", "type: ")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the feed."""

    change: Literal["new", "changed", "gone"]
    record_id: str
    url: str | None
    """Address of the record's page."""
    at: str
    """When the page was had that shows it; for what is gone, when that was told (RFC 3339, UTC)."""
    fields: tuple[str, ...] = ()
    """Names of the fields that changed, such as ``replies/text``."""
    reason: str | None = None
    """For what is gone: what the site answered."""

    def to_line(self) -> bytes:
        """Return the line, with its line feed."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


class Comparison:
    """Compares the records of before a refresh with those it gave; to be closed.

    Old records are kept as places in their file, so that memory stays bounded.

    :param file: ``records.jsonl`` as it was when this start ended.
    :param now: Unix time.
    """

    def __init__(
        self, file: BinaryIO, frontier: Frontier, refresh: Refresh, canonical: Canonicalizer, now: float
    ) -> None:
        self._file = file
        self._frontier = frontier
        self._refresh = refresh
        self._canonical = canonical
        self._now = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._db = scratch()
        for statement in _TABLES.split(";"):
            self._db.execute(statement)

    def close(self) -> None:
        """Drop what was kept."""
        self._db.close()

    def told_before(self, lines: Iterable[bytes]) -> None:
        """Take the lines of the feed so far: what is gone is told once, and is new when it comes back."""
        with mapped_errors(_SCRATCH):
            for line in lines:
                told = json.loads(line)
                if told["change"] == "gone":
                    self._db.execute("INSERT OR REPLACE INTO gone VALUES (?)", (told["record_id"],))
                else:
                    self._db.execute("DELETE FROM gone WHERE id = ?", (told["record_id"],))

    def take_old(self, places: Iterable[tuple[str, int]]) -> None:
        """Take the ids of old records, each with the first byte of its line; a later one of an id counts."""
        with mapped_errors(_SCRATCH):
            self._db.executemany("INSERT OR REPLACE INTO old (id, start) VALUES (?, ?)", places)

    def changes(self, lines: Iterable[bytes]) -> Iterator[Change]:
        """Yield what is new or changed in records that the refresh gave."""
        for line in lines:
            record = json.loads(line)
            record_id, url = record["record_id"], record["url"] or record["provenance"]["source"]
            at = record["provenance"]["fetched_at"] or self._now
            with mapped_errors(_SCRATCH):
                row = self._db.execute("SELECT start FROM old WHERE id = ?", (record_id,)).fetchone()
                if self._standing(record["provenance"]["source"])[0] is State.DONE:  # not a thread that is only kept
                    self._db.execute("UPDATE old SET told = 1 WHERE id = ?", (record_id,))
                back = self._db.execute("DELETE FROM gone WHERE id = ?", (record_id,)).rowcount > 0
            if row is None or back:
                yield Change("new", record_id, url, at)
            elif fields := self._fields_changed(row[0], record):
                yield Change("changed", record_id, url, at, fields)

    def gone(self) -> Iterator[Change]:
        """Yield the old records that were not given again, where their site said that they are no more.

        A page that could not be had (a time-out, an error of the server) says nothing of its records.
        """
        with mapped_errors(_SCRATCH):
            left = self._db.execute(
                "SELECT id, start FROM old WHERE NOT told AND id NOT IN (SELECT id FROM gone) ORDER BY start"
            )
            for record_id, start in left:
                record = self._old(start)
                source = record["provenance"]["source"]
                reason = self._why_gone(source)
                if reason is not None:
                    yield Change("gone", record_id, record["url"] or source, self._now, reason=reason)

    def _why_gone(self, source: str) -> str | None:
        state, reason = self._standing(source)
        if state is State.FAILED and (reason or "").startswith(_TAKEN_AWAY):
            return (reason or "").removeprefix("failed: ")
        if state is State.SKIPPED and (reason or "").startswith(_MOVED):
            return reason
        version = self._frontier.version(key_of(source, self._canonical)) if state is State.DONE else None
        if version is not None and version.seen.at >= self._refresh.began_at:
            return reason or "the page does not hold it any more"
        return None

    def _standing(self, source: str) -> tuple[State | None, str | None]:
        return self._frontier.standing(key_of(source, self._canonical)) or (None, None)

    def _fields_changed(self, start: int, record: dict[str, Any]) -> tuple[str, ...]:
        every = compare("", self._old(start), record)
        return tuple(dict.fromkeys(name_of(one.field) for one in every if one.expected != one.found))

    def _old(self, start: int) -> dict[str, Any]:
        self._file.seek(start)
        found: dict[str, Any] = json.loads(self._file.readline())
        return found
