"""What one request tells the frontier, with a fetcher and a clock made for it."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from schemas.provenance import ArchiveLocation
from scraper.crawler.asking import Asking
from scraper.crawler.commits import Finished
from scraper.crawler.frontier import Batch, Found, Lease, Pace, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.http import Accept, Sent
from scraper.crawler.reading import Packed, Written
from scraper.crawler.retry import RetryPolicy
from scraper.crawler.scope import Scope
from scraper.page import Page, Validators
from scraper.request import Request, canonical_url, fingerprint
from scraper.settings import Settings

SEED = "http://site.test/"
NOW = 1_000_000.0
CONNECTING = 0.4  # seconds until a request goes out


class Fetching:
    """A fetcher that takes its time to connect; it redirects where it is told to."""

    def __init__(self) -> None:
        self.now = NOW
        self.locations: dict[str, str] = {}

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
        self.now += CONNECTING
        if sent is not None:
            sent()
        self.now += 0.1
        location = self.locations.get(url)
        headers = (("Location", location),) if location else ()
        return Page(b"", source=url, url=url, status=302 if location else 200, headers=headers)

    async def aclose(self) -> None:
        pass


class EmptyStore:
    """Files without a page."""

    def write(self, batch: Sequence[Packed], rejects: Sequence[bytes]) -> Written:
        return Written({}, [])

    def take_back(self) -> None:
        raise AssertionError("nobody shares this frontier")

    def page_at(self, location: ArchiveLocation) -> Page | None:
        return None


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[SqliteFrontier]:
    frontier = SqliteFrontier(tmp_path / "frontier.sqlite", Pace(delay=1.0, robots=False))
    frontier.open_host("site.test", "http://site.test")
    yield frontier
    frontier.close()


def key(url: str) -> bytes:
    return fingerprint(canonical_url(url))


def leased(frontier: SqliteFrontier, url: str, now: float) -> Lease:
    frontier.commit(Batch(found=[Found(key(url), Request(url), "site.test")]))
    [lease] = frontier.lease(now, 1, lambda lease: None).leases
    return lease


def ask(frontier: SqliteFrontier, fetching: Fetching, url: str) -> Page | list[Finished]:
    settings = Settings()
    rng = random.Random(1)
    scope = Scope([SEED], settings)
    asking = Asking(
        frontier, fetching, scope, settings, RetryPolicy(0, rng), canonical_url, EmptyStore(), lambda: fetching.now, rng
    )  # fmt: skip
    lease = leased(frontier, url, fetching.now)
    answer = asyncio.run(asking.ask(lease))
    frontier.returned(lease.host)
    if not isinstance(answer, Page):
        for finished in answer:
            assert finished.settled is not None
            frontier.commit(Batch(settled=[finished.settled], found=finished.found))
    return answer


def test_the_host_is_due_one_delay_after_the_request_went_out(frontier: SqliteFrontier) -> None:
    ask(frontier, Fetching(), SEED)
    assert frontier.due_at("site.test") == NOW + CONNECTING + 1.0


def test_a_redirect_to_the_same_address_is_given_up_at_once(frontier: SqliteFrontier) -> None:
    fetching = Fetching()
    fetching.locations = {SEED: SEED}
    ask(frontier, fetching, SEED)
    assert frontier.standing(key(SEED)) == (State.FAILED, "failed: redirects in a circle")


def test_redirects_in_a_circle_are_given_up_where_the_circle_closes(frontier: SqliteFrontier) -> None:
    fetching = Fetching()
    ring = [f"{SEED}{name}" for name in "abc"]
    fetching.locations = dict(zip(ring, [*ring[1:], ring[0]], strict=True))
    for url in ring:
        fetching.now += 10
        ask(frontier, fetching, url)
    states = [frontier.standing(key(url)) for url in ring]
    assert [state for state, _ in states if state] == [State.SKIPPED, State.SKIPPED, State.FAILED]


def test_a_redirect_that_adds_a_session_id_is_followed(frontier: SqliteFrontier) -> None:
    fetching = Fetching()
    fetching.locations = {SEED: f"{SEED}?sid=1"}
    ask(frontier, fetching, SEED)
    assert frontier.standing(key(SEED)) == (State.QUEUED, None)
