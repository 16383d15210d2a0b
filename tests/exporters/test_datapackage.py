"""The Data Package of a folder with flat rows, and what frictionless makes of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from scraper.exporters.views import VIEWS
from tests.exporters.folders import FILES, described, exported, told

FLAT = ["flat", "qa", "alpaca", "graph"]
VALIDATE = """
import json, sys, frictionless
def found(folder):
    package = frictionless.Package(folder + "/datapackage.json")
    report = package.validate()
    rows = [row.to_dict() for one in package.resources for row in one.read_rows()]
    return {"faults": report.flatten(["type", "note"]), "warnings": report.warnings, "rows": rows}
def plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else float(value)
print(json.dumps({folder: found(folder) for folder in sys.argv[1:]}, default=plain))
"""


def package_of(folder: Path, **changes: Any) -> dict[str, Any]:
    return dict(json.loads(described(folder, **changes)["datapackage.json"]))


@pytest.mark.parametrize("view", VIEWS)
def test_only_flat_rows_have_a_data_package(tmp_path: Path, view: str) -> None:
    assert ("datapackage.json" in described(tmp_path, view=view)) == (view in FLAT)


def test_every_file_is_a_table_with_its_sum(tmp_path: Path) -> None:
    found = package_of(tmp_path, suffix=".csv")
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [(one["path"], one["hash"], one["bytes"], one["type"]) for one in found["resources"]] == [
        (one.path, f"sha256:{one.sha256}", one.octets, "table") for one in FILES
    ]
    assert len({one["name"] for one in found["resources"]}) == len(FILES)


@pytest.mark.parametrize("view", FLAT)
def test_fields_follow_the_row_model(tmp_path: Path, view: str) -> None:
    schema = package_of(tmp_path, view=view, suffix=".jsonl")["resources"][0]["schema"]
    assert [one["name"] for one in schema["fields"]] == list(VIEWS[view].columns)
    assert all(one["description"] for one in schema["fields"])
    assert schema["primaryKey"] == [VIEWS[view].key]
    assert schema["missingValues"] == []


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ".jsonl.gz", ".csv", ".csv.gz"])
def test_frictionless_finds_no_fault_and_reads_the_rows(tmp_path: Path, suffix: str) -> None:
    folders = {view: tmp_path / view for view in FLAT}
    for view, folder in folders.items():
        exported(folder, view, suffix, split={"train": 0.7, "test": 0.3}, shard_rows=30)
        exported(tmp_path / f"{view}.lines", view, ".jsonl", split={"train": 0.7, "test": 0.3})
    found = told(VALIDATE, tmp_path / "cache", *folders.values())
    for view, folder in folders.items():
        assert (found[str(folder)]["faults"], found[str(folder)]["warnings"]) == ([], [])
        lines = [
            json.loads(line)
            for split in ("train", "test")
            for line in (tmp_path / f"{view}.lines/data/{split}-00000-of-00001.jsonl").read_bytes().split(b"\n")[:-1]
        ]
        texts = [
            name for name, value in lines[0].items() if isinstance(value, str) and not name.endswith(("_on", "_at"))
        ]
        assert [[row[name] for name in texts] for row in found[str(folder)]["rows"]] == [
            [line[name] for name in texts] for line in lines
        ]
