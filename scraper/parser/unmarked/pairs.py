"""Questions and answers that a page labels, in HTML and in plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scraper.parser.blocks import Block
from scraper.parser.layout import NO_LAYOUT, Layout
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Found
from scraper.parser.unmarked.byline import is_byline, name_in
from scraper.parser.unmarked.day_lines import read_line
from scraper.parser.unmarked.labels import Label, pair_of_letters
from scraper.parser.unmarked.post_words import is_button
from scraper.parser.values import paragraphs

MAX_PAIRS = 1000
_MAX_BYLINE_CHARS = 120
_SHORT_WIDTH = 25  # of an answer, in letters; the answers of a quiz are as short
_ASKING = ("?", "？", "؟")
_OPTION = re.compile(r"[(（]?[A-Ea-e][.)）:、]\s*\S.{0,120}")
_RULE_LINE = re.compile(r"[_=\-–—*~#]{3,}|--\s?")


@dataclass(slots=True)
class Part:
    """A labelled question or answer.

    :param found: field → value with its evidence, as in a post.
    """

    label: Label
    found: dict[str, Found] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its text; empty where it has none."""
        return self.found["text"].value if "text" in self.found else ""


@dataclass(slots=True)
class Pair:
    """A question and its answers."""

    question: Part
    answers: list[Part]


def find_pairs(blocks: Sequence[Block], labels: Sequence[Label], last: int) -> list[Pair]:
    """Return the pairs that labels make.

    :param last: index of the last block that may belong to the last answer.
    """
    labels = _consistent(labels)
    is_html = bool(blocks) and blocks[0].node is not None
    layout = Layout.around(label.block for label in labels) if is_html else NO_LAYOUT
    ends = [*(label.block.index - 1 for label in labels[1:]), last]
    pairs: list[Pair] = []
    for label, end in zip(labels, ends, strict=False):
        part = _part(label, list(_lines(blocks, label, end, layout)), layout)
        if label.is_question:
            pairs.append(Pair(part, []))
        elif pairs:
            pairs[-1].answers.append(part)
    return [pair for pair in pairs if pair.question.text and any(answer.text for answer in pair.answers)][:MAX_PAIRS]


def doubt_of_pairs(pairs: Sequence[Pair]) -> str | None:
    """Return why labelled pairs are no questions that somebody asked to know, or None."""
    if not pairs:
        return "no labelled question has a labelled answer"
    first = pairs[0].question.label
    asking = sum(1 for pair in pairs if any(mark in pair.question.text for mark in _ASKING))
    if first.letter and len(pairs) == 1 and first.stands_alone:
        return "one letter alone on a line labels nothing"
    if first.letter and asking * 2 < len(pairs):
        return "what is labelled as questions does not ask"
    if any(_has_options(pair) for pair in pairs):
        return "the questions offer answers to choose from: a quiz"
    numbered = sum(1 for pair in pairs if pair.question.label.number is not None)
    short = sum(1 for pair in pairs if all(_width(answer.text) < _SHORT_WIDTH for answer in pair.answers))
    if len(pairs) > 1 and short * 3 > len(pairs) * 2 and (numbered * 2 > len(pairs) or short == len(pairs)):
        return "the answers are single words: a quiz"
    return None


def _consistent(labels: Sequence[Label]) -> list[Label]:
    """Return the labels in words, or those of one letter that are pairs: a list may begin its entries with letters."""
    words = [label for label in labels if not label.letter]
    if len({label.is_question for label in words}) > 1:
        return words
    letters = [label for label in labels if label.letter]
    kept: list[Label] = []
    for label, following in zip(letters, [*letters[1:], None], strict=True):
        if label.is_question:
            if following is not None and pair_of_letters(label, following):
                kept.append(label)
        elif kept and (not kept[-1].is_question or pair_of_letters(kept[-1], label)):
            kept.append(label)
    return kept


def _lines(blocks: Sequence[Block], label: Label, end: int, layout: Layout) -> Iterator[Block]:
    """Yield the lines of a question or answer, up to a heading, a rule or the end of a plain text's paragraph."""
    if not label.stands_alone:
        yield label.block
    seen = False
    for block in blocks[label.block.index + 1 : end + 1]:
        is_heading = block.level > 0 and (not label.block.level or block.level <= label.block.level)
        if seen and (is_heading or (block.node is None and block.gap > 1)):
            return
        if block.ruled or _RULE_LINE.fullmatch(block.text):
            return
        if not layout.is_furniture(block) and not is_button(block.text):
            seen = True
            yield block


def _part(label: Label, lines: list[Block], layout: Layout) -> Part:
    """Read a question or answer; who wrote it and when stands on its first or last lines."""
    part = Part(label)
    rule = f"label({label.block.text[: label.start].strip(' :：.、)）】]')!r})"
    if label.name is not None:
        place = BlockPlace((label.block,), label.name.start, label.name.end)
        part.found["author"] = Found(label.name.text, f"{rule}.author", place)
    while len(lines) > 1 and _take_byline(part, lines[-1], rule):
        lines.pop()
    while len(lines) > 1 and lines[0] is not label.block and _take_byline(part, lines[0], rule):
        lines.pop(0)
    starts = [label.start if block is label.block else 0 for block in lines]
    value = paragraphs(
        block.text[start:] if start else layout.line(block) for block, start in zip(lines, starts, strict=True)
    )
    if value is not None:
        part.found["text"] = Found(value, f"{rule}.text", BlockPlace(lines, starts[0]))
    return part


def _take_byline(part: Part, block: Block, rule: str) -> bool:
    """Read a line that says nothing but who wrote a part and when; return whether it is one."""
    line = read_line(block.text) if len(block.text) <= _MAX_BYLINE_CHARS else None
    if line is None or line.body is not None or not is_byline(block.text, line.start, line.end):
        return False
    name = name_in(block.text, line.start, line.end)
    if name is not None:
        part.found.setdefault("author", Found(name.text, f"{rule}.author", BlockPlace((block,), name.start, name.end)))
    if len(line.readings) == 1:
        part.found.setdefault("day", Found(line.readings[0], f"{rule}.day", BlockPlace((block,), *line.day_span)))
    return True


def _width(text: str) -> int:
    """Return how long a text is in letters; a CJK character says as much as three of them."""
    return sum(3 if character > "\u2e80" else 1 for character in text)


def _has_options(pair: Pair) -> bool:
    lines = pair.question.text.split("\n")[1:] + [line for answer in pair.answers for line in answer.text.split("\n")]
    return sum(1 for line in lines if _OPTION.fullmatch(line)) >= 2
