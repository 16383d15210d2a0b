"""Record files to be compared: lines in their order, and lines found again by the id of their record."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scraper.cli.inputs import kind_of, open_input, run_named
from scraper.cli.terminal import input_octets, printable
from scraper.cli.validate import MOST_BYTES
from scraper.crawler.frontier.schema import mapped_errors
from scraper.errors import UsageError
from scraper.lines import record_id_of

_TABLE = """
CREATE TABLE line (id TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0);
CREATE INDEX line_id ON line(id, start) WHERE NOT taken;
"""
_SCRATCH = Path("the scratch file of this comparison")


class RecordLine(NamedTuple):
    """One line of a record file."""

    record_id: str
    line: bytes
    start: int
    """First byte of the line in its file."""
    number: int
    """Counted from 1."""


class RecordFile:
    """The lines of one file or run.

    :param given: path of a file, path or name of a run, or ``-`` for standard input.
    :raises UsageError: if there are no records to be read there.
    :raises OSError: if the file cannot be opened.
    """

    def __init__(self, given: str) -> None:
        self.name = "standard input" if given == "-" else printable(given)
        self._is_stdin = given == "-"
        self._length: int | None = None
        self._file = self._opened(given)

    def _opened(self, given: str) -> BinaryIO:
        kind = kind_of(given)
        if kind == "stdin":
            return input_octets()
        if kind == "run":
            file, self._length = run_named(given).open_records()
            return file
        if kind == "folder":
            raise UsageError(f"{self.name} is a folder but no run; name a file of records in it.")
        if kind == "missing":
            raise UsageError(f"{self.name or 'an empty path'} does not exist; name a file of records or a run.")
        return open_input(given)

    def close(self) -> None:
        """Close the file; standard input is not ours to close."""
        if not self._is_stdin:
            self._file.close()

    def make_seekable(self) -> None:
        """Copy what comes through a pipe to a file of its own, which goes when it is closed."""
        if not self._file.seekable():
            copy = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this one
            shutil.copyfileobj(self._file, copy)
            copy.seek(0)
            self.close()
            self._file, self._is_stdin = copy, False

    def lines(self) -> Iterator[RecordLine]:
        """Yield every line that is not blank.

        :raises UsageError: if one is no record.
        """
        start = number = 0
        while self._length is None or start < self._length:
            line = self._file.readline(MOST_BYTES + 2)
            number += 1
            if not line:
                return
            if line.strip():
                yield RecordLine(self._id_of(line, number), line, start, number)
            start += len(line)

    def line_at(self, start: int, length: int) -> bytes:
        """Return a line that was read before."""
        self._file.seek(start)
        return self._file.read(length)

    def _id_of(self, line: bytes, number: int) -> str:
        try:
            if len(line) <= MOST_BYTES + 1:
                return record_id_of(line)
        except ValueError:
            pass
        raise UsageError(f"{self.name}, line {number} is no record; see what is wrong with: qaharvest validate")


class LineIndex:
    """Where the lines of a file are, by record. Memory stays bounded: the rest goes to a scratch file.

    A record that stands in the file more than once is as many lines, taken in their order.
    """

    def __init__(self, file: RecordFile) -> None:
        self._file = file
        self._db = sqlite3.connect("", isolation_level=None)
        with mapped_errors(_SCRATCH):
            self._db.executescript(_TABLE)
            self._db.execute("BEGIN")
            rows = ((one.record_id, one.start, len(one.line)) for one in file.lines())
            self._db.executemany("INSERT INTO line (id, start, length) VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Drop the index."""
        self._db.close()

    def take(self, record_id: str) -> bytes | None:
        """Return the record's next line that was not taken; None if there is none left."""
        with mapped_errors(_SCRATCH):
            row = self._db.execute(
                "SELECT rowid, start, length FROM line WHERE id = ? AND NOT taken ORDER BY start LIMIT 1", (record_id,)
            ).fetchone()
            if row is None:
                return None
            self._db.execute("UPDATE line SET taken = 1 WHERE rowid = ?", (row[0],))
        return self._file.line_at(row[1], row[2])

    def left(self) -> Iterator[tuple[str, bytes]]:
        """Yield id and line of all that was not taken, in the order of the file."""
        with mapped_errors(_SCRATCH):
            for record_id, start, length in self._db.execute(
                "SELECT id, start, length FROM line WHERE NOT taken ORDER BY start"
            ):
                yield record_id, self._file.line_at(start, length)
