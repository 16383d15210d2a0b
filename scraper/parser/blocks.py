"""HTML or plain text as one stream of blocks: the lines a reader sees, in reading order, with their place on the page.

A block is what stands between two line breaks, whatever mark-up makes them. What a reader does not see is left out:
scripts, comments, hidden elements, templates, form controls and button labels. Page furniture (navigation, banners,
footers, side bars) is kept but can be told by its frame, since only a site's grammar knows what must not be dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.parser.sheet import StyleSheet
from scraper.parser.values import LINE_BREAKS, clean_line, collapse

HIDDEN_TAGS = frozenset(
    (
        "audio button canvas dialog embed frame frameset head iframe img input map math meter noembed noframes"
        " noscript object optgroup option picture progress rp rt script select source style svg template textarea"
        " title track video xmp -comment -doctype"
    ).split()
)
BLOCK_TAGS = frozenset(
    (
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure"
        " footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol p plaintext pre"
        " search section summary table tbody td tfoot th thead tr ul"
    ).split()
)
HEADING_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6, "legend": 6, "caption": 6}
_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG_TAGS = frozenset({"b", "strong", "th"})
_CONTAINER_TAGS = BLOCK_TAGS - HEADING_LEVELS.keys() - {"p"}
_PERMALINKS = frozenset("#¶§🔗")
_PRE_TAGS = frozenset({"pre", "listing", "plaintext"})
_LIST_TAGS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_FURNITURE_TAGS = frozenset({"aside", "footer", "header", "search"})
_FURNITURE_ROLES = frozenset(
    ("alert alertdialog banner complementary contentinfo dialog menu menubar navigation search toolbar tablist").split()
)
_FURNITURE_WORDS = frozenset(
    (
        "ad ads advert advertisement advertising banner breadcrumb breadcrumbs consent cookie cookies crumbs"
        " footer gdpr login masthead menu modal nav navbar navigation newsletter pager pagination popup promo"
        " promotion share sharing sidebar signin skip social sponsor sponsored subscribe toolbar topbar trending"
    ).split()
)
_CONTENT_WORDS = frozenset(
    ("answer article ask asker body comment content entry main message post question reply text thread title").split()
)
_UNSEEN_CLASSES = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|u-hidden|d-none|is-hidden)(?:\s|$)", re.I
)
_UNSEEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table(?!-c)|table-cell)", re.I)
_PRE_STYLE = re.compile(r"white-space\s*:\s*(pre(?:-wrap|-line)?|break-spaces)", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_WORD_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
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
    **dict.fromkeys(_LIST_TAGS, FrameKind.LIST),
    "li": FrameKind.ITEM,
    "dt": FrameKind.TERM,
    "dd": FrameKind.DEFINITION,
    "tr": FrameKind.ROW,
    "td": FrameKind.CELL,
    "th": FrameKind.CELL,
    "nav": FrameKind.NAVIGATION,
}


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


@dataclass(frozen=True, slots=True)
class BlockLink:
    """A link inside a block: the characters it covers and its raw target."""

    start: int
    end: int
    href: str


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
    gap = 0
    for number, line in enumerate(LINE_BREAKS.split(text), start=1):
        cleaned = clean_line(line)
        if cleaned:
            blocks.append(Block(cleaned, gap=gap, line=number, index=len(blocks)))
            gap = 0
        else:
            gap += 1
    return blocks


def html_blocks(root: LexborNode) -> list[Block]:
    """Return what a reader sees below ``root`` as blocks."""
    return _Walk().run(root)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for everything inside an element."""

    frame: Frame | None = None
    level: int = 0
    strong: bool = False
    pre: str = ""


