"""How one start of a crawl ended, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scraper.crawler.frontier import Pace
from scraper.quality.coverage import Drift, find_drift
from scraper.settings import Settings
from scraper.sites import Sites
from scraper.stats import FieldCount, Stats


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one start of a crawl ended."""

    stats: Stats
    """Counts over the whole life of the run."""
    new: Stats
    """Counts of this start alone."""
    seconds: float
    """Duration of this start."""
    ended: Literal["done", "limit", "deferred", "interrupted"]
    """``done``: nothing is left; ``limit``: ``max_pages`` is reached; ``deferred``: all that is left must wait."""
    deferred_until: float | None = None
    """Unix time at which the first deferred request may be made."""
    drift: tuple[Drift, ...] = ()
    """Signs that a site's layout is not what its profile knows."""
    changes: Mapping[str, int] = field(default_factory=dict)
    """What ``changes.jsonl`` was told: ``new``, ``changed``, ``gone`` → number of records. Empty without a refresh."""


def drift_of(spans: list[tuple[int, FieldCount]], sites: Sites) -> tuple[Drift, ...]:
    """Return the signs that a site's layout is not what its profile knows."""
    return find_drift(spans, {profile.name: profile.baseline for profile in sites.all()})


def pace_of(settings: Settings) -> Pace:
    """Return the pace that the settings ask for."""
    return Pace(settings.delay, settings.per_host, settings.concurrency, not settings.ignore_robots)


def difference(stats: Stats, before: Stats) -> Stats:
    """Return the counts of one start: what was added, and what is deferred now."""
    return replace(stats - before, deferred=stats.deferred)
