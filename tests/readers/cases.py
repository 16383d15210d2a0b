"""What is exported for the readers, and the rows it must come out as (authored, CC0-1.0)."""

import io
from pathlib import Path
from typing import Any

from schemas.qa import QARecord
from scraper.exporters.views import VIEWS
from scraper.exporting.export import export
from scraper.exporting.options import Options
from scraper.exporting.source import Source
from tests.exporters.authored import record, reply, sample, similar

FOLDER = "folder of "
"""What stands before the suffix of the files in a dataset folder."""

_LARGE = "Es zwickt im Knie. 膝蓋會痛。 " * 30_000  # more than 1 MB in UTF-8


def _awkward() -> QARecord:
    """A record with everything that readers stumble over."""
    entry = {"label": "Lead, \"quoted\"; and 'more'", "text": "a\nb", "items": []}
    return record(
        "awkward",
        '=1+1\n膝蓋痛\u2028second line\u2029third 🦵 café \\n "quoted", end',
        url="https://example.org/qa/1?a=1&b=2",
        language="zh-Hant",
        title="膝蓋痛 <b>& more</b>",
        department="骨科",
        tags=["膝, 痛", "NULL", "nan"],
        question={"title": "膝", "asked_on": "1969-12-31", "score": -3},
        replies=[
            reply("-5 is cold\u2028 -- Dr. 王", author="王", accepted=True, score=-1, replied_on="2007-02-03"),
            reply("null", author="NaN", accepted=False, score=2**53 - 1),
        ],
        article={
            "heading": None,
            "sections": [{"heading": "更多", "text": None, "items": [{**entry, "items": [entry]}]}],
        },
        similar=[similar("另一個 &amp; thread", "https://example.org/qa/2"), similar("No address")],
        related_faqs=[{"term": "關節", "department": None, "url": None}],
        provenance={
            "fetched_at": "2026-01-31T12:00:00.5Z",
            "http_status": 200,
            "licence": "CC0-1.0",
            "robots": ["noindex"],
            "archive": {"file": "archive/p.warc.gz", "offset": 0, "length": 7},
            "fields": {"/question/text": {"rule": "a rule", "location": "html > body [0:4]"}},
        },
    )


CASES: dict[str, list[QARecord]] = {
    "nulls, lists, CJK, U+2028, 1 MB": [
        *sample()[:5],
        record("bare"),
        _awkward(),
        record("large", _LARGE.strip(), replies=[reply(_LARGE.strip())]),
    ],
    "empty columns": [record(1), record(2, "膝蓋痛", replies=[reply("Rest.")])],
    "no records": [],
}
"""What is shown → the records."""


def rows_of(view: str, records: list[QARecord]) -> list[dict[str, Any]]:
    """Return the rows that must come out, as JSON has them."""
    chosen = VIEWS[view]
    rows = [row for one in records for row in chosen.rows(one)]
    if chosen.rank is not None:
        first: dict[Any, Any] = {}
        for row in sorted(rows, key=chosen.rank):
            first.setdefault(getattr(row, chosen.key or ""), row)
        rows = list(first.values())
    return [row.model_dump(mode="json") for row in rows]


def exported(folder: Path, view: str, kind: str, records: list[QARecord]) -> Path:
    """Export records into a folder that exists; return the file, or the dataset's folder.

    :param kind: suffix of the file, or of the files within a dataset folder.
    """
    lines = b"".join(one.model_dump_json().encode() + b"\n" for one in records)
    is_folder = kind.startswith(FOLDER)
    out = folder / (f"{view}" if is_folder else f"{view}{kind}")
    options = Options(view=view, format=kind.removeprefix(FOLDER) if is_folder else None)
    export(Source(io.BytesIO(lines), "authored"), f"{out}/" if is_folder else str(out), options)
    return out
