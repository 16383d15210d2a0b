"""Editorial text as sections and nested list entries, read from blocks whatever mark-up or marks they carry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from scraper.parser.blocks import Block, Frame, FrameKind
from scraper.parser.layout import Layout
from scraper.parser.place import BlockPlace, Place
from scraper.parser.rules import Found, Rule, Scope
from scraper.parser.values import is_lone_number, paragraphs

MAX_ENTRY_DEPTH = 16  # of entries within entries; deeper ones stand beside each other
MAX_HEADING_CHARS = 120
MAX_HEADING_WORDS = 24
HEADING_GAP = 2  # empty lines before a heading in the site's plain text
MAX_LABEL_CHARS = 80
MAX_LABEL_WORDS = 12

_MARK = re.compile(
    r"(?P<number>\(?\d{1,3}[.)、．]|（\d{1,3}）)\s*(?=\D|$)|(?P<letter>\(?[A-Za-z][.)])\s+|(?P<bullet>[-–—*](?=\s)|[•●▪◦‧·])\s*"
)
_LABEL = re.compile(rf"(?P<label>[^:：]{{1,{MAX_LABEL_CHARS}}})(?::(?=\s|$)|：)\s*(?P<text>.*)", re.S)
# A sentence ends inside the line; the stop of a title or an initial ends none.
_SENTENCE_WITHIN = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bvs)(?<!\b[A-Z])[.!?。！？]\s+\S")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)]*\s|[.!?。！？]$")
_LONE_DASHES = frozenset("-–—*")  # bullets in a cell of their own
_TERMINAL = tuple(".!。！;；:：,，、")


class _Line(NamedTuple):
    """A line of an entry, or a part of it: its text and where that begins in its block."""

    text: str
    block: Block
    start: int = 0

    def shortened(self, text: str) -> "_Line":
        """Return the part of the line that is the given beginning of it."""
        return _Line(text, self.block, self.start)

    def from_character(self, number: int) -> "_Line":
        """Return the rest of the line behind its first characters."""
        return _Line(self.text[number:], self.block, self.start + number)


@dataclass(slots=True)
class _Node:
    """A section or a list entry while it is being read."""

    lines: list[_Line] = field(default_factory=list)
    heading: _Line | None = None
    entries: list["_Node"] = field(default_factory=list)
    key: tuple[int, str] = (0, "")
    first: Block | None = None


@dataclass(frozen=True, slots=True)
class ArticleReading:
    """What was read: the sections as plain values, and the place of each text.

    :param evidence: JSON pointer below the article → place.
    """

    sections: list[dict[str, Any]]
    evidence: dict[str, Place]


class Outline(Rule):
    """The article under a landmark: sections and nested list entries, each with its place."""

    def __init__(self, landmark: str, body: str) -> None:
        self.landmark = landmark
        self.body = body
        self.name = f"outline under landmark({landmark!r})"

    def find(self, scope: Scope) -> Found | None:
        """Return the article; a heading with nothing under it is none."""
        landmark, body = scope.spans.get(self.landmark), scope.spans.get(self.body)
        reading = read_article(body.blocks, body.layout) if body is not None else None
        if reading is None or landmark is None:
            return None
        heading = landmark.blocks[0].text.rstrip(":： ")
        place = BlockPlace(landmark.blocks[:1], 0, len(heading))
        inner: dict[str, tuple[str, Place]] = {"/heading": (f"landmark({self.landmark!r})", place)}
        inner |= {pointer: (self.name, found) for pointer, found in reading.evidence.items()}
        return Found({"heading": heading, "sections": reading.sections}, self.name, place, inner)


def read_article(blocks: Sequence[Block], layout: Layout) -> ArticleReading | None:
    """Read sections and entries.

    :param layout: which lists only lay out the page: their entries are not list entries of the text.
    :returns: None where the blocks hold no text.
    """
    joined = _join_lone_numbers(blocks)
    tagged = _tagged_headings(joined)
    # A list whose entries begin with the headings of sections arranges the article.
    layout = layout.and_around(tagged or _sole_entry(joined, layout))
    headings = frozenset(block.index for block in tagged or _untagged_headings(joined, layout))
    reader = _Reader(headings, layout)
    for block in joined:
        reader.take(block)
    sections = [section for section in reader.sections if section.heading or section.lines or section.entries]
    if not any(section.lines or section.entries for section in sections):
        return None
    evidence: dict[str, Place] = {}
    values = []
    for number, section in enumerate(sections):
        pointer = f"/sections/{number}"
        if section.heading is not None:
            evidence[f"{pointer}/heading"] = _place([section.heading])
        if section.lines:
            evidence[f"{pointer}/text"] = _place(section.lines)
        values.append(
            {
                "heading": section.heading.text if section.heading is not None else None,
                "text": _text(section.lines),
                "items": [
                    _entry(entry, f"{pointer}/items/{index}", evidence) for index, entry in enumerate(section.entries)
                ],
            }
        )
    return ArticleReading(values, evidence)


def _entry(node: _Node, pointer: str, evidence: dict[str, Place]) -> dict[str, Any]:
    label, lines = node.heading, node.lines
    if label is None and lines:
        label, lines = _split_lines(lines)
    if label is not None:
        evidence[f"{pointer}/label"] = _place([label])
    text = _text(lines)
    if text is not None:
        evidence[f"{pointer}/text"] = _place(lines)
    return {
        "label": label.text if label is not None else None,
        "text": text,
        "items": [_entry(inner, f"{pointer}/items/{n}", evidence) for n, inner in enumerate(node.entries)],
    }


def _text(lines: Sequence[_Line]) -> str | None:
    return paragraphs(line.text for line in lines)


def _place(lines: Sequence[_Line]) -> Place:
    last = lines[-1]
    return BlockPlace(tuple(line.block for line in lines), lines[0].start, last.start + len(last.text))


def _split_lines(lines: list[_Line]) -> tuple[_Line | None, list[_Line]]:
    """Split the lines of an entry at the colon behind its label, if it has one."""
    text = _text(lines) or ""
    label, rest = split_label(text)
    if label is None:
        return None, lines
    behind = len(text) - len(rest or "")
    kept = list(lines)
    while kept and behind > len(kept[0].text):
        behind -= len(kept[0].text) + 1
        del kept[0]
    if kept:
        kept[0] = kept[0].from_character(behind)
    return lines[0].shortened(label), [line for line in kept if line.text]


def split_label(text: str) -> tuple[str | None, str | None]:
    """Split ``Hydration: Drink enough`` at its colon; the label is None where the colon belongs to a sentence."""
    match = _LABEL.match(text)
    if match is None:
        return None, text
    label = match["label"].strip()
    if not label or len(label.split()) > MAX_LABEL_WORDS or _SENTENCE_END.search(label) or "\n" in label:
        return None, text
    return label, match["text"].strip() or None


class _Reader:
    """Takes blocks one after the other and keeps where in the outline it stands."""

    def __init__(self, headings: frozenset[int], layout: Layout) -> None:
        self._layout = layout
        self._headings = headings
        self.sections: list[_Node] = [_Node()]
        self._open: list[_Node] = []

    def take(self, block: Block) -> None:
        own = _MARK.match(block.text)
        mark = block.mark and self._layout.is_listed(block)
        if block.index in self._headings:
            self._open = []
            self.sections.append(_Node(heading=_Line(block.text, block)))
        elif own or mark:
            self._start_entry(block, own.end() if own else 0, own.lastgroup if own else None)
        elif (term := block.enclosing(FrameKind.TERM)) is not None and not self._layout.arranges(term):
            self._start_entry(block, 0, "term")
        elif self._continues_entry(block):
            self._continue_entry(block)
        else:
            self._open = []
            self.sections[-1].lines.append(_Line(block.text, block))

    def _start_entry(self, block: Block, start: int, mark: str | None) -> None:
        """Begin an entry.

        :param start: length of its mark.
        """
        depth = sum(1 for frame in block.frames(FrameKind.LIST) if frame not in self._layout.anchored)
        key = (depth, mark or ("list" if depth else ""))
        known = next((n for n, node in enumerate(self._open) if node.key == key), None)
        if known is not None:
            del self._open[known:]
        else:
            while self._open and self._open[-1].key[0] > depth:
                self._open.pop()
            if self._open and self._open[-1].key[0] == depth and mark is None:
                self._open.pop()
        del self._open[MAX_ENTRY_DEPTH - 1 :]
        parent = self._open[-1] if self._open else self.sections[-1]
        start = len(block.text) - len(block.text[start:].lstrip())
        text = block.text[start:]
        line = _Line(text, block, start)
        entry = _Node(key=key, first=block)
        if (mark == "term" or block.level or block.strong) and text and not _LABEL.match(text + " "):
            entry.heading = line
        elif (label := _emphasised_label(block, text)) is not None:
            entry.heading = line.shortened(label)
            entry.lines.append(line.from_character(len(text) - len(text[len(label) :].lstrip(" -–—"))))
        elif text:
            entry.lines.append(line)
        parent.entries.append(entry)
        self._open.append(entry)

    def _continues_entry(self, block: Block) -> bool:
        """Whether a block without a mark of its own still belongs to an open entry."""
        if not self._open:
            return False
        entry = self._open[-1]
        assert entry.first is not None
        definition = block.enclosing(FrameKind.DEFINITION)
        if entry.key[1] == "term" and definition is not None:
            term = entry.first.enclosing(FrameKind.TERM)
            if term is not None and _list_of(definition) is _list_of(term):
                return True
        frame = self._entry_frame(block)
        if frame is not None:
            holders = [node for node in self._open if node.first is not None and self._entry_frame(node.first) is frame]
            if holders:
                del self._open[self._open.index(holders[-1]) + 1 :]
                return True
        row = block.enclosing(FrameKind.ROW)
        cell = block.enclosing(FrameKind.CELL)
        if row is not None and row is entry.first.enclosing(FrameKind.ROW) and cell is not _cell_of(entry.first):
            return True
        # A label alone on its line, by emphasis or colon, takes the line after it as its text.
        return _is_bare_label(entry) and self._entry_frame(entry.first) is None

    def _continue_entry(self, block: Block) -> None:
        entry = self._open[-1]
        if entry.heading is None and not entry.entries and _is_label(entry.lines):
            label = entry.lines.pop()
            entry.heading = label.shortened(label.text.rstrip(":： "))
        line = _Line(block.text, block)
        if entry.heading is not None and not entry.lines:
            line = line.from_character(len(block.text) - len(block.text.lstrip(":： ")))
        if line.text:
            entry.lines.append(line)

    def _entry_frame(self, block: Block) -> Frame | None:
        return next((frame for frame in block.frames(FrameKind.ITEM) if not self._layout.arranges(frame)), None)


def _emphasised_label(block: Block, text: str) -> str | None:
    """Return the emphasised beginning of an entry that a dash or a new sentence follows: a label without a colon.

    :param text: the line without its mark, which may be emphasised too.
    """
    label = text[: max(block.lead - (len(block.text) - len(text)), 0)].strip()
    following = text[len(label) :].lstrip()
    if not label or label.endswith((":", "：")) or not looks_like_label(label):
        return None
    return label if following[:1] in ("-", "–", "—") or following[:1].isupper() else None


def _cell_of(block: Block) -> Frame | None:
    return block.enclosing(FrameKind.CELL)


def _list_of(entry: Frame) -> Frame | None:
    return next((frame for frame in entry.chain() if frame.kind is FrameKind.LIST), None)


def _is_bare_label(entry: _Node) -> bool:
    if entry.entries:
        return False
    if entry.heading is not None:
        return not entry.lines
    return _is_label(entry.lines) and entry.lines[0].text.endswith((":", "："))


def _is_label(lines: Sequence[_Line]) -> bool:
    return len(lines) == 1 and looks_like_label(lines[0].text)


def looks_like_label(line: str) -> bool:
    """Whether a line reads as the label of an entry: a few words that end no sentence."""
    text = line.rstrip(":： ")
    return 0 < len(text) <= MAX_LABEL_CHARS and len(text.split()) <= MAX_LABEL_WORDS and not _SENTENCE_END.search(text)


def looks_like_heading(block: Block) -> bool:
    """Whether an unmarked line reads as a heading: short, begins like a title, ends no sentence but a question."""
    text = block.text
    if len(text) > MAX_HEADING_CHARS or len(text.split()) > MAX_HEADING_WORDS or text.endswith(_TERMINAL):
        return False
    return not text[0].islower() and _SENTENCE_WITHIN.search(text) is None


def _sole_entry(blocks: Sequence[Block], layout: Layout) -> Sequence[Block]:
    """Return all blocks where one list entry holds the whole article: that list only lays out the page."""
    outermost = [
        [frame for frame in block.frames(FrameKind.ITEM) if not layout.arranges(frame)][-1:] for block in blocks
    ]
    return blocks[:1] if outermost and outermost[0] and all(outer == outermost[0] for outer in outermost) else ()


def _tagged_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that heading tags make headings of sections.

    A heading inside a list entry is the label of that entry where it is of a lower rank than the highest there is,
    where headings stand outside of lists too, or where the entries are numbered or in several lists.
    """
    tagged = [block for block in blocks if block.level and not _MARK.match(block.text)]
    outside = [block for block in tagged if block.enclosing(FrameKind.ITEM) is None]
    if outside:
        return outside
    highest = min((block.level for block in tagged), default=0)
    tagged = [block for block in tagged if block.level == highest]
    lists = {block.enclosing(FrameKind.LIST) for block in tagged}
    return [] if len(lists) > 1 or any(entries is not None and entries.ordered for entries in lists) else tagged


