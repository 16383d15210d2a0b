"""Where the records of an export are read from: lines of a file or run, plain or compressed, as often as needed."""

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from pydantic import ValidationError

from schemas.qa import QARecord
from scraper.errors import MissingExtra, UsageError

MOST_OCTETS = 64 * 1024 * 1024
"""Longest line that is read; more is no record."""

_PACKED_OCTETS = 1024  # unpacked at once by Zstandard: they become 32 MiB at most (128 KiB a block, 4 octets each)
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)


class ReadRecord(NamedTuple):
    """A record and the length of the line it was."""

    record: QARecord
    octets: int


class Source:
    """Records as lines of JSON.

    :param file: open for reading.
    :param name: how messages call it.
    :param length: octets that count; None for all. What lies behind is being written by a crawl.
    :param is_ours: whether the file is closed with the source.
    :param path: of a local file, so that others can open it; None for anything else.
    """

    def __init__(
        self,
        file: BinaryIO,
        name: str,
        *,
        length: int | None = None,
        is_ours: bool = True,
        path: Path | None = None,
    ) -> None:
        self.name = name
        self._path = path
        self._file = file if hasattr(file, "peek") else BufferedReader(cast("Any", file))
        self._is_ours = is_ours
        self.length = length
        """Octets that count; None for all."""
        self._was_read = False

    def close(self) -> None:
        """Close what is ours to close."""
        if self._is_ours:
            self._file.close()

    @property
    def plain_path(self) -> Path | None:
        """Path of a file whose lines stand in it as they are; None where they must be unpacked, or come from a pipe."""
        if self._path is None or not self._path.is_file():
            return None
        is_packed = self.length is None and cast("Any", self._file).peek(4)[:4].startswith((_GZIP, _ZSTD))
        return None if is_packed else self._path

    def keep(self) -> None:
        """Let the records be read more than once: what comes through a pipe is copied to a scratch file.

        :raises OSError: if the disk refuses it.
        """
        if not self._file.seekable():
            copy = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - open as long as the source
            shutil.copyfileobj(self._file, copy)
            copy.seek(0)
            self.close()
            self._file, self._is_ours = copy, True

    def records(self) -> Iterator[ReadRecord]:
        """Yield the records from the first on; blank lines are none.

        :raises UsageError: if a line is no record, or the compressed file is damaged; it names the line.
        """
        for number, line in enumerate(self._lines(), start=1):
            try:
                yield ReadRecord(QARecord.model_validate_json(line), len(line))
            except ValidationError as error:
                if line.strip():
                    told = f"{self.name}, line {number} is no record; see what is wrong with: qaharvest validate"
                    raise UsageError(told) from error

    def _lines(self) -> Iterator[bytes]:
        if self._was_read:
            self._file.seek(0)
        self._was_read = True
        number = 0
        try:
            for line in self._limited():
                number += 1
                if len(line) > MOST_OCTETS + 1:
                    raise UsageError(f"{self.name}, line {number} is longer than {MOST_OCTETS // 1024**2} MiB.")
                yield line
        except _damage() as error:
            raise UsageError(
                f"{self.name} is cut off or damaged behind line {number}; make or download the file again."
            ) from error
        except OSError as error:
            raise UsageError(f"{self.name} cannot be read: {error.strerror or error}.") from error

    def _limited(self) -> Iterator[bytes]:
        left = self.length
        stream = _unpacked(self._file, self.name) if left is None else self._file
        while (left is None or left > 0) and (line := stream.readline(MOST_OCTETS + 2)):
            if left is not None:
                left -= len(line)
            yield line


def _unpacked(file: BinaryIO, name: str) -> BinaryIO:
    """Return the stream of what a file holds, unpacked where it is packed."""
    head = cast("Any", file).peek(4)[:4]
    if head.startswith(_GZIP):
        return cast("BinaryIO", gzip.GzipFile(fileobj=file, mode="rb"))
    if head.startswith(_ZSTD):
        return _zstandard_stream(file, name)
    return file


def _zstandard_stream(file: BinaryIO, name: str) -> BinaryIO:
    try:
        import zstandard  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra(f"{name} is packed by Zstandard; to read it: pip install 'qaharvest[zstd]'") from error
    return cast("BinaryIO", BufferedReader(_ZstandardFrames(file, zstandard.ZstdDecompressor().decompressobj)))


class _ZstandardFrames(RawIOBase):
    """Unpacks frame by frame. The library's own reader takes a file that is cut off for a whole one.

    :param begin: returns what unpacks the next frame.
    """

    def __init__(self, file: BinaryIO, begin: Callable[[], Any]) -> None:
        self._file = file
        self._begin = begin
        self._frame = begin()
        self._is_begun = False
        self._packed = self._unpacked = b""

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some octets; 0 at the end.

        :raises EOFError: if the file ends within a frame.
        """
        while not self._unpacked:
            if self._frame.eof:
                self._packed = self._frame.unused_data
                self._frame, self._is_begun = self._begin(), False
            self._packed = self._packed or self._file.read(_PACKED_OCTETS)
            if not self._packed:
                if self._is_begun:
                    raise EOFError
                return 0
            self._unpacked, self._packed, self._is_begun = self._frame.decompress(self._packed), b"", True
        size = min(len(buffer), len(self._unpacked))
        buffer[:size], self._unpacked = self._unpacked[:size], self._unpacked[size:]
        return size


def _damage() -> tuple[type[Exception], ...]:
    """Return the errors that say that a packed file is damaged."""
    zstandard = sys.modules.get("zstandard")  # else nothing was unpacked by it
    return (*_DAMAGED, zstandard.ZstdError) if zstandard is not None else _DAMAGED
