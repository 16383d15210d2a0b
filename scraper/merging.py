"""Joining the pages of a thread to one record: page 1 gives everything, later pages add their replies.

What a page gives is kept as a line of JSON (``ThreadPart.line``) until the thread's other pages are read, perhaps days
later and by another process. The line of page 1 is its record. The line of a later page holds the address of that page
and its replies with their evidence; where the page repeats the question, its whole record, so that it can stand in for
a page 1 that gave none.
"""

import re
from collections.abc import Iterable, Iterator

from schemas.provenance import FieldEvidence, Provenance
from schemas.qa import QARecord, Reply
from schemas.types import Listed, Model, Text
from scraper.page import ThreadPart
from scraper.validation import Rejected

MAX_PAGES = 10_000
"""Of one thread; a page that claims a higher number is no page of a thread."""

_NO_FIRST_PAGE = "of a thread whose first page gave no record"
_REPLY = re.compile(r"/replies/(\d+)(?=/|$)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class PageReplies(Model):
    """What a later page gives that does not repeat the question."""

    record_id: Text
    replies: Listed[Reply]
    provenance: Provenance


class _Page(Model):
    """The line of a later page."""

    address: Text
    gives: QARecord | PageReplies


def part_of(gives: QARecord | PageReplies, number: int, address: str) -> ThreadPart:
    """Return what a page gives as a part of its thread.

    :param number: which page of the thread it is, from 1.
    :param address: where the page stands: its URL, else its source.
    """
    if number == 1:
        return ThreadPart(gives.record_id, number, gives.model_dump_json().encode())
    page = _Page(address=_UNPRINTABLE.sub("?", address), gives=gives)
    return ThreadPart(gives.record_id, number, page.model_dump_json().encode())


def merge(parts: Iterable[ThreadPart]) -> QARecord | Rejected:
    """Join what the pages of one thread give; where two say they are the same page, the later one counts.

    The replies stand in the order of the pages. One that stood on an earlier page is left out: the same address, or,
    where one of both has none, the same author, text and day. Evidence is numbered anew, and the location of what a
    later page gives begins with that page's address. What any of the pages asks of robots is told.

    :param parts: at least one.
    """
    numbered = {part.number: part for part in parts}
    pages = [_read(numbered[number]) for number in sorted(numbered)]
    first = next((page.gives for page in pages if isinstance(page.gives, QARecord)), None)
    if first is None:
        return Rejected(pages[0].gives.provenance.source, f"invalid: page {min(numbered)} {_NO_FIRST_PAGE}")
    if len(pages) == 1:
        return first
    fields = {pointer: found for pointer, found in first.provenance.fields.items() if not _REPLY.match(pointer)}
    replies: list[Reply] = []
    known = _Known()
    robots = dict.fromkeys(one for page in pages for one in page.gives.provenance.robots)
    for page in pages:
        gives = page.gives
        new = {number: reply for number, reply in enumerate(gives.replies) if reply not in known}
        places = {number: len(replies) + place for place, number in enumerate(new)}
        fields |= _moved(gives.provenance.fields, places, None if gives is first else page.address)
        replies += new.values()
        known.add(gives.replies)
    return first.model_copy(
        update={
            "replies": tuple(replies),
            "provenance": first.provenance.model_copy(update={"robots": tuple(robots), "fields": fields}),
        }
    )


def join(parts: Iterable[ThreadPart]) -> Iterator[QARecord | Rejected]:
    """Yield what becomes of each thread, in the order in which the threads first appear."""
    threads: dict[str, list[ThreadPart]] = {}
    for part in parts:
        threads.setdefault(part.record_id, []).append(part)
    return (merge(some) for some in threads.values())


def is_thread_reject(reason: str) -> bool:
    """Whether a page was rejected because its thread lacks a first page."""
    return reason.endswith(_NO_FIRST_PAGE)


def _read(part: ThreadPart) -> _Page:
    if part.number == 1:
        record = QARecord.model_validate_json(part.line)
        return _Page(address=record.provenance.source, gives=record)
    return _Page.model_validate_json(part.line)


class _Known:
    """The replies of earlier pages."""

    def __init__(self) -> None:
        self._urls: set[str] = set()
        self._told: set[tuple[object, ...]] = set()
        self._told_without_url: set[tuple[object, ...]] = set()

    def __contains__(self, reply: Reply) -> bool:
        if reply.url is None:
            return _told(reply) in self._told
        return reply.url in self._urls or _told(reply) in self._told_without_url

    def add(self, replies: Iterable[Reply]) -> None:
        """Know these replies again."""
        for reply in replies:
            self._told.add(_told(reply))
            if reply.url is None:
                self._told_without_url.add(_told(reply))
            else:
                self._urls.add(reply.url)


def _told(reply: Reply) -> tuple[object, ...]:
    return reply.author, reply.text, reply.replied_on


def _moved(
    fields: dict[str, FieldEvidence], places: dict[int, int], address: str | None
) -> Iterator[tuple[str, FieldEvidence]]:
    """Yield the evidence of the replies that are kept, under their new numbers."""
    for pointer, found in fields.items():
        match = _REPLY.match(pointer)
        if match is None or (place := places.get(int(match[1]))) is None:
            continue
        location = found.location if address is None else f"{address} {found.location}"
        yield f"/replies/{place}{pointer[match.end() :]}", FieldEvidence(rule=found.rule, location=location)
