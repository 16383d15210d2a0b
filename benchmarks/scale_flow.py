"""A crawl host by host, not request by request: hosts claimed in turn, each asked at the pace of its kind.

While the workers could ask more often than they have time for, every request waits the same while, as the calendar
serves who has been due for longest: a host of a kind that is asked every ``d`` seconds is then asked every ``d + w``,
where ``w`` is such that all together are what the workers can do. So hosts of one kind move on alike, and how far they
are is one number a kind: the crawl is a few thousand steps, whatever its pages.
"""

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from benchmarks.scale_host import Course
from benchmarks.scale_world import CLOSED_SECONDS, LATER, Floats, Integers, World

_STEPS = 150  # a step is so long that about one of so many of the hosts at work ends, and that time grows by no more
_EXACT = 20_000
_MARKS = (0.5, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Force:
    """The workers."""

    workers: int
    pages_a_second: float = 289.0
    """Of one worker with two cores (docs/figures.md)."""
    in_flight: int = 256
    """Requests of one worker (``--concurrency``)."""
    hosts: int = 2_000
    """Owned by one worker at once (``MOST_HOSTS`` of the shared frontier)."""
    lifetime: float = float("inf")
    """Mean seconds until a worker dies."""
    replaced_after: float = 60.0
    """Seconds until another takes its place."""
    look: float = 0.5
    """Seconds between two looks, at which hosts that are done make room (``LOOK_SECONDS`` or more)."""
    lease: float = 22.0
    """Seconds until its hosts are free (``LEASE_SECONDS`` and ``GRACE_SECONDS`` of the shared frontier)."""

    @property
    def up(self) -> float:
        """Share of the time that a worker lives."""
        return 1 / (1 + self.replaced_after / self.lifetime)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a crawl went. Times are seconds since its begin."""

    pages: int
    requests: float
    marks: dict[str, float]
    """Share of the pages → when they were there."""
    ends: Floats
    """When each host was done."""
    lone: Floats
    """Seconds each host would take if nobody but itself decided."""
    pace: float
    """Achieved ÷ permitted rate while hosts were owned, the mean over the requests."""
    bound: float
    """No crawl of this kind takes longer (see ``longest``)."""


def longest(force: Force, requests: Floats, in_flight: Floats, lone: Floats) -> float:
    """Return the seconds in which every such crawl is done.

    The host that ends last waited for a place, or for a turn while all workers were busy or all connections taken, or
    went at its own pace: each of the first three cannot last longer than the whole of that work divided by all that do
    it, and the last is at most what the slowest host takes alone (the argument of list scheduling, Graham 1966).
    """
    places = force.workers * force.hosts * force.up
    busy = requests.sum() / (force.workers * force.pages_a_second * force.up)
    connected = (requests * in_flight).sum() / (force.workers * force.in_flight * force.up)
    return float(busy + connected + lone.sum() / places + lone.max())


def crawl(world: World, force: Force, courses: list[Course]) -> Outcome:
    """Return how the crawl of a world goes."""
    stall = 1 + force.lease / force.lifetime  # of a host, each time its owner dies
    intervals = np.array([course.interval for course in courses]) * stall
    answers = np.array([course.answer for course in courses])
    useless = np.array([course.useless for course in courses])
    requests = 1 + world.fetched * (1 + useless[world.kinds])  # robots.txt, then the pages
    lone = (requests - 1) * intervals[world.kinds] + answers[world.kinds] + force.look / 2
    closed = (world.fates == LATER).astype(np.int64)
    starts, ends, times, asked = _Flow(force, intervals, answers).run(
        world.kinds, lone / intervals[world.kinds], closed
    )
    lone += closed * CLOSED_SECONDS
    held = np.maximum(ends - starts, lone)
    clock = np.minimum(times, ends.max())
    marks = {f"{mark:.0%}": float(np.interp(mark * asked[-1], asked, clock)) for mark in _MARKS}
    return Outcome(
        pages=int(world.fetched.sum()),
        requests=float(requests.sum()),
        marks=marks | {"100%": float(ends.max())},
        ends=ends,
        lone=lone,
        pace=float((requests * lone / held).sum() / requests.sum()),
        bound=longest(force, requests, answers[world.kinds], lone),
    )


class _Flow:
    """Hosts at work, by kind."""

    def __init__(self, force: Force, intervals: Floats, answers: Floats) -> None:
        self._places = int(force.workers * force.hosts)
        self._most = force.workers * force.pages_a_second * force.up
        self._connections = force.workers * force.in_flight * force.up
        self._intervals = intervals
        self._answers = answers
        self._at_work = np.zeros(len(intervals))
        self._rates = 1 / intervals
        self._done = np.zeros(len(intervals))
        self._now = 0.0
        self._made = 0.0
        self._due: list[list[tuple[float, int]]] = [[] for _ in intervals]
        self._closed: list[tuple[float, int]] = []

    def run(self, kinds: Integers, work: Floats, closed: Integers) -> tuple[Floats, Floats, list[float], list[float]]:
        """Crawl all hosts; return when each began and ended, and how many requests were made until when.

        :param work: requests of each host, or as much time as that many take.
        :param closed: which hosts keep us waiting first; they hold a place, and need no worker.
        """
        number = len(kinds)
        self._kind_of, self._work_of, self._is_closed = kinds.tolist(), work.tolist(), closed.tolist()
        starts, ends = np.zeros(number), np.zeros(number)
        step, first, left = 0.0, min(self._places, number), number
        times, asked = [0.0], [0.0]
        for host in range(first):
            self._begin(host, 0.0)
        while left:
            step = self._advance(step)
            times.append(self._now)
            ended = 0
            while done := self._ended():
                for moment, host in done:
                    ends[host] = moment
                    if first < number:  # its place is the next one's, from that moment on
                        starts[first] = moment
                        self._begin(first, moment)
                        first += 1
                ended += len(done)
            asked.append(asked[-1] + self._made)
            left -= ended
            if number <= _EXACT:
                step = 0.0  # until the next one ends
            else:
                step = min(step * (0.5 if ended > self._at_work.sum() / _STEPS else 1.25), self._now / _STEPS)
        return starts, ends, times, asked

    def _advance(self, step: float) -> float:
        """Let time pass, at least until something happens; return how much."""
        self._rates = 1 / (self._intervals + self._wait())
        waits = [(heap[0][0] - self._done[kind]) / self._rates[kind] for kind, heap in enumerate(self._due) if heap]
        waits += [self._closed[0][0] - self._now] if self._closed else []
        step = max(step, min(waits))
        self._now += step
        self._done += self._rates * step
        self._made = float((self._at_work * self._rates).sum()) * step
        while self._closed and self._closed[0][0] <= self._now:
            moment, host = heappop(self._closed)
            self._enter(host, moment)
        return step

    def _begin(self, host: int, moment: float) -> None:
        if self._is_closed[host] and moment + CLOSED_SECONDS > self._now:
            heappush(self._closed, (moment + CLOSED_SECONDS, host))
        else:
            self._enter(host, moment + CLOSED_SECONDS * self._is_closed[host])

    def _enter(self, host: int, moment: float) -> None:
        """Let a host be asked from a moment on that lies within the step that has passed."""
        kind = self._kind_of[host]
        ahead = (self._now - moment) * self._rates[kind]
        self._made += ahead
        self._at_work[kind] += 1
        heappush(self._due[kind], (self._done[kind] - ahead + self._work_of[host], host))

    def _ended(self) -> list[tuple[float, int]]:
        """Remove and return the hosts that are done, and when they were."""
        ended = []
        for kind, heap in enumerate(self._due):
            while heap and heap[0][0] <= self._done[kind] * (1 + 1e-12):
                goal, host = heappop(heap)
                beyond = max(self._done[kind] - goal, 0.0)
                self._made -= beyond
                self._at_work[kind] -= 1
                ended.append((self._now - beyond / self._rates[kind], host))
        return ended

    def _wait(self) -> float:
        """Return the seconds that a request waits beyond the time its host may be asked."""
        low, high = 0.0, 1.0
        while self._excess(high) > 0:
            low, high = high, high * 4
        if low == 0.0 and self._excess(0.0) <= 0:
            return 0.0
        for _ in range(40):
            middle = (low + high) / 2
            if self._excess(middle) > 0:
                low = middle
            else:
                high = middle
        return high

    def _excess(self, wait: float) -> float:
        rates = self._at_work / (self._intervals + wait)
        busy = float(rates.sum()) / self._most
        return max(busy, float((rates * self._answers).sum()) / self._connections) - 1
