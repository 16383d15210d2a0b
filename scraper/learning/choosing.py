"""Choosing among candidate rules: what is right on the page, lasts on its changed copies, and rests on little."""

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.learning.candidates import Candidate
from scraper.learning.sightings import Sighting
from scraper.learning.trials import Question, Verdict, ask, first_value, rivals

MAX_RULES = 3
"""Alternatives of one field: the second steps in where the first is silent."""

_SHORTLIST = 24
_TRIED_FIRST = 120
_LEAST_SHORTLIST, _LEAST_TRIED = 4, 20
_RIVAL_COST = 0.25
_LOST_COST = 8.0
_INVENTED_COST = 4.0
_SILENT_COST = 3.0
_ONLY_FIRST = ("between", "after", "bare tag", "line above", "first line", "position")
"""Families that find something on most pages, and so are no second choice."""

_NEAR_CHARS = 60
_ALTERNATIVE_COST = 1.6


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate that is right on the page, with what became of it on the changed copies.

    :param verdicts: on the page itself, one for each known entry.
    :param kept: copies on which it was right.
    :param asked: copies on which it was tried.
    :param invented: copies on which it found a value where there was none.
    :param cost: what ranks it: the lower, the better.
    """

    candidate: Candidate
    verdicts: tuple[Verdict, ...]
    kept: int
    asked: int
    invented: int
    cost: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The rules of one field, in the order in which they are tried.

    :param kept: copies on which they found the right value.
    :param asked: copies on which they were tried.
    """

    rules: tuple[str, ...]
    kept: int
    asked: int
    cost: float
    sighting: Sighting


def choose(
    candidates: Sequence[Candidate], here: Sequence[Question], copies: Sequence[Question], effort: float = 1.0
) -> Choice | None:
    """Return the best rules of a field; None where none is right on the page.

    :param here: what is right on the page itself: one place, or one for each known entry of a list.
    :param copies: what is right on its changed copies.
    :param effort: share of the candidates that are tried, at most 1.
    """
    candidates = sorted(candidates, key=lambda found: found.cost)[: max(int(_TRIED_FIRST * effort), _LEAST_TRIED)]
    ranked = _ranked(candidates, here, copies, max(int(_SHORTLIST * effort), _LEAST_SHORTLIST))
    firsts = [found for found in ranked if Verdict.WRONG not in found.verdicts]
    if not firsts:
        return None
    chosen = [firsts[0]]
    missing = _missing(chosen)
    if missing:
        second = next((found for found in ranked if _covers(found, missing)), None)
        if second is None:
            whole = next((found for found in firsts if not _missing([found])), None)
            chosen = [whole] if whole is not None else chosen
        else:
            chosen.append(second)
    if (other := _where_silent(chosen, candidates, copies)) is not None:
        chosen.append(other)
    families = {_kin(found) for found in chosen}
    for found in firsts:
        if len(chosen) == MAX_RULES:
            break
        if _kin(found) not in families and _may_step_in(found, chosen[0]):
            families.add(_kin(found))
            chosen.append(found)
    rules = tuple(found.candidate.rule for found in chosen)
    kept = sum(question.answer.accepts(first_value(rules, question.scope)) for question in copies)
    return Choice(rules, kept, len(copies), chosen[0].cost, chosen[0].candidate.sighting)


def _kin(found: Ranked) -> str:
    """Return the family of a rule; selectors are one, for where one of them finds nothing another hardly will."""
    family = found.candidate.family
    return "selector" if family in ("bare tag", "position") else family


def _is_near(one: Sighting, other: Sighting) -> bool:
    """Whether two places are one, or side by side: the same value elsewhere may mean something else."""
    return one == other or abs(one.start - other.start) <= _NEAR_CHARS


def _ranked(
    candidates: Sequence[Candidate], here: Sequence[Question], copies: Sequence[Question], shortlist: int
) -> list[Ranked]:
    right: list[tuple[float, Candidate, tuple[Verdict, ...]]] = []
    for candidate in candidates:
        verdicts = tuple(ask(candidate.rule, question) for question in here)
        if Verdict.RIGHT not in verdicts:
            continue
        silent = verdicts.count(Verdict.SILENT) / len(verdicts)
        rival = max(rivals(candidate.rule, question.scope) for question in here[:2] if question.scope is not None)
        cost = candidate.cost + _RIVAL_COST * min(rival, 4) + _SILENT_COST * silent
        right.append((cost, candidate, verdicts))
    right.sort(key=lambda found: found[0])
    return sorted(
        (_tried(cost, candidate, verdicts, copies) for cost, candidate, verdicts in right[:shortlist]),
        key=lambda found: found.cost,
    )


def _tried(cost: float, candidate: Candidate, verdicts: tuple[Verdict, ...], copies: Sequence[Question]) -> Ranked:
    kept = invented = 0
    for question in copies:
        verdict = ask(candidate.rule, question)
        kept += verdict is Verdict.RIGHT
        invented += verdict is Verdict.WRONG and question.answer.value is None
    lost = 1 - kept / len(copies) if copies else 0.0
    share = invented / len(copies) if copies else 0.0
    return Ranked(candidate, verdicts, kept, len(copies), invented, cost + _LOST_COST * lost + _INVENTED_COST * share)


def _missing(chosen: Sequence[Ranked]) -> list[int]:
    """Return the numbers of the known entries in which all of the rules are silent."""
    count = len(chosen[0].verdicts)
    return [number for number in range(count) if all(found.verdicts[number] is Verdict.SILENT for found in chosen)]


def _covers(found: Ranked, missing: Sequence[int]) -> bool:
    return all(found.verdicts[number] is Verdict.RIGHT for number in missing)


def _where_silent(
    chosen: Sequence[Ranked], candidates: Sequence[Candidate], copies: Sequence[Question]
) -> Ranked | None:
    """Return a rule for copies on which the chosen ones find nothing, though the value is there.

    What it finds on the page itself does not matter: there the others come first.
    """
    rules = [found.candidate.rule for found in chosen]
    silent = [
        question
        for question in copies
        if question.answer.value is not None
        and question.scope is not None
        and first_value(rules, question.scope) is None
    ]
    if not silent or len(chosen) == MAX_RULES:
        return None
    for candidate in candidates:
        verdicts = [ask(candidate.rule, question) for question in silent]
        if Verdict.RIGHT in verdicts and Verdict.WRONG not in verdicts and not candidate.is_position:
            return Ranked(candidate, (), verdicts.count(Verdict.RIGHT), len(silent), 0, candidate.cost)
    return None


def _may_step_in(found: Ranked, first: Ranked) -> bool:
    """Whether a rule is good enough to be tried where the first is silent: it must not invent."""
    return (
        not found.invented
        and _is_near(found.candidate.sighting, first.candidate.sighting)
        and found.candidate.family not in _ONLY_FIRST
        and not found.candidate.is_position
        and found.kept >= first.kept - 1
        and found.cost <= first.cost + _ALTERNATIVE_COST
    )
