"""Archives made up for the tests of sharded work: questions, long threads across files, and what is no question."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from scraper.archive.warc import pack_page
from scraper.page import Page
from tests.kill.site import question_page
from tests.threads import address, thread_page

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def page(url: str, body: bytes) -> Page:
    return Page(body, source=url, url=url, status=200, headers=(("Content-Type", "text/html"),), fetched_at=_MOMENT)


def pages(count: int) -> list[Page]:
    """Questions, with the pages of three long threads among them, and now and then a page without a question."""
    made = []
    for n in range(count):
        if n % 5 == 2:
            thread, number = n // 5 % 3, n // 15 + 1
            made.append(page(f"http://forum.test{address(thread, number)}", thread_page(thread, number)))
        elif n % 7 == 3:
            made.append(page(f"http://site.test/about/{n}", b"<html><body><p>Nothing is asked here.</p></body></html>"))
        else:
            made.append(page(f"http://site.test/doctor/All/ShowDetail.php?q_no={n}", question_page(n)))
    return made


def write_warcs(folder: Path, parts: Sequence[Sequence[Page]]) -> None:
    """Write one WARC file for each part."""
    folder.mkdir(parents=True)
    for number, part in enumerate(parts):
        (folder / f"{number:03}.warc.gz").write_bytes(b"".join(map(pack_page, part)))


def cut(made: Sequence[Page], into: int) -> list[Sequence[Page]]:
    """Cut pages into so many parts of about the same size."""
    size = -(-len(made) // into)
    return [made[start : start + size] for start in range(0, len(made), size)]
