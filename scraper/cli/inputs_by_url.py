"""Where pages come from when a URL of a store is given: objects, folders of objects, published runs."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from scraper.archive.reader import read_warc
from scraper.cli.bodies import HEAD_BYTES, MOST_BYTES, is_warc, read_body
from scraper.cli.reading import Unread
from scraper.cli.terminal import printable
from scraper.errors import ScraperError, StoreError
from scraper.page import Page
from scraper.run import Run
from scraper.storage.opening import store_at
from scraper.storage.port import Store
from scraper.storage.urls import Place, place_at

if TYPE_CHECKING:
    from scraper.storage.ahead import Ahead

MANIFEST = "run.manifest.json"
"""What makes a folder of a store a run."""

_WARC = (".warc", ".warc.gz")
_LOOKED_AHEAD = 16


def url_of(given: str | Path) -> str:
    """Return the one form of a URL that identifies its object.

    :raises StoreError: if it names no place.
    """
    place = place_at(str(given))
    return place.url(place.key)


def kind_of_url(given: str) -> Literal["file", "folder", "run", "missing"]:
    """Return what a URL names.

    :raises StoreError: if it names no place, or the store refuses.
    """
    place = place_at(given)
    store = store_at(place)
    if not given.endswith("/") and store.find(place.key) is not None:
        return "file"
    if place.name and store.find(f"{place.key}/{MANIFEST}") is not None:
        return "run"
    return "folder" if store.entries(place.key) else "missing"


def open_url(given: str) -> BinaryIO:
    """Open an object for reading; it is read in blocks.

    :raises StoreError: if there is none, or the store refuses.
    """
    from scraper.storage.stream import open_object  # noqa: PLC0415 - local files do without

    place = place_at(given)
    store = store_at(place)
    found = store.find(place.key)
    if found is None:
        if store.entries(place.key):
            raise StoreError(f"{given} is a folder; name a file in it.")
        raise StoreError(f"{given} does not exist; check the name.")
    return open_object(store, place.key, found.octets, printable(given))


def read_url(
    given: str, kind: str, *, url: str | None = None, leave_out: Collection[object] = ()
) -> Iterator[Page | Unread]:
    """Yield every page at a URL, and what could not be read.

    :param kind: ``file``, or ``folder``; then those below it are read too, in the order of their names.
    :param url: where a single object came from.
    :param leave_out: URLs that are never read: the outputs.
    :raises StoreError: if the store refuses.
    """
    from scraper.storage.ahead import Ahead  # noqa: PLC0415 - local files do without

    place = place_at(given)
    store = store_at(place)
    with closing(Ahead(store)) as ahead:
        if kind == "file":
            found = store.find(place.key)
            if found is None:
                raise StoreError("does not exist; check the name.")
            yield from _read_object(_Object(place.key, given, found.octets), ahead, url)
        else:
            yield from _read_folder(place, store, ahead, leave_out)


class _Object(NamedTuple):
    """An object, or a folder of them."""

    key: str
    given: str
    """Its URL, beginning as it was given."""
    octets: int
    is_folder: bool = False


def _read_folder(place: Place, store: Store, ahead: "Ahead", leave_out: Collection[object]) -> Iterator[Page | Unread]:
    waiting = [_Object(place.key, place.given.rstrip("/"), 0, is_folder=True)]
    while waiting:
        one = waiting.pop()
        source = printable(one.given)
        try:
            if not one.is_folder:
                ahead.ask(_next_files([one, *reversed(waiting[-_LOOKED_AHEAD:])]))
                if place.url(one.key) not in leave_out:
                    yield from _read_object(one, ahead, None)
                continue
            inside = store.entries(one.key)
            names = {entry.name for entry in inside if not entry.is_folder}
            if MANIFEST in names:
                yield from Run.at(one.given).newest_pages()
            elif "run.toml" in names:
                yield Unread(source, "is a run that was copied here; name its archive, or its records.jsonl.")
            else:
                base = f"{one.key.rstrip('/')}/" if one.key else ""
                waiting += [
                    _Object(f"{base}{entry.name}", f"{one.given}/{entry.name}", entry.octets, entry.is_folder)
                    for entry in reversed(inside)
                ]
        except ScraperError as error:
            yield Unread(source, str(error).removeprefix(f"{source} "))


def _next_files(objects: Iterable[_Object]) -> Iterator[tuple[str, int]]:
    """Yield keys and lengths of what is read next, up to the next folder: what lies in it comes before the rest."""
    for one in objects:
        if one.is_folder:
            return
        if not one.given.lower().endswith(_WARC):  # such a file is opened by itself
            yield one.key, one.octets


def _read_object(one: _Object, ahead: "Ahead", url: str | None) -> Iterator[Page | Unread]:
    source = printable(one.given)
    if not (one.given.lower().endswith(_WARC) and one.octets > 0):
        with ahead.open(one.key, one.octets, source) as file:
            head = file.read(HEAD_BYTES)
            if not is_warc(head):
                if one.octets > MOST_BYTES:
                    yield Unread(source, f"is larger than {MOST_BYTES // 1024**2} MiB and was not read.")
                else:
                    file.seek(0)
                    yield read_body(file, source, url)
                return
    if source != one.given:
        yield Unread(source, "has a name that records cannot tell; rename the object.")
        return
    yield from read_warc(one.given, open_file=lambda _: ahead.open(one.key, one.octets, source))
