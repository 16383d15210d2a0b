"""Crawls a simulated web, kills the crawl, starts it again, and looks at what became of every question."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.provenance import ArchiveLocation
from scraper.crawler.answer import Accept
from scraper.crawler.commits import found
from scraper.crawler.frontier import Batch, Pace, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.loop import Crawl, Parts
from scraper.crawler.observer import Silent
from scraper.crawler.reading import Packed, PageLines, ReadPage, Written
from scraper.crawler.scope import Scope
from scraper.errors import FetchTimeout, NetworkError, StatusError
from scraper.page import Page, Validators
from scraper.request import Request, canonical_url, fingerprint, host_key
from scraper.settings import Settings
from tests.simulation.clock import VirtualLoop
from tests.simulation.web import Answer, Web, record_id

RECORDS, ARCHIVE, REJECTS = "records.jsonl", "archive/0.warc.gz", "rejects.jsonl"


class Killed(Exception):
    """The process is gone, at this very instant."""


class SimulatedFetcher:
    """Asks the web; connecting takes a moment, in which nothing has gone out yet."""

    def __init__(self, web: Web, loop: VirtualLoop) -> None:
        self._web = web
        self._loop = loop

    async def fetch(
        self,
        url: str,
        *,
        accept: Accept | None = None,
        max_bytes: int | None = None,
        truncate: bool = False,
        sent: Callable[[], None] | None = None,
        known: Validators | None = None,
    ) -> Page:
        host = host_key(url)
        path = url.removeprefix(f"http://{host}")
        await asyncio.sleep(0.001 + 0.01 * self._web.chance(url, self._loop.time(), "connect"))
        answer = self._web.arrives(host, path, self._loop.time())
        if sent is not None:
            sent()
        try:
            await asyncio.sleep(answer.seconds)
        finally:
            self._web.leaves(host)
        self._web.told(host, answer, self._loop.time())
        return _page(url, answer)

    async def aclose(self) -> None:
        """Nothing is open."""


def _page(url: str, answer: Answer) -> Page:
    if answer.status == 0:
        raise NetworkError("the connection broke")
    if answer.status == -1:
        raise FetchTimeout("too late")
    if answer.status >= 400:
        raise StatusError(answer.status, retry_after=answer.retry_after)
    headers = [("Content-Type", "text/html")]
    if answer.location is not None:
        headers.append(("Location", answer.location))
    return Page(answer.body.encode(), url, url, answer.status, tuple(headers))


class SimulatedReader:
    """Reads the web's bodies: an address a line, or the number of a question."""

    at_once = 2

    async def read(self, pages: Sequence[Page]) -> list[ReadPage]:
        await asyncio.sleep(0.002 * len(pages))
        return [_read(page) for page in pages]


def _read(page: Page) -> ReadPage:
    assert page.url is not None
    host, body = host_key(page.url), page.body.decode()
    if not body.startswith("question "):
        urls = [f"http://{host}{path}" for path in body.split("\n") if path]
        links = tuple((url, fingerprint(canonical_url(url))) for url in urls)
        return ReadPage(b"m", PageLines("not_qa", reason="not_qa: a list"), links)
    number = int(body.removeprefix("question "))
    own = f"http://{host}/q/{number}"
    line = record_id(host, number)
    return ReadPage(b"m", PageLines("records", ((line, line.encode()),)), (), (own, fingerprint(own)))


class Disk:
    """The run's files in memory: octets that are written before the commit are there after a kill, and cut away."""

    def __init__(self, dies: Callable[[], bool]) -> None:
        self.files: dict[str, bytearray] = {RECORDS: bytearray(), ARCHIVE: bytearray(), REJECTS: bytearray()}
        self._dies = dies

    def write(self, batch: Sequence[Packed], rejects: Sequence[bytes]) -> Written:
        places = []
        for member, lines, _ in batch:
            places.append(ArchiveLocation(file=ARCHIVE, offset=len(self.files[ARCHIVE]), length=len(member)))
            self.files[ARCHIVE] += member
            for line in lines:
                self.files[RECORDS] += line + b"\n"
        for line in rejects:
            self.files[REJECTS] += line + b"\n"
        if self._dies():
            raise Killed
        return Written({name: len(content) for name, content in self.files.items()}, places)

    def take_back(self) -> None:
        raise AssertionError("nobody shares this frontier")

    def page_at(self, location: ArchiveLocation) -> Page | None:
        """Return nothing: no page is asked for twice here."""

    def cut_back(self, lengths: dict[str, int]) -> None:
        """Do what a start does: forget what was not committed."""
        for name, content in self.files.items():
            del content[lengths.get(name, 0) :]


