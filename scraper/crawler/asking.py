"""One request: ask for it, and say what becomes of it."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urldefrag

from scraper.crawler.answer import NOT_MODIFIED, REDIRECTS
from scraper.crawler.commits import Finished, failed_line, found
from scraper.crawler.frontier import Frontier, Lease, Settled, State, Version
from scraper.crawler.http import Fetcher
from scraper.crawler.metering import SLOW_DOWN
from scraper.crawler.reading import Store
from scraper.crawler.retry import RetryPolicy
from scraper.crawler.scope import Scope
from scraper.crawler.sitemaps import MAX_SITEMAP_BYTES, read_sitemap
from scraper.errors import ContentRefused, FetchError, StatusError
from scraper.page import HTML_TYPES, TEXT_TYPES, Page, Revisit
from scraper.request import Canonicalizer, Kind, Request, fingerprint, resolve
from scraper.settings import Settings
from scraper.stats import Stats

SITEMAPS_HELD = 4
"""Sitemaps on their way or read at the same time: a host that is slow with its own does not hold up all others."""
MAX_HOPS = 10
"""Redirects followed from one address; more is a loop."""

REDIRECTS_TO = "duplicate: redirects to "
"""Beginning of the reason of an address that redirects; its target follows."""

_READ_TYPES = frozenset({*HTML_TYPES, *TEXT_TYPES, ""})
_FOUND_AT_ONCE = 2_000  # addresses of a sitemap in one transaction


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks for leased requests, one call each.

    :param canonical: gives the form under which an address is known.
    :param store: holds the pages that were had before.
    :param clock: Unix time.
    """

    frontier: Frontier
    fetcher: Fetcher
    scope: Scope
    settings: Settings
    retry: RetryPolicy
    canonical: Canonicalizer
    store: Store
    clock: Callable[[], float]
    rng: random.Random
    sitemaps: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SITEMAPS_HELD))
    """Sitemaps may be far larger than pages, so that only a few are held at a time …"""
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """… and one of them is read."""

    async def ask(self, lease: Lease) -> Page | list[Finished]:
        """Ask once. A page to be read is returned as such; everything else is settled here."""
        if lease.request.kind is not Kind.SITEMAP:
            return await self._ask(lease)
        async with self.sitemaps:
            return await self._ask(lease)

    async def _ask(self, lease: Lease) -> Page | list[Finished]:
        started = self.clock()
        types: list[str] = []

        def accept(media_type: str) -> bool:
            types.append(media_type)
            return media_type in _READ_TYPES

        sitemap = lease.request.kind is Kind.SITEMAP
        version = None if sitemap else lease.version
        held = await self._held(version) if version and version.seen.validators else None
        size = max(MAX_SITEMAP_BYTES, self.settings.max_bytes) if sitemap else None
        try:
            page = await self.fetcher.fetch(
                lease.request.url,
                accept=None if sitemap else accept,
                max_bytes=size,
                sent=lambda: self.frontier.sent(lease.host, self.clock()),
                known=version.seen.validators if version and held else None,
            )
        except ContentRefused as error:
            self.frontier.welcomed(lease.host)
            if types and types[-1] not in _READ_TYPES:
                return [_set_aside(lease, f"type: {types[-1]}")]
            return [_given_up(lease, str(error), Stats(fetched=1))]
        except FetchError as error:
            return [self._failed(lease, error, started)]
        except Exception as error:  # noqa: BLE001 - a flaw of ours must cost this address, not the crawl
            return [_given_up(lease, f"{type(error).__name__}: {error}", Stats())]
        self.frontier.welcomed(lease.host)
        status = page.status or 200
        if status in REDIRECTS and (location := page.header("location")):
            return [self._redirected(lease, location)]
        if status == NOT_MODIFIED and held is not None:
            return _unchanged(held, page)
        if not 200 <= status < 300:
            return [_given_up(lease, f"HTTP {status}", Stats(fetched=1))]
        if sitemap:
            async with self.reading:
                return await asyncio.to_thread(self._sitemap, lease, page.body)
        if version and page.sha256.startswith(version.seen.digest.hex()):
            held = held or await self._held(version)
            return _unchanged(held, page) if held else page
        return page

    async def _held(self, version: Version) -> Page | None:
        """Return the page as the archive holds it; None where that cannot be read, and so must be had anew."""
        place = version.seen.archive
        return await asyncio.to_thread(self.store.page_at, place) if place else None

    def _failed(self, lease: Lease, error: FetchError, started: float) -> Finished:
        now = self.clock()
        answered = Stats(fetched=1) if isinstance(error, StatusError) else Stats()
        if isinstance(error, StatusError):
            if error.status not in SLOW_DOWN:
                self.frontier.welcomed(lease.host)
            elif not self.frontier.refused(lease.host, now, started, error.retry_after, self.rng.random()):
                # One of many that were refused together: that is the pace's fault, and no try of this address.
                again = self.frontier.due_at(lease.host)
                settled = Settled(lease, State.RETRY, f"retry: {error}", again, lease.attempts)
                return Finished(lease, settled=settled, stats=answered)
        attempts = lease.attempts + 1
        wait = self.retry.wait(attempts, error)
        if wait is not None:
            settled = Settled(lease, State.RETRY, f"retry: {error}", now + wait, attempts)
            return Finished(lease, settled=settled, stats=answered)
        if lease.request.kind is Kind.SITEMAP and isinstance(error, StatusError) and error.status in (404, 410):
            return _set_aside(lease, f"sitemap: none there ({error})")
        return _given_up(lease, str(error), answered, attempts)

    def _redirected(self, lease: Lease, location: str) -> Finished:
        request = lease.request
        target = resolve(request.url, location)
        if target is None:
            return _given_up(lease, "redirects to what is no address", Stats(fetched=1))
        target = urldefrag(target).url
        if request.hops >= MAX_HOPS:
            return _given_up(lease, f"more than {MAX_HOPS} redirects", Stats(fetched=1))
        key = self._key(target)
        hops = request.hops + 1
        if target == request.url or self._leads_back(target, lease.key):
            return _given_up(lease, "redirects in a circle", Stats(fetched=1))
        if key == lease.key:
            # Only what does not count differs (a session id, say): the same page, to be asked for there.
            settled = Settled(lease, State.QUEUED, attempts=lease.attempts, url=target, hops=hops)
            return Finished(lease, settled=settled, stats=Stats(fetched=1))
        onward = found(self.scope, target, key, Request(target, request.depth, request.kind, hops), lease.id)
        finished = _set_aside(lease, f"{REDIRECTS_TO}{target}")
        finished.found.append(onward)
        return finished

    def _leads_back(self, target: str, key: bytes) -> bool:
        """Whether the redirects known so far lead from an address to the one that has this key."""
        for _ in range(MAX_HOPS):
            _, reason = self.frontier.standing(self._key(target)) or (None, None)
            if reason is None or not reason.startswith(REDIRECTS_TO):
                return False
            target = reason.removeprefix(REDIRECTS_TO)
            if self._key(target) == key:
                return True
        return False

    def _sitemap(self, lease: Lease, body: bytes) -> list[Finished]:
        """Read a sitemap. Runs beside the loop: a large one takes a second."""
        sitemap = read_sitemap(body)
        now = self.clock()
        entries = [(url, Request(url)) for url in sitemap.pages]
        hops = lease.request.hops + 1  # an index that leads to indexes without end is cut like a chain of redirects
        if hops <= MAX_HOPS:
            entries += [(url, Request(url, kind=Kind.SITEMAP, hops=hops)) for url in sitemap.sitemaps]
        links = []
        for url, request in entries:
            try:
                modified = sitemap.modified.get(url)
                told = modified if modified is not None and modified <= now else None  # a future one is a mistake
                links.append(found(self.scope, url, self._key(url), request, lease.id, modified=told))
            except ValueError:
                continue
        parts = [links[start : start + _FOUND_AT_ONCE] for start in range(0, len(links), _FOUND_AT_ONCE)]
        settled = Settled(lease, State.DONE, f"sitemap: {len(sitemap.pages)} pages")
        # The sitemap itself is settled with the last part: a kill before it reads the sitemap again.
        return [*(Finished(found=part) for part in parts), Finished(lease, settled=settled, stats=Stats(fetched=1))]

    def _key(self, url: str) -> bytes:
        return fingerprint(self.canonical(url))


def _unchanged(held: Page, answer: Page) -> Page:
    """Return the page as it lies in the archive, with the answer that says that it is still so."""
    moment = answer.fetched_at or datetime.now(UTC)
    return replace(held, revisit=Revisit(answer.status or NOT_MODIFIED, answer.headers, moment))


def _set_aside(lease: Lease, reason: str) -> Finished:
    return Finished(lease, settled=Settled(lease, State.SKIPPED, reason), stats=Stats(fetched=1))


def _given_up(lease: Lease, reason: str, stats: Stats, attempts: int = 0) -> Finished:
    reason = f"failed: {reason}"
    settled = Settled(lease, State.FAILED, reason, attempts=attempts)
    return Finished(lease, settled=settled, stats=stats, reject=failed_line(lease.request.url, reason))
