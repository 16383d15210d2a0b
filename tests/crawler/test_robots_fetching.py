"""robots.txt over a real loopback server: what each way of answering means, and how long that holds."""

import asyncio
import gzip
import socket
from pathlib import Path

import pytest

from scraper.crawler.frontier import Batch, Found, HostRobots, Pace
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.crawler.robots import CACHE_SECONDS, CLOSED_SECONDS, RobotsAnswer, RobotsRules, fetch_robots
from scraper.crawler.robots_rules import MAX_ROBOTS_BYTES
from scraper.errors import AddressRefused
from scraper.request import Request, canonical_url, fingerprint, host_key
from scraper.settings import Settings
from tests.servers import CLOSE, RESET, Route, Server, answer

NOW = 2_000_000.0
RULES = b"User-agent: *\nDisallow: /wards\n"
URL = "http://h.example/beds"
HOST = host_key(URL)


def asked(port: int, *others: int) -> RobotsAnswer:
    """Ask the host at this port of loopback; others may be led to."""

    async def run() -> RobotsAnswer:
        guard = Guard(frozenset(("127.0.0.1", number) for number in (port, *others)))
        fetcher = HttpFetcher(Settings(timeout=5.0, max_bytes=100), guard=guard, version="1")
        try:
            return await fetch_robots(fetcher, f"http://127.0.0.1:{port}", now=NOW)
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def of(route: Route) -> RobotsAnswer:
    with Server({"/robots.txt": route}) as server:
        return asked(server.port)


def wards(found: RobotsAnswer) -> bool:
    """Whether the wards may be asked for."""
    return RobotsRules.parse(found.body).allows("http://h.example/wards")


@pytest.mark.parametrize(
    ("route", "state"),
    [
        pytest.param([answer(200, RULES)], "rules", id="200"),
        pytest.param([answer(203, RULES)], "rules", id="203"),
        pytest.param([answer(200, RULES, chunked=True)], "rules", id="chunked"),
        pytest.param([answer(200, RULES, {"Content-Type": "application/pdf"})], "rules", id="wrong type"),
        pytest.param([answer(200, RULES, {"Content-Type": "text/plain; charset=x"})], "rules", id="wrong charset"),
        pytest.param([answer(200, b"\xef\xbb\xbf" + RULES)], "rules", id="byte order mark"),
        pytest.param(
            [answer(200, gzip.compress(RULES, mtime=0), {"Content-Encoding": "gzip"})], "rules", id="compressed"
        ),
        pytest.param([answer(200, b"")], "rules", id="empty"),
        pytest.param([answer(200, b"<!doctype html><p>user-agent")], "rules", id="a page"),
        pytest.param([answer(300)], "open", id="300"),
        pytest.param([answer(302)], "open", id="302 to nowhere"),
        pytest.param([b"HTTP/1.1 304 Same\r\n\r\n"], "open", id="304"),
        pytest.param([answer(401)], "open", id="401"),
        pytest.param([answer(403)], "open", id="403"),
        pytest.param([answer(404)], "open", id="404"),
        pytest.param([answer(410)], "open", id="410"),
        pytest.param([answer(429)], "closed", id="429"),
        pytest.param([answer(500)], "closed", id="500"),
        pytest.param([answer(502)], "closed", id="502"),
        pytest.param([answer(503)], "closed", id="503"),
        pytest.param([answer(504)], "closed", id="504"),
        pytest.param([CLOSE], "closed", id="no answer"),
        pytest.param([RESET], "closed", id="reset"),
        pytest.param([b"nonsense\r\n\r\n", CLOSE], "closed", id="no HTTP"),
        pytest.param([answer(200, RULES, length=1000), CLOSE], "closed", id="half a file"),
        pytest.param([answer(200, RULES, {"Content-Encoding": "gzip"})], "closed", id="not compressed as said"),
        pytest.param([answer(301, b"", {"Location": "gopher://h.example/"})], "closed", id="leads nowhere"),
    ],
)  # fmt: skip
def test_what_an_answer_means(route: Route, state: str) -> None:
    found = of(route)
    assert found.state == state
    assert found.expires_at == NOW + (CLOSED_SECONDS if state == "closed" else CACHE_SECONDS)
    assert wards(found) is (RULES not in found.body)


def test_a_host_without_anybody_is_closed_for_now() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening, so that nobody else answers there
        assert asked(taken.getsockname()[1]).state == "closed"


