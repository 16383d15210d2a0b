"""Requests handed out and settled in a second: the frontier in a file, and in PostgreSQL with several processes.

Each process leases up to a hundred requests at once and settles them in one commit, as a crawl does that has a hundred
in flight; nothing is fetched. The server is one of its own on loopback, which writes to the disk before it answers
unless ``--no-sync`` is given.

python -m benchmarks.queues --addresses 40000 --processes 1 2 4
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from scraper.crawler.frontier import Batch, Found, Frontier, Lease, Pace, Settled, State
from scraper.crawler.frontier.opening import open_frontier
from scraper.request import Request, fingerprint
from tests.feeding.database import Database

HOSTS = 64
BATCH = 1_000
IN_FLIGHT = 100
PACE = Pace(delay=0.0, concurrency=IN_FLIGHT, robots=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """What was measured."""

    kept_in: str
    processes: int
    found: float
    """Addresses added in a second, by one process."""
    settled: float
    """Requests leased and settled in a second, by all processes."""


def fill(frontier: Frontier, addresses: int) -> float:
    """Add addresses; return how many a second."""
    for host in range(HOSTS):
        frontier.open_host(f"forum-{host}.example", f"https://forum-{host}.example")
    begun = time.perf_counter()
    for first in range(0, addresses, BATCH):
        frontier.commit(Batch(found=[_found(number) for number in range(first, min(first + BATCH, addresses))]))
    return addresses / (time.perf_counter() - begun)


def drain(where: Path | str, crawl: str) -> int:
    """Lease and settle until nothing is left; return how many this process did."""
    frontier = open_frontier(where, PACE, crawl=crawl)
    done = 0
    while (due := frontier.next_due()) is not None:
        leases = frontier.lease(now := frontier.now(), IN_FLIGHT, _admit).leases
        if not leases:
            time.sleep(min(max(due - now, 0.01), 0.05))
            continue
        for lease in leases:
            frontier.returned(lease.host)
        frontier.commit(Batch(settled=[Settled(lease, State.DONE) for lease in leases]))
        done += len(leases)
    frontier.close()
    return done


def measure(where: Path | str, addresses: int, processes: int) -> Rate:
    """Fill a frontier, and let processes empty it."""
    crawl = f"queues-{processes}"
    frontier = open_frontier(where, PACE, crawl=crawl)
    found = fill(frontier, addresses)
    frontier.close()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        pool.map(_warm, range(processes))
        begun = time.perf_counter()
        done = pool.starmap(drain, [(where, crawl)] * processes)
        seconds = time.perf_counter() - begun
    if sum(done) != addresses:
        raise RuntimeError(f"{sum(done)} requests were settled, {addresses} were queued")
    return Rate("file" if isinstance(where, Path) else "PostgreSQL", processes, found, addresses / seconds)


def _warm(_: int) -> None:
    return None


def _found(number: int) -> Found:
    host = f"forum-{number % HOSTS}.example"
    url = f"https://{host}/questions/{number}/how-to-do-it"
    return Found(fingerprint(url), Request(url, depth=3), host)


def _admit(lease: Lease) -> None:  # noqa: ARG001 - all are admitted
    return None


def main() -> None:
    """Measure, and print one line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--addresses", type=int, default=40_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--no-sync", action="store_true", help="let the server not wait for the disk")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Database(sync=not options.no_sync) as server:
        _print(measure(Path(folder) / "frontier.sqlite", options.addresses, 1))
        for processes in options.processes:
            _print(measure(server.url, options.addresses, processes))


def _print(rate: Rate) -> None:
    json.dump(asdict(rate), sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
