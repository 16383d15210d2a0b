"""The frontier's file: its tables, its version, and how it is opened."""

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from scraper.errors import FrontierError, StorageFull

QUEUED, RETRY, DONE, SKIPPED, FAILED = range(5)
"""States as they are stored. A lease is not stored: it lives in memory, so a kill gives it back by itself."""


class Rows(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """Return the next row; None behind the last one."""

    def fetchall(self) -> list[Any]:
        """Return all rows."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""


class Database(Protocol):
    """What the tables of a frontier are kept in: a connection of SQLite, or what speaks like one.

    The statements are written so that SQLite and PostgreSQL read them alike, with ``?`` or ``:name`` for values.
    """

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and has not ended."""

    def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Rows:
        """Run one statement. ``BEGIN IMMEDIATE`` begins a transaction beside which no other one writes."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Rows:
        """Run one statement for each row of values."""

    def close(self) -> None:
        """End the connection."""


# One script per version: a file of version N is brought up to date by running the scripts from N on.
# `rank` orders the queue of a host: sitemaps, then pages by depth, then what was parked.
# `via` is the id of the address that led here. Keys are random, so only the index on them is touched at random places.
MIGRATIONS = (
    """
    CREATE TABLE host (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, origin TEXT NOT NULL,
        asked_at REAL NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0,
        back_off REAL NOT NULL DEFAULT 0, backed_off_at REAL NOT NULL DEFAULT 0, crawl_delay REAL,
        robots TEXT, robots_body BLOB, robots_at REAL, robots_until REAL);
    CREATE TABLE request (
        id INTEGER PRIMARY KEY, key BLOB NOT NULL, url TEXT NOT NULL, host INTEGER NOT NULL,
        state INTEGER NOT NULL, rank INTEGER NOT NULL, depth INTEGER NOT NULL, kind INTEGER NOT NULL,
        hops INTEGER NOT NULL, attempts INTEGER NOT NULL, via INTEGER, retry_at REAL, reason TEXT);
    CREATE UNIQUE INDEX request_key ON request(key);
    CREATE INDEX request_queue ON request(host, rank, id) WHERE state = 0;
    CREATE INDEX request_retry ON request(host, retry_at) WHERE state = 1;
    CREATE TABLE tally (host INTEGER, state INTEGER, n INTEGER NOT NULL, PRIMARY KEY (host, state)) WITHOUT ROWID;
    CREATE TABLE record (key BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE file (name TEXT PRIMARY KEY, length INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE pattern (key BLOB PRIMARY KEY, pages INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE stat (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    # `record.kept`: not written anew by the last refresh, as its page could not be had.
    # `part`: what each page of a thread of several pages says of it; `request` is the address that gave it.
    # `coverage`: per profile and span of its records, how many have a field by its own rules and by borrowed ones.
    """
    ALTER TABLE record ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE part (
        id INTEGER PRIMARY KEY AUTOINCREMENT, request INTEGER NOT NULL, record TEXT NOT NULL, number INTEGER NOT NULL,
        line BLOB NOT NULL);
    CREATE INDEX part_record ON part(record, number);
    CREATE INDEX part_request ON part(request);
    CREATE TABLE coverage (
        site TEXT NOT NULL, span INTEGER NOT NULL, field TEXT NOT NULL, own INTEGER NOT NULL, borrowed INTEGER NOT NULL,
        PRIMARY KEY (site, span, field)) WITHOUT ROWID;
    """,
    # `host`: what it was asked in all, for its webmaster and for a pace that follows how long its answers take.
    # `version`: what it takes to ask again for a page only if it changed, and how often it did (times: Unix seconds).
    """
    ALTER TABLE host ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN first_at REAL;
    ALTER TABLE host ADD COLUMN shortest_gap REAL;
    ALTER TABLE host ADD COLUMN longest_wait REAL NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN latency REAL NOT NULL DEFAULT 0;
    ALTER TABLE host ADD COLUMN usual_latency REAL NOT NULL DEFAULT 0;
    CREATE TABLE version (
        request INTEGER PRIMARY KEY, digest BLOB NOT NULL, etag TEXT, modified TEXT, file TEXT NOT NULL,
        offset INTEGER NOT NULL, length INTEGER NOT NULL, seen_at REAL NOT NULL, first_at REAL NOT NULL,
        checks INTEGER NOT NULL, changes INTEGER NOT NULL, due_at REAL NOT NULL);
    """,
)

_CACHE_KIB = 32 * 1024
_CHECKPOINT_PAGES = 4000  # 16 MiB of log between checkpoints: fewer writes of the same page


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file, and create or update its tables unless only reading.

    :raises FrontierError: if it is no frontier, or one of a newer version.
    :raises StorageFull: if the disk refuses to hold it.
    """
    with mapped_errors(path):
        if read_only:
            db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=30)
        else:
            db = sqlite3.connect(path, isolation_level=None, timeout=30)
        try:
            _prepare(db, path, read_only=read_only)
        except BaseException:
            db.close()
            raise
    return db


def scratch() -> sqlite3.Connection:
    """Return an empty frontier without a name: memory up to a limit, then a file that goes when it is closed."""
    db = sqlite3.connect("", isolation_level=None)
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    db.execute("PRAGMA journal_mode = OFF")  # nothing is ever taken back
    db.executescript("".join(MIGRATIONS))
    db.execute("BEGIN")  # one transaction from beginning to end: there is nobody to see more of it
    return db


def _prepare(db: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    # Nothing in the file may run: no function with side effects from a view or trigger, no altered schema trusted.
    db.execute("PRAGMA trusted_schema = OFF")
    if strange := db.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone():
        raise FrontierError(
            f"{path} holds {strange[0]!r}, which no frontier has: put a good copy back, or give --fresh."
        )
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise FrontierError(f"{path} was written by a newer version of qaharvest; update qaharvest to go on.")
    if read_only:
        if version < len(MIGRATIONS):
            raise FrontierError(f"{path} was written by an older version; start its crawl once to bring it up to date.")
        return
    db.execute("PRAGMA journal_mode = WAL")
    # NORMAL: a power cut may undo the last transactions but never tears one. The other files are synced before each
    # transaction, so what SQLite remembers never reaches beyond what they hold.
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")


def remove(path: Path) -> None:
    """Remove a frontier's file, if it is there, and what SQLite keeps beside it.

    :raises OSError: if that is refused.
    """
    # The log first: without its database it would be nothing, but a database without it is whole, only older.
    for suffix in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Run the block as one transaction: all of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def mapped_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into the package's own.

    :raises StorageFull: if the disk refused a write.
    :raises FrontierError: on anything else.
    """
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL" or name.startswith(("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHM")):
            raise StorageFull(refused_by_disk(path.parent)) from error
        raise FrontierError(f"{path} cannot be used ({error}): put a good copy back, or give --fresh.") from error


DISK_REFUSES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Error numbers with which a disk, a quota or a limit refuses a write."""


def refused_by_disk(folder: Path) -> str:
    """Return the sentence for a person whose disk is full."""
    return f"No space is left for {folder}: free some and start the crawl again; nothing committed is lost."
