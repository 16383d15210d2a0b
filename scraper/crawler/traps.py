"""Endless spaces of addresses (calendars, session ids, ever deeper paths): told by what their pages give.

The patterns of an address are learned by folding what varies. Each pattern has a budget of pages without a new
record; a new record renews the budget of its own patterns and of those of the page that led to it, so that long lists
of questions are read to their end. A pattern whose budget is spent is first put behind everything else, and given up
if nothing that was asked for meanwhile renewed it.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

PAGES_PER_PATTERN = 1_000
"""Pages of one pattern without a new record."""
PAGES_PER_SESSION_PATTERN = 200
"""The same where the pattern looks like one page under ever new session ids."""

_DIGITS = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"(?=[A-Za-z]*[0-9])[0-9A-Za-z_-]{16,}|[0-9A-Fa-f]{16,}")
_SESSION_NAMES = re.compile(r"(?:.*sess(?:ion)?(?:_?id)?|s?sid|s|token|zenid|cfid|cftoken|oscsid)", re.I)
_DEEP = 6  # path segments; deeper ones are folded, as ever deeper paths never repeat


@dataclass(frozen=True)
class Pattern:
    """What many addresses share."""

    text: str
    """The address with its varying parts folded: ``*`` for a word, ``#`` for digits, ``{id}`` for a long token."""
    limit: int
    """Pages of it without a new record."""

    @cached_property
    def key(self) -> bytes:
        """Eight octets that stand for the pattern."""
        return blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@lru_cache(maxsize=4096)  # asked for when a request goes out and again when it is settled
def patterns_of(url: str) -> tuple[Pattern, ...]:
    """Return the patterns of an address: the folded address itself, and that of its siblings in the same folder."""
    parts = urlsplit(url)
    segments = parts.path.split("/")[1:]
    if len(segments) > _DEEP:
        segments = [*segments[:2], "**"]
    folded = [_fold(segment) for segment in segments]
    pairs = sorted(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    names = [name if not _TOKEN.search(name) else "{id}" for name, _ in pairs]
    query = "?" + "&".join(_fold(name) for name in names) if pairs else ""
    session = any(_TOKEN.fullmatch(segment) for segment in segments) or any(
        _SESSION_NAMES.fullmatch(name) or _TOKEN.fullmatch(value) for name, value in pairs
    )
    limit = PAGES_PER_SESSION_PATTERN if session else PAGES_PER_PATTERN
    host = parts.netloc.lower()
    own = Pattern(f"{host}/{'/'.join(folded)}{query}", limit)
    siblings = Pattern(f"{host}/{'/'.join([*folded[:-1], '*'])}{query}", PAGES_PER_PATTERN)
    # An address in which nothing varies is a pattern of one page: only its siblings are worth counting.
    varies = bool(pairs) or folded != parts.path.split("/")[1:]
    return (own, siblings) if varies and own != siblings else (siblings,)


def _fold(segment: str) -> str:
    return _DIGITS.sub("#", _TOKEN.sub("{id}", segment))


class Budgets:
    """Pages of each pattern since the last new record, and those on their way.

    What was counted is kept by the frontier; here is only what its next batch will hold.
    """

    def __init__(self) -> None:
        self._on_the_way: Counter[bytes] = Counter()
        self._leased: dict[int, list[bytes]] = {}

    def start(self, number: int, url: str) -> None:
        """A page of these patterns is asked for, under the number of its lease."""
        keys = self._leased[number] = [pattern.key for pattern in patterns_of(url)]
        self._on_the_way.update(keys)

    def end(self, number: int) -> None:
        """The lease of that number is settled; one that was never started is none of ours."""
        for key in self._leased.pop(number, ()):
            self._on_the_way[key] -= 1
            if not self._on_the_way[key]:
                del self._on_the_way[key]

    def on_the_way(self, key: bytes) -> int:
        """Return the pages of a pattern that are asked for and not settled."""
        return self._on_the_way[key]
