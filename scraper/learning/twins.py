"""Lines with the same part on one page: what they share stays on the next page, the rest changes."""

from collections.abc import Sequence

from scraper.learning.placing import Places
from scraper.learning.sightings import Sheet
from scraper.parser.blocks import Block

_OFFSETS = (-3, -2, -1, 1, 2)
_MOST_TWINS = 4
_MOST_LINES = 3000
_MOST_CHARS = 100


def line_twins(sheet: Sheet, places: Places) -> dict[int, Sequence[str]]:
    """Return line → its twins: lines that stand as far from the text of another post, or that begin like it."""
    lines = sheet.stream.lines
    chosen = places.chosen()
    bodies = [
        (known.field.partition("/")[0] in ("question", "replies"), found.stretch)
        for known, found in chosen.items()
        if known.is_body and found.aside is None and found.stretch is not None
    ]
    inside = {line for _, body in bodies for line in range(body.first, body.last + 1)}
    alike = _beginning_alike(lines, inside)
    twins: dict[int, Sequence[str]] = {}
    for group in (True, False):
        ours = [body for is_post, body in bodies if is_post is group]
        for offset in _OFFSETS:
            numbers = [body.first + offset if offset < 0 else body.last + offset for body in ours]
            numbers = [number for number in numbers if 0 <= number < len(lines) and number not in inside]
            for number in numbers:
                others = [lines[other].text for other in numbers if other != number]
                found = [*twins.get(number, ()), *others, *alike.get(_first_word(lines[number]), ())]
                twins[number] = tuple(dict.fromkeys(found))[: 2 * _MOST_TWINS]
    return twins


def _beginning_alike(lines: Sequence[Block], inside: set[int]) -> dict[str, list[str]]:
    """Return word → short lines that begin with it."""
    found: dict[str, list[str]] = {}
    for number, block in enumerate(lines[:_MOST_LINES]):
        if number not in inside and len(block.text) <= _MOST_CHARS:
            word = _first_word(block)
            if len(word) > 1 and len(found.setdefault(word, [])) < _MOST_TWINS:
                found[word].append(block.text)
    return found


def _first_word(block: Block) -> str:
    return block.text.split(" ", 1)[0]
