"""An export to a URL: made on the local disk as any other, sent, and published when all of it is in the store."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import UsageError
from scraper.exporting.files import is_name_of
from scraper.exporting.staging import MADE_BY, MANIFEST, listed_in
from scraper.exporting.target import target_at
from scraper.storage.opening import store_at
from scraper.storage.port import Store
from scraper.storage.urls import Place, place_at
from scraper.storage.writing import Local, check_writable, publish_all, scratch_folder

_JOURNAL = ".qaharvest-export.json"
"""Stands in a folder while its files appear: it lists what a kill may leave there, so that the next export knows it."""

_MOST_OCTETS = 64 * 1024 * 1024


@contextmanager
def placing(out: str) -> Iterator[str]:
    """Give a local path to export to; when the block ends well, what is there appears at a URL.

    Files appear in the order of their names, the manifest last. A folder that holds an earlier export is replaced.

    :raises UsageError: if something else is there.
    :raises StoreError: if the store refuses.
    """
    place = place_at(out)
    store = store_at(place)
    is_folder = out.endswith("/") or not Path(place.name).suffix
    with scratch_folder() as scratch:
        (scratch / "out").mkdir()
        local = scratch / "out" / (place.name or "dataset")
        earlier = _Earlier(store, place, scratch, is_folder=is_folder)
        if is_folder:
            earlier.check()
        else:
            check_writable(store, place)
        yield f"{local}/" if is_folder else str(local)
        _publish(store, local if is_folder else local.parent, earlier)


class _Earlier:
    """An earlier export to the same place."""

    def __init__(self, store: Store, place: Place, scratch: Path, *, is_folder: bool) -> None:
        self._store = store
        self._place = place
        self._scratch = scratch
        self._is_folder = is_folder
        self.base = f"{place.key.rstrip('/')}/" if is_folder and place.key else place.key[: -len(place.name) or None]
        """What the keys of its files begin with."""
        self.manifest = self.base + (MANIFEST if is_folder else f"{place.name}.{MANIFEST}")
        self.journal = f"{self.base}{_JOURNAL}" if is_folder else None
        self.listed: set[str] = set()

    def check(self) -> None:
        """See that a folder holds nothing, or an earlier export and nothing else.

        :raises UsageError: if it does not.
        """
        found = {key.removeprefix(self.base) for key in self._store.keys(self._place.key)}
        manifest, journal = self._listed(self.manifest), self._listed(self.base + _JOURNAL)
        if found and manifest is None and journal is None:
            raise UsageError(f"{self._place.given} is a folder that no export made; choose another, or empty it first.")
        self.listed = {*(manifest or ()), *(journal or ())}
        if strange := sorted(found - self.listed - {MANIFEST, _JOURNAL}):
            raise UsageError(f"{self._place.given} holds {strange[0]!r}, which is not of an export; move it elsewhere.")

    def is_there(self) -> bool:
        """Whether there is one with a manifest; what it lists is known then."""
        listed = self._listed(self.manifest)
        self.listed |= set(listed or ())
        return listed is not None

    def stale(self, names: Collection[str], local: Path) -> list[str]:
        """Return the keys of files that are not of the export under these names."""
        left = self.listed - set(names) - {MANIFEST}
        if not self._is_folder:
            # The manifest may come from elsewhere: only names that are ours are taken away.
            target = target_at(str(local / self._place.name))
            left = {name for name in left if is_name_of(target, name)}
        return [self.base + name for name in sorted(left)]

    def _listed(self, key: str) -> Collection[str] | None:
        found = self._store.get(key, _MOST_OCTETS)
        if found is None:
            return None
        copy = self._scratch / "earlier.json"
        copy.write_bytes(found.content)
        return listed_in(copy)


def _publish(store: Store, folder: Path, earlier: _Earlier) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    names.sort(key=lambda name: (f"{earlier.base}{name}" == earlier.manifest, not name.startswith("data/"), name))
    had_manifest = earlier.is_there()
    stale = earlier.stale(names, folder)

    def sent() -> None:
        if earlier.journal is not None:
            _write_journal(store, earlier.journal, {*names, *earlier.listed})
        if had_manifest:  # it must not speak of files that are being replaced
            store.remove([earlier.manifest])

    publish_all(store, [Local(folder / name, earlier.base + name) for name in names], sent=sent)
    store.remove([*stale, *([earlier.journal] if earlier.journal else [])])


def _write_journal(store: Store, key: str, names: Collection[str]) -> None:
    found = store.get(key, _MOST_OCTETS)
    listed = {"made_by": MADE_BY, "files": [{"path": name} for name in sorted(names)], "descriptions": []}
    store.put(key, json.dumps(listed).encode(), found.tag if found is not None else None)
