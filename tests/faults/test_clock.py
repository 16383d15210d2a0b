"""A system clock that is set back or forward between two starts."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawler.frontier.clock_jump import SLACK_SECONDS, follow_clock
from scraper.run import Run
from tests.kill.site import Site
from tests.runs import Events, crawl, links, pages_of

YEAR = 365 * 86_400.0


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def shift(run: Run, seconds: float) -> None:
    """Make a run one that was written under a clock that was ahead by so many seconds."""
    with closing(sqlite3.connect(run.path / "frontier.sqlite")) as db, db:
        db.execute(
            "UPDATE host SET asked_at = asked_at + ?1, not_before = not_before + ?1 * (not_before > 0)", [seconds]
        )
        db.execute("UPDATE host SET robots_at = robots_at + ?1, robots_until = robots_until + ?1", [seconds])
        db.execute("UPDATE request SET retry_at = retry_at + ?1", [seconds])


def test_a_clock_that_was_ahead_keeps_nobody_waiting_for_longer_than_was_asked(run: Run) -> None:
    pages = {"/": links("/busy"), "/busy": (503, {"Retry-After": "3600"}, b"")}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/", retries=3, sitemaps=False)
        before = site.asked.total()
        shift(run, YEAR)
        events = Events()
        outcome = crawl(run, observer=events)
        assert outcome.ended == "deferred"
        assert outcome.deferred_until is not None
        assert 3500 < outcome.deferred_until - time.time() <= 3600
        assert "clock_set_back" in events.names()
        assert site.asked.total() == before  # and nobody is asked earlier than was asked for


def test_a_robots_txt_had_under_a_clock_that_was_ahead_is_not_kept_for_longer_than_a_day(run: Run) -> None:
    with Site(pages_of({"/": links("/a"), "/a": links()})) as site:
        crawl(run, f"{site.url}/", max_pages=1, sitemaps=False)
        shift(run, YEAR)
        assert crawl(run, max_pages=2).ended != "deferred"
        assert run.status().states["done"] == 2
        with closing(sqlite3.connect(run.path / "frontier.sqlite")) as db:
            assert db.execute("SELECT max(robots_until) FROM host").fetchone()[0] <= time.time() + 86_400


def test_a_clock_that_was_behind_only_makes_waits_end_and_the_crawl_goes_on(run: Run) -> None:
    with Site(pages_of({"/": links("/a"), "/a": links()})) as site:
        crawl(run, f"{site.url}/", max_pages=1, sitemaps=False)
        shift(run, -YEAR)
        assert crawl(run, max_pages=2).stats.pages == 2
        assert site.asked["/robots.txt"] == 2  # more than a day old by now


def test_a_clock_in_step_moves_nothing(run: Run, tmp_path: Path) -> None:
    assert follow_clock(tmp_path / "none", 0.0) == 0.0
    with Site(pages_of({"/": links()})) as site:
        crawl(run, f"{site.url}/", sitemaps=False)
    shift(run, SLACK_SECONDS)
    assert follow_clock(run.path / "frontier.sqlite", time.time()) == 0.0
