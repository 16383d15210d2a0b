"""How a request ended is told to the frontier: how long a page took, how much came, whether it was refused."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from scraper.crawler.answer import Accept
from scraper.crawler.frontier import Pace
from scraper.crawler.frontier.slowness import Slowness
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.frontier.traffic import Traffic
from scraper.crawler.http import Sent
from scraper.crawler.metering import Metered, octets_of
from scraper.crawler.observer import SECONDS_BOUNDS
from scraper.errors import FetchError, FetchTimeout, NetworkError, StatusError
from scraper.page import Page

URL = "http://site.test/q/1"
TWO_SECONDS = 2.0


class Answering:
    """A fetcher whose requests go out after a second and are answered after two more."""

    def __init__(self, outcome: Page | FetchError) -> None:
        self.now = 0.0
        self._outcome = outcome

    async def fetch(self, url: str, *, sent: Sent | None = None, **_: object) -> Page:
        self.now += 1
        if sent is not None:
            sent()
        self.now += TWO_SECONDS
        if isinstance(self._outcome, FetchError):
            raise self._outcome
        return self._outcome

    async def aclose(self) -> None:
        """Nothing is open."""


def page(status: int = 200, body: bytes = b"12345", length: str | None = None) -> Page:
    headers = () if length is None else (("Content-Length", length),)
    return Page(body, source=URL, url=URL, status=status, headers=headers)


def told(folder: Path, outcome: Page | FetchError, accept: Accept | None) -> tuple[Traffic, Slowness]:
    frontier = SqliteFrontier(folder / "frontier.sqlite", Pace())
    frontier.open_host("site.test", "http://site.test")
    answering = Answering(outcome)
    metered = Metered(answering, frontier, lambda: answering.now)
    sent: list[float] = []

    async def ask() -> None:
        fetching = metered.fetch(URL, accept=accept, sent=lambda: sent.append(answering.now))
        if isinstance(outcome, FetchError):
            with pytest.raises(type(outcome)):
                await fetching
        else:
            assert await fetching is outcome
        await metered.aclose()

    asyncio.run(ask())
    assert metered.within() == tuple(int(bound >= TWO_SECONDS) for bound in SECONDS_BOUNDS)
    host = frontier._hosts["site.test"]
    frontier.close()
    assert sent == [1.0]
    return host.traffic, host.slowness


def any_type(_: str) -> bool:
    return True


def test_a_page_tells_its_time_from_when_its_request_went_out_and_its_size(tmp_path: Path) -> None:
    traffic, slowness = told(tmp_path, page(), any_type)
    assert (traffic.received, traffic.refusals, slowness.lately) == (5, 0, TWO_SECONDS)


def test_a_timeout_is_a_slow_answer(tmp_path: Path) -> None:
    assert told(tmp_path, FetchTimeout("too late"), any_type)[1].lately == TWO_SECONDS


@pytest.mark.parametrize(
    ("outcome", "accept", "refusals"),
    [
        (page(302), any_type, 0),
        (page(304), any_type, 0),
        (page(), None, 0),
        (StatusError(404), any_type, 0),
        (StatusError(429), any_type, 1),
        (StatusError(503), None, 1),
        (NetworkError("the connection broke"), any_type, 0),
    ],
)
def test_what_is_no_page_tells_nothing_of_how_quick_the_host_is(
    tmp_path: Path, outcome: Page | FetchError, accept: Callable[[str], bool] | None, refusals: int
) -> None:
    traffic, slowness = told(tmp_path, outcome, accept)
    assert (slowness.answers, traffic.refusals) == (0, refusals)


@pytest.mark.parametrize(
    ("answer", "octets"),
    [
        (page(length="3"), 3),
        (page(length="many"), 5),
        (page(length="9" * 400), 5),
        (page(304, b"", length="9000"), 0),
        (page(), 5),
    ],
)
def test_the_size_is_what_the_server_told_or_else_what_was_read(answer: Page, octets: int) -> None:
    assert octets_of(answer) == octets
