"""Parquet, SQLite, DuckDB and GraphML files hold what the rows hold, whatever that is, and the same bytes each time."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from schemas.qa import QARecord
from schemas.types import Model
from scraper.columns import batch_of, schema_of
from scraper.errors import UsageError
from scraper.exporters import duckdb as duckdb_format
from scraper.exporters import graphml, parquet, sqlite
from scraper.exporters.port import Exporter, View
from scraper.exporters.views import VIEWS
from scraper.exporting.narrowing import narrowed
from tests.exporters.authored import record, reply, sample, similar

AWKWARD = "一行\u2028二行, \"quoted\" 'single' <b>&amp;</b> ;-- \t\n😀 \ufffe"
FORMATS = {"parquet": parquet.EXPORTER, "sqlite": sqlite.EXPORTER, "duckdb": duckdb_format.EXPORTER}


def awkward() -> list[QARecord]:
    return [
        record(1, AWKWARD, replies=[reply("x" * 1_000_000), reply(AWKWARD, score=-3)], tags=[AWKWARD]),
        record(2, "next", url="https://qa.example/2", similar=[similar(AWKWARD, "https://qa.example/3")]),
    ]


def rows_of(view: View, records: Sequence[QARecord]) -> list[Model]:
    return [row for one in records for row in view.rows(one)]


def written(exporter: Exporter, path: Path, view: View, rows: Sequence[Model]) -> Path:
    writer = exporter.open(path, view)
    for first in range(0, len(rows), 7):
        writer.write(rows[first : first + 7])
    writer.close()
    return path


def expected(view: View, rows: Sequence[Model]) -> list[dict[str, Any]]:
    """What Arrow holds; that it holds what the rows hold is tested with the columns."""
    return batch_of(rows, schema_of(view.row)).to_pylist()


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_parquet_holds_the_rows(view: View, tmp_path: Path) -> None:
    rows = rows_of(view, [*sample(), *awkward()])
    table = pyarrow.parquet.read_table(written(parquet.EXPORTER, tmp_path / "x.parquet", view, rows))
    assert table.schema.equals(schema_of(view.row))
    assert table.to_pylist() == expected(view, rows)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_duckdb_holds_the_rows(view: View, tmp_path: Path) -> None:
    rows = rows_of(view, awkward())
    path = written(duckdb_format.EXPORTER, tmp_path / "x.duckdb", view, rows)
    with duckdb.connect(path, read_only=True) as db:
        found = db.sql(f'SELECT * FROM "{view.name}"').to_arrow_table().cast(schema_of(view.row)).to_pylist()
        meanings = db.execute("SELECT comment FROM duckdb_columns() WHERE NOT internal").fetchall()
    assert found == expected(view, rows)
    assert all(meaning for (meaning,) in meanings)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_sqlite_holds_the_rows(view: View, tmp_path: Path) -> None:
    rows = rows_of(view, [*sample(), *awkward()])
    path = written(sqlite.EXPORTER, tmp_path / "x.sqlite", view, rows)
    db = sqlite3.connect(path)
    found = [list(row) for row in db.execute(f'SELECT * FROM "{view.name}"')]
    names = [name for (name,) in db.execute("SELECT name FROM columns")]
    db.close()
    plain = [list(row.model_dump(mode="json").values()) for row in rows]
    assert [[json.loads(b) if isinstance(a, list | dict) else b for a, b in zip(*two, strict=True)]
            for two in zip(plain, found, strict=True)] == plain  # fmt: skip
    assert sorted(names) == sorted(view.columns)


def test_a_repeated_id_is_no_obstacle(tmp_path: Path) -> None:
    rows = rows_of(VIEWS["flat"], [record(1), record(1)])
    db = sqlite3.connect(written(sqlite.EXPORTER, tmp_path / "x.db", VIEWS["flat"], rows))
    assert db.execute("SELECT count(*) FROM flat").fetchone() == (2,)
    db.close()


@pytest.mark.parametrize("name", FORMATS)
def test_no_rows_make_a_file_with_all_columns(name: str, tmp_path: Path) -> None:
    path = written(FORMATS[name], tmp_path / f"x.{name}", VIEWS["flat"], [])
    if name == "parquet":
        assert pyarrow.parquet.read_schema(path).names == list(VIEWS["flat"].columns)
        return
    db: Any = sqlite3.connect(path) if name == "sqlite" else duckdb.connect(path, read_only=True)
    assert [column[0] for column in db.execute("SELECT * FROM flat").description] == list(VIEWS["flat"].columns)
    db.close()


@pytest.mark.parametrize("name", ["parquet", "sqlite"])
def test_the_same_rows_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    rows = rows_of(VIEWS["full"], sample())
    first, second = (written(FORMATS[name], tmp_path / f"{n}.{name}", VIEWS["full"], rows) for n in "ab")
    assert first.read_bytes() == second.read_bytes()


def parts(path: Path) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for element in ET.parse(path).getroot().find(f"{space}graph"):
        values = {data.attrib["key"].partition("-")[2]: data.text or "" for data in element}
        yield element.tag.removeprefix(space), element.attrib, values


def test_graphml_holds_nodes_and_edges(tmp_path: Path) -> None:
    view = VIEWS["graph"]
    rows = sorted(rows_of(view, awkward()), key=view.rank)
    found = list(parts(written(graphml.EXPORTER, tmp_path / "x.graphml", view, rows)))
    assert [kind for kind, *_ in found] == ["node", "node", "node", "edge"]
    assert found[3][1]["target"] == "https://qa.example/3"
    labels = [values.get("label") for _, _, values in found[:3]]
    assert AWKWARD.replace("\ufffe", "") in labels  # XML has no such character


@pytest.mark.parametrize("view", [VIEWS["flat"], narrowed(VIEWS["graph"], ["id", "kind"])], ids=["flat", "narrow"])
def test_graphml_is_for_whole_graphs(view: View, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--view graph"):
        graphml.EXPORTER.open(tmp_path / "x.graphml", view)
    assert not list(tmp_path.iterdir())
