"""Croissant 1.1 of a dataset folder: what its own library says of it, and the rows that library reads by it."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.columns import batch_of, schema_of
from scraper.exporters.views import VIEWS
from tests.exporters.authored import sample
from tests.exporters.folders import FACTS, FILES, described, exported, told

READ = """
import json, sys, mlcroissant
def plain(value):
    return value.decode() if isinstance(value, bytes) else value.isoformat()
def found(folder):
    dataset = mlcroissant.Dataset(folder + "/croissant.json")
    issues = dataset.metadata.ctx.issues
    view = [one.id for one in dataset.metadata.record_sets if one.id != "splits"][0]
    return {"issues": sorted(issues.warnings | issues.errors), "rows": list(dataset.records(view))}
print(json.dumps({folder: found(folder) for folder in sys.argv[1:]}, default=plain))
"""


def croissant_of(folder: Path, **changes: Any) -> dict[str, Any]:
    return dict(json.loads(described(folder, **changes)["croissant.json"]))


def test_files_are_listed_with_sums_and_sizes(tmp_path: Path) -> None:
    found = croissant_of(tmp_path)
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    *files, together = found["distribution"]
    assert [(one["@id"], one["contentUrl"], one["sha256"], one["contentSize"]) for one in files] == [
        (one.path, one.path, one.sha256, f"{one.octets} B") for one in FILES
    ]
    assert (together["@type"], together["includes"]) == ("cr:FileSet", "data/*.parquet")
    splits = found["recordSet"][0]
    assert (splits["dataType"], [one["splits/name"] for one in splits["data"]]) == ("cr:Split", ["train", "test"])


@pytest.mark.parametrize("view", VIEWS)
def test_every_column_is_a_field_with_a_description(tmp_path: Path, view: str) -> None:
    found = croissant_of(tmp_path, view=view)["recordSet"][1]
    split, *fields = found["field"]
    assert split["references"] == {"field": {"@id": "splits/name"}}
    assert [one["name"] for one in fields] == list(VIEWS[view].columns)
    assert all(one["description"] and "``" not in one["description"] for one in fields)
    assert all(("source" in one) != ("subField" in one) for one in fields)
    assert found["key"] == {"@id": f"{view}/{VIEWS[view].key}"}


def test_a_list_of_objects_has_fields_below_it(tmp_path: Path) -> None:
    messages = croissant_of(tmp_path, view="chat")["recordSet"][1]["field"][2]
    assert messages["isArray"] is True
    assert [(one["@id"], one["dataType"]) for one in messages["subField"]] == [
        ("chat/messages/role", "sc:Text"),
        ("chat/messages/content", "sc:Text"),
    ]
    assert messages["subField"][0]["source"]["extract"] == {"column": "messages"}


def test_the_day_is_that_of_the_newest_page(tmp_path: Path) -> None:
    assert croissant_of(tmp_path)["datePublished"] == "2026-02-01"
    unknown = replace(FACTS, fetched_from=None, fetched_to=None)
    assert "datePublished" not in croissant_of(tmp_path, facts=unknown)


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.parametrize("suffix", [".parquet", ".jsonl"])
def test_mlcroissant_finds_no_fault_and_reads_the_rows(tmp_path: Path, suffix: str) -> None:
    views = VIEWS if suffix == ".parquet" else ("qa", "alpaca")
    folders = {view: tmp_path / view for view in views}
    for view, folder in folders.items():
        exported(folder, view, suffix, split={"train": 0.7, "test": 0.3}, shard_rows=11)
    found = told(READ, tmp_path / "cache", *folders.values())
    for view, folder in folders.items():
        told_rows = found[str(folder)]
        assert told_rows["issues"] == []
        assert {row.pop(f"{view}/split") for row in told_rows["rows"]} == {"train", "test"}
        fields = json.loads((folder / "croissant.json").read_bytes())["recordSet"][1]["field"][1:]
        key = f"{view}/{VIEWS[view].key}"
        wanted = expected(view, fields)
        assert {row[key] for row in told_rows["rows"]} == set(wanted)
        if VIEWS[view].rank is None:  # the rows of a graph depend on its split
            assert {row[key]: row for row in told_rows["rows"]} == wanted


@pytest.mark.slow
@pytest.mark.readers
def test_mlcroissant_reads_a_folder_without_rows(tmp_path: Path) -> None:
    exported(tmp_path / "none", "qa", where=["site = nowhere"])
    assert told(READ, tmp_path / "cache", tmp_path / "none")[str(tmp_path / "none")]["rows"] == []


def expected(view: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Rows of the sample as the library gives them, by their keys."""
    how = VIEWS[view]
    rows = [row for one in sample() for row in how.rows(one)]
    found = {}
    for row in batch_of(rows, schema_of(how.row)).to_pylist():
        given: dict[str, Any] = {}
        for field in fields:
            put(field, row, given)
        found[given[f"{view}/{how.key}"]] = given
    return found


def put(field: dict[str, Any], row: dict[str, Any], into: dict[str, Any], parent: dict[str, Any] | None = None) -> None:
    """Put a field's value where the library has it: what is nested stands below its nearest parent alone."""
    for inner in field.get("subField", ()):
        put(inner, row, into, field)
    if "source" not in field:
        return
    value: Any = row[field["source"]["extract"]["column"]]
    for step in field["source"].get("transform", ()):
        name = step["jsonPath"]
        value = [one[name] for one in value] if isinstance(value, list) else value and value[name]
    value = [plain(one) for one in value] if isinstance(value, list) else plain(value)
    if parent is None:
        into[field["@id"]] = value
    elif parent.get("isArray"):
        some = [None] if value is None else value
        entries = into.setdefault(parent["@id"], [{} for _ in some])
        for entry, one in zip(entries, some, strict=True):
            entry[field["@id"]] = one
    else:
        into.setdefault(parent["@id"], {})[field["@id"]] = value


def plain(value: Any) -> Any:
    """A value as JSON has it; pandas knows no day without a time."""
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value}T00:00:00" if isinstance(value, date) else value
