"""Candidate rules for one field: every way in which a value that was seen on the page can be told to a rule."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scraper.learning.expressions import Expression, Group, core_patterns, line_pattern, twin_patterns, value_patterns
from scraper.learning.known import Known
from scraper.learning.selectors import Selector, selectors_for
from scraper.learning.sightings import Aside, Sheet, Sighting
from scraper.learning.stream import Element, Stretch
from scraper.parser.converters import CONVERTERS, Kind
from scraper.parser.rules import quoted

MAX_CANDIDATES = 200
"""Rules that are tried for one field."""

_LANDMARK_CHARS = 80
_LANDMARK_REACH = 3
_ELEMENTS_AROUND = 3

DAYS = ("day", "calendar_day", "day_first", "month_first")
"""Converters that read days, the strictest first."""

_BARE_TAG = re.compile(r"css\('[a-z]{1,10}'\)")
_IN_ORDER = re.compile(r"(?<!\d)(\d{1,2})[/\-](\d{1,2})[/\-]\d{2,4}(?!\d)")

Changing = Mapping[int, Sequence[tuple[int, int]]]
"""Line → the parts of it that are known values: they are others on the next page."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a field is sought.

    :param root: the element that is looked in; None for the page, or for a run of lines.
    :param changing: line → the parts of it that are known values.
    :param values: the parts of the stream that are known values.
    :param first: index of the first line.
    :param last: index of the last line.
    :param is_run: whether it is a run of lines, in which selectors find nothing.
    :param question: where the question's text begins in the stream.
    :param twins: line → lines that have the same part elsewhere on the page, such as that above another reply's text.
    :param ends: the last lines of lists: what stands below them stands below the question where they are empty.
    """

    sheet: Sheet
    changing: Changing
    values: Sequence[tuple[int, int]]
    first: int
    last: int
    root: Element | None = None
    is_run: bool = False
    question: int | None = None
    ends: tuple[int, ...] = ()
    twins: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that may find a field.

    :param rule: its text, as a profile file holds it.
    :param cost: the lower, the better it is thought to last.
    :param family: what it goes by (an attribute, a label, lines …), so that alternatives differ.
    :param is_position: whether it counts siblings.
    """

    rule: str
    cost: float
    family: str
    sighting: Sighting
    is_position: bool = False


def is_within(sighting: Sighting, scene: Scene) -> bool:
    """Whether a value stands where a field is sought."""
    if sighting.aside is not None:
        return not scene.is_run and _is_in(sighting.aside.element, scene)
    stretch = sighting.stretch
    if stretch is None:
        return False
    root = scene.root
    if root is not None:
        return root.start <= stretch.start and stretch.end <= root.end
    return scene.first <= stretch.first and stretch.last <= scene.last


def candidates(known: Known, sighting: Sighting, scene: Scene) -> list[Candidate]:
    """Return rules that may find a value where it was seen, the cheapest first. None of them has been tried."""
    found: dict[str, Candidate] = {}
    for candidate in _made(known, sighting, scene):
        held = found.get(candidate.rule)
        if held is None or held.cost > candidate.cost:
            found[candidate.rule] = candidate
    return sorted(found.values(), key=lambda candidate: candidate.cost)[:MAX_CANDIDATES]


def _made(known: Known, sighting: Sighting, scene: Scene) -> Iterator[Candidate]:
    if sighting.aside is not None:
        if not scene.is_run:
            yield from _by_aside(known, sighting, sighting.aside, scene)
        return
    assert sighting.stretch is not None
    if not scene.is_run:
        yield from _by_elements(known, sighting, sighting.stretch, scene)
    stream = scene.sheet.stream
    if sighting.stretch.first == sighting.stretch.last and not known.is_body:
        yield from _by_line(known, sighting, sighting.stretch, scene)
    elif sighting.stretch.end == stream.line_start(sighting.stretch.last + 1):
        below = {sighting.stretch.last, *(scene.ends if known.field == "question/text" else ())}
        yield from _by_landmarks(sighting, sighting.stretch, sorted(below), scene)


