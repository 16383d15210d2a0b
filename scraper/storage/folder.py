"""``file://``: a folder, such as one shared between machines, used as a store. Needs the file system alone."""

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from scraper.errors import StoreChanged, StoreError
from scraper.storage.port import Entry, Found, Tagged, Upload

_PART = ".part"
_CHUNK = 1024 * 1024


class FolderStore:
    """The local file system. Keys are absolute paths; links are not followed."""

    def find(self, key: str) -> Found | None:
        """Return what stands under a path; None if it is no regular file."""
        with _mapped(key):
            try:
                found = os.lstat(key)
            except (FileNotFoundError, NotADirectoryError):
                return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return Found(found.st_size, f"{found.st_dev}-{found.st_ino}-{found.st_mtime_ns}-{found.st_size}")

    def entries(self, folder: str) -> list[Entry]:
        """Return the files and folders directly in a folder, sorted by name."""
        with _mapped(folder):
            try:
                found = [(one.name, one.stat(follow_symlinks=False)) for one in os.scandir(folder)]
            except (FileNotFoundError, NotADirectoryError):
                return []
        return sorted(
            Entry(name, status.st_size, stat.S_ISDIR(status.st_mode))
            for name, status in found
            if (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)) and not _is_part(name)
        )

    def keys(self, folder: str) -> list[str]:
        """Return the paths of all files in a folder and below."""
        found: list[str] = []
        waiting = [folder]
        while waiting:
            at = waiting.pop()
            for entry in self.entries(at):
                (waiting if entry.is_folder else found).append(f"{at.rstrip('/')}/{entry.name}")
        return found

    def read(self, key: str, start: int, octets: int) -> bytes:
        """Return a range of a file."""
        with _mapped(key), open(_opened(key), "rb") as file:
            file.seek(start)
            return file.read(octets)

    def upload(self, file: BinaryIO, start: int, octets: int, key: str) -> Upload:
        """Copy a range of an open file beside the place it is for."""
        target = Path(key)
        part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}{_PART}")
        with _mapped(key):
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with part.open("xb") as copy:
                    for piece in _pieces(file, start, octets):
                        copy.write(piece)
                    copy.flush()
                    os.fsync(copy.fileno())
            except BaseException:
                with suppress(OSError):
                    part.unlink()
                raise
        return _Part(part, target)

    def get(self, key: str, most: int) -> Tagged | None:
        """Return a small file; its tag is its digest."""
        with _mapped(key):
            try:
                with open(_opened(key), "rb") as file:
                    content = file.read(most + 1)
            except FileNotFoundError:
                return None
        if len(content) > most:
            raise StoreError(f"file://{key} is larger than {most} bytes; it is not what it should be.")
        return Tagged(content, hashlib.sha256(content).hexdigest())

    def put(self, key: str, content: bytes, tag: str | None) -> str:
        """Replace a small file if it is still the one of that tag."""
        target = Path(key)
        with _mapped(key):
            target.parent.mkdir(parents=True, exist_ok=True)
            folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX)  # held for one small write
                found = self.get(key, 2**30)
                if (found and found.tag) != tag:
                    raise StoreChanged(f"file://{key} was changed by somebody else.")
                part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(8)}{_PART}")
                with part.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(target)
                os.fsync(folder)
            finally:
                os.close(folder)
        return hashlib.sha256(content).hexdigest()

    def remove(self, keys: Iterable[str]) -> None:
        """Remove files, and the folders that are empty without them."""
        for key in keys:
            with _mapped(key):
                Path(key).unlink(missing_ok=True)
            with suppress(OSError):  # it holds something else
                Path(key).parent.rmdir()

    def drop_uploads(self, folder: str, is_left: Callable[[str], bool]) -> int:
        """Remove what a kill left beside the places it was for."""
        dropped = 0
        with _mapped(folder):
            for path in Path(folder).rglob(f".*{_PART}"):
                if is_left(str(path)):
                    path.unlink(missing_ok=True)
                    dropped += 1
        return dropped

    def close(self) -> None:
        """Nothing is open."""


class _Part:
    """A whole copy that has no name yet that is looked for."""

    def __init__(self, part: Path, target: Path) -> None:
        self._part = part
        self._target = target

    def publish(self) -> None:
        """Let the copy take its name."""
        with _mapped(str(self._target)):
            if self._target.is_dir():
                raise StoreError(f"file://{self._target} is a folder; choose another name.")
            self._part.replace(self._target)
            folder = os.open(self._target.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def abort(self) -> None:
        """Remove the copy."""
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


def _is_part(name: str) -> bool:
    return name.startswith(".") and name.endswith(_PART)


def _opened(key: str) -> int:
    return os.open(key, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _pieces(file: BinaryIO, start: int, octets: int) -> Iterator[bytes]:
    file.seek(start)
    while octets and (piece := file.read(min(_CHUNK, octets))):
        octets -= len(piece)
        yield piece


@contextmanager
def _mapped(key: str) -> Iterator[None]:
    """Turn what the file system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"file://{key} cannot be used: {error.strerror or error}.") from error
