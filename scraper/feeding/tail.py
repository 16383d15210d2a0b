"""Reading a run's committed record lines as they come, also while a crawl replaces the file they stand in."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import BinaryIO, NamedTuple

from scraper.errors import ScraperError
from scraper.feeding.told import key_of
from scraper.run_reading import committed_lines

PAUSE = 0.2
"""Seconds between two looks at a run."""


class Opened(NamedTuple):
    """The record file of a run at one moment."""

    file: BinaryIO
    length: int
    """Its committed length: what lies behind was never promised to anyone."""
    outdated: int
    """While a refresh lasts: the length of the part in which lines may stand that were written anew behind it."""


class Tail:
    """The committed lines of a run.

    :param opened: opens the file anew.
    """

    def __init__(self, opened: Callable[[], Opened]) -> None:
        self._opened = opened
        self._file: BinaryIO | None = None
        self._place = 0

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def new_lines(self) -> Iterator[bytes]:
        """Return the lines committed since the last call; all of them where the file was replaced.

        :raises ScraperError: if there are none to be read yet.
        """
        opened = self._opened()
        if not opened.length:
            opened.file.close()
            return iter(())
        # The file read before is still open, so no other can have got its number meanwhile.
        if self._file is not None and os.path.sameopenfile(self._file.fileno(), opened.file.fileno()):
            opened.file.close()
            return self._read_on(self._file, opened.length)
        self.close()
        self._file, self._place = opened.file, 0
        return self._read_all(opened)

    def _read_on(self, file: BinaryIO, length: int) -> Iterator[bytes]:
        file.seek(self._place)
        for line in committed_lines(file, length - self._place):
            self._place += len(line) + 1
            yield line

    def _read_all(self, opened: Opened) -> Iterator[bytes]:
        """Yield every line, but not the outdated ones: what is newer stands behind them in the file."""
        if not opened.outdated:
            yield from self._read_on(opened.file, opened.length)
            return
        with closing(sqlite3.connect("", isolation_level=None)) as newer:  # memory up to a limit, then a file
            newer.execute("CREATE TABLE newer (key BLOB PRIMARY KEY) WITHOUT ROWID")
            newer.execute("BEGIN")
            opened.file.seek(opened.outdated)
            lines = committed_lines(opened.file, opened.length - opened.outdated)
            newer.executemany("INSERT OR IGNORE INTO newer VALUES (?)", ((key_of(line),) for line in lines))
            for line in self._read_on(opened.file, opened.length):
                known = (
                    self._place <= opened.outdated
                    and newer.execute("SELECT 1 FROM newer WHERE key = ?", (key_of(line),)).fetchone()
                )
                if not known:
                    yield line


def polls(
    tail: Tail,
    is_running: Callable[[], bool],
    *,
    forever: bool = False,
    patience: float = 0.0,
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[Iterable[bytes]]:
    """Yield what is new, again and again, until nobody adds to the run any more.

    :param is_running: whether a crawl works on the run.
    :param forever: whether the next crawl is waited for.
    :param patience: seconds for which a run is waited for that has not begun.
    :param wait: called with the seconds between two looks.
    :raises ScraperError: if there is no run to be read and none begins.
    """
    until = time.monotonic() + patience
    try:
        while True:
            goes_on = is_running() or forever  # asked first: what is committed before a crawl ends is read after it
            try:
                lines = tail.new_lines()
            except ScraperError:  # a crawl that begins, or begins afresh, has no frontier for a moment
                goes_on = goes_on or time.monotonic() < until
                if not goes_on:
                    raise
                lines = iter(())
            yield lines
            if not goes_on:
                return
            wait(PAUSE)
    finally:
        tail.close()
