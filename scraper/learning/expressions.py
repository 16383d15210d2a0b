"""Regular expressions for one line: the value replaced by a group, whatever else changes by a wildcard.

Words of a page become part of an expression only escaped; an expression has at most ``MAX_WILDCARDS`` wildcards, so
that no line makes it slow.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import NamedTuple

from scraper.parser.line_rules import MAX_LINE_CHARS

MAX_WILDCARDS = 3
MAX_LITERAL_CHARS = 120
"""Characters of a line's own words that an expression holds."""

_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?:,? \d{{4}})?|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")
_RULE = re.compile(r"([-_=*~#+.])\1{2,}")
_BRACKETS = re.compile(r"\(.+\)|\[.+\]|<.+>|【.+】|（.+）|「.+」")
_SEPARATED = re.compile(r"^\(\?:\^\|\s*(\\?\S)|\(\?:\.\+\s*(\\?\S)\s*\)\?$")
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_CLAUSE = re.compile(r"[.,;!?|·] +([^.,;!?|·]{2,}[:：])$")


class Group(Enum):
    """How a value is written in an expression; a kind with a form of its own needs less around it."""

    TEXT = "(.+)"
    DAY = "(.{4,40}?)"
    NUMBER = r"([+\-−]?\d[\d.,]*)"
    GENDER = r"(\w+)"
    AGE = r"((?:under |over |未[滿满])?\d{1,3}\s?(?:[~∼～〜+\-–—]\s?\d{0,3}|以上)?)"


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression with its cost.

    :param words: letters of the page's own words in it: what makes it a landmark.
    :param plain: whether it has no wildcard.
    """

    pattern: str
    cost: float
    words: int
    plain: bool = False


class _Piece(NamedTuple):
    """A piece of an expression, and whether it is a wildcard."""

    text: str
    wild: bool = False


class _Context(NamedTuple):
    """What stands on one side of the group."""

    pieces: tuple[_Piece, ...]
    cost: float

    @property
    def wildcards(self) -> int:
        return sum(piece.wild for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a line: literal words, or what changes."""

    text: str
    wild: bool


