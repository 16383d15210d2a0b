"""What the crawl needs to know of a page that was read, whoever read it and wherever."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, Protocol, Self

from schemas.provenance import ArchiveLocation
from scraper.crawler.frontier import Seen
from scraper.page import Page, ThreadPart
from scraper.stats import FieldCount, Stats

COUNTS = {
    "records": Stats(pages=1, pages_with_records=1),
    "rejected": Stats(pages=1, pages_rejected=1),
    "not_qa": Stats(pages=1, pages_not_qa=1),
}
"""Verdict on a page → what it adds to the counts."""

_NOFOLLOW = "nofollow: the page asks that its links are not followed"
_MOST_NAMED = 3  # records in one reason
_NULL_ARCHIVE = b'"archive":null'


@dataclass(frozen=True, slots=True)
class PageLines:
    """What one page gave, as lines ready to be written. Pickles.

    :param verdict: which of the three counts of pages it belongs to.
    :param records: record id and JSON line of each record, also of one that is the first page of a longer thread.
    :param rejects: reason and JSON line of each thread that could not be made a record.
    :param parts: what it gives to threads that span several pages.
    :param reason: why there is no record, as one clause; None where there is one.
    :param coverage: which fields the records have, to be counted if they are written.
    :param passed_over: name of the profile that should have read the page and did not.
    :param nofollow: whether the page asks robots not to follow its links.
    """

    verdict: Literal["records", "rejected", "not_qa"]
    records: tuple[tuple[str, bytes], ...] = ()
    rejects: tuple[tuple[str, bytes], ...] = ()
    parts: tuple[ThreadPart, ...] = ()
    reason: str | None = None
    coverage: tuple[FieldCount, ...] = ()
    passed_over: str | None = None
    nofollow: bool = False

    def standing(self, known: Sequence[str]) -> str | None:
        """Return what the ledger says of the page beside its state.

        :param known: ids of its records that were written already.
        """
        reason = self.reason
        if known and len(known) == len(self.records):
            reason = f"records: {', '.join(known[:_MOST_NAMED])} written already"
        if self.passed_over is not None:
            reason = f"drift: the rules of {self.passed_over} found no question{f'; {reason}' if reason else ''}"
        if self.nofollow:
            reason = f"{f'{reason}; ' if reason else ''}{_NOFOLLOW}"
        return reason


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page, read and packed: bytes ready to be written. Pickles.

    :param member: the page as one gzip member of a WARC file.
    :param gave: its lines; their ``provenance.archive`` is still ``null``.
    :param links: absolute addresses the page leads to, each with the fingerprint of its canonical form.
    :param canonical: the canonical address that the page names for itself, with its fingerprint; None where it names
        none on its own host, and for a later page of a thread, which often names the first one.
    :param seen: what is to be kept of it to ask for it again; its ``archive`` tells where a page that has not changed
        lies already.
    :param feeds: absolute addresses of feeds that it names, with their fingerprints.
    :param lead: how many bytes of ``member`` are a member of their own before the page (see ``Packed``).
    """

    member: bytes
    gave: PageLines
    links: tuple[tuple[str, bytes], ...] = ()
    canonical: tuple[str, bytes] | None = None
    seen: Seen | None = None
    feeds: tuple[tuple[str, bytes], ...] = ()
    lead: int = 0

    def told(self, what: str) -> Self:
        """Return the same page with something more for the ledger to say of it."""
        reason = f"{self.gave.reason}; {what}" if self.gave.reason else what
        return replace(self, gave=replace(self.gave, reason=reason))


def with_archive(line: bytes, location: ArchiveLocation) -> bytes:
    """Fill in where the page lies, which is known only when it is written; a page that has not changed lies already.

    Lines are compact JSON, so the octets ``"archive":null`` can only be that key: inside a string its quotes would be
    escaped, and the free keys of ``provenance.fields`` have objects as their values, never null.
    """
    told = f'"archive":{location.model_dump_json()}'.encode()
    assert line.count(_NULL_ARCHIVE) <= 1
    return line.replace(_NULL_ARCHIVE, told, 1)


class PageReader(Protocol):
    """Port to the parser: the crawl does not know how pages are read."""

    at_once: int
    """How many calls of ``read`` are worth making at the same time."""

    def read(self, pages: Sequence[Page]) -> Awaitable[list[ReadPage]]:
        """Read some pages; one result for each, in their order. A bad page is a result, not an error."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the disk holds now.

    :param lengths: file name → its whole length, of the files that were appended to.
    :param places: where each page lies in the archive, in their order.
    """

    lengths: dict[str, int]
    places: list[ArchiveLocation]


class Packed(NamedTuple):
    """A page as it is written: its WARC member, and the record lines that point to it.

    :param lead: how many bytes of ``member`` are a member of their own before the page: what it was rendered from.
    """

    member: bytes
    lines: Sequence[bytes]
    lead: int = 0


class Store(Protocol):
    """Port to the run's files."""

    def write(self, batch: Sequence[Packed], rejects: Sequence[bytes]) -> Written:
        """Append pages with their record lines, and reject lines; return when the disk holds them.

        :raises StorageFull: if the disk refuses.
        """

    def take_back(self) -> None:
        """Cut away what the last ``write`` appended, as it was not committed."""

    def page_at(self, location: ArchiveLocation) -> Page | None:
        """Return a page of the archive; None where it cannot be read."""
