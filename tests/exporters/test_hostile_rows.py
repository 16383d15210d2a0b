"""What a page can say must neither break a file of columns nor come back changed."""

import json
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.qa import QARecord
from scraper.columns import schema_of
from scraper.errors import ExportError
from scraper.exporters import duckdb as duckdb_format
from scraper.exporters import parquet, sqlite
from scraper.exporters.port import Exporter
from scraper.exporters.views import VIEWS
from tests.exporters.authored import record, reply
from tests.exporters.test_databases import rows_of, written

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1)
REPLIES = st.lists(
    st.builds(reply, TEXTS, author=st.none() | TEXTS, score=st.none() | st.integers(-(2**63), 2**63 - 1))
)
RECORDS = st.builds(
    record,
    TEXTS,
    TEXTS,
    tags=st.lists(TEXTS),
    replies=REPLIES,
    question=st.fixed_dictionaries({"asked_on": st.none() | st.dates().map(str), "title": st.none() | TEXTS}),
    provenance=st.fixed_dictionaries(
        {
            "fields": st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])),
                                      st.fixed_dictionaries({"rule": TEXTS, "location": TEXTS})),
            "fetched_at": st.none() | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
        }
    ),
)  # fmt: skip


@given(st.lists(RECORDS, max_size=4))
@settings(max_examples=25, deadline=None)
def test_any_record_comes_back_from_parquet(records: list[QARecord]) -> None:
    with TemporaryDirectory() as folder:
        path = written(parquet.EXPORTER, Path(folder) / "x.parquet", VIEWS["full"], records)
        found = pyarrow.parquet.read_table(path).to_pylist()
    for one in found:
        one["provenance"]["fields"] = {entry["key"]: entry["value"] for entry in one["provenance"]["fields"]}
    read = [QARecord.model_validate_json(json.dumps(one, default=lambda day: day.isoformat())) for one in found]
    assert read == records


@given(st.lists(RECORDS, max_size=4))
@settings(max_examples=25, deadline=None)
def test_any_record_comes_back_from_sqlite(records: list[QARecord]) -> None:
    with TemporaryDirectory() as folder:
        path = written(sqlite.EXPORTER, Path(folder) / "x.sqlite", VIEWS["full"], records)
        db = sqlite3.connect(path)
        questions = [json.loads(cell) for (cell,) in db.execute('SELECT question FROM "full"')]
        told = [json.loads(cell) for (cell,) in db.execute('SELECT provenance FROM "full"')]
        db.close()
    assert questions == [one.question.model_dump(mode="json") for one in records]
    assert told == [one.provenance.model_dump(mode="json") for one in records]


@pytest.mark.parametrize("exporter", [parquet.EXPORTER, sqlite.EXPORTER, duckdb_format.EXPORTER])
def test_a_number_beyond_64_bits_is_told_in_a_sentence(exporter: Exporter, tmp_path: Path) -> None:
    rows = rows_of(VIEWS["flat"], [record(1, question={"score": 10**30})])
    with pytest.raises(ExportError, match="--where"):
        written(exporter, tmp_path / "x", VIEWS["flat"], rows)


def test_duckdb_takes_texts_that_are_larger_than_its_memory(tmp_path: Path) -> None:
    exporter, view = duckdb_format.EXPORTER, VIEWS["alpaca"]
    rows = rows_of(view, [record(number, "Q", replies=[reply(f"{number:<1000000}.")]) for number in range(60)])
    with duckdb.connect(written(exporter, tmp_path / "x.duckdb", view, rows), read_only=True) as db:
        assert db.sql("SELECT count(*), sum(length(output)) FROM alpaca").fetchall() == [(60, 60 * 1_000_001)]


def test_a_parquet_file_says_what_its_columns_mean(tmp_path: Path) -> None:
    for view in VIEWS.values():
        schema = pyarrow.parquet.read_schema(written(parquet.EXPORTER, tmp_path / view.name, view, []))
        for name, field in view.row.model_fields.items():
            assert schema.field(name).metadata[b"description"].decode() == " ".join(str(field.description).split())


def test_what_is_never_null_is_said_to_be_so() -> None:
    schema = schema_of(VIEWS["flat"].row)
    assert [schema.field(name).nullable for name in ("record_id", "reply_count", "url", "asked_on")] == [
        False, False, True, True,
    ]  # fmt: skip
