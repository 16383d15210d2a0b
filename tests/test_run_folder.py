"""The run folder: names, locks, damage, full disks, signals."""

import fcntl
import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.observer import Silent, Snapshot
from scraper.errors import FrontierError, RunLocked, SettingsError, StorageFull, UnknownSite, UsageError
from scraper.executors.local import InProcess
from scraper.run import Run
from tests.kill.site import Answer, Site, question_page, questions
from tests.runs import child, crawl, links, pages_of, stats_file


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


@pytest.mark.parametrize(
    "where", ["", ".", "..", ".hidden", "-x", "a b", "a/../b", "../a", "a\0b", "é", "a:b", "/tmp/../x"]
)
def test_names_that_are_no_run_are_refused(where: str) -> None:
    with pytest.raises(UsageError):
        Run.at(where)


@pytest.mark.parametrize(
    ("where", "path"), [("demo", "data/demo"), ("a.b_c-1", "data/a.b_c-1"), ("./x", "x"), ("/tmp/.x y", "/tmp/.x y")]
)
def test_a_name_is_a_folder_of_data_and_a_path_is_taken_as_given(where: str, path: str) -> None:
    assert Run.at(where).path == Path(path)


def test_making_a_run_touches_nothing(run: Run) -> None:
    assert not run.exists
    for look in (run.status, run.stats, run.settings, lambda: list(run.records())):
        with pytest.raises(UsageError):
            look()
    assert not run.path.exists()


