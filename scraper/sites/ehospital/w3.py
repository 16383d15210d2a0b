"""Threads of 台灣e院 in its second make: bars of ``.w3-bar-item`` entries, and a ``.msg`` for each body.

What an entry is is told by what it says, not by its place: ``#123`` is the number, what ends in ``提問：`` the asker's
line, what ends in ``回覆：`` a doctor's.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Scope
from scraper.parser.view import PageView
from scraper.sites.ehospital.elements import Cover, seen
from scraper.sites.ehospital.messages import Message, Speaker, line_of, lines_of, speaker_of
from scraper.sites.ehospital.posts import ENGLISH, Piece, Post, number_and_title, topics
from scraper.sites.ehospital.speakers import MAX_LINE_CHARS, is_asker, is_doctor
from scraper.sites.ehospital.urls import plain_number, question_number

MAX_WRAPPERS = 100  # entries of one page that are looked into although they hold more than a line
_BODY = ".msg"
_ENTRY = ".w3-bar-item"
_HEADINGS = "h1, h2, h3"
_HEADING_TAGS = frozenset(_HEADINGS.split(", "))
_PARTS = f"{_ENTRY}, {_BODY}, {_HEADINGS}"
_SIGNS = re.compile("[#＃]|[提發]問|[回答][覆復]|相關分類")
_IS_ENTRY = re.compile(r"(?:^|\s)w3-bar-item(?:\s|$)", re.I)
_STEPS = 4  # from a heading up to the entry that holds it
_IS_BODY = re.compile(r"(?:^|\s)msg(?:\s|$)", re.I)
_PROSE = frozenset("p ul ol dl pre blockquote table".split())


def threads(view: PageView) -> list[Scope]:
    """Return the page's threads; none where it is not of this make, or shows no question."""
    if view.css_first(_BODY) is None:
        return []
    posts = [post for post in _Reading(view).posts() if post.asks and post.parts]
    if any(not post.speakers for post in posts):
        # A heading and a body alone may be of any site, a number with them of the English rendition.
        english = ENGLISH in view.page.text
        posts = [post for post in posts if post.speakers or (post.numbered and not english)]
    return [post.scope() for post in posts]


class _Subject(NamedTuple):
    """A line before a thread's first body that may give its number, its title, or both.

    :param heading: its level if it is a heading, else 0.
    :param in_bar: whether it stands in an entry of a bar.
    """

    line: Block
    number: Piece | None
    title: Piece | None
    heading: int
    in_bar: bool


class _Title(NamedTuple):
    """A possible title.

    :param behind: whether it stands behind the number.
    """

    piece: Piece
    given_by: _Subject
    behind: bool


