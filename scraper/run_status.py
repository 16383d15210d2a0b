"""Where a run stands, as ``Run.status`` tells it."""

from dataclasses import asdict, dataclass
from typing import Any

from scraper.crawler.frontier import HostEntry
from scraper.quality.coverage import Drift, FieldCoverage
from scraper.stats import Stats


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One host of the run's scope."""

    host: str
    """Host and port."""
    states: dict[str, int]
    """State → number of addresses."""
    crawl_delay: float | None
    """Seconds that robots.txt asks for between requests."""
    robots: str
    """``rules``, ``open``, ``closed``, or ``unknown`` before it was asked for."""
    next_at: float
    """Unix time before which the host is not asked."""
    waits_for: str | None
    """Why the host waits longer than its usual delay."""
    interval: float
    """Seconds between request starts at present."""
    paced_by: str
    """What sets the interval: ``delay`` (ours), ``crawl-delay`` or ``slow answers``."""
    robots_at: float | None
    """Unix time at which robots.txt was read."""
    robots_until: float | None
    """Unix time from which it must be read again."""
    requests: int
    """Requests that went out, those for robots.txt and sitemaps and those that failed included."""
    received: int
    """Octets of answers' bodies."""
    refusals: int
    """Answers with status 429 or 503."""
    longest_wait: float
    """Most seconds that the host was left alone after a refusal."""
    first_at: float | None
    """Unix time of the first request."""
    last_at: float | None
    """Unix time of the last request."""
    shortest_gap: float | None
    """Least seconds between the starts of two requests, as measured."""


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """One process that works on a shared crawl."""

    name: str
    """As it was called, or machine and process."""
    hosts: int
    """Hosts it owns now."""
    silent: float
    """Seconds since it was heard of last; after 20 it is taken for dead, and its hosts go to others."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a run stands; ``as_dict`` is what ``--json`` prints."""

    run: str
    """Path of the folder."""
    running: bool
    """Whether a crawl is working on the folder now."""
    seeds: tuple[str, ...]
    """Addresses the crawl began with."""
    states: dict[str, int]
    """State → number of addresses; their sum is every address ever seen."""
    reasons: dict[str, int]
    """Kind of reason (the part before the colon) → number of skipped or failed addresses."""
    hosts: tuple[HostStatus, ...]
    """Hosts of the scope."""
    stats: Stats
    """Counts over the whole life of the run."""
    left: int
    """Addresses still to ask for."""
    due_at: float | None
    """Unix time of the next permitted request; None when nothing is left."""
    coverage: tuple[FieldCoverage, ...]
    """How many records of each profile have each field."""
    drift: tuple[Drift, ...]
    """Signs that a site's layout is not what its profile knows."""
    drifted: tuple[str, ...]
    """Addresses of pages that their site's own profile should have read and did not: the newest, a few."""
    workers: tuple[WorkerStatus, ...] = ()
    """The processes that share the crawl, where several may."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers."""
        return asdict(self)


def host_status(host: HostEntry) -> HostStatus:
    """Return what is told of a host."""
    robots, traffic = host.robots, host.traffic
    return HostStatus(
        host=host.host,
        states={state.value: n for state, n in host.states.items()},
        crawl_delay=robots.crawl_delay if robots else None,
        robots=robots.state if robots else "unknown",
        next_at=host.due_at,
        waits_for=None if host.waits_for == "delay" else host.waits_for,
        interval=host.interval,
        paced_by=host.paced_by,
        robots_at=robots.fetched_at if robots else None,
        robots_until=robots.expires_at if robots else None,
        requests=traffic.requests,
        received=traffic.received,
        refusals=traffic.refusals,
        longest_wait=traffic.longest_wait,
        first_at=traffic.first_at,
        last_at=host.asked_at if traffic.requests else None,
        shortest_gap=traffic.shortest_gap,
    )
