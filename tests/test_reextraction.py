"""Reading a run's archive again replaces its records, all at once or not at all."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.frontier import State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.errors import RunLocked, UsageError
from scraper.run import Run
from tests.kill.reextraction import DIED, take_all
from tests.kill.site import Site
from tests.runs import crawl, pages_of, rejects, standing, stats_file
from tests.test_joining import crawl_forum, records_of, threads, told
from tests.threads import PROFILE, address, answer, thread_page

ROOT = Path(__file__).parents[1]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


@pytest.fixture
def pages() -> dict[str, Any]:
    return threads((1, 1), (1, 2), (2, None), (3, 2), (4, None), **{"/gone": 404, "/other": "<p>no thread</p>"})


@pytest.fixture
def crawled(run: Run, pages: dict[str, Any]) -> Iterator[Site]:
    pages["/"] = pages["/"].replace("</body>", '<a href="/gone">x</a><a href="/other">x</a></body>')
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/", concurrency=1)
        yield site


def reextract(run: Run) -> bytes:
    with run.reextraction() as again:
        written = take_all(run, again)
        again.put_in_place()
    assert not list(run.path.glob(".*"))
    assert records_of(run) == written
    assert run.stats().as_dict() == stats_file(run)
    stats = run.stats()
    assert stats.pages == stats.pages_with_records + stats.pages_rejected + stats.pages_not_qa
    return written


def change_rules(run: Run, old: str = "css('h1')", new: str = "css('.question')") -> None:
    (run.path.parent / "forum.toml").write_text(PROFILE.replace(old, new))


def state_of(run: Run) -> dict[str, Any]:
    """All that re-reading with the same rules must leave as it is."""
    frontier = SqliteFrontier(run.path / "frontier.sqlite")
    known = {name: sorted(frontier._db.execute(f"SELECT {what}")) for name, what in {
        "records": "key FROM record", "reasons": "key, state, reason FROM request",
        "parts": "request, record, number, line FROM part", "coverage": "site, field, own, borrowed FROM coverage",
    }.items()}  # fmt: skip
    frontier.close()
    known["files"] = [(run.path / name).read_bytes() for name in ("records.jsonl", "stats.json")]
    return known


@pytest.mark.usefixtures("crawled")
def test_the_same_rules_give_the_same_bytes_and_the_same_ledger(run: Run) -> None:
    before, rejected = state_of(run), rejects(run)
    for _ in range(2):
        reextract(run)
        assert state_of(run) == before
        assert rejects(run) == rejected
    assert [line["reason"][:7] for line in rejected] == ["failed:", "invalid"]


@pytest.mark.usefixtures("crawled")
def test_new_rules_give_new_records_and_what_the_archive_cannot_tell_stays(run: Run) -> None:
    stats = run.stats()
    change_rules(run)
    reextract(run)
    assert {record.question.title for record in run.records()} == {f"What of {n}?" for n in (1, 2, 4)}
    assert told(run) == {"forum:2": "012", "forum:4": "012", "forum:1": "012345"}
    assert run.stats() == stats
    assert rejects(run)[0]["reason"] == "failed: HTTP 404"


def test_a_page_whose_verdict_changes_moves_from_count_to_count(run: Run, crawled: Site) -> None:
    assert (run.stats().pages_with_records, run.stats().pages_not_qa) == (5, 2)
    change_rules(run, ".question", ".nothing")
    reextract(run)
    stats = run.stats()
    assert (stats.pages, stats.pages_with_records, stats.pages_rejected, stats.records) == (7, 2, 3, 0)
    assert standing(run, f"{crawled.url}/t/2") == (State.DONE, "invalid: /question/text: is missing")
    assert len(rejects(run)) == 1 + 3 + 2
    change_rules(run, "", "")
    reextract(run)
    assert (run.stats().pages_with_records, run.stats().records) == (5, 3)
    assert standing(run, f"{crawled.url}/t/2") == (State.DONE, None)


def test_a_crawl_goes_on_after_it(run: Run, crawled: Site, pages: dict[str, Any]) -> None:
    change_rules(run, ".question", ".nothing")
    reextract(run)
    change_rules(run, "", "")
    reextract(run)
    pages["/t/5"] = thread_page(5, None)
    pages[address(3)] = thread_page(3, 1)
    pages["/more"] = f'<a href="/t/5">x</a><a href="{address(3)}">x</a><a href="/t/2">x</a>'
    outcome = crawl_forum(run, f"{crawled.url}/more")
    assert told(run) == {**dict.fromkeys(("forum:2", "forum:4", "forum:5"), "012"), "forum:1": "012345",
                         "forum:3": "012345"}  # fmt: skip
    assert outcome.new.pages == 3
    assert reextract(run) == records_of(run)
    pages["/t/2"] = thread_page(2, None, answers=[answer(2, 7)])
    crawl_forum(run, refresh=True)
    assert told(run)["forum:2"] == "7"
    assert crawl_forum(run).new.pages == 0


def test_of_a_refreshed_run_the_newest_version_of_each_page_counts(
    run: Run, crawled: Site, pages: dict[str, Any]
) -> None:
    pages[address(1, 2)] = thread_page(1, 2, answers=[answer(1, 9)])
    pages["/t/4"] = 404
    pages["/t/2"] = thread_page(2, None, answers=[answer(2, 8)])
    crawl_forum(run, refresh=True, concurrency=1)
    before = state_of(run)
    assert told(run) == {"forum:4": "012", "forum:2": "8", "forum:1": "0129"}
    reextract(run)
    after = state_of(run)
    assert before.pop("coverage") != after.pop("coverage")  # the crawl counted the old versions too
    assert after == before
    assert sum(1 for _ in run.newest_pages()) < sum(1 for _ in run.pages())


def test_a_refresh_that_lasts_goes_on_after_it(run: Run, crawled: Site, pages: dict[str, Any]) -> None:
    for n in (2, 4):
        pages[address(n)] = thread_page(n, None, answers=[answer(n, 8)])
    whole = {"forum:2": "8", "forum:4": "8", "forum:1": "012345"}
    for most in (2, 4, 6):
        crawl_forum(run, refresh=True, max_pages=most, concurrency=1)
        before = told(run)
        reextract(run)
        assert told(run) == before
    assert crawl_forum(run, max_pages=None).ended == "done"
    assert told(run) == whole
    before_that = records_of(run)
    assert reextract(run) == before_that
    assert crawled.asked["/"] == 2


@pytest.mark.usefixtures("crawled")
def test_what_ends_before_it_is_put_in_place_leaves_the_run_as_it_was(run: Run) -> None:
    before = state_of(run), rejects(run)
    change_rules(run)
    for error in (KeyboardInterrupt, BrokenPipeError):
        with pytest.raises(error), run.reextraction() as again:
            raise error(take_all(run, again))
    assert (state_of(run), rejects(run)) == before
    assert not list(run.path.glob(".*"))


def test_a_run_that_is_crawled_or_was_never_begun_cannot_be_re_extracted(run: Run) -> None:
    run.path.mkdir()
    (run.path / "run.toml").write_text('seeds = ["http://a.test/"]\n')
    with pytest.raises(UsageError, match="not begun"), run.reextraction():
        pass
    assert [path.name for path in run.path.iterdir()] == ["run.toml"]
    (run.path / "run.toml").unlink()
    with Site(pages_of({"/t/1": thread_page(1, None)})) as site:
        crawl_forum(run, f"{site.url}/t/1")
        with run.reextraction(), pytest.raises(RunLocked):
            crawl(run)


def die(run: Run, when: str) -> None:
    """Re-extract in a process that ends before or after the commit."""
    command = [sys.executable, "-m", "tests.kill.reextraction", str(run.path), when]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == DIED


@pytest.mark.parametrize("in_place", [0, 2])
@pytest.mark.usefixtures("crawled")
def test_a_kill_while_files_are_put_in_place_shows_the_new_ones_to_everybody(run: Run, in_place: int) -> None:
    change_rules(run)
    die(run, "after")
    for name in ("records.jsonl", "rejects.jsonl", "stats.json")[:in_place]:
        (run.path / f".{name}.new").replace(run.path / name)
    written = b"".join(line + b"\n" for line in run.lines())
    assert {record.question.title for record in run.records()} == {"What of 1?", "What of 2?", "What of 4?"}
    assert [json.loads(line)["reason"][:7] for line in run.rejects()] == ["failed:", "invalid"]
    assert crawl_forum(run).new.pages == 0
    assert records_of(run) == written
    assert not list(run.path.glob(".*"))
    change_rules(run)
    assert reextract(run) == written


@pytest.mark.usefixtures("crawled")
def test_a_kill_before_the_commit_leaves_the_old_files_and_the_next_start_tidies_up(run: Run) -> None:
    before = state_of(run)
    change_rules(run)
    die(run, "before")
    assert state_of(run) == before
    assert list(run.path.glob(".*"))
    reextract(run)
    assert {record.question.title for record in run.records()} == {"What of 1?", "What of 2?", "What of 4?"}


@pytest.mark.usefixtures("crawled")
def test_what_lies_in_the_way_of_the_new_files_is_removed_or_told(run: Run) -> None:
    before = state_of(run)
    (run.path / ".records.jsonl.new").symlink_to("/dev/full")
    with run.reextraction():
        assert not (run.path / ".records.jsonl.new").is_symlink()
    os.mkdir(run.path / ".stats.json.new")  # noqa: PTH102
    with pytest.raises(UsageError), run.reextraction():
        pass
    (run.path / ".stats.json.new").rmdir()
    assert state_of(run) == before


@pytest.mark.usefixtures("crawled")
def test_rejects_that_somebody_damaged_are_written_anew(run: Run) -> None:
    whole = rejects(run)
    for damaged in (b"nonsense\n[]\n", b""):
        (run.path / "rejects.jsonl").write_bytes(damaged)
        reextract(run)
        assert rejects(run) == whole[1:]


def test_the_lock_is_let_go_whatever_happens(run: Run, crawled: Site) -> None:
    calls: list[Callable[[], object]] = [lambda: reextract(run), lambda: crawl_forum(run)]
    for call in calls:
        with pytest.raises(ZeroDivisionError), run.reextraction():
            raise ZeroDivisionError
        call()
