"""Places found again: from the words of a location back to the characters of the page.

The inverse of ``scraper.parser.place``; `docs/record.md` describes the words.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.json_place import MARK, shown_step
from scraper.parser.place import AND, BETWEEN, elements_of, escaped_tag
from scraper.parser.tolerant_json import Unreadable, read_values
from scraper.parser.view import PageView
from scraper.parser.walk import Extents, html_blocks

_SPAN = re.compile(r"(?P<path>\S.*) \[(?P<start>\d{1,9}):(?P<end>\d{1,9})\]")
_RANGE = re.compile(rf"(?P<path>\S[^\[]*) \[(?P<start>\d{{1,9}}):\]{BETWEEN}(?P<last>\S[^\[]*) \[:(?P<end>\d{{1,9}})\]")
_JSON = re.compile(rf"(?P<path>\S[^\[]*) {re.escape(MARK)}(?: (?P<pointer>/.*))?", re.S)
_ATTRIBUTE = re.compile(r"(?P<path>\S.*) \[(?P<name>[^\[\]]+)\]")
_LINES = re.compile(r"lines? (?P<first>\d{1,9})(?:-(?P<last>\d{1,9}))? \[(?P<start>\d{1,9}):(?P<end>\d{1,9})\]")
_ELEMENT = re.compile(r"element (?P<number>\d{1,9})")
_STEP = re.compile(r"(?P<tag>.+):nth-of-type\((?P<number>\d{1,9})\)")
_PATH = re.compile(r"(?:html|element \d)")


class Sight(StrEnum):
    """How a place can be seen."""

    SHOWN = "shown"
    """In the page's text, where a reader sees it."""
    UNSEEN = "unseen"
    """In an element that the page does not show, such as ``<title>``."""
    ATTRIBUTE = "attribute"
    """In an attribute of an element."""
    JSON_LD = "json-ld"
    """In a script that says it in JSON."""
    ELSEWHERE = "elsewhere"
    """Not on the page: in its address, or in the profile."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place on a page.

    :param page: the page's text.
    :param spans: first character and the one after the last, in the page's text; of an attribute, what its element
        shows. Empty where a reader sees nothing of it.
    :param node: the element; None in plain text and where the place is not on the page. Of a range, the first one.
    :param said: what stands there, where it is not in the page's text.
    """

    sight: Sight
    page: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    node: LexborNode | None = None
    said: str | None = None

    @property
    def text(self) -> str | None:
        """What stands there; None where it is not on the page, or a part of JSON that has parts itself."""
        if self.sight is not Sight.SHOWN:
            return self.said
        return "\n".join(self.page[start:end] for start, end in self.spans)


def locate(view: PageView, location: str) -> Located | None:
    """Find a place of a page.

    :param location: as ``provenance.fields`` tells it.
    :returns: None where the page has no such place.
    """
    return Locator(view).locate(location)


