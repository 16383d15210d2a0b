"""Repeated posts: stamps of the same shape, and around each the largest part of the page that holds no other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.parser.blocks import Block
from scraper.parser.unmarked.byline import plausible_name
from scraper.parser.unmarked.day_lines import leading_day
from scraper.parser.unmarked.outline import MAX_CHAIN, Element, common
from scraper.parser.unmarked.stamps import Stamp
from scraper.parser.unmarked.structure import Structure

MAX_UNITS = 1001
_MIN_TEXT_CHARS = 12  # beside its stamp; a unit with less in it is only the head of a post
_MAX_SEEN_LINES = 20  # of a unit, to know whether it has a text
_MAX_FOOT_LINES = 40  # below the last stamp, to know whether its post goes on there
_MAX_HEAD_LINES = 3  # above a stamp that belong to the same post
_MAX_HEAD_CHARS = 150


@dataclass(slots=True)
class Unit:
    """The lines of one post.

    :param first: index of its first block.
    :param last: index of its last block.
    :param stamp: the line that dates it.
    :param element: the element that holds these lines and no others, where there is one.
    """

    first: int
    last: int
    stamp: Stamp | None = None
    element: Element | None = None

    def is_inside(self, element: Element) -> bool:
        """Whether an element is a part of the unit and not all of it."""
        return element is not self.element and element.first >= self.first and element.last <= self.last

    def parts_around(self, innermost: Element) -> Iterator[Element]:
        """Yield an element and those around it while they are parts of the unit and not all of it."""
        whole, first, last = self.element, self.first, self.last
        element: Element | None = innermost
        for _ in range(MAX_CHAIN):
            if element is None or element is whole or element.first < first or element.last > last:
                return
            yield element
            element = element.parent


@dataclass(slots=True)
class Repetition:
    """Units of the same shape, in reading order.

    :param shape: how an element of them is written as a selector, for people.
    :param around: the innermost element that holds all of them.
    """

    units: list[Unit]
    shape: str
    around: Element


def families(stamps: Sequence[Stamp]) -> list[list[Stamp]]:
    """Return stamps of the same shape together, the largest family first."""
    found: dict[tuple[str, str], list[Stamp]] = {}
    for stamp in stamps:
        parent = stamp.box.parent
        found.setdefault((stamp.box.shape, parent.shape if parent is not None else ""), []).append(stamp)
    for family in found.values():
        if any(stamp.body is not None for stamp in family):
            for stamp in family:  # a short text behind the day reads as part of its line
                behind = leading_day(stamp.block.text)
                stamp.body = stamp.body or (behind.body if behind is not None else None)
    return sorted(map(_without_prose, found.values()), key=len, reverse=True)


def _without_prose(family: list[Stamp]) -> list[Stamp]:
    """Leave out lines of running text that end in a day, where most of the family are no such lines."""
    heads = [stamp for stamp in family if not stamp.is_prose]
    return heads if len(heads) * 2 > len(family) else family


def repetition(family: Sequence[Stamp], structure: Structure, floor: int) -> Repetition | None:
    """Return the posts that stamps of one shape date, or None where the page does not part them.

    :param floor: index of the first block that may belong to the first post.
    """
    indexes = [stamp.block.index for stamp in family]
    around = family[0].box
    for stamp in (family[-1], family[len(family) // 2]):
        around = common(around, stamp.box)
    end = indexes[MAX_UNITS] - 1 if len(family) > MAX_UNITS else around.last
    units = [_unit(stamp, indexes) for stamp in family[:MAX_UNITS]]
    widest = max(units, key=lambda unit: unit.last - unit.first)
    shape = widest.element.shape if widest.element is not None else family[0].box.shape
    empty = sum(1 for unit in units if _text_beside(unit, structure) < _MIN_TEXT_CHARS)
    if empty * 2 <= len(units):
        return Repetition(units, shape, around)
    parts = _Parts(units, structure, max(floor, around.first), end).units()
    return Repetition(parts, shape, around) if parts is not None else None


def _unit(stamp: Stamp, indexes: Sequence[int]) -> Unit:
    """Return the largest element around a stamp that holds no other of its family, or its line alone."""
    element = stamp.box
    if _count(element, indexes) > 1:
        return Unit(stamp.block.index, stamp.block.index, stamp)
    while element.parent is not None and _count(element.parent, indexes) == 1:
        element = element.parent
    return Unit(element.first, element.last, stamp, element)


def _count(element: Element, indexes: Sequence[int]) -> int:
    return bisect_right(indexes, element.last) - bisect_left(indexes, element.first)


def _text_beside(unit: Unit, structure: Structure) -> int:
    stamp = unit.stamp
    if stamp is None:
        return 0
    if stamp.body is not None:
        return len(stamp.block.text) - stamp.body
    return structure.size(unit.first, min(unit.last, unit.first + _MAX_SEEN_LINES)) - len(stamp.block.text)


class _Parts:
    """Posts that no element holds: each runs from its head to the next one's, or up to its stamp below.

    :param units: the lines of their stamps.
    :param start: index of the first block that may belong to the first post.
    :param end: index of the last block that may belong to the last one.
    """

    def __init__(self, units: Sequence[Unit], structure: Structure, start: int, end: int) -> None:
        self._units = units
        self._structure = structure
        self._blocks = structure.blocks
        self._start = start
        self._end = end

    def units(self) -> list[Unit] | None:
        """Return the posts; None where nobody can tell which text belongs to which stamp."""
        heads = self._heads()
        if self._structure.size(self._start, heads[0] - 1) < _MIN_TEXT_CHARS:
            ends = [*(head - 1 for head in heads[1:]), self._last(heads)]
            if any(end < unit.last for end, unit in zip(ends, self._units, strict=True)):
                return None
            return [Unit(head, end, unit.stamp) for head, end, unit in zip(heads, ends, self._units, strict=True)]
        last = self._units[-1].last
        trail = self._structure.size(last + 1, min(self._end, last + _MAX_FOOT_LINES))
        if trail >= _MIN_TEXT_CHARS and not self._is_foot():
            return None  # a text above the first stamp, and one below the last
        firsts = [self._start, *(unit.last + 1 for unit in self._units[:-1])]
        return [Unit(first, unit.last, unit.stamp) for first, unit in zip(firsts, self._units, strict=True)]

    def _heads(self) -> list[int]:
        """Return where each post begins: lines above the stamp that look alike in all posts belong to it."""
        firsts = [unit.first for unit in self._units]
        for _ in range(_MAX_HEAD_LINES):
            above = [first - 1 for first in firsts]
            if above[0] < self._start or any(a <= unit.last for a, unit in zip(above[1:], self._units, strict=False)):
                break
            shapes = {self._structure.box(index).shape for index in above}
            if len(shapes) > 1 or not all(_is_head(self._blocks[index]) for index in above):
                break
            firsts = above
        return firsts

    def _between(self, heads: Sequence[int]) -> list[int]:
        """Return the lines between a stamp and the head of the next post."""
        return [
            index for unit, head in zip(self._units, heads[1:], strict=False) for index in range(unit.last + 1, head)
        ]

    def _is_foot(self) -> bool:
        """Whether what follows the last stamp is no post: it begins with an element that no post has."""
        following = self._units[-1].last + 1
        if following > self._end or self._blocks[following].level:
            return True
        shapes = {self._structure.box(index).shape for index in self._between([unit.first for unit in self._units])}
        return self._structure.box(following).shape not in shapes

    def _last(self, heads: Sequence[int]) -> int:
        """Return the last line of the last post: what follows it has another shape, or is a heading."""
        inside = self._between(heads)
        shapes = {self._structure.box(index).shape for index in inside}
        has_headings = any(self._blocks[index].level for index in inside)
        last = self._units[-1].last
        for index in range(last + 1, self._end + 1):
            block = self._blocks[index]
            if (block.level and not has_headings) or block.ruled or self._structure.box(index).shape not in shapes:
                break
            last = index
        return last


def _is_head(block: Block) -> bool:
    """Whether a line may stand above the day of a post: a name, a number, or a line that stands out."""
    stands_out = block.strong or block.level > 0 or block.is_link
    return len(block.text) <= _MAX_HEAD_CHARS and (
        stands_out or plausible_name(block.text) or block.text.startswith("#")
    )
