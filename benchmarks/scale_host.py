"""One host that is asked page by page, by the rules of ``scraper.crawler.frontier.pace``: what a page takes on average.

Nothing of the pace is imitated: the frontier's own class is told the times, and says when the host may be asked.
"""

import random
from dataclasses import dataclass

from benchmarks.scale_world import FAILED, KINDS, Kind
from scraper.crawler.frontier import Pace
from scraper.crawler.frontier.pace import Host

_SPREAD = 0.5  # of the logarithm of an answer's seconds
_PERIOD = 250  # requests; the last fifth of each is slow where a host is slow at times
_SLOW_TIMES = 8.0
_REFUSED_EVERY = 300
_RETRY_AFTER = (None, 30.0)  # in turn
_REQUESTS = 4_000


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ends."""

    seconds: float
    refused: bool = False
    retry_after: float | None = None
    failed: bool = False


class Site:
    """A host as it is in truth: how it answers, and what it permits."""

    def __init__(self, kind: Kind, seed: int) -> None:
        self._kind = kind
        self._draw = random.Random(seed)
        self._asked = self._draw.randrange(_PERIOD * _REFUSED_EVERY)  # hosts are not in step
        self._refusals = 0

    def answer(self) -> Answer:
        """Return how the next request ends."""
        self._asked += 1
        seconds = self._kind.answer * self._draw.lognormvariate(0.0, _SPREAD)
        if self._kind.temper == "slow at times" and self._asked % _PERIOD > _PERIOD * 4 // 5:
            seconds *= _SLOW_TIMES
        if self._kind.temper == "refusing" and self._asked % _REFUSED_EVERY == 0:
            self._refusals += 1
            return Answer(seconds, refused=True, retry_after=_RETRY_AFTER[self._refusals % 2])
        return Answer(seconds, failed=self._draw.random() < FAILED)

    def jitter(self) -> float:
        """Return a number between 0 and 1."""
        return self._draw.random()


def finish(host: Host, site: Site, answer: Answer, started: float, ended: float) -> None:
    """Tell a host's pace how a request ended, as the crawl does."""
    host.take_answer(None if answer.refused else answer.seconds, 0, refused=answer.refused)
    if answer.refused:
        host.refuse(ended, started, answer.retry_after, site.jitter())
    else:
        host.welcome()


@dataclass(frozen=True, slots=True)
class Course:
    """What a request to a host of one kind takes when nobody but the host decides."""

    interval: float
    """Seconds from one request to the next."""
    answer: float
    """Seconds in flight."""
    useless: float
    """Requests that gave no page, for each that gave one."""


def course_of(kind: Kind, delay: float, requests: int = _REQUESTS) -> Course:
    """Return what a request takes on average, asked one by one.

    :param delay: ours; the host's own wish comes on top.
    """
    host = new_host(0, kind, delay)
    site = Site(kind, seed=1)
    now, in_flight, useless = 1.0, 0.0, 0
    for _ in range(requests):
        now = max(now, host.due_at())
        host.go_out(now)
        answer = site.answer()
        started, now = now, now + answer.seconds
        in_flight += answer.seconds
        useless += answer.refused or answer.failed
        finish(host, site, answer, started, now)
    return Course((max(now, host.due_at()) - 1.0) / requests, in_flight / requests, useless / (requests - useless))


def courses(delay: float, requests: int = _REQUESTS) -> list[Course]:
    """Return the course of every kind of host."""
    return [course_of(kind, delay, requests) for kind in KINDS]


def new_host(number: int, kind: Kind, delay: float) -> Host:
    """Return the pace of a host that was never asked."""
    return Host(number, f"h{number}", f"https://h{number}", Pace(delay=max(delay, kind.asked_delay), robots=False))
