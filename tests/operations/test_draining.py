"""SIGTERM under a crawl that is watched: it turns unready, ends what is in flight, commits, and ends with 130."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.run import Run
from tests.operations.test_dashboard import get
from tests.servers import NOT_FOUND, Received, Server, Step, answer

pytestmark = pytest.mark.slow

SECONDS = 30  # for what takes a second or two


def ready(base: str) -> tuple[int, str]:
    status, _, body = get(f"{base}/readyz")
    return status, str(json.loads(body)["reason"])


def until(status: int, base: str) -> str:
    deadline = time.monotonic() + SECONDS
    while (told := ready(base))[0] != status:
        assert time.monotonic() < deadline, told
        time.sleep(0.05)
    return told[1]


def test_a_crawl_that_is_told_to_end_drains(tmp_path: Path) -> None:
    asked, free = threading.Event(), threading.Event()

    def slow(_: Received) -> Iterator[Step]:
        asked.set()
        free.wait(SECONDS)
        yield answer(200, b"<p>page</p><a href=/next>next</a>")

    with Server({"/robots.txt": NOT_FOUND, "/": slow}) as server:
        words = ["crawl", "run", f"{server.origin}/", "--allow-private-hosts", "--no-sitemaps", "--delay", "0"]
        command = [sys.executable, "-m", "scraper.cli.main", *words, "--metrics", "0", "--log-json", "--quiet"]
        with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as crawl:
            try:
                assert crawl.stderr is not None
                told = (json.loads(line) for line in crawl.stderr)
                base = next(one["url"] for one in told if one["event"] == "metrics").removesuffix("/metrics")
                assert asked.wait(SECONDS)
                until(200, base)
                crawl.send_signal(signal.SIGTERM)
                assert until(503, base) == "the crawl is stopping"
                assert get(f"{base}/healthz")[0] == 200
                free.set()
                rest = list(told)
                assert crawl.wait(SECONDS) == 130
            finally:
                free.set()
                crawl.kill()
        assert [request.path for request in server.requests].count("/next") == 0
    assert rest[-1]["code"] == 130
    assert {"time", "event", "run", "machine", "process"} <= set(rest[0])
    status = Run(tmp_path / "data/run").status()
    assert (status.stats.pages, status.states["queued"]) == (1, 1)
