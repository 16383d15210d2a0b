"""Reading the pages of a variant and comparing what comes out with what was meant."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ehospital.compare import differences, leaves

from scraper.page import Page
from scraper.pipeline import read_page, read_thread

from .awkward import CASES, QUESTION
from .record import SHAPES, Shape
from .threads import Thread, post, thread

FLOOR: dict[str, float] = json.loads((Path(__file__).parent / "floor.json").read_text(encoding="utf-8"))
NAMES = {f"{shape.family} {shape.name}": shape for shape in SHAPES}
HTML = (("Content-Type", "text/html; charset=utf-8"),)

THREE_PAGES: Thread = replace(
    thread(QUESTION, *(post(f"Reply number {n}.", author=f"user{n}", likes=n) for n in range(1, 12))), per_page=4
)
"""A question and eleven replies over three pages."""


def page_of(shape: Shape, meant: Thread, page: int = 1, url: str | None = "") -> Page:
    """Return a page of a thread; an empty address stands for its own."""
    return Page(
        shape.page(meant, page).encode(),
        source="page.html",
        url=shape.url(meant, page) if url == "" else url,
        headers=HTML,
    )


def pages_of(shape: Shape, meant: Thread) -> list[Page]:
    """Return all pages of a thread."""
    counted = len(meant.posts) - (shape.family == "stackexchange")  # which shows the question on each page
    return [page_of(shape, meant, page) for page in range(1, -(-counted // meant.per_page) + 1)]


def found(*pages: Page) -> dict[str, Any]:
    """Return every leaf of the one record that pages give together, by JSON pointer."""
    reading = read_page(pages[0]) if len(pages) == 1 else read_thread(pages)
    if len(reading.records) != 1:
        return {"": f"{len(reading.records)} records: {reading.not_qa or reading.rejected}"}
    return leaves(reading.records[0].model_dump(mode="json", exclude={"record_id", "provenance"}))


@cache
def compared(name: str, case: str) -> tuple[int, list[str]]:
    """Return the number of fields of a case, and one line for each that is wrong."""
    shape, meant = NAMES[name], CASES[case]
    wanted = leaves(shape.record(meant.thread)) | meant.reads
    return len(wanted), differences(wanted, found(page_of(shape, meant.thread)))
