"""A whole crawl of the demonstration site against the truth, field by field."""

import json
from collections import Counter

import pytest

from scraper.demo.server import DemoSite
from scraper.demo.site import Site, expected_records
from scraper.run import Run


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory):
    run = Run.at(tmp_path_factory.mktemp("demo") / "run")
    with DemoSite() as site:
        run.crawl([f"{site.url}/"], changes={"delay": 0.0, "allow_private_hosts": True})
    return run, site


def records_of(run: Run) -> dict[str, dict]:
    lines = [json.loads(line) for line in (run.path / "records.jsonl").read_bytes().split(b"\n") if line]
    records = {record["url"]: record for record in lines}
    assert len(records) == len(lines)
    return records


def test_every_record_is_the_truth(crawled: tuple[Run, DemoSite]) -> None:
    run, site = crawled
    expected = expected_records(site.url)
    records = records_of(run)
    assert set(records) == set(expected)
    for url, record in records.items():
        assert {key: record[key] for key in expected[url]} == expected[url], url
        assert set(record) - set(expected[url]) == {"record_id", "provenance"}


def test_counts_are_those_of_the_site(crawled: tuple[Run, DemoSite]) -> None:
    run, site = crawled
    kinds = Counter(Site(site.url).addresses.values())
    stats = run.stats()
    assert stats.records == stats.pages_with_records == kinds["question"]
    assert stats.pages_rejected == kinds["rejected"]
    assert stats.pages_not_qa == kinds["page"]
    assert stats.pages == kinds["question"] + kinds["rejected"] + kinds["page"]
    # Given up: the one dead link.
    assert stats.failed == 1


def test_what_robots_forbids_was_never_asked_for(crawled: tuple[Run, DemoSite]) -> None:
    _, site = crawled
    assert not [served for served in site.requests if served.target.startswith("/private")]


def test_no_address_was_asked_for_twice_but_the_one_that_failed(crawled: tuple[Run, DemoSite]) -> None:
    _, site = crawled
    asked = Counter(Site.address(served.target) for served in site.requests)
    failed = {served.target for served in site.requests if served.status == 503}
    assert len(failed) == 1
    repeated = {path for path, times in asked.items() if times > 1} - failed
    assert repeated == set()
