"""Places on a page: where a value stands, put into words only when somebody asks.

The words are exact, so that any tool can find the place again; `docs/record.md` says how to read them, and
``scraper.parser.locate`` does. Characters are counted in what a reader sees of an element, its *visible text*: its
lines in normal form (``scraper.parser.values.clean_line``) with one line feed between two of them. The marks of lists
are no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.values import clean_line
from scraper.parser.walk import html_blocks

MAX_STEPS = 200  # of a path; an element nested deeper is told by its number in the document
MAX_RUNS = 20  # of lines that follow one another, in one place; what comes after them is told from first to last line

BETWEEN = " … "  # first and last line of a range
AND = " + "  # parts of a place that lie apart

_NOT_IN_NAMES = re.compile(r"[^a-z0-9_\u00a0-\U0010ffff-]", re.I)


class Place(Protocol):
    """Where on the page a value stands."""

    def describe(self, paths: "CssPaths") -> str:
        """Return the place as text: a CSS path and character span, a line range, or a path in structured markup."""


@dataclass(frozen=True, slots=True)
class At:
    """A place that is known as text already."""

    text: str

    def describe(self, paths: "CssPaths") -> str:  # noqa: ARG002
        """Return the text."""
        return self.text


@dataclass(frozen=True, slots=True)
class NodePlace:
    """An element of the page, one of its attributes, or a span of its visible text.

    :param start: first character of the span.
    :param end: the character after its last one; None means the end of the text.
    """

    node: LexborNode
    attribute: str | None = None
    start: int = 0
    end: int | None = None

    def describe(self, paths: "CssPaths") -> str:
        """Return the element's CSS path with the attribute, or the character span, in brackets."""
        path = paths.of(self.node)
        if self.attribute:
            return f"{path} [{self.attribute}]"
        end = _length_of(self.node) if self.end is None else self.end
        return f"{path} [{self.start}:{end}]"


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A run of blocks, or a span of characters inside one.

    :param start: first character inside the first block's text.
    :param end: the character after the last one, inside the last block's text; None means its end.
    """

    blocks: Sequence[Block]
    start: int = 0
    end: int | None = None

    def describe(self, paths: "CssPaths") -> str:
        """Return ``line 3`` or ``lines 3-5`` in a text, CSS paths in HTML, each with its character span.

        Lines between which others stand that do not belong to the place are told apart.
        """
        last = self.blocks[-1]
        end = len(last.text) if self.end is None else self.end
        if len(self.blocks) == 1:
            node, begins = last.holder
            if node is None:
                return _describe(last, self.start, last, end, paths)
            begins = last.position - begins
            return f"{paths.of(node)} [{begins + self.start}:{begins + end}]"
        runs = list(_runs(self.blocks))
        if len(runs) > MAX_RUNS:
            runs[MAX_RUNS - 1 :] = [(runs[MAX_RUNS - 1][0], last)]
        parts = [
            _describe(
                first,
                self.start if number == 0 else 0,
                final,
                end if number == len(runs) - 1 else len(final.text),
                paths,
            )
            for number, (first, final) in enumerate(runs)
        ]
        return AND.join(parts)


def visible_length(blocks: Sequence[Block]) -> int:
    """Return the length of the visible text that lines make."""
    return sum(len(block.text) + 1 for block in blocks) - 1 if blocks else 0


def _length_of(node: LexborNode) -> int:
    """Return the length of an element's visible text."""
    child = node.first_child
    if child is not None and child.next is None and child.tag == "-text":  # most of them hold nothing but a line
        text = child.text_content or ""
        if text.isascii():
            return len(clean_line(text))
    return visible_length(html_blocks(node))


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Yield the first and the last block of each run of blocks between which the page shows nothing else."""
    first = blocks[0]
    for block, following in pairwise(blocks):
        if not _follows(following, block):
            yield first, block
            first = following
    yield first, blocks[-1]


def _follows(block: Block, before: Block) -> bool:
    if block.holder[0] is None:
        return 0 <= block.line - before.line <= block.gap + 1
    # Parts of one line that was cut may touch; lines have a line feed between them.
    return 0 <= block.position - before.position - len(before.text) <= 1


def _describe(first: Block, start: int, last: Block, end: int, paths: "CssPaths") -> str:
    start += first.offset
    end += last.offset
    node, last_node = first.holder[0], last.holder[0]
    if node is None or last_node is None:
        start += sum(length for at, length in first.removed if at <= start - first.offset)
        end += sum(length for at, length in last.removed if at < end - last.offset)
        lines = f"line {first.line}" if first.line == last.line else f"lines {first.line}-{last.line}"
        return f"{lines} [{start}:{end}]"
    path = paths.of(node)
    return (
        f"{path} [{start}:{end}]" if node is last_node else f"{path} [{start}:]{BETWEEN}{paths.of(last_node)} [:{end}]"
    )


class CssPaths:
    """CSS paths of one page's elements: each selects that element and no other.

    Positions among siblings are counted once for all children of an element, so that a page with very many of them
    costs no more than its size.
    """

    def __init__(self) -> None:
        self._positions: dict[int, int] = {}
        self._paths: dict[int, str] = {}
        self._numbers: dict[int, int] = {}

    def of(self, node: LexborNode) -> str:
        """Return the path of child steps from the root to an element.

        An element nested too deep for that is told as ``element 12``: the twelfth of the document.
        """
        return self._paths.get(node.mem_id) or self._path_of(node)

    def _path_of(self, node: LexborNode) -> str:
        unknown: list[LexborNode] = []
        current: LexborNode | None = node
        path = ""
        while current is not None and (tag := current.tag) and not tag.startswith("-"):
            known = self._paths.get(current.mem_id)
            if known is not None:
                path = known
                break
            unknown.append(current)
            if len(unknown) > MAX_STEPS:
                return self._number(node)
            current = current.parent
        if unknown and path and path.count(" > ") + 1 + len(unknown) > MAX_STEPS:
            return self._number(node)
        for element in reversed(unknown):
            tag = element.tag or ""
            step = tag if tag in ("html", "body", "head") else self._step(element)
            path = self._paths[element.mem_id] = f"{path} > {step}" if path else step
        return path

    def _step(self, node: LexborNode) -> str:
        tag, parent = node.tag or "", node.parent
        if parent is None:
            return escaped_tag(tag)
        position = self._positions.get(node.mem_id)
        if position is None:
            counts: dict[str, int] = {}
            for child in parent.iter():
                name = child.tag or ""
                counts[name] = self._positions[child.mem_id] = counts.get(name, 0) + 1
            position = self._positions[node.mem_id]
        return f"{escaped_tag(tag)}:nth-of-type({position})"

    def _number(self, node: LexborNode) -> str:
        if not self._numbers:
            root = node
            while root.parent is not None and root.parent.tag and not root.parent.tag.startswith("-"):
                root = root.parent
            self._numbers = {element.mem_id: number for number, element in enumerate(elements_of(root), start=1)}
        return f"element {self._numbers[node.mem_id]}"


def elements_of(root: LexborNode) -> Iterator[LexborNode]:
    """Yield an element and all elements in it in the order of the document."""
    return (element for element in root.traverse() if element.tag and not element.tag.startswith("-"))


@lru_cache(maxsize=1024)
def escaped_tag(tag: str) -> str:
    """Return a tag as it is written in a selector (CSS Syntax §4.3.7): the colon of ``o:p`` behind a backslash.

    A control character is written as its number in six hexadecimal digits.
    """
    return _NOT_IN_NAMES.sub(lambda found: f"\\{found[0]}" if found[0].isprintable() else f"\\{ord(found[0]):06x}", tag)
