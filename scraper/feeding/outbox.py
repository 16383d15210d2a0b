"""What one feed of a run remembers: which versions its receiver has, and the batch that is on its way.

A batch is written down before it is sent, and crossed off once it was taken. Whatever ends the program in between, the
next start finds the same batch and sends it again under the same key, before anything else.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scraper.crawler.frontier.schema import refused_by_disk
from scraper.errors import ScraperError, StorageFull, UsageError
from scraper.feeding.port import Batch, Row
from scraper.feeding.told import Told, Version

FORMAT = 1

_TABLES = """
CREATE TABLE IF NOT EXISTS feed (id TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pending (number INTEGER NOT NULL, keys TEXT NOT NULL, body BLOB NOT NULL,
    versions BLOB NOT NULL);
"""


class Pending(NamedTuple):
    """A batch that is on its way."""

    batch: Batch
    versions: tuple[Version, ...]
    """What the receiver has once it took the batch."""


class Outbox:
    """The memory of one feed, in a file of its own; it is held alone.

    :param path: made if need be.
    :raises UsageError: if another program feeds there now, or the file is none of ours.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.feed = ""
        """Tells feeds apart (see ``Batch.feed``)."""
        if path.is_symlink() or path.parent.is_symlink():
            raise UsageError(f"{path} is or lies under a link, which is not followed: remove the link.")
        with self._mapped_errors():
            path.parent.mkdir(exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=0.5)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        self.told = Told(self._db)

    def _prepare(self) -> None:
        db = self._db
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # ends with the process, so that no lock is left behind
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        strange = db.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
        if version > FORMAT or strange:
            raise UsageError(f"{self._path} is no feed of this version: remove it to feed every record anew.")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        for statement in _TABLES.split(";"):
            db.execute(statement)
        if db.execute("SELECT 1 FROM feed").fetchone() is None:
            db.execute("INSERT INTO feed VALUES (?, 0)", (secrets.token_hex(16),))
            db.execute(f"PRAGMA user_version = {FORMAT}")
        db.execute("UPDATE feed SET number = number")  # takes the lock, if nothing did before
        (self.feed,) = db.execute("SELECT id FROM feed").fetchone()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def pending(self) -> Pending | None:
        """Return the batch that was begun and not crossed off; None where there is none.

        :raises UsageError: if the file is damaged.
        """
        with self._mapped_errors():
            row = self._db.execute("SELECT number, keys, body, versions FROM pending").fetchone()
        if row is None:
            return None
        number, keys, body, versions = row
        try:
            rows = tuple(Row(*pair) for pair in zip(json.loads(keys), body.split(b"\n")[:-1], strict=True))
        except ValueError as error:
            raise UsageError(f"{self._path} is damaged: remove it to feed every record anew.") from error
        pairs = (versions[n : n + 32] for n in range(0, len(versions), 32))
        return Pending(Batch(self.feed, number, rows), tuple(Version(pair[:16], pair[16:]) for pair in pairs))

    def begin(self, rows: Sequence[Row], versions: Sequence[Version]) -> Pending:
        """Write down the next batch; when this returns, the disk holds it.

        :raises StorageFull: if the disk refuses.
        """
        with self._mapped_errors(), self._transaction():
            self._db.execute("UPDATE feed SET number = number + 1")
            (number,) = self._db.execute("SELECT number FROM feed").fetchone()
            batch = Batch(self.feed, number, tuple(rows))
            keys = json.dumps([row.key for row in rows])
            flat = b"".join(version.key + version.version for version in versions)
            self._db.execute("INSERT INTO pending VALUES (?, ?, ?, ?)", (number, keys, batch.body, flat))
        return Pending(batch, tuple(versions))

    def settle(self, pending: Pending) -> None:
        """Cross a batch off: the receiver has it.

        :raises StorageFull: if the disk refuses; then it will be sent again under the same key.
        """
        with self._mapped_errors(), self._transaction():
            self.told.add(pending.versions)
            self._db.execute("DELETE FROM pending")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._mapped(getattr(error, "sqlite_errorname", ""), error) from error
        except OSError as error:
            raise UsageError(f"{self._path} cannot be used: {error.strerror or error}.") from error

    def _mapped(self, name: str, error: sqlite3.Error) -> ScraperError:
        if name.startswith("SQLITE_BUSY"):
            return UsageError("Another program feeds this receiver from this run now; wait until it ends, or stop it.")
        if name == "SQLITE_FULL" or name.startswith(("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC")):
            return StorageFull(refused_by_disk(self._path.parent))
        return UsageError(f"{self._path} cannot be used ({error}): remove it to feed every record anew.")
