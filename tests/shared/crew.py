"""Four workers on one crawl, of which some are killed and one sleeps for longer than it may; what the hosts saw.

python -m tests.shared.crew --rounds 5
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.feeding.database import Database
from tests.shared.hosts import Hosts

DELAY = 0.15
TOLERANCE = 0.002  # seconds: as in tests/politeness/judge.py
PAUSE = 26.0  # longer than a worker may be silent
_SECONDS = 100.0
_MAIN = [sys.executable, "-m", "scraper.cli.main"]
_OPTIONS = ["--allow-private-hosts", "--delay", str(DELAY), "--no-sitemaps", "--quiet"]


@dataclass(frozen=True)
class Result:
    """What came of a crawl.

    :param records: each without what tells when and where its page was had.
    :param violations: what hosts saw that must not be.
    :param asked: page → how often it was asked for, where that is more than once.
    """

    records: list[str]
    violations: list[str]
    asked: dict[str, int]


def alone(folder: Path, hosts: Hosts) -> Result:
    """Crawl with one process and a frontier in the run folder."""
    subprocess.run([*_MAIN, "crawl", str(folder), *hosts.seeds, *_OPTIONS], check=True, timeout=_SECONDS)
    return _result(folder, hosts)


def together(folder: Path, hosts: Hosts, url: str, rng: random.Random) -> Result:
    """Crawl with four workers: two are killed and others begun in their place, a third sleeps and wakes up."""
    parts = urlsplit(url)
    plain = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()
    environment = {**os.environ, "PGPASSWORD": parts.password or ""}

    def begin(verb: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*_MAIN, verb, str(folder), *arguments], env=environment)

    crew = [begin("crawl", *hosts.seeds, *_OPTIONS, "--frontier", plain)]
    try:
        _await(lambda: hosts.requests() >= 4)
        crew += [begin("work", "--quiet") for _ in range(3)]
        _await(lambda: hosts.requests() >= len(hosts.all) * 6)
        sleeper, *victims = rng.sample(crew, 3)
        sleeper.send_signal(signal.SIGSTOP)
        for victim in victims:
            time.sleep(rng.uniform(0.0, 0.5))
            victim.kill()
            victim.wait()
            crew.append(begin("work", "--quiet"))
        time.sleep(PAUSE)
        sleeper.send_signal(signal.SIGCONT)
        codes = [worker.wait(_SECONDS) for worker in crew if worker not in victims]
    finally:
        for worker in crew:
            worker.send_signal(signal.SIGCONT)
            worker.kill()
            worker.wait()
    if any(codes):
        raise RuntimeError(f"workers ended with {codes}")
    return _result(folder, hosts)


def _await(condition: Any) -> None:
    deadline = time.monotonic() + _SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the crawl stands still")
        time.sleep(0.01)


def _result(folder: Path, hosts: Hosts) -> Result:
    records = []
    for line in (folder / "records.jsonl").read_text(encoding="utf-8").split("\n"):
        if line:
            record = json.loads(line)
            place = record["provenance"].pop("archive")
            del record["provenance"]["fetched_at"]
            if not (folder / place["file"]).stat().st_size >= place["offset"] + place["length"]:
                raise RuntimeError(f"{place} lies nowhere")
            records.append(json.dumps(record, sort_keys=True))
    violations = []
    asked: dict[str, int] = {}
    for host in hosts.all:
        requests = sorted(host.asked, key=lambda one: one.at)
        if not requests or requests[0].path != "/robots.txt":
            violations.append(f"{host.origin}: robots.txt was not asked for first")
        for before, after in pairwise(requests):
            if after.at - before.at < DELAY - TOLERANCE:
                gap = after.at - before.at
                violations.append(f"{host.origin}: {after.path} came {gap:.3f} s after {before.path}")
        for one in requests:
            if one.path.startswith("/private/"):
                violations.append(f"{host.origin}: {one.path} was asked for")
            asked[host.origin + one.path] = asked.get(host.origin + one.path, 0) + 1
    hosts.forget()
    return Result(sorted(records), violations, {page: number for page, number in asked.items() if number > 1})


def compare(seed: int, number: int = 8, pages: int = 30) -> tuple[Result, Result]:
    """Return what one process and what four workers gave."""
    with tempfile.TemporaryDirectory() as name, Hosts(number, pages) as hosts, Database() as database:
        one = alone(Path(name) / "alone", hosts)
        many = together(Path(name) / "together", hosts, database.url, random.Random(seed))
    return one, many


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    options = parser.parse_args()
    faults = 0
    for seed in range(options.seed, options.seed + options.rounds):
        one, many = compare(seed)
        doubled = len(many.records) - len(set(many.records))
        lost = len(set(one.records) - set(many.records))
        again = sum(number - 1 for number in many.asked.values())
        print(  # noqa: T201
            f"round {seed}: {len(one.records)} records, {lost} lost, {doubled} doubled, {len(many.violations)} "
            f"violations, {again} pages asked for again",
            flush=True,
        )
        for violation in many.violations:
            print(violation)  # noqa: T201
        faults += lost + doubled + len(many.violations)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
