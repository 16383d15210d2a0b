"""Files that appear under their names only when all of them are whole; a stopped export leaves none.

They are written into a hidden folder beside the place they are for, which is held alone by a lock. What a kill leaves
there is taken away by the next export to the same place.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scraper.errors import StorageFull, UsageError

MANIFEST = "manifest.json"
"""Name of the manifest in a folder; beside other files the name of the output and a dot stand before it."""
MADE_BY = "qaharvest export"
"""What a manifest says of itself, so that a folder is known as one of ours."""

_MOST_MANIFEST = 64 * 1024 * 1024  # octets that are read of a manifest
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NEW, _OLD = "new", "old"


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Give an empty folder beside ``path`` for the length of a block; it goes with all that is left in it.

    :raises UsageError: if another export to the same place is under way, or nothing can be written there.
    :raises StorageFull: if the disk refuses a write.
    """
    place = path.with_name(f".{path.name[:200]}.part")
    with mapped_os_errors(path):
        place.mkdir(exist_ok=True)
        lock = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if not _locked(lock, place):
                raise UsageError(f"Another export to {path} is under way; wait until it ends, or stop it.")
            try:
                _put_back(place, path)
                new = place / _NEW
                _remove(new)
                new.mkdir()
                yield new
            finally:
                with suppress(OSError):
                    shutil.rmtree(place)
        finally:
            os.close(lock)


def _locked(lock: int, place: Path) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    # Whoever held it before may have taken the folder away since it was opened.
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(lock), place.stat())
    return False


def _put_back(place: Path, path: Path) -> None:
    """Finish or undo what a kill interrupted: an old folder that was set aside, and nothing in its place yet."""
    old = place / _OLD
    if old.is_dir() and not path.exists():
        old.rename(path)
    _remove(old)


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


def place_folder(new: Path, path: Path) -> None:
    """Let a staged folder take the place of an earlier export, or of nothing.

    :raises UsageError: if something else is there.
    """
    check_replaceable(path)
    for file in sorted(new.rglob("*")):
        if file.is_file():
            _sync(file)
    if path.exists():
        path.rename(new.with_name(_OLD))
    new.rename(path)
    _sync(path.parent)


def check_replaceable(path: Path) -> None:
    """See that a folder is empty, absent, or an earlier export with nothing else in it.

    :raises UsageError: if it is not.
    """
    if not path.is_dir() or not any(path.iterdir()):
        return
    listed = listed_in(path / MANIFEST)
    if listed is None:
        raise UsageError(f"{path} is a folder that no export made; choose another, or empty it first.")
    found = {file.relative_to(path).as_posix() for file in path.rglob("*") if not file.is_dir() or file.is_symlink()}
    if strange := sorted(found - {MANIFEST, *listed}):
        raise UsageError(f"{path} holds {strange[0]!r}, which is not of an export; move it elsewhere first.")


def place_files(new: Path, path: Path, names: Sequence[str], is_ours: Callable[[str], bool]) -> None:
    """Let staged files take their places in the folder of ``path``; those of an earlier export go.

    :param names: of the staged files, in the order in which they get their places.
    :param is_ours: tells whether a name is one that an export to ``path`` gives.
    :raises UsageError: if a folder is in the way.
    """
    folder, manifest = path.parent, f"{path.name}.{MANIFEST}"
    earlier = listed_in(folder / manifest)
    # The manifest may come from elsewhere: only names that are ours are taken away.
    stale = {name for name in earlier or () if is_ours(name)} - set(names)
    for name in names:
        target = folder / name
        if target.is_dir():
            raise UsageError(f"{target} is a folder; move it, or choose another name.")
        with suppress(FileNotFoundError):
            (new / name).chmod(stat.S_IMODE(target.stat().st_mode))
        _sync(new / name)
    if earlier is not None:  # it must not speak of files that are being replaced
        (folder / manifest).unlink(missing_ok=True)
    for name in names:
        (new / name).rename(folder / name)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    _sync(folder)


def write_manifest(path: Path, content: dict[str, Any]) -> None:
    """Write a manifest as indented JSON."""
    text = json.dumps({"made_by": MADE_BY, **content}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def listed_in(manifest: Path) -> Collection[str] | None:
    """Return the files that an earlier export wrote, by its manifest; None where there is none of ours."""
    try:
        with manifest.open("rb") as file:
            content = json.loads(file.read(_MOST_MANIFEST))
        if content["made_by"] != MADE_BY:
            return None
        return {str(one["path"]) for one in content["files"]} | {str(one["path"]) for one in content["descriptions"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def digest_of(path: Path) -> tuple[int, str]:
    """Return the octets of a file and its SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def mapped_os_errors(path: Path) -> Iterator[None]:
    """Turn errors of the file system into sentences for a person.

    :raises StorageFull: if the disk refuses a write.
    :raises UsageError: on anything else.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(f"The disk is full at {path}; free some space and run the same command again.") from error
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
