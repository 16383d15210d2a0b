"""The frontier in one SQLite file: one writer, readers that never wait."""

import sqlite3
from pathlib import Path

from scraper.crawler.frontier import Pace
from scraper.crawler.frontier.hosts import Hosts
from scraper.crawler.frontier.parts import PartTable
from scraper.crawler.frontier.schema import connect, mapped_errors
from scraper.crawler.frontier.sql import SqlFrontier
from scraper.crawler.frontier.tables import Tables


class SqliteFrontier(SqlFrontier):
    """The ``Frontier`` of one process, kept in one file.

    :raises FrontierError: if the file is no frontier, or one of a newer version.
    :raises StorageFull: by every method that writes, if the disk refuses.
    """

    def __init__(self, path: Path, pace: Pace | None = None) -> None:
        db = connect(path)
        with mapped_errors(path):
            super().__init__(db, path, Hosts(db, pace or Pace()), Tables(db), PartTable(db, path))
        self._look_for_retries()

    def close(self) -> None:
        """Close the file; its log is folded into it, so that readers find one plain file."""
        try:
            self._db.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error:  # somebody reads it just now: it stays as it is, which is only less tidy
            pass
        finally:
            super().close()
