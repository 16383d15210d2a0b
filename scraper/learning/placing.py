"""Which of several places of a value is meant: values of one entry stand together, a question's beside its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from scraper.learning.known import Known
from scraper.learning.sightings import Sheet, Sighting

_ANCHORS = {
    "replies": ("text", "author", "replied_on", "score"),
    "similar": ("title", "question_excerpt", "reply_excerpt", "url"),
    "related_faqs": ("term", "url", "department"),
    "tags": ("",),
}
"""Fields of an entry by which it is found, the surest first."""

TOP_FIELDS = frozenset({"title", "department", "language"})
"""Fields that stand at the head of the page, not beside the question."""

_HIDDEN_GAP = 200  # characters that words which are no line count as further away than what a reader sees
_ANYWHERE = 1 << 60
_UNLIKE = 500
_MISPLACED = 5000

Seen = Mapping[Known, Sequence[Sighting]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: its values where they are meant.

    :param start: where its first value begins in the stream.
    :param end: where its last one ends.
    """

    values: Mapping[Known, Sighting]
    start: int
    end: int

    def holds(self, sighting: Sighting) -> bool:
        """Whether another value stands inside one of the entry's own, as a name does in a text."""
        return any(own.aside is None and own.start <= sighting.start < _end(own) for own in self.values.values())


@dataclass(frozen=True, slots=True)
class Places:
    """Where every value is meant.

    :param singles: value outside lists → its places, the likeliest first.
    :param lists: list → number of the entry → entry.
    """

    singles: Mapping[Known, Sequence[Sighting]]
    lists: Mapping[str, Mapping[int, Entry]]

    def chosen(self) -> dict[Known, Sighting]:
        """Return the likeliest place of every value."""
        found = {known: places[0] for known, places in self.singles.items() if places}
        for entries in self.lists.values():
            for entry in entries.values():
                found |= entry.values
        return found


def place(seen: Seen, sheet: Sheet) -> Places:
    """Choose among the places of each value; values that are nowhere are left out."""
    bodies = [sightings[0] for known, sightings in seen.items() if known.is_body and sightings]
    here = {
        known: sightings if known.is_body else _apart(sightings, bodies)
        for known, sightings in seen.items()
        if sightings
    }
    body = next((known for known in here if known.field == "question/text"), None)
    reserved = _reserved(here, here[body][0]) if body is not None else frozenset()
    lists = {name: _entries(name, here, sheet, reserved) for name in _ANCHORS}
    taken = [(entry.start, entry.end) for entries in lists.values() for entry in entries.values()]
    center = _outside(here[body], taken)[0] if body is not None else None
    head = _head_lines(here, sheet)
    singles = {
        known: _single(known, _outside(sightings, taken), center, head)
        for known, sightings in here.items()
        if known.entry is None
    }
    return Places(singles, {name: entries for name, entries in lists.items() if entries})


def _apart(sightings: Sequence[Sighting], bodies: Sequence[Sighting]) -> list[Sighting]:
    """Return the places that are not inside a running text; all of them where there is none."""
    apart = [
        sighting
        for sighting in sightings
        if sighting.aside is not None or not any(body.start <= sighting.start < _end(body) for body in bodies)
    ]
    return apart or list(sightings)


def _reserved(here: Seen, center: Sighting) -> frozenset[int]:
    """Return where the question's own values begin: a reply with the same date has its own elsewhere."""
    nearest = {
        min(sightings, key=lambda sighting: gap(sighting, center)).start
        for known, sightings in here.items()
        if known.entry is None and known.field not in TOP_FIELDS and not known.is_body
    }
    return frozenset({center.start, *nearest})


def _head_lines(here: Seen, sheet: Sheet) -> dict[int, int]:
    """Return the lines that are likely the page's heading: line → rank, the best 0."""
    title = next((known for known in here if known.field == "title"), None)
    lines = [found.stretch.first for found in here[title] if found.stretch is not None] if title is not None else []
    ranks = dict.fromkeys(lines, 1)
    ranks |= {line: 0 for line in [*ranks, *range(len(sheet.stream.lines))] if sheet.stream.lines[line].level == 1}
    return ranks


def gap(one: Sighting, other: Sighting) -> int:
    """Return how many characters lie between two places."""
    hidden = sum(_HIDDEN_GAP for sighting in (one, other) if sighting.aside is not None)
    return max(one.start - _end(other), other.start - _end(one), 0) + hidden


def _end(sighting: Sighting) -> int:
    return sighting.stretch.end if sighting.stretch is not None else sighting.start


