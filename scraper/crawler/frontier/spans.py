"""Field coverage as the frontier keeps it: a profile's first records and its newest, in spans; between them one sum."""

from collections.abc import Iterable

from scraper.crawler.frontier.schema import Database
from scraper.stats import RECORDS, FieldCount

SPAN = 10
"""Records of a profile that are counted together."""
FIRST = 10
"""Spans that stay as they are: the run's own baseline."""
NEWEST = 5
"""Newest spans that are kept apart; older ones are added to the sum, which is the span of number ``FIRST``."""

_ADD = (
    "INSERT INTO coverage VALUES (?, ?, ?, ?, ?) ON CONFLICT (site, span, field)"
    " DO UPDATE SET own = coverage.own + excluded.own, borrowed = coverage.borrowed + excluded.borrowed"
)


class Spans:
    """The table ``coverage``; its caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, counts: Iterable[FieldCount]) -> None:
        """Add what new records have to the newest span of their profile."""
        by_site: dict[str, list[list[FieldCount]]] = {}
        for count in counts:
            records = by_site.setdefault(count.site, [])
            if count.field == RECORDS or not records:  # the first count of a record
                records.append([])
            records[-1].append(count)
        for site, records in by_site.items():
            start = 0
            while start < len(records):  # spans are equally long, however many records come at once
                number, room = self._newest(site)
                rows = _sum(count for record in records[start : start + room] for count in record)
                self._db.executemany(_ADD, ((site, number, field, *counted) for field, counted in rows.items()))
                start += room

    def all(self) -> list[tuple[int, FieldCount]]:
        """Return every count with the number of its span."""
        return read_spans(self._db)

    def _newest(self, site: str) -> tuple[int, int]:
        """Return the span that is not full yet, and how many records it has room for.

        A full one is followed by the next, and an old one joins the sum.
        """
        row = self._db.execute(
            "SELECT span, own + borrowed FROM coverage WHERE site = ? AND field = ? ORDER BY span DESC LIMIT 1",
            (site, RECORDS),
        ).fetchone()
        if row is None:
            return 0, SPAN
        number, records = int(row[0]), int(row[1])
        if records < SPAN:
            return number, SPAN - records
        number = number + 1 if number + 1 != FIRST else FIRST + 1
        if (old := number - NEWEST) > FIRST:
            self._db.execute(
                "INSERT INTO coverage SELECT site, CAST(? AS INTEGER), field, own, borrowed FROM coverage"
                " WHERE site = ? AND span = ?"
                " ON CONFLICT (site, span, field)"
                " DO UPDATE SET own = coverage.own + excluded.own, borrowed = coverage.borrowed + excluded.borrowed",
                (FIRST, site, old),
            )
            self._db.execute("DELETE FROM coverage WHERE site = ? AND span = ?", (site, old))
        return number, SPAN


def read_spans(db: Database) -> list[tuple[int, FieldCount]]:
    """Return every count with the number of its span."""
    rows = db.execute("SELECT span, site, field, own, borrowed FROM coverage ORDER BY site, span, field")
    return [(span, FieldCount(*count)) for span, *count in rows]


def _sum(counts: Iterable[FieldCount]) -> dict[str, tuple[int, int]]:
    totals: dict[str, tuple[int, int]] = {}
    for _, field, own, borrowed in counts:
        before = totals.get(field, (0, 0))
        totals[field] = (before[0] + own, before[1] + borrowed)
    return totals
