"""A thread comes out as it was, whichever syntax of structured mark-up a page tells of it in, however it is written."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.page import Page
from scraper.pipeline import read_page
from tests.parser.marked_up import SYNTAXES, draw

URL = "https://forum.example/q/1"


def record_of(body: str) -> dict[str, Any]:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    (record,) = read_page(Page(body.encode(), "test", URL, headers=headers), site="universal").records
    question = record.question
    return {
        "title": question.title,
        "text": question.text,
        "asked_on": str(question.asked_on),
        "score": question.score,
        "asker": question.asker.name,
        "tags": list(record.tags),
        "replies": [reply.model_dump(mode="json", exclude={"department", "organization"}) for reply in record.replies],
    }


@pytest.mark.parametrize("syntax", SYNTAXES)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_a_thread_comes_out_as_it_was(syntax: str, seed: int) -> None:
    rng = Random(seed)
    told = draw(rng)
    assert record_of(SYNTAXES[syntax](told, rng)) == told.record()


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_a_thread_told_in_two_syntaxes_is_one(seed: int) -> None:
    rng = Random(seed)
    told = draw(rng)
    one, other = (SYNTAXES[name](told, rng) for name in rng.sample(list(SYNTAXES), 2))
    both = one.replace("</body>", other.split("<body", 1)[1].split(">", 1)[1].join(["<div>", "</div>"]), 1)
    assert record_of(both)["replies"] == told.record()["replies"]
