"""How many pages of each address pattern came since its last new record."""

from collections.abc import Mapping

from scraper.crawler.frontier.schema import Database

_WRITE = "INSERT INTO pattern VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET pages = excluded.pages"
_REMEMBERED = 10_000  # bound of the memory of counts


class Patterns:
    """The table of counts, with a bounded memory of those used lately. Callers hold the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._pages: dict[bytes, int] = {}

    def pages(self, key: bytes) -> int:
        """Return the count of a pattern's fingerprint."""
        pages = self._pages.get(key)
        if pages is None:
            row = self._db.execute("SELECT pages FROM pattern WHERE key = ?", (key,)).fetchone()
            pages = int(row[0]) if row else 0
            self._remember(key, pages)
        return pages

    def write(self, counts: Mapping[bytes, int]) -> None:
        """Put new counts in the place of old ones."""
        self._db.executemany(_WRITE, counts.items())
        for key, pages in counts.items():
            self._remember(key, pages)

    def clear(self) -> None:
        """Forget all counts."""
        self._db.execute("DELETE FROM pattern")
        self._pages.clear()

    def forget(self) -> None:
        """Drop what is remembered; the table knows it."""
        self._pages.clear()

    def _remember(self, key: bytes, pages: int) -> None:
        if len(self._pages) >= _REMEMBERED:
            self._pages.clear()
        self._pages[key] = pages
