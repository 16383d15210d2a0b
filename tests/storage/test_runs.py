"""A run at a URL: published, read, taken over, killed. The first part over a folder, the rest over a bucket."""

import json
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.errors import RunLocked, StoreChanged
from scraper.run import Run
from scraper.storage.cache import Cache
from scraper.storage.folder import FolderStore
from scraper.storage.opening import store_at
from scraper.storage.published import read_manifest
from scraper.storage.urls import place_at
from scraper.storage.working import working
from tests.kill.site import Site, questions
from tests.runs import crawl
from tests.storage.machines import CRAWL, Machine, environ
from tests.storage.served import S3Server, make_bucket

PAGES = 12


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(questions(PAGES)) as served:
        yield served


def ids(lines: bytes) -> list[str]:
    return sorted(json.loads(line)["record_id"] for line in lines.splitlines())


def silent(sentence: str, *, is_warning: bool = False) -> None:
    assert sentence
    assert is_warning in (True, False)


class Url:
    """A run's URL, and a look at what is published there."""

    def __init__(self, url: str, store: dict[str, str] | None = None) -> None:
        self.url = url
        self.place = place_at(url)
        self.environment = store or {}

    def manifest(self) -> dict[str, object]:
        with environ(**self.environment):
            found = store_at(self.place).get(f"{self.place.key}/run.manifest.json", 10**6)
        assert found is not None
        table: dict[str, object] = json.loads(found.content)
        return table

    def five_minutes_pass(self) -> None:
        """Make the manifest say what it would say five minutes after its holder died."""
        with environ(**self.environment):
            store = store_at(self.place)
            key = f"{self.place.key}/run.manifest.json"
            found = store.get(key, 10**6)
            if found is None:
                return
            past = (datetime.now(UTC) - timedelta(minutes=6)).isoformat()
            store.put(key, json.dumps({**json.loads(found.content), "renewed_at": past}).encode(), found.tag)

    def unreferenced(self) -> set[str]:
        """Return the published objects that the manifest does not speak of."""
        with environ(**self.environment):
            store = store_at(self.place)
            found = read_manifest(store, self.place)
            assert found is not None
            there = {key.removeprefix(f"{self.place.key}/") for key in store.keys(f"{self.place.key}/published")}
        assert found[0].keys() <= there
        return there - found[0].keys()


@pytest.fixture
def here(tmp_path: Path) -> Url:
    return Url(f"file://{tmp_path}/share/run")


@pytest.mark.slow
def test_a_crawl_is_published_and_read_like_a_folder(tmp_path: Path, here: Url, site: Site) -> None:
    machine, other = Machine(tmp_path / "one"), Machine(tmp_path / "two")
    done = machine.call("crawl", here.url, site.url, *CRAWL)
    assert done.code == 0, done.err
    local = machine.runs()[0]
    records = (local / "records.jsonl").read_bytes()
    assert len(ids(records)) == PAGES
    assert other.call("export", "-q", here.url, "-").out == records
    status = json.loads(other.call("status", here.url, "--json").out)
    assert (status["run"], status["running"], status["left"]) == (here.url, False, 0)
    assert other.call("extract", "-q", here.url).out.count(b"\n") == PAGES
    assert other.call("feed", here.url).out.count(b"\n") == PAGES
    assert other.call("explain", "--run", here.url).code == 0
    assert other.call("explain", ids(records)[3], "--run", here.url).code == 0
    assert other.call("report", "-q", here.url).code == 0
    assert (tmp_path / "share/run/report.html").is_file()
    assert here.unreferenced() == set()
    assert other.has_left_nothing()


@pytest.mark.slow
def test_an_interval_publishes_while_a_crawl_works(tmp_path: Path, here: Url) -> None:
    with Site(questions(200), delay=0.02) as site:
        machine = Machine(tmp_path / "one")
        options = ("--allow-private-hosts", "--delay", "0.02", "--quiet")
        process = machine.start("crawl", here.url, site.url, *options, QAHARVEST_PUBLISH_SECONDS="0.3")
        seen = 0
        while not seen:
            assert process.poll() is None
            done = Machine(tmp_path / "two").call("export", "-q", here.url, "-")
            seen = len(ids(done.out)) if done.code == 0 else 0
        assert here.manifest()["holder"]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 130
        assert not here.manifest()["holder"]
        last = Machine(tmp_path / "two").call("export", "-q", here.url, "-").out
        assert last == (machine.runs()[0] / "records.jsonl").read_bytes()
        assert here.unreferenced() == set()


@pytest.mark.slow
def test_another_machine_goes_on_where_one_stopped(tmp_path: Path, here: Url, site: Site) -> None:
    first, second = Machine(tmp_path / "one"), Machine(tmp_path / "two")
    assert first.call("crawl", here.url, site.url, *CRAWL, "--max-pages", "5").code == 0
    asked = sum(site.asked.values())
    assert second.call("crawl", here.url, *CRAWL, "--max-pages", "none").code == 0
    assert all(count == 1 for path, count in site.asked.items() if path != "/robots.txt"), site.asked
    assert sum(site.asked.values()) > asked
    done = first.call("crawl", here.url, "--allow-private-hosts", "--delay", "0")
    assert done.code == 0
    assert "went on elsewhere" in done.err
    assert len(ids((first.runs()[0] / "records.jsonl").read_bytes())) == PAGES


