"""What a crawl tells while it runs: a port that the terminal, a log or a test implements."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scraper.settings import Settings
from scraper.stats import Stats

SECONDS_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds by which requests are counted; those that took longer than the last are counted as well."""


@dataclass(frozen=True, slots=True)
class HostWait:
    """A host that may not be asked yet."""

    host: str
    """Host and port."""
    seconds: float
    """Until it may be asked again."""
    reason: str
    """Why it waits: ``delay``, ``crawl-delay``, ``back-off``, ``robots.txt unreachable`` …"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a crawl stands at one moment."""

    stats: Stats
    """Counts over the whole life of the run."""
    queued: int
    """Addresses still to ask for, those that wait for a retry included."""
    in_flight: int
    """Requests on their way."""
    seconds: float
    """Since this start."""
    pages_per_second: float
    """Over the last few seconds."""
    hosts: tuple[HostWait, ...] = ()
    """Longest waits first, five at most."""
    eta: float | None = None
    """Seconds until the queue known now is done at the present pace; None while that is unknown."""
    requests: int = 0
    """That went out since this start and were answered or given up, those for robots.txt and sitemaps included."""
    request_seconds: float = 0.0
    """They took together."""
    requests_within: tuple[int, ...] = ()
    """Of them, for each of ``SECONDS_BOUNDS``, how many took no longer."""
    commits: int = 0
    """Transactions since this start."""
    commit_seconds: float = 0.0
    """They took together."""


class Observer(Protocol):
    """Receives what a crawl tells. Calls come from the crawl's own thread and must return soon."""

    def started(self, run: Path, settings: Settings) -> None:
        """Tell that a crawl into the folder ``run`` begins with these settings."""

    def progress(self, snapshot: Snapshot) -> None:
        """Tell where the crawl stands, about four times a second."""

    def event(self, name: str, **fields: object) -> None:
        """Tell one thing that happened, as a structured log line."""


class Silent:
    """The observer that says nothing."""

    def started(self, run: Path, settings: Settings) -> None:
        """Say nothing."""

    def progress(self, snapshot: Snapshot) -> None:
        """Say nothing."""

    def event(self, name: str, **fields: object) -> None:
        """Say nothing."""
