"""What a start of a crawl would ask for, and how long that takes at least: told before the first request."""

from dataclasses import dataclass

from scraper.crawler.frontier import HostEntry, State
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.scope import Scope
from scraper.crawler.series import Progress, Series
from scraper.refresh import Refreshing
from scraper.request import Canonicalizer, fingerprint, host_key
from scraper.settings import Settings


@dataclass(frozen=True, slots=True)
class HostPlan:
    """What would be asked of one host."""

    host: str
    """Host and port."""
    waiting: int
    """Addresses that wait to be asked for, new seeds included."""
    numbers: int
    """Addresses of seeds that count, at most; where they have no end, as far as is known now."""
    has_end: bool
    """Whether every seed that counts has an end."""
    again: int
    """Pages that are asked for again, and addresses that had been given up."""
    robots: str
    """``rules``, ``open``, ``closed``, ``ignored``, or ``unknown`` before it was asked for."""
    interval: float
    """Seconds between request starts."""
    paced_by: str
    """What sets the interval: ``delay`` (ours), ``crawl-delay`` or ``slow answers``."""
    requests: int
    """All of them together, and one for robots.txt where it is not known."""
    seconds: float
    """Least time until all of them are made; what is found on the way comes on top."""


@dataclass(frozen=True, slots=True)
class Planning:
    """The making of a plan.

    :param ledger: what the run knows; None before its first start.
    :param retry_failed: whether addresses that were given up are asked for again.
    :param now: Unix time.
    """

    scope: Scope
    settings: Settings
    canonical: Canonicalizer
    ledger: Ledger | None
    refresh: Refreshing
    retry_failed: bool
    now: float

    def hosts(self) -> tuple[HostPlan, ...]:
        """Return what would be asked of each host of the scope."""
        known = {entry.host: entry for entry in self.ledger.hosts()} if self.ledger else {}
        done = self.ledger.done_by_host(self.now if self.refresh == "due" else None) if self.ledger else {}
        return tuple(self._host(host, known.get(host), done.get(host, 0)) for host in self.scope.hosts)

    def _host(self, host: str, entry: HostEntry | None, done: int) -> HostPlan:
        states = entry.states if entry else {}
        waiting = sum(states.get(state, 0) for state in (State.QUEUED, State.RETRY, State.LEASED))
        waiting += sum(host_key(seed) == host and self._is_new(seed) for seed in self.scope.seeds)
        series = [one for one in self.scope.series if host_key(one.url(one.first)) == host]
        numbers = sum(self._left_of(one) for one in series)
        again = (done if self.refresh else 0) + (states.get(State.FAILED, 0) if self.retry_failed else 0)
        robots = "ignored" if self.settings.ignore_robots else "unknown"
        if entry and entry.robots and not self.settings.ignore_robots:
            robots = entry.robots.state
        requests = waiting + numbers + again
        requests += robots == "unknown" and requests > 0
        interval = entry.interval if entry else self.settings.delay
        wait = max(entry.due_at - self.now, 0.0) if entry else 0.0
        return HostPlan(
            host=host,
            waiting=waiting,
            numbers=numbers,
            has_end=all(one.last is not None for one in series),
            again=again,
            robots=robots,
            interval=interval,
            paced_by=entry.paced_by if entry else "delay",
            requests=requests,
            seconds=wait + (requests - 1) * interval if requests else 0.0,
        )

    def _is_new(self, seed: str) -> bool:
        return self.ledger is None or self.ledger.why(fingerprint(self.canonical(seed))) is None

    def _left_of(self, series: Series) -> int:
        """Return how many numbers of a series are not queued yet; of one without end, how many are worth a try now."""
        progress = Progress.of(series, self.ledger) if self.ledger else Progress(series.first)
        last = progress.end(series, self.settings.stop_after) if series.last is None else series.last + 1
        return max(last - progress.next, 0)
