"""Which records and fields differ between two files of records."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from calls import Cli, assert_one_sentence
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli.comparing import compare

Change = Callable[[dict[str, Any]], object]


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_bytes(b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records))
    return path


@pytest.fixture
def record(records: Path) -> dict[str, Any]:
    return json.loads(records.read_bytes())


@pytest.fixture
def numbered(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**record, "record_id": f"x:{number}"} for number in range(4)]


def changed(record: dict[str, Any], change: Change) -> dict[str, Any]:
    copy = json.loads(json.dumps(record))
    change(copy)
    return copy


def test_files_that_hold_the_same_give_nothing_and_zero(cli: Cli, records: Path) -> None:
    result = cli("diff", "records.jsonl", "records.jsonl")
    assert (result.code, result.out) == (0, b"")
    assert result.err == "records.jsonl → records.jsonl: 0 added, 0 removed, 0 changed, 1 the same.\n"


def test_added_removed_and_changed_records_are_told(cli: Cli, tmp_path: Path, numbered: list[dict[str, Any]]) -> None:
    write(tmp_path / "old", *numbered[:3])
    renamed = changed(numbered[1], lambda one: one["question"].update(title="New title"))
    write(tmp_path / "new", numbered[3], renamed, numbered[0])
    result = cli("diff", "old", "new", "--json")
    assert result.code == 1
    told = [json.loads(line) for line in result.out.split(b"\n")[:-1]]
    assert [(one["record_id"], one["change"]) for one in told] == [
        ("x:3", "added"), ("x:1", "changed"), ("x:2", "removed"),
    ]  # fmt: skip
    (field,) = told[1]["fields"]
    assert (field["field"], field["old"], field["new"]) == (
        "/question/title", numbered[0]["question"]["title"], "New title",
    )  # fmt: skip
    assert field["old_rule"] == field["new_rule"] == numbered[0]["provenance"]["fields"]["/question/title"]["rule"]
    assert result.err == "old → new: 1 added, 1 removed, 1 changed, 1 the same.\n"


def test_the_table_shows_values_and_rules_without_harm(cli: Cli, tmp_path: Path, record: dict[str, Any]) -> None:
    def change(one: dict[str, Any]) -> None:
        one["question"]["title"] = "evil \x1b[31m " + "long " * 20
        one["provenance"]["fields"]["/question/title"]["rule"] = "css('h1')"

    write(tmp_path / "old", record)
    write(tmp_path / "new", changed(record, change), {**record, "record_id": "a\u202eb\n"})
    result = cli("diff", "old", "new")
    assert result.code == 1
    assert "evil \\x1b[31m long" in result.text
    assert "→ css('h1')" in result.text
    assert "a\\u202eb\\n" in result.text
    assert max(map(len, result.text.split("\n"))) < 300


@pytest.mark.parametrize("key", ["fetched_at", "archive", "extractor", "content_sha256"])
def test_where_and_when_a_page_was_read_is_no_difference(
    cli: Cli, tmp_path: Path, record: dict[str, Any], key: str
) -> None:
    write(tmp_path / "old", record)
    write(tmp_path / "new", changed(record, lambda one: one["provenance"].update({key: "other"})))
    for options in ([], ["--rules"]):
        assert cli("diff", "old", "new", *options).code == 0


@pytest.mark.parametrize("key", ["rule", "location"])
def test_another_rule_or_place_is_told_where_it_is_asked_for(
    cli: Cli, tmp_path: Path, record: dict[str, Any], key: str
) -> None:
    write(tmp_path / "old", record)
    proof = {"rule": "r", "location": "l", **record["provenance"]["fields"]["/title"], key: "other"}
    write(tmp_path / "new", changed(record, lambda one: one["provenance"]["fields"].update({"/title": proof})))
    assert cli("diff", "old", "new").code == 0
    result = cli("diff", "old", "new", "--rules", "--json")
    ((field,),) = [json.loads(line)["fields"] for line in result.out.splitlines()]
    assert (result.code, field["field"], field["old"] == field["new"]) == (1, "/title", True)
    assert field[f"new_{key}"] == "other" != field[f"old_{key}"]
    assert " rule " in cli("diff", "old", "new", "--rules").text


def test_the_summary_counts_field_by_field(cli: Cli, tmp_path: Path, numbered: list[dict[str, Any]]) -> None:
    write(tmp_path / "old", *numbered)
    news = [
        changed(numbered[0], lambda one: one["replies"][0].update(text="new", score=3)),
        changed(numbered[1], lambda one: one["replies"][0].update(author=None)),
        changed(numbered[2], lambda one: one["replies"][0].update(text="other")),
    ]
    write(tmp_path / "new", *news)
    told = json.loads(cli("diff", "old", "new", "--summary", "--json").out)
    assert (told["same"], told["added"], told["removed"], told["changed"]) == (0, 0, 1, 3)
    assert told["fields"] == {
        "/replies/*/author": {"changed": 0, "appeared": 0, "gone": 1, "rule": 0},
        "/replies/*/score": {"changed": 0, "appeared": 1, "gone": 0, "rule": 0},
        "/replies/*/text": {"changed": 2, "appeared": 0, "gone": 0, "rule": 0},
    }
    assert [line.split()[0] for line in cli("diff", "old", "new", "--summary").text.splitlines()] == [
        "field", *told["fields"],
    ]  # fmt: skip


def test_a_record_that_stands_twice_is_compared_in_order(
    cli: Cli, tmp_path: Path, numbered: list[dict[str, Any]]
) -> None:
    one, two = numbered[0], changed(numbered[0], lambda one: one.update(title="second"))
    write(tmp_path / "old", one, two)
    write(tmp_path / "new", one, two, two)
    assert cli("diff", "old", "new").err.startswith("old → new: 1 added, 0 removed, 0 changed, 2 the same.")


def test_a_run_and_standard_input_are_read_too(cli: Cli, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(demo / "data")
    content = (demo / "data/demo/records.jsonl").read_bytes()
    assert cli("diff", "demo", "-", stdin=content).code == 0
    assert cli("diff", "-", "data/demo", stdin=content).code == 0
    lines = content.split(b"\n")
    assert cli("diff", "demo", "-", stdin=b"\n".join(lines[1:])).code == 1


def test_a_pipe_is_read_as_the_old_file(process: Cli, records: Path) -> None:
    assert process("diff", "-", "records.jsonl", stdin=records.read_bytes()).code == 0
    assert process("diff", "-", "records.jsonl", stdin=b"").err.startswith("standard input → records.jsonl: 1 added")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-", "-"], "only once"),
        (["nowhere", "records.jsonl"], "nowhere does not exist"),
        (["", "records.jsonl"], "does not exist"),
        ([".", "records.jsonl"], "is a folder"),
        (["records.jsonl"], "NEW"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(cli: Cli, records: Path, arguments: list[str], told: str) -> None:
    result = cli("diff", *arguments)
    assert_one_sentence(result, 2)
    assert told in result.err


@pytest.mark.parametrize("line", [b"{}", b"[1]", b"nonsense", b"null", b'{"record_id":1}', b"[" * 100_000, b"\xff"])
def test_a_line_that_is_no_record_is_named(cli: Cli, tmp_path: Path, records: Path, line: bytes) -> None:
    (tmp_path / "bad").write_bytes(records.read_bytes() + line + b"\n")
    for arguments in (("bad", "records.jsonl"), ("records.jsonl", "bad")):
        result = cli("diff", *arguments)
        assert_one_sentence(result, 2)
        assert "bad, line 2 is no record" in result.err


def test_a_line_that_only_begins_like_a_record_is_named(cli: Cli, tmp_path: Path, records: Path) -> None:
    (tmp_path / "torn").write_bytes(records.read_bytes()[:200])
    for arguments in (("torn", "records.jsonl"), ("records.jsonl", "torn")):
        assert_one_sentence(cli("diff", *arguments), 2)


def test_blank_lines_and_a_missing_last_line_feed_are_no_difference(cli: Cli, tmp_path: Path, records: Path) -> None:
    (tmp_path / "other").write_bytes(b"\n" + records.read_bytes().rstrip(b"\n"))
    assert cli("diff", "other", "records.jsonl").code == 0
    assert cli("diff", "records.jsonl", "other").code == 0


texts = st.sampled_from(["", "a", "b/c", "d~e", "0"])
json_values = st.recursive(
    st.sampled_from([None, True, False, 0, 1, "", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(["a", "b/c", "d~e", "provenance"]), json_values)


@given(objects, objects)
def test_any_two_objects_can_be_compared_and_each_change_tells_both_sides(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert compare(old, old, rules=True) == []
    told = compare(old, new)
    back = sorted((change.field, repr(change.new), repr(change.old)) for change in compare(new, old))
    assert back == sorted((change.field, repr(change.old), repr(change.new)) for change in told)
    for change in told:
        assert not change.field.startswith("/provenance")
        assert json.dumps(change.old) != json.dumps(change.new)
    if not told:
        kept = [{key: one.get(key) for key in ("a", "b/c", "d~e")} for one in (old, new)]
        assert _without_nulls(kept[0]) == _without_nulls(kept[1])


def _without_nulls(value: Any) -> Any:
    """Return a value as text, without the keys and last entries that are null: what is absent is null."""
    if isinstance(value, dict):
        return sorted((key, told) for key, inner in value.items() if (told := _without_nulls(inner)) is not None)
    if isinstance(value, list):
        while value and value[-1] is None:
            value = value[:-1]
        return [_without_nulls(inner) for inner in value]
    return None if value is None else json.dumps(value)
