"""Replacing files of a run at once with what the frontier knows of them.

It takes three steps, of which each may be the last before a kill: write the new files beside the old ones, commit
their lengths with a note that they are to be put in place, put them in place. The next start does what is left.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scraper.crawler.frontier import Batch, Frontier
from scraper.run_folder import CHANGES, RECORDS, REJECTS, STATS, RunFolder, mapped_os_errors

NOTE = "swap"
"""Note of the frontier: set while the new files are to be put in place."""

_NAMES = (RECORDS, REJECTS, CHANGES, STATS)


def beside(path: Path) -> Path:
    """Return where a file is written that is to take the place of another."""
    return path.with_name(f".{path.name}.new")


class Swap:
    """The files of one run folder, of which some are to be replaced."""

    def __init__(self, path: Path, frontier: Frontier) -> None:
        self._path = path
        self._frontier = frontier

    def repair(self) -> None:
        """Finish putting files in place, if an earlier start was stopped at it; else remove what it left."""
        swap = bool(self._frontier.note(NOTE))
        for name in _NAMES:
            new = beside(self._path / name)
            with mapped_os_errors(new, self._path):
                if swap and new.exists():
                    new.replace(self._path / name)
                new.unlink(missing_ok=True)
        if swap:
            RunFolder.sync_folder(self._path)
            self._frontier.set_note(NOTE, "")

    def open_new(self, name: str) -> BinaryIO:
        """Open the file that is to take the place of another.

        :raises StorageFull: if the disk refuses.
        """
        new = beside(self._path / name)
        with mapped_os_errors(new, self._path):
            return new.open("xb")

    def close_new(self, file: BinaryIO) -> None:
        """Close a new file; then the disk holds it.

        :raises StorageFull: if the disk refuses.
        """
        with mapped_os_errors(Path(file.name), self._path), file:
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open the new file for the length of a block.

        :raises StorageFull: if the disk refuses.
        """
        with mapped_os_errors(beside(self._path / name), self._path), self.open_new(name) as file:
            yield file
            self.close_new(file)

    def put_in_place(self, batch: Batch) -> None:
        """Commit the batch, and let the files that were written take the place of the old ones.

        :param batch: holds the lengths of the new files.
        """
        RunFolder.sync_folder(self._path)
        batch.notes[NOTE] = "yes"
        self._frontier.commit(batch)
        self.repair()
