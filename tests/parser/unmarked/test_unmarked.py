"""Pages without mark-up: what asks and answers is read, and everything else gives nothing.

The pages are authored (CC0-1.0): many kinds in many layouts and four languages, and some in the shape of real programs.
"""

import pytest

from scraper.parser.view import PageView
from scraper.pipeline import read_page
from tests.parser.unmarked.evidence import astray
from tests.parser.unmarked.layouts import LAYOUTS
from tests.parser.unmarked.pairs import KINDS
from tests.parser.unmarked.scores import CORPORA, FLOOR, page_of, read, score
from tests.parser.unmarked.stories import ENGLISH, STORIES
from tests.parser.unmarked.wild import BOARDS
from tests.parser.unmarked.wild_questions import QUESTIONS

POSITIVE = [name for name in CORPORA if name != "no questions with answers"]


@pytest.mark.parametrize("corpus", POSITIVE)
def test_what_is_said_is_right_and_most_is_said(corpus: str) -> None:
    result = score(corpus)
    assert result.precision >= FLOOR[corpus]["precision"]
    assert result.recall >= FLOOR[corpus]["recall"]


def test_no_page_that_asks_nothing_gives_a_record() -> None:
    cases = list(CORPORA["no questions with answers"]())
    assert len(cases) > 500
    assert [case.name for case in cases if read(case.page)] == []


@pytest.mark.parametrize("corpus", POSITIVE)
def test_every_value_stands_where_its_evidence_says(corpus: str) -> None:
    for case in CORPORA[corpus]():
        for draft in read(case.page):
            assert list(astray(PageView(case.page), draft)) == [], case.name


def test_each_of_several_pairs_is_a_record_of_its_own() -> None:
    for kind in KINDS[:-1]:
        reading = read_page(page_of(kind("en")), site="universal")
        assert len({record.record_id for record in reading.records}) == len(reading.records) == 3, kind.__name__


def test_what_nobody_reads_says_why() -> None:
    reasons = {
        '<h1>Teapot</h1><h2>Comments</h2><div class="a"><b>Ann</b> 2024-03-05<p>Is it red?</p></div>'
        '<div class="a"><b>Bob</b> 2024-03-06<p>It is.</p></div>': "the page says 'comments' of its posts",
        "<h1>Interview with Ann</h1><p>Q: Tea?</p><p>A: Yes, every day of the"
        " week.</p>": "'interview' of its questions",
        "<h1>Tea</h1><p>Boil water.</p>": "nothing in the structure of the page",
    }
    for text, reason in reasons.items():
        assert reason in (read_page(page_of(text), site="universal").not_qa or ""), text


def test_mark_up_that_tells_what_the_page_is_has_the_last_word() -> None:
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script></head>'
    text = LAYOUTS["articles"].make(ENGLISH)
    assert read_page(page_of(text), site="universal").records
    assert "NewsArticle" in (read_page(page_of(text.replace("</head>", told)), site="universal").not_qa or "")


def test_a_page_without_an_address_gives_the_same() -> None:
    for layout in LAYOUTS.values():
        text = layout.make(STORIES["de"])
        with_address, without = read(page_of(text)), read(page_of(text, None))
        assert [draft.value["question"] for draft in with_address] == [draft.value["question"] for draft in without]


def test_a_later_page_of_a_thread_is_not_read() -> None:
    text = BOARDS["plain_posts"].html
    assert read(page_of(text, "https://site.example/t/1?page=1"))
    for url in (
        "https://site.example/t/1?page=2",
        "https://site.example/t/1?start=20",
        "https://site.example/t/page/3",
    ):
        assert not read(page_of(text, url)), url


def test_an_answer_that_most_are_called_is_not_marked() -> None:
    text = QUESTIONS["votes_and_marks"].html
    [draft] = read(page_of(text.replace("<div class=answer>", "<div class='answer accepted-answer'>")))
    assert [reply["accepted"] for reply in draft.value["replies"]] == [None, None]
