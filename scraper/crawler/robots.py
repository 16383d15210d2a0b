"""How a host's robots.txt is fetched, and what its absence means (RFC 9309 §2.3).

============================  ===============================================================================
what comes                    what it means
============================  ===============================================================================
2xx                           its rules hold for a day, whatever its media type says
4xx but 429                   there are no rules, for a day
3xx                           is followed, five times at most and to other hosts, too; further ones: no rules
429, 5xx, no whole answer     nothing may be asked of the host for now: it is asked for its file again in five
                              minutes, or when the host said
============================  ===============================================================================

A host that stays out of reach stays closed, however long: the standard lets a crawler go by its last copy of the file,
or by none, after a month or so (§2.3.1.4), and we take neither liberty. A copy that is older than a day is never used.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from scraper.crawler.answer import REDIRECTS
from scraper.crawler.http import Fetcher
from scraper.crawler.robots_rules import MAX_ROBOTS_BYTES, RobotsRules, Rule
from scraper.errors import FetchError, NetworkError, StatusError
from scraper.request import resolve

__all__ = ["CACHE_SECONDS", "CLOSED_SECONDS", "RobotsAnswer", "RobotsRules", "Rule", "fetch_robots"]

CACHE_SECONDS = 86_400.0
"""A file is not used for longer than a day (RFC 9309 §2.4)."""
CLOSED_SECONDS = 300.0
"""After so long a host whose file could not be had is asked again."""

_MAX_HOPS = 5  # redirects followed (RFC 9309 §2.3.1.2)


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What asking for robots.txt gave."""

    state: Literal["rules", "open", "closed"]
    """``rules``: the file says it; ``open``: there is none, all is allowed; ``closed``: nothing is, for now."""
    body: bytes
    """The file, at most a little more than is read of it; empty unless the state is ``rules``."""
    fetched_at: float
    """Unix time."""
    expires_at: float
    """Unix time from which it must be asked for again."""
    error: FetchError | None = field(default=None, compare=False)
    """Why the host is open or closed; None where it follows from an answer that is no error."""


async def fetch_robots(
    fetcher: Fetcher,
    origin: str,
    *,
    now: float,
    before_hop: Callable[[str], Awaitable[None]] | None = None,
    sent: Callable[[str], None] | None = None,
) -> RobotsAnswer:
    """Ask an origin for its robots.txt. Never raises FetchError.

    :param origin: scheme, host and port, such as ``https://example.org``.
    :param now: Unix time.
    :param before_hop: called with each address before it is asked for, so that the caller can keep the hosts' pace;
        redirects may lead to other hosts.
    :param sent: told each address at the moment the request for it goes out.
    """
    url = f"{origin.rstrip('/')}/robots.txt"
    try:
        for _ in range(_MAX_HOPS + 1):
            if before_hop is not None:
                await before_hop(url)
            on_the_wire = None if sent is None else partial(sent, url)
            page = await fetcher.fetch(url, max_bytes=MAX_ROBOTS_BYTES + 1, truncate=True, sent=on_the_wire)
            if page.status is not None and 200 <= page.status < 300:
                return RobotsAnswer("rules", page.body, now, now + CACHE_SECONDS)
            location = page.header("location")
            if page.status not in REDIRECTS or location is None:
                break
            target = resolve(url, location)
            if target is None:
                raise NetworkError(f"{url} redirects to what is no address.")
            url = target
    except FetchError as error:
        return _without_file(error, now)
    # Too many redirects, or an answer that holds no file: "unavailable", as if there were none.
    return RobotsAnswer("open", b"", now, now + CACHE_SECONDS)


def _without_file(error: FetchError, now: float) -> RobotsAnswer:
    """Say what a failure means: a 4xx opens the host, everything else closes it for now (RFC 9309 §2.3.1.3, .4)."""
    wait = 0.0
    if isinstance(error, StatusError):
        # 429 speaks of our pace, not of the file. The standard's authors except it too:
        # https://developers.google.com/crawling/docs/robots-txt/robots-txt-spec (handling of errors).
        if error.status < 500 and error.status != 429:
            return RobotsAnswer("open", b"", now, now + CACHE_SECONDS, error)
        wait = error.retry_after or 0.0
    return RobotsAnswer("closed", b"", now, now + max(CLOSED_SECONDS, wait), error)
