"""HTML or plain text as one stream of blocks: the lines a reader sees, in reading order, with their place on the page.

A block is what stands between two line breaks, whatever mark-up makes them. What a reader does not see is left out:
scripts, comments, hidden elements, templates, form controls and button labels. Page furniture (navigation, banners,
footers, side bars) is kept but can be told by its frame, since only a site's grammar knows what must not be dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.values import LINE_BREAKS, clean_line


class FrameKind(StrEnum):
    """Kinds of enclosing element that a grammar may ask about."""

    LIST = "list"
    ITEM = "li"
    TERM = "dt"
    DEFINITION = "dd"
    ROW = "tr"
    CELL = "td"
    FURNITURE = "furniture"
    NAVIGATION = "nav"


class Frame:
    """An enclosing element of interest; frames form a chain to the outermost one. Compared by identity."""

    __slots__ = ("kind", "next_number", "node", "ordered", "outer")

    def __init__(self, kind: FrameKind, node: LexborNode, outer: "Frame | None") -> None:
        self.kind = kind
        self.node = node
        self.outer = outer
        self.ordered = False
        self.next_number = 1

    def chain(self) -> Iterator["Frame"]:
        """Yield this frame and all outer ones, innermost first."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer


Holder = tuple[LexborNode | None, int]
"""The innermost element around a line that begins and ends lines, and where it begins in the text of the page.

In plain text there is no element, and each line stands alone. A plain tuple, since every line makes one.
"""


class BlockLink(NamedTuple):
    """A link inside a block: the characters it covers, its raw target, and its element."""

    start: int
    end: int
    href: str
    node: LexborNode | None = None


_NOWHERE: Holder = (None, 0)


@dataclass(slots=True)
class Block:
    """One line as a reader sees it. Not changed once the stream is made.

    :param text: the line in normal form, never empty.
    :param gap: empty lines before it.
    :param ruled: whether a horizontal rule stands before it.
    :param level: 1-6 for a heading, 0 otherwise.
    :param strong: whether all of it is emphasised (bold).
    :param lead: length of the emphasised beginning of a line that is not all emphasised.
    :param mark: the mark its list gives it (``1. `` or ``- ``), only on the first block of a list entry.
    :param links: links inside it.
    :param frame: innermost enclosing element of interest.
    :param node: element that holds the beginning of the line; None in plain text.
    :param line: line number in plain text, from 1; 0 in HTML.
    :param index: position in the stream.
    :param position: where it begins in the text of the page: all its lines, with one character between two of them.
    :param holder: the element that its place is told by.
    :param removed: marks of a plain text that were taken out of the line: where in it, and how many characters.
    """

    text: str
    gap: int = 0
    ruled: bool = False
    level: int = 0
    strong: bool = False
    lead: int = 0
    mark: str = ""
    links: tuple[BlockLink, ...] = ()
    frame: Frame | None = None
    node: LexborNode | None = None
    line: int = 0
    index: int = 0
    position: int = 0
    holder: Holder = _NOWHERE
    removed: tuple[tuple[int, int], ...] = ()

    @property
    def offset(self) -> int:
        """Where it begins in the visible text of its holder; in plain text, in its line."""
        return self.position - self.holder[1]

    def frames(self, kind: FrameKind | None = None) -> Iterator[Frame]:
        """Yield enclosing frames (of one kind), innermost first."""
        frame = self.frame
        while frame is not None:
            if kind is None or frame.kind is kind:
                yield frame
            frame = frame.outer

    def enclosing(self, kind: FrameKind) -> Frame | None:
        """Return the innermost enclosing frame of a kind."""
        frame = self.frame
        while frame is not None and frame.kind is not kind:
            frame = frame.outer
        return frame

    @property
    def is_link(self) -> bool:
        """Whether links cover the whole line."""
        if not self.links:
            return False
        covered = sum(link.end - link.start for link in self.links)
        return covered > 0 and covered >= len(self.text.replace(" ", "")) and self.links[0].start == 0


def text_blocks(text: str) -> list[Block]:
    """Return the lines of a plain text as blocks."""
    blocks: list[Block] = []
    gap = position = 0
    for number, line in enumerate(LINE_BREAKS.split(text), start=1):
        cleaned = clean_line(line)
        if cleaned:
            holder = (None, position)
            blocks.append(Block(cleaned, gap=gap, line=number, index=len(blocks), position=position, holder=holder))
            position += len(cleaned) + 1
            gap = 0
        else:
            gap += 1
    return blocks
