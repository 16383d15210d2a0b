"""A site that changes its layout while it is crawled: the run says so, keeps the pages, and can be made to fail."""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.frontier import State
from scraper.run import Run
from tests.cli.calls import call_here
from tests.kill.site import Site, question_page
from tests.runs import Events, crawl, links, pages_of, standing

PAGES = 30
LD = {
    "@context": "https://schema.org",
    "@type": "QAPage",
    "mainEntity": {"@type": "Question", "name": "Why?", "text": "Body.", "acceptedAnswer": {"text": "So."}},
}


def site() -> dict[str, Any]:
    pages: dict[str, Any] = {f"/doctor/All/ShowDetail.php?q_no={n}": question_page(n) for n in range(1, PAGES + 1)}
    return {"/": links(*pages)} | pages


def change(pages: dict[str, Any], old: bytes, new: bytes) -> None:
    for url, body in pages.items():
        if isinstance(body, bytes):
            assert old in body
            pages[url] = body.replace(old, new)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def test_an_unchanged_site_gives_no_sign(run: Run) -> None:
    with Site(pages_of(site())) as server:
        assert crawl(run, f"{server.url}/").drift == ()
        assert crawl(run, refresh=True).drift == ()
    shares = {field.field: field.own / field.records for field in run.status().coverage}
    assert shares["question/text"] == shares["replies/replied_on"] == 1.0


def test_a_field_that_goes_silent_is_told_of_by_crawl_and_status(run: Run) -> None:
    pages = site()
    seen = Events()
    with Site(pages_of(pages)) as server:
        crawl(run, f"{server.url}/")
        change(pages, b"Reply Date: 2007/02/03", b"Answered in winter")
        outcome = crawl(run, refresh=True, observer=seen)
    assert [(sign.field, sign.kind, sign.now) for sign in outcome.drift] == [("replies/replied_on", "missing", 0.0)]
    assert run.status().drift == outcome.drift
    assert "drift" in seen.names()
    told = call_here(run.path.parent, "status", run.path)
    assert "Drift: ehospital: replies/replied_on" in told.text
    told = call_here(run.path.parent, "status", run.path, "--json")
    assert json.loads(told.text)["drift"][0]["field"] == "replies/replied_on"


def test_pages_read_by_the_universal_rules_alone_are_a_sign_and_can_be_found_again(run: Run) -> None:
    pages = site()
    script = f'<html><script type="application/ld+json">{json.dumps(LD)}</script><p>Body. So.</p></html>'
    with Site(pages_of(pages)) as server:
        crawl(run, f"{server.url}/")
        pages |= {url: script.encode() for url in pages if url != "/"}
        outcome = crawl(run, refresh=True)
        url = f"{server.url}/doctor/All/ShowDetail.php?q_no={PAGES}"
        state, reason = standing(run, url)
    assert ("", "passed over") in {(sign.field, sign.kind) for sign in outcome.drift}
    assert state is State.DONE
    assert (reason or "").startswith("drift: the rules of ehospital found no question")
    assert url in call_here(run.path.parent, "status", run.path, "--json").text
    assert {page.url for page in run.pages()} > {url}


@pytest.mark.slow
def test_fail_on_drift_is_kept_and_makes_the_exit_code_one(run: Run) -> None:
    pages = site()
    options = ("--allow-private-hosts", "--delay", "0", "--retries", "0")
    with Site(pages_of(pages)) as server:
        first = call_here(run.path.parent, "crawl", run.path, f"{server.url}/", *options, "--fail-on-drift")
        change(pages, b"Reply Date: 2007/02/03", b"Answered in winter")
        second = call_here(run.path.parent, "crawl", run.path, "--refresh")
    assert (first.code, second.code) == (0, 1)
    assert "Drift: ehospital: replies/replied_on" in second.text
    assert "1 sign of drift, and --fail-on-drift is set" in second.err
