"""A page's words as one stream of characters without blanks, with the line and the element each stands in.

A value is sought in the stream, so that it is found however it is laid out: over several lines, split over elements,
with line breaks or references inside. A place in the stream leads back to lines and to elements.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.learning.folding import compact
from scraper.parser.blocks import Block
from scraper.parser.tags import HIDDEN_TAGS
from scraper.parser.values import strip_invisible
from scraper.parser.view import PageView
from scraper.parser.walk import html_blocks

MAX_ELEMENTS = 200_000
"""Elements of a page that are looked at; the rest of a larger page is known by its lines alone."""

_MAX_FINDS = 50
_RESYNC_CHARS = (8, 4000)
"""How long a text must be to be found again, and how far ahead."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the stream, and the lines it covers.

    :param start: first character in the stream.
    :param end: the character after the last.
    :param first: index of the line it begins in.
    :param last: index of the line it ends in.
    :param left: first character inside the first line's text.
    :param right: the character after the last one, inside the last line's text.
    """

    start: int
    end: int
    first: int
    last: int
    left: int
    right: int


class Stream:
    """The words of one page."""

    def __init__(self, view: PageView) -> None:
        self.view = view
        self.lines: Sequence[Block] = view.blocks or _lines_without_scripts(view)
        self._starts: list[int] = []
        parts: list[str] = []
        position = 0
        for block in self.lines:
            text = compact(block.text)
            self._starts.append(position)
            parts.append(text)
            position += len(text)
        self.text = "".join(parts)

    def line_start(self, line: int) -> int:
        """Return where a line begins in the stream; the end of the stream for the line after the last."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def finds(self, words: str, is_apart: Callable[[int], bool]) -> Iterator[Stretch]:
        """Yield every place where a text stands as whole words, in reading order.

        :param is_apart: whether an element begins or ends at a place of the stream: that parts words, too.
        """
        sought = compact(words)
        position = self.text.find(sought) if sought else -1
        found = 0
        while position >= 0 and found < _MAX_FINDS:
            stretch = self.stretch(position, position + len(sought))
            if self._is_whole(stretch, is_apart):
                found += 1
                yield stretch
            position = self.text.find(sought, position + 1)

    def stretch(self, start: int, end: int) -> Stretch:
        """Return a part of the stream with its lines."""
        first, left = self._in_line(start)
        last, right = self._in_line(end - 1)
        return Stretch(start, end, first, last, left, right + 1)

    def lines_stretch(self, first: int, last: int) -> Stretch:
        """Return the part that some whole lines make."""
        return Stretch(self.line_start(first), self.line_start(last + 1), first, last, 0, len(self.lines[last].text))

    def covers_lines(self, stretch: Stretch) -> bool:
        """Whether a part begins and ends with its lines."""
        return stretch.start == self.line_start(stretch.first) and stretch.end == self.line_start(stretch.last + 1)

    def _in_line(self, position: int) -> tuple[int, int]:
        """Return line and character of a place in the stream."""
        line = bisect_right(self._starts, position) - 1
        remaining = position - self._starts[line]
        for index, character in enumerate(self.lines[line].text):
            if not character.isspace():
                if not remaining:
                    return line, index
                remaining -= 1
        return line, len(self.lines[line].text) - 1

    def _is_whole(self, stretch: Stretch, is_apart: Callable[[int], bool]) -> bool:
        """Whether no word is cut at either end."""
        before, after = self.lines[stretch.first].text, self.lines[stretch.last].text
        cut = stretch.left > 0 and joins(before[stretch.left - 1], before[stretch.left])
        cut_off = stretch.right < len(after) and joins(after[stretch.right - 1], after[stretch.right])
        return not (cut and not is_apart(stretch.start)) and not (cut_off and not is_apart(stretch.end))


def _lines_without_scripts(view: PageView) -> list[Block]:
    """Return the lines that a page shows where scripts do not run: all that some pages have."""
    parts = view.css("noscript")
    return html_blocks(max(parts, key=lambda node: len(node.text() or ""))) if parts else []


def joins(one: str, other: str) -> bool:
    """Whether two neighbouring characters belong to one word; scripts without blanks have no words."""
    return one.isalnum() and other.isalnum() and one < "\u2e80" and other < "\u2e80"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the page with its part of the stream.

    :param index: its number in document order, the same in every copy of the page.
    :param parent: its parent's number; -1 for the root.
    :param start: where its words begin in the stream.
    :param end: where they end.
    """

    index: int
    parent: int
    node: LexborNode
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text node with its part of the stream.

    :param parent: number of the element it stands in.
    """

    start: int
    end: int
    parent: int
    node: LexborNode


