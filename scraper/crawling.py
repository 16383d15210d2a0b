"""From settings and an open frontier to a crawl: its parts are made and put together here, and it runs to its end."""

import asyncio
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass

from scraper.crawler.commits import found
from scraper.crawler.frontier import Batch, Frontier
from scraper.crawler.gate import Gate
from scraper.crawler.guard import Guard
from scraper.crawler.http import Fetcher, HttpFetcher, user_agent
from scraper.crawler.loop import Crawl, Ended, Parts, Rendering
from scraper.crawler.observer import Observer
from scraper.crawler.scope import SCOPE_REASONS, Scope
from scraper.crawler.subrequests import Subrequests
from scraper.executors import Executor
from scraper.executors.local import Pool
from scraper.reader import ExecutorReader
from scraper.request import Request, fingerprint
from scraper.run_folder import RunFiles
from scraper.settings import Settings
from scraper.sites import Sites
from scraper.version import __version__


def about(settings: Settings) -> dict[str, str]:
    """Return what each file of the archive says of the crawl that wrote it."""
    return {
        "software": f"qaharvest/{__version__}",
        "format": "WARC File Format 1.1",
        "robots": "ignored" if settings.ignore_robots else "obeyed (RFC 9309)",
    }


@dataclass(frozen=True, slots=True)
class Crawling:
    """One crawl, by one process.

    :param executor: where pages are read; None for processes beside this one.
    """

    settings: Settings
    scope: Scope
    frontier: Frontier
    sites: Sites
    observer: Observer
    executor: Executor | None

    def sow(self, added: Collection[str]) -> None:
        """Bring the seeds into the frontier, and judge again what other seeds or settings kept out.

        :param added: seeds that were given for this start, which are asked for again if they were set aside.
        """
        frontier, scope = self.frontier, self.scope
        for host, origin in scope.hosts.items():
            frontier.open_host(host, origin)
        signature = f"{scope.signature()} robots={not self.settings.ignore_robots}"
        before = frontier.note("scope")
        if before is not None and before != signature:
            reasons = (*SCOPE_REASONS, "robots: ") if self.settings.ignore_robots else SCOPE_REASONS
            changed = frontier.rejudge(scope.verdict, reasons)
            self.observer.event("scope_changed", addresses=changed)
        frontier.set_note("scope", signature)
        keys = {fingerprint(self.sites.canonical(seed)): seed for seed in scope.seeds}
        unseen = frontier.unseen((key, 0) for key in keys)
        new = [found(scope, seed, key, Request(seed), None) for key, seed in keys.items() if key in unseen]
        frontier.commit(Batch(found=new))
        for key, seed in keys.items():
            if seed in added and key not in unseen:
                frontier.revive(key)

    def run(self, files: RunFiles) -> Ended:
        """Crawl until nothing is left that may be done now; ``files`` are closed then.

        :raises MissingExtra: if pages are to be shown in a browser and there is none.
        :raises StorageFull: if the disk refuses a write; what was committed stays.
        """
        executor = self.executor or Pool()
        reader = ExecutorReader(
            executor, self.settings.site, self.sites, lambda url: self.observer.event("worker_lost", url=url)
        )
        try:
            if self.frontier.next_due() is not None:
                reader.warm_up()
            return asyncio.run(self._crawl(files, reader))
        finally:
            if self.executor is None:
                executor.close()
            files.close()

    async def _crawl(self, files: RunFiles, reader: ExecutorReader) -> Ended:
        settings, frontier = self.settings, self.frontier
        open_hosts = self.scope.open_hosts() if settings.allow_private_hosts else frozenset()
        fetcher = HttpFetcher(settings, guard=Guard(open_hosts), version=__version__)
        try:
            rng = random.Random()  # noqa: S311 - spreads load, keeps no secret
            parts = Parts(
                settings, self.scope, frontier, fetcher, reader, files, self.observer, self.sites.canonical,
                frontier.now, rng, self._rendering(rng.random),
            )  # fmt: skip
            return await Crawl(parts).run()
        finally:
            await fetcher.aclose()

    def _rendering(self, jitter: Callable[[], float]) -> Rendering | None:
        """Return what makes the browser of a crawl, where one may be wanted."""
        settings, scope = self.settings, self.scope

        def asked_for(url: str) -> bool:
            home = self.sites.at_home(url)
            return home is not None and home.rendered

        wanted = settings.render in ("auto", "always") or any(map(asked_for, scope.hosts.values()))
        if settings.render == "never" or not wanted:
            return None
        from scraper.crawler.browser import BrowserRenderer, check_browser  # noqa: PLC0415 - few crawls need it

        check_browser()

        def rendering(fetcher: Fetcher, gate: Gate) -> BrowserRenderer:
            subrequests = Subrequests(
                self.frontier, fetcher, gate, scope, max_bytes=settings.max_bytes, robots=not settings.ignore_robots,
                clock=self.frontier.now, jitter=jitter,
            )  # fmt: skip
            return BrowserRenderer(
                subrequests, mode=settings.render, asked_for=asked_for, timeout=settings.timeout,
                max_bytes=settings.max_bytes, user_agent=user_agent(settings, __version__),
            )  # fmt: skip

        return rendering
