"""Which version of which record was handed on."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scraper.errors import UsageError
from scraper.lines import record_id_of

_OCTETS = 16  # of a digest: two of 10^9 records are alike with a chance of 10^-21
_TABLE = "CREATE TABLE IF NOT EXISTS told (key BLOB PRIMARY KEY, version BLOB NOT NULL) WITHOUT ROWID"
_PROVENANCE = b',"provenance":{'  # quotes inside strings are escaped, so this is the record's last key


class Version(NamedTuple):
    """One version of one record."""

    key: bytes
    """Stands for the ``record_id``."""
    version: bytes
    """Stands for what the record says. Where from and when it was read is no part of it."""


def key_of(line: bytes) -> bytes:
    """Return what stands for a record's id.

    :raises UsageError: if the line is no record.
    """
    try:
        record_id = record_id_of(line)
    except ValueError as error:
        raise UsageError("A line among the records is no record: see which with 'qaharvest validate'.") from error
    return hashlib.sha256(record_id.encode("utf-8", "replace")).digest()[:_OCTETS]


def version_of(line: bytes) -> Version:
    """Return which version of which record a line holds.

    :raises UsageError: if the line is no record.
    """
    return Version(key_of(line), hashlib.sha256(line.partition(_PROVENANCE)[0]).digest()[:_OCTETS])


class Told:
    """The versions that were handed on last.

    :param db: keeps them; by default a file without a name, which goes with this object.
    """

    def __init__(self, db: sqlite3.Connection | None = None) -> None:
        if db is None:
            # Used by one thread at a time, though not always by the one that made it.
            db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("BEGIN")
        self._db = db
        self._db.execute(_TABLE)

    def close(self) -> None:
        """Drop what is kept."""
        self._db.close()

    def is_known(self, version: Version) -> bool:
        """Whether this version is the last one that was handed on."""
        row = self._db.execute("SELECT version FROM told WHERE key = ?", (version.key,)).fetchone()
        return row is not None and row[0] == version.version

    def add(self, versions: Iterable[Version]) -> None:
        """Take down what was handed on, in its order."""
        self._db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", versions)

    def news(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines whose version is new, and take each down when the next one is asked for."""
        for line in lines:
            version = version_of(line)
            if not self.is_known(version):
                yield line
                self.add((version,))
