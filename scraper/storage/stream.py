"""Objects as files: read in blocks, the next one while this one is used. Never more than two are in memory."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO, NamedTuple, cast

from scraper.errors import StoreError
from scraper.storage.port import Store

BLOCK = 8 * 1024 * 1024
"""Octets asked for in one request."""

_BUFFER = 64 * 1024


class Piece(NamedTuple):
    """An object that is a part of a file."""

    key: str
    octets: int


def open_object(store: Store, key: str, octets: int, url: str) -> BinaryIO:
    """Open an object for reading.

    :param octets: its length.
    :param url: how messages call it.
    """
    tag = None
    if octets > BLOCK:  # it is read in several requests, between which it may be replaced
        found = store.find(key)
        if found is None or found.octets != octets:
            raise StoreError(f"{url} was replaced while it was read; run the same command again.")
        tag = found.tag
    return open_pieces(store, [Piece(key, octets)], url, tag=tag)


def open_pieces(store: Store, pieces: Sequence[Piece], url: str, *, tag: str | None = None) -> BinaryIO:
    """Open objects, one behind the other, as one file.

    :param tag: of the only object; if it has another at the end, that is an error.
    """
    return cast("BinaryIO", BufferedReader(cast("Any", Blocks(store, pieces, url, tag)), _BUFFER))


class Blocks(RawIOBase):
    """The octets of some objects as one file.

    :raises StoreError: on reading, where the store fails.
    """

    def __init__(self, store: Store, pieces: Sequence[Piece], url: str, tag: str | None = None) -> None:
        self._store = store
        self._pieces = pieces
        self._url = url
        self._tag = tag
        self._octets = sum(piece.octets for piece in pieces)
        self._place = 0
        self._number = -1
        self._block = b""
        self._ahead: tuple[int, Future[bytes]] | None = None
        self._pool: ThreadPoolExecutor | None = None

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that every place can be gone to."""
        return True

    def tell(self) -> int:
        """Return the offset of the next octet."""
        return self._place

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to an offset, counted from the beginning, the present place or the end."""
        start = (0, self._place, self._octets)[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: Any, /) -> int:
        """Read some octets; 0 at the end."""
        if self._place >= self._octets or not len(buffer):
            return 0
        number, offset = divmod(self._place, BLOCK)
        if number != self._number:
            self._go_to(number)
        piece = self._block[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        """Drop what is in memory."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._block = b""
        super().close()

    def _go_to(self, number: int) -> None:
        follows = number == self._number + 1
        ahead, self._ahead = self._ahead, None
        self._block = ahead[1].result() if ahead is not None and ahead[0] == number else self._fetch(number)
        is_last = (number + 1) * BLOCK >= self._octets
        if is_last and self._tag is not None:
            found = self._store.find(self._pieces[0].key)
            if found is None or found.tag != self._tag:
                raise StoreError(f"{self._url} was replaced while it was read; run the same command again.")
        if follows and not is_last:
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="ahead")
            self._ahead = (number + 1, self._pool.submit(self._fetch, number + 1))
        self._number = number

    def _fetch(self, number: int) -> bytes:
        start = number * BLOCK
        left = min(BLOCK, self._octets - start)
        parts = []
        for piece in self._pieces:
            if left <= 0:
                break
            if start < piece.octets:
                take = min(left, piece.octets - start)
                part = self._store.read(piece.key, start, take)
                if len(part) != take:
                    raise StoreError(f"{self._url} was replaced while it was read; run the same command again.")
                parts.append(part)
                left -= take
            start = max(0, start - piece.octets)
        return b"".join(parts)
