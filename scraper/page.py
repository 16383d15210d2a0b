"""A page: bytes with a story. Fetched, read from an archive or from a file, all are ``Page``."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from w3lib.encoding import html_to_unicode

from schemas.provenance import ArchiveLocation

TEXT_TYPES = ("text/plain",)
HTML_TYPES = ("text/html", "application/xhtml+xml")

# A tag or doctype near the beginning: what tells mark-up from plain text where nothing else does.
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|title|meta|div|p|h[1-6]|table|section|article|main|ul|ol|dl|span|br)\b[^>]*>", re.I
)
_LEADING = b"\xef\xbb\xbf \t\r\n"
_SNIFF_BYTES = 16 * 1024
_BINARY_BYTES = 1024


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
    """

    body: bytes
    source: str
    url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    archive: ArchiveLocation | None = None

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
        encoding, text = html_to_unicode(
            self.header("content-type"), self.body, auto_detect_fun=_guess_encoding, default_encoding="utf-8"
        )
        return encoding, text

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


_BINARY_OCTETS = [bytes([n]) for n in (*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20))]


def _guess_encoding(body: bytes) -> str:
    """Choose an encoding for bytes that declare none: the first of the candidates that decodes them."""
    for candidate in ("utf-8", "big5hkscs"):
        try:
            body.decode(candidate)
        except UnicodeDecodeError:
            continue
        return candidate
    return "utf-8" if _mostly_utf8(body) else "cp1252"


def _mostly_utf8(body: bytes) -> bool:
    """Whether the body reads as UTF-8 but for a few broken places (a cut last character, say)."""
    text = body.decode("utf-8", errors="replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > text.count("\ufffd") * 10
