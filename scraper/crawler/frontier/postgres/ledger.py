"""The ledger of a shared crawl, for those who only look."""

from pathlib import Path
from typing import NamedTuple

from scraper.crawler.frontier import Pace
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.postgres.clock import DatabaseClock
from scraper.crawler.frontier.postgres.database import PostgresDatabase
from scraper.crawler.frontier.postgres.ownership import GRACE_SECONDS, LEASE_SECONDS


class Worker(NamedTuple):
    """One process that works on the crawl."""

    name: str
    hosts: int
    """How many it owns."""
    silent: float
    """Seconds since it was heard of last."""


class PostgresLedger(Ledger):
    """A view of a shared crawl that never writes and never makes it wait.

    :raises FrontierError: if there is no such crawl, or the server cannot be used.
    :raises MissingExtra: if psycopg is not installed.
    """

    def __init__(self, address: Address, pace: Pace | None = None) -> None:
        db = PostgresDatabase(address, create=False, read_only=True)
        try:
            self._open(db, Path(address.schema), pace)
        except BaseException:
            db.close()
            raise

    def workers(self) -> list[Worker]:
        """Return the processes that work on the crawl, or did until a moment ago, by their names."""
        now = DatabaseClock(self._db)()
        rows = self._db.execute(
            "SELECT w.name, count(h.id), greatest(? - (w.until - ?), 0)"
            " FROM worker w LEFT JOIN host h ON h.owner = w.id"
            " WHERE w.until > ? GROUP BY w.id ORDER BY w.name, w.id",
            (now, LEASE_SECONDS, now - GRACE_SECONDS),
        )
        return [Worker(*row) for row in rows]
