"""Pages that repeat a landmark thousands of times or nest without end: read within bounds, never a crash."""

import pytest

from scraper.page import Page
from scraper.pipeline import Reading, read_page

ASKER = "<p>miki, 40~49 year old female. Ask Date: 2007/02/03</p>"
THREAD = f"<h2>Title</h2><p>Body.</p>{ASKER}<p>Dr. Chen reply Surgery</p><p>Rest.</p><p>Reply Date: 2007/02/03</p>"
MORE = "<a href=/x>[Read More]</a> x "
ENTRY = "<p>T</p><p>Dr. A reply B</p><p>x...</p><p>[Read More] T</p>"

PAGES = {
    "threads": THREAD * 1200,
    "askers": ASKER * 3000,
    "doctors": THREAD + "<p>Dr. Chen reply Surgery</p>" * 3000,
    "reply dates": THREAD + "<p>Reply Date: 2007/02/03</p>" * 3000,
    "links in one line": THREAD + MORE * 3000,
    "similar threads": THREAD + "<p>Similar Q&amp;A</p>" + ENTRY * 3000,
    "topics in one line": THREAD + "<p>Related FAQ</p><p>" + "A (B) " * 3000,
    "parentheses": THREAD + "<p>Related FAQ</p><p>" + "a(" * 3000 + "b" + ")" * 3000,
    "entries": THREAD + "<p>More Info</p>" + "<p>1. A: b</p>" * 3000,
    "lone numbers": THREAD + "<p>More Info</p>" + "<p>1.</p>" * 3000,
    "nested entries": THREAD + "<p>More Info</p>" + "<ul><li>A: b" * 900,
    "dashes": "<title>" + "a - " * 3000 + "</title>" + THREAD,
    "unclosed tables": "<table><tr><td>" * 900 + THREAD,
    "one long line": "<p>" + "word " * 100_000 + THREAD,
}  # fmt: skip


def read(html: str) -> Reading:
    return read_page(Page(html.encode(), "page.html", headers=(("Content-Type", "text/html; charset=utf-8"),)))


@pytest.mark.parametrize("page", PAGES)
def test_repetition_is_read_within_bounds(page: str) -> None:
    reading = read(PAGES[page])
    assert len(reading.records) + len(reading.rejected) <= 1000
    assert reading.records or reading.rejected


def test_entries_nested_without_end_stand_beside_each_other() -> None:
    article = read(PAGES["nested entries"]).records[0].article
    assert article is not None
    depth = 0
    entries = article.sections[0].items
    while entries:
        depth += 1
        entries = entries[-1].items
    assert 10 <= depth <= 20
