"""One start of a crawl into a run folder: from what is kept and what is asked for to an outcome."""

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from scraper.crawler.commits import found
from scraper.crawler.frontier import Batch, Pace
from scraper.crawler.frontier.clock_jump import follow_clock
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.crawler.loop import Crawl, Ended, Parts
from scraper.crawler.observer import Observer, Silent
from scraper.crawler.scope import SCOPE_REASONS, Scope
from scraper.crawler.series import Series, ask_again
from scraper.errors import SettingsError, UsageError
from scraper.executors import Executor
from scraper.executors.local import Pool
from scraper.joining import Joining, retry_failed
from scraper.packing import ExecutorReader
from scraper.planning import HostPlan, Planning
from scraper.quality.coverage import Drift, find_drift
from scraper.refresh import Refreshing, begin_refresh
from scraper.request import Request, fingerprint, resolve
from scraper.run_folder import RunFiles, RunFolder
from scraper.settings import Settings
from scraper.sites import Sites, sites_of
from scraper.stats import FieldCount, Stats
from scraper.swap import Swap
from scraper.version import __version__

_HOST_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one start of a crawl ended."""

    stats: Stats
    """Counts over the whole life of the run."""
    new: Stats
    """Counts of this start alone."""
    seconds: float
    """Duration of this start."""
    ended: Literal["done", "limit", "deferred", "interrupted"]
    """``done``: nothing is left; ``limit``: ``max_pages`` is reached; ``deferred``: all that is left must wait."""
    deferred_until: float | None = None
    """Unix time at which the first deferred request may be made."""
    drift: tuple[Drift, ...] = ()
    """Signs that a site's layout is not what its profile knows."""
    changes: Mapping[str, int] = field(default_factory=dict)
    """What ``changes.jsonl`` was told: ``new``, ``changed``, ``gone`` → number of records. Empty without a refresh."""