class Elements:
    """The elements of a page in document order; none in plain text."""

    def __init__(self, stream: Stream) -> None:
        walk = _Walk(stream)
        self.all: list[Element] = walk.elements()
        self.texts: list[TextNode] = walk.texts
        self._by_part: dict[tuple[int, int], list[int]] = {}
        for element in self.all:
            self._by_part.setdefault((element.start, element.end), []).append(element.index)
        self._children: dict[int, list[Element]] = {}
        self._ends = {text.start for text in self.texts} | {text.end for text in self.texts}
        self._by_id = {element.node.mem_id: element.index for element in self.all}

    def of(self, node: LexborNode) -> Element | None:
        """Return a node's element."""
        index = self._by_id.get(node.mem_id)
        return None if index is None else self.all[index]

    def is_apart(self, position: int) -> bool:
        """Whether a text node begins or ends at a place of the stream."""
        return position in self._ends

    def exactly(self, start: int, end: int) -> list[Element]:
        """Return the elements whose words are exactly a part of the stream, outermost first."""
        return [self.all[index] for index in self._by_part.get((start, end), ())] if end > start else []

    def around(self, start: int, end: int) -> Element | None:
        """Return the innermost element that holds a part of the stream."""
        number = bisect_right(self.texts, start, key=_start) - 1
        index = self.texts[number].parent if number >= 0 else -1
        while index >= 0 and not (self.all[index].start <= start and self.all[index].end >= end):
            index = self.all[index].parent
        return self.all[index] if index >= 0 else None

    def texts_in(self, start: int, end: int) -> list[TextNode]:
        """Return the text nodes that hold words of a part of the stream."""
        first = max(bisect_right(self.texts, start, key=_start) - 1, 0)
        last = bisect_right(self.texts, end - 1, key=_start)
        return [text for text in self.texts[first:last] if text.end > start]

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield an element's ancestors, innermost first."""
        while element.parent >= 0:
            element = self.all[element.parent]
            yield element

    def children(self, element: Element) -> list[Element]:
        """Return an element's children."""
        found = self._children.get(element.index)
        if found is None:
            found = [child for node in element.node.iter() if (child := self.of(node)) is not None]
            self._children[element.index] = found
        return found


class _Walk:
    """One walk over the tree, which follows the stream; the words of hidden elements are no part of it."""

    def __init__(self, stream: Stream) -> None:
        self._root = stream.view.root
        self._hidden_tags = HIDDEN_TAGS if stream.view.blocks else HIDDEN_TAGS - {"noscript"}
        self._text = stream.text
        self._made: list[tuple[int, LexborNode]] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.texts: list[TextNode] = []

    def elements(self) -> list[Element]:
        """Return the elements in document order."""
        position = 0
        stack: list[tuple[LexborNode, int, bool] | int] = [(self._root, -1, False)] if self._root is not None else []
        while stack:
            step = stack.pop()
            if isinstance(step, int):  # behind the last child of that element
                self._ends[step] = position
                if self._starts[step] < 0:
                    self._starts[step] = position
                continue
            node, parent, hidden = step
            if node.tag == "-text":
                if not hidden:
                    position = self._read(node, parent, position)
                continue
            if node.tag is None or node.tag.startswith("-") or len(self._made) >= MAX_ELEMENTS:
                continue
            index = len(self._made)
            self._made.append((parent, node))
            self._starts.append(-1)
            self._ends.append(position)
            hidden = hidden or node.tag in self._hidden_tags or _is_hidden(node)
            stack.append(index)
            stack += [(child, index, hidden) for child in reversed(list(node.iter(include_text=True)))]
        return [
            Element(index, parent, node, self._starts[index], self._ends[index])
            for index, (parent, node) in enumerate(self._made)
        ]

    def _read(self, node: LexborNode, parent: int, position: int) -> int:
        """Return the place in the stream behind a text node's words; unchanged where they are not in it."""
        words = compact(strip_invisible(node.text_content or ""))
        start = position if self._text.startswith(words, position) else -1
        if start < 0 and len(words) >= _RESYNC_CHARS[0]:
            # The lines leave out what a reader does not see; what follows is found again where it is unmistakable.
            start = self._text.find(words, position, position + _RESYNC_CHARS[1])
        if not words or start < 0:
            return position
        self.texts.append(TextNode(start, start + len(words), parent, node))
        index = parent
        while index >= 0 and self._starts[index] < 0:
            self._starts[index] = start
            index = self._made[index][0]
        return start + len(words)


def _start(text: TextNode) -> int:
    return text.start


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()
