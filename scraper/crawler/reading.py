"""What the crawl needs to know of a page that was read, whoever read it and wherever."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from scraper.page import Page
from scraper.stats import FieldCount


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page, read and packed: bytes ready to be written. Pickles.

    :param member: the page as one gzip member of a WARC file.
    :param verdict: which of the three counts of pages it belongs to.
    :param lines: record id and JSON line of each record; the line's ``provenance.archive`` is still ``null``.
    :param rejects: JSON lines of what could not be made a record.
    :param links: absolute addresses the page leads to, each with the fingerprint of its canonical form.
    :param canonical: the canonical address that the page names for itself, with its fingerprint; None where it names
        none on its own host.
    :param reason: why there is no record, as one clause; None where there is one.
    :param coverage: which fields the records have, to be counted if they are written.
    :param passed_over: name of the profile that should have read the page and did not.
    """

    member: bytes
    verdict: Literal["records", "rejected", "not_qa"]
    lines: tuple[tuple[str, bytes], ...] = ()
    rejects: tuple[bytes, ...] = ()
    links: tuple[tuple[str, bytes], ...] = ()
    canonical: tuple[str, bytes] | None = None
    reason: str | None = None
    coverage: tuple[FieldCount, ...] = ()
    passed_over: str | None = None


class PageReader(Protocol):
    """Port to the parser: the crawl does not know how pages are read."""

    at_once: int
    """How many calls of ``read`` are worth making at the same time."""

    def read(self, pages: Sequence[Page]) -> Awaitable[list[ReadPage]]:
        """Read some pages; one result for each, in their order. A bad page is a result, not an error."""


class Store(Protocol):
    """Port to the run's files."""

    def write(self, batch: Sequence[tuple[bytes, Sequence[bytes]]], rejects: Sequence[bytes]) -> dict[str, int]:
        """Append pages with their record lines, and reject lines; return when the disk holds them.

        :param batch: each page's WARC member and the record lines that point to it.
        :return: file name → its whole length now.
        :raises StorageFull: if the disk refuses.
        """