@dataclass(slots=True)
class Course:
    """How a simulated crawl went."""

    starts: int = 0
    hours: float = 0.0
    pages: int = 0
    records: Counter[str] = field(default_factory=Counter)
    lost: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    invented: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)
    again: int = 0
    """Questions fetched again though nothing had gone wrong with them."""
    in_flight: int = 0
    """The most that could be in flight at the kills, added up."""
    efficiency: float = 1.0
    """Achieved pace ÷ permitted pace, the least of the hosts that were busy all the time."""
    unaccounted: int = 0
    """Addresses of the ledger that stand in no final state."""

    def faults(self) -> list[str]:
        """Return what must not be, in words; nothing where all is well."""
        found = [f"lost {sorted(self.lost)[:5]}"] if self.lost else []
        found += [f"doubled {sorted(self.doubled)[:5]}"] if self.doubled else []
        found += [f"invented {sorted(self.invented)[:5]}"] if self.invented else []
        found += self.violations[:5]
        found += [f"{self.unaccounted} addresses unaccounted for"] if self.unaccounted else []
        found += [f"{self.again} fetched again, {self.in_flight} in flight"] if self.again > self.in_flight else []
        return found


def simulate(folder: Path, *, seed: int, pages: int, hosts: int, kills: int, delay: float = 1.0) -> Course:
    """Crawl until nothing is left, with so many kills on the way.

    :param folder: where the frontier's file is kept.
    :param delay: seconds between requests to one host.
    """
    web = Web(seed, hosts, pages, delay)
    rng = random.Random(seed)
    settings = Settings(delay=delay, concurrency=32, retries=3, max_wait=10_000.0)
    course, now, plan = Course(), 0.0, _Plan(rng, kills)
    disk = Disk(plan.dies)
    ended = "killed"
    while ended != "done":
        course.starts += 1
        loop = VirtualLoop(now)
        frontier = SqliteFrontier(folder / "frontier.sqlite", Pace(delay, None, settings.concurrency))
        try:
            disk.cut_back(dict(frontier.files()))
            ended = _start(loop, web, frontier, disk, settings, rng, plan)
            now = loop.time() + rng.random() * 3
            _look(course, web, disk, frontier, ended)
        finally:
            frontier.close()
            loop.close()
        for host in web.hosts.values():
            host.visits.in_flight = 0  # a kill takes the connections along
    course.in_flight = plan.done * settings.concurrency
    course.hours = now / 3600
    return course


class _Plan:
    """When the process dies: at random moments, and now and then between writing and committing."""

    def __init__(self, rng: random.Random, kills: int) -> None:
        self._rng = rng
        self._left = kills
        self._writes = 0
        self.done = 0

    def lifetime(self) -> float | None:
        """Return after how many virtual seconds this start is killed; None for one that may end by itself."""
        return self._rng.expovariate(1 / 60) if self._left else None

    def dies(self) -> bool:
        """Whether the process dies now, its files written and nothing committed."""
        return self._left > 0 and self._rng.random() < 0.02

    def killed(self) -> None:
        """Take note of a death."""
        self._left -= 1
        self.done += 1


def _start(  # noqa: PLR0917
    loop: VirtualLoop,
    web: Web,
    frontier: SqliteFrontier,
    disk: Disk,
    settings: Settings,
    rng: random.Random,
    plan: _Plan,
) -> str:
    seeds = [f"http://{name}/" for name in web.hosts]
    scope = Scope(seeds, settings)
    for host, origin in scope.hosts.items():
        frontier.open_host(host, origin)
    keys = {fingerprint(canonical_url(seed)): seed for seed in seeds}
    unseen = frontier.unseen((key, 0) for key in keys)
    new = [found(scope, seed, key, Request(seed), None) for key, seed in keys.items() if key in unseen]
    frontier.commit(Batch(found=new))
    parts = Parts(
        settings, scope, frontier, SimulatedFetcher(web, loop), SimulatedReader(), disk, Silent(), canonical_url,
        loop.unix, rng,
    )  # fmt: skip
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(_live(parts, plan.lifetime()))
    except Killed:
        plan.killed()
        return "killed"
    finally:
        asyncio.set_event_loop(None)


async def _live(parts: Parts, seconds: float | None) -> str:
    crawl = asyncio.ensure_future(Crawl(parts).run())
    done, _ = await asyncio.wait([crawl], timeout=seconds)
    if done:
        return await crawl
    crawl.cancel()
    await asyncio.wait([crawl])
    raise Killed


def _look(course: Course, web: Web, disk: Disk, frontier: SqliteFrontier, ended: str) -> None:
    """Compare what is there with what must be."""
    disk.cut_back(dict(frontier.files()))
    course.records = Counter(disk.files[RECORDS].decode().split())
    expected = web.expected()
    course.doubled = {name for name, number in course.records.items() if number > 1}
    course.invented = course.records.keys() - expected
    course.violations = [violation for host in web.hosts.values() for violation in host.visits.violations]
    if ended != "done":
        return
    course.lost = expected - course.records.keys()
    course.pages = frontier.stats().pages
    states = frontier.states()
    course.unaccounted = states[State.QUEUED] + states[State.LEASED] + states[State.RETRY]
    for host in web.hosts.values():
        for path, number in host.asked.items():
            kind, _, tail = path[1:].partition("/")
            if kind == "q" and tail.isdecimal() and not host.stormy and not web.is_hopeless(host.name, int(tail)):
                course.again += number - 1
        starts = host.visits.starts
        if len(starts) > 1 and course.starts == 1 and not host.stormy and not host.robots_fails:
            achieved = host.visits.permitted / (starts[-1][0] - starts[0][0])
            course.efficiency = min(course.efficiency, achieved)
