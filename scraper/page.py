"""A page: bytes with a story. Fetched, read from an archive or from a file, all are ``Page``."""

import codecs
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding, read_bom

from schemas.provenance import ArchiveLocation

TEXT_TYPES = ("text/plain",)
HTML_TYPES = ("text/html", "application/xhtml+xml")
RENDERED_TYPE = "text/html; charset=utf-8"

# A tag or doctype near the beginning: what tells mark-up from plain text where nothing else does.
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|title|meta|div|p|h[1-6]|table|section|article|main|ul|ol|dl|span|br)\b[^>]*>", re.I
)
_LEADING = b"\xef\xbb\xbf \t\r\n"
BIG5 = "big5hkscs"
_HAN = re.compile("[\u4e00-\u9fff]")
_BIG5_RUN = re.compile(rb"(?:[\x87-\xfe][\x40-\x7e\xa1-\xfe])+")
_BIG5_PAIRS = re.compile(rb"(?:[\x87-\xfe][\x40-\x7e\xa1-\xfe]){2}")
_COMMON_LEADS = bytes(range(0xA1, 0xC7))
_ASCII = bytes(range(0x80))
_SAMPLE_BYTES = 1024 * 1024
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110 §8.8.3
_MAX_ETAG = 256
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_SNIFF_BYTES = 16 * 1024
_NO_CHARSETS = frozenset(
    "base64 bz2 hex idna punycode quopri raw-unicode-escape rot-13 rot13 undefined unicode-escape uu zlib".split()
)
_BINARY_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server told with a page, so that it can be asked for it only if it changed (RFC 9110 §8.8)."""

    etag: str | None = None
    """The ``ETag`` field as received."""
    modified: str | None = None
    """The ``Last-Modified`` field as received."""

    def __bool__(self) -> bool:
        """Whether it told any."""
        return self.etag is not None or self.modified is not None

    @classmethod
    def of(cls, headers: Iterable[tuple[str, str]]) -> Self:
        """Return those of an answer's header fields; what is malformed or overlong counts as not told."""
        told = {name.lower(): value.strip() for name, value in headers}
        etag, modified = told.get("etag", ""), told.get("last-modified", "")
        return cls(
            etag if len(etag) <= _MAX_ETAG and _ETAG.fullmatch(etag) else None,
            modified if _HTTP_DATE.fullmatch(modified) else None,
        )


@dataclass(frozen=True, slots=True)
class Revisit:
    """A later answer that said that a page is still as it was."""

    status: int
    """304, or the status with which the same octets came again."""
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime


