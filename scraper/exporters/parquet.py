"""Parquet: one column a field of the row model, nested ones too, packed by Zstandard (needs pyarrow)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.types import Model
from scraper.errors import MissingExtra
from scraper.exporters.port import View

_GROUP_ROWS = 50_000  # of one row group at most …
_GROUP_OCTETS = 32 * 1024 * 1024  # … and octets before packing: what is held in memory
_ZSTD_LEVEL = 3


class ParquetWriter:
    """Writes rows to one Parquet file, a row group at a time."""

    def __init__(self, path: Path, view: View) -> None:
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        from scraper.columns import batch_of, schema_of  # noqa: PLC0415 - needs the extra

        self._schema = schema_of(view.row)
        self._batch_of = batch_of
        self._waiting: list[Any] = []
        self._rows = self._octets = 0
        self._file = parquet.ParquetWriter(
            path, self._schema, compression="zstd", compression_level=_ZSTD_LEVEL, version="2.6"
        )

    def write(self, rows: Sequence[Model]) -> None:
        """Add rows."""
        batch = self._batch_of(rows, self._schema)
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._octets += batch.nbytes
        if self._rows >= _GROUP_ROWS or self._octets >= _GROUP_OCTETS:
            self._end_group()

    def close(self) -> None:
        """Finish the file."""
        self._end_group()
        self._file.close()

    def _end_group(self) -> None:
        if self._rows:
            import pyarrow  # noqa: PLC0415 - an extra

            self._file.write_table(pyarrow.Table.from_batches(self._waiting, self._schema), row_group_size=self._rows)
        self._waiting = []
        self._rows = self._octets = 0


class Parquet:
    """The format; the same rows always give the same bytes, with one version of pyarrow."""

    suffixes = (".parquet",)

    def open(self, path: Path, view: View) -> ParquetWriter:
        """Begin a file.

        :raises MissingExtra: if pyarrow is not installed.
        """
        try:
            return ParquetWriter(path, view)
        except ImportError as error:
            raise MissingExtra("Parquet needs the extra 'parquet': pip install 'qaharvest[parquet]'") from error


EXPORTER = Parquet()
