"""Where the entries of a list are: in an element each, told by a selector, or in runs of lines that begin alike."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scraper.learning.candidates import Scene, above, landmark_patterns
from scraper.learning.placing import Entry, Places
from scraper.learning.selectors import selectors_for
from scraper.learning.sightings import Sheet
from scraper.learning.stream import Element
from scraper.learning.trials import with_lines
from scraper.parser.rule_text import Entries, read_entries
from scraper.parser.rules import Scope, quoted

MAX_WAYS = 5
"""Ways to find the entries of a list whose fields are learned, to see which is best."""

_MAX_LEVELS = 8
_RUN_COST = 3.0
_EXTRA_COST = 0.15
_LABELLED = re.compile(r"\^([^.\\]*[:：]|[^\W\d_][^.\\]{6,})")
_BEFORE_COST = 0.4  # of what is found before the first entry
_POST_HEAD = 6
"""Lines at the beginning of a post among which its text begins."""

_ABOVE = 2
_BELOW = 2


@dataclass(frozen=True, slots=True)
class Way:
    """One way to find the entries of a list.

    :param each: the rule's text.
    :param scopes: what it finds on the page.
    :param numbers: number of a known entry → which of the scopes it is.
    :param scenes: number of a known entry → where its fields are sought.
    :param is_named: whether a name (a class, an attribute, a label) says that this is an entry, not only its place.
    """

    each: str
    cost: float
    scopes: Sequence[Scope]
    numbers: Mapping[int, int]
    scenes: Mapping[int, Scene]
    is_named: bool = False


def ways_to(entries: Mapping[int, Entry], whole: Scene, places: Places, page: Scope) -> list[Way]:
    """Return ways to find the known entries of a list, the cheapest first."""
    found = [*_by_elements(entries, whole, places, page), *_by_lines(entries, whole, page)]
    distinct: dict[tuple[object, ...], Way] = {}
    for way in sorted(found, key=lambda way: way.cost):
        distinct.setdefault(_told(way), way)  # of those that find the same entries, the cheapest
    return list(distinct.values())[:MAX_WAYS]


def _told(way: Way) -> tuple[object, ...]:
    return tuple(scope.node.mem_id if scope.node is not None else _lines_of_run(scope) for scope in way.scopes)


def scopes_of(each: str, page: Scope) -> list[Scope]:
    """Return the entries that a rule finds, with their lines at hand."""
    return [with_lines(scope) for scope in _read(each)(page)]


def _read(each: str) -> Entries:
    return read_entries(each)


def entry_levels(entry: Entry, sheet: Sheet, others: Sequence[int]) -> list[Element]:
    """Return the elements that hold one entry and none of the other values, innermost first.

    :param others: where the other values begin in the stream.
    """
    around = sheet.elements.around(entry.start, max(entry.end, entry.start + 1))
    asides = [sighting.aside.element for sighting in entry.values.values() if sighting.aside is not None]
    found: list[Element] = []
    for element in (around, *sheet.elements.ancestors(around)) if around is not None else ():
        if element.node.tag in ("html", "body") or any(element.start <= start < element.end for start in others):
            break
        if all(_holds(element, held) for held in asides):
            found.append(element)
    return found[:_MAX_LEVELS]


def _holds(outer: Element, inner: Element) -> bool:
    return outer.index <= inner.index and outer.start <= inner.start and inner.end <= outer.end


def _by_elements(entries: Mapping[int, Entry], whole: Scene, places: Places, page: Scope) -> Iterator[Way]:
    sheet = whole.sheet
    levels = {number: entry_levels(entry, sheet, _others(entry, places)) for number, entry in entries.items()}
    if not all(levels.values()):
        return
    first = min(entries)
    tried: set[str] = set()
    for element in levels[first]:
        for selector in selectors_for(element, sheet.elements, whole.root, whole.values)[:40]:
            text = quoted(selector.css)
            if selector.css in tried or selector.is_position or text[1:-1] != selector.css:
                continue
            tried.add(selector.css)
            way = _way(f"css({text})", selector.cost, levels, whole, page)
            if way is not None:
                yield way
            # Where the question is marked up as its answers are, they are the ones behind another of their kind.
            repeated = f"{selector.css} ~ {selector.css}"
            if way is None and " " not in selector.css and repeated not in tried:
                tried.add(repeated)
                way = _way(f"css({quoted(repeated)})", selector.cost + 0.8, levels, whole, page)
                if way is not None:
                    yield way


def _others(entry: Entry, places: Places) -> list[int]:
    """Return where the values stand that are no part of an entry."""
    return [
        sighting.start
        for known, sighting in places.chosen().items()
        if known not in entry.values and sighting.aside is None and not entry.holds(sighting)
    ]


def _way(
    each: str,
    cost: float,
    levels: Mapping[int, Sequence[Element]],
    whole: Scene,
    page: Scope,
) -> Way | None:
    """Return a selector as a way, where it finds each known entry once, in order, and no entry inside another."""
    try:
        scopes = list(_read(each)(page))
    except ValueError:
        return None
    found = [whole.sheet.elements.of(scope.node) for scope in scopes if scope.node is not None]
    if any(element is not None and _holds_question(element, whole) for element in found):
        return None
    places = {element.index: position for position, element in enumerate(found) if element is not None}
    numbers: dict[int, int] = {}
    scenes: dict[int, Scene] = {}
    for number, chain in levels.items():
        matched = [element for element in chain if element.index in places]
        if len(matched) != 1:
            return None
        numbers[number] = places[matched[0].index]
        scenes[number] = _element_scene(matched[0], whole)
    if sorted(numbers, key=lambda number: numbers[number]) != sorted(numbers) or _is_nested(found):
        return None
    extra = len(scopes) - len(numbers)
    return Way(
        each,
        cost + _EXTRA_COST * min(extra, 4) + _BEFORE_COST * min(numbers[min(numbers)], 3),
        [with_lines(scope) for scope in scopes],
        numbers,
        scenes,
        is_named=_names_itself(each),
    )


def _holds_question(element: Element, whole: Scene) -> bool:
    """Whether the question stands in an element: then it is no entry."""
    return whole.question is not None and element.start <= whole.question < element.end


def _names_itself(each: str) -> bool:
    """Whether the last step of a selector holds more than a tag."""
    last = each.removeprefix("css(").rstrip(")").strip("'\"`").split(" ")[-1]
    return any(mark in last for mark in ".#[") or "-" in last


def _is_nested(found: Sequence[Element | None]) -> bool:
    end = -1
    last = -1
    for element in found:
        if element is None:
            return True
        if element.start < end and element.index > last and element.end <= end:
            return True
        if element.end > element.start:
            end, last = element.end, element.index
    return False


def _element_scene(element: Element, whole: Scene) -> Scene:
    if element.end <= element.start:
        return replace(whole, first=0, last=-1, root=element)
    part = whole.sheet.stream.stretch(element.start, element.end)
    return replace(whole, first=part.first, last=part.last, root=element)


def _by_lines(entries: Mapping[int, Entry], whole: Scene, page: Scope) -> Iterator[Way]:
    stream = whole.sheet.stream
    if not stream.lines:
        return
    firsts = {number: stream.stretch(entry.start, entry.start + 1).first for number, entry in entries.items()}
    lasts = {
        number: stream.stretch(max(entry.end - 1, entry.start), max(entry.end, entry.start + 1)).last
        for number, entry in entries.items()
    }
    first = min(firsts)
    ours = [(sighting.start, sighting.stretch) for sighting in entries[first].values.values()]
    mine = {(found.start, found.end) for _, found in ours if found is not None}
    for cost, pattern in _beginnings(firsts[first], whole, mine):
        text = quoted(pattern)
        if text[1:-1] != pattern or not text.isprintable():
            continue
        each, scopes = _runs(text, whole, page)
        runs = [_lines_of_run(scope) for scope in scopes]
        numbers = {
            number: position
            for number in entries
            for position, (first, last) in enumerate(runs)
            if first <= firsts[number] and lasts[number] <= last
        }
        if len(numbers) != len(entries) or len(set(numbers.values())) != len(numbers):
            continue
        scenes = {
            number: replace(whole, first=runs[position][0], last=runs[position][1], is_run=True)
            for number, position in numbers.items()
        }
        extra = len(scopes) - len(numbers)
        way_cost = _RUN_COST + cost + _EXTRA_COST * min(extra, 4)
        yield Way(each, way_cost, scopes, numbers, scenes, is_named=_is_label(pattern))


def _is_label(pattern: str) -> bool:
    """Whether the words a line begins with say what it is: ``Answer by``, ``答復者：``."""
    return _LABELLED.match(pattern) is not None


def _runs(text: str, whole: Scene, page: Scope) -> tuple[str, list[Scope]]:
    """Return the rule that finds runs of lines, and what it finds; the question's own run is left out."""
    for each in (f"line({text})", f"later({text})"):
        scopes = list(_read(each)(page))
        holding = [number for number, scope in enumerate(scopes) if _has_question(scope, whole)]
        if not holding:
            return each, scopes
        if holding != [0]:
            break
    return each, []


