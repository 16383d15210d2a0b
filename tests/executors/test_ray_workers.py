"""Workers of a shared crawl placed by Ray: together they end it, though one of them is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scraper.cli.placed_work import Worker, work
from scraper.executors import WorkerLost
from scraper.lines import record_id_of
from scraper.run import Run
from tests.executors.ray_cluster import processes_below
from tests.executors.test_local import die
from tests.feeding.database import Database
from tests.kill.site import Site, questions

pytestmark = [pytest.mark.slow, pytest.mark.ray, pytest.mark.postgres]

ROOT = Path(__file__).parents[2]
_PAGES = 100


def actors() -> list[int]:
    return [pid for pid, name in processes_below(os.getpid()) if name.startswith("ray::Place.work")]


def kill_one() -> None:
    """Kill the first actor that works, when there are two."""
    for _ in range(600):
        if len(found := actors()) == 2:
            time.sleep(1.0)  # it has begun
            os.kill(found[0], signal.SIGKILL)
            return
        time.sleep(0.05)


def begin(run: Run, seed: str, frontier: str, site: Site) -> None:
    """Begin a crawl with one process, which is stopped after some pages."""
    command = [sys.executable, "-m", "scraper.cli.main", "crawl", str(run.path), seed, "--frontier", frontier]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*command, "--delay", "0", "--allow-private-hosts", "--per-host", "4", "--quiet"], env=environment
    )
    while sum(site.asked.values()) < 10 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert run.path.exists()


def test_placed_workers_share_a_crawl_and_dead_ones_are_begun_again(tmp_path: Path) -> None:
    from scraper.executors.ray_workers import place_workers  # noqa: PLC0415 - an extra

    told: list[str] = []
    with Database() as database, Site(questions(_PAGES), delay=0.1) as site:
        run = Run.at(tmp_path / "run")
        begin(run, f"{site.url}/", database.url, site)
        killer = threading.Thread(target=kill_one)
        killer.start()
        worker = Worker(str(run.path), database.url, "")
        outcomes = place_workers(work, [worker, worker], told=told.append)
        killer.join()
        assert {outcome.ended for outcome in outcomes} == {"done"}
        assert outcomes[0].stats.records == _PAGES
        lines = (run.path / "records.jsonl").read_bytes().splitlines()
        assert len({record_id_of(line) for line in lines}) == len(lines) == _PAGES
    assert len(told) == 1


def test_a_worker_that_dies_again_and_again_is_given_up() -> None:
    from scraper.executors.ray_workers import place_workers  # noqa: PLC0415 - an extra

    told: list[str] = []
    with pytest.raises(WorkerLost, match="a process of Ray was lost"):
        place_workers(die, [3], restarts=1, told=told.append)
    assert len(told) == 1
