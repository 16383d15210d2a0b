"""The elements around a page's lines, as a tree in which each knows the first and the last line it holds."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.place import escaped_tag
from scraper.parser.tags import BLOCK_TAGS

MAX_CLASS_CHARS = 300
MAX_SHAPE_WORDS = 6
MAX_CHAIN = 60  # elements around a line, inside one post or from a post to the page's frame

_NO_WORDS: frozenset[str] = frozenset()
_SPLIT = re.compile(r"[^a-zA-Zäöüßéèñ]+|(?<=[a-z])(?=[A-Z])")
# Words by which the posts of one thread are told from one another; they make no difference in shape.
_STATES = frozenset(
    (
        "first last odd even alt alternate row bg active new unread selected current hidden visible top op starter"
        " original question answer reply response topic accepted best solution solved own author owner admin moderator"
        " staff highlighted highlight depth level parent child hentry bypostauthor guest registered member online"
        " offline a b"
    ).split()
)


class Element:
    """One element of the page that holds lines.

    :param first: index of the first block inside it.
    :param last: index of the last block inside it.
    :param parent: the element around it; None for the outermost one.
    """

    __slots__ = ("_shape", "_words", "first", "last", "node", "parent", "tag")

    def __init__(self, node: LexborNode, tag: str, parent: "Element | None", first: int) -> None:
        self.node = node
        self.tag = tag
        self.parent = parent
        self.first = first
        self.last = first
        self._shape: str | None = None
        self._words: frozenset[str] | None = None

    @property
    def shape(self) -> str:
        """Tag and classes, as in a selector, without what tells alike elements apart: ``div.post``."""
        if self._shape is None:
            self._shape = _shape_of(self.tag, self.node.attributes.get("class") or "")
        return self._shape

    @property
    def words(self) -> frozenset[str]:
        """The words of its classes and id."""
        if self._words is None:
            self._words = class_words(self.node)
        return self._words

    def chain(self) -> Iterator["Element"]:
        """Yield this element and those around it, innermost first; of very deep ones the innermost alone."""
        element: Element | None = self
        for _ in range(MAX_CHAIN):
            if element is None:
                return
            yield element
            element = element.parent

    def holds(self, index: int) -> bool:
        """Whether it holds a line."""
        return self.first <= index <= self.last


def is_framed(block: Block, *kinds: FrameKind) -> bool:
    """Whether a line stands inside an element of some kinds, as navigation is."""
    frame = block.frame
    while frame is not None:
        if frame.kind in kinds:
            return True
        frame = frame.outer
    return False


def class_words(node: LexborNode) -> frozenset[str]:
    """Return the words of an element's classes and id, in lower case."""
    attributes = node.attributes
    classes, own = attributes.get("class"), attributes.get("id")
    found = words_of(classes) if classes else _NO_WORDS
    return found | words_of(own) if own else found


@lru_cache(maxsize=4096)
def _shape_of(tag: str, classes: str) -> str:
    return ".".join([escaped_tag(tag), *sorted(words_of(classes) - _STATES)[:MAX_SHAPE_WORDS]])


@lru_cache(maxsize=4096)
def words_of(names: str) -> frozenset[str]:
    """Return the words that names such as ``post-body lastPost`` are made of, in lower case, without figures."""
    return frozenset(filter(None, (word.lower() for word in _SPLIT.split(names[:MAX_CLASS_CHARS]))))


class Outline:
    """The elements around a page's blocks. Its size, and the time to make it, grow with those of the page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._elements: dict[int, Element] = {}
        self._boxes: list[Element] = []
        made: list[Element] = []
        for block in blocks:
            # The site's navigation is half of many pages, and no post stands in it.
            passed_over = block.frame is not None and bool(made) and is_framed(block, FrameKind.NAVIGATION)
            self._boxes.append(made[0] if passed_over else _box(self._enter(block, made)))
        if made:
            made[0].last = len(blocks) - 1
        for element in reversed(made):  # those inside were made after those around them
            if element.parent is not None and element.parent.last < element.last:
                element.parent.last = element.last

    def _enter(self, block: Block, made: list[Element]) -> Element:
        unknown: list[tuple[int, LexborNode, str]] = []
        node = block.node
        inner: Element | None = None
        # Each name and number that is asked of a node costs, and this is asked of every element with a line.
        while node is not None and (tag := node.tag) and tag[0] != "-":
            number = node.mem_id
            inner = self._elements.get(number)
            if inner is not None:
                break
            unknown.append((number, node, tag))
            node = node.parent
        for number, entered, tag in reversed(unknown):
            inner = self._elements[number] = Element(entered, tag, inner, block.index)
            made.append(inner)
        if inner is None:
            raise ValueError("a line of plain text stands in no element")
        inner.last = block.index
        return inner

    def children_of(self, element: Element) -> Sequence[Element]:
        """Return the elements right inside an element, in reading order."""
        return self._children.get(id(element), ())

    @cached_property
    def _children(self) -> dict[int, list[Element]]:
        # Few pages need them, and elements that knew theirs would keep each other in memory.
        found: dict[int, list[Element]] = {}
        for element in self._elements.values():
            if element.parent is not None:
                found.setdefault(id(element.parent), []).append(element)
        return found

    def box(self, index: int) -> Element:
        """Return the element that makes a line: the nearest one around it that is no part of a line."""
        return self._boxes[index]

    def around(self, node: LexborNode) -> Element | None:
        """Return the nearest element around a node, or the node's own, that holds the beginning of a line."""
        current: LexborNode | None = node
        for _ in range(MAX_CHAIN):
            if current is None:
                break
            found = self._elements.get(current.mem_id)
            if found is not None:
                return found
            current = current.parent
        return None


def _box(element: Element) -> Element:
    while element.tag not in BLOCK_TAGS and element.parent is not None:
        element = element.parent
    return element


def common(first: Element, second: Element) -> Element:
    """Return the innermost element that holds both."""
    element = first
    while element.parent is not None and not (element.first <= second.first and second.last <= element.last):
        element = element.parent
    return element
