"""The bound on memory, met with the largest of the faults."""

import gzip
from pathlib import Path

import pytest

from scraper.crawler.asking import SITEMAPS_HELD
from scraper.crawler.sitemaps import MAX_SITEMAP_BYTES
from scraper.settings import Settings
from tests.faults.memory import MIB, peak_of_a_crawl
from tests.runs import links
from tests.servers import Route, Server, answer

CONCURRENCY, MAX_BYTES = Settings().concurrency, Settings().max_bytes
# What is held at most: the program itself, a body a request in flight (an eighth more while it grows), and a few
# sitemaps with what is made of one of them.
CRAWL = 128 * MIB + CONCURRENCY * MAX_BYTES * 5 // 4
SITEMAP = 128 * MIB + 2 * SITEMAPS_HELD * MAX_SITEMAP_BYTES
# A worker: its program, and one page: as it came, as octets, as text, as a tree and as what is made of it.
WORKER = 128 * MIB + 56 * MAX_BYTES


def site_of(routes: dict[str, Route]) -> dict[str, Route]:
    return {**routes, "/": [answer(200, links(*routes).encode())]}


@pytest.mark.slow
def test_as_many_of_the_largest_bodies_as_may_be_in_flight_stay_within_the_bound(tmp_path: Path) -> None:
    body = b"<p>" + b"word " * (MAX_BYTES // 5 - 1)
    with Server(site_of({f"/{number}": [answer(200, body)] for number in range(CONCURRENCY)})) as server:
        peak = peak_of_a_crawl(tmp_path / "run", f"{server.origin}/", CONCURRENCY)
    assert peak.crawl < CRAWL
    assert max(peak.workers) < WORKER


@pytest.mark.slow
def test_a_page_of_nothing_but_tags_stays_within_the_bound_of_a_worker(tmp_path: Path) -> None:
    with Server(site_of({"/tags": [answer(200, b"<b>x</b>" * (MAX_BYTES // 8))]})) as server:
        peak = peak_of_a_crawl(tmp_path / "run", f"{server.origin}/", CONCURRENCY)
    assert max(peak.workers) < WORKER


@pytest.mark.slow
def test_bombs_and_endless_heads_take_no_more_than_small_pages(tmp_path: Path) -> None:
    zeros = b"\0" * (50 * MIB)
    bomb = gzip.compress(gzip.compress(zeros, mtime=0), mtime=0)
    head = b"HTTP/1.1 200 OK\r\nX: " + b"x" * MIB + b"\r\n\r\n"
    routes: dict[str, Route] = {
        f"/bomb/{n}": [answer(200, bomb, {"Content-Encoding": "gzip, gzip"})] for n in range(16)
    }
    routes |= {f"/head/{n}": [head] for n in range(16)}
    with Server(site_of(routes)) as server:
        peak = peak_of_a_crawl(tmp_path / "run", f"{server.origin}/", CONCURRENCY)
    assert peak.crawl < 256 * MIB
    assert max(peak.workers) < 128 * MIB


@pytest.mark.slow
def test_many_of_the_largest_sitemaps_take_the_memory_of_a_few(tmp_path: Path) -> None:
    entry = b"<url><loc>http://127.0.0.1/%06d</loc><x>" + b"x" * 1000 + b"</x></url>\n"
    entries = b"".join(entry % number for number in range(MAX_SITEMAP_BYTES // (len(entry) + 4)))
    sitemap = b"<urlset>" + entries + b"</urlset>"
    assert len(sitemap) > 0.95 * MAX_SITEMAP_BYTES
    names = [f"/sitemap{number}.xml" for number in range(3 * SITEMAPS_HELD)]
    routes: dict[str, Route] = {name: [answer(200, sitemap, {"Content-Type": "application/xml"})] for name in names}
    with Server(routes) as server:
        robots = "".join(f"Sitemap: {server.origin}{name}\n" for name in names)
        server.routes["/robots.txt"] = [answer(200, robots.encode(), {"Content-Type": "text/plain"})]
        server.routes["/"] = [answer(200, links().encode())]
        peak = peak_of_a_crawl(tmp_path / "run", f"{server.origin}/", CONCURRENCY)
        assert len(server.requests) >= len(names)
    assert peak.crawl < SITEMAP
