"""Crawls of pages that tell robots what not to do: what is obeyed, and what is recorded."""

from pathlib import Path

import pytest

from scraper.api import extract
from scraper.crawler.frontier import State
from scraper.run import Run
from tests.kill.reextraction import take_all
from tests.kill.site import Answer, Site, question_page
from tests.runs import HTML, crawl, links, pages_of, standing

NOFOLLOW = "nofollow: the page asks that its links are not followed"
IN_HEADER = {**HTML, "X-Robots-Tag": "qaharvest: none, noai"}
META = '<head><meta name="Robots" content="NOFOLLOW"></head>'


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def with_meta(page: bytes | str) -> bytes:
    text = page if isinstance(page, str) else page.decode()
    return (META + text).encode()


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param((200, HTML, with_meta(links("/hidden"))), id="element"),
        pytest.param((200, IN_HEADER, links("/hidden").encode()), id="header"),
    ],
)
def test_links_of_a_page_that_asks_so_are_not_followed(run: Run, seed: Answer) -> None:
    with Site(pages_of({"/": seed, "/hidden": question_page(1)})) as site:
        outcome = crawl(run, f"{site.url}/", sitemaps=False)
        assert (outcome.ended, outcome.stats.pages, site.asked["/hidden"]) == ("done", 1, 0)
        state, reason = standing(run, f"{site.url}/")
        assert state is State.DONE
        assert (reason or "").startswith("not_qa: ")
        assert (reason or "").endswith(f"; {NOFOLLOW}")
        assert run.why(f"{site.url}/hidden") is None


def test_links_of_such_a_page_are_followed_where_robots_are_ignored(run: Run) -> None:
    with Site(pages_of({"/": (200, IN_HEADER, links("/open").encode()), "/open": question_page(1)})) as site:
        assert crawl(run, f"{site.url}/", sitemaps=False, ignore_robots=True).stats.records == 1


def test_an_address_that_another_page_leads_to_is_asked_for(run: Run) -> None:
    pages = {"/": links("/a", "/b"), "/a": with_meta(links("/c")), "/b": links("/c"), "/c": question_page(1)}
    with Site(pages_of(pages)) as site:
        assert crawl(run, f"{site.url}/", sitemaps=False).stats.records == 1


def test_a_single_link_marked_nofollow_is_followed(run: Run) -> None:
    pages = {"/": '<p>words <a rel="nofollow ugc" href="/a">a</a></p>', "/a": question_page(1)}
    with Site(pages_of(pages)) as site:
        assert crawl(run, f"{site.url}/", sitemaps=False).stats.records == 1


def test_what_a_page_asks_is_recorded_and_so_it_is_when_read_again(run: Run) -> None:
    pages = {"/": links("/1", "/2"), "/1": (200, IN_HEADER, question_page(1)), "/2": question_page(2)}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/", sitemaps=False)
        expected = [("noindex", "nofollow", "noai"), ()]
        assert [record.provenance.robots for record in run.records()] == expected
        assert standing(run, f"{site.url}/1") == (State.DONE, NOFOLLOW)
        with run.reextraction() as again:
            take_all(run, again)
            again.put_in_place()
        assert [record.provenance.robots for record in run.records()] == expected
        assert standing(run, f"{site.url}/1") == (State.DONE, NOFOLLOW)


def test_what_a_file_asks_is_recorded(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(with_meta(question_page(1)))
    (record,) = extract(file)
    assert record.provenance.robots == ("nofollow",)
