"""The lines of a page that date its posts, or say who asked or answered, with the elements in which they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.unmarked.byline import name_in
from scraper.parser.unmarked.day_lines import (
    DayLine,
    Role,
    TellingWords,
    is_little,
    is_other_day,
    read_line,
    role_of,
)
from scraper.parser.unmarked.outline import Element, Outline
from scraper.parser.unmarked.post_words import EDITED
from scraper.parser.values import calendar_day
from scraper.parser.view import PageView

MAX_LABEL_CHARS = 25  # of a line before a day that says which day it is
_MAX_SHOWN_CHARS = 80
_MAX_VALUE_CHARS = 60  # of an attribute that tells a day
_MAX_SEARCHED_LINES = 40  # of one element, for the line in which another stands
_TIMES = "time[datetime],relative-time[datetime]"
_TITLED = "abbr[title],span[title],a[title],td[title],div[title]"


class _Told(NamedTuple):
    """An element whose attribute tells a day, and the text it shows."""

    node: LexborNode
    attribute: str
    day: date
    shown: str


@dataclass(slots=True)
class Stamp:
    """A line that dates a post, or says who asked or answered.

    :param block: the line.
    :param box: the element that makes the line.
    :param start: first character of the day with its weekday and time, or of how long ago; equal to ``end`` where the
        line says neither.
    :param readings: the days it may mean.
    :param day_span: characters of the day alone.
    :param body: first character of the post's text, where that begins on the same line.
    :param role: what the line says that somebody did.
    :param node: the element whose attribute tells the day, where the line does not.
    :param attribute: name of that attribute.
    """

    block: Block
    box: Element
    start: int
    end: int
    readings: tuple[date, ...]
    day_span: tuple[int, int]
    body: int | None
    role: Role | None
    node: LexborNode | None = None
    attribute: str | None = None

    @property
    def is_dated(self) -> bool:
        """Whether the line says when."""
        return self.end > self.start

    @property
    def is_prose(self) -> bool:
        """Whether words stand beside the day that are neither a name nor such as stand around one."""
        text = self.block.text
        beside = text[: self.start] + text[self.end :] if self.body is None else text[: self.start]
        return len(beside.split()) > 2 and name_in(text[: self.body], self.start, self.end) is None


def find_day_lines(blocks: Sequence[Block], words: TellingWords) -> dict[int, DayLine]:
    """Return the lines outside navigation and side bars that date something, by index."""
    found = {}
    for block in blocks:
        line = read_line(block.text, words)
        if line is not None and not _is_aside(block):  # in this order: few lines date anything
            found[block.index] = line
    return found


def find_stamps(view: PageView, outline: Outline, lines: Mapping[int, DayLine], words: TellingWords) -> list[Stamp]:
    """Return the lines of an HTML page that date its posts, in reading order.

    :param lines: those that do by what they say; others do by an attribute.
    """
    blocks = view.blocks
    told = _told_days(view, outline, lines)
    found = []
    for index in sorted({*lines, *told}):
        block, tells = blocks[index], told.get(index)
        line = lines.get(index)
        if tells is not None and (line is None or not line.readings):
            line = _told_line(block, tells) or line
        if line is None or _is_aside(block) or (index and _is_labelled(block.text, line, blocks[index - 1].text)):
            continue
        stamp = Stamp(block, outline.box(index), *line, role=role_of(block.text, words))
        if tells is not None and len(line.readings) != 1:
            stamp.node, stamp.attribute, stamp.readings = tells.node, tells.attribute, (tells.day,)
        found.append(stamp)
    return found


def _told_line(block: Block, told: _Told) -> DayLine | None:
    """Read a line whose day only an attribute tells."""
    at = block.text.find(told.shown)
    end = at + len(told.shown)
    if at < 0 or is_other_day(block.text, at) or not is_little(block.text[:at], block.text[end:]):
        return None
    return DayLine(at, end)


def _is_labelled(text: str, line: DayLine, label: str) -> bool:
    """Whether the line before one that is only a day says that it is another day than the post's: ``Joined``."""
    if len(label) > MAX_LABEL_CHARS or EDITED.match(label) is None:
        return False
    has_words = any(character.isalpha() for character in text[: line.start] + text[line.end :])
    return not has_words and not any(character.isdigit() for character in label)


def _is_aside(block: Block) -> bool:
    """Whether a line stands beside the page's own text: in navigation or a side bar."""
    frame = block.frame
    while frame is not None:
        if frame.kind is FrameKind.NAVIGATION:
            return True
        if frame.kind is FrameKind.FURNITURE and frame.node.tag not in ("header", "footer"):
            return True
        frame = frame.outer
    return False


def _told_days(view: PageView, outline: Outline, lines: Mapping[int, DayLine]) -> dict[int, _Told]:
    """Return line → the element in it whose attribute tells a day."""
    selectors = [_TIMES] if "datetime" in view.page.text else []
    if any(len(line.readings) != 1 for line in lines.values()):
        selectors.append(_TITLED)  # a title tells the day only where a line leaves it open
    found: dict[int, _Told] = {}
    cursors: dict[int, int] = {}  # elements come in reading order, and so do the lines they stand in
    for node in view.css(",".join(selectors)) if selectors else ():
        around = outline.around(node)
        if around is None or (around.first == around.last and _is_certain(lines.get(around.first))):
            continue
        told = _told(node)
        if told is None:
            continue
        first = cursors.get(id(around), around.first)
        for index in range(first, min(around.last, first + _MAX_SEARCHED_LINES) + 1):
            if told.shown in view.blocks[index].text:
                found.setdefault(index, told)
                cursors[id(around)] = index
                break
    return found


def _is_certain(line: DayLine | None) -> bool:
    """Whether a line tells its day itself, so that no attribute has to."""
    return line is not None and len(line.readings) == 1


def _told(node: LexborNode) -> _Told | None:
    attribute = "datetime" if "datetime" in node.attributes else "title"
    value = (node.attributes.get(attribute) or "").strip()
    day = calendar_day(value) if len(value) <= _MAX_VALUE_CHARS else None
    if day is None:
        return None
    shown = " ".join((node.text() or "").split())
    return _Told(node, attribute, day, shown) if 0 < len(shown) <= _MAX_SHOWN_CHARS else None