@dataclass(frozen=True)
class Page:
    """The bytes of one answer or file with what is known about them. Frozen; pickles.

    :param body: content after content decoding (gzip and the like undone), character encoding untouched.
    :param source: URL asked for, or the path of the file as it was given.
    :param url: address the content came from; None for a file without one.
    :param status: HTTP status; None for a file.
    :param headers: HTTP header fields in order, names as received.
    :param fetched_at: when the answer arrived (UTC); None for a file.
    :param archive: where the page lies in a WARC archive; None where it does not.
    :param revisit: the answer that said, when the page was asked for again, that it is still as it lies there.
    :param plain: the answer that a browser made this page of; None for one that was not rendered.
    """

    body: bytes
    source: str
    url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    archive: ArchiveLocation | None = None
    revisit: Revisit | None = None
    plain: "Page | None" = None

    def header(self, name: str) -> str | None:
        """Return the first header field of that name (case does not matter), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        # Order of evidence: byte order mark, HTTP header, <meta>, UTF-8 if it decodes, else the fallback.
        # w3lib maps big5 to big5hkscs, which is what browsers send and the only one that reads HKSCS pairs.
        label = self.header("content-type")
        if _is_no_charset(label, self.body):
            guessed = _guess_encoding(self.body)
            return guessed, self.body.decode(guessed, errors="replace")
        encoding, text = html_to_unicode(label, self.body, auto_detect_fun=_guess_encoding, default_encoding="utf-8")
        rather = _rather(encoding, text, self.body)
        return (encoding, text) if rather is None else (rather, self.body.decode(rather, errors="replace"))

    @property
    def encoding(self) -> str:
        """Python name of the encoding the body was decoded with."""
        return self._decoded[0]

    @property
    def text(self) -> str:
        """The body as characters; what cannot be decoded is U+FFFD."""
        return self._decoded[1]

    @cached_property
    def media_type(self) -> str:
        """``text/html``, ``text/plain``, or another type in lower case; decided by header, else by name and bytes."""
        declared = (self.header("content-type") or "").split(";")[0].strip().lower()
        if declared in HTML_TYPES:
            return "text/html"
        if declared and declared not in TEXT_TYPES and declared != "application/octet-stream":
            return declared
        if self.looks_binary:
            return "application/octet-stream"
        if declared in TEXT_TYPES:
            return "text/plain"
        if self.source.lower().endswith(".txt") and not self.body.lstrip(_LEADING).startswith(b"<"):
            return "text/plain"  # a text may quote tags
        return "text/html" if _MARKUP.search(self.body[:_SNIFF_BYTES]) else "text/plain"

    @property
    def looks_binary(self) -> bool:
        """Whether the first bytes hold the kinds of octets that no text has (WHATWG MIME Sniffing §7.2)."""
        head = self.body[:_BINARY_BYTES]
        if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            return False
        if head.startswith((b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b")):
            return True
        strange = sum(head.count(octet) for octet in _BINARY_OCTETS)
        # A stray NUL in a web page is a flaw, not a file type: only a share of them says "binary".
        return strange * 20 > len(head)


def rendered(plain: Page, body: bytes, moment: datetime | None) -> Page:
    """Return a page as a browser showed it.

    :param plain: the answer that the browser was given.
    :param body: the document as it stood then, as HTML in UTF-8.
    :param moment: when that was.
    """
    kept = tuple((name, value) for name, value in plain.headers if not name.lower().startswith("content-"))
    return replace(
        plain,
        body=body,
        headers=(*kept, ("Content-Type", RENDERED_TYPE)),
        fetched_at=moment,
        archive=None,
        plain=plain,
    )


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """What one page gives to a thread that spans several. Pickles.

    :param record_id: identity of the record that all pages of the thread make together.
    :param number: which page of the thread it is, from 1.
    :param line: what the page gives, as one line of JSON without line feed; ``scraper.merging`` writes and reads it.
    """

    record_id: str
    number: int
    line: bytes


_BINARY_OCTETS = [bytes([n]) for n in (*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20))]


def _is_no_charset(label: str | None, body: bytes) -> bool:
    """Whether a page is labelled with a codec that Python has but that is no character encoding of pages."""
    declared = http_content_type_encoding(label) or html_body_declared_encoding(body)
    return declared in _NO_CHARSETS and read_bom(body)[0] is None


def _guess_encoding(body: bytes) -> str:
    """Choose an encoding for bytes that declare none: the first of the candidates that decodes them."""
    for candidate in ("utf-8", BIG5):
        try:
            body.decode(candidate)
        except UnicodeDecodeError:
            continue
        # One pair alone may as well be a letter with an accent or a sign before a letter (20°C).
        if candidate == BIG5 and _BIG5_PAIRS.search(body) is None:
            continue
        return candidate
    if _mostly_utf8(body):
        return "utf-8"
    return BIG5 if _mostly_big5(body, least=2) else "cp1252"


def _rather(encoding: str, text: str, body: bytes) -> str | None:
    """Return the encoding of a body where the declared one is plainly wrong.

    Big5 under a server's default label, or with a ``<meta>`` that somebody's template brought along, and pages saved
    as UTF-8 that still declare something else, are common; both must show in the octets beyond doubt.
    """
    if body.isascii() or body.startswith(codecs.BOM_UTF8):
        return None
    if encoding in ("cp1252", BIG5) and _begins_as_chinese_utf8(body):
        return "utf-8"
    if encoding == "cp1252" or (encoding == "utf-8" and "\ufffd" in text):
        return BIG5 if _mostly_big5(body, least=8) else None
    return None


def _begins_as_chinese_utf8(body: bytes) -> bool:
    """Whether what stands before the first broken place of UTF-8, if there is any, holds Chinese characters."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        text = body[: error.start].decode("utf-8")
    return _HAN.search(text) is not None


def _mostly_big5(body: bytes, *, least: int) -> bool:
    """Whether the octets beyond ASCII are Big5 text but for a few broken places (a cut pair, say).

    Pairs of Chinese text follow one another, nearly all begin as the common characters do (A1-C6), and many end in an
    ASCII octet, which sets Big5 apart from the EUC encodings; letters with accents do neither.

    :param least: number of pairs below which it is not believed.
    """
    octets = body[:_SAMPLE_BYTES]
    runs = _BIG5_RUN.findall(octets)
    long = b"".join(run for run in runs if len(run) >= 4)
    leads, trails = long[::2], long[1::2]
    if len(leads) < least:
        return False
    rare = len(leads.translate(None, _COMMON_LEADS))
    in_ascii = len(trails) - len(trails.translate(None, _ASCII))
    alone = sum(len(run) == 2 for run in runs)
    stray = len(octets.translate(None, _ASCII)) - len(b"".join(runs).translate(None, _ASCII))
    return (
        rare * 8 <= len(leads)
        and (in_ascii * 12 >= len(trails) or len(trails) < 8)
        and alone <= len(leads)
        and stray * 12 <= len(leads) + 12
    )


def _mostly_utf8(body: bytes) -> bool:
    """Whether the body reads as UTF-8 but for a few broken places (a cut last character, say)."""
    text = body.decode("utf-8", errors="replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > text.count("\ufffd") * 10