class _Walk:
    """One pass over the tree in document order; iterative, so that depth costs no stack."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.state = _State()
        self._text = ""
        self._node: LexborNode | None = None
        self._level = 0
        self._frame: Frame | None = None
        self._plain = False
        self._lead = 0
        self._links: list[BlockLink] = []
        self._open_link: tuple[int, str] | None = None
        self._gap = 0
        self._ruled = False
        self._mark = ""
        self._apart: dict[int, bool] = {}
        self._sheet: StyleSheet | None = None

    def run(self, root: LexborNode) -> list[Block]:
        """Walk everything below ``root``."""
        self.state = _State(pre=_pre_of(root.tag or "", root.attributes.get("style") or "") or "")
        self._sheet = _sheet_for(root)
        stack: list[tuple[LexborNode | None, _State, bool, bool]] = []
        node = root.first_child
        while True:
            if node is None:
                if not stack:
                    break
                node, self.state, is_block, is_link = stack.pop()
                if is_link:
                    self._close_link()
                if is_block:
                    self._break()
                continue
            tag = node.tag
            if tag == "-text":
                self._add(node)
                node = node.next
                continue
            if tag == "br":
                self._line_break()
                node = node.next
                continue
            if tag is None or (tag in HIDDEN_TAGS and not _folds(node, tag)):
                node = node.next
                continue
            attributes = node.attributes
            if attributes and _is_unseen(tag, attributes):
                node = node.next
                continue
            style = self._style_of(tag, attributes)
            is_block = tag in BLOCK_TAGS or bool(style and _BLOCK_STYLE.search(style)) or self._is_apart(node, tag)
            if is_block:
                self._break()
                self._ruled = self._ruled or tag == "hr"
            is_link = tag == "a" and bool(attributes.get("href"))
            if is_link:
                self._open_link = (len(self._text), attributes["href"] or "")
            stack.append((node.next, self.state, is_block, is_link))
            self._enter(node, tag, attributes, style)
            node = node.first_child
        self._break()
        return self.blocks

    def _style_of(self, tag: str, attributes: dict[str, str | None]) -> str:
        style = (attributes.get("style") or "") if attributes else ""
        return f"{self._sheet.style_of(tag, attributes)};{style}" if self._sheet is not None else style

    def _is_apart(self, node: LexborNode, tag: str) -> bool:
        """Whether a custom element stands beside elements only, not inside a line of text: then it is a line itself."""
        if "-" not in tag:
            return False
        parent = node.parent
        if parent is None or not parent.tag or ("-" not in parent.tag and parent.tag not in _CONTAINER_TAGS):
            return False
        apart = self._apart.get(parent.mem_id)
        if apart is None:
            children = parent.iter(include_text=True)
            apart = not any(child.tag == "-text" and (child.text_content or "").strip() for child in children)
            self._apart[parent.mem_id] = apart
        return apart

    def _enter(self, node: LexborNode, tag: str, attributes: dict[str, str | None], style: str) -> None:
        state = self.state
        frame = self._frame_of(node, tag, attributes, state.frame)
        level = HEADING_LEVELS.get(tag, state.level)
        if attributes and attributes.get("role") == "heading":
            level = int(attributes["aria-level"] or 2) if (attributes.get("aria-level") or "").isdecimal() else 2
            level = min(level, 6) or 2
        strong = state.strong or tag in _STRONG_TAGS or bool(style and _BOLD_STYLE.search(style))
        pre = _pre_of(tag, style) or state.pre
        if frame is not state.frame or level != state.level or strong != state.strong or pre != state.pre:
            self.state = _State(frame, level, strong, pre)

    def _frame_of(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], outer: Frame | None
    ) -> Frame | None:
        kind = _FRAME_KINDS.get(tag)
        if kind is None and (tag in _FURNITURE_TAGS or (attributes and _is_furniture(attributes, tag))):
            kind = FrameKind.FURNITURE
        if kind is None:
            return outer
        frame = Frame(kind, node, outer)
        if kind is FrameKind.LIST:
            frame.ordered = tag == "ol"
            frame.next_number = _number(attributes.get("start"), 1)
            if attributes and _is_furniture(attributes, tag):
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
        if not text:
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
        if not self._text or self._text[-1] == " ":
            text = text.lstrip(" ")
        if not text:
            return
        if not self._text:
            self._node = node.parent
            self._level = self.state.level
            self._frame = self.state.frame
        if not self.state.strong and text != " " and not self._plain:
            self._plain = True
            self._lead = len(self._text.rstrip(" "))
        self._text += text

    def _line_break(self) -> None:
        if self._text.strip():
            self._break()
            self._gap = 0
        else:
            self._text = ""
            self._gap += 1

    def _close_link(self) -> None:
        if self._open_link is None:
            return
        start, href = self._open_link
        self._open_link = None
        if href.startswith("#") and self._text[start:].strip() in _PERMALINKS:
            self._text = self._text[:start]
        end = len(self._text.rstrip(" "))
        if end > start:
            self._links.append(BlockLink(start, end, href))

    def _break(self) -> None:
        text = self._text.rstrip(" ")
        if self._open_link is not None:
            # A link that spans several blocks covers the whole of each.
            start, href = self._open_link
            if len(text) > start:
                self._links.append(BlockLink(start, len(text), href))
            self._open_link = (0, href)
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
                )
            )
            self._gap = 0
            self._ruled = False
            self._mark = ""
        self._text = ""
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


def _pre_of(tag: str, style: str) -> str | None:
    """Return how an element keeps white space, where it says so."""
    if tag in _PRE_TAGS:
        return "pre"
    match = _PRE_STYLE.search(style) if style else None
    return match[1].lower() if match else None


def _folds(node: LexborNode, tag: str) -> bool:
    """Whether a button is a heading that folds its section: its label is that heading."""
    return tag == "button" and node.parent is not None and node.parent.tag in _HEADING_TAGS


def _number(text: str | None, default: int) -> int:
    return int(text) if text and len(text) < 6 and text.isdecimal() else default


def _is_unseen(tag: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and _UNSEEN_STYLE.search(style):
        return True
    if attributes.get("aria-hidden") == "true" and tag not in BLOCK_TAGS:
        return True
    if attributes.get("role") == "button" and not attributes.get("href"):
        return True
    classes = attributes.get("class")
    return bool(classes and _UNSEEN_CLASSES.search(classes))


def _is_furniture(attributes: dict[str, str | None], tag: str) -> bool:
    role = attributes.get("role")
    if role and role in _FURNITURE_ROLES:
        return True
    if tag in ("html", "body", "main", "article", "a") or HEADING_LEVELS.get(tag):
        return False
    return any(_names_furniture(value) for name in ("class", "id") if (value := attributes.get(name)))


@lru_cache(maxsize=4096)
def _names_furniture(classes: str) -> bool:
    if len(classes) > 500:
        return False
    for token in classes.split():
        words = {word.lower() for word in _WORD_SPLIT.split(token)}
        if words & _FURNITURE_WORDS and not words & _CONTENT_WORDS:
            return True
    return False
