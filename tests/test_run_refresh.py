"""Asking again for every page of a run."""

from pathlib import Path
from typing import Any

import pytest

from scraper.archive.reader import read_member
from scraper.run import Run
from tests.cli.calls import call_here
from tests.kill.site import Site, question_page, questions
from tests.runs import crawl, links, pages_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def versions(run: Run) -> dict[str, str]:
    lines = list(run.records())
    assert len({record.record_id for record in lines}) == len(lines)
    return {record.record_id: record.question.title or "" for record in lines}


def test_a_refresh_asks_every_page_again_and_keeps_the_newest_records(run: Run) -> None:
    pages: dict[str, Any] = {f"/doctor/All/ShowDetail.php?q_no={n}": question_page(n) for n in range(6)}
    pages["/"] = links(*pages)
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        first = versions(run)
        for n in (1, 2):
            url = f"/doctor/All/ShowDetail.php?q_no={n}"
            pages[url] = pages[url].replace(b"Foot cramps number", b"Renewed number")
        pages["/doctor/All/ShowDetail.php?q_no=3"] = 404
        outcome = crawl(run, refresh=True)
        second = versions(run)
        assert (outcome.ended, outcome.stats.pages, outcome.stats.records, outcome.stats.failed) == ("done", 6, 6, 1)
        assert {name for name in first if first[name] != second[name]} == {"ehospital:1", "ehospital:2"}
        assert site.asked["/"] == 2
        for record in run.records():
            place = record.provenance.archive
            assert place is not None
            assert (
                read_member(run.path / place.file, place.offset, place.length).sha256
                == record.provenance.content_sha256
            )
        assert crawl(run).new.pages == 0


def test_a_refresh_asks_again_for_a_page_held_in_the_place_of_its_canonical_address(run: Run) -> None:
    own = b'<head><link rel="canonical" href="/own">'
    pages: dict[str, Any] = {"/": links("/other"), "/other": question_page(1).replace(b"<head>", own)}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        pages["/other"] = pages["/other"].replace(b"Foot cramps number", b"Renewed number")
        outcome = crawl(run, refresh=True)
    assert (outcome.stats.pages, outcome.stats.records) == (2, 1)
    [record] = run.records()
    assert "Renewed number" in (record.question.title or "")


def test_a_refresh_may_take_several_starts(run: Run) -> None:
    with Site(questions(30)) as site:
        crawl(run, f"{site.url}/")
        refreshed = crawl(run, refresh=True, max_pages=10)
        assert (refreshed.ended, refreshed.stats.pages, refreshed.stats.records) == ("limit", 10, 30)
        assert len(versions(run)) == 30
        ended = crawl(run, refresh=True, max_pages=None)
        assert (ended.ended, ended.stats.pages, ended.stats.records) == ("done", 32, 30)
        assert len(versions(run)) == 30
        assert set(site.asked.values()) == {1, 2}


def test_explain_shows_the_newest_version_of_a_page(run: Run) -> None:
    pages: dict[str, Any] = {"/": links("/1"), "/1": question_page(1)}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        pages["/1"] = pages["/1"].replace(b"Foot cramps number", b"Renewed number")
        crawl(run, refresh=True)
        told = call_here(run.path.parent, "explain", f"{site.url}/1", "--run", run.path)
    assert "Renewed number" in told.text
