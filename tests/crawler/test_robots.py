"""Fetching robots.txt, and what its absence means."""

import asyncio
from collections.abc import Mapping

import pytest

from scraper.crawler.http import Accept, Sent
from scraper.crawler.robots import CACHE_SECONDS, CLOSED_SECONDS, RobotsAnswer, fetch_robots
from scraper.errors import AddressRefused, ContentRefused, FetchError, FetchTimeout, NetworkError, StatusError
from scraper.page import Page, Validators

NOW = 1_000_000.0
ORIGIN = "https://a.example"
FILE = b"User-agent: *\nDisallow: /x\n"


class Answers:
    """A fetcher that gives prepared answers: a body, where a redirect leads, or an error."""

    def __init__(self, answers: Mapping[str, bytes | str | FetchError]) -> None:
        self.answers = answers
        self.asked: list[str] = []

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
        self.asked.append(url)
        if sent is not None:
            sent()
        prepared = self.answers[url]
        if isinstance(prepared, FetchError):
            raise prepared
        if isinstance(prepared, str):
            return Page(b"", source=url, url=url, status=301, headers=(("Location", prepared),))
        return Page(prepared, source=url, url=url, status=200)

    async def aclose(self) -> None:
        pass


def robots(answers: Mapping[str, bytes | str | FetchError]) -> RobotsAnswer:
    return asyncio.run(fetch_robots(Answers(answers), ORIGIN, now=NOW))


def test_a_file_is_good_for_a_day() -> None:
    assert robots({ORIGIN + "/robots.txt": FILE}) == RobotsAnswer("rules", FILE, NOW, NOW + 86_400)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_client_error_opens_the_host(status: int) -> None:
    error = StatusError(status)
    found = robots({ORIGIN + "/robots.txt": error})
    assert (found.state, found.body, found.expires_at, found.error) == ("open", b"", NOW + CACHE_SECONDS, error)


@pytest.mark.parametrize(
    "error",
    [
        StatusError(500),
        StatusError(501),
        StatusError(503),
        StatusError(429),
        NetworkError("no"),
        FetchTimeout("slow"),
        ContentRefused("br"),
        AddressRefused("inside"),
    ],
)
def test_what_leaves_the_rules_unknown_closes_the_host_for_now(error: FetchError) -> None:
    found = robots({ORIGIN + "/robots.txt": error})
    assert (found.state, found.expires_at, found.error) == ("closed", NOW + CLOSED_SECONDS, error)


@pytest.mark.parametrize(("asked", "kept"), [(10.0, CLOSED_SECONDS), (9000.0, 9000.0)])
def test_a_closed_host_is_not_asked_earlier_than_it_said(asked: float, kept: float) -> None:
    assert robots({ORIGIN + "/robots.txt": StatusError(503, retry_after=asked)}).expires_at == NOW + kept


def chain(length: int) -> dict[str, bytes | str | FetchError]:
    """Return redirects over so many hops, each to another host, with a file at the end."""
    hops: dict[str, bytes | str | FetchError] = {ORIGIN + "/robots.txt": "https://h1.example/r"}
    for number in range(1, length):
        hops[f"https://h{number}.example/r"] = f"//h{number + 1}.example/r"
    hops[f"https://h{length}.example/r"] = FILE
    return hops


def test_five_redirects_are_followed_also_to_other_hosts() -> None:
    assert robots(chain(5)).state == "rules"


def test_more_redirects_count_as_no_file() -> None:
    found = robots(chain(6))
    assert (found.state, found.expires_at) == ("open", NOW + CACHE_SECONDS)
    assert robots({ORIGIN + "/robots.txt": "/robots.txt"}).state == "open"


@pytest.mark.parametrize(("error", "state"), [(StatusError(404), "open"), (StatusError(500), "closed")])
def test_the_last_hop_decides(error: FetchError, state: str) -> None:
    assert robots({ORIGIN + "/robots.txt": "/r2", ORIGIN + "/r2": error}).state == state


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://[::1", "#"])
def test_a_redirect_to_nowhere_closes_the_host_for_now(location: str) -> None:
    assert robots({ORIGIN + "/robots.txt": location}).state == "closed"


def test_the_caller_hears_of_each_hop_before_it_is_made() -> None:
    fetcher = Answers(chain(2))
    heard: list[tuple[str, int]] = []

    async def before_hop(url: str) -> None:
        heard.append((url, len(fetcher.asked)))

    asyncio.run(fetch_robots(fetcher, ORIGIN, now=NOW, before_hop=before_hop))
    assert heard == [(url, number) for number, url in enumerate(fetcher.asked)]
    assert len(heard) == 3


def test_each_hop_is_told_when_its_request_goes_out() -> None:
    sent: list[str] = []
    there = "https://b.example/robots.txt"
    fetcher = Answers({ORIGIN + "/robots.txt": there, there: FILE})
    asyncio.run(fetch_robots(fetcher, ORIGIN, now=NOW, sent=sent.append))
    assert sent == [ORIGIN + "/robots.txt", there]
