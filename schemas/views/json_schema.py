"""The views' JSON Schemas (draft 2020-12), generated from the models of their rows.

``python -m schemas.views.json_schema`` writes them beside the models.
"""

import json
from pathlib import Path
from typing import Any

from schemas.json_schema import SCHEMA_ID, qa_record_schema
from schemas.qa import SCHEMA_VERSION
from schemas.types import Model
from schemas.views import ROWS

FOLDER = Path(__file__).parent


def view_schema_id(name: str) -> str:
    """Return the identity of a view's schema; that of ``full`` is the record's."""
    return SCHEMA_ID if name == "full" else f"urn:qaharvest:schema:view-{name}:{SCHEMA_VERSION}"


def view_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one row of a view."""
    return qa_record_schema() if name == "full" else row_schema(name, ROWS[name])


def row_schema(name: str, row: type[Model]) -> dict[str, Any]:
    """Return the JSON Schema of a row's model.

    :param name: of the view the row belongs to.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": view_schema_id(name),
        "version": SCHEMA_VERSION,
        **row.model_json_schema(mode="serialization"),
    }


def view_schema_text(name: str) -> str:
    """Return the schema as the text of ``schemas/views/NAME.schema.json``."""
    return json.dumps(view_schema(name), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for view in ROWS:
        if view != "full":
            (FOLDER / f"{view}.schema.json").write_text(view_schema_text(view), encoding="utf-8")
