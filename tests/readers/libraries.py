"""Each reader with the formats it reads: the few lines with which its users open a file, and nothing else."""

# ruff: noqa: PLC0415 - the readers are an extra, which a quick run of all tests needs not have

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.views.graph import GraphRow
from tests.readers.cases import FOLDER

Rows = list[dict[str, Any]]
LINES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@dataclass(frozen=True)
class Reading:
    """How a reader opens files of some formats.

    :param load: takes the path and a folder for scratch files, gives all rows.
    :param not_views: view → why the pair makes no sense.
    :param not_empty: why the reader refuses a file without rows; None where it does not.
    """

    reader: str
    kinds: tuple[str, ...]
    load: Callable[[Path, Path], Rows]
    not_views: dict[str, str] = field(default_factory=dict)
    not_empty: str | None = None


def pandas_lines(path: Path, scratch: Path) -> Rows:
    import pandas

    return pandas.read_json(path, lines=True, dtype=False, convert_dates=False).to_dict("records")


def pandas_csv(path: Path, scratch: Path) -> Rows:
    import pandas

    return pandas.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")


def pandas_parquet(path: Path, scratch: Path) -> Rows:
    import pandas

    frames = [pandas.read_parquet(one, dtype_backend="pyarrow") for one in files(path)]
    return [row for frame in frames for row in frame.to_dict("records")]


def pandas_sqlite(path: Path, scratch: Path) -> Rows:
    import pandas

    with closing(sqlite3.connect(path)) as database:
        return pandas.read_sql_query(f"SELECT * FROM {table_of(path)}", database, dtype=object).to_dict("records")


def polars_lines(path: Path, scratch: Path) -> Rows:
    import polars

    return polars.read_ndjson(path, infer_schema_length=None).to_dicts()


def polars_csv(path: Path, scratch: Path) -> Rows:
    import polars

    return polars.read_csv(path, infer_schema=False).to_dicts()


def polars_parquet(path: Path, scratch: Path) -> Rows:
    import polars

    return polars.read_parquet(files(path)).to_dicts()


def polars_sqlite(path: Path, scratch: Path) -> Rows:
    import polars

    with closing(sqlite3.connect(path)) as database:
        query = f"SELECT * FROM {table_of(path)}"
        return polars.read_database(query, database, infer_schema_length=None).to_dicts()


def duckdb_lines(path: Path, scratch: Path) -> Rows:
    return duckdb_rows(f"FROM read_json('{path}', format = 'newline_delimited')")


def duckdb_csv(path: Path, scratch: Path) -> Rows:
    options = "all_varchar = true, header = true, max_line_size = 16777216"
    return duckdb_rows(f"FROM read_csv('{path}', {options})")


def duckdb_parquet(path: Path, scratch: Path) -> Rows:
    return duckdb_rows(f"FROM read_parquet({[str(one) for one in files(path)]})")


def duckdb_file(path: Path, scratch: Path) -> Rows:
    return duckdb_rows(f"FROM {table_of(path)}", path)


def duckdb_rows(query: str, path: Path | None = None) -> Rows:
    import duckdb

    with duckdb.connect(str(path or ":memory:"), read_only=path is not None) as database:
        return database.sql(query).to_arrow_table().to_pylist()


def arrow_lines(path: Path, scratch: Path) -> Rows:
    import pyarrow.json

    options = pyarrow.json.ReadOptions(block_size=16 * 1024**2)  # the longest line
    return pyarrow.json.read_json(path, read_options=options).to_pylist()


def arrow_csv(path: Path, scratch: Path) -> Rows:
    import pyarrow.csv

    with pyarrow.csv.open_csv(path) as head:
        names = head.schema.names
    return pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(block_size=16 * 1024**2),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string())),
    ).to_pylist()


def arrow_parquet(path: Path, scratch: Path) -> Rows:
    import pyarrow.parquet

    return pyarrow.parquet.read_table([str(one) for one in files(path)]).to_pylist()


def datasets_lines(path: Path, scratch: Path) -> Rows:
    return list(datasets_of(str(path), scratch, "json"))


def datasets_parquet(path: Path, scratch: Path) -> Rows:
    return list(datasets_of(str(path), scratch, "parquet"))


def datasets_csv(path: Path, scratch: Path) -> Rows:
    return list(datasets_of(str(path), scratch, "csv", _texts(path), keep_default_na=False))


def datasets_folder(path: Path, scratch: Path) -> Rows:
    return list(datasets_of(None, scratch, str(path)))


def datasets_csv_folder(path: Path, scratch: Path) -> Rows:
    return list(datasets_of(None, scratch, str(path), _texts(files(path)[0]), keep_default_na=False))


