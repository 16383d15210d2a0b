"""Holding a run at a URL: its manifest, which is replaced only if it is still the one that was read."""

import os
import platform
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from scraper.errors import RunLocked, StoreChanged, StoreError
from scraper.storage.manifest import MOST_OCTETS, NAME, Manifest, generation_of, key_in
from scraper.storage.port import Store
from scraper.storage.published import read_manifest
from scraper.storage.urls import Place

_RENEWED = 60.0  # seconds; five times as long without a word mean that a holder is dead


class Claim:
    """A run that is held by one cache.

    :param tag: of the manifest as it was read; None if there was none.
    :raises StoreChanged: if another machine was faster.
    """

    def __init__(self, store: Store, place: Place, manifest: Manifest, tag: str | None, cache: str) -> None:
        self._store = store
        self._place = place
        self._tag = tag
        self._cache = cache
        self._one_at_a_time = threading.Lock()
        self.lost: StoreChanged | None = None
        """What told that another machine holds the run now."""
        self.was = manifest
        """The manifest before the run was claimed."""
        self.manifest = manifest
        """What is published."""
        self.replace(replace(manifest, generation=manifest.generation + 1))

    def replace(self, manifest: Manifest) -> None:
        """Publish a manifest in the place of the one that was published last; it tells that the holder lives.

        :raises StoreChanged: if another machine holds the run now.
        """
        with self._one_at_a_time:
            self._put(manifest.held_by(self._cache, platform.node()[:100]))

    def release(self) -> None:
        """Let others have the run.

        :raises StoreError: if the store refuses; then it is held for five minutes more.
        """
        self._put(replace(self.manifest, holder="", machine=""))

    @contextmanager
    def renewed(self) -> Iterator[None]:
        """Tell now and then, in a thread, that the holder lives, for the length of a block.

        Once the run is lost, the block is interrupted as by Ctrl-C: a crawl ends whole then.
        """
        over = threading.Event()

        def renew() -> None:
            while not over.wait(_RENEWED):
                try:
                    self.renew()
                except StoreChanged:
                    os.kill(os.getpid(), signal.SIGINT)
                    return
                except StoreError:  # it is tried again, and whoever publishes tells of it
                    continue

        thread = threading.Thread(target=renew, name="claim", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def renew(self) -> None:
        """Tell that the holder lives.

        :raises StoreChanged: if another machine holds the run now.
        """
        with self._one_at_a_time:
            self._put(self.manifest.held_by(self._cache, platform.node()[:100]))

    def is_kept_apart(self) -> bool:
        """Whether the store keeps two machines apart: it must refuse to make an object that is there."""
        try:
            self._tag = self._store.put(key_in(self._place, NAME), self.manifest.to_json(), None)
        except StoreChanged:
            return True
        return False

    def sweep(self) -> None:
        """Remove what earlier holders sent and never published.

        :raises StoreError: if the store refuses.
        """
        start = f"{self._place.key.rstrip('/')}/" if self._place.key else ""
        before = self.manifest.generation

        def is_left(key: str) -> bool:
            # Publications of this holder, and of all that come after it, have higher numbers.
            generation = generation_of(key.removeprefix(start))
            return generation is not None and generation <= before

        kept = self.manifest.keys()
        found = self._store.keys(key_in(self._place, "published"))
        self._store.remove([key for key in found if is_left(key) and key.removeprefix(start) not in kept])
        self._store.drop_uploads(key_in(self._place, "published"), is_left)

    def _put(self, manifest: Manifest) -> None:
        content = manifest.to_json()
        key = key_in(self._place, NAME)
        try:
            self._tag = self._store.put(key, content, self._tag)
        except StoreChanged as error:
            found = self._store.get(key, MOST_OCTETS)
            if found is None or found.content != content:
                self.lost = StoreChanged(self._told())
                raise self.lost from error
            self._tag = found.tag  # it was ours: the store had answered, and the answer was lost
        self.manifest = manifest

    def _told(self) -> str:
        found = None
        with suppress(StoreError):
            found = read_manifest(self._store, self._place)
        by = found[0].machine if found is not None and found[0].machine else "another machine"
        return f"{self._place.given} was taken over by {by}: nothing more can be published from here."


def claim(store: Store, place: Place, cache: str) -> Claim:
    """Hold the run at a place for a cache.

    :raises RunLocked: if another holds it.
    :raises StoreError: if the store refuses.
    """
    found = read_manifest(store, place)
    manifest, tag = found if found is not None else (Manifest(), None)
    if manifest.is_held() and manifest.holder != cache:
        age = max(0, round((datetime.now(UTC) - datetime.fromisoformat(manifest.renewed_at)).total_seconds()))
        raise RunLocked(
            f"{manifest.machine or 'Another machine'} is working on {place.given} (it was heard of {age} seconds ago); "
            "wait until it ends, or five minutes if it is dead."
        )
    try:
        return Claim(store, place, manifest, tag, cache)
    except StoreChanged as error:
        raise RunLocked(f"Another machine has just begun to work on {place.given}; wait until it ends.") from error
