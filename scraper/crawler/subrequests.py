"""What a page asks for while it is shown: under the same rules as every other request of the crawl.

Scope, robots.txt, pace, addresses and sizes hold for them as for pages. The same script is asked for once, however
many pages ask at the same time: what came is held in memory, up to a limit.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from scraper.crawler.answer import REDIRECTS
from scraper.crawler.frontier import Frontier
from scraper.crawler.gate import Gate
from scraper.crawler.http import Fetcher
from scraper.crawler.metering import SLOW_DOWN
from scraper.crawler.scope import Scope
from scraper.errors import StatusError
from scraper.page import Page
from scraper.request import resolve

MAX_HOPS = 5
"""Redirects followed from one address."""
HELD_BYTES = 32 * 1024 * 1024
"""Of scripts, styles and data that are held to be given out again."""

_LOOK_SECONDS = 0.01


class Refused(Exception):
    """A request that is not made; the text says why."""


class Subrequests:
    """Makes the requests of pages that are shown.

    :param max_bytes: of one answer.
    :param clock: Unix time.
    :param jitter: between 0 and 1, spreads the back-off of hosts that fail together.
    """

    def __init__(
        self,
        frontier: Frontier,
        fetcher: Fetcher,
        gate: Gate,
        scope: Scope,
        *,
        max_bytes: int,
        robots: bool,
        clock: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._frontier = frontier
        self._fetcher = fetcher
        self._gate = gate
        self._scope = scope
        self._max_bytes = max_bytes
        self._robots = robots
        self._clock = clock
        self._jitter = jitter
        self._held: OrderedDict[str, Page] = OrderedDict()
        self._size = 0
        self._under_way: dict[str, asyncio.Event] = {}

    async def get(self, url: str) -> Page:
        """Return the answer to a request of a page, redirects followed.

        :raises Refused: if it may not be made.
        :raises FetchError: if no usable answer came.
        """
        while (under_way := self._under_way.get(url)) is not None:
            await under_way.wait()
        held = self._held.get(url)
        if held is not None:
            self._held.move_to_end(url)
            return held
        self._under_way[url] = asyncio.Event()
        try:
            page = await self._followed(url)
            self._hold(url, page)
            return page
        finally:
            self._under_way.pop(url).set()

    async def _followed(self, url: str) -> Page:
        target: str | None = url
        for _ in range(MAX_HOPS + 1):
            if target is None:
                raise Refused("it redirects to what is no address")
            page = await self._once(target)
            location = page.header("location")
            if page.status not in REDIRECTS or not location:
                return page
            target = resolve(target, location)
        raise Refused(f"it redirects more than {MAX_HOPS} times")

    async def _once(self, url: str) -> Page:
        host = self._scope.host(url)
        if host is None:
            raise Refused("its host is outside the scope")
        if self._robots:
            if self._frontier.robots(host) is None:
                raise Refused("its host's robots.txt was not read yet")
            rule = self._gate.rules(host).deciding(url)
            if rule is not None and not rule.allow:
                raise Refused(f"robots: {rule}")
        while not self._frontier.take_turn(host, self._clock()):  # noqa: ASYNC110 - others end their turns by themselves
            await asyncio.sleep(max(self._frontier.due_at(host) - self._clock(), _LOOK_SECONDS))
        began = self._clock()
        try:
            return await self._fetcher.fetch(
                url, max_bytes=self._max_bytes, sent=lambda: self._frontier.sent(host, self._clock())
            )
        except StatusError as error:
            if error.status in SLOW_DOWN:
                self._frontier.refused(host, self._clock(), began, error.retry_after, self._jitter())
            raise
        finally:
            self._frontier.returned(host)

    def _hold(self, url: str, page: Page) -> None:
        if len(page.body) > HELD_BYTES // 4 or "no-store" in (page.header("cache-control") or ""):
            return
        self._held[url] = page
        self._size += len(page.body)
        while self._size > HELD_BYTES:
            _, old = self._held.popitem(last=False)
            self._size -= len(old.body)
