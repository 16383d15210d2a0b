from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from scraper.cli.reading import ReadLines, Unread, read_in_order
from scraper.executors import WorkerLost
from scraper.executors.local import InProcess
from scraper.page import Page
from scraper.sites import BUILT_IN


class Mortal(InProcess):
    """An executor whose process dies of one page."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.closed = False

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        if any(page.body == b"deadly" for page in argument[0]):
            future: Future[Any] = Future()
            future.set_exception(WorkerLost("the process died"))
            return future
        return super().submit(work, argument)

    def close(self) -> None:
        self.closed = True


def test_a_page_that_kills_its_reader_is_rejected_and_all_others_are_read() -> None:
    pages = [Page(body=b"deadly" if n == 150 else b"page %d" % n, source=f"{n}.txt") for n in range(200)]
    made: list[Mortal] = []

    def pool(jobs: int) -> Mortal:
        made.append(Mortal(jobs))
        return made[-1]

    results = list(read_in_order([*pages, Unread("gone.txt", "does not exist.")], None, 2, sites=BUILT_IN, pool=pool))
    labels = [result.label for result in results if isinstance(result, ReadLines)]
    assert labels == [page.source for page in pages]
    assert isinstance(results[-1], Unread)
    ((reason, line),) = results[150].rejects  # type: ignore[union-attr]
    assert reason == "invalid: the page could not be read: the process died"
    assert b'"source":"150.txt"' in line
    assert [executor.closed for executor in made] == [True]


def test_few_pages_need_no_other_process() -> None:
    def pool(jobs: int) -> InProcess:
        raise AssertionError(jobs)

    assert len(list(read_in_order([Page(body=b"x", source="x")] * 90, None, 8, sites=BUILT_IN, pool=pool))) == 90
