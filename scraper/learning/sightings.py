"""Where known values are seen on a page: in its lines, and beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scraper.learning.folding import compact, folded
from scraper.learning.known import Known
from scraper.learning.printed import printed_forms, without_marks
from scraper.learning.stream import Element, Elements, Stream, Stretch, joins
from scraper.parser.converters import CONVERTERS, Kind
from scraper.parser.values import clean_line
from scraper.parser.view import PageView

MAX_SIGHTINGS = 50
"""Places of one value that are looked at, the first in reading order."""

_ATTRIBUTES = ("datetime", "content", "title", "alt", "value", "href", "src", "aria-label", "cite", "summary")
_WORDY = ("content", "title", "alt", "aria-label", None)
"""Attributes in which more words may stand beside a value; None: words that are no line."""

_ASIDE_TAGS = ("button", "title")  # whose words are no lines
_MAX_ASIDE_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Aside:
    """Words of an element that are no line of the page: an attribute's, a button's, the page's title.

    :param name: the attribute; None where they are the element's own words.
    :param text: all of the words.
    :param start: where the value begins in them.
    :param end: where it ends.
    """

    element: Element
    name: str | None
    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """The value as it is written."""
        return self.text[self.start : self.end]

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands beside the value."""
        return compact(self.text) == compact(self.value)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a value stands.

    :param stretch: its part of the stream; for words that are no line, that of their element, where it has lines.
    :param aside: where it stands, if not in the lines.
    :param whole: whether the value's end is known; False where only its beginning was given.
    """

    stretch: Stretch | None
    aside: Aside | None = None
    whole: bool = True

    @property
    def start(self) -> int:
        """Where it stands in the stream."""
        if self.stretch is not None:
            return self.stretch.start
        return self.aside.element.start if self.aside is not None else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the learner looks at it: what is parsed of it, once."""

    view: PageView
    stream: Stream
    elements: Elements

    @classmethod
    def of(cls, view: PageView) -> "Sheet":
        """Return a page's sheet."""
        stream = Stream(view)
        return cls(view, stream, Elements(stream))


def find_sightings(known: Sequence[Known], sheet: Sheet) -> dict[Known, tuple[Sighting, ...]]:
    """Return where each value stands, in reading order; an empty tuple for one that is nowhere."""
    seen = {value: list(_in_lines(value, sheet)) for value in known}
    for value, sighting in _beside(known, sheet):
        seen[value].append(sighting)
    plain = [
        value for value in known if not value.is_body and value.kind is not Kind.YES_NO and value.value is not None
    ]
    for value, sighting in _within_asides(plain, sheet):
        seen[value].append(sighting)
    return {value: tuple(found[: 2 * MAX_SIGHTINGS]) for value, found in seen.items()}


def _in_lines(known: Known, sheet: Sheet) -> Iterator[Sighting]:
    if known.kind in (Kind.ADDRESS, Kind.YES_NO) or known.value is None:
        return
    found: dict[int, Stretch] = {}
    for form in printed_forms(known):
        if found and known.is_body:
            break  # the other forms are for a text that is not found as it was given
        for stretch in _finds(form, sheet):
            held = found.get(stretch.start)
            if held is None or held.end < stretch.end:
                found[stretch.start] = stretch
    whole = sorted(found.values(), key=lambda stretch: stretch.start)[:MAX_SIGHTINGS]
    if known.is_body:
        yield from _bodies(known, whole, sheet)
    else:
        yield from (Sighting(stretch) for stretch in whole)


def _bodies(known: Known, given: Sequence[Stretch], sheet: Sheet) -> Iterator[Sighting]:
    """Yield places of a running text, of which the whole may be given, both ends, or the beginning."""
    if not given and known.ends is not None:
        yield from _between_ends(known.ends, sheet)
        return
    for stretch in given:
        yield Sighting(stretch, whole=_is_ended(stretch, sheet))


