"""Days that were given without their year, as some pages print them: the page itself often tells the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scraper.learning.known import Known
from scraper.learning.sightings import Sheet
from scraper.parser.converters import CONVERTERS, Kind

_TELLING = ("datetime", "title", "content", "data-time", "data-datetime", "data-date")


def with_whole_days(known: Sequence[Known], sheet: Sheet) -> tuple[Known, ...]:
    """Return known values, days without a year completed from an attribute of what they stand in."""
    return tuple(
        _whole(value, known, sheet) if value.kind is Kind.DAY and value.value is None else value for value in known
    )


def _whole(value: Known, known: Sequence[Known], sheet: Sheet) -> Known:
    found = list(dict.fromkeys(_days(value, sheet)))
    if not found:
        return value
    # Of several the question's is the first; a reply's is that of its number.
    alike = [other for other in known if other.kind is Kind.DAY and other.text == value.text]
    return replace(value, text=found[min(alike.index(value), len(found) - 1)])


def _days(value: Known, sheet: Sheet) -> Iterator[str]:
    for stretch in sheet.stream.finds(value.text, sheet.elements.is_apart):
        around = sheet.elements.around(stretch.start, stretch.end)
        for element in (around, *sheet.elements.ancestors(around)) if around is not None else ():
            if element.end - element.start > 4 * (stretch.end - stretch.start) + 20:
                break
            texts = (element.node.attributes.get(name) or "" for name in _TELLING)
            day = next(
                (day for text in texts for name in ("day", "calendar_day") if (day := CONVERTERS[name].convert(text))),
                None,
            )
            if day is not None:
                yield day.isoformat()
                break