def escaped(text: str) -> str:
    """Return words as they stand in an expression."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def line_pattern(text: str, changing: Sequence[tuple[int, int]]) -> Expression | None:
    """Return an expression for a whole line in which some parts change; None where none of its words stay."""
    if (rule := _RULE.fullmatch(text)) is not None:
        return Expression(f"^{escaped(rule[1])}{{3,}}$", 0.4, 0, plain=True)
    pieces = _joined(_parts(text, 0, len(text), changing), greedy=True)
    if pieces is None:
        return None
    words, wild = _letters(pieces), sum(piece.wild for piece in pieces)
    pattern = "".join(piece.text for piece in pieces)
    if words >= 2:
        return Expression(f"^{pattern}$", 0.3 + 0.25 * wild, words, plain=not wild)
    # Brackets around a value tell the line almost as well as words do.
    is_bracketed = wild == 1 and len(pieces) == 3 and _BRACKETS.fullmatch(text) is not None
    return Expression(f"^{pattern}$", 1.3, words) if is_bracketed else None


def core_patterns(text: str, changing: Sequence[tuple[int, int]]) -> list[Expression]:
    """Return expressions for the words that stay in a line where parts of it change: its label, mostly."""
    parts = _parts(text, 0, len(text), changing) if len(text) <= MAX_LINE_CHARS else []
    if not any(part.wild for part in parts):
        return []
    found = []
    for number, part in enumerate(parts):
        label = "" if part.wild else _label_in(part.text, is_first=number == 0)
        letters = sum(c.isalpha() for c in label)
        if letters >= (1 if label.endswith((":", "：")) else 2) and len(label) <= MAX_LITERAL_CHARS:
            is_start = number == 0
            cost = 0.4 if label.endswith(":") else 0.7 if is_start else 1.1
            short = 0.8 if letters < 5 else 0.0
            found.append(Expression(("^" if is_start else "") + escaped(label), cost + short, letters))
            last = _CLAUSE.search(label)
            if last is not None:
                # What stands before the label's own clause may be anything.
                found.append(Expression(escaped(last[1]), 0.35, sum(c.isalpha() for c in last[1])))
    return found


def twin_patterns(text: str, twins: Sequence[str]) -> list[Expression]:
    """Return expressions for a line from lines with the same part elsewhere: what they share stays."""
    found = {}
    for twin in twins:
        made = _twin_pattern(text, twin)
        if made is not None:
            found[made.pattern] = made
    return list(found.values())


def _twin_pattern(text: str, twin: str) -> Expression | None:
    if text == twin or max(len(text), len(twin)) > MAX_LITERAL_CHARS:
        return None
    tokens = [list(_TOKEN.finditer(line)) for line in (text, twin)]
    mine, other = _words(text, tokens[0], "\0"), _words(twin, tokens[1], "\1")
    shared = SequenceMatcher(None, mine, other, autojunk=False).get_matching_blocks()
    blocks = [block for block in shared if any(word[0].isalpha() for word in mine[block.a : block.a + block.size])]
    letters = sum(len(word) for block in blocks for word in mine[block.a : block.a + block.size] if word.isalpha())
    # A word or two that two lines share by chance say nothing.
    if letters < 5 or len(blocks) > MAX_WILDCARDS or letters * 4 < sum(c.isalpha() for c in text):
        return None
    spans = [(tokens[0][block.a].start(), tokens[0][block.a + block.size - 1].end()) for block in blocks]
    return Expression(_with_gaps(text, spans), 0.35, letters)


def _words(text: str, tokens: Sequence[re.Match[str]], other: str) -> list[str]:
    """Return a line's words; what is a number or part of a day is like nothing in another line."""
    spans = [match.span() for form in (_DAY, _NUMBER) for match in form.finditer(text)]
    return [
        f"{other}{token[0]}" if any(start <= token.start() < end for start, end in spans) else token[0]
        for token in tokens
    ]