def _untagged_headings(blocks: Sequence[Block], layout: Layout) -> list[Block]:
    """Return the headings by the strongest sign that any of them carries.

    In this order: definition terms above a list, where no other line may be one; emphasised lines; lines set off by two
    empty lines; shape alone.
    """
    shaped = [
        block
        for block in blocks
        if not _MARK.match(block.text) and not layout.is_listed(block) and looks_like_heading(block)
    ]
    apart = [block for block in shaped if not _is_defined(block, layout)]
    terms = [] if apart else _outer_terms(blocks, layout)
    return (
        terms
        or [block for block in apart if block.strong]
        or [block for block in apart if block.gap >= HEADING_GAP]
        or apart
        or shaped
    )


def _is_defined(block: Block, layout: Layout) -> bool:
    """Whether a block stands in a definition list that belongs to the text."""
    kinds = (FrameKind.TERM, FrameKind.DEFINITION)
    return any(frame.kind in kinds and not layout.arranges(frame) for frame in block.frames())


def _outer_terms(blocks: Sequence[Block], layout: Layout) -> list[Block]:
    """Return the definition terms that stand above a list or an inner definition list: headings, not labels."""
    terms = [
        block
        for block in blocks
        if (term := block.enclosing(FrameKind.TERM)) is not None
        if not layout.arranges(term) and not _MARK.match(block.text)
    ]
    if not terms:
        return []
    depths = [_depth(block) for block in terms]
    others = any(block.mark or _MARK.match(block.text) for block in blocks)
    if min(depths) == max(depths) and not others:
        return []
    return [block for block, depth in zip(terms, depths, strict=True) if depth == min(depths)]


def _depth(block: Block) -> int:
    return sum(1 for _ in block.frames(FrameKind.LIST))


def _join_lone_numbers(blocks: Sequence[Block]) -> list[Block]:
    """Join a list number that stands alone on its line to the line after it."""
    joined: list[Block] = []
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            joined.append(
                replace(
                    block,
                    text=f"{waiting.text} {block.text}",
                    gap=waiting.gap,
                    ruled=False,
                    lead=0,
                    mark="",
                    # Where the text stands: the number before it may stand in another cell.
                    position=block.position - len(waiting.text) - 1,
                )
            )
            waiting = None
        elif is_lone_number(block.text) or block.text in _LONE_DASHES:
            waiting = block
        else:
            joined.append(block)
    return joined if waiting is None else [*joined, waiting]