def _has_question(run: Scope, whole: Scene) -> bool:
    """Whether a run of lines begins with the question's post: its text stands near the run's beginning."""
    if whole.question is None:
        return False
    first, last = _lines_of_run(run)
    line = whole.sheet.stream.stretch(whole.question, whole.question + 1).first
    return first <= line <= min(last, first + _POST_HEAD)


def _lines_of_run(scope: Scope) -> tuple[int, int]:
    blocks = next(iter(scope.spans.values())).blocks
    return blocks[0].index, blocks[-1].index


def _beginnings(line: int, scene: Scene, mine: Collection[tuple[int, int]]) -> Iterator[tuple[float, str]]:
    """Yield expressions for the line in which an entry begins: that of its first value, or one beside it.

    :param mine: the parts of the stream that are the entry's own values.
    """
    stream = scene.sheet.stream
    for number in range(line, max(line - _ABOVE, 0) - 1, -1):
        start, end = stream.line_start(number), stream.line_start(number + 1)
        held = {(first, last) for first, last in scene.values if first < end and start < last}
        if number < line and not held <= set(mine):
            return  # the line of another value
        for found in landmark_patterns(number, scene):
            yield found.cost + 1.2 * (line - number), found.pattern
    for reach in range(1, min(_BELOW, scene.last - line) + 1):
        for found in landmark_patterns(line + reach, scene):
            yield found.cost + 0.8 * reach, above(found.pattern, r"\n".join([".+"] * reach))
