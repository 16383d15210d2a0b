"""A page as a reader sees it, made anew from its lines, with the places of fields highlighted.

Nothing of the page's mark-up is copied: the lines come from ``scraper.parser.blocks``, every tag written here is one of
this module's, and what the page says stands only in text and in http(s) addresses of links.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from scraper.parser.blocks import Block, Frame, FrameKind

MAX_SHOWN_CHARS = 500_000  # of a page; of a longer one, the lines with fields and those around them
MAX_LINE_CHARS = 20_000
CONTEXT_LINES = 15  # shown before and behind a line with a field, where a page is too long
MAX_DEPTH = 20  # of boxes within boxes
MAX_AT_ONCE = 12  # fields that may cover one character

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BOXES = {
    FrameKind.LIST: "list",
    FrameKind.ITEM: "entry",
    FrameKind.TERM: "term",
    FrameKind.DEFINITION: "definition",
    FrameKind.ROW: "row",
    FrameKind.CELL: "cell",
    FrameKind.FURNITURE: "furniture",
    FrameKind.NAVIGATION: "furniture",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A field to highlight.

    :param number: of the field among all that are explained; its anchor is ``f`` and this number.
    :param kind: which of the colours.
    :param label: the field's name.
    :param spans: where it stands in the page's text.
    :param beside: whether its value is not these characters but an attribute of their element.
    """

    number: int
    kind: str
    label: str
    spans: tuple[tuple[int, int], ...]
    beside: bool = False


@dataclass(slots=True)
class MarkedPage:
    """The page's mark-up, and which fields it shows.

    :param shown: numbers of the fields that are highlighted.
    """

    markup: str
    shown: frozenset[int] = field(default_factory=frozenset)


def visible(text: str) -> str:
    """Return text as HTML: escaped, and what is invisible or turns the reading direction shown as its number."""
    return _UNSEEN.sub(lambda found: f'<span class="control">U+{ord(found[0]):04X}</span>', escape(text))


