"""A small crawl request by request: what ``scale_flow`` is checked against.

Workers own hosts under a lease and die; what times a host may be asked is said by the frontier's own classes for pace
and calendar. The rules of ownership are those of the shared frontier: twice a second a worker looks, gives back hosts
that are done, and claims free ones up to its share, those first that were not asked for longest. Every request is
judged by the hosts' own ledger, which knows nothing of the pace that was kept.
"""

import random
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from benchmarks.scale_flow import Force
from benchmarks.scale_host import Answer, Site, finish, new_host
from benchmarks.scale_world import CLOSED_SECONDS, FORBIDDEN, GONE, KINDS, LATER, World
from scraper.crawler.frontier.calendar import Calendar
from scraper.crawler.frontier.pace import Host

LINKS = 5
"""New addresses of its own host that a page leads to, until all are known."""
BEGIN = 1.0
_EPSILON = 1e-9


@dataclass(slots=True)
class Asked:
    """A host, what is known of it, and what it saw."""

    host: Host
    site: Site
    delay: float
    """Seconds that the host wants between two requests, or we do."""
    pages: int
    known: int
    """Addresses that were found so far; the rest is found on the pages."""
    fetched: int = 0
    robots: bool = False
    closed: bool = False
    owner: int | None = None
    last: float = float("-inf")
    not_before: float = 0.0
    requests: int = 0
    lost: int = 0
    violations: list[str] = field(default_factory=list)
    ended: float | None = None

    @property
    def has_work(self) -> bool:
        """Whether something waits to be asked for."""
        return self.ended is None

    def see(self, now: float) -> None:
        """Judge a request."""
        self.requests += 1
        if now < self.last + self.delay - _EPSILON:
            self.violations.append(f"{self.host.name}: asked {now - self.last:.3f} s after the last time")
        if now < self.not_before - _EPSILON:
            self.violations.append(f"{self.host.name}: asked {self.not_before - now:.3f} s too early")
        self.last = now


@dataclass(slots=True)
class Worker:
    """One process."""

    number: int
    calendar: Calendar = field(default_factory=Calendar)
    owned: dict[int, Asked] = field(default_factory=dict)
    in_flight: int = 0
    free_at: float = 0.0
    wake_at: float = float("inf")
    lives: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """How a simulated crawl went."""

    seconds: float
    pages: int
    requests: int
    lost: int
    """Requests whose answer died with the worker that made them."""
    deaths: int
    violations: list[str]
    ends: list[float]
    most_owned: int
    """Hosts of one worker."""


