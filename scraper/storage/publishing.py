"""Publishing a run folder: a snapshot of it is sent, and then the manifest tells of it."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

from scraper.archive.files import FOLDER
from scraper.errors import StoreError
from scraper.run_folder import is_own_file
from scraper.storage.cache import Cache, Remembered
from scraper.storage.claim import Claim
from scraper.storage.manifest import Part, key_in, key_of
from scraper.storage.port import Store, Upload
from scraper.storage.snapshot import Moment, snapshot
from scraper.storage.urls import Place

_CHUNK = 1024 * 1024


class Publishing:
    """Publishes one cache's run folder."""

    def __init__(self, store: Store, place: Place, cache: Cache, remembered: Remembered, held: Claim) -> None:
        self._store = store
        self._place = place
        self._cache = cache
        self._remembered = remembered
        self._claim = held

    def publish(self, *, whole: bool) -> int:
        """Publish what the run folder holds now; return the octets that were sent.

        :param whole: whether files of lines that grew are sent anew, so that each is one object.
        :raises StoreChanged: if another machine holds the run now.
        :raises StoreError: if the store refuses; what was published before holds.
        """
        with snapshot(self._cache.run, self._cache.scratch) as moments:
            if not moments:
                return 0
            before = self._claim.manifest
            files, uploads, sent = self._send(moments, before.generation + 1, whole=whole)
            try:
                for upload in uploads:
                    upload.publish()
                manifest = replace(before, generation=before.generation + 1, writer=self._remembered.cache, files=files)
                self._claim.replace(manifest)
            except BaseException:
                _abort(uploads)
                raise
            self._remembered.generation = manifest.generation
            self._remembered.seen = {name: identity_of(moment.file) for name, moment in moments.items()}
            self._cache.remember(self._remembered)
        stale = before.keys() - manifest.keys()
        self._store.remove([key_in(self._place, key) for key in sorted(stale)])
        return sent

    def _send(
        self, moments: Mapping[str, Moment], generation: int, *, whole: bool
    ) -> tuple[dict[str, tuple[Part, ...]], list[Upload], int]:
        files: dict[str, tuple[Part, ...]] = {}
        uploads: list[Upload] = []
        sent = 0
        newest = max((name for name in moments if name.startswith(f"{FOLDER}/")), default="")
        try:
            for name, moment in sorted(moments.items()):
                is_archive = name.startswith(f"{FOLDER}/")
                in_one = name != newest if is_archive else whole
                kept, start = self._kept(name, moment, in_one=in_one or not is_own_file(name))
                octets = moment.octets - start
                if octets:
                    key = key_of(generation, self._remembered.cache, name, start)
                    kept = (*kept, Part(key, octets, _digest(moment.file, start, octets)))
                    uploads.append(self._store.upload(moment.file, start, octets, key_in(self._place, key)))
                    sent += octets
                files[name] = kept
        except BaseException:
            _abort(uploads)
            raise
        return files, uploads, sent

    def _kept(self, name: str, moment: Moment, *, in_one: bool) -> tuple[tuple[Part, ...], int]:
        """Return the published parts that still are the beginning of a file, and where they end."""
        parts = list(self._claim.manifest.files.get(name, ()))
        end = sum(part.octets for part in parts)
        if end > moment.octets or not self._is_beginning(name, moment, parts):
            return (), 0
        if in_one:
            return (tuple(parts), end) if end == moment.octets and len(parts) == 1 else ((), 0)
        # A part is joined with what is new once that is as long: so there are few parts, and each octet is sent a
        # number of times that grows with the logarithm of the length only.
        while parts and end < moment.octets and parts[-1].octets <= moment.octets - end:
            end -= parts.pop().octets
        return tuple(parts), end

    def _is_beginning(self, name: str, moment: Moment, parts: list[Part]) -> bool:
        if self._remembered.seen.get(name) == identity_of(moment.file):
            return True
        start = 0
        for part in parts:
            if _digest(moment.file, start, part.octets) != part.sha256:
                return False
            start += part.octets
        return True


def identity_of(file: BinaryIO) -> tuple[int, int, int]:
    """Return what changes when a file is replaced or written to."""
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_mtime_ns, found.st_size


def _digest(file: BinaryIO, start: int, octets: int) -> str:
    digest = hashlib.sha256()
    file.seek(start)
    while octets:
        piece = file.read(min(_CHUNK, octets))
        if not piece:
            raise StoreError("A file of the run became shorter while it was read; start the crawl again.")
        digest.update(piece)
        octets -= len(piece)
    return digest.hexdigest()


def _abort(uploads: list[Upload]) -> None:
    for upload in uploads:
        upload.abort()
