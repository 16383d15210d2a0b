"""The files of one run folder: where they are, who may write them, and how they grow.

Records, rejects and archive are only ever appended to, up to lengths that the frontier commits; whatever lies beyond
a committed length was never promised to anyone and is cut away by the next start.
"""

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from schemas.provenance import ArchiveLocation
from scraper.archive.files import FOLDER, GLOB, Shelf
from scraper.archive.reader import open_path, read_member
from scraper.crawler.frontier.schema import DISK_REFUSES, refused_by_disk, remove
from scraper.crawler.reading import Packed, Written, with_archive
from scraper.errors import ArchiveError, RunLocked, SettingsError, StorageFull, UsageError
from scraper.page import Page
from scraper.settings import Settings, read_toml, toml_string

RECORDS, REJECTS, CHANGES, STATS = "records.jsonl", "rejects.jsonl", "changes.jsonl", "stats.json"
FRONTIER = "frontier.sqlite"

_BARE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_ARCHIVE_NAME = re.compile(rf"{FOLDER}/pages-[0-9]+\.warc\.gz")
_WORKER_FILE = re.compile(r"workers/[0-9]{5,}\.(?:records|rejects)\.jsonl")
_LOCK_SECONDS = 0.5  # a look at the lock by `status` lasts microseconds; another crawl holds it for longer


def folder_at(where: str | Path) -> Path:
    """Return the folder of a run: ``data/NAME`` for a bare name, else the path as given.

    :raises UsageError: if it is neither.
    """
    text = str(where)
    if _BARE_NAME.fullmatch(text):
        return Path("data") / text
    if "/" not in text or "\0" in text or ".." in Path(text).parts:
        raise UsageError(
            f"{text!r} names no run: use letters, digits, dots, dashes and underscores, or a path without '..'."
        )
    return Path(text)


def is_own_file(name: str) -> bool:
    """Whether a name, relative to the run folder, is that of a file a crawl appends to."""
    return name in (RECORDS, REJECTS, CHANGES) or _ARCHIVE_NAME.fullmatch(name) is not None or is_worker_file(name)


def is_worker_file(name: str) -> bool:
    """Whether a name, relative to the run folder, is that of one worker's share of records or rejects."""
    return _WORKER_FILE.fullmatch(name) is not None


def worker_file_names(worker: int) -> tuple[str, str]:
    """Return the files for records and rejects of one worker of a shared crawl."""
    return f"workers/{worker:05}.{RECORDS}", f"workers/{worker:05}.{REJECTS}"


