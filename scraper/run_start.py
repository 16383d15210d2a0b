"""One start of a crawl into a run folder: from what is kept and what is asked for to an outcome."""

import asyncio
import json
import re
import time
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scraper.crawler.frontier.clock_jump import follow_clock
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.opening import kept_url, open_ledger
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.observer import Observer, Silent
from scraper.crawler.scope import Scope
from scraper.crawler.series import Series, ask_again
from scraper.crawling import Crawling, about
from scraper.errors import SettingsError, UsageError
from scraper.executors import Executor
from scraper.joining import Joining, retry_failed
from scraper.outcome import Outcome, difference, drift_of, pace_of
from scraper.planning import HostPlan, Planning
from scraper.refresh import Refreshing, begin_refresh
from scraper.request import resolve
from scraper.run_folder import RunFiles, RunFolder
from scraper.settings import Settings
from scraper.shared_start import SharedStart
from scraper.sites import sites_of
from scraper.swap import Swap

_HOST_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")


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
        settings, seeds = self._plan()
        if settings.frontier is not None:
            return self._shared(settings, seeds).lead(self._added)
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

    def _shared(self, settings: Settings, seeds: tuple[str, ...]) -> SharedStart:
        """Return the start of a worker of a shared crawl, which leads it.

        :raises UsageError: if what is asked for needs a frontier of this process alone.
        """
        folder = self._folder
        asked = (("--fresh", self._fresh), ("--refresh", self._refresh), ("--retry-failed", self._retry_failed))
        if wrong := [name for name, is_given in asked if is_given]:
            raise UsageError(
                f"{wrong[0]} needs a frontier in the run folder: bring this one there with "
                f"'qaharvest frontier {folder.path.name} --to sqlite'."
            )
        if folder.frontier.exists():
            raise UsageError(
                f"{folder.path} has a frontier of its own: move it with "
                f"'qaharvest frontier {folder.path.name} --to {settings.frontier}'."
            )
        with folder.lock(shared=True):
            folder.write_toml(settings, seeds)
        return SharedStart(folder, settings, seeds, self._sites, self._url or "", self._observer, self._executor)

    def plan(self) -> tuple[HostPlan, ...]:
        """Return what would be asked of each host; nothing is touched."""
        settings, seeds = self._plan()
        with ExitStack() as held:
            ledger = None
            if self._url is not None:
                name = self._folder.path.name
                ledger = held.enter_context(closing(open_ledger(self._url, pace_of(settings), crawl=name)))
            elif self._folder.frontier.is_file() and not self._fresh:
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
        self._url = self._changes.get("frontier") or settings.frontier  # with its password, which is kept nowhere
        settings = settings.changed(**self._changes)
        if self._url is not None:
            settings = settings.changed(frontier=kept_url(self._url, self._folder.path.name))
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
        crawling = Crawling(settings, scope, frontier, self._sites, observer, self._executor)
        crawling.sow(self._added)
        ended = crawling.run(RunFiles(self._folder.path, frontier.files(), about(settings)))
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
        return Outcome(stats, difference(stats, before), time.monotonic() - began, ended, until, drift, joining.told)


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


def _refuse_running_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError("A crawl blocks: inside an event loop call it with 'await asyncio.to_thread(run.crawl, …)'.")
