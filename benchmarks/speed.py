"""How fast: crawls and readings beside others' programs, on the same pages, one after the other, several rounds."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import parsing
from benchmarks.check import check, expected_records
from benchmarks.contenders import (
    CONTENDERS,
    CRAWL,
    CRAWLEE,
    CRAWLEE_FILES,
    EXTRACT,
    EXTRACT_ONE,
    LIBRARIES,
    READERS,
    SCRAPY,
    SCRAPY_JOBDIR,
    Figure,
)
from benchmarks.environment import REPOSITORY, Environment
from benchmarks.figures import where
from benchmarks.measure import measured
from benchmarks.measurement import Measurement, Turn
from benchmarks.server import HOST, answer_rate, serving

_PLACEHOLDER = "http://site.invalid"  # benchmarks.site.BASE, which only the environment can import
_PEERS = REPOSITORY / "benchmarks" / "peers"
_LIMIT_SECONDS = 120.0  # of one turn, and as much again for every 1,000 pages
_MIB = 1024 * 1024


def measure(
    work: Path,
    environment: Environment,
    *,
    questions: int,
    rounds: int,
    only: Sequence[str],
    say: Callable[[str], None],
) -> Measurement:
    """Measure the contenders in turn, in several rounds.

    :param work: an empty folder for everything that is written.
    :param questions: number of question pages.
    :raises RuntimeError: if one of them fails or does not give all records.
    """
    site = work / "site"
    making = [str(environment.python), "-m", "benchmarks.site", str(site), "--pages", str(questions)]
    subprocess.run(making, cwd=REPOSITORY, check=True, timeout=600)
    paths = [f"/{file.relative_to(site / 'www')}" for file in (site / "www").rglob("*.html")]
    names = [name for name in CONTENDERS if name in only]
    turns: dict[str, list[Turn]] = {name: [] for name in names}
    # Whoever reads needs the archive that a crawl leaves.
    taking_turns = names if CRAWL in names or not turns.keys() & READERS.keys() else [CRAWL, *names]
    (work / "server").mkdir()
    with serving(site / "www", work / "server") as (server, port):
        say(f"{len(paths):,} pages, {questions:,} of them with a question, served by {server} on {HOST}:{port}")
        answer_rate(port, site / "www", paths)
        served = answer_rate(port, site / "www", paths)
        say(f"the server alone: {served:,.0f} answers/s")
        base = f"http://{HOST}:{port}"
        expected = expected_records(site, base, _PLACEHOLDER)
        for number in range(1, rounds + 1):
            folder = work / f"round-{number}"
            folder.mkdir()
            for name in taking_turns:
                turn = _turn(name, environment, f"{base}/", folder, pages=len(paths), expected=expected)
                if name in turns:
                    turns[name].append(turn)
                    say(f"round {number}: {name:<14} {_told(turn)}")
            shutil.rmtree(folder)
    return Measurement(where(), server, served, questions, len(paths), turns, environment.versions())


def _turn(
    name: str, environment: Environment, url: str, folder: Path, *, pages: int, expected: dict[str, dict[str, Any]]
) -> Turn:
    """Let one contender do its work once, and check what it gives."""
    limit = _LIMIT_SECONDS * (1 + pages / 1000)
    if name in LIBRARIES:
        run = folder / CRAWL
        return parsing.read(name, environment, run, folder, pages=pages, expected=expected, limit=limit)
    output = folder / CRAWL / "records.jsonl" if name == CRAWL else folder / f"{name}.jsonl"
    command = [str(part) for part in _command(name, environment, url, folder, output)]
    cost = measured(command, log=folder / f"{name}.log", limit=limit)
    check(output, expected)
    return Turn(pages, cost.seconds, cost.cpu_seconds, cost.peak_rss)


def _command(name: str, environment: Environment, url: str, folder: Path, output: Path) -> list[object]:
    """Return the command of one contender."""
    run = folder / CRAWL
    reading: list[object] = [environment.qaharvest, "extract", run, "-o", output]
    commands: dict[str, list[object]] = {
        CRAWL: [environment.qaharvest, "crawl", run, url, "--delay", 0, "--allow-private-hosts"],
        SCRAPY: [environment.python, _PEERS / "scrapy_site.py", url, output],
        SCRAPY_JOBDIR: [environment.python, _PEERS / "scrapy_site.py", url, output, "--jobdir", folder / "jobdir"],
        CRAWLEE: [environment.python, _PEERS / "crawlee_site.py", url, output],
        CRAWLEE_FILES: [environment.python, _PEERS / "crawlee_site.py", url, output, "--kept", folder / "crawlee"],
        EXTRACT: reading,
        EXTRACT_ONE: [*_one_core(), *reading, "--jobs", 1],
    }
    return commands[name]


def _one_core() -> list[object]:
    """Return the words that hold a command to one core; none where no such program is installed."""
    return ["taskset", "-c", min(os.sched_getaffinity(0))] if shutil.which("taskset") else []


def _told(turn: Turn) -> str:
    memory = f" {turn.figure(Figure.MEMORY) / _MIB:5.0f} MiB" if turn.peak_rss is not None else ""
    cpu = 1000 * turn.cpu_seconds / turn.pages
    return f"{turn.figure(Figure.RATE):7,.0f} pages/s {turn.seconds:7.2f} s {cpu:7.2f} ms CPU a page{memory}"
