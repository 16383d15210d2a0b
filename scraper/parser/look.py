"""What the mark-up of an element says of its text: whether it is seen, makes lines, is a heading, bold or listed."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from scraper.parser.blocks import FrameKind
from scraper.parser.sheet import StyleSheet
from scraper.parser.tags import (
    BLOCK_STYLE,
    BLOCK_TAGS,
    BOLD_STYLE,
    FURNITURE_TAGS,
    HEADING_LEVELS,
    LIST_TAGS,
    STRONG_TAGS,
    is_furniture,
    is_unseen,
    pre_of,
)

Attributes = dict[str, str | None]
Deciding = tuple[tuple[str, str | None], ...]
"""The attributes of an element that say what it looks like: names with values."""

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
_TELLING_ATTRIBUTES = frozenset({"aria-hidden", "aria-level", "class", "hidden", "id", "role", "style"})
_TELLING_WITH_ROLE = _TELLING_ATTRIBUTES | {"href"}  # a link that is a button by its role is seen
_MAX_SHARED_CHARS = 300  # of attributes whose look is kept beyond their page
_MOST_LOOKS = 10_000  # kept of one page; most pages have some tens
_LEVEL_OF_ROLE = 2  # of an element that is a heading by its role and tells no level (WAI-ARIA 1.2, heading)


class Look(NamedTuple):
    """What an element's tag, attributes and style say. Elements that are marked up alike share one."""

    is_seen: bool
    is_block: bool
    """Whether it begins and ends lines."""
    is_block_by_place: bool
    """Whether it does so in some places: a custom element, a ``cite``."""
    is_telling: bool
    """Whether anything below says something."""
    kind: FrameKind | None
    """The frame it is, if any."""
    is_furniture: bool
    """Whether it is a list that is page furniture as a whole."""
    level: int
    """Its level as a heading; 0 if it is none."""
    is_strong: bool
    pre: str
    """How it keeps white space; empty where it does not say."""


_UNSEEN = Look(False, False, False, False, None, False, 0, False, "")


class Looks:
    """The looks of one page's elements, each worked out once.

    :param sheet: the page's own style sheet, where it says something of lines.
    """

    def __init__(self, sheet: StyleSheet | None) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, Deciding], Look] = {}

    def of(self, tag: str, attributes: Attributes) -> Look:
        """Return what an element looks like."""
        # The key is what decides alone: links and posts that are marked up alike differ in nothing else.
        deciding: Deciding = ()
        if not _TELLING_ATTRIBUTES.isdisjoint(attributes):
            names = _TELLING_ATTRIBUTES if "role" not in attributes else _TELLING_WITH_ROLE
            deciding = tuple([pair for pair in attributes.items() if pair[0] in names])
        look = self._known.get((tag, deciding))
        if look is None:
            look = self._worked_out(tag, deciding)
            if len(self._known) < _MOST_LOOKS:
                self._known[tag, deciding] = look
        return look

    def _worked_out(self, tag: str, deciding: Deciding) -> Look:
        if self._sheet is None and all(len(value or "") <= _MAX_SHARED_CHARS for _, value in deciding):
            return _shared_look(tag, deciding)
        attributes = dict(deciding)
        style = attributes.get("style") or ""
        return _look(
            tag, attributes, style if self._sheet is None else f"{self._sheet.style_of(tag, attributes)};{style}"
        )


@lru_cache(maxsize=4096)
def _shared_look(tag: str, attributes: Deciding) -> Look:
    """Return the look of an element by what decides it alone: the pages of a site are made of the same elements."""
    known = dict(attributes)
    return _look(tag, known, known.get("style") or "")


def _look(tag: str, attributes: Attributes, style: str) -> Look:
    if attributes and is_unseen(tag, attributes):
        return _UNSEEN
    furniture = bool(attributes) and is_furniture(attributes, tag)
    kind = _FRAME_KINDS.get(tag)
    if kind is None and (furniture or tag in FURNITURE_TAGS):
        kind = FrameKind.FURNITURE
    level = _level(tag, attributes)
    is_strong = tag in STRONG_TAGS or bool(style and BOLD_STYLE.search(style))
    pre = pre_of(tag, style) or ""
    is_block = tag in BLOCK_TAGS or bool(style and BLOCK_STYLE.search(style))
    return Look(
        is_seen=True,
        is_block=is_block,
        is_block_by_place=not is_block and ("-" in tag or tag == "cite"),
        is_telling=bool(kind or level or is_strong or pre),
        kind=kind,
        is_furniture=furniture and kind is FrameKind.LIST,
        level=level,
        is_strong=is_strong,
        pre=pre,
    )


def _level(tag: str, attributes: Mapping[str, str | None]) -> int:
    if attributes.get("role") != "heading":
        return HEADING_LEVELS.get(tag, 0)
    level = attributes.get("aria-level") or ""
    return min(int(level), 6) or _LEVEL_OF_ROLE if level.isdecimal() and len(level) < 6 else _LEVEL_OF_ROLE
