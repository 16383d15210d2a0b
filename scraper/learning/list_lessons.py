"""Learning a list: where its entries are, what each field of an entry is told by, and what makes an entry one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scraper.learning.candidates import Candidate, candidates, is_within
from scraper.learning.choosing import Choice, choose
from scraper.learning.copies import Copy
from scraper.learning.entries import Way, scopes_of, ways_to
from scraper.learning.known import Known
from scraper.learning.marks import choose_mark
from scraper.learning.placing import Entry
from scraper.learning.trials import Question, first_value
from scraper.learning.workbench import Workbench
from scraper.parser.profile_making import ALWAYS_REQUIRED
from scraper.parser.rules import Scope

_OTHER_PLACE_COST = 0.2
_SILENT_ENTRY_COST = 0.3
_FIELD_SHARE = 0.3  # of a field's cost in that of its list
_UNLEARNED_COST = 6.0
_TELLING = {
    "replies": ("author", "replied_on"),
    "similar": ("author", "question_excerpt"),
    "related_faqs": ("department",),
}
"""Fields of a list that tell its entries from what stands around them."""
_BETWEEN = re.compile(r"between\((('|\"|`).*?\2), .*\)")


@dataclass(frozen=True, slots=True)
class ListLesson:
    """How one list is read.

    :param each: the rule that finds its entries.
    :param fields: field of an entry → its rules.
    :param required: fields without which an entry is none.
    :param count: entries that are found on the page.
    """

    each: str
    fields: Mapping[str, Choice]
    required: tuple[str, ...]
    count: int


def learn_list(name: str, entries: Mapping[int, Entry], bench: Workbench) -> ListLesson | None:
    """Return how a list is read; None where no rule finds its known entries."""
    page = bench.scope()
    best: tuple[float, ListLesson] | None = None
    for way in ways_to(entries, bench.scene, bench.places, page) if page is not None else ():
        if best is not None and way.cost >= best[0]:
            break
        found = _Attempt(name, entries, way, bench).learn()
        if found is not None and (best is None or found[0] < best[0]):
            best = found
    return best[1] if best is not None else None


class _Attempt:
    """One way to find the entries, tried."""

    def __init__(self, name: str, entries: Mapping[int, Entry], way: Way, bench: Workbench) -> None:
        self.name = name
        self.entries = entries
        self.way = way
        self.bench = bench
        self.needed = ALWAYS_REQUIRED.get(name, "")
        self.fields: dict[str, Choice] = {}
        self._scopes = [scopes_of(way.each, scope) if (scope := bench.scope(copy)) else [] for copy in bench.copies]

    def learn(self) -> tuple[float, ListLesson] | None:
        """Return how the list is read in this way, and what that costs."""
        cost = self.way.cost
        keys = {self._key(known) for entry in self.entries.values() for known in entry.values}
        for key in sorted(keys, key=lambda key: key != self.needed):
            choice = self._field(key)
            if choice is not None:
                silent = sum(first_value(choice.rules, scope) is None for scope in self.way.scopes)
                cost += choice.cost * _FIELD_SHARE + _SILENT_ENTRY_COST * silent / len(self.way.scopes)
                self.fields[key] = choice
            elif key == self.needed:
                return None
            else:
                cost += _UNLEARNED_COST
        if self.needed and self.needed not in self.fields:
            return None
        self._add_marks()
        required = self._required()
        count = sum(self._is_entry(scope, required) for scope in self.way.scopes)
        return cost, ListLesson(self.way.each, self.fields, required, count)

    def _key(self, known: Known) -> str:
        return known.field.removeprefix(self.name).removeprefix("/")

    def _asked(self, key: str) -> dict[int, Known]:
        return {
            number: known for number, entry in self.entries.items() for known in entry.values if self._key(known) == key
        }

    def _field(self, key: str) -> Choice | None:
        asked = self._asked(key)
        here: list[Question] = []
        made: list[Candidate] = []
        for number, known in asked.items():
            here.append(Question(self.way.scopes[self.way.numbers[number]], self.bench.here.answers[known]))
            made += self._candidates(known, number)
        copies = [
            question
            for copy, found in zip(self.bench.copies, self._scopes, strict=True)
            for question in self._questions(copy, asked, found)
        ]
        choice = choose(_distinct(made), here, copies, self.bench.effort)
        return None if choice is None else self._to_the_end(choice)

    def _add_marks(self) -> None:
        marks = [mark for mark in self.bench.marks if mark.field.startswith(f"{self.name}/")]
        for key in {self._key(mark) for mark in marks}:
            asked = {mark.entry: mark for mark in marks if self._key(mark) == key and mark.entry in self.entries}
            if asked and (choice := choose_mark(asked, self.way, self.bench)) is not None:
                self.fields[key] = choice

    def _candidates(self, known: Known, number: int) -> Iterator[Candidate]:
        scene = self.way.scenes[number]
        meant = self.entries[number].values[known]
        yield from candidates(known, meant, scene)
        for other in self.bench.seen[known]:
            if other != meant and is_within(other, scene):
                for candidate in candidates(known, other, scene):
                    yield replace(candidate, cost=candidate.cost + _OTHER_PLACE_COST)

    def _questions(self, copy: Copy, asked: Mapping[int, Known], scopes: Sequence[Scope]) -> Iterator[Question]:
        """Yield what a field of the known entries must be on a changed copy."""
        kept = copy.entries.get(self.name, ())
        gone = [number for number in self.way.numbers if number not in kept]
        for number in kept:
            if number in asked:
                position = self.way.numbers[number] - sum(other < number for other in gone)
                scope = scopes[position] if 0 <= position < len(scopes) else None
                yield Question(scope, copy.answers[asked[number]])

    def _to_the_end(self, choice: Choice) -> Choice:
        """Return the rules of a text that ends with its run of lines; only in the last run something else ends it."""
        rule = _BETWEEN.fullmatch(choice.rules[0])
        stretch = choice.sighting.stretch
        if rule is None or stretch is None or not all(scene.is_run for scene in self.way.scenes.values()):
            return choice
        after = f"after({rule[1]})"
        ends = all(stretch.end >= entry.end or stretch.start < entry.start for entry in self.entries.values())
        return replace(choice, rules=(choice.rules[0], after)) if ends and after not in choice.rules else choice

    def _required(self) -> tuple[str, ...]:
        """Return the fields without which an entry is none: as few as keep out what is found and is no entry."""
        required = [self.needed] if self.needed else []
        always = [key for key in self.fields if len(self._asked(key)) == len(self.entries)]
        telling = _TELLING.get(self.name, ())
        if not self.way.is_named and self.name == "replies":
            required += [key for key in telling if key in always]
        strangers = [scope for scope in self._strangers() if self._is_entry(scope, required)]
        for key in sorted(always, key=lambda key: key not in telling):
            left = [scope for scope in strangers if first_value(self.fields[key].rules, scope) is not None]
            if len(left) < len(strangers):
                required.append(key)
                strangers = left
        return tuple(dict.fromkeys(required))

    def _strangers(self) -> Iterator[Scope]:
        """Yield what is found where entries are sought, but may be none."""
        if not self.way.is_named:
            # No class, attribute or label says that these are entries.
            known = self.way.numbers.values()
            yield from (scope for position, scope in enumerate(self.way.scopes) if position not in known)
        if not self.needed:
            return
        rules = self.fields[self.needed].rules
        here = {first_value(rules, scope) for scope in self.way.scopes}
        for copy, found in zip(self.bench.copies, self._scopes, strict=True):
            if not copy.entries.get(self.name, (0,)):
                # Something else stands now where the entries stood.
                yield from (scope for scope in found if first_value(rules, scope) not in here)

    def _is_entry(self, scope: Scope, required: Sequence[str]) -> bool:
        return all(first_value(self.fields[key].rules, scope) is not None for key in required)


def _distinct(made: Iterable[Candidate]) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for candidate in made:
        held = found.get(candidate.rule)
        if held is None or candidate.cost < held.cost:
            found[candidate.rule] = candidate
    return list(found.values())
