"""What tests of whole crawls share: a crawl without delay, small sites, and looks into the run folder."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from scraper.crawler.frontier import State
from scraper.crawler.observer import Silent
from scraper.executors.local import InProcess
from scraper.run import Outcome, Run
from tests.kill.site import Answer

HTML = {"Content-Type": "text/html; charset=utf-8"}


CHILD = """
import resource, signal, sys
from scraper.run import Run
from scraper.errors import StorageFull
run, seed, limit = sys.argv[1:]
if int(limit):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    outcome = Run.at(run).crawl([seed], changes={"delay": 0.0, "allow_private_hosts": True, "concurrency": 4})
except StorageFull as error:
    print("full", error)
else:
    print(outcome.ended)
"""


class Events(Silent):
    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, object]]] = []

    def event(self, name: str, **fields: object) -> None:
        self.seen.append((name, fields))

    def names(self) -> list[str]:
        return [name for name, _ in self.seen]


def crawl(run: Run, *seeds: str, **changes: Any) -> Outcome:
    call = {name: changes.pop(name) for name in ("fresh", "refresh", "retry_failed", "observer") if name in changes}
    settings = {"delay": 0.0, "allow_private_hosts": True, "retries": 0, **changes}
    return run.crawl(seeds, changes=settings, executor=InProcess(), **call)


def pages_of(pages: dict[str, Any]) -> Callable[[str], Answer]:
    """A site of a few pages: text is HTML, numbers are a status, tuples are whole answers."""

    def answer(target: str) -> Answer:
        page = pages.get(target, 404)
        if isinstance(page, tuple):
            return page
        if isinstance(page, int):
            return page, {}, b""
        body = page if isinstance(page, bytes) else page.encode()
        return 200, HTML, body

    return answer


def links(*targets: str) -> str:
    return "<html><body><p>words</p>" + "".join(f'<a href="{target}">x</a> ' for target in targets) + "</body></html>"


def rejects(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run.path / "rejects.jsonl").read_bytes().split(b"\n")[:-1]]


def stats_file(run: Run) -> dict[str, int]:
    return json.loads((run.path / "stats.json").read_text())


def standing(run: Run, url: str) -> tuple[State, str | None]:
    found = run.why(url)
    assert found is not None, url
    return found.entry.state, found.entry.reason


def child(run: Run, seed: str, limit: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(run.path), seed, str(limit)], stdout=subprocess.PIPE, text=True
    )
