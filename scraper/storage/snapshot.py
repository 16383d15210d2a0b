"""One moment of a run folder, also while a crawl works on it: a copy of the frontier, and open files with lengths."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.schema import mapped_errors
from scraper.errors import StoreError
from scraper.run_folder import FRONTIER, RunFolder, mapped_os_errors
from scraper.storage.manifest import RUN_TOML
from scraper.swap import NOTE as SWAP

_TRIES = 20  # files are replaced at the end of a crawl, a few at once


class Moment(NamedTuple):
    """A file at one moment."""

    file: BinaryIO
    octets: int
    """What counts of it: behind that a crawl may be writing."""


@contextmanager
def snapshot(path: Path, scratch: Path) -> Iterator[dict[str, Moment]]:
    """Give the files of a run folder that belong together, for the length of a block; none before a crawl has begun.

    :param scratch: folder for the copy of the frontier.
    :raises StoreError: if files are replaced again and again.
    :raises FrontierError: if the frontier cannot be read.
    :raises UsageError: if a file cannot be read.
    """
    folder = RunFolder(path)
    copy = scratch / FRONTIER
    for _ in range(_TRIES):
        with ExitStack() as opened, mapped_os_errors(path, path):
            if not folder.frontier.is_file():
                yield {}
                return
            # Opened first: a file that still has its name behind the copy was not replaced meanwhile.
            files = {name: opened.enter_context((path / name).open("rb")) for name in _growing(folder)}
            _copy_frontier(folder.frontier, copy)
            with closing(Ledger(copy)) as ledger:
                lengths, swap = ledger.files(), ledger.note(SWAP)
            if swap or set(lengths) - set(files) or not all(_is_at(file, path / name) for name, file in files.items()):
                continue
            moments = {name: Moment(files[name], length) for name, length in lengths.items() if length}
            for name, at in ((RUN_TOML, folder.toml), (folder.stats.name, folder.stats), (FRONTIER, copy)):
                if at.is_file():
                    file = opened.enter_context(at.open("rb"))
                    moments[name] = Moment(file, os.fstat(file.fileno()).st_size)
            yield moments
            return
    raise StoreError(f"The files of {path} are being replaced; they are published later.")


def _growing(folder: RunFolder) -> list[str]:
    with closing(Ledger(folder.frontier)) as ledger:
        return [name for name, length in ledger.files().items() if length]


def _copy_frontier(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with (
        mapped_errors(source),
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        # In one step, so that the crawl goes on beside it: its log keeps what is written meanwhile.
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