class Start:
    """What is asked for, checked before anything is touched."""

    def __init__(
        self,
        folder: RunFolder,
        seeds: tuple[str, ...],
        changes: Mapping[str, Any],
        *,
        fresh: bool,
        refresh: Refreshing,
        retry_failed: bool,
        observer: Observer | None,
        executor: Executor | None,
    ) -> None:
        self._folder = folder
        self._given = tuple(dict.fromkeys(_seed(url) for url in seeds))
        self._changes = changes
        self._fresh = fresh
        self._refresh = refresh
        self._retry_failed = retry_failed
        self._observer = observer or Silent()
        self._executor = executor
        self._plan()

    def run(self) -> Outcome:
        """Hold the folder, bring its files in order, and crawl."""
        _refuse_running_loop()
        folder = self._folder
        with folder.lock():
            settings, seeds = self._plan()  # again: another crawl may have ended meanwhile
            folder.check_own(fresh=self._fresh)
            if self._fresh:
                folder.wipe()
            folder.write_toml(settings, seeds)
            if seconds := follow_clock(folder.frontier, time.time()):
                self._observer.event("clock_set_back", seconds=round(seconds))
            frontier = SqliteFrontier(folder.frontier, pace_of(settings))
            try:
                return self._crawl(settings, seeds, frontier)
            finally:
                frontier.close()

    def plan(self) -> tuple[HostPlan, ...]:
        """Return what would be asked of each host; nothing is touched."""
        settings, seeds = self._plan()
        with ExitStack() as held:
            ledger = None
            if self._folder.frontier.is_file() and not self._fresh:
                ledger = held.enter_context(closing(Ledger(self._folder.frontier, pace_of(settings))))
            return Planning(
                Scope(seeds, settings), settings, self._sites.canonical, ledger, self._refresh, self._retry_failed,
                time.time(),
            ).hosts()  # fmt: skip

    def _plan(self) -> tuple[Settings, tuple[str, ...]]:
        """Return the settings and seeds that will hold.

        :raises UsageError: if there is no seed.
        :raises SettingsError: if a setting is unknown or impossible, or the run's profile file cannot be read.
        :raises UnknownSite: if there is no profile of the name that is to be forced.
        """
        settings, seeds = self._kept()
        self._added = set(self._given) - set(seeds)
        known = {field.name for field in fields(Settings)}
        if unknown := sorted(set(self._changes) - known):
            raise SettingsError(f"There is no setting {unknown[0]!r}; the settings are {', '.join(sorted(known))}.")
        settings = settings.changed(**self._changes)
        if self._changes.get("profile"):  # the run may be resumed from another folder
            settings = settings.changed(profile=str(Path(self._changes["profile"]).absolute()))
        self._sites = sites_of(settings)
        if self._fresh and self._given:
            seeds = ()
        seeds = tuple(dict.fromkeys((*seeds, *self._given)))
        if not seeds:
            raise UsageError(
                f"{self._folder.path} has no seed yet: give an address, as in "
                f"'qaharvest crawl {self._folder.path.name} https://example.org/'."
            )
        return settings, seeds

    def _kept(self) -> tuple[Settings, tuple[str, ...]]:
        if not self._folder.toml.is_file():
            return Settings(), ()
        try:
            return self._folder.read_toml()
        except SettingsError:
            if self._fresh and self._given:
                return Settings(), ()
            raise

    def _crawl(self, settings: Settings, seeds: tuple[str, ...], frontier: SqliteFrontier) -> Outcome:
        observer = self._observer
        began = time.monotonic()
        Swap(self._folder.path, frontier).repair()
        for name, octets in self._folder.cut_back(frontier.files()).items():
            observer.event("cut_back", file=name, octets=octets)
        observer.started(self._folder.path, settings)
        for name in ("allow_private_hosts", "ignore_robots"):
            if getattr(settings, name):
                observer.event(name, kept=name not in self._changes)
        scope = Scope(seeds, settings)
        if self._refresh:
            for series in scope.series:
                ask_again(series, frontier, self._sites.canonical)
            observer.event("refresh", pages=begin_refresh(frontier, time.time(), due=self._refresh == "due"))
        if self._retry_failed:
            observer.event("retry_failed", addresses=retry_failed(self._folder.path, frontier))
        before = frontier.stats()
        self._sow(frontier, scope, settings)
        ended = self._run_loop(settings, scope, frontier)
        joining = Joining(self._folder.path, frontier, self._sites.canonical)
        if ended != "interrupted":
            joining.end(time.time(), done=ended == "done")
        stats = frontier.stats()
        self._folder.write_whole(self._folder.stats, json.dumps(stats.as_dict(), indent=2) + "\n")
        drift = drift_of(frontier.coverage(), self._sites)
        for sign in drift:
            observer.event("drift", **asdict(sign))
        until = frontier.next_due() if ended == "deferred" else None
        observer.event("ended", ended=ended, deferred_until=until, **stats.as_dict())
        return Outcome(stats, _difference(stats, before), time.monotonic() - began, ended, until, drift, joining.told)

    def _sow(self, frontier: SqliteFrontier, scope: Scope, settings: Settings) -> None:
        """Bring the seeds into the frontier, and judge again what other seeds or settings kept out."""
        for host, origin in scope.hosts.items():
            frontier.open_host(host, origin)
        signature = f"{scope.signature()} robots={not settings.ignore_robots}"
        before = frontier.note("scope")
        if before is not None and before != signature:
            reasons = (*SCOPE_REASONS, "robots: ") if settings.ignore_robots else SCOPE_REASONS
            changed = frontier.rejudge(scope.verdict, reasons)
            self._observer.event("scope_changed", addresses=changed)
        frontier.set_note("scope", signature)
        keys = {fingerprint(self._sites.canonical(seed)): seed for seed in scope.seeds}
        unseen = frontier.unseen((key, 0) for key in keys)
        new = [found(scope, seed, key, Request(seed), None) for key, seed in keys.items() if key in unseen]
        frontier.commit(Batch(found=new))
        for key, seed in keys.items():
            if seed in self._added and key not in unseen:
                frontier.revive(key)

    def _run_loop(self, settings: Settings, scope: Scope, frontier: SqliteFrontier) -> Ended:
        executor = self._executor or Pool()
        about = {
            "software": f"qaharvest/{__version__}",
            "format": "WARC File Format 1.1",
            "robots": "ignored" if settings.ignore_robots else "obeyed (RFC 9309)",
        }
        files = RunFiles(self._folder.path, frontier.files(), about)
        reader = ExecutorReader(
            executor, settings.site, self._sites, lambda url: self._observer.event("worker_lost", url=url)
        )
        if frontier.next_due() is not None:
            reader.warm_up()

        async def crawl() -> Ended:
            open_hosts = scope.open_hosts() if settings.allow_private_hosts else frozenset()
            fetcher = HttpFetcher(settings, guard=Guard(open_hosts), version=__version__)
            try:
                parts = Parts(
                    settings, scope, frontier, fetcher, reader, files, self._observer, self._sites.canonical,
                    steady_clock(), random.Random(),  # noqa: S311 - spreads load, keeps no secret
                )  # fmt: skip
                return await Crawl(parts).run()
            finally:
                await fetcher.aclose()

        try:
            return asyncio.run(crawl())
        finally:
            if self._executor is None:
                executor.close()
            files.close()


def steady_clock(
    wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
) -> Callable[[], float]:
    """Return a clock of Unix time that does not jump when the system's clock is set while it runs."""
    offset = wall() - steady()
    return lambda: offset + steady()


def drift_of(spans: list[tuple[int, FieldCount]], sites: Sites) -> tuple[Drift, ...]:
    """Return the signs that a site's layout is not what its profile knows."""
    return find_drift(spans, {profile.name: profile.baseline for profile in sites.all()})


def pace_of(settings: Settings) -> Pace:
    """Return the pace that the settings ask for."""
    return Pace(settings.delay, settings.per_host, settings.concurrency, not settings.ignore_robots)


def _seed(url: str) -> str:
    """Return a seed as it will be asked for: no fragment, and no credentials, which would only be written about.

    :raises UsageError: if there is no such address.
    """
    if Series.of(url) is not None:
        return url
    absolute = resolve(None, url)
    parts = urlsplit(absolute or "")
    host = (parts.hostname or "").rstrip(".")
    if not (":" in host or _HOST_NAME.fullmatch(host)) or parts.port == 0:
        raise UsageError(f"{url!r} is not an http or https address: write it whole, as in https://example.org/.")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def _difference(stats: Stats, before: Stats) -> Stats:
    return replace(stats - before, deferred=stats.deferred)


def _refuse_running_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError("A crawl blocks: inside an event loop call it with 'await asyncio.to_thread(run.crawl, …)'.")