class RunFolder:
    """One run folder. Making one touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stats = path / STATS

    @property
    def name(self) -> str:
        """What messages call it: its path."""
        return str(self.path)

    @property
    def toml(self) -> Path:
        """The file that keeps settings and seeds."""
        return self.path / "run.toml"

    @property
    def frontier(self) -> Path:
        """The file of the frontier."""
        return self.path / FRONTIER

    def open(self, path: str | Path) -> BinaryIO:
        """Open a file of the run, by its path, for reading.

        :raises OSError: if it cannot be opened.
        """
        return open_path(path)

    @contextmanager
    def lock(self, *, shared: bool = False) -> Iterator[None]:
        """Make the folder if need be, and hold it alone, or with others that share a crawl.

        The lock is on the folder itself, so there is no file to leave behind; it ends with the process.

        :raises RunLocked: if another process holds it otherwise.
        :raises UsageError: if the folder cannot be made.
        """
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{self.path} is not a folder: choose another name for the run.")
        with self._mapped_errors(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            place = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            deadline = time.monotonic() + _LOCK_SECONDS
            while not _locked(place, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise RunLocked(
                        f"Another crawl or extraction is working on {self.path}; wait until it ends, or stop it."
                    )
                time.sleep(0.02)
            yield
        finally:
            os.close(place)

    def is_locked(self) -> bool:
        """Whether a crawl is working on the folder now."""
        try:
            place = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not _locked(place, fcntl.LOCK_SH)
        finally:
            os.close(place)

    def read_toml(self) -> tuple[Settings, tuple[str, ...]]:
        """Return the kept settings and seeds.

        :raises SettingsError: if the file is damaged.
        """
        with self._mapped_errors(self.toml):
            table = read_toml(self.toml)
        seeds = table.get("seeds", [])
        settings = table.get("settings", {})
        if not isinstance(settings, dict) or not (isinstance(seeds, list) and all(isinstance(s, str) for s in seeds)):
            raise SettingsError(f"{self.toml} is damaged: it needs a list of seeds and a table of settings.")
        return Settings.from_table(settings), tuple(seeds)

    def write_toml(self, settings: Settings, seeds: Sequence[str]) -> None:
        """Keep settings and seeds."""
        lines = "".join(f"    {toml_string(seed)},\n" for seed in seeds)
        text = f"# Kept by qaharvest; options given again replace these.\nseeds = [\n{lines}]\n\n[settings]\n"
        self.write_whole(self.toml, text + settings.to_toml())

    def write_whole(self, path: Path, text: str) -> None:
        """Replace a file at once: whoever reads it sees the old or the new one, never a half."""
        temporary = path.with_name(f".{path.name}.new")
        with self._mapped_errors(path):
            place = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            with os.fdopen(place, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            self.sync_folder(path.parent)

    def check_own(self, *, fresh: bool) -> None:
        """See that nothing here would be mistaken for what a run left.

        :raises UsageError: if there are records or archives but no frontier to say which part of them is whole, or
            if a link stands in the place of the frontier or the archive: it could lead our writing anywhere.
        """
        for path in (self.frontier, self.path / FOLDER):
            if path.is_symlink():
                raise UsageError(f"{path} is a link, which is not followed: put what it leads to in its place.")
        if (
            not fresh
            and not (self.frontier.exists() and self.frontier.stat().st_size)
            and (strangers := [name for name in self._present() if self._size(name)])
        ):
            raise UsageError(
                f"{self.path} holds {strangers[0]} but no frontier.sqlite: "
                "crawl into another folder, or give --fresh to wipe it and start anew."
            )

    def wipe(self) -> None:
        """Remove the frontier; then what the other files hold was never committed, and ``cut_back`` empties them."""
        with self._mapped_errors(self.path):
            remove(self.frontier)
            for name in (STATS, "report.html"):
                (self.path / name).unlink(missing_ok=True)
            self.sync_folder(self.path)

    def cut_back(self, lengths: Mapping[str, int]) -> dict[str, int]:
        """Cut each file back to its committed length; return the octets cut away from each.

        :raises UsageError: if a file is shorter than what was committed, or a name leads anywhere else: a frontier
            that somebody made could otherwise let any file be cut.
        """
        if strangers := sorted(name for name in lengths if not is_own_file(name)):
            raise UsageError(
                f"{self.frontier} names {strangers[0]!r}, which is no file of a run: give --fresh to start anew."
            )
        cut = {}
        for name in {*self._present(), *lengths}:
            length, size = lengths.get(name, 0), self._size(name)
            if size < length:
                raise UsageError(
                    f"{self.path / name} was shortened by someone (it had {length} bytes, it has {size}): "
                    "put it back, or give --fresh to start anew."
                )
            if size == length:
                continue
            with self._mapped_errors(self.path / name):
                if length == 0:
                    (self.path / name).unlink()
                else:
                    place = os.open(self.path / name, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
                    os.ftruncate(place, length)
                    os.close(place)
            if size > length:
                cut[name] = size - length
        return cut

    def _present(self) -> list[str]:
        found = [path for path in (self.path / FOLDER).glob(GLOB) if not path.is_dir()]
        names = [name for name in (RECORDS, REJECTS, CHANGES) if os.path.lexists(self.path / name)]
        return [*names, *(f"{FOLDER}/{path.name}" for path in sorted(found))]

    def _size(self, name: str) -> int:
        try:
            return (self.path / name).lstat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def _mapped_errors(self, path: Path) -> Iterator[None]:
        with mapped_os_errors(path, self.path):
            yield

    @staticmethod
    def sync_folder(path: Path) -> None:
        """Let the disk hold what was renamed or removed in a folder."""
        place = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(place)
        finally:
            os.close(place)


class RunFiles:
    """The growing files of a run: the ``Store`` of a crawl.

    :param lengths: committed lengths; the files have been cut back to them.
    :param about: fields of the ``warcinfo`` record that begins each archive file.
    :param worker: the number of this process among those that share a crawl, each of which has files of its own; it
        is asked before each write, as a worker that was taken for dead goes on under another number.
    """

    def __init__(
        self,
        path: Path,
        lengths: Mapping[str, int],
        about: dict[str, str],
        *,
        worker: Callable[[], int] | None = None,
        **shelf: Any,
    ) -> None:
        self._path = path
        self._about = about
        self._worker = worker
        self._number: int | None = None
        self._shelf_options = shelf
        self._open: dict[str, int] = {}
        self._lengths = dict(lengths)
        self._records, self._rejects = RECORDS, REJECTS
        if worker is None:
            self._shelf = Shelf(self._lengths, about, **shelf)
        else:
            self._begin(worker())
        self._undo = dict(self._lengths), copy(self._shelf)
        for name in (self._records, self._rejects):  # there from the start, so that readers need not ask
            self._append(name, b"")

    def _begin(self, number: int) -> None:
        """Begin the files of a worker's number, which has none yet."""
        self.close()
        self._number = number
        self._records, self._rejects = worker_file_names(number)
        self._lengths = {}
        self._shelf = Shelf({}, self._about, worker=number, **self._shelf_options)

    def write(self, batch: Sequence[Packed], rejects: Sequence[bytes]) -> Written:
        """Append pages with their record lines, and reject lines; return when the disk holds them.

        :raises StorageFull: if the disk refuses.
        :raises UsageError: if a file cannot be written for another reason.
        """
        if self._worker is not None and (number := self._worker()) != self._number:
            self._begin(number)
        self._undo = dict(self._lengths), copy(self._shelf)
        pieces: dict[str, list[bytes]] = {}
        places = []
        for member, lines, lead in batch:
            location, packed = self._shelf.place(member, lead)
            places.append(location)
            pieces.setdefault(location.file, []).append(packed)
            if lines:
                pieces.setdefault(self._records, []).extend(with_archive(line, location) + b"\n" for line in lines)
        if rejects:
            pieces[self._rejects] = [line + b"\n" for line in rejects]
        for name, parts in pieces.items():
            self._append(name, b"".join(parts))
        # Synced together behind the last write: the disk may do them in one go.
        for name in pieces:
            with mapped_os_errors(self._path / name, self._path):
                os.fdatasync(self._open[name])
        return Written({name: self._lengths[name] for name in pieces}, places)

    def take_back(self) -> None:
        """Cut away what the last ``write`` appended: it was not committed, and will not be.

        :raises UsageError: if a file cannot be cut.
        """
        lengths, self._shelf = self._undo
        for name, place in self._open.items():
            with mapped_os_errors(self._path / name, self._path):
                os.ftruncate(place, lengths.get(name, 0))
        self._lengths = {name: lengths.get(name, 0) for name in self._lengths}
        self._undo = dict(self._lengths), copy(self._shelf)

    def page_at(self, location: ArchiveLocation) -> Page | None:
        """Return a page of the archive, its place as it was given; None where it cannot be read."""
        if not is_own_file(location.file):
            return None
        try:
            page = read_member(self._path / location.file, location.offset, location.length)
        except ArchiveError:
            return None
        return replace(page, source=page.url or page.source, archive=location)

    def close(self) -> None:
        """Close the files."""
        for place in self._open.values():
            os.close(place)
        self._open.clear()

    def _append(self, name: str, content: bytes) -> None:
        with mapped_os_errors(self._path / name, self._path):
            place = self._open.get(name)
            if place is None:
                place = self._open[name] = self._open_file(name)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(place, rest) :]
        self._lengths[name] = self._lengths.get(name, 0) + len(content)

    def _open_file(self, name: str) -> int:
        path = self._path / name
        if name.startswith(FOLDER):
            for other in [other for other in self._open if other.startswith(FOLDER)]:
                os.close(self._open.pop(other))
        path.parent.mkdir(exist_ok=True)
        # A link in the place of a file is not followed: it would let a folder from elsewhere write anywhere.
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        for folder in {path.parent, self._path}:
            RunFolder.sync_folder(folder)
        return place


@contextmanager
def mapped_os_errors(path: Path, folder: Path) -> Iterator[None]:
    """Turn errors of the file system into sentences for a person.

    :raises StorageFull: if the disk refuses a write.
    :raises UsageError: on anything else.
    """
    try:
        yield
    except OSError as error:
        if error.errno in DISK_REFUSES:
            raise StorageFull(refused_by_disk(folder)) from error
        raise UsageError(f"{path} cannot be used: {error.strerror or error}.") from error


def _locked(place: int, kind: int) -> bool:
    try:
        fcntl.flock(place, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