class Locator:
    """Finds the places of one page; what it must know of the page is read once.

    :param view: the page.
    """

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._extents: Extents = {}
        body = view.tree.body if view.tree is not None else None
        self.blocks: list[Block] = view.blocks if body is None else html_blocks(body, self._extents)
        """The lines of the page."""
        self.text = "\n".join(block.text for block in self.blocks)
        """What a reader sees of the page: its lines, with one line feed between two of them."""
        if body is not None:
            self._extents[body.mem_id] = (0, len(self.text))
        self._children: dict[int, dict[str, list[LexborNode]]] = {}
        self._elements: list[LexborNode] = []
        self._scripts: dict[int, Any] = {}

    def locate(self, location: str) -> Located | None:
        """Find a place.

        :returns: None where the page has no such place.
        """
        if _LINES.match(location):
            return self._in_lines(location) if not self._view.is_html else None
        if not _PATH.match(location):
            return Located(Sight.ELSEWHERE)
        if match := _JSON.fullmatch(location):
            return self._in_json(self.element(match["path"]), match["pointer"] or "")
        found = [part for part in map(self._part, location.split(AND)) if part is not None]
        if len(found) <= location.count(AND):
            return None
        if len(found) == 1:
            return found[0]
        return Located(Sight.SHOWN, self.text, tuple(span for part in found for span in part.spans), found[0].node)

    def element(self, path: str) -> LexborNode | None:
        """Return the element that a path selects."""
        root = self._view.root
        if root is None:
            return None
        if match := _ELEMENT.fullmatch(path):
            self._elements = self._elements or list(elements_of(root))
            number = int(match["number"])
            return self._elements[number - 1] if 0 < number <= len(self._elements) else None
        first, *steps = path.split(" > ")
        node = root if first == escaped_tag(root.tag or "") else None
        for step in steps:
            node = self._child(node, step) if node is not None else None
        return node

    def _child(self, parent: LexborNode, step: str) -> LexborNode | None:
        # Not by a selector: those count siblings anew for every element that they look at.
        children = self._children.get(parent.mem_id)
        if children is None:
            children = self._children[parent.mem_id] = {}
            for child in parent.iter():
                children.setdefault(escaped_tag(child.tag or ""), []).append(child)
        match = _STEP.fullmatch(step)
        same, number = children.get(match["tag"] if match else step, ()), int(match["number"]) if match else 1
        return same[number - 1] if 0 < number <= len(same) else None

    def _part(self, part: str) -> Located | None:
        if match := _SPAN.fullmatch(part):
            return self._span(self.element(match["path"]), int(match["start"]), int(match["end"]))
        if match := _RANGE.fullmatch(part):
            first, last = self.element(match["path"]), self.element(match["last"])
            if first is None or last is None:
                return None
            start, end = self._extent(first), self._extent(last)
            if start is None or end is None:
                return None
            return self._shown(first, start[0] + int(match["start"]), end[0] + int(match["end"]), end[1])
        match = _ATTRIBUTE.fullmatch(part)
        node = self.element(match["path"]) if match else None
        if match is None or node is None or match["name"] not in node.attributes:
            return None
        extent = self._extent(node)
        spans = (extent,) if extent is not None and extent[0] < extent[1] else ()
        return Located(Sight.ATTRIBUTE, self.text, spans, node, node.attributes[match["name"]] or "")

    def _span(self, node: LexborNode | None, start: int, end: int) -> Located | None:
        if node is None:
            return None
        extent = self._extent(node)
        if extent is not None:
            return self._shown(node, extent[0] + start, extent[0] + end, extent[1])
        text = "\n".join(block.text for block in html_blocks(node))
        return Located(Sight.UNSEEN, node=node, said=text[start:end]) if start <= end <= len(text) else None

    def _shown(self, node: LexborNode, start: int, end: int, most: int) -> Located | None:
        return Located(Sight.SHOWN, self.text, ((start, end),), node) if start <= end <= most else None

    def _extent(self, node: LexborNode) -> tuple[int, int] | None:
        """Return where an element's visible text begins and ends; None where the page does not show it."""
        if node.mem_id not in self._extents:
            return None
        start, end = self._extents[node.mem_id]
        while start < end and self.text[start : start + 1] in (" ", "\n"):
            start += 1
        while start < end and self.text[end - 1 : end] in (" ", "\n", ""):
            end -= 1
        return start, end

    def _in_lines(self, location: str) -> Located | None:
        spans = []
        for part in location.split(AND):
            match = _LINES.fullmatch(part)
            first = self._line(int(match["first"])) if match else None
            last = self._line(int(match["last"] or match["first"])) if match else None
            if match is None or first is None or last is None:
                return None
            start, end = first.position + int(match["start"]), last.position + int(match["end"])
            if not start <= end <= last.position + len(last.text):
                return None
            spans.append((start, end))
        return Located(Sight.SHOWN, self.text, tuple(spans))

    def _line(self, number: int) -> Block | None:
        index = bisect_left(self.blocks, number, key=lambda block: block.line)
        found = self.blocks[index] if index < len(self.blocks) else None
        return found if found is not None and found.line == number else None

    def _in_json(self, script: LexborNode | None, pointer: str) -> Located | None:
        if script is None:
            return None
        if script.mem_id not in self._scripts:
            try:
                values = read_values(script.text() or "")
            except Unreadable:
                return None
            self._scripts[script.mem_id] = values[0] if len(values) == 1 else values
        value = self._scripts[script.mem_id]
        for step in _steps(pointer):
            if isinstance(value, dict):
                value = next((part for key, part in value.items() if shown_step(key) == step), _NOTHING)
            elif isinstance(value, list) and step.isdecimal() and len(step) < 9 and int(step) < len(value):
                value = value[int(step)]
            else:
                value = _NOTHING
        if value is _NOTHING:
            return None
        said = None if isinstance(value, dict | list) else value if isinstance(value, str) else json.dumps(value)
        return Located(Sight.JSON_LD, node=script, said=said)


_NOTHING = object()


def _steps(pointer: str) -> Iterator[str]:
    """Yield the steps of a JSON pointer (RFC 6901 §4)."""
    for step in pointer.split("/")[1:]:
        yield step.replace("~1", "/").replace("~0", "~")
