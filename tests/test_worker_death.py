"""A page whose reading ends its process, or never ends, is rejected with that reason; all others are read."""

import os
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from scraper.cli.reading import ReadLines, read_in_order
from scraper.executors import WorkerLost
from scraper.executors.local import InProcess, Pool
from scraper.page import Page
from scraper.run import Run
from scraper.sites import BUILT_IN
from tests.kill.site import Answer, Site, question_page, questions
from tests.runs import Events, rejects, standing

DEATH = "invalid: the page could not be read: the worker process ended (signal 11) while it read a page"


class Deadly(Pool):
    """Processes in which some pages do what a flaw of the parser might."""

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        return super().submit(read_deadly, (work, argument))


def read_deadly(call: tuple[Callable[[Any], Any], Any]) -> Any:
    work, argument = call
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for page in argument[0]:
        if b"SEGFAULT" in page.body:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"HANG" in page.body:
            time.sleep(3600)
    return work(argument)


def poisoned(poison: dict[int, bytes], pages: int) -> Callable[[str], Answer]:
    healthy = questions(pages)

    def answer(target: str) -> Answer:
        status, headers, body = healthy(target)
        number = int(target.rpartition("=")[2]) if "q_no=" in target else -1
        return status, headers, body + poison.get(number, b"")

    return answer


def test_a_segmentation_fault_costs_its_page_and_the_crawl_goes_on(tmp_path: Path) -> None:
    run, events = Run.at(tmp_path / "run"), Events()
    with Site(poisoned({7: b"<p>SEGFAULT</p>"}, 30)) as site:
        pool = Deadly(2)
        changes = {"delay": 0.0, "allow_private_hosts": True}
        outcome = run.crawl([f"{site.url}/"], changes=changes, executor=pool, observer=events)
        url = f"{site.url}/doctor/All/ShowDetail.php?q_no=7"
        assert (outcome.ended, outcome.stats.records, outcome.stats.pages_rejected) == ("done", 29, 1)
        assert [(line["source"], line["reason"]) for line in rejects(run)] == [(url, DEATH)]
        assert standing(run, url)[1] == DEATH
        assert [fields for name, fields in events.seen if name == "worker_lost"] == [{"url": url}]
        assert url in {page.url for page in run.pages()}
        assert run.crawl([], executor=pool).new.pages == 0
        assert max(site.asked.values()) == 1
        pool.close()


@pytest.mark.slow
def test_a_segmentation_fault_costs_its_page_and_the_extraction_goes_on() -> None:
    bodies = [question_page(n) + (b"SEGFAULT" if n == 3 else b"") for n in range(34)]
    pages = [Page(body, source=f"{n}.html") for n, body in enumerate(bodies)]
    results = list(read_in_order(pages, None, 1, sites=BUILT_IN, alone=0, pool=Deadly))
    assert [result.source for result in results] == [page.source for page in pages]
    reasons = {r.source: r.rejects[0][0] for r in results if isinstance(r, ReadLines) and r.rejects}
    assert reasons == {"3.html": DEATH}


def test_where_no_process_can_be_run_at_all_no_page_is_blamed() -> None:
    class Dead(InProcess):
        def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
            future: Future[Any] = Future()
            future.set_exception(WorkerLost("the worker process ended"))
            return future

    with pytest.raises(WorkerLost):
        list(read_in_order([Page(b"x", source="x")], None, 1, sites=BUILT_IN, alone=0, pool=lambda _: Dead()))


@pytest.mark.slow
def test_a_page_that_is_never_done_is_given_up_and_costs_no_other(tmp_path: Path) -> None:
    run = Run.at(tmp_path / "run")
    with Site(poisoned({7: b"<p>HANG</p>"}, 40)) as site:
        pool = Deadly(2, timeout=5.0)
        changes = {"delay": 0.0, "allow_private_hosts": True}
        outcome = run.crawl([f"{site.url}/"], changes=changes, executor=pool)
        pool.close()
    assert (outcome.ended, outcome.stats.records, outcome.stats.pages_rejected) == ("done", 39, 1)
    (line,) = rejects(run)
    assert line["reason"].endswith("the worker process gave no answer within 5 seconds")
