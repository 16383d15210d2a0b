"""HTML or plain text as one stream of blocks: the lines a reader sees, in reading order, with their place on the page.

A block is what stands between two line breaks, whatever mark-up makes them. What a reader does not see is left out:
scripts, comments, hidden elements, templates, form controls and button labels. Page furniture (navigation, banners,
footers, side bars) is kept but can be told by its frame, since only a site's grammar knows what must not be dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.sheet import StyleSheet
from scraper.parser.tags import (
    BLOCK_STYLE,
    BLOCK_TAGS,
    BOLD_STYLE,
    CONTAINER_TAGS,
    FURNITURE_TAGS,
    HEADING_LEVELS,
    HEADING_TAGS,
    HIDDEN_TAGS,
    LIST_TAGS,
    PRE_TAGS,
    STRONG_TAGS,
    is_furniture,
    is_unseen,
    pre_of,
)
from scraper.parser.values import LINE_BREAKS, clean_line, collapse

_PERMALINKS = frozenset("#¶§🔗")
_OWN_MARK = re.compile(r"(?:\(?\d{1,3}[.)、．]|[-–—•●▪◦‧·*])\s")


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


_FRAME_KINDS = {
    **dict.fromkeys(LIST_TAGS, FrameKind.LIST),
    "li": FrameKind.ITEM,
    "dt": FrameKind.TERM,
    "dd": FrameKind.DEFINITION,
    "tr": FrameKind.ROW,
    "td": FrameKind.CELL,
    "th": FrameKind.CELL,
    "nav": FrameKind.NAVIGATION,
}


_TELLING_ATTRIBUTES = frozenset({"class", "id", "role"})
_TELLING_TAGS = _FRAME_KINDS.keys() | FURNITURE_TAGS | HEADING_LEVELS.keys() | STRONG_TAGS | PRE_TAGS


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
        if self.frame is not None:
            for frame in self.frame.chain():
                if kind is None or frame.kind is kind:
                    yield frame

    def enclosing(self, kind: FrameKind) -> Frame | None:
        """Return the innermost enclosing frame of a kind."""
        return next(self.frames(kind), None)

    @property
    def is_link(self) -> bool:
        """Whether links cover the whole line."""
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


Extents = dict[int, tuple[int, int]]
"""Identity of an element (``mem_id``) → where what it shows begins and ends in the text of the page."""


def html_blocks(root: LexborNode, extents: Extents | None = None) -> list[Block]:
    """Return what a reader sees below ``root`` as blocks.

    :param extents: filled with the extent of every element on the way; blanks at its ends may be counted in.
    """
    return _Walk(extents).run(root)


class _State(NamedTuple):
    """What holds for everything inside an element. A plain tuple, since every other element makes one."""

    frame: Frame | None = None
    level: int = 0
    strong: bool = False
    pre: str = ""


class _OpenLink(NamedTuple):
    """A link whose end has not come yet.

    :param start: where it begins in the line under way.
    :param part: how many parts of the line stand before it.
    """

    node: LexborNode
    href: str
    start: int
    part: int


class _Walk:
    """One pass over the tree in document order; iterative, so that depth costs no stack."""

    def __init__(self, extents: Extents | None = None) -> None:
        self.blocks: list[Block] = []
        self.state = _State()
        self._extents = extents
        self._position = 0
        self._holders: list[Holder] = []
        self._stack: list[tuple[LexborNode, _State, bool, bool]] = []
        self._parts: list[str] = []  # of the line under way; a string that grows would be copied at every part
        self._length = 0
        self._ends_blank = False
        self._node: LexborNode | None = None
        self._level = 0
        self._frame: Frame | None = None
        self._plain = False
        self._lead = 0
        self._links: list[BlockLink] = []
        self._open_link: _OpenLink | None = None
        self._gap = 0
        self._ruled = False
        self._mark = ""
        self._apart: dict[int, bool] = {}
        self._sheet: StyleSheet | None = None

    def run(self, root: LexborNode) -> list[Block]:
        """Walk everything below ``root``."""
        self.state = _State(pre=pre_of(root.tag or "", root.attributes.get("style") or "") or "")
        self._sheet = _sheet_for(root)
        self._holders.append((root, 0))
        stack = self._stack
        node = root.first_child
        while True:
            if node is None:
                if not stack:
                    break
                node = self._leave()
                continue
            tag = node.tag
            if tag == "-text":
                self._add(node)
            elif tag == "br":
                self._line_break()
            elif tag is not None and (tag not in HIDDEN_TAGS or _folds(node, tag)) and self._enter(node, tag):
                node = node.first_child
                continue
            node = node.next
        self._break()
        return self.blocks

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; return whether a reader sees what is in it."""
        attributes = node.attributes
        if attributes and is_unseen(tag, attributes):
            return False
        style = (attributes.get("style") or "") if attributes else ""
        if self._sheet is not None:
            style = f"{self._sheet.style_of(tag, attributes)};{style}"
        is_block = tag in BLOCK_TAGS or (
            bool(style or "-" in tag or tag == "cite") and self._is_lined(node, tag, style)
        )
        if is_block:
            self._break()
            self._holders.append((node, self._position))
            self._ruled = self._ruled or tag == "hr"
        is_link = tag == "a" and bool(attributes.get("href"))
        if is_link:
            self._open_link = _OpenLink(node, attributes["href"] or "", self._length, len(self._parts))
        if self._extents is not None:
            self._extents[node.mem_id] = (self._position + self._length, 0)
        self._stack.append((node, self.state, is_block, is_link))
        if style or tag in _TELLING_TAGS or not _TELLING_ATTRIBUTES.isdisjoint(attributes):
            self._set_state(node, tag, attributes, style)
        return True

    def _leave(self) -> LexborNode | None:
        """End the innermost open element; return what follows it."""
        element, self.state, is_block, is_link = self._stack.pop()
        if is_link:
            self._close_link()
        if is_block:
            self._break()
            self._holders.pop()
        if self._extents is not None:
            start = self._extents[element.mem_id][0]
            self._extents[element.mem_id] = (start, self._position + self._length)
        return element.next

    def _is_lined(self, node: LexborNode, tag: str, style: str) -> bool:
        """Whether an element begins and ends lines although its tag does not say so."""
        if style and BLOCK_STYLE.search(style):
            return True
        return ("-" in tag or tag == "cite") and self._is_apart(node, tag)

    def _is_apart(self, node: LexborNode, tag: str) -> bool:
        """Whether an element is a line by where it stands.

        That is a ``cite`` that opens a quotation, and a custom element that stands beside elements only, not inside a
        line of text.
        """
        if tag == "cite":
            return _opens_quotation(node)
        parent = node.parent
        if parent is None or not parent.tag or ("-" not in parent.tag and parent.tag not in CONTAINER_TAGS):
            return False
        apart = self._apart.get(parent.mem_id)
        if apart is None:
            children = parent.iter(include_text=True)
            apart = not any(child.tag == "-text" and (child.text_content or "").strip() for child in children)
            self._apart[parent.mem_id] = apart
        return apart

    def _set_state(self, node: LexborNode, tag: str, attributes: dict[str, str | None], style: str) -> None:
        state = self.state
        frame = self._frame_of(node, tag, attributes, state.frame)
        level = HEADING_LEVELS.get(tag, state.level)
        if attributes and attributes.get("role") == "heading":
            level = int(attributes["aria-level"] or 2) if (attributes.get("aria-level") or "").isdecimal() else 2
            level = min(level, 6) or 2
        strong = state.strong or tag in STRONG_TAGS or bool(style and BOLD_STYLE.search(style))
        pre = (pre_of(tag, style) if style or tag in PRE_TAGS else None) or state.pre
        if frame is not state.frame or level != state.level or strong != state.strong or pre != state.pre:
            self.state = _State(frame, level, strong, pre)

    def _frame_of(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], outer: Frame | None
    ) -> Frame | None:
        kind = _FRAME_KINDS.get(tag)
        if kind is None and (tag in FURNITURE_TAGS or (attributes and is_furniture(attributes, tag))):
            kind = FrameKind.FURNITURE
        if kind is None:
            return outer
        frame = Frame(kind, node, outer)
        if kind is FrameKind.LIST:
            frame.ordered = tag == "ol"
            frame.next_number = _number(attributes.get("start"), 1)
            if attributes and is_furniture(attributes, tag):
                frame.outer = Frame(FrameKind.FURNITURE, node, outer)
        elif kind is FrameKind.ITEM:
            self._mark = self._list_mark(frame, attributes)
        return frame

    def _list_mark(self, entry: Frame, attributes: dict[str, str | None]) -> str:
        enclosing = next((frame for frame in entry.chain() if frame.kind is FrameKind.LIST), None)
        if enclosing is None or not enclosing.ordered:
            return "- "
        number = _number(attributes.get("value"), enclosing.next_number)
        enclosing.next_number = number + 1
        return f"{number}. "

    def _add(self, node: LexborNode) -> None:
        text = node.text_content
        if not text or (not self._length and not self.state.pre and text.isspace() and text.isascii()):
            return
        if self.state.pre:
            self._add_lines(node, LINE_BREAKS.split(text))
        elif not text.isascii() and ("\u2028" in text or "\u2029" in text):
            self._add_lines(node, LINE_BREAKS.split(text.replace("\n", " ").replace("\r", " ")))
        else:
            self._append(node, collapse(text))

    def _add_lines(self, node: LexborNode, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            if number:
                self._line_break()
            self._append(node, collapse(line))

    def _append(self, node: LexborNode, text: str) -> None:
        if not self._length or self._ends_blank:
            text = text.lstrip(" ")
        if not text:
            return
        if not self._length:
            self._node = node.parent
            self._level = self.state.level
            self._frame = self.state.frame
        if not self.state.strong and text != " " and not self._plain:
            self._plain = True
            self._lead = self._length - self._ends_blank
        self._parts.append(text)
        self._length += len(text)
        self._ends_blank = text[-1] == " "

    def _line_break(self) -> None:
        if self._length and not "".join(self._parts).isspace():
            self._break()
            self._gap = 0
        else:
            self._clear()
            if self._open_link is not None:
                self._open_link = self._open_link._replace(start=0, part=0)
            self._gap += 1

    def _clear(self) -> None:
        self._parts = []
        self._length = 0
        self._ends_blank = False

    def _close_link(self) -> None:
        link = self._open_link
        if link is None:
            return
        self._open_link = None
        if link.href.startswith("#") and "".join(self._parts[link.part :]).strip() in _PERMALINKS:
            del self._parts[link.part :]
            self._length = link.start
            self._plain = self._plain and link.part > 0
            self._ends_blank = bool(self._parts) and self._parts[-1][-1] == " "
        end = self._length - self._ends_blank
        if end > link.start:
            self._links.append(BlockLink(link.start, end, link.href, link.node))

    def _break(self) -> None:
        if not self._parts and self._open_link is None:
            return
        text = "".join(self._parts).rstrip(" ")
        if self._open_link is not None:
            # A link that spans several blocks covers the whole of each.
            node, href, start, _ = self._open_link
            if len(text) > start:
                self._links.append(BlockLink(start, len(text), href, node))
            self._open_link = _OpenLink(node, href, 0, 0)
        if text:
            mark = "" if not self._mark or _OWN_MARK.match(text + " ") else self._mark
            self.blocks.append(
                Block(
                    text,
                    gap=self._gap,
                    ruled=self._ruled,
                    level=self._level,
                    strong=not self._plain,
                    lead=self._lead,
                    mark=mark,
                    links=tuple(self._links),
                    frame=self._frame,
                    node=self._node,
                    index=len(self.blocks),
                    position=self._position,
                    holder=self._holders[-1],
                )
            )
            self._position += len(text) + 1
            self._gap = 0
            self._ruled = False
            self._mark = ""
            self._clear()
        self._plain = False
        self._lead = 0
        if self._links:
            self._links = []


def _sheet_for(root: LexborNode) -> StyleSheet | None:
    """Return the page's own style sheet, where a whole page is read and its sheet says something of lines."""
    document = root.parent if root.tag == "body" else None
    styles = document.css("style") if document is not None else []
    sheet = StyleSheet("\n".join(style.text() or "" for style in styles)) if styles else None
    return sheet or None


def _opens_quotation(node: LexborNode) -> bool:
    """Whether an element comes first in a ``blockquote`` or a box right inside one: forums name the author there."""
    parent, before = node.parent, node.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    if before is not None or parent is None:
        return False
    return parent.tag == "blockquote" or (
        parent.tag == "div" and parent.parent is not None and parent.parent.tag == "blockquote"
    )


def _folds(node: LexborNode, tag: str) -> bool:
    """Whether a button is a heading that folds its section: its label is that heading."""
    return tag == "button" and node.parent is not None and node.parent.tag in HEADING_TAGS


def _number(text: str | None, default: int) -> int:
    return int(text) if text and len(text) < 6 and text.isdecimal() else default
