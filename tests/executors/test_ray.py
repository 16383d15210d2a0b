"""The executor on Ray: the same contract as those of this machine, and what only a cluster can do wrong."""

import signal
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.executors import Executor, WorkerLost
from scraper.run import Run
from tests.executors.test_local import crash, double, sleep
from tests.executors.test_local import test_an_error_of_the_work_is_the_futures as test_errors  # noqa: F401
from tests.executors.test_local import test_what_the_work_prints_does_not_get_between_the_results as test_prints  # noqa: F401
from tests.executors.test_local import test_work_gives_its_result as test_results  # noqa: F401
from tests.kill.site import Site, questions

pytestmark = [pytest.mark.slow, pytest.mark.ray]


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    """A Ray of our own."""
    from scraper.executors.ray import RayExecutor  # noqa: PLC0415 - an extra

    made = RayExecutor(workers=2)
    yield made
    made.close()


def test_a_worker_that_dies_is_told_quietly_and_replaced(executor: Executor, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkerLost, match="a process of Ray was lost"):
        executor.submit(crash, 9).result(60)
    assert executor.submit(double, 4).result(60) == 8
    executor.submit(sleep, 2.0).result(60)  # Ray tells of deaths a little later
    assert capfd.readouterr() == ("", "")


def test_work_that_a_machine_does_not_have_is_a_matter_of_installing(executor: Executor) -> None:
    module = types.ModuleType("only_here")
    exec("def work(number):\n    return number", module.__dict__)
    sys.modules["only_here"] = module
    with pytest.raises(UsageError, match=r"cannot load qaharvest .*install the same version"):
        executor.submit(module.work, 1).result(60)


def test_signals_stay_as_they_were(executor: Executor) -> None:
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_one_is_refused(executor: Executor) -> None:
    with pytest.raises(UsageError, match="connected to Ray already"):
        type(executor)()


def test_pages_of_a_crawl_are_read_by_ray(executor: Executor, tmp_path: Path) -> None:
    run = Run.at(tmp_path / "run")
    with Site(questions(10)) as site:
        changes = {"delay": 0.0, "allow_private_hosts": True}
        outcome = run.crawl([f"{site.url}/"], changes=changes, executor=executor)
    assert (outcome.ended, outcome.stats.records) == ("done", 10)
