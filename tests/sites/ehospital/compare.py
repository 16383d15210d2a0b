"""Reading a rendering of a thread and comparing what came out with what was said, field by field."""

import json
from pathlib import Path
from typing import Any

from scraper.demo.renderings import RENDERINGS
from scraper.demo.thread import Thread, expected_record
from scraper.page import Page
from scraper.pipeline import read_page

from .awkward import Case

URL = "https://qa.example/qa/family-medicine/2000-sore-throat"
ABSENT = "(absent)"
FLOOR: dict[str, float] = json.loads((Path(__file__).parent / "floor.json").read_text(encoding="utf-8"))


def page_of(rendering: str, thread: Thread, url: str | None = URL) -> Page:
    """Return the thread as the page a site with that rendering would serve."""
    form = RENDERINGS[rendering]
    body = form.render(thread, url or URL).encode()
    return Page(body=body, source="fixture", url=url, headers=(("Content-Type", form.content_type),))


def wanted(rendering: str, case: Case, url: str | None = URL) -> dict[str, Any]:
    """Return every leaf of the record that must come out, by JSON pointer."""
    record = expected_record(case.thread, url=url, links=RENDERINGS[rendering].links)
    return leaves(record) | case.reads


def found(page: Page) -> dict[str, Any]:
    """Return every leaf of the one record read from the page, by JSON pointer; the reason where there is none."""
    reading = read_page(page)
    if not reading.records:
        return {"": f"no record: {reading.not_qa or reading.rejected}"}
    leaf = leaves(reading.records[0].model_dump(mode="json", exclude={"record_id", "provenance"}))
    return leaf | ({"/": f"{len(reading.records)} records"} if len(reading.records) > 1 else {})


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return one line for each pointer whose value is not what it must be."""
    pointers = [*wanted, *(pointer for pointer in found if pointer not in wanted)]
    return [
        f"{pointer}: wanted {wanted.get(pointer, ABSENT)!r}, found {found.get(pointer, ABSENT)!r}"
        for pointer in pointers
        if wanted.get(pointer, ABSENT) != found.get(pointer, ABSENT)
    ]


def leaves(value: Any, pointer: str = "") -> dict[str, Any]:
    """Return a nested value as JSON pointer → leaf; an empty list is a leaf, a list's length is one too."""
    if isinstance(value, dict):
        return {key: leaf for name, part in value.items() for key, leaf in leaves(part, f"{pointer}/{name}").items()}
    if isinstance(value, list):
        parts = {f"{pointer}/#": len(value)}
        for index, part in enumerate(value):
            parts |= leaves(part, f"{pointer}/{index}")
        return parts
    return {pointer: value}
