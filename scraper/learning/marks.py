"""Marks: what says yes by being there, such as the sign of an accepted answer."""

import re
from collections.abc import Iterator, Mapping

from scraper.learning.choosing import Choice
from scraper.learning.entries import Way
from scraper.learning.handles import handles
from scraper.learning.known import Known
from scraper.learning.sightings import Sighting
from scraper.learning.trials import first_value
from scraper.learning.workbench import Workbench
from scraper.parser.rules import quoted

_MOST_ELEMENTS = 200
_SAYS_SO = re.compile(r"accept|best|solution|solved|correct|chosen|right", re.I)


def choose_mark(asked: Mapping[int | None, Known], way: Way, bench: Workbench) -> Choice | None:
    """Return the rule of a mark: there in the entries that have it, and in no other known one.

    :param asked: number of an entry that has the mark → the value that says so.
    """
    numbers = [number for number in asked if number is not None]
    marked = [way.numbers[number] for number in numbers]
    unmarked = [position for number, position in way.numbers.items() if number not in asked]
    best: tuple[float, str] | None = None
    for rule, cost in _rules(way, min(numbers), bench):
        found = [first_value((rule,), scope) is not None for scope in way.scopes]
        if not all(found[position] for position in marked) or any(found[position] for position in unmarked):
            continue
        others = sum(found) - len(marked)
        told = cost + others + (0.0 if _SAYS_SO.search(rule) else 4.0)
        # Without a word that says so, a mark must at least tell one entry from several.
        if (best is None or told < best[0]) and (told < 4 or (not others and unmarked)):
            best = told, rule
    return None if best is None else Choice((best[1],), 0, 0, best[0], Sighting(None))


def _rules(way: Way, number: int, bench: Workbench) -> Iterator[tuple[str, float]]:
    root = way.scenes[number].root
    if root is None:
        return
    seen: set[str] = set()
    for element in bench.sheet.elements.all[root.index : root.index + _MOST_ELEMENTS]:
        if element.start > root.end:
            return
        for handle in handles(element.node):
            text = quoted(handle.css)
            if handle.cost < 3 and handle.css not in seen and text[1:-1] == handle.css:
                seen.add(handle.css)
                yield f"has({text})", handle.cost
