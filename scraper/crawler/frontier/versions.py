"""What is kept of pages to ask for them again: the table ``version``."""

from collections.abc import Iterable, Sequence
from typing import Any

from schemas.provenance import ArchiveLocation
from scraper.crawler.frontier import Seen, Version
from scraper.crawler.frontier.schema import Database
from scraper.page import Validators

_KEEP = (
    "INSERT INTO version"
    ' (request, digest, etag, modified, file, "offset", length, seen_at, first_at, checks, changes, due_at)'
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request) DO UPDATE SET digest = excluded.digest,"
    ' etag = excluded.etag, modified = excluded.modified, file = excluded.file, "offset" = excluded."offset",'
    " length = excluded.length, seen_at = excluded.seen_at, first_at = excluded.first_at, checks = excluded.checks,"
    " changes = excluded.changes, due_at = excluded.due_at"
)
OF_MANY = (
    'SELECT request, digest, etag, modified, file, "offset", length, seen_at, first_at, checks, changes, due_at'
    " FROM version WHERE request IN"
)
"""What is kept of pages, by the numbers of their addresses that follow; for ``versions_in``."""
_OF = f"{OF_MANY} (SELECT id FROM request WHERE key = ?)"  # noqa: S608 - of constants


def keep_versions(db: Database, versions: Iterable[tuple[int, Version]]) -> None:
    """Keep what is known of pages by the number of their address; the caller holds the transaction."""
    rows = []
    for number, version in versions:
        seen, place = version.seen, version.seen.archive
        assert place is not None, "a page is kept when it is written"
        told = seen.validators
        rows.append(
            (number, seen.digest, told.etag, told.modified, place.file, place.offset, place.length, seen.at,
             version.first_at, version.checks, version.changes, version.due_at)
        )  # fmt: skip
    db.executemany(_KEEP, rows)


def version_of(db: Database, key: bytes) -> Version | None:
    """Return what is kept of the page of an address, given by its fingerprint."""
    row = db.execute(_OF, (key,)).fetchone()
    return _version(row) if row else None


def versions_in(rows: Iterable[Sequence[Any]]) -> dict[int, Version]:
    """Return what rows of ``OF_MANY`` say, by the number of the address."""
    return {row[0]: _version(row) for row in rows}


def _version(row: Sequence[Any]) -> Version:
    _, digest, etag, modified, file, offset, length, seen_at, first_at, checks, changes, due_at = row
    place = ArchiveLocation(file=file, offset=offset, length=length)
    return Version(Seen(digest, Validators(etag, modified), seen_at, place), first_at, checks, changes, due_at)
