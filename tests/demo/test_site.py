"""What the demonstration site holds."""

import gzip
import re
from html import unescape
from urllib.parse import urljoin

import pytest

from scraper.demo.answers import NOT_FOUND
from scraper.demo.renderings import RENDERINGS
from scraper.demo.seed import SEED_NUMBER, seed_record
from scraper.demo.site import Site, expected_records, rendering_of
from scraper.demo.thread import expected_record
from scraper.demo.threads import authored_threads, demo_threads, thread_path
from scraper.page import Page
from scraper.pipeline import read_page

BASE = "http://127.0.0.1:8000"
SITE = Site(BASE)
HREF = re.compile(r'\b(?:href|src|action)="?([^" >]+)', re.I)


def test_two_sites_of_one_address_have_identical_bytes() -> None:
    # Built anew, not taken from what the first one kept.
    demo_threads.cache_clear()
    other = Site(BASE)
    assert {path: other.answer(path) for path in other.addresses} == {
        path: SITE.answer(path) for path in SITE.addresses
    }


def test_threads_are_many_and_differ() -> None:
    threads = demo_threads()
    assert len(authored_threads()) >= 36
    assert len(threads) >= 150
    assert len({thread.department for thread in threads}) >= 6
    assert len({thread.title for thread in threads}) == len(threads)
    assert len({thread.question_text for thread in threads}) == len(threads)


def test_threads_lack_now_one_thing_now_another() -> None:
    threads = demo_threads()
    assert any(not thread.replies for thread in threads)
    assert any(thread.article is None for thread in threads)
    assert any(not thread.similar for thread in threads)
    assert any(not thread.topics for thread in threads)
    assert any(thread.name is None for thread in threads)
    assert any(thread.gender is None for thread in threads)
    ages = {thread.age and thread.age.text for thread in threads}
    assert {None, "10~19", "34", "80+", "under 10"} <= ages


def test_excerpts_are_now_cut_now_whole() -> None:
    similar = [entry for thread in demo_threads() for entry in thread.similar]
    assert {(entry.question or "").endswith("...") for entry in similar} == {True, False}
    assert {(entry.reply or "").endswith("...") for entry in similar} == {True, False}
    assert any(entry.author is None for entry in similar)


def test_every_rendering_is_served() -> None:
    served = {rendering_of(thread).render for thread in demo_threads()}
    assert served == {form.render for form in RENDERINGS.values()}


def test_the_real_page_is_served() -> None:
    records = expected_records(BASE)
    (record,) = (value for url, value in records.items() if f"/{SEED_NUMBER}-" in url)
    assert {**record, "url": None, "similar": None, "related_faqs": None} == {
        **seed_record(),
        "similar": None,
        "related_faqs": None,
    }


@pytest.mark.parametrize("thread", demo_threads(), ids=lambda thread: str(thread.number))
def test_question_page_gives_its_record(thread) -> None:
    path = thread_path(thread)
    answer = SITE.answer(path)
    page = Page(body=answer.body, source=BASE + path, url=BASE + path, headers=(("Content-Type", answer.content_type),))
    reading = read_page(page)
    assert [record.model_dump(mode="json", exclude={"record_id", "provenance"}) for record in reading.records] == [
        expected_record(thread, url=BASE + path, links=rendering_of(thread).links)
    ]


@pytest.mark.parametrize("path", [path for path, kind in SITE.addresses.items() if kind == "page"])
def test_other_pages_hold_no_question(path: str) -> None:
    page = Page(body=SITE.answer(path).body, source=path, url=BASE + path, headers=(("Content-Type", "text/html"),))
    reading = read_page(page)
    assert (reading.records, reading.rejected) == ((), ())
    assert reading.not_qa


def test_one_page_must_be_rejected() -> None:
    (path,) = (path for path, kind in SITE.addresses.items() if kind == "rejected")
    answer = SITE.answer(path)
    page = Page(body=answer.body, source=path, url=BASE + path, headers=(("Content-Type", answer.content_type),))
    reading = read_page(page)
    assert reading.records == ()
    (rejected,) = reading.rejected
    assert [issue.field for issue in rejected.issues] == ["/question/text"]


def test_every_link_resolves() -> None:
    dead = set()
    for path, kind in SITE.addresses.items():
        answer = SITE.answer(path)
        if kind in {"robots", "sitemap", "static"} or answer.content_type.startswith("text/plain"):
            continue
        for href in HREF.findall(answer.body.decode()):
            url = urljoin(BASE + path, unescape(href))
            if url.startswith(BASE) and SITE.answer(url.removeprefix(BASE)) is NOT_FOUND:
                dead.add(url.removeprefix(BASE))
    # The one dead link is meant; /search is only the target of a form.
    assert dead == {"/qa/rehabilitation/999-gone", "/search"}


def test_every_question_is_reachable_by_lists_alone() -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or SITE.addresses.get(path) != "page":
            seen.add(path)
            continue
        seen.add(path)
        html = SITE.answer(path).body.decode()
        waiting += [SITE.address(unescape(href)) for href in HREF.findall(html) if href.startswith("/")]
    assert {thread_path(thread) for thread in demo_threads()} <= seen


def test_a_list_holds_ten_threads() -> None:
    first = SITE.answer("/qa/rehabilitation").body.decode()
    second = SITE.answer("/qa/rehabilitation?page=2").body.decode()
    assert (first.count("<h3>"), second.count("<h3>")) == (10, 7)
    assert 'href="/qa/rehabilitation?page=2"' in first


def test_sitemaps_name_every_question_once() -> None:
    index = SITE.answer("/sitemap.xml").body.decode()
    assert re.findall("<loc>(.*?)</loc>", index) == [f"{BASE}/sitemap-questions.xml.gz", f"{BASE}/sitemap-pages.xml"]
    questions = gzip.decompress(SITE.answer("/sitemap-questions.xml.gz").body).decode()
    assert sorted(re.findall("<loc>(.*?)</loc>", questions)) == sorted(expected_records(BASE))


def test_robots_keeps_the_private_page_out_and_names_the_sitemap() -> None:
    rules = SITE.answer("/robots.txt").body.decode()
    assert "Disallow: /private/" in rules
    assert f"Sitemap: {BASE}/sitemap.xml" in rules
    assert SITE.addresses["/private/draft"] == "private"


def test_every_html_page_says_that_it_is_authored() -> None:
    for path, kind in SITE.addresses.items():
        answer = SITE.answer(path)
        if kind in {"question", "page", "rejected", "private"} and answer.content_type.startswith("text/html"):
            assert answer.body.decode().count("Demonstration. ") >= 2, path


def test_every_question_page_says_so_in_a_header_as_well() -> None:
    for thread in demo_threads():
        assert dict(SITE.answer(thread_path(thread)).headers)["X-Demonstration"].startswith("Demonstration. ")


def test_an_old_address_leads_to_a_question() -> None:
    (path,) = (path for path, kind in SITE.addresses.items() if kind == "redirect")
    location = dict(SITE.answer(path).headers)["Location"]
    assert BASE + location in expected_records(BASE)
