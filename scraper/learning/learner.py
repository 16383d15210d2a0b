"""Learning a rendition: from a page and known values to the rules that find them, with how well each lasts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scraper.learning.candidates import Candidate, candidates
from scraper.learning.choosing import Choice, choose
from scraper.learning.days import with_whole_days
from scraper.learning.known import Known
from scraper.learning.list_lessons import ListLesson, learn_list
from scraper.learning.placing import TOP_FIELDS
from scraper.learning.proposals import proposals
from scraper.learning.sightings import Sheet
from scraper.learning.threads import ThreadRule, thread_rules
from scraper.learning.trials import Question, first_value
from scraper.learning.workbench import Workbench, meant_by
from scraper.parser.rule_text import read_entries
from scraper.parser.rules import Scope
from scraper.parser.view import PageView

_MAX_PLACES = 4
"""Places of one value for which rules are made."""

_PLACE_COST = 0.6
_TOP_PLACE_COST = 2.5
"""What the places after the first cost, for fields of the page's head: they are repeated all over it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything that was learned from one page.

    :param fields: field → its rules.
    :param lists: list → how it is read.
    :param known: the values that were given.
    :param found: values that were not given, and are on the page without a doubt.
    :param unseen: given values that are not on the page.
    :param unlearned: given values that are on the page, but for which no rule was found.
    :param threads: where the threads of the page are; None where it is one thread.
    """

    bench: Workbench
    fields: Mapping[str, Choice]
    lists: Mapping[str, ListLesson]
    known: tuple[Known, ...]
    found: tuple[Known, ...] = ()
    unseen: tuple[Known, ...] = ()
    unlearned: tuple[Known, ...] = ()
    threads: ThreadRule | None = None


def learn(view: PageView, known: Sequence[Known]) -> Lesson:
    """Learn rules for the known values of a page, and for what else is on it without a doubt."""
    sheet = Sheet.of(view)
    known = with_whole_days(known, sheet)
    more = tuple(proposals(sheet, meant_by(known, sheet)[1], {value.field for value in known}))
    bench = Workbench.of(sheet, (*known, *more))
    lesson = _of_several(bench) or _lesson(bench)
    learned = set(_learned(lesson))
    return replace(
        lesson,
        known=tuple(known),
        found=tuple(value for value in more if value.field in learned),
        unseen=tuple(value for value in known if not bench.seen[value] and value not in bench.marks),
        unlearned=tuple(
            value for value in known if (bench.seen[value] or value in bench.marks) and value.field not in learned
        ),
    )


def _learned(lesson: Lesson) -> Iterator[str]:
    yield from lesson.fields
    for name, found in lesson.lists.items():
        yield from (f"{name}/{key}" if key else name for key in found.fields)


def _lesson(bench: Workbench) -> Lesson:
    lists = {name: learn_list(name, entries, bench) for name, entries in bench.places.lists.items()}
    fields = {value.field: _single(value, bench) for value in bench.places.singles}
    return Lesson(
        bench,
        {field: choice for field, choice in fields.items() if choice is not None},
        {name: found for name, found in lists.items() if found is not None},
        (),
        threads=bench.thread,
    )


def _of_several(bench: Workbench) -> Lesson | None:
    """Return what is learned where the page holds several threads; None where it does not."""
    for thread in thread_rules(bench.sheet, bench.places):
        lesson = _lesson(bench.with_thread(thread))
        question, replies = lesson.fields.get("question/text"), lesson.lists.get("replies")
        if question is None or replies is None:
            continue
        scopes = read_entries(thread.each)(Scope(bench.sheet.view))
        asked = [first_value(question.rules, scope) is not None for scope in scopes]
        answered = [
            any(
                first_value(replies.fields["text"].rules, entry) is not None
                for entry in read_entries(replies.each)(scope)
            )
            for scope in scopes
        ]
        if all(asked) and sum(answered) > 1:
            return lesson
    return None


def _single(known: Known, bench: Workbench) -> Choice | None:
    """Return the rules of a field outside lists."""
    cost = _TOP_PLACE_COST if known.field in TOP_FIELDS else _PLACE_COST
    made: list[Candidate] = [
        replace(candidate, cost=candidate.cost + cost * rank)
        for rank, sighting in enumerate(bench.places.singles[known][:_MAX_PLACES])
        for candidate in candidates(known, sighting, bench.scene)
    ]
    here = [Question(bench.scope(), bench.here.answers[known])]
    copies = [Question(bench.scope(copy), copy.answers[known]) for copy in bench.copies]
    return choose(made, here, copies, bench.effort)
