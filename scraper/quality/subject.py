"""What a report is about, besides what its records say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scraper.quality.coverage import Drift
from scraper.stats import Stats


@dataclass(frozen=True, slots=True)
class HostCounts:
    """What was asked of one host."""

    host: str
    states: Mapping[str, int]
    """State → number of addresses."""
    requests: int
    received: int
    """Octets of answers' bodies."""
    refusals: int
    """Answers with status 429 or 503."""
    robots: str
    interval: float
    """Seconds between request starts at present."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A run, or a file of records."""

    name: str
    """The run or file as one types it."""
    made_at: str
    """Moment of the report, RFC 3339."""
    explain: str
    """The command that explains a page, up to the page's name."""
    why: str = ""
    """The command that tells what became of an address, up to the address; empty where there is no run."""
    seeds: Sequence[str] = ()
    stats: Stats | None = None
    """None where there is no run."""
    drift: Sequence[Drift] = ()
    drifted: Sequence[str] = ()
    """Addresses of pages that their site's own profile should have read and did not."""
    hosts: Sequence[HostCounts] = ()

    @property
    def has_drifted(self) -> bool:
        """Whether there is a sign that a site has changed its layout."""
        return bool(self.drift or self.drifted)