def _texts(path: Path) -> dict[str, Any]:
    """Return that all columns of a CSV file are text; else digits become numbers, and "null" an absent value."""
    import pandas

    return {name: {"dtype": "string", "_type": "Value"} for name in pandas.read_csv(path, nrows=0).columns}


def datasets_of(
    path: str | None, scratch: Path, name: str, features: dict[str, Any] | None = None, **options: Any
) -> Any:
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}  # read when it is imported
    import datasets

    types = datasets.Features.from_dict(features) if features else None
    return datasets.load_dataset(
        name, data_files=path, split="train", cache_dir=str(scratch), features=types, **options
    )


def croissant_folder(path: Path, scratch: Path) -> Rows:
    import mlcroissant

    dataset = mlcroissant.Dataset(str(path / "croissant.json"))
    (view,) = (one.id for one in dataset.metadata.record_sets if one.id != "splits")
    rows = [_without_prefix(row) for row in dataset.records(view)]
    return [{name: value for name, value in row.items() if name != "split"} for row in rows]


def _without_prefix(value: Any) -> Any:
    """Return a value of that library, which names fields by their whole path and gives text as octets."""
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: _without_prefix(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_without_prefix(one) for one in value]
    return value.decode() if isinstance(value, bytes) else value


def sqlite_file(path: Path, scratch: Path) -> Rows:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table_of(path)}")]


def jq_lines(path: Path, scratch: Path) -> Rows:
    done = subprocess.run(["jq", "-c", ".", path], capture_output=True, check=True, timeout=60)
    return [json.loads(line) for line in done.stdout.split(b"\n")[:-1]]


def graphml_file(path: Path, scratch: Path) -> Rows:
    import networkx

    graph = networkx.read_graphml(path, force_multigraph=True)
    absent = dict.fromkeys(GraphRow.model_fields)
    nodes = [{**absent, "id": name, "kind": "node", **told} for name, told in graph.nodes(data=True)]
    edges = [
        {**absent, "id": name, "kind": "edge", "source": source, "target": target, **told}
        for source, target, name, told in graph.edges(keys=True, data=True)
    ]
    return [*nodes, *edges]


def table_of(path: Path) -> str:
    """Return the name of the table, which is the view's; the tests name the file after it, too."""
    return f'"{path.stem}"'


def files(path: Path) -> list[Path]:
    """Return the files with rows: one file, or those of a dataset folder."""
    return sorted((path / "data").iterdir()) if path.is_dir() else [path]


_CSV = (".csv", ".csv.gz")
_PARQUET = (".parquet", f"{FOLDER}.parquet")

_NO_ROWS = "it takes a dataset without rows for a mistake, unless it streams it"
_NO_LINES = "it refuses JSON Lines without a line, which name no columns"

READINGS = (
    Reading("pandas", LINES, pandas_lines),
    Reading("pandas", _CSV, pandas_csv),
    Reading("pandas", _PARQUET, pandas_parquet),
    Reading("pandas", (".sqlite",), pandas_sqlite),
    Reading("polars", LINES, polars_lines, not_empty=_NO_LINES),
    Reading("polars", _CSV, polars_csv),
    Reading("polars", _PARQUET, polars_parquet),
    Reading("polars", (".sqlite",), polars_sqlite),
    Reading("DuckDB", LINES, duckdb_lines),
    Reading("DuckDB", _CSV, duckdb_csv),
    Reading("DuckDB", _PARQUET, duckdb_parquet),
    Reading("DuckDB", (".duckdb",), duckdb_file),
    Reading("pyarrow", LINES, arrow_lines, not_empty=_NO_LINES),
    Reading("pyarrow", _CSV, arrow_csv),
    Reading("pyarrow", _PARQUET, arrow_parquet),
    Reading("datasets", LINES, datasets_lines, not_empty=_NO_ROWS),
    Reading("datasets", _CSV, datasets_csv, not_empty=_NO_ROWS),
    Reading("datasets", (".parquet",), datasets_parquet, not_empty=_NO_ROWS),
    Reading("datasets", (f"{FOLDER}.parquet", f"{FOLDER}.jsonl"), datasets_folder, not_empty=_NO_ROWS),
    Reading("datasets", (f"{FOLDER}.csv",), datasets_csv_folder, not_empty=_NO_ROWS),
    Reading(
        "mlcroissant",
        (f"{FOLDER}.parquet",),
        croissant_folder,
        {"full": "the metadata leaves out lists within lists, which that library cannot follow"},
    ),
    Reading("sqlite3", (".sqlite",), sqlite_file),
    Reading("networkx", (".graphml",), graphml_file),
    Reading("jq", (".jsonl",), jq_lines),
)
"""Every pair of a reader and formats that makes sense."""
