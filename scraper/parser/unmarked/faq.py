"""Pages that answer frequent questions: pairs of a question that stands out and the text below it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.layout import Layout
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Found
from scraper.parser.unmarked.doubts import is_asking, is_teaser
from scraper.parser.unmarked.labels import read_label
from scraper.parser.unmarked.outline import common, is_framed
from scraper.parser.unmarked.page_words import FAQ, NO_QUESTION
from scraper.parser.unmarked.post_words import is_button
from scraper.parser.unmarked.structure import Structure
from scraper.parser.values import paragraphs

MAX_PAIRS = 1000
MAX_QUESTION_CHARS = 300
MAX_HEADING_CHARS = 120
NO_HEADING = "no heading says that frequent questions follow"
TOO_FEW = "the page of frequent questions answers fewer than two of them"
_LETTERS = frozenset("qa問问答")
_QUESTION_WORDS = frozenset({"question", "frage", "pregunta", "q", "accordion", "toggle", "title"})


class FaqPair(NamedTuple):
    """A question and the text below it."""

    question: Found
    answer: Found


class _Kind(NamedTuple):
    """How a line stands out; the questions of a page stand out alike."""

    level: int
    strong: bool
    term: bool
    shape: str


@dataclass(frozen=True, slots=True)
class FaqFinder:
    """Finds the pairs of a page of frequent questions."""

    structure: Structure

    def find(self) -> tuple[list[FaqPair], str]:
        """Return the pairs, and, where there are none, why not."""
        span = self._span()
        if span is None:
            return [], NO_HEADING
        kinds: dict[_Kind, list[Block]] = {}
        for block in self.structure.blocks[span[0] : span[1] + 1]:
            if self._is_question(block):
                kinds.setdefault(self._kind(block), []).append(block)
        asked = max(kinds.values(), key=len, default=[])
        pairs = list(self._pairs(asked, span[1])) if len(asked) > 1 else []
        if len(pairs) < 2:
            return [], TOO_FEW
        if sum(1 for pair in pairs if is_teaser(str(pair.answer.value))) * 2 >= len(pairs):
            return [], "the answers stand on other pages"
        return pairs[:MAX_PAIRS], ""

    def _span(self) -> tuple[int, int] | None:
        """Return the first and last line below the heading that says that frequent questions follow.

        It must be the page's own: its highest heading, its title, or one below which most of the page's text stands.
        """
        blocks = self.structure.blocks
        for block in blocks:
            if not block.level or len(block.text) > MAX_HEADING_CHARS or not FAQ.search(block.text):
                continue
            if is_asking(block.text) or _is_beside(block):
                continue
            end = self._end(block)
            if block.level == 1 or _words(blocks[block.index + 1 : end + 1]) * 2 >= _words(blocks):
                return block.index + 1, end
            break
        title = self.structure.view.title or ""
        is_named = FAQ.search(title) is not None and not any(mark in title for mark in "?？؟")
        return (0, len(blocks) - 1) if is_named else None

    def _end(self, heading: Block) -> int:
        """Return the last line below a heading: before the next one of its rank, unless it is the page's own."""
        blocks = self.structure.blocks
        if heading.level > 1:
            for block in blocks[heading.index + 1 :]:
                if 0 < block.level < heading.level or (block.level == heading.level and not is_asking(block.text)):
                    return block.index - 1
        return len(blocks) - 1

    def _is_question(self, block: Block) -> bool:
        if len(block.text) > MAX_QUESTION_CHARS or not is_asking(block.text) or NO_QUESTION.fullmatch(block.text):
            return False
        leads_away = block.is_link and any(not link.href.startswith("#") for link in block.links)
        if leads_away or _is_beside(block):
            return False
        return bool(block.level or block.strong or block.enclosing(FrameKind.TERM)) or self._begins_entry(block)

    def _begins_entry(self, block: Block) -> bool:
        """Whether a line has an element of its own, named a question, or is the first of an entry with more lines."""
        box = self.structure.box(block.index)
        if box.first != box.last or box.parent is None:
            return False
        begins = box.parent.first == block.index < box.parent.last and box.parent.tag != "body"
        return begins or bool(box.words & _QUESTION_WORDS)

    def _kind(self, block: Block) -> _Kind:
        is_term = block.enclosing(FrameKind.TERM) is not None
        return _Kind(block.level, block.strong, is_term, self.structure.box(block.index).shape)

    def _pairs(self, asked: Sequence[Block], end: int) -> Iterator[FaqPair]:
        layout = Layout.around(asked)
        indexes = [block.index for block in asked]
        around = self.structure.box(indexes[0])
        for index in (indexes[-1], indexes[len(indexes) // 2]):
            around = common(around, self.structure.box(index))
        last = min(around.last, end)
        for block, following in zip(asked, [*indexes[1:], last + 1], strict=True):
            until = min(following - 1, self._own_end(block.index, indexes, last))
            lines = list(self._answer(block, until, layout))
            start = _label_length(block)
            skipped = _label_length(lines[0]) if lines else 0
            value = paragraphs(
                line.text[skipped:] if skipped and line is lines[0] else layout.line(line) for line in lines
            )
            if value is not None:
                question = Found(block.text[start:], "faq.question", BlockPlace((block,), start))
                yield FaqPair(question, Found(value, "faq.answer", BlockPlace(lines, skipped)))

    def _own_end(self, index: int, asked: Sequence[int], last: int) -> int:
        """Return the last line of the largest element that holds a question, its answer, and no other question."""
        for element in self.structure.box(index).chain():
            if bisect_right(asked, element.last) - bisect_left(asked, element.first) > 1:
                break
            if element.last > index:
                last = element.last
        return last

    def _answer(self, question: Block, until: int, layout: Layout) -> Iterator[Block]:
        kind = self._kind(question)
        for block in self.structure.blocks[question.index + 1 : until + 1]:
            if block.ruled or (block.level and (not question.level or block.level <= question.level)):
                return
            if kind.term and self._kind(block) == kind:
                return
            if is_asking(block.text) and NO_QUESTION.fullmatch(block.text):
                return
            if not is_button(block.text) and not layout.is_furniture(block):
                yield block


def _label_length(block: Block) -> int:
    """Return how many characters of a line are a label before a question or an answer: ``Q1.``."""
    label = read_label(block)
    is_one = label is not None and not label.stands_alone and (not label.letter or label.letter in _LETTERS)
    return label.start if label is not None and is_one else 0


def _words(blocks: Sequence[Block]) -> int:
    """Return about how many words of text stand in lines; where no blanks part them, characters count."""
    return sum(max(len(block.text.split()), len(block.text) // 6) for block in blocks if not _is_beside(block))


def _is_beside(block: Block) -> bool:
    return is_framed(block, FrameKind.NAVIGATION, FrameKind.FURNITURE)