def test_of_two_machines_the_second_is_refused(tmp_path: Path, here: Url) -> None:
    with environ(XDG_CACHE_HOME=str(tmp_path / "one")), working(here.url, silent):
        with environ(XDG_CACHE_HOME=str(tmp_path / "two")), pytest.raises(RunLocked, match="is working on"):
            working(here.url, silent).__enter__()
        with pytest.raises(RunLocked):  # nor may another process of the same machine
            working(here.url, silent).__enter__()
    with environ(XDG_CACHE_HOME=str(tmp_path / "two")), working(here.url, silent):
        pass


@pytest.mark.slow
def test_a_machine_whose_run_was_taken_over_publishes_nothing_more(tmp_path: Path, here: Url, site: Site) -> None:
    paused, other = Machine(tmp_path / "one"), Machine(tmp_path / "two")
    with environ(XDG_CACHE_HOME=str(tmp_path / "one/cache")):
        held = working(here.url, silent)
        crawl(Run(held.__enter__()), site.url, max_pages=3)
    here.five_minutes_pass()
    assert other.call("crawl", here.url, site.url, *CRAWL).code == 0
    published = here.manifest()
    with pytest.raises(StoreChanged, match="taken over"):
        held.__exit__(None, None, None)
    assert here.manifest() == published
    assert len(ids(paused.call("export", "-q", here.url, "-").out)) == PAGES


@pytest.mark.slow
def test_a_cache_that_was_lost_is_brought_back(tmp_path: Path, here: Url, site: Site) -> None:
    machine = Machine(tmp_path / "one")
    assert machine.call("crawl", here.url, site.url, *CRAWL).code == 0
    with environ(XDG_CACHE_HOME=str(tmp_path / "one/cache")):
        cache = Cache(here.place)
    (cache.run / "frontier.sqlite").unlink()
    asked = sum(site.asked.values())
    assert machine.call("crawl", here.url, *CRAWL).code == 0
    assert sum(site.asked.values()) == asked
    assert len(ids((cache.run / "records.jsonl").read_bytes())) == PAGES


@pytest.mark.slow
def test_a_part_that_was_changed_is_refused(tmp_path: Path, here: Url, site: Site) -> None:
    assert Machine(tmp_path / "one").call("crawl", here.url, site.url, *CRAWL).code == 0
    found = next((tmp_path / "share/run/published").glob("*/frontier.sqlite"))
    found.write_bytes(found.read_bytes()[:-1] + b"x")
    for command in (("status", here.url), ("crawl", here.url, *CRAWL)):
        done = Machine(tmp_path / "two").call(*command)
        assert done.code == 2
        assert "digest differs" in done.err
    assert not here.manifest()["holder"]


@pytest.mark.slow
def test_a_url_without_a_run_is_told(tmp_path: Path, here: Url) -> None:
    machine = Machine(tmp_path / "one")
    for command in (("status", here.url), ("crawl", here.url), ("crawl", "s3://bucket", "http://127.0.0.1/")):
        done = machine.call(*command)
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
    assert FolderStore().keys(str(tmp_path / "share")) == []


@pytest.mark.slow
@pytest.mark.s3
def test_a_crawl_killed_at_any_request_loses_and_doubles_nothing(
    tmp_path: Path, s3: S3Server, bucket: str, site: Site
) -> None:
    s3.plan()
    whole = Machine(tmp_path / "whole", s3.environment)
    assert whole.call("crawl", f"s3://{bucket}/whole", site.url, *CRAWL).code == 0
    wanted = ids((whole.runs()[0] / "records.jsonl").read_bytes())
    assert len(wanted) == PAGES
    requests = s3.plan()
    for at in range(1, requests + 1, 3):
        url = Url(f"s3://{bucket}/run-{at}", s3.environment)
        one, two = (Machine(tmp_path / f"{name}-{at}", s3.environment) for name in ("one", "two"))
        s3.plan(fate="kill after" if at % 2 == 1 else "kill before", at=at, pid_file=str(one.pid_file))
        killed = one.call("crawl", url.url, site.url, *CRAWL, QAHARVEST_PUBLISH_SECONDS="0.2")
        assert killed.code == -signal.SIGKILL or at >= requests - 2
        s3.plan()
        if at % 2 == 1:  # the same machine
            done = one.call("crawl", url.url, site.url, *CRAWL)
            local = one
        else:
            url.five_minutes_pass()
            done = two.call("crawl", url.url, site.url, *CRAWL)
            local = two
        assert done.code == 0, (at, done.err)
        assert ids((local.runs()[0] / "records.jsonl").read_bytes()) == wanted
        exported = two.call("export", "-q", url.url, "-")
        assert exported.code == 0, (at, exported.err)
        assert ids(exported.out) == wanted
        assert url.unreferenced() == set()
        with environ(**s3.environment):
            assert store_at(url.place).drop_uploads(f"run-{at}", lambda _: True) == 0


@pytest.mark.slow
@pytest.mark.s3
def test_a_store_that_goes_away_costs_nothing(tmp_path: Path, site: Site) -> None:
    with S3Server() as server:
        machine = Machine(tmp_path / "one", server.environment)
        make_bucket(server, "bucket-of-one")
        url = "s3://bucket-of-one/run"
        server.plan(fate="die", at=9)
        done = machine.call("crawl", url, site.url, *CRAWL)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert "the next start publishes it" in done.err
    assert len(ids((machine.runs()[0] / "records.jsonl").read_bytes())) == PAGES
    asked = sum(site.asked.values())
    with S3Server() as server:
        make_bucket(server, "bucket-of-one")
        again = Machine(tmp_path / "one", server.environment)
        assert again.call("crawl", url, *CRAWL).code == 0
        assert len(ids(again.call("export", "-q", url, "-").out)) == PAGES
    assert sum(site.asked.values()) == asked
