"""Addresses that were given up: listed, and asked for again on demand."""

from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.frontier import State
from scraper.run import Run
from tests.kill.site import Site, question_page
from tests.runs import crawl, links, pages_of, rejects, standing
from tests.threads import address, profile_file, thread_page


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def reasons(run: Run) -> list[str]:
    return [line["reason"] for line in rejects(run)]


def test_what_was_given_up_is_asked_again_and_its_lines_go(run: Run) -> None:
    pages: dict[str, Any] = {"/": links("/1", "/2", "/3"), "/1": question_page(1), "/2": 500, "/3": 404}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        assert sorted(reasons(run)) == ["failed: HTTP 404", "failed: HTTP 500"]
        assert crawl(run).new.fetched == 0
        pages["/2"] = question_page(2)
        outcome = crawl(run, retry_failed=True)
        assert (outcome.new.fetched, outcome.stats.failed, outcome.stats.records) == (2, 1, 2)
        assert reasons(run) == ["failed: HTTP 404"]
        assert standing(run, f"{site.url}/2") == (State.DONE, None)
        assert sum(run.status().states.values()) == 5  # with /sitemap.xml
        crawl(run, retry_failed=True)
        assert reasons(run) == ["failed: HTTP 404"]
        assert (site.asked["/1"], site.asked["/3"]) == (1, 3)


def test_the_lines_of_threads_that_came_to_nothing_stay(run: Run) -> None:
    pages: dict[str, Any] = {"/": links("/t/1?page=2", "/gone"), address(1, 2): thread_page(1, 2), "/gone": 500}
    settings = {"site": "forum", "profile": str(profile_file(run.path.parent))}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/", **settings)
        before = sorted(reasons(run))
        assert len(before) == 2
        for _ in range(2):
            crawl(run, retry_failed=True)
            assert sorted(reasons(run)) == before
        pages["/gone"] = links("/t/1").encode()
        pages[address(1, 1)] = thread_page(1, 1)
        crawl(run, retry_failed=True)
    assert reasons(run) == []
    assert run.stats().records == 1


def test_a_refresh_that_lasts_goes_on_after_it(run: Run) -> None:
    pages: dict[str, Any] = {f"/{n}": question_page(n) for n in range(1, 7)}
    pages |= {"/": links(*pages, "/bad"), "/bad": 500}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        crawl(run, refresh=True, max_pages=3)
        pages["/bad"] = question_page(7)
        outcome = crawl(run, retry_failed=True, max_pages=None)
    assert (outcome.ended, outcome.stats.records, outcome.stats.pages) == ("done", 7, 8)
    assert reasons(run) == []