def _by_aside(known: Known, sighting: Sighting, aside: Aside, scene: Scene) -> Iterator[Candidate]:
    then = _then(known, aside.value)
    family = f"attribute {aside.name}" if aside.name is not None else "words aside"
    ends: list[tuple[str, float]] = [("", 0.0)]
    if not aside.is_whole:
        patterns = sorted(
            value_patterns(aside.text, (aside.start, aside.end), group_kind(known), ()), key=lambda found: found.cost
        )
        made = [(_quoted("match", pattern.pattern), 0.7 + pattern.cost) for pattern in patterns[:10]]
        ends = [(f" >> {match}", cost) for match, cost in made if match is not None]
    for text, cost, position in _element_rules(aside.element, scene):
        for end, more in ends:
            rule = f"{text}{f'[{aside.name}]' if aside.name is not None else ''}{end}{then}"
            # What a machine is told is as good as what a reader sees, but for running text.
            yield Candidate(rule, cost + more + (1.5 if known.is_body else 0.1), family, sighting, position)


def _by_elements(known: Known, sighting: Sighting, stretch: Stretch, scene: Scene) -> Iterator[Candidate]:
    elements = scene.sheet.elements
    then = _then(known, _printed(stretch, scene))
    is_split = stretch.first != stretch.last and not known.is_body
    inside = [element for element in elements.exactly(stretch.start, stretch.end) if _is_in(element, scene)]
    for element in inside[-4:]:
        for text, cost, position in _element_rules(element, scene):
            lined = " >> line" if known.converter is None and is_split else ""
            yield Candidate(f"{text}{lined}{then}", cost, _family(text), sighting, position)
    if stretch.first != stretch.last:
        return
    around = elements.around(stretch.start, stretch.end)
    outer = [] if around is None else [around, *elements.ancestors(around)]
    seen = {(stretch.start, stretch.end)}
    for element in outer:
        line = scene.sheet.stream.lines_stretch(stretch.first, stretch.first)
        if element.start < line.start or element.end > line.end or not _is_in(element, scene):
            break
        if (element.start, element.end) not in seen and len(seen) <= _ELEMENTS_AROUND:
            seen.add((element.start, element.end))
            yield from _by_part(known, sighting, stretch, element, scene)


def _by_part(known: Known, sighting: Sighting, stretch: Stretch, element: Element, scene: Scene) -> Iterator[Candidate]:
    """Yield rules for a value that is only a part of an element's line."""
    stream = scene.sheet.stream
    whole = stream.stretch(element.start, element.end)
    text = stream.lines[whole.first].text[whole.left : whole.right]
    changing = [
        (left - whole.left, right - whole.left)
        for left, right in scene.changing.get(stretch.first, ())
        if (left, right) != (stretch.left, stretch.right)
    ]
    start, end = stretch.left - whole.left, stretch.right - whole.left
    then = _then(known, text[start:end])
    patterns = sorted(value_patterns(text, (start, end), group_kind(known), changing), key=lambda found: found.cost)
    rules = [rule for rule in _element_rules(element, scene) if not rule[2]][:12]
    for rule, cost, position in rules:
        if known.converter not in (None, "absolute"):
            yield Candidate(f"{rule}{then}", cost + 0.5, _family(rule), sighting, position)
        for pattern in patterns[:10]:
            lines = "(?s)" if known.is_body else ""
            if (match := _quoted("match", f"{lines}{pattern.pattern}")) is not None:
                # An expression sees only the beginning of a long text.
                more = 2.2 if known.is_body else 0.7
                told = f"{rule} >> {match}{then}"
                yield Candidate(told, cost + more + pattern.cost, f"{_family(rule)} part", sighting, position)