def _between_ends(ends: tuple[str, str], sheet: Sheet) -> Iterator[Sighting]:
    """Yield places of a text of which the first and the last words are known; the last may be left out."""
    stream = sheet.stream
    heads, tails = ([stretch for form in without_marks(end) for stretch in _finds(form, sheet)] for end in ends)
    for head in heads:
        if not ends[1]:
            yield Sighting(head, whole=False)
        elif (tail := next((found for found in tails if found.start >= head.start), None)) is not None:
            found = stream.stretch(head.start, tail.end)
            yield Sighting(found, whole=_is_ended(found, sheet))


def _is_ended(stretch: Stretch, sheet: Sheet) -> bool:
    """Whether a text ends where its line or an element does: then it is all of it, not only the beginning."""
    return sheet.stream.line_start(stretch.last + 1) == stretch.end or sheet.elements.is_apart(stretch.end)


def _finds(words: str, sheet: Sheet) -> Iterator[Stretch]:
    return sheet.stream.finds(words, sheet.elements.is_apart)


def _asides(sheet: Sheet) -> Iterator[tuple[Element, str | None, str]]:
    """Yield the words of elements that are no lines."""
    for element in sheet.elements.all:
        if element.node.tag in _ASIDE_TAGS:
            words = clean_line(element.node.text(deep=True, separator=" ") or "")
            if words and len(words) <= _MAX_ASIDE_CHARS:
                yield element, None, words
        for name, text in element.node.attributes.items():
            if text and len(text) <= _MAX_ASIDE_CHARS and (name in _ATTRIBUTES or name.startswith("data-")):
                yield element, name, text


def _beside(known: Sequence[Known], sheet: Sheet) -> Iterator[tuple[Known, Sighting]]:
    """Yield the places where a value is all of some words that are no line."""
    wanted: dict[str, list[Known]] = {}
    days: dict[object, list[Known]] = {}
    for value in known:
        if value.kind is Kind.YES_NO or value.value is None:
            continue
        for form in printed_forms(value):
            wanted.setdefault(compact(form), []).append(value)
        if value.kind is Kind.DAY:
            days.setdefault(value.value, []).append(value)
    for element, name, text in _asides(sheet):
        for value in _read(text, sheet.view, wanted, days):
            yield value, _aside(element, name, text, (0, len(text)), sheet)


def _within_asides(known: Sequence[Known], sheet: Sheet) -> Iterator[tuple[Known, Sighting]]:
    """Yield the places where a value is a part of such words."""
    forms = [(value, form) for value in known for form in printed_forms(value) if len(form) > 2 or form.isdigit()]
    for element, name, text in _asides(sheet):
        if name not in _WORDY:
            continue
        plain = folded(text)
        for value, form in forms:
            start = plain.find(folded(form))
            end = start + len(form)
            cut = (start > 0 and joins(text[start - 1], text[start])) or (
                end < len(text) and joins(text[end - 1], text[end])
            )
            if start >= 0 and not cut and len(form) < len(text):
                yield value, _aside(element, name, text, (start, end), sheet)


def _aside(element: Element, name: str | None, text: str, part: tuple[int, int], sheet: Sheet) -> Sighting:
    stretch = sheet.stream.stretch(element.start, element.end) if element.end > element.start else None
    return Sighting(stretch, Aside(element, name, text, *part))


def _read(
    text: str, view: PageView, wanted: Mapping[str, list[Known]], days: Mapping[object, list[Known]]
) -> Iterator[Known]:
    """Yield the values that all of an element's words give."""
    plain = compact(text)
    yield from wanted.get(plain, ())
    if (absolute := view.absolute(text)) is not None and compact(absolute) != plain:
        yield from (value for value in wanted.get(compact(absolute), ()) if value.kind is Kind.ADDRESS)
    if days and len(plain) <= 40 and plain not in wanted and any(c.isdigit() for c in plain):
        yield from days.get(CONVERTERS["day"].convert(text) or CONVERTERS["calendar_day"].convert(text), ())
