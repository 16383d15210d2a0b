"""SQLite: a database with the rows in one table, named after the view, and what its columns mean in another."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.types import Model
from scraper.errors import ExportError
from scraper.exporters.port import View
from scraper.exporters.shape import Column, columns_of

_TYPES = {"whole": "INTEGER", "number": "REAL", "flag": "INTEGER"}
_CACHE_KIB = 16 * 1024


class SqliteWriter:
    """Writes rows to a database file."""

    def __init__(self, path: Path, view: View) -> None:
        self._view = view
        self._columns = view.columns
        self._db = sqlite3.connect(path, isolation_level=None)
        with _mapped(path):
            self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._db.execute("PRAGMA journal_mode = OFF")  # the file takes its name only when it is whole
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute(_table(view))
            self._db.execute(
                "CREATE TABLE columns (name TEXT PRIMARY KEY, meaning TEXT NOT NULL) STRICT, WITHOUT ROWID"
            )
            meanings = [(column.name, column.description) for column in columns_of(view.row)]
            self._db.executemany("INSERT INTO columns VALUES (?, ?)", meanings)
            self._db.execute("BEGIN")
        self._path = path
        self._insert = f'INSERT INTO "{view.name}" VALUES ({", ".join("?" * len(self._columns))})'  # noqa: S608

    def write(self, rows: Sequence[Model]) -> None:
        """Add rows.

        :raises ExportError: if the database refuses them.
        """
        plain = (row.model_dump(mode="json") for row in rows)
        with _mapped(self._path):
            self._db.executemany(self._insert, ([_cell(row[name]) for name in self._columns] for row in plain))

    def close(self) -> None:
        """Finish the file."""
        with _mapped(self._path):
            if self._db.in_transaction:
                self._db.execute("COMMIT")
            if self._view.key is not None:
                # An index, not a key: a file of records that were put together may hold an id twice.
                self._db.execute(f'CREATE INDEX "{self._view.name}_key" ON "{self._view.name}"("{self._view.key}")')
            self._db.close()


def _table(view: View) -> str:
    columns = ", ".join(f'"{column.name}" {_type(column)}' for column in columns_of(view.row))
    return f'CREATE TABLE "{view.name}" ({columns}) STRICT'


def _type(column: Column) -> str:
    return "TEXT" if column.is_nested else _TYPES.get(column.kind, "TEXT")


def _cell(value: Any) -> Any:
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


@contextmanager
def _mapped(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise ExportError(f"The database {path.name} could not be written ({error}); is the disk full?") from error
    except OverflowError as error:
        raise ExportError(
            f"A value has no room in its column ({error}); leave that record out by --where, or take JSON Lines."
        ) from error


class Sqlite:
    """The format; the same rows always give the same bytes, with one version of SQLite."""

    suffixes = (".sqlite", ".sqlite3", ".db")

    def open(self, path: Path, view: View) -> SqliteWriter:
        """Begin a file."""
        return SqliteWriter(path, view)


EXPORTER = Sqlite()
