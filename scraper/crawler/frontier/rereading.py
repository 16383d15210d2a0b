"""Putting what the archive gives when it is read again in the place of what it gave before."""

from scraper.crawler.frontier import Reread
from scraper.crawler.frontier.schema import DONE, Database

_PART = (
    "INSERT INTO part (request, record, number, line)"
    " VALUES (coalesce((SELECT id FROM request WHERE key = ?), 0), ?, ?, ?)"
)


def replace_readings(db: Database, reread: Reread) -> None:
    """Replace records, parts, coverage and reasons; the caller holds the transaction, and counts pages and records."""
    db.execute("DELETE FROM record")
    db.execute("DELETE FROM part")
    db.execute("DELETE FROM coverage")
    db.executemany("INSERT INTO record (key, kept) VALUES (?, ?)", ((key, int(kept)) for key, kept in reread.records()))
    db.executemany(_PART, ((key, part.record_id, part.number, part.line) for key, part in reread.parts()))
    db.executemany(
        "INSERT INTO coverage VALUES (?, ?, ?, ?, ?)",
        ((count.site, span, count.field, count.own, count.borrowed) for span, count in reread.spans()),
    )
    db.executemany(
        "UPDATE request SET reason = ? WHERE key = ? AND state = ?",
        ((reason, key, DONE) for key, reason in reread.reasons()),
    )
