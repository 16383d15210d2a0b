"""What else is on a page without a doubt: fields nobody told of, where only one value is possible."""

import re
from collections.abc import Collection, Iterator

from scraper.learning.known import Known
from scraper.learning.placing import Places
from scraper.learning.sightings import Sheet
from scraper.learning.stream import Element, Elements
from scraper.parser.converters import CONVERTERS
from scraper.parser.values import clean_line

_MOST_NAME_CHARS = 60
_AUTHOR_CLASS = re.compile(r"(?:^|[\s_-])(?:author|username|user-?name|poster|asker|answerer)(?:$|[\s_-])", re.I)


def proposals(sheet: Sheet, places: Places, given: Collection[str]) -> Iterator[Known]:
    """Yield values for fields that were not given: each is the only one of its kind where it stands.

    :param given: the fields that were.
    """
    elements = sheet.elements
    replies = places.lists.get("replies", {})
    regions = {number: _region(entry.start, entry.end, sheet, places) for number, entry in replies.items()}
    if regions and all(regions.values()):
        for field, read in (("replied_on", _only_day), ("author", _only_name)):
            values = {number: read(region, elements) for number, region in regions.items() if region is not None}
            if f"replies/{field}" not in given and all(values.values()):
                yield from (Known(f"replies/{field}", number, value) for number, value in values.items() if value)
    question = next((found for known, found in places.chosen().items() if known.field == "question/text"), None)
    if question is None or question.stretch is None:
        return
    region = _region(question.start, question.stretch.end, sheet, places)
    if region is not None and "question/asked_on" not in given and (day := _only_day(region, elements)):
        yield Known("question/asked_on", None, day)
    if region is not None and "question/asker/name" not in given and (name := _only_name(region, elements)):
        yield Known("question/asker/name", None, name)
    if "title" not in given and "question/title" not in given and (title := _only_heading(sheet)):
        yield Known("question/title", None, title)


def _region(start: int, end: int, sheet: Sheet, places: Places) -> Element | None:
    """Return the outermost element around some values that holds no text of another post."""
    bodies = [
        found.start
        for known, found in places.chosen().items()
        if known.is_body and found.aside is None and not start <= found.start < end
    ]
    if not bodies:
        return None
    around = sheet.elements.around(start, end)
    best = None
    for element in (around, *sheet.elements.ancestors(around)) if around is not None else ():
        if element.node.tag in ("html", "body") or any(element.start <= body < element.end for body in bodies):
            break
        best = element
    return best


def _only_day(region: Element, elements: Elements) -> str | None:
    """Return the day of the only ``time[datetime]`` of an element."""
    found = {
        day.isoformat() if (day := CONVERTERS["day"].convert(element.node.attributes.get("datetime") or "")) else ""
        for element in _inside(region, elements)
        if element.node.tag == "time"
    }
    return found.pop() or None if len(found) == 1 else None


def _only_name(region: Element, elements: Elements) -> str | None:
    """Return the words of the only element that says it holds an author."""
    found = set()
    for element in _inside(region, elements):
        attributes = element.node.attributes
        if (
            attributes.get("itemprop") == "author"
            or attributes.get("rel") == "author"
            or _AUTHOR_CLASS.search(attributes.get("class") or "")
        ):
            found.add(clean_line(element.node.text(deep=True, separator="") or ""))
    name = found.pop() if len(found) == 1 else ""
    return name if 0 < len(name) <= _MOST_NAME_CHARS else None


def _only_heading(sheet: Sheet) -> str | None:
    """Return the words of the only first-level heading."""
    lines = [block.text for block in sheet.stream.lines if block.level == 1]
    return lines[0] if len(lines) == 1 else None


def _inside(region: Element, elements: Elements) -> Iterator[Element]:
    for element in elements.all[region.index :]:
        if element.start > region.end:
            return
        if element.index == region.index or any(outer.index == region.index for outer in elements.ancestors(element)):
            yield element
