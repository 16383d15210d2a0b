"""A PostgreSQL database that speaks as the tables of a frontier expect it: one schema for each crawl.

Statements come in the words that SQLite and PostgreSQL share. What is left to translate: values are ``?`` or ``:name``
there and ``%s`` or ``%(name)s`` here, and a transaction beside which no other one writes is one that holds a lock of
its own. The lock is taken for the length of one commit, so that the processes that share a crawl commit one after the
other, and what one of them reads inside its transaction holds until it ends.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.postgres.schema import MIGRATIONS
from scraper.crawler.frontier.schema import Rows
from scraper.errors import FrontierError, StorageFull

T = TypeVar("T")

_BEGIN = "BEGIN IMMEDIATE"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
# What PostgreSQL says in other words.
_OWN_WORDS = {
    "SELECT seq FROM sqlite_sequence WHERE name = 'part'": (
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM part_id_seq"
    ),
    "substr(reason, 1, instr(reason || ':', ':') - 1)": "split_part(reason, ':', 1)",
}
_VALUE = re.compile(r"\?|(?<!:):([a-z_]+)\b|%|'[^']*'")
_TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))"
_WORK = "work"  # the lock that all who work on a crawl share
_CONNECT_SECONDS = 10
_RECONNECT_SECONDS = 20.0
_STATEMENT_SECONDS = 120
_LOCK_SECONDS = 60
_IDLE_SECONDS = 12  # in a transaction: who stands still there holds up all others, and no lease may end meanwhile
_ROWS_AT_ONCE = 5_000


class Disconnected(FrontierError):
    """The connection broke. What was committed stands; of a transaction that was open, nothing does."""


class PostgresDatabase:
    """A connection to the schema of one crawl; the ``Database`` of its tables.

    A statement outside of a transaction is tried again with a new connection if the old one broke: each can be said
    twice without harm.

    :param create: whether the tables are made or brought up to date; else they must be there.
    :param works: whether this is one of those that work on the crawl, so that it must not be moved meanwhile.
    :raises FrontierError: by every method, if the server cannot be used; what was committed stands.
    :raises StorageFull: if the server has no space left.
    """

    def __init__(self, address: Address, *, create: bool, read_only: bool = False, works: bool = False) -> None:
        self._address = address
        self._schema = sql.Identifier(address.schema)
        self._read_only = read_only
        self._works = works
        self._held: set[str] = set()
        self._closed = False
        self.is_patient = True
        """Whether a server that is gone is waited for."""
        try:
            conninfo_to_dict(address.conninfo)
        except psycopg.ProgrammingError as error:
            raise FrontierError(f"{address.shown} is no address that PostgreSQL knows.") from error
        self._db = self._connect(create=create)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and has not ended."""
        status = self._db.info.transaction_status
        return status not in (psycopg.pq.TransactionStatus.IDLE, psycopg.pq.TransactionStatus.UNKNOWN)

    def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Rows:
        """Run one statement."""
        if statement == _BEGIN:
            self._run(lambda: self._db.execute("BEGIN"))
            with self._mapped():
                return self._db.execute(_LOCK, (self._address.schema,))
        return self._run(lambda: self._db.execute(_translated(statement), _values(values)))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> Rows:
        """Run one statement for each row of values, many of them in one message."""
        cursor = self._db.cursor()
        some: list[Any] = []
        with self._mapped():
            for row in rows:
                some.append(_values(row))
                if len(some) == _ROWS_AT_ONCE:
                    cursor.executemany(_translated(statement), some)
                    some = []
            if len(some) == 1:
                cursor.execute(_translated(statement), some[0])
            elif some:
                cursor.executemany(_translated(statement), some)
        return cursor

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run the block as one transaction beside others: all of it or nothing."""
        self.execute("BEGIN")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.execute("ROLLBACK")
            raise

    @contextmanager
    def copying(self, statement: sql.Composed) -> Iterator[psycopg.Copy]:
        """Run a ``COPY``."""
        with self._mapped(), self._db.cursor().copy(statement) as copy:
            yield copy

    def close(self) -> None:
        """End the connection."""
        self._closed = True
        self._db.close()

    def batches(self, query: sql.Composed, most: int) -> Iterator[list[Any]]:
        """Yield the rows of a query, so many at a time, within a transaction; memory holds no more."""
        with self._mapped(), self._db.cursor(name="rows") as cursor:
            cursor.execute(query)
            while some := cursor.fetchmany(most):
                yield some

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody from working on the crawl while the block runs.

        :raises FrontierError: if somebody does.
        """
        if not self.lock(_WORK):
            raise FrontierError(
                f"Somebody works on the crawl at {self._address.shown}: wait until all have ended, or stop them."
            )
        try:
            for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
                self.execute("SELECT set_config(?, '0', false)", (setting,))  # nobody is kept waiting
            yield
        finally:
            self.unlock(_WORK)

    def drop_schema(self) -> None:
        """Remove the crawl."""
        with self._mapped():
            self._db.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(self._schema))

    def lock(self, name: str) -> bool:
        """Take a lock that lasts until it is released or this is closed; tell whether it was free.

        Where the connection breaks it is taken again with the new one, if nobody was quicker.
        """
        (is_ours,) = self.execute(_TRY_LOCK, (self._key(name),)).fetchone()
        if is_ours:
            self._held.add(name)
        return bool(is_ours)

    def unlock(self, name: str) -> None:
        """Release a lock."""
        self._held.discard(name)
        self.execute("SELECT pg_advisory_unlock(hashtextextended(?, 0))", (self._key(name),))

    def _key(self, name: str) -> str:
        return f"{self._address.schema} {name}"

    def reconnect(self) -> None:
        """Connect anew; a server that starts again is waited for.

        :raises FrontierError: if there is none for a while.
        """
        self._db.close()
        deadline = time.monotonic() + _RECONNECT_SECONDS
        while True:
            try:
                self._db = self._connect(create=False)
            except Disconnected:
                if not self.is_patient or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                for name in self._held:
                    self.execute(_TRY_LOCK, (self._key(name),))
                return

    def _run(self, action: Callable[[], T]) -> T:
        within = self.in_transaction
        try:
            with self._mapped():
                return action()
        except Disconnected:
            if within or self._closed:
                raise
        self.reconnect()
        with self._mapped():
            return action()

    def _connect(self, *, create: bool) -> "psycopg.Connection[Any]":
        with self._mapped():
            db = psycopg.connect(
                self._address.conninfo,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                application_name="qaharvest",
                client_encoding="utf8",
            )
            try:
                self._prepare(db, create=create)
            except BaseException:
                db.close()
                raise
        return db

    def _prepare(self, db: "psycopg.Connection[Any]", *, create: bool) -> None:
        for setting, seconds in (
            ("statement_timeout", _STATEMENT_SECONDS),
            ("lock_timeout", _LOCK_SECONDS),
            ("idle_in_transaction_session_timeout", _IDLE_SECONDS),
        ):
            db.execute("SELECT set_config(%s, %s, false)", (setting, f"{seconds}s"))
        if _first(db, "SHOW server_encoding") != "UTF8":
            raise FrontierError(f"The database at {self._address.shown} is not encoded in UTF-8: make one that is.")
        # Nothing but the crawl's own schema is looked into, so that no function or operator of others is called.
        path = sql.SQL("SET search_path TO {}, pg_temp").format(self._schema)
        if create:
            with db.transaction():
                db.execute(_LOCK, (self._address.schema,))
                # Asked first: who may not make schemas can use one that was made for him.
                if not _first(db, "SELECT 1 FROM pg_namespace WHERE nspname = %s", self._address.schema):
                    db.execute(sql.SQL("CREATE SCHEMA {}").format(self._schema))
                db.execute(path)
                db.execute("CREATE TABLE IF NOT EXISTS tables (version INTEGER NOT NULL)")
                version = int(_first(db, "SELECT max(version) FROM tables") or 0)
                self._check(version)
                for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                    db.execute(script)
                    db.execute("INSERT INTO tables VALUES (%s)", (number,))
        db.execute(path)
        if not create:
            if not _first(db, "SELECT to_regclass('tables') IS NOT NULL"):
                raise FrontierError(f"There is no crawl at {self._address.shown}: begin it with 'qaharvest crawl'.")
            version = int(_first(db, "SELECT max(version) FROM tables") or 0)
            self._check(version)
            if version < len(MIGRATIONS):
                raise FrontierError(
                    f"The crawl at {self._address.shown} was written by an older version;"
                    " start it once to bring it up to date."
                )
        if self._works and not _first(
            db, "SELECT pg_try_advisory_lock_shared(hashtextextended(%s, 0))", self._key(_WORK)
        ):
            raise FrontierError(f"The crawl at {self._address.shown} is being moved: try again when that has ended.")
        if self._read_only:
            db.execute("SET default_transaction_read_only = on")

    def _check(self, version: int) -> None:
        if version > len(MIGRATIONS):
            raise FrontierError(
                f"The crawl at {self._address.shown} was written by a newer version of qaharvest; update it to go on."
            )

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        shown = self._address.shown
        try:
            yield
        except errors.DiskFull as error:
            raise StorageFull(
                f"The database server at {shown} has no space left: free some and start again;"
                " nothing committed is lost."
            ) from error
        except psycopg.Error as error:
            said = (str(error).strip() or type(error).__name__).partition("\n")[0].rstrip(".")
            gone = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
                error.sqlstate is None or error.sqlstate.startswith(("08", "57P", "25P03", "53300"))
            )
            kind = Disconnected if gone else FrontierError
            raise kind(
                f"The frontier at {shown} cannot be used ({said}): see that the server runs and lets you in,"
                " and start again; nothing committed is lost."
            ) from error


def _first(db: "psycopg.Connection[Any]", statement: str, *values: Any) -> Any:
    row = db.execute(statement.encode(), values or None).fetchone()
    return row[0] if row else None


@lru_cache(maxsize=512)
def _translated(statement: str) -> bytes:
    for ours, theirs in _OWN_WORDS.items():
        statement = statement.replace(ours, theirs)
    return _VALUE.sub(_placeholder, statement).encode()


def _placeholder(found: re.Match[str]) -> str:
    if found[0] == "?":
        return "%s"
    if found[1]:
        return f"%({found[1]})s"
    return found[0].replace("%", "%%")


def texts(values: Sequence[str | None]) -> list[str | None]:
    """Return texts as PostgreSQL takes them, for a statement with an array."""
    return [_value(value) for value in values]


def _values(values: Sequence[Any] | Mapping[str, Any]) -> Any:
    """Return values as PostgreSQL takes them: its texts hold no NUL."""
    if isinstance(values, Mapping):
        return {name: _value(value) for name, value in values.items()}
    return [_value(value) for value in values]


def _value(value: Any) -> Any:
    return value.replace("\x00", "\ufffd") if isinstance(value, str) and "\x00" in value else value
