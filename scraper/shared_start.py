"""One start of a worker of a shared crawl: a frontier in PostgreSQL, files of its own, and gathering at the end."""

import json
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scraper.crawler.frontier.opening import kept_url, open_shared, open_shared_ledger
from scraper.crawler.loop import Ended
from scraper.crawler.observer import Observer, Silent
from scraper.crawler.scope import Scope
from scraper.crawling import Crawling, about
from scraper.errors import RunLocked, UsageError
from scraper.executors import Executor
from scraper.joining import Joining
from scraper.outcome import Outcome, difference, drift_of, pace_of
from scraper.run_folder import RunFiles, RunFolder
from scraper.settings import Settings
from scraper.sites import Sites, sites_of
from scraper.stats import Stats
from scraper.worker_files import gather_worker_files

if TYPE_CHECKING:
    from scraper.crawler.frontier.postgres.frontier import PostgresFrontier

_KEPT = "run"
"""Note of a shared frontier: settings and seeds, for workers on other machines."""
_LEADING = "crawl"
_GATHERING = "gather"


@dataclass(frozen=True, slots=True)
class SharedStart:
    """What a worker works with.

    :param url: of the frontier; may hold a password, which is kept nowhere.
    :param name: of this worker, shown by ``status``.
    """

    folder: RunFolder
    settings: Settings
    seeds: tuple[str, ...]
    sites: Sites
    url: str
    observer: Observer
    executor: Executor | None = None
    name: str = ""

    def lead(self, added: Collection[str]) -> Outcome:
        """Sow the seeds, then work as the others do.

        :raises RunLocked: if another process leads.
        """
        scope = Scope(self.seeds, self.settings)
        if scope.series:
            raise UsageError(
                f"{scope.series[0].text} counts, which one process alone can do: leave out --frontier, "
                "or name the pages."
            )
        with self.folder.lock(shared=True):
            frontier = self._open()
            try:
                if not frontier.lock(_LEADING):
                    raise RunLocked(
                        f"Another crawl leads {self.folder.path}; work beside it with: "
                        f"qaharvest work {self.folder.path.name}"
                    )
                before = frontier.stats()
                kept = {"settings": asdict(self.settings.changed(frontier=None)), "seeds": list(self.seeds)}
                frontier.set_note(_KEPT, json.dumps(kept))
                crawling = self._crawling(scope, frontier)
                crawling.sow(added)
                return self._work(crawling, frontier, before)
            finally:
                frontier.close()

    def work(self) -> Outcome:
        """Work on a crawl that was begun."""
        with self.folder.lock(shared=True):
            frontier = self._open()
            try:
                before = frontier.stats()
                return self._work(self._crawling(Scope(self.seeds, self.settings), frontier), frontier, before)
            finally:
                frontier.close()

    def _open(self) -> "PostgresFrontier":
        return open_shared(self.url, pace_of(self.settings), crawl=self.folder.path.name, worker=self.name)

    def _crawling(self, scope: Scope, frontier: "PostgresFrontier") -> Crawling:
        return Crawling(self.settings, scope, frontier, self.sites, self.observer, self.executor)

    def _work(self, crawling: Crawling, frontier: "PostgresFrontier", before: Stats) -> Outcome:
        observer = self.observer
        began = time.monotonic()
        observer.started(self.folder.path, self.settings)
        for name in ("allow_private_hosts", "ignore_robots"):
            if getattr(self.settings, name):
                observer.event(name, kept=True)
        files = RunFiles(self.folder.path, {}, about(self.settings), worker=frontier.number)
        ended = crawling.run(files)
        self._gather(frontier, ended)
        stats = frontier.stats()
        drift = drift_of(frontier.coverage(), self.sites)
        for sign in drift:
            observer.event("drift", **asdict(sign))
        until = frontier.next_due() if ended == "deferred" else None
        observer.event("ended", ended=ended, deferred_until=until, **stats.as_dict())
        return Outcome(stats, difference(stats, before), time.monotonic() - began, ended, until, drift)

    def _gather(self, frontier: "PostgresFrontier", ended: Ended) -> None:
        """Put together what all workers wrote, if this is the last of them."""
        if ended == "interrupted" or (ended != "done" and not frontier.is_alone()) or not frontier.lock(_GATHERING):
            return
        try:
            gathered = gather_worker_files(self.folder.path, frontier)
            Joining(self.folder.path, frontier, self.sites.canonical).end(time.time(), done=ended == "done")
            stats = frontier.stats()
            self.folder.write_whole(self.folder.stats, json.dumps(stats.as_dict(), indent=2) + "\n")
            self.observer.event("gathered", files=gathered)
        finally:
            frontier.unlock(_GATHERING)


def worker_start(
    folder: RunFolder, url: str | None, *, name: str, observer: Observer | None, executor: Executor | None
) -> SharedStart:
    """Return the start of a worker of a crawl that was begun, here or on another machine.

    :param url: of its frontier; None where the folder knows it.
    :raises UsageError: if neither does, or the crawl is not shared.
    """
    if folder.toml.is_file():
        settings, seeds = folder.read_toml()
        url = url or settings.frontier
        if url is None or settings.frontier is None:
            raise UsageError(f"{folder.path} is no shared crawl: go on with 'qaharvest crawl {folder.path.name}'.")
    elif url is None:
        raise UsageError(f"There is no run in {folder.path}: name the crawl's frontier with --frontier postgresql://…")
    else:
        kept = kept_url(url, folder.path.name)
        settings, seeds = kept_run(url, folder.path.name)
        settings = settings.changed(frontier=kept)
        with folder.lock(shared=True):
            folder.write_toml(settings, seeds)
    return SharedStart(folder, settings, seeds, sites_of(settings), url, observer or Silent(), executor, name)


def kept_run(url: str, crawl: str) -> tuple[Settings, tuple[str, ...]]:
    """Return settings and seeds of a crawl that was begun, perhaps on another machine.

    :raises FrontierError: if there is no such crawl.
    :raises UsageError: if nobody has begun it.
    """
    with closing(open_shared_ledger(url, crawl=crawl)) as ledger:
        note = ledger.note(_KEPT)
    if note is None:
        raise UsageError("That crawl was not begun yet: start it with 'qaharvest crawl RUN URL --frontier …'.")
    kept = json.loads(note)
    return Settings.from_table({name: value for name, value in kept["settings"].items() if value is not None}), tuple(
        kept["seeds"]
    )