def _single(
    known: Known, found: Sequence[Sighting], center: Sighting | None, head: Mapping[int, int]
) -> list[Sighting]:
    """Return the places of a value outside lists, the likeliest first."""
    if known.field in TOP_FIELDS:
        return sorted(found, key=lambda sighting: (sighting.aside is not None, _head_rank(sighting, head)))
    if center is None or known.field == "question/text":
        return sorted(found, key=lambda sighting: (sighting.aside is not None, not sighting.whole))
    return sorted(found, key=lambda sighting: gap(sighting, center))


def _head_rank(sighting: Sighting, head: Mapping[int, int]) -> int:
    return head.get(sighting.stretch.first, 2) if sighting.stretch is not None else 3


def _outside(sightings: Sequence[Sighting], taken: Sequence[tuple[int, int]]) -> list[Sighting]:
    """Return the places that are in no entry of a list; all of them where there is none."""
    outside = [sighting for sighting in sightings if not any(start <= sighting.start < end for start, end in taken)]
    return outside or list(sightings)


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to place an entry.

    :param shape: what its first value stands in, and the order of its fields: entries of one list look alike.
    :param cost: how far apart its values are, in characters.
    """

    entry: Entry
    shape: tuple[str, ...]
    cost: int


def _entries(name: str, here: Seen, sheet: Sheet, reserved: frozenset[int]) -> dict[int, Entry]:
    """Return the entries of a list where they stand one behind the other and look alike."""
    by_number: dict[int, list[Known]] = {}
    for known in here:
        if known.entry is not None and known.field.partition("/")[0] == name:
            by_number.setdefault(known.entry, []).append(known)
    numbers = sorted(by_number)
    options = {number: _options(name, by_number[number], here, sheet, reserved) for number in numbers}
    if not numbers:
        return {}
    firsts = options[numbers[0]]
    first = min(firsts, key=lambda option: option.cost)
    if len(numbers) > 1:
        first = min(firsts, key=lambda option: option.cost + _step(option, options[numbers[1]])[0])
    chosen = {numbers[0]: first}
    for before, number in pairwise(numbers):
        chosen[number] = _step(chosen[before], options[number])[1]
    return {number: option.entry for number, option in chosen.items()}


def _step(before: _Option, options: Sequence[_Option]) -> tuple[int, _Option]:
    """Return the best way to place the next entry, with what it costs."""

    def cost(option: _Option) -> int:
        far = option.entry.start - before.entry.end
        misplaced = _MISPLACED if far < 0 else 0
        unlike = _UNLIKE if option.shape != before.shape else 0
        return option.cost + abs(far) + misplaced + unlike

    best = min(options, key=cost)
    return cost(best), best


def _options(name: str, values: Sequence[Known], here: Seen, sheet: Sheet, reserved: frozenset[int]) -> list[_Option]:
    """Return ways to place an entry: one for each place of the value by which it is found.

    :param reserved: where the question's own values begin.
    """
    here = {value: [p for p in here[value] if p.start not in reserved] or here[value] for value in values}
    order = [f"{name}/{field}" if field else name for field in _ANCHORS[name]]
    first = min(values, key=lambda value: order.index(value.field) if value.field in order else len(order))
    others = sorted((value for value in values if value != first), key=lambda value: len(here[value]))
    found = []
    for anchor in here[first]:
        for earliest, latest in ((0, _ANYWHERE), (anchor.start, _ANYWHERE), (0, _end(anchor))):
            chosen = {first: anchor}
            start, end, hidden = anchor.start, _end(anchor), _HIDDEN_GAP * (anchor.aside is not None)
            for value in others:
                near = [place for place in here[value] if earliest <= place.start < latest] or here[value]
                start, end, chosen[value] = min(
                    ((min(start, place.start), max(end, _end(place)), place) for place in near),
                    key=lambda made: (made[1] - made[0], made[2].aside is not None, made[2].start),
                )
            shape = (*_shape(anchor, sheet), *_order(chosen))
            found.append(_Option(Entry(chosen, start, end), shape, end - start + hidden))
    return found


def _order(values: Mapping[Known, Sighting]) -> list[str]:
    """Return an entry's fields in reading order."""
    return [known.field for known, _ in sorted(values.items(), key=lambda pair: pair[1].start)]


def _shape(sighting: Sighting, sheet: Sheet) -> tuple[str, ...]:
    """Return what a value stands in: the tags and classes around it; in plain text, whether it is a whole line."""
    stretch = sighting.stretch
    if sighting.aside is not None:
        return (sighting.aside.name or "", sighting.aside.element.node.tag or "")
    if stretch is None:
        return ()
    around = sheet.elements.around(stretch.start, stretch.end)
    if around is None:
        return ("line" if sheet.stream.covers_lines(stretch) else "part",)
    chain = [around, *islice(sheet.elements.ancestors(around), 1)]
    whole = "whole" if (around.start, around.end) == (stretch.start, stretch.end) else "part"
    return (whole, *(f"{element.node.tag}.{element.node.attributes.get('class') or ''}" for element in chain))
