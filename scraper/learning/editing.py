"""Changing a copy of a page: words replaced, elements removed or added, so that rules can be tried on it."""

from collections.abc import Sequence
from dataclasses import replace as replaced
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.learning.sightings import Sheet
from scraper.learning.stream import Element, Stretch
from scraper.page import Page
from scraper.parser.values import strip_invisible
from scraper.parser.view import PageView


class Editor(Protocol):
    """Changes one copy of a page. Places are those of the page as it was; changes take effect at the end."""

    def replace(self, stretch: Stretch, words: str) -> str:
        """Put other words in the place of a part of the page; return what stands there then."""

    def add_line(self, stretch: Stretch, words: str) -> None:
        """Add a line behind a part of the page."""

    def remove(self, stretch: Stretch, elements: Sequence[Element]) -> None:
        """Take lines of the page away, with the elements that hold them."""

    def set_words(self, element: Element, name: str | None, words: str) -> None:
        """Change an attribute, or the words of an element that are no line."""

    def add_banners(self, before: Element | None) -> None:
        """Add lines at the top and the bottom of the page, and before an element."""

    def page(self) -> Page:
        """Return the changed page."""


def editor_for(sheet: Sheet) -> Editor:
    """Return an editor of a fresh copy of a page."""
    return TreeEditor(sheet.view.page) if sheet.elements.all else TextEditor(sheet)


_BANNERS = ("Advertisement", "Read our newsletter every week")


