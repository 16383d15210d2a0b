"""Undoing ``Content-Encoding`` with every size bounded, whatever the server sends (RFC 9110 §8.4)."""

import zlib
from collections.abc import Iterator

from scraper.errors import ContentRefused, NetworkError

ACCEPT_ENCODING = "gzip, deflate"
"""What is asked for; an answer in any other coding is refused."""

_MAX_CODINGS = 2  # "gzip, gzip" happens by mistake; more is an attack
_MAX_MEMBERS = 10_000  # gzip members in one body; an empty one costs 20 octets
_RAW_SLACK = 64 * 1024  # encoded octets may exceed the decoded ones by so much
_PIECE = 64 * 1024  # decoded octets that exist at once between two stages
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS  # zlib's wbits


def content_codings(field: str | None) -> tuple[str, ...]:
    """Return the codings a ``Content-Encoding`` field names, in the order they were applied.

    :raises ContentRefused: if one is unknown or there are more than two.
    """
    if not field:
        return ()
    named = [name.strip().lower().removeprefix("x-") for name in field.split(",")]
    codings = tuple(name for name in named if name not in ("", "identity"))
    for name in codings:
        if name not in ("gzip", "deflate"):
            raise ContentRefused(f"The body is encoded as {name[:40]!r}, which was not asked for.")
    if len(codings) > _MAX_CODINGS:
        raise ContentRefused(f"The body is encoded {len(codings)} times over.")
    return codings


class Decoder:
    """Takes a body in pieces, gives it decoded; at no time are more than ``limit`` octets (and a piece) kept.

    :param codings: as :func:`content_codings` returns them.
    :param limit: most octets after decoding, and after each stage of it.
    :param truncate: whether what lies beyond the limit is left out, rather than refused.
    """

    def __init__(self, codings: tuple[str, ...], limit: int, *, truncate: bool = False) -> None:
        self._limit = limit
        self._truncate = truncate
        self._stages = [_Stage(coding, limit) for coding in reversed(codings)]
        self._body = bytearray()
        self._received = 0
        self.full = False
        """Whether the limit was passed: nothing more is taken (only with ``truncate``)."""

    def expect(self, length: int) -> None:
        """Refuse a body beforehand whose announced length, as sent, is beyond the limit.

        :raises ContentRefused: if it is.
        """
        if length > self._limit + (_RAW_SLACK if self._stages else 0) and not self._truncate:
            raise ContentRefused(self._too_large())

    def feed(self, chunk: bytes) -> None:
        """Take the next octets as they were received.

        :raises ContentRefused: if they cannot be decoded or the body grows too large.
        """
        if self.full:
            return
        self._received += len(chunk)
        if self._received > self._limit + _RAW_SLACK:
            self._overflow()
            return
        if not self._stages:
            self._keep(chunk)
            return
        pieces: Iterator[bytes] = iter((chunk,))
        for stage in self._stages:
            pieces = stage.decode(pieces)
        try:
            for piece in pieces:
                if not self._keep(piece):
                    return
        except _StageFull:
            self._overflow()

    def _keep(self, piece: bytes) -> bool:
        """Add decoded octets; return whether there is room for more."""
        self._body += piece
        if len(self._body) > self._limit:
            self._overflow()
        return not self.full

    def _overflow(self) -> None:
        if not self._truncate:
            raise ContentRefused(self._too_large())
        del self._body[self._limit :]
        self.full = True

    def _too_large(self) -> str:
        return f"The body is larger than {self._limit} octets."

    def decoded(self) -> bytes:
        """Return what is decoded so far."""
        return bytes(self._body)

    def finish(self) -> bytes:
        """Return the decoded body.

        :raises NetworkError: if the encoded stream ended before its own end.
        """
        if not self.full and any(stage.unfinished for stage in self._stages):
            raise NetworkError("The compressed body ended early.")
        return self.decoded()


class _StageFull(Exception):
    """A stage has put out more than the limit."""


class _Stage:
    """One coding undone, piece by piece."""

    def __init__(self, coding: str, limit: int) -> None:
        self._coding = coding
        self._room = limit + 1
        self._inflate: zlib._Decompress | None = None
        self._head = b""  # octets held back until there are enough to tell the format
        self._members = 0
        self._over = False

    @property
    def unfinished(self) -> bool:
        return self._inflate is not None or (self._members == 0 and bool(self._head))

    def decode(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            data = self._head + piece
            self._head = b""
            more = False  # whether zlib may hold back octets it had no room for
            while (data or more) and not self._over:
                if self._inflate is None and not self._begin(data):
                    break
                inflate = self._inflate
                assert inflate is not None
                try:
                    out = inflate.decompress(data, _PIECE)
                except zlib.error as error:
                    raise ContentRefused(f"The {self._coding} body cannot be decoded.") from error
                data = inflate.unconsumed_tail
                more = len(out) == _PIECE and not inflate.eof
                if inflate.eof:
                    data = inflate.unused_data
                    self._inflate = None
                if out:
                    self._room -= len(out)
                    yield out
                    if self._room < 0:
                        raise _StageFull

    def _begin(self, data: bytes) -> bool:
        """Start a stream where one begins; False where more octets are needed or only refuse follows."""
        if len(data) < len(_GZIP_MAGIC):
            self._head = data
            return False
        if self._members and (self._coding != "gzip" or not data.startswith(_GZIP_MAGIC)):
            self._over = True  # padding after the end: every reader passes over it
            return False
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise ContentRefused(f"The gzip body has more than {_MAX_MEMBERS} members.")
        if self._coding == "gzip":
            wbits = _GZIP
        else:
            # "deflate" means zlib's format (RFC 9110 §8.4.1.2), yet some servers send the bare stream.
            wbits = _ZLIB if data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0 else _RAW
        self._inflate = zlib.decompressobj(wbits)
        return True