class Events:
    """The crawl of a world, on a virtual clock."""

    def __init__(self, world: World, force: Force, delay: float) -> None:
        self._force = force
        self._draw = random.Random(world.seed)
        self._order = count()
        self._events: list[tuple[float, int, str, tuple[object, ...]]] = []
        self._hosts = [
            self._host(number, int(kind), int(size), delay)
            for number, (kind, size) in enumerate(zip(world.kinds, world.fetched, strict=True))
        ]
        self._fates = world.fates.tolist()
        self._free: list[tuple[float, int]] = [(0.0, number) for number in range(world.hosts)]
        self._left = world.hosts
        self._workers: dict[int, Worker] = {}
        self._numbers = count()
        self._deaths = 0
        self._most_owned = 0
        self._now = BEGIN
        for _ in range(force.workers):
            self._arrive()

    def run(self) -> Told:
        """Crawl until every host is done."""
        while self._left:
            self._now, _, name, values = heappop(self._events)
            getattr(self, f"_{name}")(*values)
        ends = [(host.ended or 0.0) - BEGIN for host in self._hosts]
        return Told(
            seconds=max(ends),
            pages=sum(host.fetched for host in self._hosts),
            requests=sum(host.requests for host in self._hosts),
            lost=sum(host.lost for host in self._hosts),
            deaths=self._deaths,
            violations=[one for host in self._hosts for one in host.violations],
            ends=ends,
            most_owned=self._most_owned,
        )

    @staticmethod
    def _host(number: int, kind: int, size: int, delay: float) -> Asked:
        host = new_host(number, KINDS[kind], delay)
        return Asked(host, Site(KINDS[kind], number), max(delay, KINDS[kind].asked_delay), size, min(size, 1))

    def _at(self, moment: float, name: str, *values: object) -> None:
        heappush(self._events, (moment, next(self._order), name, values))

    # -- workers ---------------------------------------------------------------------------------------------------

    def _arrive(self) -> None:
        worker = Worker(next(self._numbers))
        self._workers[worker.number] = worker
        self._at(self._now, "look", worker)
        if self._force.lifetime != float("inf"):
            self._at(self._now + self._draw.expovariate(1 / self._force.lifetime), "die", worker)

    def _die(self, worker: Worker) -> None:
        self._deaths += 1
        worker.lives = False
        del self._workers[worker.number]
        self._at(self._now + self._force.lease, "expire", worker)
        self._at(self._now + self._force.replaced_after, "arrive")

    def _expire(self, worker: Worker) -> None:
        for number, asked in worker.owned.items():
            asked.owner = None
            asked.lost += asked.host.in_flight
            asked.host.in_flight = 0
            asked.host.slot = None
            heappush(self._free, (asked.host.asked_at, number))

    def _look(self, worker: Worker) -> None:
        if not worker.lives:
            return
        worker.owned = {number: asked for number, asked in worker.owned.items() if asked.has_work}
        each, rest = divmod(self._left, len(self._workers))
        rank = sum(number < worker.number for number in self._workers)
        room = min(each + (rank < rest), self._force.hosts) - len(worker.owned)
        while room > 0 and self._free:
            _, number = heappop(self._free)
            asked = self._hosts[number]
            asked.owner = worker.number
            worker.owned[number] = asked
            worker.calendar.enter(asked.host, self._due(asked))
            room -= 1
        self._most_owned = max(self._most_owned, len(worker.owned))
        self._wake(worker)
        self._at(self._now + self._force.look, "look", worker)

    # -- requests --------------------------------------------------------------------------------------------------

    def _due(self, asked: Asked) -> float:
        until = BEGIN + CLOSED_SECONDS if asked.closed else 0.0
        return max(asked.host.due_at(), until, self._now)

    def _wake(self, worker: Worker) -> None:
        first = worker.calendar.first()
        if first is None or worker.in_flight >= self._force.in_flight:
            return
        moment = max(first, worker.free_at, self._now)
        if moment < worker.wake_at:
            worker.wake_at = moment
            self._at(moment, "ask", worker, moment)

    def _ask(self, worker: Worker, planned: float) -> None:
        if not worker.lives or worker.wake_at != planned:
            return
        worker.wake_at = float("inf")
        host = worker.calendar.take(self._now)
        if host is not None:
            asked = self._hosts[host.id]
            asked.see(self._now)
            host.go_out(self._now)
            host.in_flight = 1
            worker.in_flight += 1
            worker.free_at = self._now + 1 / self._force.pages_a_second
            answer = asked.site.answer()
            self._at(self._now + answer.seconds, "end", worker, asked, answer, self._now)
        self._wake(worker)

    def _end(self, worker: Worker, asked: Asked, answer: Answer, started: float) -> None:
        if answer.refused and answer.retry_after is not None:
            asked.not_before = self._now + answer.retry_after  # it was told so, whoever listens
        if not worker.lives:
            return
        worker.in_flight -= 1
        asked.host.in_flight = 0
        finish(asked.host, asked.site, answer, started, self._now)
        self._read(asked, answer)
        if asked.has_work:
            worker.calendar.enter(asked.host, self._due(asked))
        self._wake(worker)

    def _read(self, asked: Asked, answer: Answer) -> None:
        if not asked.robots:
            asked.robots = True
            fate = self._fates[asked.host.id]
            asked.closed = fate == LATER
            done = fate in (FORBIDDEN, GONE) or not asked.pages
        else:
            if not answer.refused and not answer.failed:
                asked.fetched += 1
                asked.known = min(asked.known + LINKS, asked.pages)
            done = asked.fetched == asked.pages
        if done:
            asked.ended = self._now
            self._left -= 1
