"""Trying rules: on the page itself, and on changed copies of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from scraper.learning.answers import Answer
from scraper.parser.line_rules import LINES, lines_of
from scraper.parser.rule_text import parse_rule
from scraper.parser.rules import Css, Rule, Scope, Span
from scraper.parser.walk import html_blocks


class Verdict(Enum):
    """What a rule did where one answer was right."""

    RIGHT = "right"
    SILENT = "silent"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Question:
    """One place where a field is asked for.

    :param scope: where a rule looks; None where the entry was not found at all.
    :param answer: what it must find there.
    """

    scope: Scope | None
    answer: Answer


@lru_cache(maxsize=20_000)
def rule_of(text: str) -> Rule | None:
    """Return the rule that a text tells of; None where it tells of none."""
    try:
        return parse_rule(text).rule
    except ValueError:
        return None


def ask(rule: str, question: Question) -> Verdict:
    """Return what a rule does in one place."""
    found = value_of(rule, question.scope)
    if question.answer.accepts(found):
        return Verdict.RIGHT
    return Verdict.SILENT if found is None else Verdict.WRONG


def value_of(rule: str, scope: Scope | None) -> Any:
    """Return what a rule finds, or None."""
    read = rule_of(rule)
    found = read.find(scope) if read is not None and scope is not None else None
    return found.value if found is not None else None


def first_value(rules: Sequence[str], scope: Scope | None) -> Any:
    """Return what the first of several rules finds that finds anything."""
    return next((value for rule in rules if (value := value_of(rule, scope)) is not None), None)


def with_lines(scope: Scope) -> Scope:
    """Return a scope that has its lines at hand, for the many rules that will read them."""
    if scope.node is None or LINES in scope.spans:
        return scope
    return Scope(scope.view, scope.node, {LINES: Span(html_blocks(scope.node))})


def rivals(rule: str, scope: Scope) -> int:
    """Return how many other places of the scope a rule would take if the right one were not there."""
    head = rule.partition(" >> ")[0]
    read = rule_of(head)
    if not isinstance(read, Css):
        return _line_rivals(head, scope) if head.startswith("line(") else 0
    root = scope.node if scope.node is not None else scope.view.root
    nodes = root.css(read.selector)[1:6] if root is not None else []
    if read.attribute is not None:
        return len({node.attributes.get(read.attribute) for node in nodes} - {None, ""})
    return len({node.text() for node in nodes} - {""})


def _line_rivals(rule: str, scope: Scope) -> int:
    """Return in how many further lines a rule finds something, up to five."""
    read = rule_of(rule)
    lines = lines_of(scope)
    found = read.find(scope) if read is not None else None
    count = 0
    while read is not None and found is not None and count < 5:
        block = getattr(found.place, "blocks", [None])[0]
        position = next((number for number, line in enumerate(lines) if line is block), None)
        if position is None:
            break
        lines = lines[position + 1 :]
        found = read.find(Scope(scope.view, spans={LINES: Span(lines)}))
        count += found is not None
    return count
