"""Moving a crawl between a file and PostgreSQL: whole or not at all.

First everything is copied, then ``switch`` is called, which writes down where the crawl is from now on, then the source
is removed. A move that is broken off before ``switch`` leaves the source as it was; what it left at the target says
that it is unfinished, and the next move puts its own in that place. One that is broken off behind it leaves a source
that nobody looks at any more.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from psycopg import sql

from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.postgres.database import PostgresDatabase, texts
from scraper.crawler.frontier.postgres.schema import UNFINISHED
from scraper.crawler.frontier.schema import connect, mapped_errors, refused_by_disk, remove, transaction
from scraper.errors import FrontierError, StorageFull

TABLES = (
    "host", "request", "tally", "record", "file", "pattern", "stat", "part", "coverage", "version", "note",
)  # fmt: skip
"""What is moved; in PostgreSQL there are others that only those who work need."""

_ROWS = 2_000
_NUMBERED = ("host", "part")


def to_postgres(
    path: Path, address: Address, switch: Callable[[], None], told: Callable[[int], None] = lambda _: None
) -> int:
    """Move a crawl from its file into a database; return how many addresses it knows.

    :param path: the file; its run must be held, so that nobody else writes it.
    :param told: is called with the number of rows copied so far, now and then.
    :raises FrontierError: if there is such a crawl already, or one of the two cannot be used.
    """
    with closing(connect(path)) as file, closing(PostgresDatabase(address, create=True)) as db, db.alone():
        if _holds_a_crawl(db):
            raise FrontierError(
                f"There is a crawl at {address.shown} already: name another with ?crawl=NAME, or drop its schema."
            )
        copied = 0
        with mapped_errors(path), transaction(db):
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
                columns = _columns(file, table)
                for rows in _batches(file.execute(_select(table, columns))):
                    _write(db, table, columns, rows)
                    copied += len(rows)
                    told(copied)
                _compare(table, _count(file, table), _count(db, table))
            for table in _NUMBERED:
                _go_on_behind(db, table, _last(file, table))
            db.execute("INSERT INTO note VALUES (?, '')", (UNFINISHED,))
        addresses = _count(db, "request")
        switch()
        db.execute("DELETE FROM note WHERE name = ?", (UNFINISHED,))
    remove(path)
    return addresses


def to_sqlite(
    address: Address, path: Path, switch: Callable[[], None], told: Callable[[int], None] = lambda _: None
) -> int:
    """Move a crawl from a database into a file; return how many addresses it knows.

    :param path: the file, which must not be there yet.
    :param told: is called with the number of rows copied so far, now and then.
    :raises FrontierError: if somebody works on the crawl, or one of the two cannot be used.
    :raises StorageFull: if the disk refuses.
    """
    if path.exists():
        raise FrontierError(f"{path} is there already: move it away first.")
    part = path.with_name(path.name + ".part")
    try:
        remove(part)
        with closing(PostgresDatabase(address, create=False)) as db, db.alone():
            with closing(connect(part)) as file, mapped_errors(part):
                copied = 0
                # Nobody commits meanwhile, so that all that is read stood at one moment.
                with transaction(db), transaction(file):
                    for table in TABLES:
                        columns = _columns(file, table)
                        for rows in db.batches(_reading(table, columns), _ROWS):
                            marks = ",".join("?" * len(columns))
                            file.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
                            copied += len(rows)
                            told(copied)
                        _compare(table, _count(db, table), _count(file, table))
                    _go_on_behind(file, "part", _last(db, "part"))
                addresses = _count(file, "request")
                file.execute("PRAGMA journal_mode = DELETE")
            part.rename(path)
            _sync(path.parent)  # before the other one goes
            switch()
            db.drop_schema()
    except OSError as error:
        raise StorageFull(refused_by_disk(path.parent)) from error
    finally:
        remove(part)
    return addresses


def _holds_a_crawl(db: PostgresDatabase) -> bool:
    """Whether there is something, other than what a move left that was broken off."""
    if db.execute("SELECT 1 FROM note WHERE name = ?", (UNFINISHED,)).fetchone():
        return False
    return any(db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in ("host", "request"))  # noqa: S608


def _columns(file: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")]


def _select(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"SELECT {names} FROM {table}"  # noqa: S608


def _reading(table: str, columns: Sequence[str]) -> sql.Composed:
    """Return the query of a table's rows; a host's last visit by another than its owner counts as any other."""
    names = [
        sql.SQL("greatest(asked_at, visited_at)") if (table, name) == ("host", "asked_at") else sql.Identifier(name)
        for name in columns
    ]
    query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(names), sql.Identifier(table))
    if table == "note":
        query += sql.SQL(" WHERE name <> {}").format(sql.Literal(UNFINISHED))
    return query


def _write(db: PostgresDatabase, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    with db.copying(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
        for row in rows:
            copy.write_row(texts(row))


def _batches(rows: Any) -> Iterator[list[Any]]:
    while some := rows.fetchmany(_ROWS):
        yield some


def _count(db: Any, table: str) -> int:
    where = f" WHERE name <> '{UNFINISHED}'" if table == "note" else ""
    return int(db.execute(f"SELECT count(*) FROM {table}{where}").fetchone()[0])  # noqa: S608


def _last(db: Any, table: str) -> int:
    """Return the last number that was ever given in a table."""
    if table == "host":
        return int(db.execute("SELECT coalesce(max(id), 0) FROM host").fetchone()[0])
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'part'").fetchone()
    return int(row[0] or 0) if row else 0


def _go_on_behind(db: Any, table: str, last: int) -> None:
    """Give the next row of a table a number that none ever had."""
    if last == 0:
        return
    if isinstance(db, PostgresDatabase):
        db.execute("SELECT setval(?::regclass, ?)", (f"{table}_id_seq", last))
    else:
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))


def _sync(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _compare(table: str, there: int, here: int) -> None:
    if there != here:
        raise FrontierError(f"Of {there} rows of {table!r} {here} arrived: nothing was moved; try again.")