def _by_line(known: Known, sighting: Sighting, stretch: Stretch, scene: Scene) -> Iterator[Candidate]:
    stream = scene.sheet.stream
    text = stream.lines[stretch.first].text
    then = _then(known, _printed(stretch, scene))
    changing = [span for span in scene.changing.get(stretch.first, ()) if span != (stretch.left, stretch.right)]
    for pattern in value_patterns(text, (stretch.left, stretch.right), group_kind(known), changing):
        if (rule := _quoted("line", pattern.pattern)) is not None:
            # On a whole page, punctuation alone is soon met elsewhere.
            cost = 1.6 + pattern.cost + (0.6 if pattern.words < 2 and not scene.is_run else 0)
            yield Candidate(f"{rule}{then}", cost, "line", sighting)
    if stream.covers_lines(stretch):
        for landmark in _landmarks_above(stretch.first, scene):
            if (rule := _quoted("line", below(landmark.pattern, "(.+)"))) is not None:
                yield Candidate(f"{rule}{then}", 2.2 + landmark.cost, "line below", sighting)
        for landmark in _landmarks_below(stretch.last, scene):
            if (rule := _quoted("line", above(landmark.pattern, "(.+)"))) is not None:
                yield Candidate(f"{rule}{then}", 2.6 + landmark.cost, "line above", sighting)
        if stretch.first == scene.first and (rule := _quoted("line", "^(.+)$")) is not None:
            yield Candidate(f"{rule}{then}", 2.0 if scene.is_run else 3.5, "first line", sighting)


def _by_landmarks(sighting: Sighting, stretch: Stretch, lasts: Sequence[int], scene: Scene) -> Iterator[Candidate]:
    ends = [landmark for last in lasts for landmark in _landmarks_below(last, scene)]
    begins = list(_landmarks_above(stretch.first, scene) if stretch.left == 0 else _beginnings_in(stretch, scene))
    for begin in begins:
        for end in ends:
            if (rule := _quoted("between", begin.pattern, end.pattern)) is not None:
                cost = 2.4 + begin.cost + end.cost
                yield Candidate(rule, cost, "between", sighting)
        if stretch.last == scene.last and (rule := _quoted("after", begin.pattern)) is not None:
            yield Candidate(rule, 2.6 + begin.cost, "after", sighting)


def _beginnings_in(stretch: Stretch, scene: Scene) -> Iterator[Expression]:
    """Yield expressions for a line in which a text begins behind other words: a group holds its beginning."""
    text = scene.sheet.stream.lines[stretch.first].text
    changing = [span for span in scene.changing.get(stretch.first, ()) if span[1] <= stretch.left]
    for found in value_patterns(text, (stretch.left, len(text)), Group.TEXT, changing):
        if found.pattern.endswith("(.+)$") and found.words >= 1:
            yield Expression(found.pattern, found.cost + 0.2, found.words)


def _landmarks_above(line: int, scene: Scene) -> Iterator[Expression]:
    """Yield expressions that end with the line above one: it, or one further up where that changes."""
    for reach, number in enumerate(range(line - 1, max(scene.first, line - _LANDMARK_REACH) - 1, -1)):
        for landmark in landmark_patterns(number, scene):
            pattern = below(landmark.pattern, r"\n".join([".+"] * reach)) if reach else landmark.pattern
            yield Expression(pattern, landmark.cost + 0.8 * reach, landmark.words)
    if scene.is_run and 0 < line - scene.first <= _LANDMARK_REACH:
        # A run begins at a landmark of its own, so that its lines may be counted.
        lines = r"\n".join([".+"] * (line - scene.first))
        yield Expression(f"^{lines}", 0.9 + 0.3 * (line - scene.first), 0)


def _landmarks_below(line: int, scene: Scene) -> Iterator[Expression]:
    """Yield expressions that begin with the line below one."""
    for reach, number in enumerate(range(line + 1, min(scene.last, line + _LANDMARK_REACH) + 1)):
        for landmark in landmark_patterns(number, scene):
            pattern = above(landmark.pattern, r"\n".join([".+"] * reach)) if reach else landmark.pattern
            yield Expression(pattern, landmark.cost + 0.8 * reach, landmark.words)


