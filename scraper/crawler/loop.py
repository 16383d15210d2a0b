"""The crawl: an event loop that asks, reads and commits until nothing is left that may be done now."""

import asyncio
import random
import signal
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from scraper.crawler.asking import Asking
from scraper.crawler.commits import Commits, Finished, found
from scraper.crawler.frontier import Frontier, HostRobots, Lease, RobotsDue, State
from scraper.crawler.gate import Gate
from scraper.crawler.http import Fetcher
from scraper.crawler.metering import SLOW_DOWN, Metered
from scraper.crawler.observer import HostWait, Observer, Snapshot
from scraper.crawler.reading import PageReader, ReadPage, Store
from scraper.crawler.rendering import Renderer, RenderFailed
from scraper.crawler.retry import RetryPolicy
from scraper.crawler.robots import RobotsRules, fetch_robots
from scraper.crawler.scope import Scope
from scraper.crawler.series import Counting
from scraper.errors import AddressRefused, FetchError, StatusError
from scraper.page import Page
from scraper.request import Canonicalizer, Kind, Request, fingerprint, host_key
from scraper.settings import Settings

Ended = Literal["done", "limit", "deferred", "interrupted"]

GATHER_SECONDS = 0.01
"""How long the first finished page waits for others to be committed with."""
GRACE_SECONDS = 5.0
"""After the first signal, requests in flight may end for so long."""

Rendering = Callable[[Fetcher, Gate], Renderer]
"""Makes a renderer whose requests go through the crawl's own fetcher and gate."""

_TIMER_SECONDS = 0.0005
_PAGES_AT_ONCE = 16  # handed to a worker in one call, where they are small:
_OCTETS_AT_ONCE = 1024 * 1024  # a call is copied on its way, and kept by the worker until its last page is read
_FOUND_AT_ONCE = 4_000  # addresses in one transaction, about
_REPORT_SECONDS = 0.25
_RATE_SECONDS = 5.0
_WAITS_TOLD = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """What a crawl is made of: each part is a port, so that a test or a simulation can put its own in place."""

    settings: Settings
    scope: Scope
    frontier: Frontier
    fetcher: Fetcher
    reader: PageReader
    store: Store
    observer: Observer
    canonical: Canonicalizer
    clock: Callable[[], float]
    rng: random.Random
    rendering: Rendering | None = None
    """Makes what shows pages in a browser, where any are to be shown."""


