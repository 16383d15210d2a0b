"""The rules of a robots.txt (RFC 9309).

Read here rather than by a library: paths are compared octet by octet, as the standard says. Decoding them to
characters first, as the usual parsers do, makes all escapes of any encoding but UTF-8 the same, and with them all
departments of a site whose addresses are Big5.

Where the standard leaves a choice, this does what the parser of its authors does (https://github.com/google/robotstxt):

- a key counts by its beginning (``Disallowed:``), in the misspellings below too, and a blank may stand for the colon;
- a line is cut after 16,663 octets, and asterisks in a row count one by one towards the length of a pattern;
- ``Allow: /x/index.html``, or any that ends like it, allows ``/x/`` as well.

In three things it follows the standard rather than that parser: escapes of ASCII characters are undone on both sides
(``/%62`` is ``/b``), what an address has not escaped is escaped, and ``/robots.txt`` is always allowed. Beyond both, it
keeps Crawl-delay (seconds, with decimals), the largest one of the group.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote_to_bytes

from scraper.request import resolve

PRODUCT_TOKEN = "qaharvest"  # noqa: S105 - the name we answer to, no secret
MAX_ROBOTS_BYTES = 500 * 1024
"""So much of a file is read (RFC 9309 §2.5)."""
MAX_CRAWL_DELAY = 86_400.0
"""Longest Crawl-delay, in seconds, that is kept; the file itself is asked for again after a day."""

_MAX_SITEMAPS = 1_000
_MAX_LINE_BYTES = 16_663  # eight times the longest address that browsers used to take
_LINE_END = re.compile(rb"\r\n|\r|\n")
_ASTERISKS = re.compile(rb"\*+")
_TOKEN = re.compile(r"[a-zA-Z_-]*")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}")
_AFTER_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"  # the octets of which UTF-8's and UTF-16's consist, whole or broken

# How keys begin; the first spelling is the right one, the others are seen in the wild.
_USER_AGENT = ("user-agent", "useragent", "user agent")
_ALLOW = ("allow",)
_DISALLOW = ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
_SITEMAP = ("sitemap", "site-map")
_CRAWL_DELAY = ("crawl-delay", "crawldelay", "crawl delay")
_INDEX = b"/index.htm"


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern with its verdict."""

    allow: bool
    """Whether it allows or forbids."""
    pattern: str
    """As the file has it."""
    octets: int
    """Length of the pattern with all escapes made that an address needs; the longest match decides (§2.2.2)."""
    parts: tuple[bytes, ...]
    """What stands between the asterisks, escapes undone."""
    anchored: bool
    """Whether the pattern must reach to the end of the path."""

    def __str__(self) -> str:
        return f"{'Allow' if self.allow else 'Disallow'}: {self.pattern}"

    def matches(self, path: bytes) -> bool:
        """Whether a path with its query, escapes undone, begins as the pattern says."""
        first, *others = self.parts
        if not path.startswith(first):
            return False
        at = len(first)
        if not others:
            return not self.anchored or at == len(path)
        last = others.pop()
        for part in others:
            # The earliest place leaves the most room for what follows, so there is nothing to try twice.
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if self.anchored:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What a robots.txt says to us."""

    rules: tuple[Rule, ...] = ()
    """Longest pattern first, and of equal ones the allowing first."""
    crawl_delay: float | None = None
    """Seconds between requests that the file asks for; not part of the standard, but widely used."""
    sitemaps: tuple[str, ...] = ()
    """Absolute addresses of sitemaps."""

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read a file; whatever the octets are, there is a result."""
        groups = _Groups()
        sitemaps: dict[str, None] = {}
        for key, value in _lines(body):
            if key.startswith(_USER_AGENT):
                groups.add_name(value)
            elif key.startswith(_ALLOW):
                groups.add_rules(_allowing(value))
            elif key.startswith(_DISALLOW):
                groups.add_rules([_rule(value, allow=False)] if value else [])
            elif key.startswith(_CRAWL_DELAY):
                groups.add_delay(_seconds(value))
            elif key.startswith(_SITEMAP) and len(sitemaps) < _MAX_SITEMAPS:
                address = resolve(None, _text(value))
                if address is not None:
                    sitemaps[address] = None
        ours = groups.ours()
        rules = sorted(ours.rules, key=lambda rule: (-rule.octets, not rule.allow))
        return cls(tuple(rules), ours.crawl_delay, tuple(sitemaps))

    def allows(self, url: str) -> bool:
        """Whether an absolute address may be asked for."""
        rule = self.deciding(url)
        return rule is None or rule.allow

    def deciding(self, url: str) -> Rule | None:
        """Return the rule that decides about an address; None where none does, and so it is allowed."""
        host = _AFTER_HOST.match(url)
        raw = url[host.end() if host else 0 :].partition("#")[0].encode("utf-8", "surrogatepass")
        path = unquote_to_bytes(raw if raw.startswith(b"/") else b"/" + raw)
        if path == b"/robots.txt":  # always allowed (§2.2.2)
            return None
        return next((rule for rule in self.rules if rule.matches(path)), None)


