"""What is measured of a crawl: one table, which Prometheus and OpenTelemetry tell alike, each in its own words.

Numbers come from the ``Snapshot`` that a crawl hands to its observer four times a second. Labels are few and bounded:
of hosts only those that wait longest, of events only their names.
"""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from scraper.crawler.observer import SECONDS_BOUNDS, Observer, Snapshot
from scraper.settings import Settings
from scraper.version import __version__

STALE_SECONDS = 30.0
"""A crawl that has not told where it stands for so long is taken to hang."""

_LEAST_FREE = 64 * 2**20  # octets: what a few seconds of crawling may write
_MOST_EVENTS = 50  # names; there are about twenty


class Value(NamedTuple):
    """One number of a metric, told apart from its others by labels."""

    labels: dict[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    :param name: as Prometheus writes it, without ``_total``.
    :param kind: whether it only grows.
    :param help: one clause.
    :param unit: in UCUM, for OpenTelemetry; empty for plain counts.
    :param values: its numbers now.
    """

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    values: Callable[["State"], Iterator[Value]]
    unit: str = ""


class State:
    """Where a crawl stands, as its observer was told; read from other threads."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.events: Counter[str] = Counter()
        self.run = ""
        self.ticked_at = time.monotonic()
        self.stopping = False

    def ill(self) -> str | None:
        """Return why the crawl is not well; None where it is."""
        silent = time.monotonic() - self.ticked_at
        return f"nothing was heard of the crawl for {silent:.0f} seconds" if silent > STALE_SECONDS else None

    def unready(self) -> str | None:
        """Return why the crawl takes no work; None where it does."""
        if self.stopping:
            return "the crawl is stopping"
        if why := self.ill():
            return why
        return "the crawl has not begun" if self.snapshot is None else self._full()

    def _full(self) -> str | None:
        try:
            free = shutil.disk_usage(self.run).free if self.run else _LEAST_FREE
        except OSError as error:
            return f"the run folder cannot be reached: {error.strerror}"
        return f"the disk is full: {free // 2**20} MiB are left" if free < _LEAST_FREE else None


def _stat(name: str) -> Callable[[State], Iterator[Value]]:
    def values(state: State) -> Iterator[Value]:
        if state.snapshot is not None:
            yield Value({}, getattr(state.snapshot.stats, name))

    return values


def _now(read: Callable[[Snapshot], float]) -> Callable[[State], Iterator[Value]]:
    def values(state: State) -> Iterator[Value]:
        if state.snapshot is not None:
            yield Value({}, read(state.snapshot))

    return values


def _waits(state: State) -> Iterator[Value]:
    for wait in state.snapshot.hosts if state.snapshot is not None else ():
        yield Value({"host": wait.host, "reason": wait.reason}, wait.seconds)


def _events(state: State) -> Iterator[Value]:
    for name, number in list(state.events.items()):
        yield Value({"event": name}, number)


def _within(state: State) -> Iterator[Value]:
    """Yield the requests by how long they took at most, as Prometheus wants them for a quantile."""
    if state.snapshot is not None and state.snapshot.requests_within:
        for bound, number in zip(SECONDS_BOUNDS, state.snapshot.requests_within, strict=True):
            yield Value({"le": f"{bound:g}"}, number)
        yield Value({"le": "+Inf"}, state.snapshot.requests)


METRICS = (
    Metric("qaharvest_pages", "counter", "Answers that reached extraction, over the run's whole life.", _stat("pages")),
    Metric("qaharvest_pages_with_records", "counter", "Pages that gave a record.", _stat("pages_with_records")),
    Metric("qaharvest_pages_rejected", "counter", "Pages with a question from which no valid record could be made.",
           _stat("pages_rejected")),
    Metric("qaharvest_pages_not_qa", "counter", "Pages that ask nothing.", _stat("pages_not_qa")),
    Metric("qaharvest_records", "counter", "Records written.", _stat("records")),
    Metric("qaharvest_answers", "counter", "Answers of any status to addresses of the frontier.", _stat("fetched")),
    Metric("qaharvest_addresses_failed", "gauge", "Addresses given up.", _stat("failed")),
    Metric("qaharvest_addresses_skipped", "gauge", "Addresses set aside: robots, scope, traps, duplicates.",
           _stat("skipped")),
    Metric("qaharvest_queue", "gauge", "Addresses still to ask for.", _now(lambda now: now.queued)),
    Metric("qaharvest_in_flight", "gauge", "Requests on their way.", _now(lambda now: now.in_flight)),
    Metric("qaharvest_pages_per_second", "gauge", "Pages a second over the last five seconds.",
           _now(lambda now: now.pages_per_second)),
    Metric("qaharvest_requests", "counter", "Requests since this start, those for robots.txt and sitemaps included.",
           _now(lambda now: now.requests)),
    Metric("qaharvest_request_seconds", "counter", "Seconds they took together.", _now(lambda now: now.request_seconds),
           "s"),
    Metric("qaharvest_requests_within_seconds", "counter", "Requests that took no longer than so many seconds.",
           _within),
    Metric("qaharvest_commits", "counter", "Transactions since this start.", _now(lambda now: now.commits)),
    Metric("qaharvest_commit_seconds", "counter", "Seconds these took together.",
           _now(lambda now: now.commit_seconds), "s"),
    Metric("qaharvest_uptime_seconds", "gauge", "Seconds since this start.", _now(lambda now: now.seconds), "s"),
    Metric("qaharvest_host_wait_seconds", "gauge", "Seconds until a host may be asked; the five longest waits.", _waits,
           "s"),
    Metric("qaharvest_events", "counter", "What happened, by its name in the log.", _events),
    Metric("qaharvest_silence_seconds", "gauge", "Seconds since the crawl's loop was heard of.",
           lambda state: iter([Value({}, time.monotonic() - state.ticked_at)]), "s"),
    Metric("qaharvest_build_info", "gauge", "Always 1; the version is a label.",
           lambda _: iter([Value({"version": __version__}, 1)])),
)  # fmt: skip
"""Every metric, in the order in which they are told."""


class Measured:
    """An observer before another one, which keeps what it is told for those who ask."""

    def __init__(self, observer: Observer, state: State) -> None:
        self._observer = observer
        self._state = state
        self._lock = threading.Lock()

    def started(self, run: Path, settings: Settings) -> None:
        """Pass on that a crawl begins."""
        self._state.run = str(run)
        self._state.ticked_at = time.monotonic()
        self._observer.started(run, settings)

    def progress(self, snapshot: Snapshot) -> None:
        """Keep where the crawl stands, and pass it on."""
        self._state.snapshot = snapshot
        self._state.ticked_at = time.monotonic()
        self._observer.progress(snapshot)

    def event(self, name: str, **fields: object) -> None:
        """Count what happened, and pass it on."""
        with self._lock:
            if name in self._state.events or len(self._state.events) < _MOST_EVENTS:
                self._state.events[name] += 1
        self._state.stopping = self._state.stopping or name == "stopping"
        self._observer.event(name, **fields)
