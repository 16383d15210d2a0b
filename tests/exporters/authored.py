"""Records authored for the tests of exports (CC0-1.0); no page says this."""

import json
from pathlib import Path
from typing import Any

from schemas.qa import QARecord

SAMPLE = Path(__file__).parents[2] / "data/sample/records.jsonl"


def sample() -> list[QARecord]:
    """The records of the sample."""
    return [QARecord.model_validate_json(line) for line in SAMPLE.read_bytes().split(b"\n") if line]


def reply(text: str, **more: Any) -> dict[str, Any]:
    absent = dict.fromkeys(("author", "department", "organization", "replied_on", "score", "accepted", "url"))
    return {**absent, "text": text, **more}


def similar(title: str, url: str | None = None) -> dict[str, Any]:
    absent = dict.fromkeys(("question_excerpt", "author", "department", "reply_excerpt"))
    return {**absent, "title": title, "url": url, "question_truncated": False, "reply_truncated": False}


def record(number: int | str = 1, text: str = "My knee hurts.", **more: Any) -> QARecord:
    """A record with nothing but a question; ``question`` and ``provenance`` add to what they hold."""
    asker = dict.fromkeys(("name", "gender", "age_min", "age_max", "age_text"))
    question = {"title": None, "text": text, "asked_on": None, "score": None, "asker": asker}
    provenance = {
        "source": f"page-{number}.html",
        "fetched_at": None,
        "http_status": None,
        "content_sha256": "0" * 64,
        "archive": None,
        "extractor": "authored 1",
        "licence": None,
        "fields": {},
    }
    content = {
        "schema_version": "1.0",
        "record_id": f"test:{number}",
        "site": "test",
        **dict.fromkeys(("url", "language", "title", "department", "article")),
        "tags": [],
        "replies": [],
        "similar": [],
        "related_faqs": [],
        **more,
        "question": {**question, **more.get("question", {})},
        "provenance": {**provenance, **more.get("provenance", {})},
    }
    return QARecord.model_validate_json(json.dumps(content))


def write(path: Path, *records: QARecord) -> Path:
    """Write records as JSON Lines."""
    path.write_bytes(b"".join(one.model_dump_json().encode() + b"\n" for one in records))
    return path
