"""Crawls eight hosts that check every request they get, kills the crawl again and again, and says what they saw.

python -m tests.politeness.proof --hosts 8 --seconds 60 --kills 6

One line a host: requests, violations of what ``judge.py`` says is permitted, and achieved ÷ permitted rate (defined at
``Judge.efficiency``). Ends with 1 if there is any violation, if a host that is to be asked as fast as it permits was
asked at less than 0.98 of that, or if what the run tells its webmasters is not what the hosts saw.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.run import HostStatus, Run
from scraper.version import __version__
from tests.politeness.hosts import HOSTS, Host, Temper
from tests.politeness.judge import TOLERANCE, Judge

CONTACT = "https://example.org/bot"
AGENT = f"qaharvest/{__version__} (+{CONTACT})"
DELAY = 0.2
LEAST_EFFICIENCY = 0.98
GAP_TOLERANCE = 0.05  # seconds: the crawler takes the time once it has sent, the host when octets come
LONGEST_DELAY = 3.0
LEAST_LIFE = 0.5  # seconds from the first request of a start
LONGEST_START = 60.0
SPARE = 10.0
MOST_TOLD = 5
CRAWL = [sys.executable, "-m", "scraper.cli.main", "crawl"]
OPTIONS = ["--allow-private-hosts", "--quiet", "--retries", "20", "--max-wait", "900", "--contact", CONTACT]


@dataclass(frozen=True)
class Figures:
    """What one host saw."""

    name: str
    requests: int
    refusals: int
    violations: tuple[str, ...]
    efficiency: float | None
    """None for a host that is not to be asked as fast as it permits."""
    shortest_gap: float
    rest: float
    """Most seconds between an answer and the next request of the same process."""
    pressed: bool
    """Whether it answered slowly and was not left alone for longer than usual."""
    misreported: str | None
    """What ``status --hosts`` says differently."""

    def faults(self) -> list[str]:
        """Return what must not be, in words."""
        slow = self.efficiency is not None and self.efficiency < LEAST_EFFICIENCY
        return [
            *self.violations[:MOST_TOLD],
            *([f"asked at {self.efficiency:.3f} of the rate it permits"] if slow else []),
            *([self.misreported] if self.misreported else []),
            *(["had no rest while its answers were slow"] if self.pressed else []),
        ]

    def __str__(self) -> str:
        rate = "     -" if self.efficiency is None else f"{self.efficiency:6.3f}"
        return (
            f"{self.name:<18} {self.requests:>8} {self.refusals:>8} {len(self.violations):>10} {rate:>10} "
            f"{self.shortest_gap:>9.3f} {self.rest:>8.2f}"
        )


HEAD = (
    f"{'host':<18} {'requests':>8} {'refusals':>8} {'violations':>10} {'efficiency':>10} {'least gap':>9} {'rest':>8}"
)


def prove(folder: Path, tempers: Sequence[Temper], seconds: float, kills: int, seed: int = 1) -> list[Figures]:
    """Crawl for so many seconds (starting not counted), killed so many times; the last start is told to stop.

    Half of the kills strike at a random instant, half when a host with a delay of its own has just got a request: then
    the next start must know of a request that was never answered.
    """
    pages = int((seconds + (kills + 1) * SPARE) / DELAY)  # more than there is time for
    hosts = [Host(temper, pages, Judge(AGENT, DELAY, temper.crawl_delay)) for temper in tempers]
    command = [*CRAWL, str(folder), *(host.seed for host in hosts), "--delay", str(DELAY), *OPTIONS]
    try:
        rng = random.Random(seed)
        lives = _lives(rng, seconds, kills)
        patient = [host for host in hosts if host.temper.crawl_delay] or hosts
        for number, life in enumerate(lives):
            before = _requests(hosts)
            crawl = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + LONGEST_START
            while _requests(hosts) == before and crawl.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(life)
            if number < kills and number % 2:
                rng.choice(patient).await_request(LONGEST_DELAY)
            ended, told_at = crawl.poll() is not None, time.time()
            crawl.send_signal(signal.SIGKILL if number < kills else signal.SIGTERM)
            _, said = crawl.communicate(timeout=30)
            if ended:
                raise RuntimeError(f"the crawl ended by itself: {said}")
            for host in hosts:
                host.crawler_died(time.time(), told_at)
    finally:
        for host in hosts:
            host.close()
    told = {status.host: status for status in Run.at(folder).status().hosts}
    return [_figures(host, told[host.name], len(lives)) for host in hosts]


def _requests(hosts: Sequence[Host]) -> int:
    return sum(len(host.judge.starts) for host in hosts)


def _lives(rng: random.Random, seconds: float, kills: int) -> list[float]:
    """Share the seconds out among the starts."""
    shares = [rng.uniform(0.5, 1.5) for _ in range(kills + 1)]
    spare = max(seconds - LEAST_LIFE * len(shares), 0.0)
    return [LEAST_LIFE + spare * share / sum(shares) for share in shares]


def _figures(host: Host, told: HostStatus, lives: int) -> Figures:
    judge = host.judge
    rest = max((start.rest for start in judge.starts), default=0.0)
    return Figures(
        name=host.temper.name,
        requests=len(judge.starts),
        refusals=judge.refusals,
        violations=tuple(judge.violations),
        efficiency=judge.efficiency if host.temper.rate_is_limit else None,
        shortest_gap=judge.shortest_gap,
        rest=rest,
        pressed=host.was_slow and rest < 2 * DELAY,
        misreported=_misreported(judge, told, lives),
    )


def _misreported(judge: Judge, told: HostStatus, lives: int) -> str | None:
    """Return what the run tells of a host that is not what the host saw; a death may lose what was last."""
    seen = len(judge.starts)
    if not seen - 2 * lives <= told.requests <= seen:
        return f"{told.requests} requests are told, {seen} were seen"
    if not judge.refusals - lives <= told.refusals <= judge.refusals:
        return f"{told.refusals} refusals are told, {judge.refusals} were seen"
    gap = told.shortest_gap or judge.shortest_gap
    if seen > 1 and not judge.delay - TOLERANCE <= gap <= judge.shortest_gap + GAP_TOLERANCE:
        return f"a shortest gap of {gap:.4f} s is told, {judge.shortest_gap:.4f} s were seen"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=len(HOSTS), help="so many of the eight")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1, help="of the instants of the kills")
    options = parser.parse_args()
    print(HEAD, flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        figures = prove(Path(folder) / "run", HOSTS[: options.hosts], options.seconds, options.kills, options.seed)
    for one in figures:
        print(one)  # noqa: T201
    faults = [f"{one.name}: {fault}" for one in figures for fault in one.faults()]
    requests, refusals = sum(one.requests for one in figures), sum(one.refusals for one in figures)
    violations = sum(len(one.violations) for one in figures)
    least = min((one.efficiency for one in figures if one.efficiency is not None), default=1.0)
    print(  # noqa: T201
        f"{len(figures)} hosts, {options.kills} kills, {options.seconds:g} s: {requests:,} requests, "
        f"{refusals:,} refusals, {violations} violations, least efficiency {least:.3f}"
    )
    for fault in faults:
        print(fault)  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
