"""How far a running text goes of which only the beginning is known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scraper.learning.known import Known
from scraper.learning.sightings import Sheet, Sighting
from scraper.learning.stream import Element, Stretch

_LINE_TAGS = frozenset("a abbr b br cite code em font i li p small span strong tt u".split())
_MAX_LINES = 500

Seen = Mapping[Known, Sequence[Sighting]]


def with_whole_bodies(seen: Seen, meant: Mapping[Known, Sighting], sheet: Sheet) -> dict[Known, tuple[Sighting, ...]]:
    """Return the places of all values, those of running texts as far as these go.

    :param meant: where each value is meant: no text goes on behind the beginning of another value.
    """
    starts = {known: sighting.start for known, sighting in meant.items() if sighting.aside is None}
    whole: dict[Known, tuple[Sighting, ...]] = {}
    for known, sightings in seen.items():
        others = sorted(start for other, start in starts.items() if other != known)
        whole[known] = tuple(
            sighting if sighting.whole or sighting.stretch is None else _extended(sighting, known, others, sheet)
            for sighting in sightings
        )
    return whole


def goes_on(sighting: Sighting, sheet: Sheet) -> str | None:
    """Return the line behind a text where it looks like more of the same; else None."""
    stretch = sighting.stretch
    if stretch is None or sighting.aside is not None or stretch.last + 1 >= len(sheet.stream.lines):
        return None
    return sheet.stream.lines[stretch.last + 1].text if _continues(stretch.last, sheet) else None


def _extended(sighting: Sighting, known: Known, others: Sequence[int], sheet: Sheet) -> Sighting:
    stretch = sighting.stretch
    assert stretch is not None
    stream = sheet.stream
    if known.ends is not None and known.ends[1]:  # its last words are known: the line they stand in is its last
        return replace(sighting, stretch=stream.stretch(stretch.start, stream.line_start(stretch.last + 1)), whole=True)
    limit = next((start for start in others if start >= stretch.end), len(stream.text))
    element = _container(stretch, limit, sheet)
    end = element.end if element is not None else _last_line(stretch, limit, sheet)
    return replace(sighting, stretch=stream.stretch(stretch.start, max(end, stretch.end)), whole=True)


def _container(stretch: Stretch, limit: int, sheet: Sheet) -> Element | None:
    """Return the innermost element that begins with a text and is more than a line or a paragraph of it."""
    around = sheet.elements.around(stretch.start, stretch.end)
    for element in (around, *sheet.elements.ancestors(around)) if around is not None else ():
        if element.start != stretch.start or element.end > limit or element.node.tag in ("html", "body"):
            return None
        if element.node.tag not in _LINE_TAGS:
            return element
    return None


def _last_line(stretch: Stretch, limit: int, sheet: Sheet) -> int:
    """Return where the last line ends that continues a text in the same way."""
    stream = sheet.stream
    line = stretch.last
    while (
        line + 1 < len(stream.lines)
        and line - stretch.first < _MAX_LINES
        and stream.line_start(line + 2) <= limit
        and _continues(line, sheet)
    ):
        line += 1
    return stream.line_start(line + 1)


def _continues(line: int, sheet: Sheet) -> bool:
    """Whether the next line stands in the same kind of element, in the same parent, and is no heading."""
    one, other = sheet.stream.lines[line], sheet.stream.lines[line + 1]
    if other.level or other.strong or other.ruled or other.is_link or other.text.endswith(":"):
        return False
    if one.node is None or other.node is None:
        return one.node is other.node and other.gap == 0
    if one.node.mem_id == other.node.mem_id:
        return True
    parents = [node.parent.mem_id if node.parent is not None else 0 for node in (one.node, other.node)]
    classes = [node.attributes.get("class") for node in (one.node, other.node)]
    return one.node.tag == other.node.tag and parents[0] == parents[1] and classes[0] == classes[1]
