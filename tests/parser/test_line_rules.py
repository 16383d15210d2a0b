"""Landmark rules reach over lines, begin a text inside one, and tell the question's line from those of its replies."""

import pytest

from scraper.page import Page
from scraper.parser.rule_text import read_entries, read_rule
from scraper.parser.rules import Scope
from scraper.parser.view import PageView

TEXT = """Share to:
Sore knee
My knee hurts.
Since May.
By: Anna
Q: Is it bad?
Very?
By: Bob
1. Rest.
2. Ice.
By: Carl
"""
LISTS = """<ul><li>By Anna</li><li><p>One.</p><ol><li>a</li><li>b</li></ol></li><li>End</li></ul>"""


def scope(body: str = TEXT, kind: str = "text/plain") -> Scope:
    return Scope(PageView(Page(body.encode(), "page", headers=(("Content-Type", kind),))))


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (r"line('^Share to:\n(.+)')", "Sore knee"),
        (r"line('^(.+)\nMy knee')", "Sore knee"),
        (r"line('^Share to:\n(.+\n.+)')", "Sore knee\nMy knee hurts."),
        (r"line('^Share to:\nMy')", None),
        (r"between('^Share to:\n.+', '^By:')", "My knee hurts.\nSince May."),
        (r"between('^Sore', '^.+\nQ:')", "My knee hurts.\nSince May."),
        (r"between('^Q: (.+)', '^By:')", "Is it bad?\nVery?"),
        (r"after('^By: C(.+)')", "arl"),
        (r"between('^Q:', '^Nobody')", None),
        (r"later('^By: (.+)')", "Bob"),
        (r"later('^Q:')", None),
    ],
)
def test_expressions_for_lines(rule: str, value: str | None) -> None:
    found = read_rule(rule).find(scope())
    assert (found.value if found is not None else None) == value


def test_the_place_of_a_match_below_its_landmark_is_its_own() -> None:
    here = scope()
    found = read_rule(r"line('^Share to:\n(.+)')").find(here)
    assert found is not None
    assert found.place.describe(here.view.paths) == "line 2 [0:9]"
    found = read_rule(r"between('^Q: (.+)', '^By:')").find(here)
    assert found is not None
    assert found.place.describe(here.view.paths) == "lines 6-7 [3:5]"


def test_later_entries_leave_the_question_out() -> None:
    runs = read_entries("later('^By: ')")(scope())
    assert [read_rule("line('^By: (.+)')").find(run).value for run in runs] == ["Bob", "Carl"]  # type: ignore[union-attr]


def test_a_list_that_holds_the_landmarks_gives_no_marks_to_the_text() -> None:
    found = read_rule("between('^By', '^End')").find(scope(LISTS, "text/html"))
    assert found is not None
    assert found.value == "One.\n1. a\n2. b"
