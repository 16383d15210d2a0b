"""Who wrote each post of a thread, found in the same way for all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Found
from scraper.parser.unmarked.byline import Name, may_tell_name, name_in
from scraper.parser.unmarked.sorting import MAX_LINE_CHARS, Lines
from scraper.parser.unmarked.structure import Slot, Structure

_MAX_LINES_AWAY = 20  # from the stamp


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post.

    :param slot: the kind of element that names him, where one does.
    :param is_first_line: whether his name is the first line of what was taken for the text.
    """

    found: Found
    slot: Slot | None = None
    is_first_line: bool = False


@dataclass(frozen=True, slots=True)
class AuthorFinder:
    """Finds the authors of posts.

    :param rule: begins the names of the rules.
    :param slot: the kind of element that names most authors.
    """

    structure: Structure
    rule: str
    slot: Slot | None

    def find(self, posts: Sequence[Lines], bodies: Sequence[Sequence[int]]) -> list[Author | None]:
        """Return the author of each post; the ways that find most of them, and tell most surely, come first."""
        authors: list[Author | None] = [None] * len(posts)
        for way, is_sure in self._ways():
            if None not in authors:
                break
            found = [way(lines, body) for lines, body in zip(posts, bodies, strict=True)]
            names = [author.found.value for author in found if author is not None]
            is_common = len(names) * 5 >= len(posts) * 4 and (is_sure or len(set(names)) > 1 or len(posts) == 1)
            if is_sure or is_common:
                authors = [old or new for old, new in zip(authors, found, strict=True)]
        return authors

    def _ways(self) -> Iterator[tuple[Callable[[Lines, Sequence[int]], Author | None], bool]]:
        yield self._named, True
        yield self._labelled, True
        yield self._beside_day, False
        yield self._line_of_name, False
        yield self._first_line, False

    def _named(self, lines: Lines, body: Sequence[int]) -> Author | None:
        """An element that is named after an author."""
        inside = set(body) - set(lines.heads)
        found = [
            (named.slot != self.slot, abs(named.line - lines.anchor), number, named)
            for number, named in enumerate(lines.names)
            if named.line not in inside
        ]
        if not found:
            return None
        named = min(found, key=lambda entry: entry[:3])[3]
        place = BlockPlace((self.structure.blocks[named.line],), named.start, named.start + len(named.text))
        words = ".".join([named.slot.tag, *sorted(named.slot.words)[:3]])
        return Author(Found(named.text, f"{self.rule}.author: {words}", place), named.slot)

    def _labelled(self, lines: Lines, body: Sequence[int]) -> Author | None:
        """A name that a word or a label before it tells."""
        for index in sorted(({*lines.text, *lines.profile} - set(body)) | set(lines.heads)):
            if abs(index - lines.anchor) > _MAX_LINES_AWAY or not may_tell_name(self.structure.blocks[index].text):
                continue
            name = self._name_on(index, lines)
            if name is not None and name.is_told:
                return self._author(index, name, "after its label")
        return None

    def _beside_day(self, lines: Lines, body: Sequence[int]) -> Author | None:  # noqa: ARG002
        """A name in the line that dates the post."""
        name = self._name_on(lines.stamp, lines) if lines.stamp is not None else None
        return self._author(lines.stamp, name, "beside the day") if lines.stamp is not None and name else None

    def _line_of_name(self, lines: Lines, body: Sequence[int]) -> Author | None:
        """A line that is a name, near the stamp."""
        found = []
        for index in sorted(set(lines.text) - set(body)):
            block = self.structure.blocks[index]
            name = name_in(block.text) if abs(index - lines.anchor) <= _MAX_LINES_AWAY else None
            if name is not None and _is_whole(name, block.text):
                found.append((not _stands_out(block), abs(index - lines.anchor), index, name))
        if not found:
            return None
        *_, index, name = min(found, key=lambda entry: entry[:3])
        return self._author(index, name, "a line of its own")

    def _first_line(self, lines: Lines, body: Sequence[int]) -> Author | None:  # noqa: ARG002
        """The first line of the text, where it stands out or apart from the second."""
        if len(body) < 2:
            return None
        block = self.structure.blocks[body[0]]
        apart = self.structure.box(body[0]).shape != self.structure.box(body[1]).shape
        name = name_in(block.text) if apart or _stands_out(block) else None
        if name is None or not _is_whole(name, block.text):
            return None
        return self._author(block.index, name, "first line", is_first_line=True)

    def _name_on(self, index: int, lines: Lines) -> Name | None:
        text = self.structure.blocks[index].text
        stamp = lines.unit.stamp
        if stamp is not None and stamp.block.index == index and stamp.is_dated:
            head = text if stamp.body is None else text[: stamp.body]
            return name_in(head, stamp.start, min(stamp.end, len(head)))
        return name_in(text) if len(text) <= MAX_LINE_CHARS else None

    def _author(self, index: int, name: Name, how: str, *, is_first_line: bool = False) -> Author:
        place = BlockPlace((self.structure.blocks[index],), name.start, name.end)
        return Author(Found(name.text, f"{self.rule}.author: {how}", place), is_first_line=is_first_line)


def _stands_out(block: Block) -> bool:
    return block.strong or block.level > 0 or block.is_link


def _is_whole(name: Name, text: str) -> bool:
    """Whether a line holds a name and nothing else but signs."""
    rest = text[: name.start] + text[name.end :]
    return name.is_told or not any(character.isalnum() for character in rest)
