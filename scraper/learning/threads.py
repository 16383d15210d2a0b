"""Pages that hold several threads: in which element each of them stands."""

from dataclasses import dataclass
from itertools import pairwise

from scraper.learning.placing import Places
from scraper.learning.selectors import selectors_for
from scraper.learning.sightings import Sheet
from scraper.learning.stream import Element
from scraper.parser.rule_text import read_entries
from scraper.parser.rules import Scope, quoted

_MAX_LEVELS = 4
_MOST_COST = 3.0


@dataclass(frozen=True, slots=True)
class ThreadRule:
    """Where the threads of a page are.

    :param each: the rule that finds them.
    :param number: which of them the known values belong to.
    :param element: its element.
    :param count: how many there are on the page.
    """

    each: str
    number: int
    element: Element
    count: int

    def scope(self, page: Scope) -> Scope | None:
        """Return the thread of that number on a page."""
        found = read_entries(self.each)(page)
        return found[self.number] if self.number < len(found) else None


def thread_rules(sheet: Sheet, places: Places) -> list[ThreadRule]:
    """Return rules for an element that holds question and replies and has others of its kind beside it."""
    question = next((found for known, found in places.chosen().items() if known.field == "question/text"), None)
    replies = places.lists.get("replies", {})
    if question is None or question.stretch is None or not replies:
        return []
    start = min(question.start, *(entry.start for entry in replies.values()))
    end = max(question.stretch.end, *(entry.end for entry in replies.values()))
    around = sheet.elements.around(start, end)
    outer = [around, *sheet.elements.ancestors(around)][:_MAX_LEVELS] if around is not None else []
    rules = []
    for element in outer:
        if element.node.tag in ("html", "body"):
            break
        rules += _beside(element, sheet)
    return rules


def _beside(element: Element, sheet: Sheet) -> list[ThreadRule]:
    for selector in selectors_for(element, sheet.elements)[:20]:
        text = quoted(selector.css)
        if selector.cost > _MOST_COST or selector.is_position or text[1:-1] != selector.css:
            continue
        each = f"css({text})"
        found = [sheet.elements.of(scope.node) for scope in read_entries(each)(Scope(sheet.view)) if scope.node]
        numbers = [number for number, other in enumerate(found) if other is not None and other.index == element.index]
        parts = [(other.start, other.end) for other in found if other is not None and other.end > other.start]
        disjoint = all(one[1] <= other[0] for one, other in pairwise(parts))
        if numbers and len(parts) > 1 and disjoint:
            return [ThreadRule(each, numbers[0], element, len(parts))]
    return []
