"""What is read of an archive at a time by one worker: files that are named, never opened here."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scraper.cli.failures import os_sentence
from scraper.cli.inputs import FileKey, Found, file_key, kind_of, read_found, read_input, run_named, walk
from scraper.cli.inputs_by_url import MANIFEST
from scraper.cli.reading import Unread
from scraper.cli.terminal import printable
from scraper.errors import ScraperError
from scraper.page import Page
from scraper.run import Run
from scraper.storage.opening import store_at
from scraper.storage.urls import is_url, place_at

SMALL_OCTETS = 8 * 1024 * 1024
"""Octets of neighbouring small files that make one shard: some seconds of work."""

RUN_FILE = "run.toml"
"""What makes a folder a run, where it was copied to a store as it is."""

_MOST_FILES = 500  # of one shard
_ARCHIVES = (".warc", ".warc.gz")


@dataclass(frozen=True, slots=True)
class ShardFile:
    """A file by its name.

    :param path: path or URL; as it was given, since records tell it.
    :param in_folder: whether it was found in a folder; then no link is followed.
    :param octets: its length.
    :param stamp: tells it from what else may stand under its name at another time.
    """

    path: str
    in_folder: bool
    octets: int
    stamp: str


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of a run's archive.

    :param run: path or URL of the run.
    :param label: how messages call the run.
    :param name: relative to the run.
    :param octets: how many of them count.
    :param stamp: tells it from what else may stand under its name at another time.
    """

    run: str
    label: str
    name: str
    octets: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Work for one worker: what stands side by side in the order of reading. Pickles."""

    parts: tuple[ShardFile | ArchiveFile | Unread, ...]

    @property
    def label(self) -> str:
        """How messages call it."""
        first = next((part for part in self.parts if not isinstance(part, Unread)), None)
        name = f"{first.label}: {first.name}" if isinstance(first, ArchiveFile) else first.path if first else "nothing"
        return printable(name) + (f" and {len(self.parts) - 1} more" if len(self.parts) > 1 else "")

    def missing(self) -> str | None:
        """Return the first path that is not to be found on this machine; None where all are."""
        for part in self.parts:
            if isinstance(part, Unread):
                continue
            path = part.path if isinstance(part, ShardFile) else part.run
            if not is_url(path) and not os.path.lexists(path):
                return path
        return None


def shards_of(given: str, *, leave_out: Collection[FileKey] = (), octets: int = SMALL_OCTETS) -> Iterator[Shard] | None:
    """Return the shards of one input of ``extract``; None for what only this machine can read, as a whole.

    Together, in their order, they give what ``read_input`` gives. A WARC file is a shard; other files are some at once.

    :param leave_out: files that are never read: the outputs.
    :param octets: of small files that make one shard.
    """
    try:
        kind = kind_of(given)
        if kind in ("stdin", "missing"):
            return None
        if kind == "run":
            parts = _of_run(run_named(given), printable(given))
            return _grouped(iter(parts), octets) if parts is not None else None
    except (OSError, ScraperError):  # told by what reads it
        return None
    if kind == "file":
        if not is_url(given) and not Path(given).is_file():  # a pipe is to be had here alone
            return None
        return _grouped(_of_file(given, leave_out, in_folder=False), octets)
    return _grouped(_of_url(given, leave_out) if is_url(given) else _of_folder(given, leave_out), octets)


def read_part(part: ShardFile | ArchiveFile | Unread) -> Iterator[Page | Unread]:
    """Yield the pages of a part of a shard, and what could not be read."""
    if isinstance(part, Unread):
        yield part
    elif isinstance(part, ArchiveFile):
        try:
            yield from Run.at(part.run).archived(part.name, part.octets)
        except ScraperError as error:
            yield Unread(part.label, str(error))
    elif part.in_folder and not is_url(part.path):
        yield from read_found(Found(part.path, is_run=False))
    else:
        yield from read_input(part.path)


def _of_run(run: Run, label: str) -> list[ArchiveFile] | None:
    files = run.archive()
    where = run.where if is_url(run.where) else str(run.path.absolute())
    if files is None:
        return None
    return [ArchiveFile(where, label, name, octets, _stamp(run.path / name)) for name, octets in files.items()]


def _stamp(path: Path) -> str:
    try:
        return str(path.stat().st_mtime_ns)
    except OSError:
        return ""


def _of_found_run(path: str) -> Iterator[ArchiveFile | ShardFile | Unread]:
    """Yield the files of a run that was found in a folder; the run as a whole, where it must be read so."""
    label = printable(path)
    try:
        parts = _of_run(Run.at(path if is_url(path) else Path(path).absolute()), label)
    except (OSError, ScraperError) as error:
        yield Unread(label, os_sentence(error, label) if isinstance(error, OSError) else str(error))
        return
    yield from parts if parts is not None else [ShardFile(path, in_folder=False, octets=SMALL_OCTETS, stamp="")]


def _of_folder(folder: str, leave_out: Collection[FileKey]) -> Iterator[ArchiveFile | ShardFile | Unread]:
    for found in walk(folder):
        if isinstance(found, Unread):
            yield found
        elif found.is_run:
            yield from _of_found_run(found.path)
        else:
            yield from _of_file(found.path, leave_out, in_folder=True)


def _of_url(given: str, leave_out: Collection[FileKey]) -> Iterator[ArchiveFile | ShardFile | Unread]:
    """Yield what a folder of a store and those below it hold, in the order in which they are read."""
    place = place_at(given)
    store = store_at(place)
    waiting = [(place.key, given.rstrip("/"), True)]
    while waiting:
        key, url, is_folder = waiting.pop()
        if not is_folder:
            yield from _of_file(url, leave_out, in_folder=True)
            continue
        try:
            inside = store.entries(key)
        except ScraperError as error:
            yield Unread(printable(url), str(error))
            continue
        names = {entry.name for entry in inside if not entry.is_folder}
        if MANIFEST in names:
            yield from _of_found_run(url)
        elif RUN_FILE in names:  # what is said of it is said by what reads it
            yield ShardFile(f"{url}/", in_folder=False, octets=0, stamp="")
        else:
            within = f"{key.rstrip('/')}/" if key else ""
            waiting += [(within + entry.name, f"{url}/{entry.name}", entry.is_folder) for entry in reversed(inside)]


def _of_file(path: str, leave_out: Collection[FileKey], *, in_folder: bool) -> Iterator[ShardFile]:
    with suppress(ScraperError):
        if file_key(path) in leave_out:
            return
    octets, stamp = 0, ""
    with suppress(OSError, ScraperError):  # what cannot be read is told by what reads it
        octets, stamp = _standing(path)
    yield ShardFile(path, in_folder, octets, stamp)


def _standing(path: str) -> tuple[int, str]:
    if is_url(path):
        place = place_at(path)
        found = store_at(place).find(place.key)
        return (found.octets, found.tag) if found is not None else (0, "")
    status = os.stat(path)  # noqa: PTH116 - keeps the path as given
    return status.st_size, str(status.st_mtime_ns)


def _grouped(parts: Iterator[ArchiveFile | ShardFile | Unread], most: int) -> Iterator[Shard]:
    """Yield shards: archives alone, neighbouring small files together."""
    waiting: list[ArchiveFile | ShardFile | Unread] = []
    octets = 0
    for part in parts:
        is_archive = isinstance(part, ArchiveFile) or (
            isinstance(part, ShardFile) and part.path.lower().endswith(_ARCHIVES)
        )
        size = 0 if isinstance(part, Unread) else part.octets
        if waiting and (is_archive or octets + size > most or len(waiting) >= _MOST_FILES):
            yield Shard(tuple(waiting))
            waiting, octets = [], 0
        if is_archive:
            yield Shard((part,))
        else:
            waiting.append(part)
            octets += size
    if waiting:
        yield Shard(tuple(waiting))
