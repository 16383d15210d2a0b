"""The rows of hosts: reading them, and writing down what a host was asked and how it answers."""

from collections.abc import Iterable, Sequence
from typing import Any

from scraper.crawler.frontier import HostRobots, Pace
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.schema import Database
from scraper.crawler.frontier.slowness import Slowness
from scraper.crawler.frontier.traffic import Traffic

_READ = (
    "SELECT id, name, origin, asked_at, not_before, back_off, backed_off_at,"
    " robots, robots_body, robots_at, robots_until, crawl_delay,"
    " latency, usual_latency, answers,"
    " requests, refusals, received, first_at, shortest_gap, longest_wait FROM host"
)
WRITE = (
    "UPDATE host SET asked_at = ?, not_before = ?, back_off = ?, backed_off_at = ?,"
    " latency = ?, usual_latency = ?, answers = ?,"
    " requests = ?, refusals = ?, received = ?, first_at = ?, shortest_gap = ?, longest_wait = ? WHERE id = ?"
)
WRITE_ROBOTS = (
    "UPDATE host SET robots = ?, robots_body = ?, robots_at = ?, robots_until = ?, crawl_delay = ? WHERE id = ?"
)


def read_hosts(db: Database, pace: Pace, where: str = "", values: Sequence[Any] = ()) -> list[Host]:
    """Return the hosts of the scope as they are stored.

    :param where: the condition in SQL, if not all are wanted.
    :param values: those of the condition.
    """
    return [_host_of(row, pace) for row in db.execute(f"{_READ} {where}", values)]


def write_hosts(db: Database, hosts: Iterable[Host]) -> None:
    """Store the pace and the counts of hosts."""
    db.executemany(WRITE, [row_of(host) for host in hosts])


def write_robots(db: Database, host: int, robots: HostRobots) -> None:
    """Store a robots.txt answer with the host of that number."""
    db.execute(
        WRITE_ROBOTS,
        (robots.state, robots.body, robots.fetched_at, robots.expires_at, robots.crawl_delay, host),
    )


def _host_of(row: tuple[Any, ...], pace: Pace) -> Host:
    number, name, origin, asked_at, not_before, back_off, backed_off_at = row[:7]
    state, body, fetched, expires, delay = row[7:12]
    return Host(
        id=number,
        name=name,
        origin=origin,
        pace=pace,
        asked_at=asked_at,
        not_before=not_before,
        back_off=back_off,
        backed_off_at=backed_off_at,
        robots=HostRobots(state, body, fetched, expires, delay) if state else None,
        slowness=Slowness(*row[12:15]),
        traffic=Traffic(*row[15:]),
        sent_at=asked_at,
    )


def row_of(host: Host) -> tuple[float | None, ...]:
    """Return the values of ``WRITE`` for a host."""
    slowness, traffic = host.slowness, host.traffic
    return (
        *(host.asked_at, host.not_before, host.back_off, host.backed_off_at),
        *(slowness.lately, slowness.usually, slowness.answers),
        *(traffic.requests, traffic.refusals, traffic.received),
        *(traffic.first_at, traffic.shortest_gap, traffic.longest_wait),
        host.id,
    )
