"""Rows as CSV that nothing in a spreadsheet calculates."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.exporters.csv import DANGEROUS, Csv, cell
from scraper.exporters.views import VIEWS
from tests.exporters.authored import record, reply, sample

csv.field_size_limit(10_000_000)


def table(path: Path, view: str, *records: object) -> list[dict[str, str]]:
    writer = Csv().open(path, VIEWS[view])
    for one in records:
        writer.write(list(VIEWS[view].rows(one)))  # type: ignore[arg-type]
    writer.close()
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_cells_hold_what_the_rows_do(tmp_path: Path) -> None:
    read = table(tmp_path / "x.csv", "flat", *sample())
    for row, cells in zip((row for one in sample() for row in VIEWS["flat"].rows(one)), read, strict=True):
        for name, value in json.loads(row.model_dump_json()).items():
            assert cells[name] == cell(value)
            if isinstance(value, str):
                assert cells[name].removeprefix("'") == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@sum(a1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_a_negative_number_is_no_exception() -> None:
    assert [cell(value) for value in (-1, 1, 0)] == ["'-1", "1", "0"]


def test_values_have_one_form_each() -> None:
    assert [cell(value) for value in (None, "", True, False, 3, [], ["a", "ä"], {"b": None})] == [
        "", "", "true", "false", "3", "[]", '["a","ä"]', '{"b":null}',
    ]  # fmt: skip


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert not cell(text).startswith(DANGEROUS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))))
def test_any_cells_are_read_back(texts: list[str]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow([*map(cell, texts), "end"])
    (read,) = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert read == [*map(cell, texts), "end"]


def test_line_feeds_quotes_and_long_texts_stay_in_their_cells(tmp_path: Path) -> None:
    text = 'a\n"b",\u2028c;\n' + "長" * 1_000_000
    (row,) = table(tmp_path / "x.csv", "qa", record(1, text, replies=[reply("=HYPERLINK()")]))
    assert row["question"] == text
    assert row["answer"] == "'=HYPERLINK()"


def test_lists_and_objects_are_json(tmp_path: Path) -> None:
    (row,) = table(tmp_path / "x.csv", "chat", record(1, "Q", replies=[reply("A")]))
    assert json.loads(row["messages"]) == [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]


def test_no_rows_still_name_the_columns(tmp_path: Path) -> None:
    assert table(tmp_path / "x.csv", "flat") == []
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == ",".join(VIEWS["flat"].columns) + "\n"


def test_a_packed_table_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "b.csv.gz"):
        writer = Csv().open(tmp_path / name, VIEWS["flat"])
        writer.write([row for one in sample() for row in VIEWS["flat"].rows(one)])
        writer.close()
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
