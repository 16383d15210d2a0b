"""Working on a run at a URL: held, brought into the cache, published now and then and at the end."""

import os
import shutil
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from scraper.errors import ScraperError, StoreChanged, StoreError
from scraper.run_folder import RunFolder, mapped_os_errors
from scraper.storage.cache import Cache, Remembered, cache_home
from scraper.storage.claim import Claim, claim
from scraper.storage.opening import store_at
from scraper.storage.port import Store
from scraper.storage.published import copy_parts
from scraper.storage.publishing import Publishing, identity_of
from scraper.storage.urls import Place, place_at

EVERY = "QAHARVEST_PUBLISH_SECONDS"
"""Environment variable: seconds between two publications while a crawl works."""

_SECONDS = 300.0
_FIRST = 20.0  # so that others see soon what is there
_AGAIN = 60.0  # after a failure
_SHARE = 10  # publishing takes a tenth of the time at most
_GROWN = 256 * 1024 * 1024  # octets of the archive after which no time is waited for


class Tell(Protocol):
    """Takes sentences for a person."""

    def __call__(self, sentence: str, *, is_warning: bool = False) -> None:
        """Take one."""


@contextmanager
def working(url: str, tell: Tell | None = None) -> Iterator[Path]:
    """Give the local run folder of a run at a URL, to crawl into, for the length of a block; then it is published.

    :raises RunLocked: if another process or machine works on the run.
    :raises StoreChanged: at the end, if another machine took the run over meanwhile.
    :raises StoreError: if the store refuses; what was crawled is in the cache, and published by the next start.
    :raises MissingExtra: if the store's library is not installed.
    """
    tell = tell or _untold
    place = place_at(url)
    if not place.name:
        raise StoreError(f"{url} names no run; write a name behind the bucket.")
    store = store_at(place)
    cache = Cache(place)
    with mapped_os_errors(cache.path, cache.path):
        cache_home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with RunFolder(cache.path).lock():
        remembered = cache.remembered()
        held = claim(store, place, remembered.cache)
        try:
            if not held.is_kept_apart():
                tell(
                    f"{url}: this store lets two machines write at once; see to it that only one does.", is_warning=True
                )
            with held.renewed():
                with mapped_os_errors(cache.path, cache.path):
                    _bring(store, place, cache, remembered, held=held, tell=tell)
                held.sweep()
                tell(f"{url} is worked on in {cache.run}, and published from there.")
                with _Publisher(Publishing(store, place, cache, remembered, held), held, cache, url, tell):
                    yield cache.run
        finally:
            if held.lost is None:
                with suppress(StoreError):  # it ends by itself
                    held.release()


def _bring(store: Store, place: Place, cache: Cache, remembered: Remembered, *, held: Claim, tell: Tell) -> None:
    """Bring what is published into the cache, where the cache does not hold it or more already."""
    shutil.rmtree(cache.scratch, ignore_errors=True)
    cache.scratch.mkdir(mode=0o700)
    published = held.was
    is_ours = published.writer in ("", remembered.cache)
    if published.files and not (is_ours and RunFolder(cache.run).frontier.is_file()):
        if not is_ours and RunFolder(cache.run).frontier.is_file():
            tell(f"{place.given} went on elsewhere; what this cache holds beyond it is left out.", is_warning=True)
        new = cache.scratch / "run"
        for name, parts in published.files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            copy_parts(store, place, parts, new / name)
        shutil.rmtree(cache.run, ignore_errors=True)  # a kill from here on makes the next start bring all again
        new.rename(cache.run)
        remembered.seen = {}
        for name in published.files:
            with (cache.run / name).open("rb") as file:
                remembered.seen[name] = identity_of(file)
        tell(f"{place.given}: {len(published.files)} files were brought into the cache.")
    remembered.generation = held.manifest.generation
    cache.remember(remembered)
    if not is_ours:
        # Only now: a kill before must make the next start bring all again.
        held.replace(replace(held.manifest, writer=remembered.cache))


class _Publisher:
    """Publishes while a block runs, in a thread of its own, and behind it."""

    def __init__(self, publishing: Publishing, held: Claim, cache: Cache, url: str, tell: Tell) -> None:
        self._publishing = publishing
        self._claim = held
        self._cache = cache
        self._url = url
        self._tell = tell
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="publish", daemon=True)
        self._every = _seconds()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        self._over.set()
        self._thread.join()
        if self._claim.lost is not None:
            raise self._claim.lost
        try:
            sent = self._publishing.publish(whole=True)
        except ScraperError as refused:
            if error is not None and not isinstance(error, KeyboardInterrupt):
                return  # that is told
            if isinstance(refused, StoreChanged):
                raise
            raise StoreError(
                f"{refused} What was crawled is in {self._cache.run}, and the next start publishes it."
            ) from refused
        self._tell(f"{self._url} is published ({sent:,} bytes sent).")

    def _run(self) -> None:
        publish = time.monotonic() + min(_FIRST, self._every)
        size = self._size()
        while not self._over.wait(0.2):
            began = time.monotonic()
            try:
                if began >= publish or self._size() - size > _GROWN:
                    size = self._size()
                    self._publishing.publish(whole=False)
                    ended = time.monotonic()
                    publish = ended + max(self._every, _SHARE * (ended - began))
            except StoreChanged as error:
                self._tell(f"{error} The crawl stops.", is_warning=True)
                os.kill(os.getpid(), signal.SIGINT)  # the crawl ends as for Ctrl-C: whole
                return
            except ScraperError as error:
                self._tell(f"Not published: {error} The crawl goes on, and so do the tries.", is_warning=True)
                publish = time.monotonic() + min(_AGAIN, max(self._every, 1.0))

    def _size(self) -> int:
        total = 0
        for path in (self._cache.run / "archive").glob("*.gz"):
            with suppress(OSError):
                total += path.stat().st_size
        return total


def _untold(sentence: str, *, is_warning: bool = False) -> None:
    if is_warning:
        warnings.warn(sentence, stacklevel=2)


def _seconds() -> float:
    try:
        return max(0.1, float(os.environ.get(EVERY, "")))
    except ValueError:
        return _SECONDS
