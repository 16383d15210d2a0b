"""Opening a frontier, or its ledger, wherever it is kept.

    frontier = open_frontier(folder.frontier, pace)                                   # SQLite, as ever
    frontier = open_frontier("postgresql://host/db", pace, crawl="RUN", worker="w1")   # shared
    ledger = open_ledger(folder.frontier, pace)
    ledger = open_ledger("postgresql://host/db", pace, crawl="RUN")

``kept_url`` is what a run may write down of such a URL: without its password, and with the name of the crawl.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from scraper.crawler.frontier import Frontier, Pace
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.sqlite import SqliteFrontier

if TYPE_CHECKING:
    from scraper.crawler.frontier.postgres.frontier import PostgresFrontier
    from scraper.crawler.frontier.postgres.ledger import PostgresLedger


def open_frontier(where: Path | str, pace: Pace | None = None, *, crawl: str = "", worker: str = "") -> Frontier:
    """Open a frontier, making its tables if need be.

    :param where: a file, or the URL of a PostgreSQL database.
    :param crawl: name of the crawl among those of the database, where the URL has no ``?crawl=``: the run's.
    :param worker: name of this process, shown to those who look at a shared crawl.
    :raises FrontierError: if it is no frontier, one of a newer version, or the database does not let us in.
    :raises MissingExtra: if psycopg is not installed.
    :raises StorageFull: if the disk refuses.
    :raises UsageError: if the URL is none.
    """
    if isinstance(where, Path):
        return SqliteFrontier(where, pace)
    return open_shared(where, pace, crawl=crawl, worker=worker)


def open_shared(url: str, pace: Pace | None = None, *, crawl: str = "", worker: str = "") -> "PostgresFrontier":
    """Open a frontier in PostgreSQL; see ``open_frontier``."""
    from scraper.crawler.frontier.postgres.frontier import PostgresFrontier  # noqa: PLC0415 - an extra

    return PostgresFrontier(Address.of(url, crawl), pace, worker=worker)


def open_ledger(where: Path | str, pace: Pace | None = None, *, crawl: str = "") -> Ledger:
    """Open the ledger of a frontier only to read; parameters and errors are those of ``open_frontier``."""
    if isinstance(where, Path):
        return Ledger(where, pace)
    return open_shared_ledger(where, pace, crawl=crawl)


def open_shared_ledger(url: str, pace: Pace | None = None, *, crawl: str = "") -> "PostgresLedger":
    """Open the ledger of a frontier in PostgreSQL, which also tells who works (``workers``)."""
    from scraper.crawler.frontier.postgres.ledger import PostgresLedger  # noqa: PLC0415 - an extra

    return PostgresLedger(Address.of(url, crawl), pace)


def kept_url(url: str, crawl: str) -> str:
    """Return a URL as a run may write it down and show it: without a password, with the name of the crawl.

    :raises UsageError: if it is no URL of a PostgreSQL database.
    """
    return Address.of(url, crawl).shown