@pytest.mark.parametrize(
    ("seeds", "changes", "error"),
    [
        ([], {}, UsageError),
        (["example.org"], {}, UsageError),
        (["ftp://example.org/"], {}, UsageError),
        (["http://"], {}, UsageError),
        (["http://a/"], {"delay": -1.0}, SettingsError),
        (["http://a/"], {"colour": 1}, SettingsError),
        (["http://a/"], {"site": "nowhere"}, UnknownSite),
    ],
)
def test_what_is_impossible_is_refused_before_anything_is_touched(
    run: Run, seeds: list[str], changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run.crawl(seeds, changes=changes, executor=InProcess())
    assert not run.path.exists()


def test_a_second_crawl_on_the_folder_is_refused_and_a_look_is_not(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/", max_pages=1)
        place = os.open(run.path, os.O_RDONLY)
        fcntl.flock(place, fcntl.LOCK_EX)
        with pytest.raises(RunLocked):
            crawl(run)
        assert run.status().running
        os.close(place)
        assert not run.status().running


def test_fresh_starts_anew_with_the_kept_seeds(run: Run) -> None:
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "mine.txt").write_text("kept")
        outcome = crawl(run, fresh=True)
        assert (outcome.stats.records, site.asked["/"]) == (5, 2)
        assert len(list(run.records())) == 5
        assert len(list(run.pages())) == 6
        assert (run.path / "mine.txt").read_text() == "kept"


def test_the_records_of_a_folder_without_frontier_are_not_wiped_unasked(run: Run) -> None:
    run.path.mkdir()
    (run.path / "records.jsonl").write_text("precious\n")
    with Site(questions(1)) as site:
        with pytest.raises(UsageError, match="--fresh"):
            crawl(run, f"{site.url}/")
        assert (run.path / "records.jsonl").read_text() == "precious\n"
        assert crawl(run, f"{site.url}/", fresh=True).stats.records == 1


@pytest.mark.parametrize(
    "name", ["records.jsonl", "rejects.jsonl", "archive/pages-00001.warc.gz", "stats.json", "run.toml"]
)
def test_a_link_in_the_place_of_a_file_is_not_followed(run: Run, tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    with Site(questions(1)) as site:
        crawl(run, f"{site.url}/")
        before = (run.path / name).read_bytes()
        victim.write_bytes(before)
        (run.path / name).unlink()
        (run.path / name).symlink_to(victim)
        with suppress(UsageError):
            crawl(run, f"{site.url}/")
        crawl(run, f"{site.url}/", fresh=True)
    assert victim.read_bytes() == before
    assert run.stats().records == 1


def test_what_lies_beyond_the_committed_lengths_is_cut_away(run: Run) -> None:
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/", max_pages=3)
        for name in ("records.jsonl", "rejects.jsonl", "archive/pages-00001.warc.gz"):
            with (run.path / name).open("ab") as file:
                file.write(b'{"torn')
        (run.path / "archive/pages-00002.warc.gz").write_bytes(b"never committed")
        crawl(run, max_pages=None)
        assert len(list(run.records())) == 5
        assert len(list(run.pages())) == 6
        assert not (run.path / "archive/pages-00002.warc.gz").exists()


def test_a_damaged_frontier_or_run_toml_is_told_and_fresh_starts_anew(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "frontier.sqlite").write_bytes(b"not a database" * 500)
        with pytest.raises(FrontierError, match="--fresh"):
            crawl(run)
        (run.path / "run.toml").write_text("seeds = [")
        with pytest.raises(SettingsError):
            crawl(run)
        assert crawl(run, f"{site.url}/", fresh=True).stats.records == 3
        assert len(list(run.records())) == 3


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not a folder"):
        crawl(Run.at(tmp_path / "file"), "http://example.org/")


def test_a_file_that_was_shortened_is_told_and_left_alone(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "records.jsonl").write_bytes(b"")
        with pytest.raises(UsageError, match="shortened"):
            crawl(run)


@pytest.mark.parametrize("limit", [30_000, 200_000, 1_000_000])
def test_a_disk_that_refuses_costs_nothing_that_was_committed(run: Run, limit: int) -> None:
    with Site(questions(80)) as site:
        ended, _ = child(run, f"{site.url}/", limit).communicate(timeout=60)
        assert ended.startswith("full ")
        assert crawl(run, f"{site.url}/").stats.records == 80
    assert len({record.record_id for record in run.records()}) == 80


@pytest.mark.slow
def test_a_second_signal_ends_the_crawl_at_once_and_it_goes_on_later(run: Run) -> None:
    def answer(target: str) -> Answer:
        if target == "/slow":
            time.sleep(1.5)
        return pages_of({"/": links("/slow"), "/slow": question_page(1)})(target)

    with Site(answer) as site:
        process = child(run, f"{site.url}/")
        while "/slow" not in site.asked:
            time.sleep(0.01)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        ended, _ = process.communicate(timeout=60)
        assert ended.strip() == "interrupted"
        assert run.stats().records == 0
        assert crawl(run).stats.records == 1


def test_progress_is_told_to_the_end(run: Run) -> None:
    told: list[Snapshot] = []

    class Told(Silent):
        def progress(self, snapshot: Snapshot) -> None:
            told.append(snapshot)

    with Site(questions(5)) as site:
        outcome = crawl(run, f"{site.url}/", observer=Told())
    last = told[-1]
    assert (last.stats, last.queued, last.in_flight) == (outcome.stats, 0, 0)


def test_a_status_tells_states_reasons_and_hosts(run: Run) -> None:
    with Site(questions(30)) as site:
        crawl(run, f"{site.url}/", max_pages=5)
        status = run.status()
        host = site.url.removeprefix("http://")
        assert (status.run, status.running, status.seeds) == (str(run.path), False, (f"{site.url}/",))
        assert sum(status.states.values()) == sum(status.hosts[0].states.values())
        assert (status.hosts[0].host, status.hosts[0].robots, status.states["done"]) == (host, "open", 5)
        assert status.left == status.stats.deferred > 0
        assert status.due_at is not None
        assert json.loads(json.dumps(status.as_dict()))["reasons"] == {"sitemap": 1}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_crawl_cleanly_and_it_goes_on_later(run: Run, number: int) -> None:
    with Site(questions(100), delay=0.02) as site:
        process = child(run, f"{site.url}/")
        while site.asked.total() < 30:
            time.sleep(0.01)
        process.send_signal(number)
        ended, _ = process.communicate(timeout=60)
        assert ended.strip() == "interrupted"
        assert stats_file(run)["deferred"] > 0
        outcome = crawl(run)
        assert outcome.stats.records == 100
        assert max(site.asked.values()) == 1


def test_storage_full_is_a_usage_error() -> None:
    assert issubclass(StorageFull, UsageError)


def test_records_beside_an_empty_frontier_are_not_thrown_away(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
    records = (run.path / "records.jsonl").read_bytes()
    (run.path / "frontier.sqlite").write_bytes(b"")
    with pytest.raises(UsageError, match="no frontier"):
        crawl(run)
    assert (run.path / "records.jsonl").read_bytes() == records


@pytest.mark.parametrize("seed", ["http://a b.test/", "http://.../", "http://127.0.0.1:0/", "http://a..b/"])
def test_a_seed_on_what_is_no_host_is_refused(run: Run, seed: str) -> None:
    with pytest.raises(UsageError, match="is not an http or https address"):
        crawl(run, seed)
    assert not run.path.exists()
