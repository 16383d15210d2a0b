"""JSON Lines: one row a line, UTF-8, plain or packed by gzip or Zstandard."""

import gzip
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, cast

from schemas.types import Model
from scraper.errors import MissingExtra
from scraper.exporters.port import View

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 3


class LinesWriter:
    """Writes rows to a stream.

    :param held: what is closed with the writer.
    """

    def __init__(self, stream: BinaryIO, held: ExitStack | None = None) -> None:
        self._stream = stream
        self._held = held or ExitStack()

    def write(self, rows: Sequence[Model]) -> None:
        """Add a line for each row; keys stand in the order of the model."""
        for row in rows:
            self._stream.write(f"{row.model_dump_json()}\n".encode())

    def close(self) -> None:
        """Finish the file."""
        self._held.close()


class JsonLines:
    """The format; the same rows always give the same bytes."""

    suffixes = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")

    def open(self, path: Path, view: View) -> LinesWriter:  # noqa: ARG002 - part of the port
        """Begin a file.

        :raises MissingExtra: if it is to be packed by Zstandard, and the library is not installed.
        """
        held = ExitStack()
        stream = open_packed(path, held)
        return LinesWriter(stream, held)


def open_packed(path: Path, held: ExitStack) -> BinaryIO:
    """Open a file for writing that is packed as its name's end tells, without time or name in its head.

    :param held: closes the file, packed whole.
    :raises MissingExtra: if the library of Zstandard is not installed.
    """
    file = held.enter_context(path.open("wb"))
    if path.name.endswith(".gz"):
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=file, mtime=0)
        return cast("BinaryIO", held.enter_context(packed))
    if path.name.endswith(".zst"):
        try:
            import zstandard  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise MissingExtra("Zstandard needs the extra 'zstd': pip install 'qaharvest[zstd]'") from error
        packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        return cast("BinaryIO", held.enter_context(packer.stream_writer(file, closefd=False)))
    return file


EXPORTER = JsonLines()
