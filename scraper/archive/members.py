"""A WARC file as a stream whose places are known: gzip members, or plain bytes."""

import zlib
from typing import Protocol

from scraper.errors import ArchiveError

_CHUNK = 64 * 1024
_LONGEST_LINE = 64 * 1024
_LONGEST_HEAD = 1024 * 1024  # lines of one record
_GZIP_MAGIC = b"\x1f\x8b"


class File(Protocol):
    """What is needed of an open file."""

    def tell(self) -> int:
        """Return the offset of the next byte."""

    def seek(self, offset: int, /) -> int:
        """Go to an offset."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return the bytes up to and with the next line feed, at most ``size``."""


class Beginning:
    """The first bytes of a file that may be growing, as a file of its own."""

    def __init__(self, file: File, length: int) -> None:
        self._file = file
        self._length = length

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._file.tell()

    def seek(self, offset: int, /) -> int:
        """Go to an offset."""
        return self._file.seek(offset)

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        return self._file.read(max(min(size, self._length - self._file.tell()), 0))

    def readline(self, size: int, /) -> bytes:
        """Return the bytes up to and with the next line feed, at most ``size``."""
        return self._file.readline(max(min(size, self._length - self._file.tell()), 0))


class Stream(Protocol):
    """What a record is read from."""

    def begin_record(self) -> None:
        """Count the lines of a new record."""

    def tell(self) -> int:
        """Return the place in the file."""

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; none at the end."""

    def readline(self, size: int = -1) -> bytes:
        """Return the bytes up to and with the next line feed, at most ``size``."""


class _Head:
    """Bounds the lines of one record, so that an endless head does not fill the memory."""

    def __init__(self) -> None:
        self._lines = 0

    def begin_record(self) -> None:
        """Count the lines of a new record."""
        self._lines = 0

    def _count(self, line: bytes, place: int) -> bytes:
        self._lines += len(line)
        if self._lines > _LONGEST_HEAD:
            raise ArchiveError(f"the record near byte {place} has a head of more than {_LONGEST_HEAD} bytes")
        return line


def _line_limit(size: int) -> int:
    """Return how much of a line is read where ``size`` is asked for: a record may claim to be of any length."""
    return min(size, _LONGEST_HEAD + 1) if size >= 0 else _LONGEST_LINE


def is_gzip(file: File) -> bool:
    """Tell whether the file begins as gzip does; its position stays."""
    place = file.tell()
    head = file.read(2)
    file.seek(place)
    return head == _GZIP_MAGIC


class Plain(_Head):
    """An uncompressed file."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self._file = file

    def tell(self) -> int:
        """Return the offset of the next byte."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        return self._file.read(size if size >= 0 else _CHUNK)

    def readline(self, size: int = -1) -> bytes:
        """Return the bytes up to and with the next line feed, at most ``size``."""
        return self._count(self._file.readline(_line_limit(size)), self.tell())


class Members(_Head):
    """A gzip file, one member after the other; within a member it reads like a file of what is packed.

    Only a bounded piece is ever unpacked at once, whatever a member claims to hold.
    """

    def __init__(self, file: File) -> None:
        super().__init__()
        self._file = file
        self._packed = b""
        self._clear = b""
        self._at = 0  # how much of the buffer was read
        self._unpacker: zlib._Decompress | None = None
        self.start = file.tell()
        """Offset of the member being read."""
        self.end = self.start
        """Offset behind the member, once it is read to its end."""

    def next_member(self) -> bool:
        """Go to the member behind the one that was read; False at the end of the file.

        :raises ArchiveError: if what follows is not gzip.
        """
        self._clear, self._at = b"", 0
        self.start = self.end
        if not self._packed:
            self._packed = self._file.read(_CHUNK)
        if not self._packed:
            return False
        if len(self._packed) < len(_GZIP_MAGIC):
            self._packed += self._file.read(_CHUNK)
        if not self._packed.startswith(_GZIP_MAGIC):
            raise ArchiveError(f"what begins at byte {self.start} is not a gzip member")
        self._unpacker = zlib.decompressobj(31)
        return True

    def tell(self) -> int:
        """Return the offset of the member."""
        return self.start

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` unpacked bytes; none at the member's end."""
        if self._at == len(self._clear):
            self._unpack()
        end = len(self._clear) if size < 0 else self._at + size
        piece = self._clear[self._at : end]
        self._at += len(piece)
        return piece

    def readline(self, size: int = -1) -> bytes:
        """Return the unpacked bytes up to and with the next line feed, at most ``size``."""
        limit = _line_limit(size)
        while True:
            end = self._clear.find(b"\n", self._at, self._at + limit) + 1
            held = self._clear[self._at :]
            if end > 0 or len(held) >= limit or not self._unpack():
                break
            self._clear = held + self._clear
        return self._count(self.read(min(end - self._at, limit) if end > 0 else limit), self.start)

    def _unpack(self) -> bool:
        """Replace the buffer by the next unpacked bytes; at the member's end leave it, and return False."""
        clear = b""
        while not clear and self._unpacker is not None:
            if not self._packed:
                self._packed = self._file.read(_CHUNK)
                if not self._packed:
                    raise ArchiveError(f"the record that begins at byte {self.start} is cut off")
            try:
                clear = self._unpacker.decompress(self._packed, _CHUNK)
            except zlib.error as error:
                raise ArchiveError(f"the record that begins at byte {self.start} is damaged ({error})") from error
            if self._unpacker.eof:
                self._packed = self._unpacker.unused_data
                self._unpacker = None
                self.end = self._file.tell() - len(self._packed)
            else:
                self._packed = self._unpacker.unconsumed_tail
        if not clear:
            return False
        self._clear, self._at = clear, 0
        return True