class TextEditor:
    """Changes the lines of a plain text."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._lines: list[str | None] = [block.text for block in sheet.stream.lines]
        self._shifts: dict[int, list[tuple[int, int, str]]] = {}
        self._added: dict[int, str] = {}
        self._banners = False

    def replace(self, stretch: Stretch, words: str) -> str:
        """Put other words in the place of a part of the text."""
        for line in range(stretch.first, stretch.last + 1):
            left = stretch.left if line == stretch.first else 0
            right = stretch.right if line == stretch.last else len(self._sheet.stream.lines[line].text)
            self._shifts.setdefault(line, []).append((left, right, words))
        return words * (stretch.last - stretch.first + 1)

    def add_line(self, stretch: Stretch, words: str) -> None:
        """Add a line below a part of the text."""
        self._added[stretch.last] = words

    def remove(self, stretch: Stretch, elements: Sequence[Element]) -> None:  # noqa: ARG002 - a text has none
        """Take whole lines away."""
        for line in range(stretch.first, stretch.last + 1):
            self._lines[line] = None

    def set_words(self, element: Element, name: str | None, words: str) -> None:
        """A text has nothing but lines."""

    def add_banners(self, before: Element | None) -> None:  # noqa: ARG002 - a text has no elements
        """Add lines at the top and the bottom."""
        self._banners = True

    def page(self) -> Page:
        """Return the changed text, one line a line."""
        lines: list[str] = list(_BANNERS) if self._banners else []
        for number, line in enumerate(self._lines):
            if line is not None:
                for left, right, words in sorted(self._shifts.get(number, ()), reverse=True):
                    line = line[:left] + words + line[right:]  # noqa: PLW2901
                lines.append(line)
            if number in self._added:
                lines.append(self._added[number])
        lines += reversed(_BANNERS) if self._banners else ()
        page = self._sheet.view.page
        return replaced(page, body="\n".join(lines).encode(), headers=(("content-type", "text/plain; charset=utf-8"),))


class TreeEditor:
    """Changes the elements of an HTML page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sheet = Sheet.of(PageView(page))
        self._replaced: dict[int, list[tuple[int, int, str]]] = {}
        self._added: dict[int, str] = {}
        self._removed: list[int] = []

    @property
    def sheet(self) -> Sheet:
        """The copy's own sheet; its elements have the numbers of the page's."""
        return self._sheet

    def replace(self, stretch: Stretch, words: str) -> str:
        """Put other words in the place of a part of the page, in each text node of it."""
        texts = self._sheet.elements.texts_in(stretch.start, stretch.end)
        for number, text in enumerate(texts):
            key = text.node.mem_id
            part = (max(stretch.start, text.start) - text.start, min(stretch.end, text.end) - text.start)
            told = words if len(texts) == 1 else f"{words} {number + 1}"
            self._replaced.setdefault(key, []).append((*part, told))
        return words if len(texts) == 1 else "".join(f"{words} {number + 1}" for number in range(len(texts)))

    def add_line(self, stretch: Stretch, words: str) -> None:
        """Add a line behind the last text node of a part."""
        texts = self._sheet.elements.texts_in(stretch.start, stretch.end)
        if texts:
            self._added[texts[-1].node.mem_id] = words

    def remove(self, stretch: Stretch, elements: Sequence[Element]) -> None:  # noqa: ARG002 - the elements tell it
        """Take elements away."""
        self._removed += [element.index for element in elements]

    def set_words(self, element: Element, name: str | None, words: str) -> None:
        """Change an attribute, or the only words of an element."""
        node = self._sheet.elements.all[element.index].node
        if name is not None:
            node.attrs[name] = words
        elif (only := node.first_child) is not None and only.tag == "-text" and only.next is None:
            only.replace_with(words)

    def add_banners(self, before: Element | None) -> None:
        """Add lines at the top and the bottom of the page, and before an element."""
        body = self._sheet.view.tree.body if self._sheet.view.tree is not None else None
        first, last = (body.first_child, body.last_child) if body is not None else (None, None)
        if first is not None and last is not None:
            first.insert_before(_made(f'<div class="promo"><p>{_BANNERS[0]}</p><p>{_BANNERS[1]}</p></div>'))
            last.insert_after(_made(f'<div class="promo end"><b>{_BANNERS[0]}</b><p>{_BANNERS[1]}</p></div>'))
        if before is not None:
            node = self._sheet.elements.all[before.index].node
            node.insert_before(_made(f'<div class="promo"><span>{_BANNERS[0]}</span></div>'))

    def add_copy(self, element: Element) -> None:
        """Add a copy of an element behind it."""
        node = self._sheet.elements.all[element.index].node
        copy = _made(node.html or "")
        if copy.tag == node.tag:  # a row of a table is none outside one
            node.insert_after(copy)

    def page(self) -> Page:
        """Return the changed page."""
        for text in self._sheet.elements.texts:
            key = text.node.mem_id
            if key in self._added:
                text.node.insert_after(self._added[key])
                text.node.insert_after(_made("<br>"))
            if key in self._replaced:
                text.node.replace_with(_edited(text.node, self._replaced[key]))
        gone: set[int] = set()
        for index in sorted(set(self._removed)):
            element = self._sheet.elements.all[index]
            if gone.isdisjoint(outer.index for outer in self._sheet.elements.ancestors(element)):
                gone.add(index)  # only what no other removed element holds: it is gone with that one
        for index in gone:
            self._sheet.elements.all[index].node.decompose()
        return html_page(self._page, self._sheet.view.tree.html if self._sheet.view.tree is not None else "")


def html_page(page: Page, html: str | None) -> Page:
    """Return a page with other HTML at the same address."""
    headers = (("content-type", "text/html; charset=utf-8"),)
    return replaced(page, body=(html or "").encode("utf-8", "replace"), headers=headers)


def _made(html: str) -> LexborNode:
    """Return the one element that some HTML tells of."""
    body = LexborHTMLParser(html).body
    assert body is not None
    assert body.first_child is not None
    return body.first_child


def _edited(node: LexborNode, parts: Sequence[tuple[int, int, str]]) -> str:
    """Return a text node's words with parts replaced, which are told by characters that are no blanks."""
    text = strip_invisible(node.text_content or "")
    places = [index for index, character in enumerate(text) if not character.isspace()]
    for first, last, words in sorted(parts, reverse=True):
        if last <= len(places) and first < last:
            text = text[: places[first]] + words + text[places[last - 1] + 1 :]
    return text