@dataclass(slots=True)
class _Group:
    """All that the groups with one name say together (§2.2.1)."""

    rules: list[Rule] = field(default_factory=list)
    crawl_delay: float | None = None


class _Groups:
    """Takes a file line by line and keeps what is said to us and to everyone."""

    def __init__(self) -> None:
        self._to_us, self._to_all = _Group(), _Group()
        self._named = False
        self._open: list[_Group] = []
        # Names in a row start one group together. Only a rule ends the row: "other records" such as Crawl-delay must
        # not end a group (§2.2.4).
        self._in_names = False

    def ours(self) -> _Group:
        """Return the group to obey: the one that names us, even if it is empty, else the one for all."""
        return self._to_us if self._named else self._to_all

    def add_name(self, value: bytes) -> None:
        if not self._in_names:
            self._open = []
        self._in_names = True
        name = _text(value)
        if name.split(maxsplit=1)[:1] == ["*"]:
            self._open.append(self._to_all)
        # A name ends where no more of its characters follow ("qaharvest/1.0" is us, "qaharvest-images" is not):
        # product tokens consist of letters, "-" and "_" only (§2.2.1).
        elif (token := _TOKEN.match(name)) and token.group().lower() == PRODUCT_TOKEN:
            self._open.append(self._to_us)
            self._named = True

    def add_rules(self, rules: Sequence[Rule]) -> None:
        self._in_names = False
        for group in self._open:
            group.rules += rules

    def add_delay(self, seconds: float | None) -> None:
        if seconds is not None:
            for group in self._open:
                group.crawl_delay = max(seconds, group.crawl_delay or 0.0)


def _lines(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the records: key in lower case, value without blanks around it."""
    if len(body) > MAX_ROBOTS_BYTES:
        # Half a pattern would be another one, so the last line counts only if it is whole.
        whole = body[: MAX_ROBOTS_BYTES + 1]
        body = whole[: max(whole.rfind(b"\n"), whole.rfind(b"\r"), 0)]
    body = body.lstrip(_BYTE_ORDER_MARKS)
    # A NUL means nothing in any encoding; without it a UTF-16 file of ASCII characters can be read and obeyed too.
    for line in _LINE_END.split(body.replace(b"\0", b"")):
        record = line[:_MAX_LINE_BYTES].partition(b"#")[0].strip()
        key, colon, value = record.partition(b":")
        if not colon:
            words = record.split()
            if len(words) != 2:
                continue
            key, value = words
        yield _text(key).strip().lower(), value.strip()


def _allowing(value: bytes) -> list[Rule]:
    """Return the rules that one line makes; an empty pattern matches nothing and is none."""
    if not value:
        return []
    folder, slash, name = value.rpartition(b"/")
    rules = [_rule(value, allow=True)]
    if (slash + name).startswith(_INDEX):
        rules.append(_rule(folder + b"/$", allow=True, told=value))
    return rules


def _rule(value: bytes, *, allow: bool, told: bytes | None = None) -> Rule:
    """Make a rule.

    :param told: what the file has in its place.
    """
    anchored = value.endswith(b"$")
    wild = value[:-1] if anchored else value
    parts = tuple(unquote_to_bytes(part) for part in _ASTERISKS.sub(b"*", wild).split(b"*"))
    escaped = sum(3 if octet <= 0x20 or octet >= 0x7F else 1 for part in parts for octet in part)
    return Rule(allow, _text(told or value), escaped + wild.count(b"*") + anchored, parts, anchored)


def _seconds(value: bytes) -> float | None:
    number = _NUMBER.match(_text(value))
    return min(float(number.group()), MAX_CRAWL_DELAY) if number else None


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
