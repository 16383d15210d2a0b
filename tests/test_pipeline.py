"""From page to record: identity, address, and pages that give none."""

import json
import pickle

import pytest

from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import seed_thread
from scraper.errors import UnknownSite
from scraper.page import Page
from scraper.pipeline import read_page

URL = "https://qa.example/doctor/ShowDetail.php?q_no=77&PageNo=3&SortBy=x"
THREAD = """A Title - Surgery

Share to:

{title}

Body of the question.

miki, 40~49 year old female. Ask Date: 2007/02/03

Dr. Chen reply Surgery

The reply.

Reply Date: 2007/02/04
"""


def text_page(title: str = "Foot cramps", url: str | None = None) -> Page:
    return Page(THREAD.format(title=title).encode(), "page.txt", url=url)


def html_page(url: str | None, head: str = "") -> Page:
    body = RENDERINGS["headings"].render(seed_thread(), "https://qa.example/1").replace("<head>", f"<head>{head}")
    return Page(body.encode(), "page.html", url=url)


def record_id(page: Page) -> str:
    return read_page(page).records[0].record_id


def test_a_number_in_the_address_is_the_id_and_the_address_is_canonical() -> None:
    record = read_page(text_page(url=URL)).records[0]
    assert record.record_id == "ehospital:77"
    assert record.url == "https://qa.example/doctor/ShowDetail.php?q_no=77"


def test_a_number_printed_on_the_page_is_the_id_and_not_part_of_the_title() -> None:
    record = read_page(text_page("#310002 Foot cramps")).records[0]
    assert record.record_id == "ehospital:310002"
    assert record.question.title == "Foot cramps"


def test_without_a_number_the_canonical_address_is_hashed() -> None:
    first, second = text_page(url="https://qa.example/a?utm_source=x"), text_page(url="https://QA.example/a#top")
    assert record_id(first) == record_id(second)
    assert record_id(first) != record_id(text_page(url="https://qa.example/b"))
    assert len(record_id(first).removeprefix("ehospital:")) == 16


def test_without_an_address_title_text_and_date_are_hashed() -> None:
    assert record_id(text_page()) == record_id(Page(THREAD.format(title="Foot   cramps").encode(), "other.txt"))
    assert record_id(text_page()) != record_id(text_page("Hand cramps"))


def test_two_threads_on_one_page_are_two_records() -> None:
    second = THREAD.format(title="Another question").split("\n", 4)[4]
    reading = read_page(Page((THREAD.format(title="One question") + "\n" + second).encode(), "page.txt", url=URL))
    assert [record.question.title for record in reading.records] == ["One question", "Another question"]
    assert len({record.record_id for record in reading.records}) == 2


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://page.example/thread/9", "https://page.example/thread/9"),
        ("/thread/9", "https://page.example/thread/9"),
        ("https://elsewhere.example/thread/9", "https://page.example/x"),
        ("https://page.example/", "https://page.example/x"),
        ("javascript:alert(1)", "https://page.example/x"),
    ],
)
def test_a_canonical_link_counts_on_the_same_host(canonical: str, url: str) -> None:
    page = html_page("https://page.example/x", f'<link rel="canonical" href="{canonical}">')
    assert read_page(page).records[0].url == url


def test_a_file_without_an_address_has_none_unless_it_tells_one() -> None:
    assert read_page(html_page(None)).records[0].url is None
    told = html_page(None, '<link rel="canonical" href="https://page.example/9">')
    assert read_page(told).records[0].url == "https://page.example/9"


def test_a_question_without_title_and_text_is_rejected_and_says_which_field() -> None:
    text = "miki, 40~49 year old female. Ask Date: 2007/02/03\n\nDr. A reply Surgery\n\nHi.\n\nReply Date: 2007/02/04\n"
    reading = read_page(Page(text.encode(), "page.txt"))
    assert not reading.records
    assert reading.not_qa is None
    assert [issue.field for issue in reading.rejected[0].issues] == ["/question/text"]
    line = json.loads(reading.rejected[0].to_json())
    assert list(line) == ["source", "reason", "issues"]
    assert line["reason"].startswith("invalid: /question/text")


@pytest.mark.parametrize("body", [b"", b"   ", b"hello", b"\x89PNG\r\n\x1a\n\x00", b"<p>hello</p>", b"<", b"\x00" * 50])
def test_pages_without_a_question_say_why(body: bytes) -> None:
    reading = read_page(Page(body, "x"))
    assert not reading.records
    assert not reading.rejected
    assert reading.not_qa


def test_a_forced_profile_is_used_and_an_unknown_one_refused() -> None:
    assert read_page(text_page(), site="universal").not_qa
    with pytest.raises(UnknownSite, match="did you mean 'ehospital'"):
        read_page(text_page(), site="ehospitl")


def test_every_value_that_was_found_has_its_evidence() -> None:
    record = read_page(html_page("https://qa.example/1")).records[0]
    proven = record.provenance.fields
    for pointer in (
        "/title",
        "/department",
        "/question/text",
        "/question/asker/age_min",
        "/replies/0/text",
        "/replies/0/replied_on",
        "/article/sections/2/items/0/items/1/text",
        "/similar/3/question_excerpt",
        "/related_faqs/9/url",
    ):
        assert proven[pointer].rule
        assert proven[pointer].location.startswith("html > body")


def test_readings_pickle() -> None:
    reading = read_page(html_page(URL))
    assert pickle.loads(pickle.dumps(reading)) == reading
