"""The lines of a post told apart: its text, and what stands around that."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scraper.parser.blocks import Block
from scraper.parser.layout import Layout
from scraper.parser.unmarked.outline import Element
from scraper.parser.unmarked.page_words import ANSWERS, REPLIES
from scraper.parser.unmarked.post_words import (
    ACCEPTED,
    ACTION,
    EDITED,
    NUMBER_LINE,
    PROFILE,
    SCORE_LABEL,
    SCORE_LINE,
    STARTER,
)
from scraper.parser.unmarked.repetition import Unit
from scraper.parser.unmarked.structure import Named, Slot, Structure

MAX_LINE_CHARS = 120  # of a line that is no text
MAX_COMMON_CHARS = 60  # of a line that most posts have, or of a link below a text
TEXT_WORDS = frozenset(
    (
        "body content text message msg postbody posttext commtext markdown prose bbcode entry inhalt contenido cuerpo"
        " postcontent messagetext"
    ).split()
)
"""Classes of elements that hold the text of a post."""
_SIGNATURE_WORDS = frozenset("signature sig signatur firma".split())
_NESTED_WORDS = frozenset("comment comments commentlist children replies subcomments".split())
_TELLING_WORDS = TEXT_WORDS | _SIGNATURE_WORDS | _NESTED_WORDS
_RULE_LINE = re.compile(r"[_=\-–—*]{5,}")
_PIECE = re.compile(r"\s*(?:[|·•/]|\s-\s|\s{2,})\s*")
_EDITED_LINE = re.compile(
    r"\W*(?:this (?:post|message|answer) (?:was|has been) |last |zuletzt |dieser beitrag wurde )?"
    rf"(?:{EDITED.pattern}).{{0,{MAX_LINE_CHARS}}}",
    re.I,
)
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", ":", "：")


class Standing(NamedTuple):
    """How an element stands in its post.

    :param is_apart: whether it belongs to comments on the post, to a signature, or to another post inside this one.
    :param is_text: whether it, or one around it, is named a text and holds nothing else of the post.
    """

    is_apart: bool
    is_text: bool


_PLAIN = Standing(is_apart=False, is_text=False)


@dataclass(slots=True)
class Lines:
    """The lines of one post, by index.

    :param unit: all of them.
    :param text: those that may be its text.
    :param heads: those above and around it: the stamp, names, other days.
    :param marks: labels that say that the post is the accepted answer.
    :param scores: those that tell its votes.
    :param profile: those that tell of its author.
    :param starts: whether one says that the author began the thread.
    :param names: the elements that name an author.
    :param stamp: the line that dates it.
    :param anchor: that line, else its first one.
    """

    unit: Unit
    names: Sequence[Named]
    text: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    profile: list[int] = field(default_factory=list)
    starts: bool = False
    stamp: int | None = field(init=False)
    anchor: int = field(init=False)

    def __post_init__(self) -> None:
        """Take the stamp's line from the unit."""
        self.stamp = self.unit.stamp.block.index if self.unit.stamp is not None else None
        self.anchor = self.unit.first if self.stamp is None else self.stamp


