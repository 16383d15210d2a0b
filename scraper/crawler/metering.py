"""A fetcher that tells the frontier how each request ended: how long it took, how much came, whether it was refused."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from scraper.crawler.answer import Accept
from scraper.crawler.frontier import Frontier
from scraper.crawler.http import Fetcher, Sent
from scraper.crawler.observer import SECONDS_BOUNDS
from scraper.errors import FetchTimeout, StatusError
from scraper.page import Page, Validators
from scraper.request import host_key

SLOW_DOWN = (429, 503)
"""Statuses by which a host says that it is asked too much (RFC 6585 §4, RFC 9110 §15.6.4)."""


class Metered:
    """A ``Fetcher`` before another one.

    :param clock: Unix time.
    """

    def __init__(self, fetcher: Fetcher, frontier: Frontier, clock: Callable[[], float]) -> None:
        self._fetcher = fetcher
        self._frontier = frontier
        self._clock = clock
        self.requests = 0
        """That went out and were answered or failed."""
        self.seconds = 0.0
        """They took together."""
        self._slower_than = [0] * (len(SECONDS_BOUNDS) + 1)  # requests by how many of the bounds they took longer than

    async def fetch(
        self,
        url: str,
        *,
        accept: Accept | None = None,
        max_bytes: int | None = None,
        truncate: bool = False,
        sent: Sent | None = None,
        known: Validators | None = None,
    ) -> Page:
        """Ask for one address; see :meth:`Fetcher.fetch`.

        How quick a host is follows from pages it answered with, and from timeouts: a refusal, an error, a redirect or
        a "not modified" comes quickly from a host that is slow, and robots.txt and sitemaps (which ``accept`` does
        not ask about) are of another size than pages.
        """
        began = self._clock()

        def goes_out() -> None:
            nonlocal began
            began = self._clock()
            if sent is not None:
                sent()

        host = host_key(url)
        try:
            page = await self._fetcher.fetch(
                url, accept=accept, max_bytes=max_bytes, truncate=truncate, sent=goes_out, known=known
            )
        except StatusError as error:
            self._frontier.answered(host, None, 0, refused=error.status in SLOW_DOWN)
            raise
        except FetchTimeout:
            self._frontier.answered(host, self._clock() - began, 0)
            raise
        finally:
            took = self._clock() - began
            self.requests += 1
            self.seconds += took
            self._slower_than[bisect_left(SECONDS_BOUNDS, took)] += 1
        is_page = accept is not None and page.status == 200
        self._frontier.answered(host, self._clock() - began if is_page else None, octets_of(page))
        return page

    def within(self) -> tuple[int, ...]:
        """Return for each of ``SECONDS_BOUNDS`` how many requests took no longer."""
        return tuple(accumulate(self._slower_than[:-1]))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._fetcher.aclose()


def octets_of(page: Page) -> int:
    """Return how many octets of body came: what the server told, or else what was there once content was decoded."""
    told = page.header("content-length") or ""
    return int(told) if told.isdecimal() and len(told) <= 15 and page.body else len(page.body)
