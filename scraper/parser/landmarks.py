"""Landmarks: lines that tell what stands around them, found in a stream of blocks."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace, Place
from scraper.parser.rules import Span

MAX_LEVELS = 40  # between lines that belong together and the element that holds them


@dataclass(frozen=True, slots=True)
class Hit:
    """A landmark found.

    :param first: index of its first block in the stream.
    :param last: index of its last block.
    :param groups: its named parts: text and place.
    """

    first: int
    last: int
    groups: Mapping[str, tuple[str, Place]] = field(default_factory=dict)

    def span(self, blocks: Sequence[Block]) -> Span:
        """Return the landmark as a span that rules can read."""
        return Span(blocks[self.first : self.last + 1], groups=self.groups)


def groups_of(match: re.Match[str], block: Block, *, offset: int = 0) -> dict[str, tuple[str, Place]]:
    """Return the named groups of a match in one block that are not empty."""
    return {
        name: (text.strip(), BlockPlace((block,), match.start(name) + offset, match.end(name) + offset))
        for name, text in match.groupdict().items()
        if text and text.strip()
    }


def find_lines(blocks: Sequence[Block], pattern: re.Pattern[str]) -> list[Hit]:
    """Return the blocks that a pattern matches as a whole."""
    return [
        Hit(number, number, groups_of(match, block))
        for number, block in enumerate(blocks)
        if (match := pattern.fullmatch(block.text))
    ]


def split_lines(blocks: list[Block], link: re.Pattern[str], lead: re.Pattern[str]) -> list[Block]:
    """Return the stream with breaks where landmarks stand inside a line.

    :param link: a break comes before every link in the middle of a line whose text this matches.
    :param lead: a break comes after the emphasised beginning of a line that this matches as a whole.
    """
    split: list[Block] = []
    for block in blocks:
        cuts = [found.start for found in block.links if found.start and link.match(block.text, found.start)]
        led = bool(block.lead and lead.fullmatch(block.text, 0, block.lead))
        if not cuts and not led:
            split.append(block if block.index == len(split) else replace(block, index=len(split)))
            continue
        for part in _cut(block, sorted({*cuts, *([block.lead] if led else [])})):
            strong = part.strong or (led and part.text == block.text[: block.lead].rstrip())
            split.append(replace(part, strong=strong, lead=0, index=len(split)))
    return split


def _cut(block: Block, cuts: Sequence[int]) -> Iterator[Block]:
    """Yield the parts of a line between some of its characters; the first keeps what stands before the line."""
    links = iter(block.links)
    link = next(links, None)
    for start, end in zip([0, *cuts], [*cuts, len(block.text)], strict=True):
        text = block.text[start:end].lstrip()
        offset = end - len(text)
        inside = []
        while link is not None and link.start < end:
            inside.append(link._replace(start=max(link.start - offset, 0), end=max(link.end - offset, 0)))
            link = next(links, None)
        if not text:
            continue
        part = replace(block, text=text.rstrip(), links=tuple(inside), position=block.position + offset)
        yield part if not start else replace(part, mark="", gap=0, ruled=False)


def first_after(hits: Sequence[Hit], index: int, accept: Callable[[Hit], bool] | None = None) -> Hit | None:
    """Return the first landmark (that is accepted) behind a position. Landmarks are in reading order."""
    for number in range(bisect_right(hits, index, key=_first), len(hits)):
        if accept is None or accept(hits[number]):
            return hits[number]
    return None


def last_before(hits: Sequence[Hit], index: int) -> Hit | None:
    """Return the last landmark that begins before a position."""
    number = bisect_left(hits, index, key=_first)
    return hits[number - 1] if number else None


def between(hits: Sequence[Hit], start: int, end: int) -> Sequence[Hit]:
    """Return the landmarks that begin at ``start`` or behind it, and before ``end``."""
    return hits[bisect_left(hits, start, key=_first) : bisect_left(hits, end, key=_first)]


def _first(hit: Hit) -> int:
    return hit.first


def common_container(blocks: Sequence[Block], *, levels: int | None = None) -> int | None:
    """Return the id of the innermost element that holds all blocks; None in plain text.

    :param levels: how far above each line it may stand; None for anywhere.
    """
    paths = [_ancestors(block, levels) for block in blocks]
    if not paths or not all(paths):
        return None
    shared = set(paths[0]).intersection(*paths[1:])
    return next((node for node in paths[0] if node in shared), None)


def holds_only(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether some element close above holds these lines and no line beside them; never in plain text."""
    container = common_container(blocks[first : last + 1], levels=MAX_LEVELS)
    if container is None:
        return False
    beside = [*blocks[max(first - 1, 0) : first], *blocks[last + 1 : last + 2]]
    return bool(beside) and not any(container in _ancestors(block, MAX_LEVELS) for block in beside)


def is_within(block: Block, container: int) -> bool:
    """Whether an element (by its id) holds a block."""
    return container in _ancestors(block)


def _ancestors(block: Block, levels: int | None = None) -> list[int]:
    found: list[int] = []
    node = block.node
    while node is not None and (levels is None or len(found) < levels):
        found.append(node.mem_id)
        node = node.parent
    return found
