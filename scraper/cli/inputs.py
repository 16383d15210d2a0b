"""Where pages come from without a network: files, folders, WARCs, run folders, standard input."""

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from scraper.archive.reader import read_warc
from scraper.cli.bodies import HEAD_BYTES, is_warc, read_body
from scraper.cli.failures import os_sentence
from scraper.cli.inputs_by_url import kind_of_url, open_url, read_url, url_of
from scraper.cli.reading import Unread
from scraper.cli.terminal import input_octets, printable
from scraper.errors import ScraperError, UsageError
from scraper.page import Page
from scraper.run import Run
from scraper.storage.urls import is_url

FileKey = tuple[int, int] | str
"""Device and inode, the same file under any name; of an object its URL."""


def kind_of(given: str) -> Literal["stdin", "file", "folder", "run", "missing"]:
    """Return what an argument of ``extract`` names; a file or folder of that name comes before a run.

    :raises OSError: if the file system does not tell.
    """
    if given == "-":
        return "stdin"
    if is_url(given):
        return kind_of_url(given)
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
            yield read_body(input_octets(), source, url)
        elif kind == "run":
            yield from run_named(given).newest_pages()
        elif is_url(given):
            yield from read_url(given, kind, url=url, leave_out=leave_out)
        elif kind == "folder":
            yield from _read_folder(given, leave_out)
        else:
            yield from _read_file(given, url=url, leave_out=leave_out)
    except OSError as error:
        yield Unread(source, os_sentence(error, source))
    except ScraperError as error:
        yield Unread(source, str(error).removeprefix(f"{source} "))


def run_named(given: str) -> Run:
    """Return the run folder of that path, else the run of that name.

    :raises UsageError: if the name or path is not allowed.
    """
    if is_url(given):
        return Run.at(given)
    # A bare name always means data/NAME to Run.at; a run folder right here needs its whole path.
    return Run.at(Path(given).absolute() if _is_run(given) else given)


def file_key(path: str | Path) -> FileKey | None:
    """Return what identifies a file under any name; None if there is no such file."""
    if is_url(path):
        return url_of(str(path))
    try:
        found = os.stat(path)  # noqa: PTH116 - the key needs the raw result
    except OSError:
        return None
    return found.st_dev, found.st_ino


def open_input(given: str) -> BinaryIO:
    """Open a file by its path or URL.

    :raises UsageError: if there is none at that URL.
    :raises OSError: if the file cannot be opened.
    """
    return open_url(given) if is_url(given) else Path(given).open("rb")


def stream_key(stream: BinaryIO) -> FileKey | None:
    """Return what identifies the file behind an open stream; None if there is none."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


class Found(NamedTuple):
    """What a folder holds: a regular file, or a run folder."""

    path: str
    is_run: bool


def walk(folder: str) -> Iterator[Found | Unread]:
    """Yield what a folder and those below it hold, in the order of their names. Links are not followed."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        source = printable(path)
        try:
            mode = os.lstat(path).st_mode if path != folder else stat.S_IFDIR
            if stat.S_ISLNK(mode):
                yield Unread(source, "is a link and was not followed.", failed=False)
            elif stat.S_ISREG(mode):
                yield Found(path, is_run=False)
            elif not stat.S_ISDIR(mode):
                yield Unread(source, "is not a regular file and was left out.", failed=False)
            elif path != folder and _is_run(path):
                yield Found(path, is_run=True)
            else:
                waiting += [os.path.join(path, name) for name in sorted(os.listdir(path), reverse=True)]  # noqa: PTH118, PTH208 - keeps the path as given
        except OSError as error:
            yield Unread(source, os_sentence(error, source))


def read_found(found: Found, leave_out: Collection[FileKey] = ()) -> Iterator[Page | Unread]:
    """Yield every page of what was found in a folder, and what could not be read; nothing is raised."""
    source = printable(found.path)
    try:
        if found.is_run:
            yield from Run.at(Path(found.path).absolute()).newest_pages()
        else:
            yield from _read_file(found.path, leave_out=leave_out, found_in_folder=True)
    except OSError as error:
        yield Unread(source, os_sentence(error, source))
    except ScraperError as error:
        yield Unread(source, str(error))


def _read_folder(folder: str, leave_out: Collection[FileKey]) -> Iterator[Page | Unread]:
    for found in walk(folder):
        if isinstance(found, Unread):
            yield found
        else:
            yield from read_found(found, leave_out)


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
        if not named_warc and not is_warc(file.peek(HEAD_BYTES)[:HEAD_BYTES]):
            yield read_body(file, printable(path), url)
            return
    if printable(path) != path:
        yield Unread(printable(path), "has a name that records cannot tell; rename the file.")
        return
    yield from read_warc(path)


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
