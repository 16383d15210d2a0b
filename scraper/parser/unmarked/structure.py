"""What a page shows of its structure, each part made when first asked for."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.unmarked.byline import plausible_name
from scraper.parser.unmarked.day_lines import DayLine, TellingWords
from scraper.parser.unmarked.outline import Element, Outline, words_of
from scraper.parser.unmarked.page_words import ANSWER_NAMES
from scraper.parser.unmarked.stamps import Stamp, find_day_lines, find_stamps
from scraper.parser.values import clean_line, count
from scraper.parser.view import PageView

USER_PATH = re.compile(
    r"/(?:users?|members?|profiles?|u|people|author|accounts?)[/?]|user\?|profile\.php|member\.php|memberlist"
    r"|[?&](?:u|user|uid)=",
    re.I,
)
"""In the address of a page about a person."""

MAX_DAYS = 5000
"""Lines that date something; a page with more is a list, or made to cost time."""

_MAX_SEARCHED_LINES = 40  # of one element, for the line in which a name stands
_AUTHORS = (
    "[rel~=author],[class*=author i],[class*=user i],[class*=poster i],[class*=nick i],[class*=name i]"
    ",[class*=member i],[class*=asker i],[class*=owner i],[class*=writer i],[class*=autor i],[class*=usuario i]"
    ",a[href*=user],a[href*=member],a[href*=profile],a[href*='/u/'],a[href*=author],a[href*='/people/']"
)
_AUTHOR_WORDS = frozenset(
    (
        "author user username poster nick nickname name member asker owner writer autor usuario handle posteruser"
        " displayname answerer replier responder authorname postauthor userinfo byline creator"
    ).split()
)
# What is named after a member and is not his name.
_BESIDE_WORDS = frozenset(
    (
        "title rank role status group level avatar stats count badge badges reputation posts joined flair signature"
        " banner content body text date time action"
    ).split()
)
_SCORES = "[class*=vote i],[class*=score i],[class*=point i]"
_SCORE_WORDS = frozenset("vote votes score upvotes points votecount upvote".split())
_MAX_SCORE_CHARS = 12
_MAX_NAMED_LINES = 20


_IsNamed = Callable[["Slot", Mapping[str, str | None]], bool]


class Slot(NamedTuple):
    """A kind of element: tag and words of its classes."""

    tag: str
    words: frozenset[str]


class Named(NamedTuple):
    """An element that is named after what it shows.

    :param line: index of the line in which it stands.
    :param start: its first character in that line.
    """

    line: int
    start: int
    text: str
    slot: Slot


class Structure:
    """Lines, elements, stamps and named elements of one HTML page."""

    def __init__(self, view: PageView) -> None:
        self.view = view
        self.blocks: Sequence[Block] = view.blocks

    @cached_property
    def outline(self) -> Outline:
        """The elements around the lines."""
        return Outline(self.blocks)

    @cached_property
    def _day_lines(self) -> dict[int, DayLine]:
        return find_day_lines(self.blocks, self._words)

    @cached_property
    def _words(self) -> TellingWords:
        return TellingWords.of(block.text for block in self.blocks)

    @property
    def may_have_posts(self) -> bool:
        """Whether the page has days, or words for answers: a quick look, before elements are looked at."""
        text = self.view.page.text
        days = len(self._day_lines) + text.count("datetime=")
        if days > MAX_DAYS:
            return False
        if days > 1:
            return True
        return any(word in text for word in ANSWER_NAMES)

    @cached_property
    def stamps(self) -> list[Stamp]:
        """The lines that date something, in reading order."""
        return find_stamps(self.view, self.outline, self._day_lines, self._words)

    @cached_property
    def _stamp_indexes(self) -> list[int]:
        return [stamp.block.index for stamp in self.stamps]

    @cached_property
    def _authors(self) -> list[Named]:
        return sorted(self._named(_AUTHORS, _is_author, plausible_name), key=itemgetter(0))

    @cached_property
    def _scores(self) -> list[Named]:
        return sorted(self._named(_SCORES, _is_score, _is_count), key=itemgetter(0))

    def box(self, index: int) -> Element:
        """Return the element that makes a line."""
        return self.outline.box(index)

    def stamps_in(self, first: int, last: int) -> Sequence[Stamp]:
        """Return the stamps from one line to another."""
        return self.stamps[bisect_left(self._stamp_indexes, first) : bisect_left(self._stamp_indexes, last + 1)]

    def authors_in(self, first: int, last: int) -> Sequence[Named]:
        """Return the elements that name an author, from one line to another."""
        return _between(self._authors, first, last)

    def scores_in(self, first: int, last: int) -> Sequence[Named]:
        """Return the elements that show a number of votes, from one line to another."""
        return _between(self._scores, first, last)

    def size(self, first: int, last: int) -> int:
        """Return how many characters of text stand from one line to another."""
        if last < first or first >= len(self.blocks):
            return 0
        begin, end = self.blocks[first], self.blocks[min(last, len(self.blocks) - 1)]
        between = end.index - begin.index  # a line feed parts two lines
        return end.position + len(end.text) - begin.position - between

    def _named(self, selector: str, is_named: _IsNamed, reads: Callable[[str], bool]) -> Iterator[Named]:
        cursors: dict[int, int] = {}  # nodes come in reading order, and so do the lines they stand in
        # The engine gives an element once for each selector that it matches.
        nodes = {node.mem_id: node for node in self.view.css(selector)}
        for node in nodes.values():
            attributes = node.attributes
            slot = Slot(node.tag or "", words_of(attributes.get("class") or ""))
            around = self.outline.around(node) if is_named(slot, attributes) else None
            if around is None:
                continue
            text = self._text_of(node, around)
            if text is None or not reads(text):
                continue
            first = cursors.get(id(around), around.first)
            for index in range(first, min(around.last, first + _MAX_SEARCHED_LINES) + 1):
                start = self.blocks[index].text.find(text)
                if start >= 0:
                    cursors[id(around)] = index
                    yield Named(index, start, text, slot)
                    break

    def _text_of(self, node: LexborNode, around: Element) -> str | None:
        """Return the text of an element that is part of a line, or the first line of a small one."""
        if around.node.mem_id == node.mem_id and around.first < around.last:
            return self.blocks[around.first].text if around.last - around.first <= _MAX_NAMED_LINES else None
        return clean_line(node.text(separator=" "))


def _between(named: Sequence[Named], first: int, last: int) -> Sequence[Named]:
    key = attrgetter("line")
    return named[bisect_left(named, first, key=key) : bisect_left(named, last + 1, key=key)]


def _is_author(slot: Slot, attributes: Mapping[str, str | None]) -> bool:
    if "author" in (attributes.get("rel") or "").split():
        return True
    words = slot.words | words_of(attributes.get("id") or "")
    if not words.isdisjoint(_AUTHOR_WORDS):
        return words.isdisjoint(_BESIDE_WORDS)
    return slot.tag == "a" and USER_PATH.search(attributes.get("href") or "") is not None


def _is_score(slot: Slot, attributes: Mapping[str, str | None]) -> bool:  # noqa: ARG001
    return not slot.words.isdisjoint(_SCORE_WORDS)


def _is_count(text: str) -> bool:
    return len(text) <= _MAX_SCORE_CHARS and count(text) is not None