def below(landmark: str, pattern: str) -> str:
    """Return an expression for a landmark and what stands in the lines below it."""
    return f"{landmark.removesuffix('$') if landmark.endswith('$') else landmark + '.*'}\\n{pattern}"


def above(landmark: str, pattern: str) -> str:
    """Return an expression for what stands in the lines above a landmark, and it."""
    return f"^{pattern}\\n{landmark.removeprefix('^') if landmark.startswith('^') else '.*' + landmark}"


def landmark_patterns(line: int, scene: Scene) -> list[Expression]:
    """Return expressions for a line that may be the same on every page; none for one that cannot be."""
    block = scene.sheet.stream.lines[line]
    changing = scene.changing.get(line, ())
    if len(block.text) > _LANDMARK_CHARS + sum(right - left for left, right in changing):
        return []
    words = len(block.text.split())
    is_label = block.text.endswith(":") or bool(block.level) or block.strong
    cost = 0.3 if is_label and words <= 6 else 0.9 if words <= 3 else 1.6 if words <= 6 else 3.5
    if block.is_link:
        cost += 1.5
    whole = line_pattern(block.text, changing)
    found = [] if whole is None else [Expression(whole.pattern, cost if whole.plain else whole.cost, whole.words)]
    if not changing:  # nothing is known of what changes in it, but other lines may tell
        found += twin_patterns(block.text, scene.twins.get(line, ()))
    return found + core_patterns(block.text, changing)


def _element_rules(element: Element, scene: Scene) -> Iterator[tuple[str, float, bool]]:
    """Yield texts of rules that find an element, each with its cost and whether it counts siblings."""
    if scene.root is not None and element.index == scene.root.index:
        yield "self", 0.5, False
        return
    for selector in selectors_for(element, scene.sheet.elements, scene.root, scene.values):
        rule = css_rule(selector)
        if rule is not None:
            yield rule, selector.cost, selector.is_position


def _printed(stretch: Stretch, scene: Scene) -> str:
    """Return the value as it is printed; of one that spans lines, the first."""
    text = scene.sheet.stream.lines[stretch.first].text
    return text[stretch.left : stretch.right if stretch.first == stretch.last else None]


def css_rule(selector: Selector) -> str | None:
    """Return a selector as the text of a rule; None where it cannot be quoted."""
    return _quoted("css", selector.css)


def _is_in(element: Element, scene: Scene) -> bool:
    root = scene.root
    return root is None or (element.index >= root.index and element.start >= root.start and element.end <= root.end)


def _family(rule: str) -> str:
    if "lexbor-contains" in rule:
        return "label"
    if _BARE_TAG.fullmatch(rule):
        return "bare tag"
    return "position" if ":first-child" in rule else "selector"


def group_kind(known: Known) -> Group:
    """Return how a value's group is written in an expression."""
    if known.field.rpartition("/")[2].startswith("age_"):
        return Group.AGE
    return {Kind.NUMBER: Group.NUMBER, Kind.DAY: Group.DAY, Kind.GENDER: Group.GENDER}.get(known.kind, Group.TEXT)


def _then(known: Known, text: str) -> str:
    """Return what turns the printed text into the value."""
    if known.kind is not Kind.DAY:
        return "" if known.converter is None else f" >> {known.converter}"
    in_order = _IN_ORDER.search(text)
    if in_order is not None and in_order[1] != in_order[2] and CONVERTERS["day"].convert(text) is None:
        # Which number is the day cannot be told from every such day, but from this one it can.
        return " >> day_first" if int(in_order[1]) == known.value.day else " >> month_first"
    return f" >> {next((name for name in DAYS if CONVERTERS[name].convert(text) == known.value), 'day')}"


def _quoted(kind: str, *patterns: str) -> str | None:
    """Return the text of a rule; None where it cannot be written."""
    texts = [quoted(pattern) for pattern in patterns]
    if any(text[1:-1] != pattern for text, pattern in zip(texts, patterns, strict=True)):
        return None
    rule = f"{kind}({', '.join(texts)})"
    return rule if rule.isprintable() and len(rule) <= 1000 else None