class LineSorter:
    """Tells the lines of a thread's posts apart.

    :param titles: indexes of the lines that are the thread's title.
    """

    def __init__(self, structure: Structure, units: Sequence[Unit], titles: Iterable[int]) -> None:
        self._structure = structure
        self._blocks = structure.blocks
        self._units = units
        self._titles = frozenset(titles)
        self._own = {unit.stamp.block.index for unit in units if unit.stamp is not None}
        self.layout = Layout.around(
            unit.stamp.block if unit.stamp is not None else self._blocks[unit.first] for unit in units
        )
        self.slot: Slot | None = None
        self._standings: dict[int, Standing] = {}
        self._of_page: dict[str, bool] = {}

    def sort(self) -> list[Lines]:
        """Return the lines of each post."""
        sorted_lines = [Lines(unit, self._names(unit)) for unit in self._units]
        self.slot = best_slot(sorted_lines)
        for lines in sorted_lines:
            self._sort(lines)
        self._drop_common(sorted_lines)
        return sorted_lines

    def _names(self, unit: Unit) -> list[Named]:
        return [
            named
            for named in self._structure.authors_in(unit.first, unit.last)
            if not self._standing(named.line, unit).is_apart
        ]

    def _sort(self, lines: Lines) -> None:
        unit = lines.unit
        named = {
            name.line
            for name in lines.names
            if name.slot == self.slot and self._blocks[name.line].text.strip(" :,") == name.text
        }
        others = {stamp.block.index for stamp in self._structure.stamps_in(unit.first, unit.last)} - self._own
        for index in range(unit.first, unit.last + 1):
            block = self._blocks[index]
            if index == lines.stamp:
                if unit.stamp is not None and unit.stamp.body is not None:
                    lines.text.append(index)
                lines.heads.append(index)
                continue
            standing = self._standing(index, unit)
            if index in self._titles or standing.is_apart or self._is_furniture(block):
                continue
            if _RULE_LINE.fullmatch(block.text):
                if lines.text and index > lines.anchor:
                    break  # a signature follows
            elif index in named:
                lines.heads.append(index)
            elif _is_text(block, standing) or not self._sort_short(lines, block, is_day=index in others):
                lines.text.append(index)

    def _sort_short(self, lines: Lines, block: Block, *, is_day: bool) -> bool:
        """Sort a short line that is no text; return whether it is none."""
        text, index = block.text, block.index
        if ACCEPTED.fullmatch(text):
            lines.marks.append(index)
        elif STARTER.fullmatch(text):
            lines.starts = True
        elif SCORE_LINE.fullmatch(text) or SCORE_LABEL.fullmatch(text):
            lines.scores.append(index)
        elif PROFILE.fullmatch(text):
            lines.profile.append(index)
        elif is_day and not text.endswith(_SENTENCE_ENDS):
            lines.heads.append(index)
        else:
            return self._is_of_page(text)
        return True

    def _is_of_page(self, text: str) -> bool:
        """Whether a line is of the page; most posts have the same such lines, and each is read once."""
        known = self._of_page.get(text)
        if known is None:
            known = self._of_page[text] = _is_of_page(text)
        return known

    def _is_furniture(self, block: Block) -> bool:
        """Whether a line belongs to the page; a quotation in a post is often an ``<aside>``."""
        if block.frame is None or not self.layout.is_furniture(block):
            return False
        return not any(
            element.tag == "blockquote" or (element.tag == "aside" and "quote" in element.words)
            for element in self._structure.box(block.index).chain()
        )

    def _standing(self, index: int, unit: Unit) -> Standing:
        """Return how a line stands in its post."""
        box = self._structure.box(index)
        standing = self._standings.get(id(box))
        if standing is not None and unit.is_inside(box):
            return standing
        unknown: list[Element] = []
        standing = _PLAIN
        for element in unit.parts_around(box):
            known = self._standings.get(id(element))
            if known is not None:
                standing = known
                break
            unknown.append(element)
        for element in reversed(unknown):
            words = element.words
            if not words.isdisjoint(_TELLING_WORDS) and (
                unit.stamp is None or not element.holds(unit.stamp.block.index)
            ):
                is_text = not words.isdisjoint(TEXT_WORDS)
                is_nested = not words.isdisjoint(_NESTED_WORDS) and not is_text
                standing = Standing(
                    standing.is_apart or is_nested or not words.isdisjoint(_SIGNATURE_WORDS),
                    standing.is_text or is_text,
                )
            self._standings[id(element)] = standing
        return standing

    def _drop_common(self, sorted_lines: Sequence[Lines]) -> None:
        """Drop short lines that most posts have: buttons and labels that no list of words knows."""
        if len(sorted_lines) < 3:
            return
        seen = Counter(
            text
            for lines in sorted_lines
            for text in {self._blocks[index].text for index in lines.text}
            if len(text) <= MAX_COMMON_CHARS
        )
        common = {text for text, number in seen.items() if number > 2 and number * 5 >= len(sorted_lines) * 3}
        for lines in sorted_lines if common else ():
            lines.text = [index for index in lines.text if self._blocks[index].text not in common] or lines.text


def best_slot(sorted_lines: Sequence[Lines]) -> Slot | None:
    """Return the kind of element that names most different authors, in most posts."""
    names: dict[Slot, set[str]] = {}
    posts: Counter[Slot] = Counter()
    for lines in sorted_lines:
        posts.update({named.slot for named in lines.names})
        for named in lines.names:
            names.setdefault(named.slot, set()).add(named.text)
    most = max(posts.values(), default=0)
    common = [slot for slot in posts if posts[slot] * 5 >= most * 4]
    return max(common, key=lambda slot: (bool(slot.words & _NAME_WORDS), len(names[slot])), default=None)


_NAME_WORDS = frozenset("author username nick nickname name poster asker posteruser displayname".split())


def _is_text(block: Block, standing: Standing) -> bool:
    """Whether a line is text by its length, or because it stands in an element named so and is no button or label."""
    text = block.text
    return len(text) > MAX_LINE_CHARS or (
        standing.is_text
        and not (
            block.is_link or ACCEPTED.fullmatch(text) or SCORE_LINE.fullmatch(text) or _EDITED_LINE.fullmatch(text)
        )
    )


def _is_of_page(text: str) -> bool:
    """Whether a line is a heading over answers, a number, or buttons."""
    if ANSWERS.fullmatch(text) or REPLIES.fullmatch(text) or _EDITED_LINE.fullmatch(text):
        return True
    return all(ACTION.fullmatch(piece) or NUMBER_LINE.fullmatch(piece) for piece in _PIECE.split(text) if piece)
