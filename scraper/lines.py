"""From a page to the lines it gives. Kept light to import: it is what every worker process loads."""

import json
import re

from scraper.crawler.reading import PageLines
from scraper.page import Page
from scraper.parser.extraction import Links
from scraper.pipeline import Reading, read_page
from scraper.sites import Sites
from scraper.validation import Rejected

# Our lines have one key order, so that the id need not be looked for in the whole of a long one.
_RECORD_ID = re.compile(rb'\{"schema_version":"[^"]*","record_id":("(?:[^"\\]|\\.)*")')


def read_lines(page: Page, site: str | None, sites: Sites) -> tuple[PageLines, Links]:
    """Return what a page gives and where it leads; a page that cannot be read is a rejected one.

    :param site: name of the profile to force on it; None lets it find its own.
    :param sites: the profiles there are.
    """
    try:
        reading = read_page(page, site=site, sites=sites)
    except MemoryError:
        return unreadable(page, "it takes more memory than a reader may have"), Links()
    except Exception as error:  # noqa: BLE001 - whatever a page does to its reader, the others go on
        return unreadable(page, f"its reader failed ({type(error).__name__}: {error})"), Links()
    lines = PageLines(
        verdict="records" if reading.records or reading.parts else "rejected" if reading.rejected else "not_qa",
        records=tuple((record.record_id, record.model_dump_json().encode()) for record in reading.records),
        rejects=tuple((rejected.reason, reject_line(rejected)) for rejected in reading.rejected),
        parts=reading.parts,
        reason=_reason(reading),
        coverage=reading.coverage,
        passed_over=reading.passed_over,
        nofollow="nofollow" in reading.robots,
    )
    return lines, reading.links


def unreadable(page: Page, why: str) -> PageLines:
    """Return the result for a page that no reader survived."""
    rejected = Rejected(page.source, f"invalid: the page could not be read: {why}")
    return PageLines("rejected", rejects=((rejected.reason, reject_line(rejected)),), reason=rejected.reason)


def record_id_of(line: bytes) -> str:
    """Return the record's id.

    :raises ValueError: if the line is no record.
    """
    match = _RECORD_ID.match(line)
    try:
        record = {"record_id": json.loads(match[1])} if match else json.loads(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    record_id = record.get("record_id") if isinstance(record, dict) else None
    if not isinstance(record_id, str):
        raise ValueError("an object with a record_id is wanted")  # noqa: TRY004 - the line is at fault, not the caller
    return record_id


def reject_line(rejected: Rejected) -> bytes:
    """Return the line of ``rejects.jsonl``, without its line feed."""
    return rejected.to_json().encode("utf-8", "replace")


def _reason(reading: Reading) -> str | None:
    """Return why a page gives no record, as one clause; None where it gives one."""
    if reading.records:
        return None
    if reading.parts:
        return f"part: page {reading.parts[0].number} of {reading.parts[0].record_id}"
    return reading.rejected[0].reason if reading.rejected else f"not_qa: {reading.not_qa}"
