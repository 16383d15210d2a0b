"""Rows that several records share, written once: kept in a scratch file until all were seen."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import blake2b

from schemas.types import Model
from scraper.errors import StorageFull
from scraper.exporters.port import View

_TABLE = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE kept (
    split TEXT NOT NULL, key BLOB NOT NULL, rank INTEGER NOT NULL, number INTEGER NOT NULL, row BLOB NOT NULL,
    PRIMARY KEY (split, key)) WITHOUT ROWID;
BEGIN;
"""
_KEEP = """
INSERT INTO kept VALUES (?, ?, ?, ?, ?) ON CONFLICT (split, key)
DO UPDATE SET rank = excluded.rank, number = excluded.number, row = excluded.row WHERE excluded.rank < kept.rank
"""


class Once:
    """The rows of a view whose records share rows; of those with one key the first of lowest rank stays.

    Memory is bounded; disk grows with the distinct rows.

    :param held: drops the scratch file.
    """

    def __init__(self, view: View, held: ExitStack) -> None:
        self._view = view
        self._number = 0
        self._db = sqlite3.connect("", isolation_level=None)
        held.callback(self._db.close)
        self._db.executescript(_TABLE)

    def add(self, split: str, rows: Iterable[Model]) -> None:
        """Keep rows of one record.

        :raises StorageFull: if the disk refuses the scratch file.
        """
        assert self._view.rank is not None
        for row in rows:
            self._number += 1
            key = blake2b(str(getattr(row, self._view.key or "")).encode("utf-8", "surrogatepass"), digest_size=16)
            with _mapped_errors():
                self._db.execute(
                    _KEEP, (split, key.digest(), self._view.rank(row), self._number, row.model_dump_json())
                )

    def rows(self, split: str) -> Iterator[tuple[Model, int]]:
        """Yield the rows of one split in the order of their ranks, each with the octets it was kept in.

        :raises StorageFull: if the disk refuses the scratch file.
        """
        with _mapped_errors():
            found = self._db.execute("SELECT row FROM kept WHERE split = ? ORDER BY rank, number", (split,))
            for (text,) in found:
                yield self._view.row.model_validate_json(text), len(text)


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageFull("No space is left for scratch files: free some, or set TMPDIR to a larger disk.") from error
