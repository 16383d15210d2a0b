"""Arrow columns follow from the row model, and hold what the rows hold."""

import json
from pathlib import Path

import pyarrow
import pytest

from schemas.qa import QARecord
from schemas.views import ROWS
from scraper.columns import batch_of, schema_of

LINES = (Path(__file__).parents[1] / "data/sample/records.jsonl").read_bytes().split(b"\n")[:-1]


@pytest.mark.parametrize("view", ROWS)
def test_every_row_model_has_a_schema(view: str) -> None:
    schema = schema_of(ROWS[view])
    assert schema.names == list(ROWS[view].model_fields)
    assert batch_of([], schema).num_rows == 0


def test_whole_records_come_back_as_they_were() -> None:
    records = [QARecord.model_validate_json(line) for line in LINES]
    schema = schema_of(QARecord)
    assert schema.field("question").type.field("asked_on").type == pyarrow.date32()
    for record, found in zip(records, batch_of(records, schema).to_pylist(), strict=True):
        found["provenance"]["fields"] = {one["key"]: one["value"] for one in found["provenance"]["fields"]}
        for section in (found["article"] or {}).get("sections", ()):
            for entry in section["items"]:
                entry["items"] = [json.loads(one) for one in entry["items"]]
        assert QARecord.model_validate_json(json.dumps(found, default=lambda day: day.isoformat())) == record
