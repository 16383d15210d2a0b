"""The database's clock, which all who share a crawl go by: a machine whose own is wrong is as polite as the others."""

from collections.abc import Callable

from scraper.crawler.frontier.clocks import since_boot
from scraper.crawler.frontier.schema import Database

_SAMPLES = 5
_SLACK_SECONDS = 0.05  # less is not told from the time that asking takes
_NOW = "SELECT extract(epoch FROM clock_timestamp())::float8"


class DatabaseClock:
    """Unix time: what the database told, and what passed since.

    :param steady: seconds that pass steadily.
    """

    def __init__(self, db: Database, steady: Callable[[], float] = since_boot) -> None:
        self._db = db
        self._steady = steady
        self._offset = self._measure()

    def __call__(self) -> float:
        """Return the time."""
        return self._offset + self._steady()

    def adjust(self) -> None:
        """Ask again: the two drift apart, and the database's may have been set."""
        offset = self._measure()
        if abs(offset - self._offset) > _SLACK_SECONDS:
            self._offset = offset

    def _measure(self) -> float:
        """Return how far the database is ahead, by the answer that came quickest: it was asked half way."""
        best, offset = float("inf"), 0.0
        for _ in range(_SAMPLES):
            before = self._steady()
            (told,) = self._db.execute(_NOW).fetchone()
            took = self._steady() - before
            if took < best:
                best, offset = took, told - before - took / 2
        return offset
