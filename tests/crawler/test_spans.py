"""Field coverage is kept in spans of equally many records, whatever batches they come in."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.frontier import schema
from scraper.crawler.frontier.spans import FIRST, NEWEST, SPAN, Spans
from scraper.stats import RECORDS, FieldCount


def record(number: int, changed_at: int) -> Iterator[FieldCount]:
    """Yield the counts of one record; from some number on the site does not print the day."""
    yield FieldCount("forum", RECORDS, 1, 0)
    yield FieldCount("forum", "question/text", 1, 0)
    if number < changed_at:
        yield FieldCount("forum", "question/asked_on", 1, 0)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(0, 300))
def test_spans_do_not_depend_on_batches(batches: list[int], changed_at: int) -> None:
    together, single = Spans(schema.scratch()), Spans(schema.scratch())
    number = 0
    for size in batches:
        together.add([count for n in range(number, number + size) for count in record(n, changed_at)])
        for n in range(number, number + size):
            single.add(record(n, changed_at))
        number += size
    assert together.all() == single.all()
    sizes = {span: count.own for span, count in together.all() if count.field == RECORDS}
    assert sum(sizes.values()) == number
    newest = max(sizes)
    assert all(size == SPAN for span, size in sizes.items() if span not in (newest, FIRST))
    assert len(sizes) <= FIRST + 1 + NEWEST


@pytest.mark.parametrize("overlooked", [1, SPAN])
def test_pages_passed_over_fill_spans_too(overlooked: int) -> None:
    spans = Spans(schema.scratch())
    spans.add([FieldCount("forum", RECORDS, 0, 1)] * overlooked + list(record(0, 1)))
    assert {span for span, _ in spans.all()} == ({0} if overlooked < SPAN else {0, 1})