class Crawl:
    """One start of a crawl.

    Requests in flight, pages being read and pages waiting for their commit together are never more than
    ``concurrency``: that many, at most, are asked for again after a kill.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._frontier = parts.frontier
        self._settings = parts.settings
        self._fetcher = Metered(parts.fetcher, parts.frontier, parts.clock)
        self._gate = Gate(parts.frontier, parts.scope, robots=not parts.settings.ignore_robots)
        self._retry = RetryPolicy(parts.settings.retries, parts.rng)
        self._asking = Asking(
            parts.frontier,
            self._fetcher,
            parts.scope,
            parts.settings,
            self._retry,
            parts.canonical,
            parts.store,
            parts.clock,
            parts.rng,
        )
        self._counting = Counting(parts.scope.series, parts.frontier, parts.canonical, parts.settings.stop_after)
        self._commits = Commits(
            parts.frontier, parts.store, parts.scope, self._gate, self._counting, sitemaps=parts.settings.sitemaps
        )
        self._renderer = parts.rendering(self._fetcher, self._gate) if parts.rendering else None
        self._pages = parts.frontier.stats().pages
        self._tasks: set[asyncio.Task[None]] = set()
        self._requests: set[asyncio.Task[None]] = set()
        self._unsettled = 0
        self._unread: deque[tuple[Lease, Page]] = deque()
        self._readers = 0
        self._finished: list[Finished] = []
        self._committing = False
        self._commit_count = 0
        self._commit_seconds = 0.0
        self._gathering: asyncio.TimerHandle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._stopping = False
        self._end: asyncio.Future[Ended]
        self._began = 0.0
        self._history: deque[tuple[float, int]] = deque()

    async def run(self) -> Ended:
        """Crawl until nothing is left that may be done now, or until ``stop``.

        :raises StorageFull: if the disk refuses a write; what was committed stays.
        """
        loop = asyncio.get_running_loop()
        self._end = loop.create_future()
        self._began = loop.time()
        self._history = deque([(self._began, self._pages)])
        report = loop.create_task(self._report())
        restore = self._catch_signals(loop)
        try:
            if self._settings.sitemaps:
                self._sow_sitemaps()
            self._pump()
            return await self._end
        finally:
            restore()
            for handle in (self._timer, self._gathering):
                if handle is not None:
                    handle.cancel()
            report.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(report, *self._tasks, return_exceptions=True)
            if self._renderer is not None:
                await self._renderer.aclose()
            self._commits.close()
            self._tell_progress()

    def stop(self) -> None:
        """End soon: nothing new is asked for, what is in flight may finish and is committed. Again: end at once."""
        if self._stopping:
            self._finish("interrupted")
            return
        self._stopping = True
        self._parts.observer.event("stopping", in_flight=len(self._requests))
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._cancel_requests)
        self._pump()

    # -- asking --------------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        """Start all that may be started now; end the crawl if there is nothing to wait for."""
        if self._end.done():
            return
        room = self._room()
        if room > 0:
            self._sow_series()
            leased = self._frontier.lease(self._parts.clock(), room, self._gate.admit)
            for lease in leased.leases:
                self._unsettled += 1
                self._requests.add(self._start(self._ask(lease)))
            for due in leased.robots:
                self._requests.add(self._start(self._ask_robots(due)))
            for settled in leased.refused:
                self._unsettled += 1
                self._take(Finished(settled.lease, settled=settled))
        if not self._tasks and not self._unsettled and not self._finished and not self._committing:
            self._consider_end()
        elif room > 0:
            self._wake_at(self._frontier.next_due())

    def _room(self) -> int:
        if self._stopping:
            return 0
        room = self._settings.concurrency - self._unsettled
        if self._settings.max_pages is not None:
            room = min(room, self._settings.max_pages - self._pages - self._unsettled)
        return room

    def _consider_end(self) -> None:
        due = self._frontier.next_due()
        if self._stopping:
            self._finish("interrupted")
        elif due is None:
            self._finish("done")
        elif self._room() <= 0:
            self._finish("limit")
        elif due - self._parts.clock() > max(self._settings.max_wait, self._settings.delay):  # our own pace is no wait
            self._finish("deferred")
        else:
            self._wake_at(due)

    def _wake_at(self, due: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due is not None:
            # The loop's timers are up to a millisecond late, so they are set half of one early, and what is left is
            # waited out by looking at the clock: on average an eighth of a millisecond of work, and of lateness.
            wait = max(due - self._parts.clock() - _TIMER_SECONDS, 0.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._guarded_pump)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended_task)
        return task

    def _ended_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._requests.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fail(error)
        self._guarded_pump()

    def _guarded_pump(self) -> None:
        try:
            self._pump()
        except Exception as error:  # noqa: BLE001 - re-raised by run(), whose caller decides
            self._fail(error)

    async def _ask(self, lease: Lease) -> None:
        if not self._frontier.holds(lease):  # this process slept, and was perhaps taken for dead
            self._frontier.give_back(lease)
            self._frontier.returned(lease.host)
            self._unsettled -= 1
            return
        try:
            answer = await self._asking.ask(lease)
        except asyncio.CancelledError:
            self._unsettled -= 1  # not settled: it stays queued, and is asked for again by the next start
            raise
        finally:
            self._frontier.returned(lease.host)
        if isinstance(answer, Page):
            self._unread.append((lease, answer))
            self._read_more()
        else:
            for finished in answer:
                self._tell(finished)
                self._take(finished)

    def _tell(self, finished: Finished) -> None:
        settled = finished.settled
        if settled is None:
            return
        url = settled.lease.request.url
        if settled.lease.via is None and finished.lease and finished.found and finished.found[0].reason:
            self._parts.observer.event("seed_redirects_away", url=url, target=finished.found[0].request.url)
        elif settled.state is not State.DONE:
            self._parts.observer.event(settled.state.value, url=url, reason=settled.reason)

    async def _ask_robots(self, due: RobotsDue) -> None:
        observer, clock, fetcher = self._parts.observer, self._parts.clock, self._fetcher
        hop = None

        async def before_hop(url: str) -> None:
            nonlocal hop
            first, hop, host = hop is None, url, host_key(url)
            while not first and (wait := self._frontier.due_at(host) - clock()) > 0:  # noqa: ASYNC110 - the time is known
                await asyncio.sleep(wait)

        def sent(url: str) -> None:
            self._frontier.sent(host_key(url), clock())

        try:
            for attempt in range(1, self._settings.retries + 2):
                answer = await fetch_robots(fetcher, due.origin, now=clock(), before_hop=before_hop, sent=sent)
                self._note_refusal(hop or due.origin, answer.error)
                wait = self._retry.wait(attempt, answer.error) if answer.state == "closed" and answer.error else None
                if wait is None or wait > self._settings.max_wait or self._stopping:
                    break
                observer.event("robots_retry", host=due.host, seconds=wait, reason=str(answer.error))
                await asyncio.sleep(wait)
            state = answer.state
            if isinstance(answer.error, AddressRefused) and hop and host_key(hop) == due.host:
                state = "open"  # no request gets through the guard anyway, and so each address tells why
            rules = RobotsRules.parse(answer.body)
            self._gate.set_rules(due.host, rules)
            self._frontier.set_robots(
                due.host,
                HostRobots(state, answer.body, answer.fetched_at, answer.expires_at, rules.crawl_delay),
            )
        finally:
            self._frontier.returned(due.host)
        observer.event("robots", host=due.host, state=state, crawl_delay=rules.crawl_delay, reason=_text(answer.error))
        if state == answer.state != "closed" and self._settings.sitemaps:
            self._add_sitemaps(due.origin, rules.sitemaps)

    def _note_refusal(self, url: str, error: FetchError | None) -> None:
        """Keep what a host asked for that refused its robots.txt: the next start must know it too."""
        host = host_key(url)
        if isinstance(error, StatusError) and error.status in SLOW_DOWN and host in self._parts.scope.hosts:
            now = self._parts.clock()
            self._frontier.refused(host, now, now, error.retry_after, self._parts.rng.random())

    def _sow_sitemaps(self) -> None:
        """Queue the sitemaps of hosts whose robots.txt is known: a kill may have come between knowing it and this."""
        for host, origin in self._parts.scope.hosts.items():
            kept = self._frontier.robots(host)
            if self._settings.ignore_robots:
                self._add_sitemaps(origin)
            elif kept is not None and kept.state != "closed":
                self._add_sitemaps(origin, self._gate.rules(host).sitemaps)

    def _sow_series(self) -> None:
        """Queue the next numbers of the seeds that count, where few are left."""
        scope, canonical = self._parts.scope, self._parts.canonical
        for block in self._counting.blocks():
            new = [found(scope, url, fingerprint(canonical(url)), Request(url), None) for url in block.urls]
            self._take(Finished(found=new, blocks=[block]))

    def _add_sitemaps(self, origin: str, named: tuple[str, ...] = ()) -> None:
        """Queue the sitemaps that robots.txt names, and the one at the usual place."""
        urls = dict.fromkeys([*named, f"{origin}/sitemap.xml"])
        requests = [Request(url, kind=Kind.SITEMAP) for url in urls]
        keys = [fingerprint(self._parts.canonical(url)) for url in urls]
        unseen = self._frontier.unseen((key, 0) for key in keys)
        new = [
            found(self._parts.scope, request.url, key, request, None)
            for key, request in zip(keys, requests, strict=True)
            if key in unseen
        ]
        if new:
            self._take(Finished(found=new))

    # -- reading -------------------------------------------------------------------------------------------------

    def _read_more(self) -> None:
        if self._unread and self._readers < self._parts.reader.at_once:
            self._readers += 1
            self._start(self._read())

    async def _read(self) -> None:
        try:
            while self._unread:
                some = self._next_pages()
                results = await self._parts.reader.read([page for _, page in some])
                for (lease, page), read in zip(some, results, strict=True):
                    if self._renderer and self._renderer.wants(page, has_question=read.gave.verdict != "not_qa"):
                        self._requests.add(self._start(self._render(lease, page, read)))
                    else:
                        self._take(Finished(lease, read=read))
        finally:
            self._readers -= 1

    async def _render(self, lease: Lease, page: Page, read: ReadPage) -> None:
        """Show a page in a browser and read it as it stands then; where that fails, the plain answer counts."""
        assert self._renderer is not None, "only asked where there is one"
        try:
            shown = await self._renderer.render(page)
            (read,) = await self._parts.reader.read([shown])
        except RenderFailed as error:
            self._parts.observer.event("not_rendered", url=page.url, reason=str(error))
            read = read.told(f"not rendered: {error}")
        except asyncio.CancelledError:
            self._unsettled -= 1
            raise
        self._take(Finished(lease, read=read))

    def _next_pages(self) -> list[tuple[Lease, Page]]:
        some: list[tuple[Lease, Page]] = []
        octets = 0
        while self._unread and len(some) < _PAGES_AT_ONCE and octets < _OCTETS_AT_ONCE:
            some.append(self._unread.popleft())
            octets += len(some[-1][1].body)
        return some

    # -- committing ----------------------------------------------------------------------------------------------

    def _take(self, finished: Finished) -> None:
        self._finished.append(finished)
        if self._committing:
            return
        # All that is on its way is here (or half of what may be): nothing would come of waiting.
        if len(self._finished) >= min(self._unsettled, self._settings.concurrency // 2):
            self._commit_now()
        elif self._gathering is None:
            self._gathering = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._commit_now)

    def _commit_now(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        if not self._committing and self._finished:
            self._committing = True
            self._start(self._commit())

    async def _commit(self) -> None:
        try:
            while self._finished:
                some = self._next_batch()
                began = asyncio.get_running_loop().time()
                stats = await self._commits.commit(some)
                self._commit_count += 1
                self._commit_seconds += asyncio.get_running_loop().time() - began
                self._pages += stats.pages
                self._unsettled -= sum(1 for one in some if one.lease is not None)
                self._pump()
        finally:
            self._committing = False

    def _next_batch(self) -> list[Finished]:
        count = size = 0
        while count < len(self._finished) and size < _FOUND_AT_ONCE:
            size += len(self._finished[count].found)
            count += 1
        some, self._finished = self._finished[:count], self._finished[count:]
        return some

    # -- ending --------------------------------------------------------------------------------------------------

    def _finish(self, ended: Ended) -> None:
        if not self._end.done():
            self._end.set_result(ended)

    def _fail(self, error: BaseException) -> None:
        if not self._end.done():
            self._end.set_exception(error)

    def _cancel_requests(self) -> None:
        for task in self._requests:
            task.cancel()

    def _catch_signals(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        if threading.current_thread() is not threading.main_thread():
            return lambda: None
        caught = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.getsignal(number) for number in caught}
        for number in caught:
            loop.add_signal_handler(number, self.stop)

        def restore() -> None:
            for number in caught:
                loop.remove_signal_handler(number)
                signal.signal(number, before[number])

        return restore

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            try:
                if self._frontier.look():
                    self._pump()
                self._tell_progress()
            except Exception as error:  # noqa: BLE001 - re-raised by run(), whose caller decides
                self._fail(error)
                return

    def _tell_progress(self) -> None:
        now = asyncio.get_running_loop().time()
        self._history.append((now, self._pages))
        while len(self._history) > 2 and now - self._history[0][0] > _RATE_SECONDS:
            self._history.popleft()
        (since, before), pages = self._history[0], self._pages
        rate = (pages - before) / (now - since) if now > since else 0.0
        stats = self._frontier.stats()
        self._pages = max(self._pages, stats.pages)  # others that share the frontier add to them
        queued = max(stats.deferred - self._unsettled, 0)
        left = queued if self._settings.max_pages is None else min(queued, self._settings.max_pages - pages)
        self._parts.observer.progress(
            Snapshot(
                stats=stats,
                queued=queued,
                in_flight=len(self._requests),
                seconds=now - self._began,
                pages_per_second=rate,
                hosts=self._waits(),
                eta=left / rate if rate > 0 else None,
                requests=self._fetcher.requests,
                request_seconds=self._fetcher.seconds,
                requests_within=self._fetcher.within(),
                commits=self._commit_count,
                commit_seconds=self._commit_seconds,
            )
        )

    def _waits(self) -> tuple[HostWait, ...]:
        now = self._parts.clock()
        return tuple(HostWait(host, due - now, reason) for host, due, reason in self._frontier.waits(now, _WAITS_TOLD))


def _text(error: Exception | None) -> str | None:
    return None if error is None else str(error)
