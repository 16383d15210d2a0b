"""Reading what a run folder holds, also while a crawl works on it: lines of its files, pages of its archive."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from schemas.provenance import ArchiveLocation
from scraper.archive.files import FOLDER
from scraper.archive.reader import Opener, open_path, read_member, read_warc
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.schema import mapped_errors, scratch
from scraper.errors import ArchiveError
from scraper.page import Page
from scraper.run_folder import is_own_file, mapped_os_errors
from scraper.swap import NOTE as SWAP
from scraper.swap import beside

_TRIES = 10  # to find a file and its length belonging together, while files are replaced
_SCRATCH = Path("the scratch file of the archive's pages")
_NEWEST = (
    "CREATE TABLE newest (key BLOB PRIMARY KEY, number INTEGER NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL,"
    " length INTEGER NOT NULL) WITHOUT ROWID"
)


def open_lines(path: Path, ledger: Ledger, open_file: Opener = open_path) -> tuple[BinaryIO, int]:
    """Open ``records.jsonl`` or ``rejects.jsonl``; return it with its committed length.

    What lies behind that length is the beginning of more, written by a crawl that is working.

    :raises UsageError: if the file cannot be read.
    """
    folder, name = path.parent, path.name
    for _ in range(_TRIES):
        length, swap = ledger.files().get(name, 0), ledger.note(SWAP)
        if not length:
            return BytesIO(), 0
        with mapped_os_errors(path, folder):
            file = _open_current(path, open_file, is_swapped=bool(swap))
        # Replaced since it was opened? Then file and length do not belong together.
        if (ledger.files().get(name, 0), ledger.note(SWAP)) == (length, swap):
            break
        file.close()
    return file, length


def _open_current(path: Path, open_file: Opener, *, is_swapped: bool) -> BinaryIO:
    if is_swapped:  # committed already, but not in place yet, perhaps since a kill
        with suppress(FileNotFoundError):
            return open_file(beside(path))
    return open_file(path)


def committed_lines(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield the whole lines up to a length, without their line feed."""
    while length > 0 and (line := file.readline()):
        length -= len(line)
        yield line.removesuffix(b"\n")


def archive_names(lengths: Mapping[str, int]) -> list[str]:
    """Return the names of the archive's files in the order they were written.

    :param lengths: file name → committed length, of all files of the run.
    """
    return sorted(name for name in lengths if name.startswith(f"{FOLDER}/") and is_own_file(name))


def archived_pages(
    path: Path, lengths: Mapping[str, int], *, revisits: bool = False, open_file: Opener = open_path
) -> Iterator[Page]:
    """Yield the pages of a run's archive in the order they were written (see ``Run.pages``).

    :param lengths: file name → committed length.
    :param revisits: whether what says that a page had not changed is yielded too (see ``read_warc``).
    :raises ArchiveError: if a file is damaged.
    """
    for name in archive_names(lengths):
        for page in read_warc(path / name, length=lengths[name], revisits=revisits, open_file=open_file):
            yield _in_run(page, page.archive, name)


def newest_pages(
    path: Path, lengths: Mapping[str, int], key: Callable[[Page], bytes], *, open_file: Opener = open_path
) -> Iterator[Page]:
    """Yield the newest version of each page alone, in the order in which the pages were asked for last.

    The archive is read twice; a page that had not changed when it was asked for again is read at its own place.

    :param key: tells which pages are versions of one.
    :raises ArchiveError: if a file is damaged.
    """

    def sightings() -> Iterator[Page]:
        return archived_pages(path, lengths, revisits=True, open_file=open_file)

    with closing(scratch()) as db, mapped_errors(_SCRATCH):
        db.execute(_NEWEST)
        with suppress(ArchiveError):  # raised again by the second reading, behind the pages before the damage
            for number, page in enumerate(sightings()):
                place = page.archive
                if page.revisit is not None:
                    db.execute("UPDATE newest SET number = ? WHERE key = ?", (number, key(page)))
                elif place is not None:
                    row = (key(page), number, place.file, place.offset, place.length)
                    db.execute("INSERT OR REPLACE INTO newest VALUES (?, ?, ?, ?, ?)", row)
        for number, page in enumerate(sightings()):
            row = db.execute(
                "SELECT file, offset, length FROM newest WHERE key = ? AND number = ?", (key(page), number)
            ).fetchone()
            if row is not None and page.revisit is None:
                yield page
            elif row is not None:
                place = ArchiveLocation(file=row[0], offset=row[1], length=row[2])
                newest = read_member(path / place.file, place.offset, place.length, open_file=open_file)
                yield _in_run(newest, place, place.file)


def _in_run(page: Page, place: ArchiveLocation | None, name: str) -> Page:
    """Return a page as its run knows it: asked for at its address, in a file named from the run folder."""
    archive = place and place.model_copy(update={"file": name})
    return replace(page, source=page.url or page.source, archive=archive)
