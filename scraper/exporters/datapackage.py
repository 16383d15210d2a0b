"""Data Package 2.0 of a dataset folder whose rows are flat (https://datapackage.org/standard/data-package)."""

from collections.abc import Sequence
from typing import Any

from schemas.qa import SCHEMA_VERSION
from scraper.exporters.card import title_of
from scraper.exporters.port import ExportedFile, Facts, View
from scraper.exporters.safe_text import one_line
from scraper.exporters.shape import Column, columns_of

_PROFILES = "https://datapackage.org/profiles/2.0"
_MOST = 50  # sites that are told
_FORMATS = {
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".jsonl": ("jsonl", "application/jsonl"),
    ".ndjson": ("ndjson", "application/x-ndjson"),
    ".csv": ("csv", "text/csv"),
}
_TYPES = {
    "text": "string",
    "whole": "integer",
    "number": "number",
    "flag": "boolean",
    "day": "date",
    "moment": "datetime",
}


def datapackage(view: View, suffix: str, files: Sequence[ExportedFile], facts: Facts) -> dict[str, Any] | None:
    """Return the descriptor; None for rows with lists or objects, and for a format that is no table's."""
    kind = suffix.removesuffix(".gz").removesuffix(".zst")
    columns = columns_of(view.row)
    if kind not in _FORMATS or any(column.is_nested for column in columns):
        return None
    schema = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, kind) for column in columns],
        **({"primaryKey": [view.key]} if view.key is not None else {}),
        "missingValues": [""] if kind == ".csv" else [],
    }
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"qaharvest-{view.name}",
        "title": title_of(view, facts),
        "description": " ".join((view.row.__doc__ or "").split()),
        "version": f"{SCHEMA_VERSION}.0",
        "sources": [{"title": one_line(one.site, 100)} for one in facts.sites[:_MOST]],
        "resources": [_resource(file, kind, suffix, schema) for file in files],
    }


def _resource(file: ExportedFile, kind: str, suffix: str, schema: dict[str, Any]) -> dict[str, Any]:
    name, media_type = _FORMATS[kind]
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.path.rpartition("/")[2].removesuffix(suffix),
        "type": "table",
        "path": file.path,
        "format": name,
        "mediatype": media_type,
        "encoding": "utf-8",
        **({"bytes": file.octets} if kind != ".parquet" else {}),  # frictionless reads it from text alone
        "hash": f"sha256:{file.sha256}",
        "schema": schema,
    }


def _field(column: Column, kind: str) -> dict[str, Any]:
    told = {"description": column.description.replace("``", "")} if column.description else {}
    # frictionless reads Parquet by pandas, which has no whole number for a column with nulls.
    is_float = kind == ".parquet" and column.kind == "whole"
    return {"name": column.name, "type": "number" if is_float else _TYPES[column.kind], **told}
