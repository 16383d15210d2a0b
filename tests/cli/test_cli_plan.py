"""``qaharvest plan``: what a crawl would ask for, told without a request and without a trace."""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.run import Run
from tests.cli.calls import call_here
from tests.kill.site import Site, question_page
from tests.runs import crawl, links, pages_of


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def plan(run: Run, *words: str) -> dict[str, Any]:
    told = call_here(run.path.parent, "plan", run.path, *words, "--json")
    assert told.code == 0, told.err
    found: dict[str, Any] = json.loads(told.text)
    return found


def host_of(run: Run, *words: str) -> dict[str, Any]:
    [host] = plan(run, *words)["hosts"]
    return dict(host)


def test_seeds_alone_are_planned_without_a_folder(run: Run) -> None:
    host = host_of(run, "https://qa.example/a", "https://qa.example/b", "--delay", "5")
    assert (host["host"], host["waiting"], host["requests"], host["robots"]) == ("qa.example", 2, 3, "unknown")
    assert host["seconds"] == 10.0
    assert not run.path.exists()


def test_a_seed_that_counts_is_planned_to_its_end(run: Run) -> None:
    host = host_of(run, "https://qa.example/q/{1..7200}", "--ignore-robots")
    assert (host["numbers"], host["has_end"], host["requests"], host["seconds"]) == (7200, True, 7200, 7199.0)
    host = host_of(run, "https://qa.example/q/{1..}", "--stop-after", "50")
    assert (host["numbers"], host["has_end"]) == (50, False)


def test_hosts_go_side_by_side(run: Run) -> None:
    told = plan(run, "https://a.example/{1..10}", "https://b.example/{1..20}", "--ignore-robots")
    assert (told["requests"], told["seconds"]) == (30, 19.0)


def test_what_is_left_and_what_would_be_asked_again_is_counted(run: Run) -> None:
    pages: dict[str, Any] = {f"/{n}": question_page(n) for n in range(1, 9)} | {"/bad": 500}
    pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.01\n")
    pages["/"] = links(*(url for url in pages if url != "/robots.txt"))
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/", max_pages=3)
        asked = dict(site.asked)
        left = host_of(run, "--delay", "2")
        assert (left["robots"], left["interval"], left["paced_by"]) == ("rules", 2.0, "delay")
        assert host_of(run)["paced_by"] == "crawl-delay"
        crawl(run, max_pages=None)
        assert left["waiting"] == sum(site.asked.values()) - sum(asked.values())
        assert host_of(run)["requests"] == 0
        assert host_of(run, "--refresh")["again"] == run.status().states["done"] == 9
        assert host_of(run, "--refresh-due")["again"] == 0
        assert host_of(run, "--retry-failed")["again"] == 1
        before = dict(site.asked)
    assert before == dict(site.asked)


def test_it_reads_well(run: Run) -> None:
    told = call_here(run.path.parent, "plan", "later", "https://qa.example/q/{1..226014}", "--delay", "2")
    assert told.code == 0
    assert told.text.startswith("226,015 requests, at least 5.2 days; ")
    assert all(len(line) <= 100 for line in told.text.splitlines())
    told = call_here(run.path.parent, "plan", "later")
    assert (told.code, told.text, told.err.count("\n")) == (2, "", 1)
