"""From pages to bytes ready to be written: the pure work that a crawl gives to other processes.

Kept light to import: it is what every worker process loads.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from scraper.archive.warc import pack_page, pack_rendered, pack_revisit
from scraper.crawler.frontier import Seen
from scraper.crawler.reading import ReadPage
from scraper.lines import read_lines, unreadable
from scraper.page import Page, Validators
from scraper.request import fingerprint, host_key
from scraper.sites import Sites

_DIGEST_OCTETS = 16

Job = tuple[tuple[Page, ...], str | None, Sites]
"""Pages, the name of the profile to force on them, and the profiles there are."""


def pack(job: Job) -> list[ReadPage]:
    """Read and pack each page; a page that cannot be read is a rejected one."""
    pages, site, sites = job
    return [_pack(page, site, sites) for page in pages]


def _pack(page: Page, site: str | None, sites: Sites) -> ReadPage:
    gave, links = read_lines(page, site, sites)
    is_later = any(part.number > 1 for part in gave.parts)
    member, lead = _member(page)
    return ReadPage(
        member=member,
        gave=gave,
        links=_keyed(links.follow, sites),
        canonical=None if is_later else _canonical(page, links.canonical, sites),
        seen=_seen(page),
        feeds=_keyed(links.feeds, sites),
        lead=lead,
    )


def _member(page: Page) -> tuple[bytes, int]:
    """Return what is written of a page, and how much of that comes before the page itself."""
    if page.plain is not None:
        answer, conversion = pack_rendered(page)
        return answer + conversion, len(answer)
    return (pack_revisit(page, page.revisit) if page.revisit else pack_page(page)), 0


def _seen(page: Page) -> Seen:
    answer = page.revisit or page
    moment = answer.fetched_at or datetime.now(UTC)
    told = Validators.of(answer.headers) or Validators.of(page.headers)  # a 304 need not repeat them
    if page.plain is not None:
        told = Validators()  # they tell of the answer, not of what its scripts made of it
    return Seen(bytes.fromhex(page.sha256)[:_DIGEST_OCTETS], told, moment.timestamp(), page.archive)


def _keyed(urls: Iterable[str], sites: Sites) -> tuple[tuple[str, bytes], ...]:
    return tuple((url, key) for url in urls if (key := _key(url, sites)))


def _key(url: str, sites: Sites) -> bytes | None:
    try:
        return fingerprint(sites.canonical(url))
    except ValueError:
        return None


def _canonical(page: Page, named: str | None, sites: Sites) -> tuple[str, bytes] | None:
    try:
        if named is None or page.url is None or host_key(named) != host_key(page.url):
            return None
        form = sites.canonical(named)
    except ValueError:
        return None
    return form, fingerprint(form)


def unread(page: Page, why: str) -> ReadPage:
    """Return what is kept of a page that no reader survived."""
    member, lead = _member(page)
    return ReadPage(member, unreadable(page, why), seen=_seen(page), lead=lead)
