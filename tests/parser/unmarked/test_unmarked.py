"""Pages without mark-up: what asks and answers is read, and everything else gives nothing.

The pages are authored (CC0-1.0): many kinds in many layouts and four languages, and some in the shape of real programs.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.locate import locate
from scraper.parser.view import PageView
from scraper.pipeline import Reading, extract_page, read_page
from tests.parser.unmarked import no_pairs, no_threads, pairs, tame
from tests.parser.unmarked.layouts import LAYOUTS
from tests.parser.unmarked.stories import STORIES, Story
from tests.parser.unmarked.wild import PAGES as WILD
from tests.parser.unmarked.wild import Wild

URL = "https://site.example/some/page"
SILENT = dict([*no_threads.pages(), *no_pairs.PAGES.items(), *tame.PAGES.items()])
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def page_of(text: str, url: str | None = URL, *, plain: bool = False) -> Page:
    return Page(
        text.encode(), "page.txt" if plain else "page.html", None if plain else url, headers=() if plain else HTML
    )


def read(text: str, url: str | None = URL, *, plain: bool = False) -> Reading:
    return read_page(page_of(text, url, plain=plain), site="universal")


def said(reading: Reading) -> list[tuple[str | None, str | None, str]]:
    """Return author, day and text of each post of the one record."""
    [record] = reading.records
    asked = record.question
    first = (asked.asker.name, str(asked.asked_on) if asked.asked_on else None, asked.text)
    return [first, *((r.author, str(r.replied_on) if r.replied_on else None, r.text) for r in record.replies)]


def test_no_page_that_asks_nothing_gives_a_record() -> None:
    assert len(SILENT) > 500
    assert [name for name, text in SILENT.items() if read(text).records] == []


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_thread_is_read_in_any_layout(name: str, language: str) -> None:
    layout, story = LAYOUTS[name], STORIES[language]
    found = said(read(layout.make(story)))
    assert [text for _, _, text in found] == _texts(story, one_line=layout.one_line, title_only=layout.title_only)
    assert [author for author, _, _ in found] == [post.author for post in story.posts]
    days = [day for _, day, _ in found]
    assert days == [str(post.day) for post in story.posts] or set(days) == {None}


def _texts(story: Story, *, one_line: bool, title_only: bool) -> list[str]:
    texts = [(" " if one_line else "\n").join(post.text) for post in story.posts]
    return [story.title, *texts[1:]] if title_only else texts


@pytest.mark.parametrize("language", pairs.PAIRS)
@pytest.mark.parametrize("kind", pairs.KINDS, ids=lambda kind: kind.__name__)
def test_frequent_questions_give_a_record_each(kind: Any, language: str) -> None:
    reading = read(kind(language), plain=kind is pairs.plain_text)
    assert [(r.question.text, r.replies[0].text) for r in reading.records] == pairs.PAIRS[language]
    assert len({record.record_id for record in reading.records}) == len(reading.records)


@pytest.mark.parametrize("name", WILD)
def test_a_page_in_the_shape_of_a_real_program_is_read(name: str) -> None:
    wild: Wild = WILD[name]
    reading = read(wild.html, wild.url)
    assert [(a, d, t) for a, d, t in said(reading)] == list(wild.posts)
    [record] = reading.records
    assert record.title == record.question.title == wild.title
    for pointer, value in wild.also:
        assert _at(record.model_dump(mode="json"), pointer) == value, pointer


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_value_has_a_place_on_the_page(name: str) -> None:
    page = page_of(LAYOUTS[name].make(STORIES["en"]))
    extraction = extract_page(page, site="universal")
    view = PageView(page)
    for draft in extraction.drafts:
        for pointer, evidence in draft.evidence.items():
            assert locate(view, evidence.location) is not None, (pointer, evidence)


def test_mark_up_that_tells_what_the_page_is_has_the_last_word() -> None:
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script></head>'
    text = LAYOUTS["articles"].make(STORIES["en"])
    assert read(text).records
    assert "NewsArticle" in (read(text.replace("</head>", told)).not_qa or "")


_PIECES = st.sampled_from(
    (
        '<div class="post">', "</div>", "<h1>Why?</h1>", "<p>Q: Why?</p>", "<p>A: So.</p>", "<dt>", "<dd>", "<li>", "<b>Ann</b>",
        "March 5, 2024", "<h2>3 Answers</h2>", "<article>", "</article>", "<table><tr><td>", "<br>", "Asked by Bob", "<details>",
        "<summary>How?</summary>", "FAQ", "<time datetime=2024-03-05>", "12", "Reply", "<hr>", "&nbsp;", "\n",
    )
)  # fmt: skip


@given(st.lists(_PIECES, max_size=60).map("".join), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_mixture_breaks_the_reader(text: str, plain: bool) -> None:
    reading = read(text, plain=plain)
    assert reading.records or reading.rejected or reading.not_qa
