"""Which lines are the text of each post: those in the place in which the posts of a thread have most of it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.parser.unmarked.outline import Element
from scraper.parser.unmarked.sorting import MAX_COMMON_CHARS, TEXT_WORDS, Lines
from scraper.parser.unmarked.structure import Structure

Where = tuple[str, str]
"""A place inside a post that is the same in all posts of a thread: elements, and the side of the stamp."""

_MAX_LINK_CHARS = 25  # of a link at the end of a text that belongs to the page
_TEXT = "text "  # before the shape of an element that is named a text


@dataclass(frozen=True, slots=True)
class BodyFinder:
    """Finds the texts of posts."""

    structure: Structure

    def find(self, posts: Sequence[Lines]) -> list[list[int]]:
        """Return the lines of each post's text, by index."""
        groups = [self._groups(lines) for lines in posts]
        sizes: Counter[Where] = Counter()
        number: Counter[Where] = Counter()
        for found in groups:
            for where, indexes in found.items():
                sizes[where] += self._size(indexes)
                number[where] += 1
        named = [where for where in sizes if where[0].startswith(_TEXT) and number[where] * 2 >= len(groups)]
        best = max(named or sizes, key=lambda where: sizes[where], default=None)
        return [
            self._trim(found[best] if best in found else max(found.values(), key=self._size, default=[]))
            for found in groups
        ]

    def _size(self, indexes: Sequence[int]) -> int:
        return sum(len(self.structure.blocks[index].text) for index in indexes)

    def _groups(self, lines: Lines) -> dict[Where, list[int]]:
        groups: dict[Where, list[int]] = {}
        for index in lines.text:
            side = "" if lines.stamp is None else "before" if index < lines.stamp else "after"
            groups.setdefault((self._place(index, lines), side), []).append(index)
        return groups

    def _place(self, index: int, lines: Lines) -> str:
        """Return the largest element around a line that is named a text, else those that hold heads of the post too."""
        heads = lines.heads
        holding: list[Element] = []
        named: Element | None = None
        for element in lines.unit.parts_around(self.structure.box(index)):
            head = bisect_left(heads, element.first)
            if head < len(heads) and heads[head] <= element.last:
                holding.append(element)
            elif not element.words.isdisjoint(TEXT_WORDS):
                named = element
        return f"{_TEXT}{named.shape}" if named is not None else "/".join(element.shape for element in holding)

    def _trim(self, body: list[int]) -> list[int]:
        """Leave out what stands at the ends of a text and belongs to the page: numbers beside it, links below it."""
        first, last = 0, len(body) - 1
        while first < last and self._is_number_beside(body[first], body[first + 1]):
            first += 1
        while first < last and self._is_of_page(body[last], body[last - 1]):
            last -= 1
        return body[first : last + 1]

    def _is_number_beside(self, index: int, other: int) -> bool:
        is_number = self.structure.blocks[index].text.lstrip("+-−").isdigit()
        return is_number and self.structure.box(index) is not self.structure.box(other)

    def _is_of_page(self, index: int, other: int) -> bool:
        block = self.structure.blocks[index]
        apart = self.structure.box(index).parent is not self.structure.box(other).parent
        most = MAX_COMMON_CHARS if apart else _MAX_LINK_CHARS
        is_link = block.is_link and len(block.text) <= most and not block.text.startswith("http")
        return is_link or self._is_number_beside(index, other)
