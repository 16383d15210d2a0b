"""A feeder that is killed at random instants, before a receiver that fails in every way it can."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.run import Run
from tests.feeding.receivers import KEEPS_AND_SAYS_NOTHING, SAYS_NOTHING, Posted, WebSide
from tests.kill.site import Site, questions
from tests.runs import crawl

ROOT = Path(__file__).parents[2]
RECORDS = 600
KILLS = 25

CHILD = [sys.executable, "-m", "scraper.cli.main", "feed"]
FAULTS = (
    (500, {}, b"oh"),
    (503, {"Retry-After": "0"}, b""),
    (429, {"Retry-After": "1"}, b""),
    (SAYS_NOTHING, {}, b""),
    (KEEPS_AND_SAYS_NOTHING, {}, b""),
)


@pytest.mark.slow
def test_each_record_comes_once_whatever_happens(tmp_path: Path) -> None:
    rng = random.Random(20)
    run = Run(tmp_path / "run")
    with Site(questions(RECORDS)) as site:
        crawl(run, f"{site.url}/")
    assert run.stats().records == RECORDS

    def answer(_number: int, _posted: Posted) -> tuple[int, dict[str, str], bytes]:
        time.sleep(rng.uniform(0, 0.02))
        return rng.choice(FAULTS) if rng.random() < 0.15 else (200, {}, b"")

    with WebSide(answer) as side:
        command = [*CHILD, str(run.path), side.url, "--batch", "5", "--follow"]
        killed = 0
        for _ in range(KILLS):
            child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
            before = len(side.posted)
            quota, deadline = rng.randrange(1, 9), time.monotonic() + 30
            while len(side.posted) - before < quota and child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(rng.uniform(0, 0.03))
            killed += child.poll() is None
            child.kill()
            child.wait()
        last = subprocess.run(command, cwd=ROOT, timeout=300, check=False, capture_output=True, text=True)
    assert last.returncode == 0, last.stderr
    assert killed > KILLS // 2
    assert set(side.records) == {record.record_id for record in run.records()}
    assert set(side.times.values()) == {1}
    # The same key always comes with the same rows.
    assert len({(posted.key, posted.body) for posted in side.posted}) == len({posted.key for posted in side.posted})
    assert len(side.posted) > len(side.keys)