class _Reading:
    """One pass over a page's entries, bodies and headings."""

    def __init__(self, view: PageView) -> None:
        self._view = view
        self._number = question_number(view.page.url)
        self._cover = Cover()
        self._post = Post(view)
        self._subjects: list[_Subject] = []
        self._notices: list[Speaker | Message] = []
        self._wrappers = 0

    def posts(self) -> Iterator[Post]:
        """Yield the threads; another number behind a body begins another one."""
        for node in seen(filter(self._may_count, self._view.css(_PARTS)), self._cover):
            if _IS_BODY.search(node.attributes.get("class") or ""):
                self._body(node)
                continue
            subject = self._subject(node)
            if subject is None:
                continue
            if subject.number is not None:
                if self._begins_another(subject.number):
                    yield self._post
                    self._post = Post(self._view)
                self._set_notices_aside()
            self._subjects.append(subject)
        self._settle()
        if not self._post.says_anything:
            self._post.parts = [*self._notices, *self._post.parts]
        yield self._post

    def _may_count(self, node: LexborNode) -> bool:
        """Whether an element need be looked at: menus are made of entries too, and this quickly passes them over."""
        if node.tag in _HEADING_TAGS or _IS_BODY.search(node.attributes.get("class") or "") is not None:
            return True
        if self._wrappers >= MAX_WRAPPERS:
            return False
        text = node.text()
        if len(text) <= MAX_LINE_CHARS:
            return _SIGNS.search(text) is not None
        self._wrappers += 1
        return False

    def _body(self, node: LexborNode) -> None:
        self._cover.add(node)
        lines = _lines_of_body(node)
        if lines or self._post.parts:
            self._settle()
            self._post.add(Message(node, lines))

    def _subject(self, node: LexborNode) -> _Subject | None:
        """Read a heading or an entry; what an entry says besides number and title goes to the thread."""
        is_heading = node.tag in _HEADING_TAGS
        if is_heading:
            self._cover.add(node)
        elif self._wraps(node):
            return None
        line = line_of(node)
        if line is None:
            return None
        titled = is_heading or node.css_first(_HEADINGS) is not None
        if _is_in_entry(node) and self._speaks(node, line, dated=titled):
            return None
        if is_heading:
            return _Subject(line, *number_and_title(line), int((node.tag or "h0")[1]), _is_in_entry(node))
        if not titled and line.text[0] in "#＃":
            return _Subject(line, *number_and_title(line), 0, in_bar=True)
        if not titled:
            self._post.topics += topics(self._view, line)
        return None

    def _wraps(self, node: LexborNode) -> bool:
        """Whether an entry holds other entries or a body, and is no line itself."""
        if self._wrappers < MAX_WRAPPERS and len(node.css(_ENTRY)) == 1 and node.css_first(_BODY) is None:
            return False
        self._wrappers += 1
        return True

    def _speaks(self, node: LexborNode, line: Block, *, dated: bool) -> bool:
        """Take a line that says who speaks, once where it is there twice, for narrow and for wide screens."""
        asks = is_asker(line.text, dated=dated)
        if not asks and not is_doctor(line.text, dated=dated):
            return False
        self._cover.add(node)
        if asks:
            self._set_notices_aside()
        before = self._post.parts[-1] if self._post.parts else None
        if not (isinstance(before, Speaker) and before.line.text == line.text):
            self._post.add(speaker_of(node, line, is_doctor=not asks))
        return True

    def _set_notices_aside(self) -> None:
        """Take bodies that stand before both number and asker for notices of the site, should there be others."""
        post = self._post
        if post.parts and post.number is None and not post.speakers:
            self._notices, post.parts, post.title = post.parts, [], None

    def _begins_another(self, number: Piece) -> bool:
        known = self._post.number
        return known is not None and known[0] != number[0] and self._post.says_anything

    def _settle(self) -> None:
        """Choose number and title from what stands before the first body; what stands behind it gives neither."""
        if not any(isinstance(part, Message) for part in self._post.parts):
            chosen = _number_among(self._subjects, self._number)
            if chosen is not None:
                self._post.number = chosen.number
                self._post.numbered = chosen.in_bar
            self._post.title = _title_among(self._subjects, chosen)
        self._subjects = []


def _number_among(subjects: Sequence[_Subject], wanted: str | None) -> _Subject | None:
    """Return what gives the thread's number: the page's own, else what is nothing but a number, else the first."""
    numbered = [(one, one.number[0]) for one in subjects if one.number is not None]
    asked_for = (one for one, number in numbered if plain_number(number) == wanted)
    alone = (one for one, _ in numbered if one.title is None)
    return next(chain(asked_for, alone, (one for one, _ in numbered)), None)


def _title_among(subjects: Sequence[_Subject], numbered: _Subject | None) -> Piece | None:
    """Return the title: a heading in a bar rather than another, of the second level rather than another.

    Of several the first behind the number, else the last. A heading with a number of its own keeps it.
    """
    number = numbered.number[0] if numbered is not None and numbered.number is not None else None
    behind = False
    titles: list[_Title] = []
    for one in subjects:
        behind = behind or one is numbered
        if one.number is None or one.number[0] == number:
            if one.title is not None:
                titles.append(_Title(one.title, one, behind))
        elif one.heading:
            titles.append(_Title((one.line.text, BlockPlace((one.line,))), one, behind))
    best = (
        [title for title in titles if title.given_by.in_bar and title.given_by.heading]
        or [title for title in titles if title.given_by.heading == 2]
        or titles
    )
    if not best:
        return None
    return next((title for title in best if title.behind), best[-1]).piece


def _is_entry(node: LexborNode) -> bool:
    return _IS_ENTRY.search(node.attributes.get("class") or "") is not None


def _is_in_entry(node: LexborNode) -> bool:
    """Whether an element is an entry of a bar, or lies in one."""
    current: LexborNode | None = node
    for _ in range(_STEPS):
        if current is None or _is_entry(current):
            break
        current = current.parent
    else:
        return False
    return current is not None


def _lines_of_body(node: LexborNode) -> list[Block]:
    """Return the lines of a body: of the boxes in it, where nothing that is prose stands beside them."""
    children = list(node.iter(include_text=True))
    boxes = [child for child in children if child.tag == "div"]
    beside = [child for child in children if child.tag not in ("div", "-text", "-comment")]
    bare = any(child.tag == "-text" and (child.text_content or "").strip() for child in children)
    if boxes and beside and not bare and not any(child.tag in _PROSE for child in beside):
        lines = [line for box in boxes for line in lines_of(box)]
        if lines:
            return lines
    return lines_of(node)
