"""A run at a URL as it is published: a run folder to read, whose files come from the store when they are wanted."""

import hashlib
import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NoReturn

from scraper.errors import StoreError, UsageError
from scraper.run_folder import FRONTIER, RunFolder, mapped_os_errors
from scraper.storage.manifest import MOST_OCTETS, NAME, RUN_TOML, Manifest, Part, key_in, parsed
from scraper.storage.opening import store_at
from scraper.storage.port import Store
from scraper.storage.stream import Piece, open_pieces
from scraper.storage.urls import Place, place_at

_CHUNK = 1024 * 1024
_TRIES = 3  # a publication may replace what is being read


class PublishedFolder(RunFolder):
    """What is published of one run. Making one touches nothing.

    Settings and frontier are copied to a temporary folder, which goes with the process; all else is read where it is.

    :raises StoreError: if the URL names no place; later, if the store refuses.
    :raises MissingExtra: later, if the store's library is not installed.
    """

    def __init__(self, url: str) -> None:
        self._place = place_at(url)
        self._url = url.rstrip("/")
        path = Path(tempfile.gettempdir()) / f"qaharvest-{secrets.token_hex(8)}"
        weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
        super().__init__(path)

    @property
    def name(self) -> str:
        """What messages call it: its URL."""
        return self._url

    @property
    def toml(self) -> Path:
        """The file that keeps settings and seeds, copied now if it is published."""
        return self._copied(RUN_TOML)

    @property
    def frontier(self) -> Path:
        """The file of the frontier, copied now if it is published."""
        return self._copied(FRONTIER)

    def open(self, path: str | Path) -> BinaryIO:
        """Open a file of the run where it is published.

        :raises FileNotFoundError: if none of that name is.
        """
        name = Path(path).relative_to(self.path).as_posix()
        parts = self._manifest.files.get(name)
        if parts is None:
            raise FileNotFoundError(2, "it is not published", f"{self._url}/{name}")
        return open_pieces(self._store, pieces_of(self._place, parts), f"{self._url}/{name}")

    def is_locked(self) -> bool:
        """Whether some machine is working on the run."""
        return self._manifest.is_held()

    def lock(self, *, shared: bool = False) -> NoReturn:  # noqa: ARG002 - as the folder's own
        """Refuse: what is published is replaced by publishing alone.

        :raises UsageError: always.
        """
        raise UsageError(f"{self._url} can only be read here: change it with 'qaharvest crawl {self._url}'.")

    @cached_property
    def _store(self) -> Store:
        return store_at(self._place)

    @cached_property
    def _manifest(self) -> Manifest:
        found = read_manifest(self._store, self._place)
        return found[0] if found is not None else Manifest()

    def _copied(self, name: str) -> Path:
        target = self.path / name
        if target.exists():
            return target
        for last in range(_TRIES):
            parts = self._manifest.files.get(name)
            if parts is None:
                return target
            try:
                with mapped_os_errors(target, self.path):
                    self.path.mkdir(mode=0o700, exist_ok=True)
                    copy_parts(self._store, self._place, parts, target)
            except StoreError:
                before = self._manifest
                del self._manifest
                if last == _TRIES - 1 or self._manifest == before:
                    raise
                (self.path / FRONTIER).unlink(missing_ok=True)  # it belongs to the publication before
                (self.path / RUN_TOML).unlink(missing_ok=True)
                continue
            break
        return target


def read_manifest(store: Store, place: Place) -> tuple[Manifest, str] | None:
    """Return the manifest of the run at a place, and the tag of its object; None if there is no run.

    :raises StoreError: if it is damaged, or the store refuses.
    """
    found = store.get(key_in(place, NAME), MOST_OCTETS)
    return (parsed(found.content, place.url(place.key)), found.tag) if found is not None else None


def pieces_of(place: Place, parts: Sequence[Part]) -> list[Piece]:
    """Return the objects of a file."""
    return [Piece(key_in(place, part.key), part.octets) for part in parts]


def copy_parts(store: Store, place: Place, parts: Sequence[Part], target: Path) -> None:
    """Copy a published file to the local disk, whole or not at all.

    :raises StoreError: if a part is not what the manifest says.
    :raises OSError: if the disk refuses it.
    """
    beside = target.with_name(f".{target.name}.copy")
    with beside.open("wb") as copy:
        for part in parts:
            url = place.url(key_in(place, part.key))
            digest = hashlib.sha256()
            with open_pieces(store, pieces_of(place, [part]), url) as file:
                while piece := file.read(_CHUNK):
                    digest.update(piece)
                    copy.write(piece)
            if digest.hexdigest() != part.sha256:
                raise StoreError(f"{url} is not what was published: its digest differs; restore it, or use --fresh.")
        copy.flush()
        os.fsync(copy.fileno())
    beside.replace(target)
