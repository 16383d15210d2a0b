"""Threads that span several pages in a crawl: one record each, whatever the order of the pages and of the starts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.frontier import Batch, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.joining import Joining
from scraper.request import canonical_url
from scraper.run import Outcome, Run
from tests.kill.site import Answer, Site
from tests.runs import crawl, links, pages_of, rejects, standing, stats_file
from tests.threads import address, answer, forum, page, parts, profile_file, replies, thread_page

NO_FIRST_PAGE = "invalid: page 2 of a thread whose first page gave no record"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def crawl_forum(run: Run, *seeds: str, **changes: Any) -> Outcome:
    return crawl(run, *seeds, site="forum", profile=str(profile_file(run.path.parent)), **changes)


def told(run: Run) -> dict[str, str]:
    """Record → the numbers of its replies; each record stands once."""
    records = list(run.records())
    assert len({record.record_id for record in records}) == len(records) == run.stats().records
    return {record.record_id: "".join(replies(record)) for record in records}


def records_of(run: Run) -> bytes:
    return (run.path / "records.jsonl").read_bytes()


def threads(*numbers: tuple[int, int | None], first: str = "/", **pages: Any) -> dict[str, Any]:
    """The pages of some threads, all linked from the first page."""
    made: dict[str, Any] = {address(thread, n or 1): thread_page(thread, n) for thread, n in numbers}
    return {first: links(*made), **made, **pages}


def test_every_thread_is_one_record_with_the_replies_of_all_its_pages(run: Run) -> None:
    with Site(forum(5, 3)) as site:
        outcome = crawl_forum(run, f"{site.url}/")
        assert told(run) == {f"forum:{n}": "012345678" for n in range(5)}
        assert (outcome.stats.pages, outcome.stats.pages_with_records, outcome.stats.skipped) == (16, 15, 1)
        assert stats_file(run)["records"] == 5
        assert standing(run, f"{site.url}/t/3?page=2") == (State.DONE, "part: page 2 of forum:3")
        assert max(site.asked.values()) == 1


def test_the_first_page_is_found_behind_a_later_one(run: Run) -> None:
    pages = {"/": links("/t/1?page=2"), "/t/1?page=2": thread_page(1, 2, links=["/t/1"]), "/t/1": thread_page(1, 1)}
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/")
    assert told(run) == {"forum:1": "012345"}


def test_a_finished_run_started_again_changes_nothing(run: Run) -> None:
    with Site(forum(3, 2)) as site:
        crawl_forum(run, f"{site.url}/")
        before = (run.path / "records.jsonl").stat()
        crawl_forum(run)
    assert (run.path / "records.jsonl").stat() == before


def test_pages_that_come_with_a_later_start_are_merged_then(run: Run) -> None:
    with Site(forum(6, 3)) as site:
        crawl_forum(run, f"{site.url}/", max_pages=11)
        between = told(run)
        assert set(between.values()) > {"012345"}
        for most in (12, 15, None):
            crawl_forum(run, max_pages=most)
            assert all(now.startswith(between[name]) for name, now in told(run).items())
        assert told(run) == {f"forum:{n}": "012345678" for n in range(6)}


def test_merged_threads_stand_behind_all_other_records_in_the_order_they_appeared(run: Run) -> None:
    pages = threads((1, 1), (2, None), (3, 2), (4, 1), (1, 2), (3, 1))
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/", concurrency=1)
        assert list(told(run).items()) == [
            ("forum:2", "012"), ("forum:1", "012345"), ("forum:3", "012345"), ("forum:4", "012"),
        ]  # fmt: skip
        pages["/"] = links(*pages, "/t/5")
        pages["/t/5"] = thread_page(5, None)
        crawl_forum(run, f"{site.url}/t/5", concurrency=1)
        assert list(told(run)) == ["forum:2", "forum:5", "forum:1", "forum:3", "forum:4"]


def test_a_thread_without_its_first_page_is_rejected_once_until_that_comes(run: Run) -> None:
    pages = {**threads((1, 2), (1, 3), (2, None)), "/t/1": 404}
    pages["/"] = links(*pages)
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/")
        for _ in range(2):
            assert told(run) == {"forum:2": "012"}
            assert [line["reason"] for line in rejects(run)] == ["failed: HTTP 404", NO_FIRST_PAGE]
            crawl_forum(run)
        pages["/t/1"] = thread_page(1, 1)
        crawl_forum(run, f"{site.url}/t/1")
        assert told(run) == {"forum:2": "012", "forum:1": "012345678"}
        assert [line["reason"] for line in rejects(run)] == ["failed: HTTP 404"]


def test_a_page_of_a_thread_is_no_duplicate_of_the_first_it_names_and_keeps_it_from_nothing(run: Run) -> None:
    one, two = (thread_page(1, number, head='<link rel="canonical" href="/t/1">') for number in (1, 2))
    pages = {"/": links("/t/1?page=2"), "/t/1?page=2": two, "/t/1": one, "/b": links("/t/1")}
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/")
        assert standing(run, f"{site.url}/t/1?page=2")[0] is State.DONE
        crawl_forum(run, f"{site.url}/b")
    assert told(run) == {"forum:1": "012345"}


def test_the_pages_of_a_long_thread_are_no_trap(run: Run) -> None:
    def answered(target: str) -> Answer:
        number = int(target.rpartition("=")[2] or 1) if target.startswith("/t/") else 0
        one = thread_page(1, number, answers=[answer(1, number)], links=[f"/t/1?session={number + 1}"])
        body = one if 0 < number <= 230 else links("/t/1?session=1").encode()
        return 200, {"Content-Type": "text/html"}, body

    with Site(answered) as site:
        crawl_forum(run, f"{site.url}/", sitemaps=False)
    assert told(run) == {"forum:1": "".join(str(n) for n in range(1, 231))}


def test_one_page_of_a_thread_under_ever_new_addresses_is_a_trap(run: Run) -> None:
    def answered(target: str) -> Answer:
        number = int(target.rpartition("=")[2]) if target.startswith("/t/") else 0
        body = thread_page(1, 2, links=[f"/t/1?session={number + 1}"])
        return 200, {"Content-Type": "text/html"}, body if target != "/robots.txt" else b""

    with Site(answered) as site:
        crawl_forum(run, f"{site.url}/t/1?session=1", sitemaps=False)
        assert sum(1 for target in site.asked if target.startswith("/t/")) <= 201


def test_a_thread_that_stood_on_one_page_when_it_was_read_stays_as_it_was_until_it_is_read_again(run: Run) -> None:
    pages = {"/": links("/t/1"), "/t/1": thread_page(1, None), "/t/1?page=2": thread_page(1, 2)}
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/")
        pages["/t/1"] = thread_page(1, 1)
        crawl_forum(run, f"{site.url}/t/1?page=2")
        assert (told(run), rejects(run)) == ({"forum:1": "012"}, [])
        crawl_forum(run, refresh=True)
        assert (told(run), rejects(run)) == ({"forum:1": "012345"}, [])


def test_a_refresh_renews_the_pages_of_threads_one_by_one(run: Run) -> None:
    pages = threads((1, 1), (1, 2), (2, 1), (2, 2), (3, None))
    with Site(pages_of(pages)) as site:
        crawl_forum(run, f"{site.url}/")
        pages[address(1, 2)] = thread_page(1, 2, answers=[answer(1, 9)])
        pages[address(2, 1)] = thread_page(2, None, answers=[answer(2, 8)])
        pages[address(2, 2)] = 404
        crawl_forum(run, refresh=True)
        assert told(run) == {"forum:3": "012", "forum:2": "8", "forum:1": "0129"}
        pages[address(1, 1)] = 404
        pages[address(1, 2)] = thread_page(1, 2, answers=[answer(1, 7)])
        crawl_forum(run, refresh=True)
        assert told(run) == {"forum:3": "012", "forum:2": "8", "forum:1": "0127"}
        pages[address(1, 1)] = thread_page(1, 1, answers=[answer(1, 6)])
        crawl_forum(run, f"{site.url}{address(1, 1)}", refresh=True)
        assert told(run)["forum:1"] in ("0127", "67")


def test_a_refresh_of_several_starts_keeps_every_thread_whole_and_once(run: Run) -> None:
    with Site(forum(8, 3)) as site:
        crawl_forum(run, f"{site.url}/")
        whole = {f"forum:{n}": "012345678" for n in range(8)}
        for most in (3, 9, 12, 20):
            assert crawl_forum(run, refresh=True, max_pages=most).ended == "limit"
            assert told(run) == whole
        assert crawl_forum(run, max_pages=None).ended == "done"
        assert told(run) == whole
        assert set(site.asked.values()) == {1, 2}


class Killed(Exception):
    pass


class Dying(SqliteFrontier):
    """A frontier whose process is killed at a given step of replacing files."""

    def __init__(self, path: Path, step: str) -> None:
        super().__init__(path)
        self._step = step

    def commit(self, batch: Batch) -> None:
        if self._step == "before the commit":
            raise Killed
        super().commit(batch)
        if self._step == "after the commit":
            raise Killed

    def set_note(self, name: str, value: str) -> None:
        if self._step == "in place":
            raise Killed
        super().set_note(name, value)


def records_in_place(folder: Path) -> None:
    (folder / ".records.jsonl.new").replace(folder / "records.jsonl")


@pytest.mark.parametrize(
    ("step", "then", "ninth"),
    [
        ("before the commit", None, False),
        ("after the commit", None, True),
        ("after the commit", records_in_place, True),
        ("in place", None, True),
    ],
)
def test_a_kill_at_any_step_of_replacing_the_files_loses_and_doubles_nothing(
    run: Run, step: str, then: Callable[[Path], None] | None, ninth: bool
) -> None:
    old = {f"forum:{n}": "012345678" for n in range(3)}
    new = {**old, "forum:0": "0123456789"}
    with Site(forum(3, 3)) as site:
        crawl_forum(run, f"{site.url}/")
        dying = Dying(run.path / "frontier.sqlite", step)
        last = page(0, 4, answers=[answer(0, 9)], host=site.url)
        dying.parts.replace((), [(0, part) for part in parts(run.sites(), last)])
        with pytest.raises(Killed):
            Joining(run.path, dying, canonical_url).end(0.0, done=True)
        dying.close()
        if then is not None:
            then(run.path)
        assert told(run) == (new if ninth else old)
        crawl_forum(run)
        assert told(run) == new
        assert not list(run.path.glob(".*"))
        before = records_of(run)
        crawl_forum(run)
        assert records_of(run) == before