def marked_page(blocks: Sequence[Block], marks: Sequence[Mark], absolute: Callable[[str], str | None]) -> MarkedPage:
    """Return the page with its fields highlighted.

    :param absolute: makes a link's address absolute; None where it is not http(s).
    """
    writer = _Writer(sorted(_pieces(marks), key=lambda piece: (piece.start, -piece.end, piece.mark.number)), absolute)
    kept = _kept(blocks, marks)
    left_out = chars = 0
    for block in blocks:
        if chars > MAX_SHOWN_CHARS or (kept is not None and block.index not in kept):
            left_out += 1
            continue
        writer.note_left_out(left_out)
        left_out = 0
        writer.line(block)
        chars += min(len(block.text), MAX_LINE_CHARS)
    writer.note_left_out(left_out)
    writer.close()
    return MarkedPage("".join(writer.out), frozenset(writer.shown))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One span of a field."""

    start: int
    end: int
    mark: Mark


def _pieces(marks: Sequence[Mark]) -> Iterator[_Piece]:
    for mark in marks:
        for start, end in mark.spans:
            if end > start:
                yield _Piece(start, end, mark)


def _kept(blocks: Sequence[Block], marks: Sequence[Mark]) -> set[int] | None:
    """Return the indexes of the lines that are shown of a page that is too long; None where all are."""
    if not blocks or blocks[-1].position + len(blocks[-1].text) <= MAX_SHOWN_CHARS:
        return None
    starts = [block.position for block in blocks]
    kept = set(range(CONTEXT_LINES))
    for piece in _pieces(marks):
        first = bisect_right(starts, piece.start) - 1
        last = min(bisect_left(starts, piece.end) - 1, first + 10 * CONTEXT_LINES)
        kept.update(range(first - CONTEXT_LINES, last + CONTEXT_LINES + 1))
    return kept


class _Writer:
    """Writes the lines, and keeps which boxes are open and which fields are under way."""

    def __init__(self, pieces: Sequence[_Piece], absolute: Callable[[str], str | None]) -> None:
        self.out: list[str] = []
        self.shown: set[int] = set()
        self._waiting = list(reversed(pieces))
        self._active: list[_Piece] = []
        self._open: list[Frame] = []
        self._absolute = absolute

    def note_left_out(self, lines: int) -> None:
        """Tell how many lines are not shown."""
        if lines:
            self.close()
            self.out.append(f'<p class="left-out">{lines:,} {"line" if lines == 1 else "lines"} left out</p>\n')

    def close(self) -> None:
        """Close all boxes."""
        self.out.extend("</div>\n" for _ in self._open)
        self._open = []

    def line(self, block: Block) -> None:
        """Write one line."""
        self._enter([frame for frame in reversed(list(block.frames())) if frame.kind in _BOXES][:MAX_DEPTH])
        if block.ruled:
            self.out.append("<hr>\n")
        names = ["line"]
        names += [f"h{block.level}"] if block.level else ["strong"] if block.strong else []
        names += ["gap"] if block.gap else []
        names += ["numbered"] if block.line else []
        heading = f' role="heading" aria-level="{min(block.level + 2, 6)}"' if block.level else ""
        number = f'<span class="number">{block.line}</span>' if block.line else ""
        mark = f'<span class="mark">{visible(block.mark)}</span>' if block.mark else ""
        self.out.append(f'<p class="{" ".join(names)}" dir="auto"{heading}>{number}{mark}')
        self.out.extend(self._text(block))
        self.out.append("</p>\n")

    def _enter(self, frames: list[Frame]) -> None:
        same = 0
        while same < min(len(frames), len(self._open)) and frames[same] is self._open[same]:
            same += 1
        self.out.extend("</div>\n" for _ in self._open[same:])
        self.out.extend(f'<div class="{_BOXES[frame.kind]}">\n' for frame in frames[same:])
        self._open = frames

    def _text(self, block: Block) -> Iterator[str]:
        length = min(len(block.text), MAX_LINE_CHARS)
        first, last = block.position, block.position + length
        pieces = self._pieces_in(first, last)
        links = [link for link in block.links if link.start < length]
        cuts = {0, length, *([block.lead] if block.lead < length else [])}
        for piece in pieces:
            cuts |= {max(piece.start - first, 0), min(piece.end - first, length)}
        for link in links:
            cuts |= {link.start, min(link.end, length)}
        ends = sorted(cuts)
        for start, end in pairwise(ends):
            while links and links[0].end <= start:
                del links[0]
            href = links[0].href if links and links[0].start <= start else None
            covering = [piece for piece in pieces if piece.start - first <= start and piece.end - first >= end]
            yield self._segment(block.text[start:end], href, covering, strong=end <= block.lead)
        if length < len(block.text):
            yield f'<span class="left-out">… {len(block.text) - length:,} characters left out</span>'

    def _pieces_in(self, first: int, last: int) -> list[_Piece]:
        """Return the fields that cover some of these characters; of very many, the first ones."""
        while self._waiting and self._waiting[-1].start < last:
            self._active.append(self._waiting.pop())
        self._active = [piece for piece in self._active if piece.end > first]
        return self._active[: 20 * MAX_AT_ONCE]

    def _segment(self, text: str, href: str | None, covering: list[_Piece], *, strong: bool) -> str:
        shown = visible(text)
        if strong:
            shown = f"<strong>{shown}</strong>"
        url = self._absolute(href) if href is not None else None
        if url is not None:
            shown = f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{shown}</a>'
        if not covering:
            return shown
        # The innermost field gives the colour; of several of one extent, one that is not said of the page as a whole.
        covering.sort(key=lambda piece: (piece.end - piece.start, piece.mark.kind == "page", piece.mark.number))
        del covering[MAX_AT_ONCE:]
        new = [piece.mark for piece in covering if piece.mark.number not in self.shown]
        self.shown.update(mark.number for mark in new)
        for mark in new[1:]:
            shown = f'<span id="f{mark.number}">{shown}</span>'
        inner = covering[0].mark
        names = [inner.kind, *(f"in{piece.mark.number}" for piece in covering)]
        names += ["beside"] if inner.beside else []
        anchor = f' id="f{new[0].number}"' if new else ""
        tags = "".join(map(_tag, new))
        tags = f'<span class="tags">{tags}</span>' if tags else ""
        return f'<mark class="{" ".join(names)}"{anchor}>{shown}{tags}</mark>'


def _tag(mark: Mark) -> str:
    label = f'<span class="unheard">Field: </span>{visible(mark.label)}'
    return f'<a class="tag {mark.kind}" href="#l{mark.number}">{label}</a>'
