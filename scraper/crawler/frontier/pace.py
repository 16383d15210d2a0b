"""The pace of one host: when it may be asked again, and why it waits."""

from collections import deque
from dataclasses import dataclass, field

from scraper.crawler.frontier import HostRobots, Lease, Pace
from scraper.crawler.frontier.slowness import Slowness
from scraper.crawler.frontier.traffic import Traffic

FIRST_BACK_OFF = 1.0
"""Seconds to wait after a host's first refusal that names no time."""
LONGEST_BACK_OFF = 900.0
"""Seconds; longer waits are made only where the host asks for them by Retry-After."""


@dataclass(slots=True)
class Host:
    """One host of the scope, with what is kept about it and what is in memory only."""

    id: int
    name: str
    origin: str
    pace: Pace
    asked_at: float = 0.0
    """Unix time of the last request start, or of the last time one was handed out."""
    not_before: float = 0.0
    """Unix time before which the host asked not to be bothered."""
    back_off: float = 0.0
    """Seconds of the present back-off; doubles with each refusal."""
    backed_off_at: float = 0.0
    """Unix time at which the back-off last grew."""
    robots: HostRobots | None = None
    slowness: Slowness = field(default_factory=Slowness)
    traffic: Traffic = field(default_factory=Traffic)

    ready: deque[Lease] = field(default_factory=deque)
    """Read from the queue, not handed out yet."""
    leased: dict[int, Lease] = field(default_factory=dict)
    """Handed out or ready, not settled."""
    in_flight: int = 0
    unsent: bool = False
    """Whether a request was handed out that has not gone out yet, so that the delay after it has not begun."""
    robots_pending: bool = False
    retry_at: float | None = None
    """Unix time of the earliest retry; None where none waits."""
    sent_at: float = 0.0
    """Unix time at which the last request went out."""
    kept_until: float = 0.0
    """Unix time until which its next turn is kept for a request that was not leased."""
    slot: float | None = None
    """The time of its valid entry in the calendar."""

    @property
    def delay(self) -> float:
        """Seconds between request starts: the larger of ours and the host's (RFC 9309 leaves Crawl-delay open)."""
        asked = self.robots.crawl_delay if self.robots and self.pace.robots else None
        return max(self.pace.delay, asked or 0.0)

    @property
    def interval(self) -> float:
        """Seconds between request starts at present: the delay, and more while answers come slowly."""
        return self.slowness.lengthen(self.delay)

    @property
    def handed_out(self) -> int:
        """Requests handed out and not settled."""
        return len(self.leased) - len(self.ready)

    @property
    def limit(self) -> int:
        """Requests in flight allowed."""
        if self.pace.per_host is not None:
            return self.pace.per_host
        return 1 if self.delay > 0 else self.pace.concurrency

    @property
    def closed_until(self) -> float:
        """Unix time until which robots.txt keeps the host closed; 0 where it does not."""
        if self.pace.robots and self.robots and self.robots.state == "closed":
            return self.robots.expires_at
        return 0.0

    def due_at(self) -> float:
        """Return the Unix time before which the host is not asked."""
        return max(self.asked_at + self.interval, self.not_before, self.closed_until)

    def waits_for(self) -> str:
        """Return what sets ``due_at``."""
        paced = self.asked_at + self.interval
        if self.closed_until > max(paced, self.not_before):
            return "robots.txt unreachable"
        if self.not_before > paced:
            return "back-off"
        return self.paced_by()

    def paced_by(self) -> str:
        """Return what sets ``interval``: ``slow answers``, ``crawl-delay`` or, as told by ourselves, ``delay``."""
        if self.interval > self.delay:
            return "slow answers"
        return "crawl-delay" if self.delay > self.pace.delay else "delay"

    def needs_robots(self, now: float) -> bool:
        """Whether robots.txt must be asked for before anything else."""
        return self.pace.robots and (self.robots is None or self.robots.expires_at <= now)

    def go_out(self, now: float) -> None:
        """Take note that a request goes out."""
        self.traffic.went_out(now, self.sent_at)
        self.sent_at = now
        self.asked_at = max(self.asked_at, now)
        self.unsent = False

    def take_answer(self, seconds: float | None, octets: int, *, refused: bool) -> None:
        """Take note of how a request ended.

        :param seconds: how long the answer took; None where that says nothing of how quick the host is.
        """
        self.traffic.received += octets
        self.traffic.refusals += refused
        if seconds is not None:
            self.slowness.measure(seconds)

    def refuse(self, now: float, started: float, retry_after: float | None, jitter: float) -> bool:
        """Take note that the host asked us to slow down; tell whether that is news.

        Requests that were on their way when the back-off grew say nothing new: only a request that started after it
        doubles it again.
        """
        news = self.back_off == 0 or started >= self.backed_off_at
        if news:
            self.back_off = min(max(FIRST_BACK_OFF, 2 * self.back_off), LONGEST_BACK_OFF)
            self.backed_off_at = now
        wait = self.back_off * (1 + jitter / 2) if retry_after is None else retry_after
        self.not_before = max(self.not_before, now + wait)
        self.traffic.longest_wait = max(self.traffic.longest_wait, wait)
        return news

    def welcome(self) -> None:
        """Take note that the host answered normally."""
        self.back_off = self.back_off / 2 if self.back_off > FIRST_BACK_OFF else 0.0
