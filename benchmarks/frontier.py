"""The frontier with many addresses: memory, disk, and what a lease and its settling cost beside a small one's.

Frontiers of the same make are filled through the port, a batch at a time as a crawl does: a large one, and a small one
for every round. Both then hand out and settle the same number of requests, by turns. Time is the process's own; the
ratio of the two is what counts. Memory is the process's peak while the large one is filled and worked on, less what it
had before.

python -m benchmarks.frontier --addresses 10000000
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median

from scraper.crawler.frontier import Batch, Found, HostRobots, Lease, Pace, Settled, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.request import Request, fingerprint

HOSTS = 100
BATCH = 1_000
SMALL = 10_000
ROUNDS = 5
SETTLED_A_ROUND = 8_000
IN_FLIGHT = 100


@dataclass(frozen=True, slots=True)
class FrontierCost:
    """What a large frontier costs."""

    addresses: int
    """Addresses in it before requests are handed out."""
    small: int
    """Addresses in the one it is compared with."""
    memory: int
    """Octets of memory that were resident at most, beyond those of the program before it was opened."""
    disk: float
    """Octets of its file for each address."""
    url_octets: float
    """Octets of an address itself, on average."""
    microseconds: float
    """Processor time of one lease and its settling with the large one, the median of the rounds."""
    slowdown: float
    """That time over that of the small one, the median of the rounds."""


class _Filled:
    """A frontier with a number of addresses on many hosts."""

    def __init__(self, path: Path, addresses: int) -> None:
        self.path = path
        self.addresses = addresses
        self.now = 1_000_000.0
        self.frontier = SqliteFrontier(path, Pace(delay=0.0, concurrency=IN_FLIGHT))
        for host in range(HOSTS):
            name = _host(host)
            self.frontier.open_host(name, f"https://{name}")
            self.frontier.set_robots(name, HostRobots("open", b"", self.now, self.now + 1e9, None))
        for first in range(0, addresses, BATCH):
            numbers = range(first, min(first + BATCH, addresses))
            self.frontier.commit(Batch(found=[_found(number) for number in numbers]))

    def work(self, settled: int) -> float:
        """Hand out and settle some requests; return the processor time of each in microseconds."""
        begun = time.process_time()
        left = settled
        while left > 0:
            self.now += 1.0
            leases = self.frontier.lease(self.now, min(IN_FLIGHT, left), _admit).leases
            if not leases:
                raise RuntimeError("the frontier hands out nothing, though requests are queued")
            for lease in leases:
                self.frontier.returned(lease.host)
            self.frontier.commit(Batch(settled=[Settled(lease, State.DONE) for lease in leases]))
            left -= len(leases)
        return (time.process_time() - begun) / settled * 1e6


def measure(addresses: int, folder: Path) -> FrontierCost:
    """Return what a frontier with so many addresses costs.

    :param folder: an existing one with room for some 150 octets an address.
    """
    _Filled(folder / "first.sqlite", SMALL).work(SETTLED_A_ROUND)
    before = _peak()
    large = _Filled(folder / "large.sqlite", addresses)
    size = (folder / "large.sqlite").stat().st_size
    costs, ratios = [], []
    for number in range(ROUNDS):
        small = _Filled(folder / f"small-{number}.sqlite", SMALL)
        costs.append(large.work(SETTLED_A_ROUND))
        ratios.append(costs[-1] / small.work(SETTLED_A_ROUND))
    memory = _peak() - before
    sample = [len(_found(number).request.url) for number in range(0, addresses, max(addresses // 1000, 1))]
    return FrontierCost(addresses, SMALL, memory, size / addresses, mean(sample), median(costs), median(ratios))


def _host(number: int) -> str:
    return f"forum-{number}.example"


def _found(number: int) -> Found:
    host = _host(number % HOSTS)
    url = f"https://{host}/questions/{number}/how-to-do-it"
    return Found(fingerprint(url), Request(url, depth=3), host)


def _admit(lease: Lease) -> None:  # noqa: ARG001 - all are admitted
    return None


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Measure, and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    addresses = parser.parse_args().addresses
    if addresses < ROUNDS * SETTLED_A_ROUND:
        parser.error(f"at least {ROUNDS * SETTLED_A_ROUND:,} addresses are handed out")
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asdict(measure(addresses, Path(folder))), sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
