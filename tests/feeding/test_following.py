"""Following a run over refreshes, threads of several pages, re-extractions and fresh beginnings."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawler.observer import Silent, Snapshot
from scraper.feeding.tail import Tail
from scraper.feeding.told import Told
from scraper.run import Run
from tests.kill.site import Answer, Site, questions
from tests.runs import crawl
from tests.test_joining import crawl_forum
from tests.threads import forum

PAGES = 10


class Reader:
    """Someone who follows a run and keeps the newest version of each record."""

    def __init__(self, run: Run) -> None:
        self.tail: Tail = run.tail()
        self.told = Told()
        self.newest: dict[str, bytes] = {}

    def read(self) -> int:
        """Take what is new; return how many lines that were."""
        lines = list(self.told.news(self.tail.new_lines()))
        self.newest |= {json.loads(line)["record_id"]: line for line in lines}
        return len(lines)

    def close(self) -> None:
        self.tail.close()
        self.told.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "run")


@pytest.fixture
def changing() -> Iterator[tuple[Site, set[int]]]:
    """A site, and the numbers of the questions whose text is another one by now."""
    asked, changed = questions(PAGES), set[int]()

    def answer(target: str) -> Answer:
        status, headers, body = asked(target)
        number = target.rpartition("q_no=")[2]
        if number.isdigit() and int(number) in changed:
            body = body.replace(b"Hello", b"Good day").replace(b"doctor", b"physician")
        return status, headers, body

    with Site(answer) as site:
        yield site, changed


def content(line: bytes) -> dict[str, object]:
    return {key: value for key, value in json.loads(line).items() if key != "provenance"}


def stands(run: Run, reader: Reader) -> bool:
    """Whether the reader has what the run holds."""
    held = {json.loads(line)["record_id"]: content(line) for line in run.lines()}
    return {key: content(line) for key, line in reader.newest.items()} == held


def test_a_refresh_brings_what_changed_and_nothing_else(run: Run, changing: tuple[Site, set[int]]) -> None:
    site, changed = changing
    crawl(run, f"{site.url}/")
    with closing(Reader(run)) as reader:
        assert reader.read() == PAGES
        changed |= {2, 5}
        crawl(run, refresh=True)
        assert reader.read() == 2
        assert stands(run, reader)
        crawl(run, refresh=True)
        assert reader.read() == 0


@pytest.mark.slow
def test_who_begins_in_the_middle_of_a_refresh_gets_each_record_once(run: Run, changing: tuple[Site, set[int]]) -> None:
    site, changed = changing
    crawl(run, f"{site.url}/")
    changed |= set(range(PAGES))
    late: list[int] = []

    class Middle(Silent):
        def progress(self, snapshot: Snapshot) -> None:
            lines = list(run.lines())
            if late or len(lines) < PAGES + 3:
                return  # the old ones alone, or hardly more
            newest = {json.loads(line)["record_id"]: line for line in lines}
            with closing(Reader(run)) as reader:
                late.append(reader.read())
                assert not set(reader.newest.values()) & (set(lines) - set(newest.values()))

    with closing(Reader(run)) as reader:
        reader.read()
        crawl(run, refresh=True, delay=0.15, observer=Middle())
        assert late == [PAGES]
        assert reader.read() == PAGES
        assert stands(run, reader)


def test_a_thread_of_several_pages_comes_again_when_it_is_whole(run: Run) -> None:
    with Site(forum(4, 3)) as site:
        crawl_forum(run, f"{site.url}/", max_pages=5)
        with closing(Reader(run)) as reader:
            reader.read()
            crawl_forum(run, max_pages=None)
            reader.read()
            assert stands(run, reader)
            assert len(reader.newest) == 4


def test_a_run_that_is_begun_afresh_brings_nothing_that_is_the_same(run: Run, changing: tuple[Site, set[int]]) -> None:
    site, changed = changing
    crawl(run, f"{site.url}/")
    with closing(Reader(run)) as reader:
        reader.read()
        changed |= {1}
        crawl(run, fresh=True)
        assert reader.read() == 1
        assert stands(run, reader)
