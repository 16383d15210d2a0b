"""Landmarks: lines that tell what stands around them, found in a stream of blocks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scraper.parser.blocks import Block, BlockLink
from scraper.parser.place import BlockPlace, Place
from scraper.parser.rules import Span


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
        rest = block
        if rest.lead and lead.fullmatch(rest.text, 0, rest.lead):
            before, rest = _cut(rest, rest.lead)
            split.append(replace(before, strong=True, lead=0, index=len(split)))
        while (start := _inner_link(rest, link)) is not None:
            before, rest = _cut(rest, start)
            split.append(replace(before, index=len(split)))
        split.append(rest if rest.index == len(split) else replace(rest, index=len(split)))
    return split


def _cut(block: Block, at: int) -> tuple[Block, Block]:
    text = block.text[at:].lstrip()
    start = len(block.text) - len(text)
    before = tuple(link for link in block.links if link.start < at)
    after = tuple(BlockLink(n.start - start, n.end - start, n.href) for n in block.links if n.start >= at)
    return (
        replace(block, text=block.text[:at].rstrip(), links=before),
        replace(block, text=text, links=after, lead=0, mark="", gap=0, ruled=False),
    )


def _inner_link(block: Block, pattern: re.Pattern[str]) -> int | None:
    return next((link.start for link in block.links if link.start and pattern.match(block.text, link.start)), None)


def first_after(hits: Sequence[Hit], index: int, accept: Callable[[Hit], bool] | None = None) -> Hit | None:
    """Return the first landmark (that is accepted) behind a position."""
    return next((hit for hit in hits if hit.first > index and (accept is None or accept(hit))), None)


def last_before(hits: Sequence[Hit], index: int) -> Hit | None:
    """Return the last landmark that begins before a position."""
    return next((hit for hit in reversed(hits) if hit.first < index), None)


def common_container(blocks: Sequence[Block]) -> int | None:
    """Return the id of the innermost element that holds all blocks; None in plain text."""
    paths = [_ancestors(block) for block in blocks]
    if not paths or not all(paths):
        return None
    shared = set(paths[0]).intersection(*paths[1:])
    return next((node for node in paths[0] if node in shared), None)


def holds_only(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether some element holds these lines and no line beside them; never in plain text."""
    container = common_container(blocks[first : last + 1])
    if container is None:
        return False
    beside = [*blocks[max(first - 1, 0) : first], *blocks[last + 1 : last + 2]]
    return bool(beside) and not any(is_within(block, container) for block in beside)


def is_within(block: Block, container: int) -> bool:
    """Whether an element (by its id) holds a block."""
    return container in _ancestors(block)


def _ancestors(block: Block) -> list[int]:
    found: list[int] = []
    node = block.node
    while node is not None:
        found.append(node.mem_id)
        node = node.parent
    return found
