"""DuckDB: a database with the rows in one table, named after the view; lists and structs stay what they are."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schemas.types import Model
from scraper.errors import ExportError, MissingExtra
from scraper.exporters.port import View
from scraper.exporters.shape import columns_of

_MEMORY_MB = 16  # of the engine …
_VECTOR_ROWS = 2_048  # … and room for so many rows: what it packs at once it holds whole, and fails where it cannot
_ROOM = 2.0  # octets of memory for each octet of those rows, measured


class DuckdbWriter:
    """Writes rows to a database file, a batch at a time."""

    def __init__(self, path: Path, view: View) -> None:
        import duckdb  # noqa: PLC0415 - an extra

        from scraper.columns import batch_of, schema_of  # noqa: PLC0415 - needs the extra

        self._name = path.name
        self._error = duckdb.Error
        self._view = view.name
        self._batch_of = batch_of
        self._schema = schema_of(view.row)
        self._memory_mb = _MEMORY_MB
        self._last: deque[tuple[int, int]] = deque()  # rows and octets of the last batches
        path.unlink(missing_ok=True)
        with self._mapped():
            # One thread, so that rows keep their order; nothing is loaded from elsewhere.
            self._db = duckdb.connect(
                str(path),
                config={
                    "threads": "1",
                    "memory_limit": f"{self._memory_mb}MB",
                    "allocator_flush_threshold": "16MB",
                    "enable_external_access": "false",
                },
            )
            self._insert_from((), f'CREATE TABLE "{self._view}" AS SELECT * FROM rows')  # noqa: S608 - the name is a view's
            for column in columns_of(view.row):
                meaning = column.description.replace("'", "''")
                self._db.execute(f'COMMENT ON COLUMN "{self._view}"."{column.name}" IS \'{meaning}\'')

    def write(self, rows: Sequence[Model]) -> None:
        """Add rows.

        :raises ExportError: if the database refuses them.
        """
        with self._mapped():
            self._insert_from(rows, f'INSERT INTO "{self._view}" SELECT * FROM rows')  # noqa: S608 - the name is a view's

    def close(self) -> None:
        """Finish the file."""
        with self._mapped():
            self._db.close()

    def _insert_from(self, rows: Sequence[Model], statement: str) -> None:
        import pyarrow  # noqa: PLC0415 - an extra

        batch = self._batch_of(rows, self._schema)
        self._make_room(batch.num_rows, batch.nbytes)
        self._db.register("rows", pyarrow.Table.from_batches([batch]))
        self._db.execute(statement)
        self._db.unregister("rows")

    def _make_room(self, rows: int, octets: int) -> None:
        """Let the engine take what the last rows need: of usual ones some MB, of those with very long texts more."""
        self._last.append((rows, octets))
        while sum(rows for rows, _ in self._last) - self._last[0][0] >= _VECTOR_ROWS:
            self._last.popleft()
        needed = _MEMORY_MB + int(_ROOM * sum(octets for _, octets in self._last) / 1e6)
        if needed > self._memory_mb:
            self._memory_mb = needed
            self._db.execute(f"SET memory_limit = '{needed}MB'")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            told = " ".join(str(error).split())[:200]
            raise ExportError(f"The database {self._name} could not be written ({told}); is the disk full?") from error


class Duckdb:
    """The format."""

    suffixes = (".duckdb",)

    def open(self, path: Path, view: View) -> DuckdbWriter:
        """Begin a file.

        :raises MissingExtra: if duckdb or pyarrow is not installed.
        """
        try:
            return DuckdbWriter(path, view)
        except ImportError as error:
            raise MissingExtra("DuckDB needs the extra 'duckdb': pip install 'qaharvest[duckdb]'") from error


EXPORTER = Duckdb()
