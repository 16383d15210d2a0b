"""What is right: the value that a rule must find for a field, on the page or on a changed copy of it."""

from dataclasses import dataclass
from typing import Any

from scraper.learning.folding import compact, unmarked
from scraper.learning.known import Known
from scraper.learning.sightings import Sheet, Sighting
from scraper.parser.converters import Kind
from scraper.parser.values import paragraphs


@dataclass(frozen=True, slots=True)
class Answer:
    """The right value of a field.

    :param value: a day, a number and the like as itself; a text in compact form, list marks left out of a body.
    :param is_body: whether it is a running text.
    """

    value: Any
    is_body: bool = False

    def accepts(self, found: Any) -> bool:
        """Whether what a rule found is right."""
        if found is None or self.value is None:
            return found is None and self.value is None
        if isinstance(self.value, str):
            return isinstance(found, str) and (unmarked(found) if self.is_body else compact(found)) == self.value
        return type(found) is type(self.value) and bool(found == self.value)


NOTHING = Answer(None)
"""The answer where the value is not on the page."""


def answer_to(known: Known, sighting: Sighting, sheet: Sheet) -> Answer:
    """Return what is right on the page itself, where the value was seen."""
    if known.kind is Kind.ADDRESS:
        return Answer(compact(sheet.view.absolute(known.text) or known.text))
    if known.kind is not Kind.TEXT:
        return Answer(known.value)
    stretch = sighting.stretch
    if sighting.aside is not None:
        text = sighting.aside.value
        return Answer(unmarked(text) if known.is_body else compact(text), known.is_body)
    assert stretch is not None
    if not known.is_body:
        return Answer(sheet.stream.text[stretch.start : stretch.end])
    return Answer(_body(sheet, stretch.first, stretch.last, stretch.left, stretch.right), is_body=True)


def _body(sheet: Sheet, first: int, last: int, left: int, right: int) -> str:
    lines = [block.text for block in sheet.stream.lines[first : last + 1]]
    lines[-1] = lines[-1][:right]
    lines[0] = lines[0][left:]
    return unmarked(paragraphs(lines) or "")
