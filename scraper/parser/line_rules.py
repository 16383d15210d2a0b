"""Landmark rules that are told by regular expressions: a line, and the text between lines.

They look at the lines a reader sees, so they read the same out of any mark-up and out of plain text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from scraper.parser.blocks import Block
from scraper.parser.layout import Layout
from scraper.parser.place import At, BlockPlace
from scraper.parser.rules import Found, Rule, Scope, Span, quoted
from scraper.parser.values import clean_text, paragraphs
from scraper.parser.walk import html_blocks

MAX_LINE_CHARS = 2000
"""Characters of a line that an expression sees: some expressions take time that grows with the square of a line's
length, or worse, and the lines are written by strangers."""

MAX_LINES = 10
"""Lines that one expression reaches over."""

LINES = "lines"
"""Name of the span that holds the lines of a scope which is no element: an entry that begins at a landmark."""


def lines_of(scope: Scope) -> Sequence[Block]:
    """Return the lines of a scope."""
    if (span := scope.spans.get(LINES)) is not None:
        return span.blocks
    return scope.view.blocks if scope.node is None else html_blocks(scope.node)


def searched(pattern: re.Pattern[str], lines: Sequence[Block], number: int) -> re.Match[str] | None:
    r"""Return the first match of an expression in a line.

    An expression with ``\n`` in it reaches over that many lines below: ``^Share to:\n(.+)`` matches in the line
    ``Share to:`` and tells the next one.
    """
    more = min(pattern.pattern.count("\\n"), MAX_LINES)
    if not more:
        return pattern.search(lines[number].text, 0, MAX_LINE_CHARS)
    match = pattern.search("\n".join(block.text[:MAX_LINE_CHARS] for block in lines[number : number + 1 + more]))
    return match if match is not None and match.start() <= len(lines[number].text) else None


def told(match: re.Match[str]) -> tuple[str, int, int]:
    """Return what an expression tells of: its first group where it has one, else all of it; without blanks around."""
    group = 1 if match.re.groups else 0
    text, start = match[group] or "", match.start(group)
    start += len(text) - len(text.lstrip())
    return text.strip(), start, start + len(text.strip())


class Line(Rule):
    """The first line that an expression matches; its first group, where it has one, is the value."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self.name = f"line({quoted(pattern)})"

    def find(self, scope: Scope) -> Found | None:
        """Return the first match that is not empty."""
        return next(self._matches(scope), None)

    def _matches(self, scope: Scope) -> Iterator[Found]:
        lines = lines_of(scope)
        for number in range(len(lines)):
            if (match := searched(self._pattern, lines, number)) is not None:
                value, start, end = told(match)
                if value:
                    yield Found(clean_text(value), self.name, _place(match.string, lines[number:], start, end))


class Later(Line):
    """The second line that an expression matches: the question's line looks like those of its replies, but is first."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern)
        self.name = f"later({quoted(pattern)})"

    def find(self, scope: Scope) -> Found | None:
        """Return the second match that is not empty."""
        return next(islice(self._matches(scope), 1, None), None)


class Between(Rule):
    """The text below the first line that an expression matches.

    :param first: matches the line before the text; where it has a group, what that matches begins the text, as in
        ``^Question: (.+)``.
    :param last: matches the line behind it, which must be there; None: the text goes on to the end.
    """

    def __init__(self, first: str, last: str | None = None) -> None:
        self._first = re.compile(first)
        self._last = re.compile(last) if last is not None else None
        self.name = f"after({quoted(first)})" if last is None else f"between({quoted(first)}, {quoted(last)})"

    def find(self, scope: Scope) -> Found | None:
        """Return the lines as paragraphs, with the marks of the lists that belong to the text."""
        lines = lines_of(scope)
        matches = ((number, searched(self._first, lines, number)) for number in range(len(lines)))
        number, match = next((found for found in matches if found[1] is not None), (0, None))
        if match is None:
            return None
        start, end = number + _breaks(match.string, match.end()) + 1, len(lines)
        if self._last is not None:
            ends = (number for number in range(start, len(lines)) if searched(self._last, lines, number))
            end = next(ends, -1)
        if end < 0:
            return None
        # A list that holds the landmarks arranges the page: its marks are none of the text.
        layout = Layout.around([*lines[start - 1 : start], *lines[end : end + 1]])
        begun, left, _ = told(match) if match.re.groups else ("", 0, 0)
        kept = lines[start - 1 if begun else start : end]
        value = paragraphs([begun, *map(layout.line, lines[start:end])])
        left -= match.string.rfind("\n", 0, left) + 1
        return None if value is None else Found(value, self.name, BlockPlace(kept, left if begun else 0))


class Address(Rule):
    """What an expression finds in the page's address; its first group, where it has one, is the value."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self.name = f"address({quoted(pattern)})"

    def find(self, scope: Scope) -> Found | None:
        """Search the page's address."""
        match = self._pattern.search(scope.view.page.url or "", 0, MAX_LINE_CHARS)
        value = told(match)[0] if match is not None else ""
        return Found(value, self.name, At("the page's address")) if value else None


def runs_from(pattern: re.Pattern[str], scope: Scope, *, skip: int = 0) -> Iterator[Scope]:
    """Yield a scope for each line that an expression matches: from that line to the one before the next.

    :param skip: matches before the first that counts.
    """
    lines = lines_of(scope)
    starts = [number for number in range(len(lines)) if searched(pattern, lines, number)][skip:]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        yield Scope(scope.view, spans={LINES: Span(lines[start:end])})


def _breaks(text: str, end: int) -> int:
    return text.count("\n", 0, end)


def _place(text: str, lines: Sequence[Block], start: int, end: int) -> BlockPlace:
    """Return the place of characters of some lines' joined text."""
    first, last = _breaks(text, start), _breaks(text, end)
    return BlockPlace(
        lines[first : last + 1], start - text.rfind("\n", 0, start) - 1, end - text.rfind("\n", 0, end) - 1
    )
