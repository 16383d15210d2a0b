"""The dataset folder and its card: what the hub reads in it, what people read, and that nobody can write it but we."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.columns import batch_of, schema_of
from scraper.exporters.hub import describe
from scraper.exporters.port import SiteFacts
from scraper.exporters.safe_text import escaped, one_line
from scraper.exporters.safe_text import yaml as yaml_text
from scraper.exporters.shape import Column, columns_of
from scraper.exporters.views import VIEWS
from scraper.exporting.export import export
from scraper.exporting.options import Options
from scraper.exporting.source import Source
from tests.exporters.authored import record, sample, write
from tests.exporters.folders import FACTS, FILES, described, exported, told

LOAD = """
import json, sys, datasets
def found(folder):
    return {split: list(rows) for split, rows in datasets.load_dataset(folder).items()}
print(json.dumps({folder: found(folder) for folder in sys.argv[1:]}, default=str))
"""
STREAM = """
import json, sys, datasets
found = datasets.load_dataset(sys.argv[1], streaming=True, split="train")
print(json.dumps([list(found), list(found.features)]))
"""


def head_of(text: str) -> dict[str, Any]:
    """What stands in YAML at the top, found as the hub finds it."""
    found = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    assert found is not None
    return dict(yaml.safe_load(found[1]))


def test_the_head_tells_the_hub_what_is_in_the_files(tmp_path: Path) -> None:
    head = head_of(described(tmp_path)["README.md"])
    assert head["language"] == ["zh", "en"]
    assert head["license"] == ["unknown", "cc-by-sa-4.0"]
    assert head["size_categories"] == ["n<1K"]
    assert head["configs"][0]["data_files"] == [
        {"split": "train", "path": "data/train-*.parquet"},
        {"split": "test", "path": "data/test-*.parquet"},
    ]
    found = head["dataset_info"]
    assert [(split["num_examples"], split["num_bytes"]) for split in found["splits"]] == [(4, 400), (1, 50)]
    assert found["dataset_size"] == found["download_size"] == 450


def test_a_split_without_rows_is_not_told_to_the_hub(tmp_path: Path) -> None:
    files = (FILES[0], replace(FILES[2], rows=0))
    describe(tmp_path, VIEWS["flat"], ".parquet", files, FACTS)
    head = head_of((tmp_path / "README.md").read_text(encoding="utf-8"))
    assert [split["name"] for split in head["dataset_info"]["splits"]] == ["train"]
    assert [one["split"] for one in head["configs"][0]["data_files"]] == ["train"]


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb", ".graphml"])
def test_formats_that_the_hub_does_not_read_have_a_card_alone(tmp_path: Path, suffix: str) -> None:
    texts = described(tmp_path, suffix=suffix)
    assert list(texts) == ["README.md"]
    assert {"configs", "dataset_info"}.isdisjoint(head_of(texts["README.md"]))


@pytest.mark.parametrize("view", VIEWS)
def test_columns_have_the_types_of_the_files(view: str) -> None:
    schema = schema_of(VIEWS[view].row)
    assert {one.name: str(one.type) for one in schema} == {
        one.name: arrow_of(one) for one in columns_of(VIEWS[view].row)
    }


def arrow_of(column: Column) -> str:
    scalars = {"text": "string", "json": "string", "whole": "int64", "flag": "bool", "day": "date32[day]"}
    inner = ", ".join(f"{one.name}: {arrow_of(one)}" for one in column.columns)
    kind = f"struct<{inner}>" if inner else scalars.get(column.kind, "timestamp[us, tz=UTC]")
    return f"list<item: {kind}>" if column.is_list else kind


HOSTILE = [
    "x\n---\nlicense: mit\n",
    '"]}\nconfigs: []',
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![](http://x.invalid/p.png)",
    "| cell | `code` ``` fence ~~~",
    "# head\n\n- list",
    "\u202eesrever \u2028line\u2029 \x85 \ufeff \x00",
    "no",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_what_pages_say_stays_text(tmp_path: Path, text: str) -> None:
    hostile = replace(
        FACTS,
        sites=(SiteFacts(text, text, 1, (text,)),),
        languages={text: 1},
        extractors={text: 1},
        choices={**FACTS.choices, "where": [text]},
        privacy={"mode": "redact", "records": 1, "changed": 1, "changes": [{"kind": text, "field": text, "count": 1}]},
    )
    texts = described(tmp_path, hostile)
    card = texts["README.md"]
    assert set(head_of(card)) == set(head_of(described(tmp_path)["README.md"])) | {"license_name", "license_details"}
    assert len(card) < 30_000
    body = card.split("\n---\n", 1)[1]
    outside = prose(body)
    assert not re.search(r"<(?!https?://)|(?<!\\)\[[^\]]|\n---", outside.replace("| --- ", ""))
    assert headings(outside) == headings(prose(described(tmp_path)["README.md"]))
    assert not re.search("[\u202e\u2028\u2029\x85\x00]", "".join(texts.values()))
    json.loads(texts["croissant.json"])


def prose(card: str) -> str:
    """A card without what Markdown takes for code."""
    return re.sub(r"(?<!\\)`[^`\n]+`", "", re.sub(r"```.*?```", "", card, flags=re.DOTALL))


def headings(text: str) -> list[str]:
    return re.findall(r"^##+ .*", text, re.MULTILINE)


def test_the_example_cannot_leave_its_fence(tmp_path: Path) -> None:
    row = next(iter(VIEWS["flat"].rows(record(1, "```\n# out\n---\n" + "long " * 500 + "\u2028"))))
    card = described(tmp_path, replace(FACTS, example=row))["README.md"]
    shown = re.search(r"\n```json\n(.*?)\n```\n", card, re.DOTALL)
    assert shown is not None
    assert json.loads(shown[1])["question_text"] == row.model_dump()["question_text"][:299] + "…"
    assert "\n# out" not in card


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=9), inner, max_size=3),
    max_leaves=9,
)


def on_one_line(value: Any) -> Any:
    if isinstance(value, dict):
        return {on_one_line(key): on_one_line(one) for key, one in value.items()}
    if isinstance(value, str):
        return one_line(value, 1000)
    return [on_one_line(one) for one in value] if isinstance(value, list) else value


@example({"a": {" a": "no "}})
@given(st.dictionaries(st.sampled_from(["a", "b", "no", "c d"]), values, max_size=3))
def test_yaml_is_read_as_it_was_meant(value: dict[str, Any]) -> None:
    assert (yaml.safe_load(yaml_text(value)) or {}) == on_one_line(value)


@given(st.text(max_size=200))
def test_escaped_text_is_one_line_without_mark_up(text: str) -> None:
    line = escaped(text)
    assert line.isprintable()
    assert not re.search(r"[<>]|(?<!\\)(?:\\\\)*[\[\]|`*_]", line)


def test_the_folder_of_one_export_is_whole_and_always_the_same(tmp_path: Path) -> None:
    whole = {"split": {"train": 0.6, "test": 0.4}, "shard_rows": 9}
    first = exported(tmp_path / "a", "qa", ".jsonl", **whole)
    exported(tmp_path / "b", "qa", ".jsonl", **whole)
    names = sorted(
        file.relative_to(tmp_path / "a").as_posix() for file in (tmp_path / "a").rglob("*") if file.is_file()
    )
    assert [(tmp_path / "a" / name).read_bytes() for name in names] == [
        (tmp_path / "b" / name).read_bytes() for name in names
    ]
    manifest = json.loads((tmp_path / "a/manifest.json").read_bytes())
    listed = {one["path"]: one["sha256"] for one in (*manifest["files"], *manifest["descriptions"])}
    assert sorted([*listed, "manifest.json"]) == names
    assert {name: hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() for name in listed} == listed
    assert first.rows == sum(
        split["num_examples"] for split in head_of((tmp_path / "a/README.md").read_text())["dataset_info"]["splits"]
    )


def test_a_description_tells_nothing_that_was_taken_out(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("5" * 64)
    exported(tmp_path / "a", "qa", ".jsonl", privacy="redact", privacy_key=tmp_path / "key")
    described_as = "".join((tmp_path / "a" / name).read_text() for name in ("README.md", "croissant.json"))
    names = {one.author for row in sample() for one in row.replies if one.author} | {
        row.question.asker.name for row in sample() if row.question.asker.name and len(row.question.asker.name) > 4
    }
    assert not [name for name in names if name in described_as]
    assert "`--privacy redact`" in described_as


def test_sites_are_told_with_the_hosts_and_days_of_their_pages(tmp_path: Path) -> None:
    records = [
        record(number, url=f"https://{host}/1", provenance={"fetched_at": day})
        for number, (host, day) in enumerate(
            [("b.example", "2026-03-02T23:30:00Z"), ("b.example", None), ("a.example", "2026-03-01T01:00:00+02:00")]
        )
    ]
    lines = write(tmp_path / "authored.jsonl", *records)
    with lines.open("rb") as file:
        export(Source(file, "authored"), f"{tmp_path}/a/", Options(view="flat", format=".jsonl"))
    card = (tmp_path / "a/README.md").read_text()
    assert "| test | b.example, a.example | 3 | not known |" in card
    assert "**Pages fetched:** 2026-02-28 to 2026-03-02" in card


@pytest.mark.slow
@pytest.mark.readers
def test_datasets_loads_what_every_view_holds(tmp_path: Path) -> None:
    folders = {view: tmp_path / view for view in VIEWS}
    for view, folder in folders.items():
        exported(folder, view, shard_rows=11)
    found = told(LOAD, tmp_path / "cache", *folders.values())
    for view, folder in folders.items():
        assert list(found[str(folder)]) == ["train"]
        assert keyed(view, found[str(folder)]["train"]) == expected(view)


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.parametrize("suffix", [".parquet", ".jsonl", ".jsonl.gz", ".csv"])
def test_datasets_loads_splits_and_shards_of_every_format(tmp_path: Path, suffix: str) -> None:
    folders = {view: tmp_path / view for view in VIEWS}
    made = {
        view: exported(folder, view, suffix, split={"train": 0.7, "test": 0.3}, shard_rows=11)
        for view, folder in folders.items()
    }
    found = told(LOAD, tmp_path / "cache", *folders.values())
    for view, folder in folders.items():
        rows = found[str(folder)]
        assert {split: len(some) for split, some in rows.items()} == {
            split: sum(file.rows for file in made[view].files if file.split == split) for split in ("train", "test")
        }
        assert {row[str(VIEWS[view].key)] for some in rows.values() for row in some} == set(expected(view))


@pytest.mark.slow
@pytest.mark.readers
def test_datasets_streams_a_folder_without_rows(tmp_path: Path) -> None:
    exported(tmp_path / "none", "qa", where=["site = nowhere"])
    assert told(STREAM, tmp_path / "cache", tmp_path / "none") == [[], list(VIEWS["qa"].columns)]


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.parametrize("suffix", [".parquet", ".jsonl.gz", ".csv"])
def test_what_the_card_tells_to_type_works(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "dataset"
    exported(folder, "qa", suffix, split={"train": 0.7, "test": 0.3})
    typed = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    assert len(typed) == 3
    shown = "import contextlib, io, os, sys\nos.chdir(sys.argv[1])\nout = io.StringIO()\n"
    shown += "".join(f"with contextlib.redirect_stdout(out):\n    exec({code!r})\n" for code in typed)
    printed = told(f"{shown}import json\nprint(json.dumps(out.getvalue()))", tmp_path / "cache", tmp_path)
    assert "{'id': 'ehospital:" in printed
    assert "17 columns" in printed


def keyed(view: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = {row[str(VIEWS[view].key)]: row for row in rows}
    assert len(found) == len(rows)
    return found


def expected(view: str) -> dict[str, Any]:
    """Rows of the sample by their keys, as values of JSON."""
    how = VIEWS[view]
    rows = [row for one in sample() for row in how.rows(one)]
    if how.rank is not None:
        rows = list({getattr(row, str(how.key)): row for row in sorted(rows, key=how.rank, reverse=True)}.values())
    plain = batch_of(rows, schema_of(how.row)).to_pylist()
    return keyed(view, json.loads(json.dumps(plain, default=str)))
