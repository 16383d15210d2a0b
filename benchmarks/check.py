"""What each contender wrote is held against what the site says: all records, all common fields."""

import json
from pathlib import Path
from typing import Any

_ASKED = ("title", "text", "asked_on", "asker")
_REPLIED = ("author", "department", "text", "replied_on")
_WHOLE = ("url", "title", "department", "article", "similar", "related_faqs")


def expected_records(site: Path, base: str, placeholder: str) -> dict[str, dict[str, Any]]:
    """Return URL → the fields that every contender must give."""
    text = (site / "expected.jsonl").read_text(encoding="utf-8").replace(placeholder, base)
    return {record["url"]: _common(record) for record in _records(text)}


def check(output: Path, expected: dict[str, dict[str, Any]]) -> None:
    """Compare an output with what must be in it.

    :raises RuntimeError: if a record is missing, too many or different; the text names the first.
    """
    records = [_common(record) for record in _records(output.read_text(encoding="utf-8"))]
    found = {record["url"]: record for record in records}
    if len(records) != len(expected) or found.keys() != expected.keys():
        raise RuntimeError(f"{output}: {len(records)} records, {len(found)} of them different; not {len(expected)}")
    for url, record in expected.items():
        for name, value in record.items():
            if found[url][name] != value:
                raise RuntimeError(f"{output}: {url}: {name} is {found[url][name]!r}, not {value!r}")


def check_texts(output: Path, expected: dict[str, dict[str, Any]]) -> None:
    """Check what a program gave that finds title and main text of a page: those of the pages it read.

    :raises RuntimeError: if there are none, a page is not one of the site's, or the question's words are missing.
    """
    found = _records(output.read_text(encoding="utf-8"))
    if not found:
        raise RuntimeError(f"{output}: no texts")
    for page in found:
        record = expected.get(page["url"])
        if record is None:
            raise RuntimeError(f"{output}: {page['url']} is no page of the site")
        question = record["question"]["text"].split("\n")[-1]
        if record["title"] not in (page["title"] or "") or question not in (page["text"] or ""):
            raise RuntimeError(f"{output}: {page['url']}: its title or its question is missing")


def _records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def _common(record: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: record[name] for name in _WHOLE},
        "question": {name: record["question"][name] for name in _ASKED},
        "replies": [{name: reply[name] for name in _REPLIED} for reply in record["replies"]],
    }
