"""The guard against drift: what is counted, and when it speaks."""

from typing import Any

import pytest

from scraper.parser.draft import Draft
from scraper.quality.coverage import Drift, FieldCoverage, field_counts, find_drift, whole_coverage
from scraper.stats import RECORDS, FieldCount

Spans = list[tuple[int, FieldCount]]


def span(number: int, records: int, *, overlooked: int = 0, borrowed: int = 0, **fields: int) -> Spans:
    """One span of a profile's records: field → how many have it by the profile's own rules."""
    counts = [FieldCount("forum", RECORDS, records, overlooked)]
    counts += [FieldCount("forum", name, own, borrowed) for name, own in fields.items()]
    return [(number, count) for count in counts]


def signs(*spans: Spans, **baseline: float) -> list[tuple[str, str]]:
    found = find_drift([count for some in spans for count in some], {"forum": baseline})
    return [(drift.field, drift.kind) for drift in found]


def test_a_record_counts_each_field_it_has_once() -> None:
    value: dict[str, Any] = {
        "title": "T",
        "tags": [],
        "question": {"text": "Q", "score": 0, "asker": {"name": None}},
        "replies": [{"author": "A", "text": "x", "accepted": False}, {"author": "B", "text": "y", "accepted": True}],
        "article": {"heading": "H"},
    }
    counts = list(field_counts("forum", Draft(value, borrowed=("title", "replies"))))
    assert counts == [
        FieldCount("forum", RECORDS, 1, 0),
        FieldCount("forum", "title", 0, 1),
        FieldCount("forum", "question/text", 1, 0),
        FieldCount("forum", "question/score", 1, 0),
        FieldCount("forum", "replies", 0, 1),
        FieldCount("forum", "replies/author", 0, 1),
        FieldCount("forum", "replies/text", 0, 1),
        FieldCount("forum", "replies/accepted", 0, 1),
        FieldCount("forum", "article", 1, 0),
    ]


def test_a_field_that_most_records_had_and_few_have_now_is_missing() -> None:
    assert signs(span(0, 25, author=25), span(1, 25, author=5)) == [("author", "missing")]


def test_the_universal_rules_that_carry_on_do_not_hide_it() -> None:
    assert signs(span(0, 25, author=25), span(1, 25, author=0, borrowed=25)) == [("author", "borrowed")]


def test_a_field_that_always_comes_and_goes_is_no_sign() -> None:
    assert signs(span(0, 25, score=10), span(1, 25, score=0)) == []


def test_few_records_before_are_as_little_to_rely_on_as_few_now() -> None:
    few = [span(0, 10, url=9), span(1, 10, url=6), span(2, 10, url=6), span(3, 9, url=6)]
    assert signs(*few) == []
    assert signs(*few, url=0.9) == [("url", "missing")]
    assert signs(span(0, 100, url=90), *few[1:]) == [("url", "missing")]


def test_a_small_fall_is_no_sign() -> None:
    assert signs(span(0, 25, author=25), span(1, 25, author=20)) == []


def test_few_records_say_nothing() -> None:
    assert signs(span(0, 25, author=25), span(1, 9, author=0)) == []
    assert signs(span(0, 10, author=10), span(1, 15, author=15), span(2, 9, author=0)) == [("author", "missing")]
    assert signs(span(0, 9, author=0), author=1.0) == []


def test_a_long_drift_does_not_become_the_usual() -> None:
    later = [span(number, 25, author=0) for number in range(4, 60)]
    assert signs(*(span(number, 25, author=25) for number in range(4)), *later) == [("author", "missing")]


def test_a_profile_that_knows_its_coverage_needs_no_records_before() -> None:
    assert signs(span(0, 12, author=2), author=0.95) == [("author", "missing")]
    assert signs(span(0, 12, author=12), author=0.95) == []


def test_pages_that_the_profile_should_have_read_are_a_sign_of_their_own() -> None:
    assert signs(span(0, 0, overlooked=3)) == [("", "passed over")]
    assert signs(span(0, 50, overlooked=5)) == []


@pytest.mark.parametrize(
    ("drift", "sentence"),
    [
        (Drift("forum", "", "passed over", 0.0, 0.5, 8), "no question on 50% of the last 8 pages"),
        (
            Drift("forum", "title", "borrowed", 1.0, 0.0, 20),
            "title by its own rules in 0% of the last 20 records",
        ),
    ],
)
def test_a_sign_is_one_sentence(drift: Drift, sentence: str) -> None:
    assert sentence in str(drift)


def test_coverage_of_the_whole_run_adds_the_spans() -> None:
    assert whole_coverage([*span(0, 25, author=20), *span(1, 5, author=5, borrowed=1)]) == (
        FieldCoverage("forum", "author", 30, 25, 1),
    )
