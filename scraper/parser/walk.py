"""From a tree to blocks: one pass over all elements in the order of the document.

It runs for every page and touches each of its nodes, so what an element's mark-up says is worked out once for all
elements that are marked up alike (``Looks``), and what happens for every node is written out in one loop.
"""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block, BlockLink, Frame, FrameKind, Holder
from scraper.parser.look import Attributes, Look, Looks
from scraper.parser.sheet import StyleSheet
from scraper.parser.tags import CONTAINER_TAGS, HEADING_TAGS, HIDDEN_TAGS, pre_of
from scraper.parser.values import LINE_BREAKS, collapse

_PERMALINKS = frozenset("#¶§🔗")
_OWN_MARK = re.compile(r"(?:\(?\d{1,3}[.)、．]|[-–—•●▪◦‧·*])\s")

Extents = dict[int, tuple[int, int]]
"""Identity of an element (``mem_id``) → where what it shows begins and ends in the text of the page."""


def html_blocks(root: LexborNode, extents: Extents | None = None) -> list[Block]:
    """Return what a reader sees below ``root`` as blocks.

    :param extents: filled with the extent of every element on the way; blanks at its ends may be counted in.
    """
    return _Walk(root, extents).run()


# Plain tuples, since every element makes one of each.
_State = tuple[Frame | None, int, bool, str]
"""What holds for all inside an element: its frame, level as a heading, whether it is bold, how it keeps blanks."""

_Open = tuple[LexborNode, _State, bool, bool, int]
"""An element whose end has not come yet: what held around it, whether it makes lines, whether it is a link, and where
what it shows begins in the text of the page."""


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

    def __init__(self, root: LexborNode, extents: Extents | None) -> None:
        self._root = root
        self._extents = extents
        self._looks = Looks(_sheet_for(root))
        self._blocks: list[Block] = []
        self._state: _State = (None, 0, False, pre_of(root.tag or "", root.attributes.get("style") or "") or "")
        self._position = 0  # in the text of the page, where the line under way begins
        self._open: list[_Open] = []
        self._holders: list[Holder] = [(root, 0)]
        self._apart: dict[int, bool] = {}
        self._open_link: _OpenLink | None = None
        # The line under way: its parts (a string that grows would be copied at every part), and what holds for it.
        self._parts: list[str] = []
        self._length = 0
        self._ends_blank = False
        self._node: LexborNode | None = None
        self._level = 0
        self._frame: Frame | None = None
        self._plain = False
        self._lead = 0
        self._links: list[BlockLink] = []
        self._gap = 0
        self._ruled = False
        self._mark = ""

    def run(self) -> list[Block]:
        """Walk everything below the root."""
        opened, enter, leave, add = self._open, self._enter, self._leave, self._add
        node = self._root.first_child
        while node is not None or opened:
            if node is None:
                node = leave()
                continue
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                # Nothing but blanks between two lines: about half of all texts of a page.
                if text and (not text.isspace() or self._length or self._state[3] or not text.isascii()):
                    add(node, text)
            elif tag == "br":
                self._line_break()
            elif tag is not None and (tag not in HIDDEN_TAGS or _folds(node, tag)) and enter(node, tag):
                node = node.first_child
                continue
            node = node.next
        self._break()
        return self._blocks

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; return whether a reader sees what is in it."""
        attributes = node.attributes
        look = self._looks.of(tag, attributes)
        if not look.is_seen:
            return False
        is_block = look.is_block or (look.is_block_by_place and self._is_apart(node, tag))
        is_link = False
        if is_block:
            if self._parts or self._open_link is not None:
                self._break()
            self._holders.append((node, self._position))
            if tag == "hr":
                self._ruled = True
        if tag == "a" and (href := attributes.get("href")):
            is_link = True
            self._open_link = _OpenLink(node, href, self._length, len(self._parts))
        self._open.append((node, self._state, is_block, is_link, self._position + self._length))
        if look.is_telling:
            self._set_state(node, look, attributes)
        return True

    def _leave(self) -> LexborNode | None:
        """End the innermost open element; return what follows it."""
        node, self._state, is_block, is_link, start = self._open.pop()
        if is_link:
            self._close_link()
        if is_block:
            if self._parts or self._open_link is not None:
                self._break()
            self._holders.pop()
        if self._extents is not None:
            self._extents[node.mem_id] = (start, self._position + self._length)
        return node.next

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

    def _set_state(self, node: LexborNode, look: Look, attributes: Attributes) -> None:
        frame, level, strong, pre = self._state
        if look.kind is not None:
            frame = Frame(look.kind, node, frame)
            if look.kind is FrameKind.LIST:
                frame.ordered = node.tag == "ol"
                frame.next_number = _number(attributes.get("start"), 1)
                if look.is_furniture:
                    frame.outer = Frame(FrameKind.FURNITURE, node, frame.outer)
            elif look.kind is FrameKind.ITEM:
                self._mark = _list_mark(frame, attributes)
        self._state = (frame, look.level or level, strong or look.is_strong, look.pre or pre)

    def _add(self, node: LexborNode, text: str) -> None:
        if self._state[3]:
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
        frame, level, strong, _ = self._state
        if not self._length:
            self._node = node.parent
            self._level = level
            self._frame = frame
        if not strong and not self._plain and text != " ":
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
        if link.href[0] == "#" and "".join(self._parts[link.part :]).strip() in _PERMALINKS:
            del self._parts[link.part :]
            self._length = link.start
            self._plain = self._plain and link.part > 0
            self._ends_blank = bool(self._parts) and self._parts[-1][-1] == " "
        end = self._length - self._ends_blank
        if end > link.start:
            self._links.append(BlockLink(link.start, end, link.href, link.node))

    def _break(self) -> None:
        """End the line under way."""
        text = "".join(self._parts).rstrip(" ")
        if self._open_link is not None:
            # A link that spans several blocks covers the whole of each.
            node, href, start, _ = self._open_link
            if len(text) > start:
                self._links.append(BlockLink(start, len(text), href, node))
            self._open_link = _OpenLink(node, href, 0, 0)
        if text:
            self._blocks.append(
                Block(
                    text,
                    self._gap,
                    self._ruled,
                    self._level,
                    not self._plain,
                    self._lead,
                    "" if not self._mark or _OWN_MARK.match(text + " ") else self._mark,
                    tuple(self._links),
                    self._frame,
                    self._node,
                    0,
                    len(self._blocks),
                    self._position,
                    self._holders[-1],
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


def _list_mark(entry: Frame, attributes: Attributes) -> str:
    enclosing: Frame | None = entry
    while enclosing is not None and enclosing.kind is not FrameKind.LIST:
        enclosing = enclosing.outer
    if enclosing is None or not enclosing.ordered:
        return "- "
    number = _number(attributes.get("value"), enclosing.next_number)
    enclosing.next_number = number + 1
    return f"{number}. "


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
