"""The receiver in PostgreSQL: a table with one row a record, and the last batch in the same transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from scraper.errors import MissingExtra, UsageError
from scraper.feeding.port import Batch, NotTaken, Refused

try:
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict
except ImportError as error:  # the extra is not installed
    raise MissingExtra("Feeding PostgreSQL needs psycopg: pip install 'qaharvest[postgres]'.") from error

DEFAULT_TABLE = "qaharvest_records"
FEEDS = "qaharvest_feeds"

_WRONG = (
    "The database's address cannot be used; write postgresql://HOST/DATABASE?table=NAME, "
    "with /, @ and # of a password as %2F, %40 and %23."
)
_MOST_CHARS = 63  # of a PostgreSQL identifier
_CONNECT_SECONDS = 10
_MAKE: tuple[LiteralString, ...] = (
    """
CREATE TABLE IF NOT EXISTS {table} (
    record_id text PRIMARY KEY, site text NOT NULL, url text, language text, department text, title text,
    asked_on date, replies integer NOT NULL, versions integer NOT NULL DEFAULT 1,
    fed_at timestamptz NOT NULL DEFAULT now(), record jsonb NOT NULL)
""",
    "CREATE TABLE IF NOT EXISTS {feeds} (feed text PRIMARY KEY, batch bigint NOT NULL, key text NOT NULL)",
)
_INSERT = """
INSERT INTO {table} AS old (record_id, site, url, language, department, title, asked_on, replies, record)
SELECT r->>'record_id', r->>'site', r->>'url', r->>'language', r->>'department', r->>'title',
    (r#>>'{{question,asked_on}}')::date, jsonb_array_length(r->'replies'), r
FROM (SELECT %s::jsonb AS r) AS given
ON CONFLICT (record_id) DO UPDATE SET site = excluded.site, url = excluded.url, language = excluded.language,
    department = excluded.department, title = excluded.title, asked_on = excluded.asked_on,
    replies = excluded.replies, record = excluded.record, versions = old.versions + 1, fed_at = now()
WHERE old.record IS DISTINCT FROM excluded.record
"""
_TAKE_DOWN = """
INSERT INTO {feeds} VALUES (%s, %s, %s)
ON CONFLICT (feed) DO UPDATE SET batch = excluded.batch, key = excluded.key
"""


class Place(NamedTuple):
    """Where in PostgreSQL records go."""

    conninfo: str
    table: tuple[str, ...]
    """Name of the table, before it that of its schema if one was given."""
    name: str
    """As it is shown."""


class PostgresReceiver:
    """Inserts and updates rows; the table is made if need be.

    The first connection must succeed; later ones are tried again.

    :param url: as libpq takes it, and ``table=NAME`` or ``table=SCHEMA.NAME`` in its query.
    :raises UsageError: if there is no such database, or it does not let us in.
    """

    def __init__(self, url: str) -> None:
        place = place_of(url)
        self.name = place.name
        self._conninfo = place.conninfo
        names = {"table": sql.Identifier(*place.table), "feeds": sql.Identifier(*place.table[:-1], FEEDS)}
        self._insert = sql.SQL(_INSERT).format(**names)
        self._take_down = sql.SQL(_TAKE_DOWN).format(**names)
        self._last = sql.SQL("SELECT key FROM {feeds} WHERE feed = %s").format(**names)
        self._db: psycopg.Connection[Any] | None = None
        try:
            with self._transaction() as db:
                for statement in _MAKE:
                    db.execute(sql.SQL(statement).format(**names))
        except psycopg.Error as error:
            self.close()
            raise Refused(f"{self.name} cannot be used: {_said(error)}.") from error

    def has(self, batch: Batch) -> bool:
        """Whether this batch is the last one whose transaction ended well."""
        try:
            with self._transaction() as db:
                row = db.execute(self._last, (batch.feed,)).fetchone()
        except psycopg.Error as error:
            raise self._mapped(error) from error
        return row is not None and row[0] == batch.key

    def send(self, batch: Batch) -> None:
        """Insert the rows, and take the batch down, in one transaction.

        :raises NotTaken: if the connection broke.
        :raises Refused: if the database says no.
        """
        try:
            with self._transaction() as db, db.cursor() as cursor:
                cursor.executemany(self._insert, [(row.line.decode(),) for row in batch.rows])
                cursor.execute(self._take_down, (batch.feed, batch.number, batch.key))
        except psycopg.Error as error:
            raise self._mapped(error) from error

    def close(self) -> None:
        """Close the connection."""
        if self._db is not None:
            self._db.close()
            self._db = None

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        if self._db is None:
            self._db = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=_CONNECT_SECONDS)
        with self._db.transaction():
            yield self._db

    def _mapped(self, error: psycopg.Error) -> NotTaken | Refused:
        self.close()  # whatever it was, the next try begins with a connection of its own
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return NotTaken(_said(error))
        return Refused(f"{self.name} refuses a batch: {_said(error)}; nothing is lost.")


def place_of(url: str) -> Place:
    """Return what an address in the form of libpq names, the table in its query.

    :raises UsageError: if there is no such address, or the name of a table is impossible.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
        rest = urlencode([(key, value) for key, value in pairs if key != "table"], quote_via=quote)
        conninfo = urlunsplit(parts._replace(query=rest, fragment=""))
        conninfo_to_dict(conninfo)
    except (ValueError, psycopg.ProgrammingError) as error:
        raise UsageError(_WRONG) from error
    if "@" in parts.path or parts.fragment:  # a password with / or # in it: what is shown must not hold half of it
        raise UsageError(_WRONG)
    table = next((value for key, value in pairs if key == "table"), DEFAULT_TABLE)
    names = tuple(table.split("."))
    if not 1 <= len(names) <= 2 or not all(0 < len(n.encode()) <= _MOST_CHARS and n.isprintable() for n in names):
        raise UsageError(f"{table!r} names no table: give table=NAME or table=SCHEMA.NAME.")
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2], query=f"table={table}", fragment="")
    return Place(conninfo, names, urlunsplit(shown))


def _said(error: psycopg.Error) -> str:
    """Return the first line of what went wrong; psycopg never writes the password there."""
    return (str(error).strip() or type(error).__name__).partition("\n")[0].rstrip(".")