@pytest.mark.parametrize(("hops", "state"), [(1, "rules"), (5, "rules"), (6, "open")])
def test_five_redirects_are_followed_and_a_sixth_is_not(hops: int, state: str) -> None:
    routes: dict[str, Route] = {"/robots.txt": [answer(301, b"", {"Location": "/1"})]}
    routes |= {f"/{n}": [answer(307, b"", {"Location": f"/{n + 1}"})] for n in range(1, hops)}
    with Server({**routes, f"/{hops}": [answer(200, RULES)]}) as server:
        found = asked(server.port)
    assert found.state == state
    assert len(server.requests) == min(hops, 5) + 1
    assert wards(found) is (state == "open")


def test_redirects_in_a_circle_are_followed_five_times() -> None:
    routes: dict[str, Route] = {
        "/robots.txt": [answer(302, b"", {"Location": "/again"})],
        "/again": [answer(302, b"", {"Location": "/robots.txt"})],
    }
    with Server(routes) as server:
        assert asked(server.port).state == "open"
    assert len(server.requests) == 6


def test_the_file_of_another_host_holds_for_the_one_that_leads_there() -> None:
    with Server({"/theirs.txt": [answer(200, RULES)]}) as there:
        location = {"Location": f"{there.origin}/theirs.txt"}
        with Server({"/robots.txt": [answer(308, b"", location)]}) as here:
            assert not wards(asked(here.port, there.port))


def test_a_redirect_cannot_lead_past_the_guard() -> None:
    with Server({"/robots.txt": [answer(200, RULES)]}) as inside:
        target = f"http://127.0.0.1:{inside.port}/robots.txt"
        found = of([answer(302, b"", {"Location": target})])
        assert inside.connections == 0
    assert found.state == "closed"
    assert isinstance(found.error, AddressRefused)


def test_a_longer_file_than_is_read_is_no_error() -> None:
    found = of([answer(200, RULES + b"Disallow: /y\n" * 200_000)])
    assert (found.state, len(found.body)) == ("rules", MAX_ROBOTS_BYTES + 1)
    assert not wards(found)


def test_no_more_of_a_bomb_is_read_than_of_any_file() -> None:
    bomb = gzip.compress(RULES + b"#" * 50_000_000, compresslevel=1, mtime=0)
    found = of([answer(200, bomb, {"Content-Encoding": "gzip"})])
    assert (found.state, len(found.body)) == ("rules", MAX_ROBOTS_BYTES + 1)
    assert not wards(found)


# -- how long it holds -----------------------------------------------------------------------------------------------


def opened(folder: Path) -> SqliteFrontier:
    frontier = SqliteFrontier(folder / "frontier.sqlite", Pace(delay=0.0))
    frontier.open_host(HOST, f"http://{HOST}")
    return frontier


def kept(folder: Path, robots: HostRobots) -> None:
    """Let a run of which nothing else is known have this answer."""
    frontier = opened(folder)
    frontier.commit(Batch(found=[Found(fingerprint(canonical_url(URL)), Request(URL), HOST)]))
    frontier.lease(NOW, 1, lambda lease: None)
    frontier.set_robots(HOST, robots)
    frontier.close()


def due(folder: Path, now: float) -> str:
    """Return what a run that goes on at this time asks for first."""
    frontier = opened(folder)
    leased = frontier.lease(now, 1, lambda lease: None)
    frontier.close()
    return "robots.txt" if leased.robots else "page" if leased.leases else "nothing"


def test_a_file_holds_for_a_day_also_for_a_run_started_again(tmp_path: Path) -> None:
    found = of([answer(200, RULES)])
    kept(tmp_path, HostRobots(found.state, found.body, found.fetched_at, found.expires_at, 0.0))
    assert due(tmp_path, NOW + 86_399.0) == "page"
    frontier = opened(tmp_path)
    again = frontier.robots(HOST)
    frontier.close()
    assert again is not None
    assert again.body == RULES
    assert due(tmp_path, NOW + 86_400.0) == "robots.txt"


def test_a_host_out_of_reach_stays_closed_and_no_older_copy_of_its_file_is_used(tmp_path: Path) -> None:
    kept(tmp_path, HostRobots("rules", RULES, NOW, NOW + 86_400.0, 0.0))
    found = of([answer(503)])
    month = 30 * 86_400.0
    kept(tmp_path, HostRobots(found.state, found.body, NOW + month, NOW + month + CLOSED_SECONDS, None))
    assert due(tmp_path, NOW + month + CLOSED_SECONDS - 1.0) == "nothing"
    assert due(tmp_path, NOW + month + CLOSED_SECONDS) == "robots.txt"
