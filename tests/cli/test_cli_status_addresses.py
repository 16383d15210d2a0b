"""``qaharvest status``: what became of one address, and which were given up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.run import Run
from tests.cli.calls import call_here
from tests.kill.site import Site, question_page
from tests.runs import HTML, crawl, links, pages_of

ROBOTS = b"User-agent: qaharvest\nDisallow: /private\nAllow: /q/\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


@pytest.fixture
def site(run: Run) -> Iterator[Site]:
    pages: dict[str, Any] = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, ROBOTS),
        "/": links("/old", "/private/x", "/bad\x1b[31m", "/gone", "https://other.test/"),
        "/old": (301, {"Location": "/older"}, b""),
        "/older": (302, {"Location": "/q/1?PHPSESSID=abc"}, b""),
        "/q/1?PHPSESSID=abc": question_page(1).replace(b"</body>", b'<a href="/q/2">next</a></body>'),
        "/q/2": (200, HTML, b"<head><link rel=canonical href='/q/1'></head>" + question_page(1)),
        "/gone": 410,
    }
    with Site(pages_of(pages)) as server:
        crawl(run, f"{server.url}/")
        yield server


def why(run: Run, url: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What is told of an address: as JSON, and the text by its labels."""
    told = call_here(run.path.parent, "status", run.path, "--why", url)
    assert told.code == 0, told.err
    lines = {line[:13].rstrip(): line[14:] for line in told.text.splitlines()}
    return json.loads(call_here(run.path.parent, "status", run.path, "--why", url, "--json").out), lines


def test_a_chain_of_redirects_is_told_from_both_ends(run: Run, site: Site) -> None:
    told, lines = why(run, f"{site.url}/old")
    assert (told["state"], told["reason"]) == ("skipped", f"duplicate: redirects to {site.url}/older")
    assert [hop["url"] for hop in told["redirects_to"]] == [f"{site.url}/older", f"{site.url}/q/1?PHPSESSID=abc"]
    assert lines["redirects to"] == f"{site.url}/q/1?PHPSESSID=abc (done)"
    told, lines = why(run, f"{site.url}/q/1")
    assert told["redirected_from"] == [f"{site.url}/old", f"{site.url}/older"]
    assert lines["known as"] == f"{site.url}/q/1"
    assert lines["robots.txt"] == "allows it: Allow: /q/"
    assert lines["read at"]


def test_what_robots_txt_forbids_names_its_line(run: Run, site: Site) -> None:
    told, lines = why(run, f"{site.url}/private/x#top")
    assert told["state"] == "skipped"
    assert lines["reason"] == "robots: Disallow: /private"
    assert lines["robots.txt"] == "forbids it: Disallow: /private"
    assert why(run, f"{site.url}/")[1]["robots.txt"] == "allows it: no line speaks of it"


def test_duplicates_and_addresses_out_of_scope_say_so(run: Run, site: Site) -> None:
    assert why(run, f"{site.url}/q/2")[0]["reason"] == f"duplicate: canonical is {site.url}/q/1"
    lines = why(run, "https://other.test/")[1]
    assert (lines["reason"], lines["robots.txt"]) == ("scope: host", "not asked for: the host is outside the scope")
    assert lines["via"] == f"{site.url}/"
    assert why(run, f"{site.url}/")[1]["via"] == "a seed"


def test_what_was_given_up_is_listed(run: Run, site: Site) -> None:
    told = call_here(run.path.parent, "status", run.path, "--failed")
    assert told.text.splitlines()[0].split() == ["TRIES", "REASON", "ADDRESS"]
    assert f"HTTP 410  {site.url}/gone" in told.text
    assert "\x1b" not in told.text
    assert "--retry-failed" in told.text
    listed = json.loads(call_here(run.path.parent, "status", run.path, "--failed", "--json").out)
    assert {"url": f"{site.url}/gone", "reason": "HTTP 410", "attempts": 1} in listed
    assert len(listed) == run.stats().failed == 2


def test_asked_for_two_things_at_once_it_says_so(run: Run, site: Site) -> None:
    told = call_here(run.path.parent, "status", run.path, "--failed", "--why", site.url)
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_a_run_without_failures_says_so(run: Run) -> None:
    with Site(pages_of({"/": question_page(1)})) as site:
        crawl(run, f"{site.url}/")
    assert call_here(run.path.parent, "status", run.path, "--failed").text == "No address was given up.\n"