def _with_gaps(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return an expression for a line of which some parts stay, with their blanks."""
    pattern, position = "^", 0
    for start, end in spans:
        if start > position:
            between = text[position:start]
            pattern += f"{' ' if position and between[0] == ' ' else ''}.+{' ' if between[-1] == ' ' else ''}"
        pattern += escaped(text[start:end])
        position = end
    return (
        f"{pattern}{' ' if text[position : position + 1] == ' ' else ''}.+$" if position < len(text) else f"{pattern}$"
    )


def _label_in(text: str, *, is_first: bool) -> str:
    """Return the words of a part of a line without the punctuation that parts them from the value before."""
    text = text.rstrip()
    return text if is_first else text.lstrip(" ,.;:|/·•-–—)(]")


def value_patterns(
    text: str, value: tuple[int, int], group: Group, changing: Sequence[tuple[int, int]]
) -> Iterator[Expression]:
    """Yield expressions that find the value in a line.

    :param value: the value's first character in the line, and the one after its last.
    :param changing: the same of the other known values in the line.
    """
    if len(text) > MAX_LINE_CHARS:
        return
    if group is Group.TEXT and (_is_glued(text, value[0]) or _is_glued(text, value[1])):
        return
    before, after = _parts(text, 0, value[0], changing), _parts(text, value[1], len(text), changing)
    marks = [part.text.strip() for part in (*before, *after) if not part.wild]
    repeated = frozenset(mark for mark in marks if len(mark) == 1 and not mark.isalnum() and marks.count(mark) > 1)
    rights = [_counted(right, group) for right in _rights(after, repeated)]
    for left in _lefts(before, group, repeated):
        for right in rights:
            words = _letters([*left.pieces, *right.pieces])
            wild = left.wildcards + right.wildcards
            if wild > MAX_WILDCARDS or (words == 0 and not _is_framed(left, right)) or not _tells_end(group, right):
                continue
            # Without a word of the page's own there is only punctuation to go by, and the other values beside it.
            bare = 0.0 if words >= 2 else 0.4 if _is_whole_line(left, right) and wild else 1.5
            cost = left.cost + right.cost + 0.25 * wild + bare + _wordiness(left, right)
            for form in _forms(group, left, right):
                yield Expression(left.text + form + right.text, cost, words)
                cost += 0.1


def _is_glued(text: str, position: int) -> bool:
    """Whether nothing parts a value from the word beside it (``Rest.Bob``): that may be any word on the next page."""
    if not 0 < position < len(text):
        return False
    one, other = text[position - 1], text[position]
    return max(one, other) < "\u2e80" and other.isalnum() and (one.isalnum() or one in ".!?")


def _parts(text: str, start: int, end: int, changing: Sequence[tuple[int, int]]) -> list[_Part]:
    """Split a part of a line into words that stay, and what changes: known values and numbers."""
    spans = [(max(first, start), min(last, end)) for first, last in changing if first < end and last > start]
    spans += [match.span() for form in (_DAY, _NUMBER) for match in form.finditer(text, start, end)]
    parts: list[_Part] = []
    position = start
    for first, last in sorted(spans):
        if last <= position:
            continue
        if first > position:
            parts.append(_Part(text[position:first], wild=False))
        if not (parts and parts[-1].wild):
            parts.append(_Part(text[max(first, position) : last], wild=True))
        position = last
    if position < end:
        parts.append(_Part(text[position:end], wild=False))
    return parts


def _lefts(parts: Sequence[_Part], group: Group, repeated: Collection[str]) -> Iterator[_Context]:
    """Yield what may stand before the group.

    :param repeated: separators that part several values of the line.
    """
    if group in (Group.NUMBER, Group.GENDER, Group.AGE):
        yield _Context((_Piece(r"\b" if group is Group.GENDER else ""),), 0.5)
    if not parts:
        yield _Context((_Piece("^"),), 0.3)
        return
    if (whole := _joined(parts, greedy=True, repeated=repeated)) is not None:
        yield _Context((_Piece("^"), *whole), 0.4)
    last = parts[-1]
    if last.wild:
        return
    words = list(_WORD.finditer(last.text))
    for number in (3, 2, 1):
        if len(words) >= number:
            first = words[-number].start()
            if len(parts) > 1 or first > 0:
                yield _Context((_Piece(escaped(last.text[first:])),), 0.7 - 0.1 * number)
    label = parts[0].text
    if not words and len(parts) > 2 and not parts[0].wild and any(c.isalpha() for c in label):
        # Of values parted alike, those before it may be fewer.
        yield _Context((_Piece(f"^{escaped(label)}(?:.+{escaped(last.text)})?"),), 0.5)
    if not words:
        yield _Context((_Piece(escaped(last.text)),), 1.2)
        # Where what stands before it is left out, the line begins with the value.
        yield _Context((_Piece(f"(?:^|{escaped(last.text)})"),), 0.5 if last.text.strip() in repeated else 0.9)


def _rights(parts: Sequence[_Part], repeated: Collection[str]) -> Iterator[_Context]:
    """Yield what may stand behind the group."""
    if not parts:
        yield _Context((_Piece("$"),), 0.3)
        yield _Context((), 0.5)
        return
    if (whole := _joined(parts, greedy=_opens(parts[0].text), repeated=repeated)) is not None:
        yield _Context((*whole, _Piece("$")), 0.5)
    yield _Context((), 0.8)
    first = parts[0]
    if first.wild:
        return
    # A label further on tells that this is the line.
    labels = [_label_in(part.text, is_first=False) for part in parts[1:] if not part.wild]
    words = list(_WORD.finditer(first.text))
    near = [first.text[: words[number].end()] for number in range(min(3, len(words)))] or [first.text]
    for number, text in enumerate(near, 1):
        # A separator that comes again does not tell which of the parted values is meant.
        cost = 0.7 - 0.1 * number if words else 0.9 + 0.5 * (first.text.strip() in repeated)
        yield _Context((_Piece(escaped(text)),), cost)
        for label in labels:
            if len(label) <= MAX_LITERAL_CHARS and sum(c.isalpha() for c in label) >= 2:
                told = (0.1 if label.endswith(":") else 0.4) + 0.5 * (first.text.strip() in repeated)
                yield _Context((_Piece(escaped(text)), _Piece(".*", wild=True), _Piece(escaped(label))), told)


def _counted(right: _Context, group: Group) -> _Context:
    """Return what stands behind a number so that it may be one or many: ``Likes?``."""
    first = right.pieces[0] if right.pieces else None
    word = re.match(r"( ?[A-Za-z]{2,}?)s?(?![A-Za-z])", first.text) if first is not None and not first.wild else None
    if group is not Group.NUMBER or word is None or first is None:
        return right
    return _Context((_Piece(f"{word[1]}s?{first.text[word.end() :]}"), *right.pieces[1:]), right.cost)


def _joined(parts: Sequence[_Part], *, greedy: bool, repeated: Collection[str] = ()) -> list[_Piece] | None:
    """Return the pieces of whole parts; None where there are too many or too long ones."""
    pieces = []
    for number, part in enumerate(parts):
        behind = parts[number + 1].text if number + 1 < len(parts) else ""
        text = escaped(part.text)
        if part.wild:
            text = _between_separators(part.text, repeated) or _wildcard(
                part.text, greedy=greedy and not _opens(behind)
            )
        pieces.append(_Piece(text, part.wild))
    literal = sum(len(part.text) for part in parts if not part.wild)
    if literal > MAX_LITERAL_CHARS or sum(piece.wild for piece in pieces) > MAX_WILDCARDS:
        return None
    return pieces


def _between_separators(text: str, repeated: Collection[str]) -> str | None:
    """Return a wildcard that stops at a separator, where the same one parts several values; else None."""
    mark = next(iter(repeated), None)
    return None if mark is None or mark in text or _NUMBER.fullmatch(text) else f"[^{escaped(mark)}]+"


def _opens(text: str) -> bool:
    """Whether a bracket opens: the first one is meant, since there may be others inside."""
    return text.lstrip()[:1] in tuple("([{<（【「")


def _wildcard(text: str, *, greedy: bool) -> str:
    if _NUMBER.fullmatch(text):
        return r"\d+" if text.isdigit() else r"\d[\d.,:/\-]*"
    return ".+" if greedy else ".+?"


def _tells_end(group: Group, right: _Context) -> bool:
    return bool(right.pieces) or group not in (Group.TEXT, Group.DAY)


def _forms(group: Group, left: _Context, right: _Context) -> list[str]:
    """Return how the group may be written between what stands on its sides."""
    if group is Group.DAY:
        return ["(.+)"] if right.text == "$" else [group.value]
    if group is not Group.TEXT:
        return [group.value]
    if right.text == "$":
        return ["(.+)"]
    separator = _SEPARATED.search(left.text)
    if separator:  # the value does not reach over what parts it from the one before it
        return [f"([^{separator[1] or separator[2]}]+?)"]
    # Between words the first end is meant; where only punctuation parts it from the rest, it may hold some itself.
    is_first = _letters(right.pieces[:1]) or _opens(right.text.replace("\\", ""))
    return ["(.+?)", "(.+)"] if is_first else ["(.+)", "(.+?)"]


def _letters(pieces: Sequence[_Piece]) -> int:
    return sum(c.isalpha() for piece in pieces if not piece.wild for c in re.sub(r"\\.", "", piece.text))


def _wordiness(left: _Context, right: _Context) -> float:
    """Return what many words cost: the more there are, the likelier one of them changes."""
    return 0.2 * max(len(left.text.split()) + len(right.text.split()) - 6, 0)


def _is_whole_line(left: _Context, right: _Context) -> bool:
    return left.text.startswith("^") and right.text.endswith("$")


def _is_framed(left: _Context, right: _Context) -> bool:
    """Whether something stands on both sides of the group, if only punctuation or one of the line's ends."""
    return bool(left.text) and bool(right.text) and (left.text, right.text) != ("^", "$")
