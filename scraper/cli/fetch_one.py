"""Fetching one page politely: robots.txt is asked first, redirects are followed and asked for again."""

import asyncio
import time
from urllib.parse import urlsplit

from scraper.crawler.answer import REDIRECTS
from scraper.crawler.guard import Guard
from scraper.crawler.http import Fetcher, HttpFetcher
from scraper.crawler.robots import RobotsRules, fetch_robots
from scraper.errors import AddressRefused, FetchError, UsageError
from scraper.page import Page
from scraper.pipeline import READABLE_TYPES
from scraper.request import DEFAULT_PORTS, host_key, resolve
from scraper.settings import Settings
from scraper.version import __version__

_MAX_HOPS = 10


def fetch_one(url: str, *, allow_private_hosts: bool = False) -> Page:
    """Fetch one page.

    :param allow_private_hosts: whether the address's own host may lie in private or loopback ranges.
    :raises UsageError: if it cannot be had; the sentence says why.
    """
    try:
        return asyncio.run(_fetch(url, _open_hosts(url) if allow_private_hosts else frozenset()))
    except FetchError as error:
        raise UsageError(f"{url} could not be fetched: {_clause(error)}.") from error


async def _fetch(url: str, open_hosts: frozenset[tuple[str, int]]) -> Page:
    fetcher = HttpFetcher(Settings(), guard=Guard(open_hosts), version=__version__)
    try:
        for _ in range(_MAX_HOPS + 1):
            await _ask_robots(fetcher, url)
            page = await fetcher.fetch(url, accept=READABLE_TYPES.__contains__)
            location = page.header("location")
            if page.status not in REDIRECTS or location is None:
                return page
            target = resolve(url, location)
            if target is None:
                raise UsageError(f"{url} redirects to what is no address; try another.")
            url = target
    finally:
        await fetcher.aclose()
    raise UsageError(f"{url} redirects more than {_MAX_HOPS} times; try another address.")


async def _ask_robots(fetcher: Fetcher, url: str) -> None:
    """Ask the host's robots.txt whether the address may be fetched.

    :raises UsageError: if it may not.
    """
    parts = urlsplit(url)
    robots = await fetch_robots(fetcher, f"{parts.scheme}://{host_key(url)}", now=time.time())
    if isinstance(robots.error, AddressRefused):
        raise robots.error
    if robots.state == "closed":
        reason = _clause(robots.error) if robots.error else "no answer"
        raise UsageError(f"{url} is not fetched, because its robots.txt could not be had ({reason}); try later.")
    if robots.state == "rules" and not RobotsRules.parse(robots.body).allows(url):
        raise UsageError(f"{url} is not fetched, because the site's robots.txt forbids it.")


def _open_hosts(url: str) -> frozenset[tuple[str, int]]:
    parts = urlsplit(url)
    return frozenset({(parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme.lower()])})


def _clause(error: FetchError) -> str:
    """Return an error's sentence as a part of another one."""
    return str(error).rstrip(".")
