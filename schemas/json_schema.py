"""The record's JSON Schema (draft 2020-12), generated from the models."""

import json
from typing import Any

from schemas.qa import SCHEMA_VERSION, QARecord

SCHEMA_ID = f"urn:qaharvest:schema:qa-record:{SCHEMA_VERSION}"


def qa_record_schema() -> dict[str, Any]:
    """Return the JSON Schema of one record as it stands on a line."""
    schema = QARecord.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "version": SCHEMA_VERSION,
        **schema,
    }


def qa_record_schema_text() -> str:
    """Return the schema as the text of ``schemas/qa_record.schema.json``."""
    return json.dumps(qa_record_schema(), indent=2, ensure_ascii=False) + "\n"
