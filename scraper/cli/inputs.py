"""Where pages come from without a network: files, folders, WARCs, run folders, standard input."""

import os
import stat
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from scraper.archive.reader import read_warc
from scraper.cli.failures import os_sentence
from scraper.cli.reading import Unread
from scraper.cli.terminal import input_octets, printable
from scraper.errors import ScraperError, UsageError
from scraper.page import Page
from scraper.run import Run

MOST_BYTES = 64 * 1024 * 1024
"""Largest file that is read as one page."""

_HEAD_BYTES = 512


FileKey = tuple[int, int]
"""Device and inode: the same file under any name."""


def kind_of(given: str) -> Literal["stdin", "file", "folder", "run", "missing"]:
    """Return what an argument of ``extract`` names; a file or folder of that name comes before a run.

    :raises OSError: if the file system does not tell.
    """
    if given == "-":
        return "stdin"
    try:
        is_folder = stat.S_ISDIR(os.stat(given).st_mode)  # noqa: PTH116 - Path("") would mean the current folder
    except FileNotFoundError:
        return "run" if _is_bare(given) and Run.at(given).exists else "missing"
    if not is_folder:
        return "file"
    return "run" if _is_run(given) else "folder"


def read_input(given: str, *, url: str | None = None, leave_out: Collection[FileKey] = ()) -> Iterator[Page | Unread]:
    """Yield every page of one input, and what could not be read; nothing is raised for a bad input.

    :param given: path, run name, or ``-``.
    :param url: where a single file came from.
    :param leave_out: files that are never read: the outputs.
    """
    source = printable(given)
    try:
        kind = kind_of(given)
        if kind == "missing":
            yield Unread(source, _missing(given))
        elif kind == "stdin":
            yield _read_body(input_octets(), source, url)
        elif kind == "run":
            yield from run_named(given).newest_pages()
        elif kind == "folder":
            yield from _read_folder(given, leave_out)
        else:
            yield from _read_file(given, url=url, leave_out=leave_out)
    except OSError as error:
        yield Unread(source, os_sentence(error, source))
    except ScraperError as error:
        yield Unread(source, str(error))


def run_named(given: str) -> Run:
    """Return the run folder of that path, else the run of that name.

    :raises UsageError: if the name or path is not allowed.
    """
    # A bare name always means data/NAME to Run.at; a run folder right here needs its whole path.
    return Run.at(Path(given).absolute() if _is_run(given) else given)


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a WARC file (ISO 28500), compressed or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def file_key(path: str | Path) -> FileKey | None:
    """Return what identifies a file under any name; None if there is no such file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - the key needs the raw result
    except OSError:
        return None
    return found.st_dev, found.st_ino


def stream_key(stream: BinaryIO) -> FileKey | None:
    """Return what identifies the file behind an open stream; None if there is none."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _read_folder(folder: str, leave_out: Collection[FileKey]) -> Iterator[Page | Unread]:
    """Read a folder and those below it in the order of their names. Links are not followed."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        source = printable(path)
        try:
            mode = os.lstat(path).st_mode if path != folder else stat.S_IFDIR
            if stat.S_ISLNK(mode):
                yield Unread(source, "is a link and was not followed.", failed=False)
            elif stat.S_ISREG(mode):
                yield from _read_file(path, leave_out=leave_out, found_in_folder=True)
            elif not stat.S_ISDIR(mode):
                yield Unread(source, "is not a regular file and was left out.", failed=False)
            elif path != folder and _is_run(path):
                yield from Run.at(Path(path).absolute()).newest_pages()
            else:
                waiting += [os.path.join(path, name) for name in sorted(os.listdir(path), reverse=True)]  # noqa: PTH118, PTH208 - keeps the path as given
        except OSError as error:
            yield Unread(source, os_sentence(error, source))
        except ScraperError as error:
            yield Unread(source, str(error))


def _read_file(
    path: str, *, url: str | None = None, leave_out: Collection[FileKey] = (), found_in_folder: bool = False
) -> Iterator[Page | Unread]:
    # A file found in a folder may have become a link or a pipe since it was listed: neither may be followed or wait.
    flags = os.O_RDONLY | (os.O_NOFOLLOW | os.O_NONBLOCK if found_in_folder else 0)
    with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - opened by descriptor
        found = os.fstat(file.fileno())
        if (found.st_dev, found.st_ino) in leave_out:
            return
        named_warc = path.lower().endswith((".warc", ".warc.gz")) and found.st_size > 0
        if not named_warc and not is_warc(file.peek(_HEAD_BYTES)[:_HEAD_BYTES]):
            yield _read_body(file, printable(path), url)
            return
    if printable(path) != path:
        yield Unread(printable(path), "has a name that records cannot tell; rename the file.")
        return
    yield from read_warc(path)


def _read_body(file: BinaryIO, source: str, url: str | None) -> Page | Unread:
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return Unread(source, f"is larger than {MOST_BYTES // 1024**2} MiB and was not read.")
    if source == "-" and is_warc(body[:_HEAD_BYTES]):
        return Unread(source, "is a WARC file; give its path instead of standard input.")
    return Page(body=body, source=source, url=url)


def _is_run(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "run.toml"))  # noqa: PTH113, PTH118 - plain strings throughout


def _is_bare(given: str) -> bool:
    try:
        return "/" not in given and Run.at(given).path != Path(given)
    except UsageError:
        return False


def _missing(given: str) -> str:
    if not given:
        return "an empty path names nothing; leave it out or name a file."
    return f"does not exist; check the path{' or the name of the run' if _is_bare(given) else ''}."
