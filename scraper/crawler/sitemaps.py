"""Reading what sitemaps name: sitemap and index files, feeds and plain lists, compressed or not (sitemaps.org)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.parsers import expat

from scraper.crawler.decoding import Decoder
from scraper.crawler.retry import http_date
from scraper.errors import FetchError
from scraper.request import MAX_URL_CHARS, resolve

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
"""Largest sitemap, uncompressed, that the protocol permits."""
MAX_ADDRESSES = 50_000
"""Most addresses in one file that the protocol permits."""

_MAX_DEPTH = 64  # a feed needs six levels
_MAX_TEXT = MAX_URL_CHARS + 1_000  # an address with blanks around it
_GZIP_MAGIC = b"\x1f\x8b"
_ADDRESSES = {"url": "loc", "sitemap": "loc", "item": "link", "entry": ""}  # urlset, index; RSS; Atom
_TIMES = {"url": "lastmod", "sitemap": "lastmod", "item": "pubdate", "entry": "updated"}
_MAX_TIME = 40
_LOOSE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
# An address with nothing in it to escape or to fold, as nearly all are: no need to take it apart.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,4})?/[A-Za-z0-9._~/?=&%:@!$'()*+,;-]*")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The absolute http(s) addresses a sitemap names, in its order, each once."""

    pages: tuple[str, ...] = ()
    """Pages."""
    sitemaps: tuple[str, ...] = ()
    """Further sitemaps."""
    modified: Mapping[str, float] = field(default_factory=dict)
    """Page → Unix time at which it changed last, for those that tell."""


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap, index, RSS or Atom feed, or a list of one address a line.

    Whatever the octets are, there is a result: a file that breaks off or is malformed gives the entries before that
    place, and one that is no sitemap gives none. At most 50,000 addresses and 50 MiB are read. A document type
    declaration (which may define entities) ends the reading.
    """
    text = _decompressed(body).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return Sitemap(pages=tuple(_listed(text)))
    reading = _Reading()
    if not reading.read(text):
        # The commonest mistake: an address with a bare "&". Mended, there may be more to read.
        again = _Reading()
        again.read(_LOOSE_AMPERSAND.sub(b"&amp;", text))
        reading = max(again, reading, key=lambda each: each.count)
    modified = {url: at for url, told in reading.pages.items() if (at := _moment(told)) is not None}
    return Sitemap(tuple(reading.pages), tuple(reading.sitemaps), modified)


def _decompressed(body: bytes) -> bytes:
    if not body.startswith(_GZIP_MAGIC):
        return body[:MAX_SITEMAP_BYTES]
    decoder = Decoder(("gzip",), MAX_SITEMAP_BYTES, truncate=True)
    try:
        # In pieces, so that what a file holds before its broken place is not lost with it.
        for start in range(0, len(body), 4096):
            decoder.feed(body[start : start + 4096])
    except FetchError:
        pass
    return decoder.decoded()


def _listed(text: bytes) -> dict[str, None]:
    found: dict[str, None] = {}
    for line in re.split(rb"[\r\n]+", text):
        address = _address(line.decode("utf-8", "replace")) if len(line) <= MAX_URL_CHARS else None
        if address is not None:
            found[address] = None
            if len(found) >= MAX_ADDRESSES:
                break
    return found


def _address(text: str) -> str | None:
    text = text.strip()
    if len(text) > MAX_URL_CHARS or text[:4].lower() != "http":
        return None
    if _PLAIN_ADDRESS.fullmatch(text) and not _LOOSE_PERCENT.search(text):
        return text
    return resolve(None, text)


def _moment(text: str) -> float | None:
    """Return the Unix time of a W3C date and time (sitemaps, Atom) or of an RSS one; None where it is neither."""
    if not text or len(text) > _MAX_TIME:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return at.timestamp() if (at := http_date(text)) else None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


class _Stop(Exception):
    """Enough was read, or what follows is not to be read."""


class _Reading:
    """One pass over an XML document: collects the address of each whole entry.

    Prefixes are left out of account (files lack or misspell their namespaces), so an address counts by its place:
    ``<image:loc>`` lies in ``<image:image>``, not in an entry.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        """Address → when it changed, as it is told."""
        self.sitemaps: dict[str, str] = {}
        self._depth = 0
        self._entry = ""
        self._entry_depth = 0
        self._address = ""  # the first found in the entry
        self._modified = ""
        self._text: list[str] | None = None  # of the element that holds an address or a time
        self._holds_time = False
        self._chars = 0

    @property
    def count(self) -> int:
        """How many addresses were found."""
        return len(self.pages) + len(self.sitemaps)

    def read(self, text: bytes, encoding: str | None = None) -> bool:
        """Read as far as possible; False where the document is not well-formed.

        :param encoding: instead of the one the document declares.
        """
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text, True)
        except _Stop:
            return True
        except (LookupError, ValueError):
            # An encoding that expat cannot read. Addresses are ASCII, so any superset of it serves.
            return encoding is None and self.read(text, "iso-8859-1")
        except expat.ExpatError:
            return False
        return True

    def _doctype(self, *_: object) -> None:
        raise _Stop

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Stop
        local = name.rpartition(":")[2].lower()
        if not self._entry:
            if local in _ADDRESSES:
                self._entry, self._entry_depth, self._address, self._modified = local, self._depth, "", ""
        elif self._depth == self._entry_depth + 1:
            self._holds_time = local == _TIMES[self._entry] and not self._modified
            if self._holds_time or (local == _ADDRESSES[self._entry] and not self._address):
                self._text, self._chars = [], 0
            elif local == "link" and self._entry == "entry" and not self._address:
                is_own = attributes.get("rel", "alternate") == "alternate"
                self._address = attributes.get("href", "") if is_own else ""

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._chars += len(text)
            if self._chars <= _MAX_TEXT:
                self._text.append(text)

    def _end(self, _: str) -> None:
        if self._text is not None and self._depth == self._entry_depth + 1:
            text = "".join(self._text).strip() if self._chars <= _MAX_TEXT else ""
            if self._holds_time:
                self._modified = text
            else:
                self._address = text
            self._text = None
        if self._entry and self._depth == self._entry_depth:
            address = _address(self._address)
            if address is not None:
                (self.sitemaps if self._entry == "sitemap" else self.pages)[address] = self._modified
            self._entry = ""
            if self.count >= MAX_ADDRESSES:
                raise _Stop
        self._depth -= 1
