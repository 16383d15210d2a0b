"""What to fetch: a request and the canonical form that decides whether two addresses are the same page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import SplitResult, quote_from_bytes, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 2083  # longer ones are traps or mistakes; the limit browsers long kept

_TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid)", re.I)
_SESSION = re.compile(r"(?:phpsessid|jsessionid|sid)", re.I)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"#%/<>?@\\^`{|}]")  # WHATWG URL, forbidden domain code points, and some more
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")

# Where Python's codec chooses another pair than browsers do, or knows none (WHATWG Encoding, index Big5).
_BIG5 = {
    "／": b"\xa1\xfe", "＼": b"\xa2\x40", "～": b"\xa1\xe3", "‧": b"\xa1\x45", "﹑": b"\xa1\x4e", "╭": b"\xa2\x7e",
    "╮": b"\xa2\xa1", "╰": b"\xa2\xa2", "╯": b"\xa2\xa3", "€": b"\xa3\xe1",
}  # fmt: skip

Canonicalizer = Callable[[str], str]
"""Brings an absolute address to the form under which it is known."""


class Kind(StrEnum):
    """What a request's answer is for."""

    PAGE = "page"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask for.

    :param url: absolute address, as it will be sent.
    :param depth: links followed from a seed to here; seeds and sitemaps' pages are 0.
    :param kind: what the answer is for.
    :param hops: redirects followed to get here.
    :param via: address of the page that led here; None for a seed.
    """

    url: str
    depth: int = 0
    kind: Kind = Kind.PAGE
    hops: int = 0
    via: str | None = None


def canonical_url(url: str) -> str:
    """Return the form under which ``url`` is known, by rules that hold on any site.

    No fragment, no credentials, default port dropped, scheme and host lower-cased (never path or query), session ids
    and tracking parameters dropped, query sorted. Escapes keep their octets (a Big5 query stays a Big5 query); their
    hexadecimal digits are upper-cased (RFC 3986 §6.2.2.1).

    :raises ValueError: if the address cannot be split (a broken port or IPv6 literal).
    """
    parts = urlsplit(url)
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    pairs = [pair for pair in parts.query.split("&") if pair and not _is_noise(pair.split("=", 1)[0])]
    query = "&".join(sorted(pairs, key=lambda pair: pair.split("=", 1)))
    return urlunsplit((parts.scheme.lower(), host_key(parts), _upper_escapes(path), _upper_escapes(query), ""))


def host_key(url: str | SplitResult) -> str:
    """Return host and port of an address in lower case, the scheme's default port left out.

    :raises ValueError: if the port or an IPv6 literal is broken.
    """
    parts = urlsplit(url) if isinstance(url, str) else url
    return _host_key(parts.scheme.lower(), parts.netloc)


@lru_cache(maxsize=4096)
def _host_key(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == DEFAULT_PORTS.get(scheme) else f"{host}:{port}"


def fingerprint(canonical: str) -> bytes:
    """Return the 16-byte key of a canonical address."""
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def key_of(url: str, canonical: Canonicalizer) -> bytes:
    """Return the key under which an address of a run is known; one that has no canonical form is known as it is."""
    try:
        return fingerprint(canonical(url))
    except ValueError:
        return fingerprint(url)


def resolve(base: str | None, href: str, encoding: str = "utf-8") -> str | None:
    """Return ``href`` as an absolute http(s) address, or None if it is none.

    :param base: address of the page (its ``<base>`` already applied); None where it is not known.
    :param encoding: the page's encoding, in which browsers escape the query of a link; UTF-8 for a page
        in UTF-16 or UTF-32 (WHATWG URL, query state and "get an output encoding").
    """
    href = href.strip(" \t\n\r\f")
    if not href or href.startswith("#"):
        return None
    if base is not None and href[0] == "/" and href[1:2] not in ("/", "\\"):
        # An absolute path replaces the base's (RFC 3986 §5.2.2), so the menu of every page of a site is the same.
        base = _origin(base)
    return _resolve(base, href, encoding)


@lru_cache(maxsize=1024)
def _origin(base: str) -> str:
    try:
        parts = urlsplit(base)
    except ValueError:
        return base
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else base


@lru_cache(maxsize=16_384)
def _resolve(base: str | None, href: str, encoding: str) -> str | None:
    try:
        absolute = urljoin(base, href) if base else href
        parts = urlsplit(absolute)
        if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname:
            return None
        encoding = "utf-8" if encoding.startswith(("utf-16", "utf-32")) else encoding
        url = safe_url_string(_escape_query(absolute, encoding), encoding=encoding)
        host = host_key(url)
        host.encode("ascii")
    except (ValueError, LookupError):
        return None
    if len(url) > MAX_URL_CHARS or _NO_HOST.search(host) or host.startswith((":", ".")) or not host:
        return None
    return _without_credentials(url)


def _without_credentials(url: str) -> str:
    """Return an address without what it says before the host's ``@``: it is never sent, so it is not kept either."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def _escape_query(url: str, encoding: str) -> str:
    """Escape what is no ASCII in an address's query, as the browsers do."""
    head, mark, query = url.partition("?")
    if query.isascii() or encoding == "utf-8":
        return url
    query, hash_mark, fragment = query.partition("#")
    octets = [(as_sent(character, encoding), character) for character in query]
    # What the encoding does not have is sent as a reference (WHATWG Encoding §5.1, error mode "html").
    sent = "".join(
        character if character.isascii() else quote_from_bytes(found or f"&#{ord(character)};".encode(), safe="")
        for found, character in octets
    )
    return f"{head}{mark}{sent}{hash_mark}{fragment}"


def as_sent(character: str, encoding: str) -> bytes | None:
    """Return the octets that browsers send for a character, or None where the encoding does not have it."""
    if encoding == "big5hkscs" and character in _BIG5:
        return _BIG5[character]
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return None


def _is_noise(name: str) -> bool:
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


def _upper_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: match.group().upper(), text) if "%" in text else text
