"""What describes a dataset folder: a README with a head for the Hugging Face hub, Croissant, a Data Package.

Formats that the ``datasets`` library does not read get the card alone, without the parts that would load them.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scraper.exporters.card import card, title_of
from scraper.exporters.croissant import croissant
from scraper.exporters.datapackage import datapackage
from scraper.exporters.port import ExportedFile, Facts, View
from scraper.exporters.safe_text import one_line
from scraper.exporters.shape import Column, columns_of

CARD, CROISSANT, PACKAGE = "README.md", "croissant.json", "datapackage.json"
_TASKS = {
    "chat": "text-generation",
    "alpaca": "text-generation",
    "rag": "text-retrieval",
    "graph": "graph-ml",
}
_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7))
_TYPES = {
    "text": "string",
    "json": "string",
    "whole": "int64",
    "number": "float64",
    "flag": "bool",
    "day": "date32",
    "moment": "timestamp[us, tz=UTC]",
}
_READERS = {
    ".parquet": ('pandas.read_parquet("{}")', "read_parquet"),
    ".jsonl": ('pandas.read_json("{}", lines=True)', "read_json"),
    ".ndjson": ('pandas.read_json("{}", lines=True)', "read_json"),
    ".csv": ('pandas.read_csv("{}")', "read_csv"),
}
"""Format → pandas' and DuckDB's way to read it; the ``datasets`` library reads these formats too."""
_LICENCE = re.compile(r"(?:https?://creativecommons\.org/licenses/|cc[ -])(by(?:-nc)?(?:-sa|-nd)?)[/ -]([234]\.[05])/?")
_MOST = 50  # languages or licences in the head


def describe(folder: Path, view: View, suffix: str, files: Sequence[ExportedFile], facts: Facts) -> list[str]:
    """Write what describes a folder of files.

    :param suffix: format of the files.
    :return: names of the files written, relative to the folder.
    :raises OSError: if the disk refuses it.
    """
    texts = {CARD: card(_head(view, suffix, files, facts), view, files, facts, _loading(view, suffix, files))}
    for name, content in (
        (CROISSANT, croissant(view, suffix, files, facts)),
        (PACKAGE, datapackage(view, suffix, files, facts)),
    ):
        if content is not None:
            texts[name] = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(texts)


def _head(view: View, suffix: str, files: Sequence[ExportedFile], facts: Facts) -> dict[str, Any]:
    """Return what the hub is told."""
    languages = dict.fromkeys(tag.split("-")[0].lower() for tag in facts.languages)
    languages.pop("und", None)
    head: dict[str, Any] = {"pretty_name": title_of(view, facts)}
    if languages:
        head["language"] = [one_line(tag, 20) for tag in list(languages)[:_MOST]]
    head |= _licences(facts)
    head["size_categories"] = [next((name for name, end in _SIZES if facts.rows < end), "10M<n<100M")]
    head["task_categories"] = [_TASKS.get(view.name, "question-answering")]
    head["tags"] = ["qaharvest", "question-answering", view.name, *(["croissant"] if _kind(suffix) in _READERS else [])]
    if _kind(suffix) not in _READERS:
        return head
    # The library refuses a dataset one of whose splits has no rows.
    splits = list(dict.fromkeys(file.split or "" for file in files if file.rows or not facts.rows))
    head["configs"] = [
        {
            "config_name": "default",
            "data_files": [{"split": split, "path": f"data/{split}-*{suffix}"} for split in splits],
        }
    ]
    octets = sum(file.octets for file in files)
    head["dataset_info"] = {
        **_features(view, suffix),
        "splits": [
            {
                "name": split,
                "num_bytes": sum(file.octets for file in files if file.split == split),
                "num_examples": sum(file.rows for file in files if file.split == split),
            }
            for split in splits
        ],
        "download_size": octets,
        "dataset_size": octets,
    }
    return head


def _licences(facts: Facts) -> dict[str, Any]:
    """Return the licences as the hub names them; what it has no name for is told in words."""
    told = list(dict.fromkeys(one.licence for one in facts.sites))
    names = list(dict.fromkeys(_hub_licence(licence) for licence in told))
    if len(names) == 1 and names[0] != "other":
        return {"license": names[0]}
    words = [f"{one_line(one.site, 60)}: {one_line(one.licence or 'not known', 200)}" for one in facts.sites[:_MOST]]
    return {
        "license": (names[:_MOST] if len(names) > 1 else names[0]) if names else "unknown",
        **({"license_name": "terms-of-the-sites", "license_details": "; ".join(words)} if words else {}),
    }


def _hub_licence(licence: str | None) -> str:
    if licence is None:
        return "unknown"
    plain = licence.strip().lower()[:100]
    if plain.rstrip("/") in ("cc0", "cc0-1.0", "cc0 1.0", "https://creativecommons.org/publicdomain/zero/1.0"):
        return "cc0-1.0"
    known = _LICENCE.fullmatch(plain)
    return f"cc-{known[1]}-{known[2]}" if known else "other"


def _features(view: View, suffix: str) -> dict[str, Any]:
    """Return the types of the columns; none where JSON has free keys, and a reader has to infer them."""
    columns = columns_of(view.row)
    if _kind(suffix) == ".csv":  # numbers below zero have an apostrophe there, and nothing is not told from absence
        return {"features": [{"name": column.name, "dtype": "string"} for column in columns]}
    if _kind(suffix) != ".parquet" and view.name == "full":
        return {}
    return {"features": [_feature(column) for column in columns]}


def _feature(column: Column) -> dict[str, Any]:
    inner = [_feature(one) for one in column.columns] if column.kind == "object" else _TYPES[column.kind]
    if column.is_list:
        return {"name": column.name, "list": inner}
    return {"name": column.name, "struct" if column.kind == "object" else "dtype": inner}


def _loading(view: View, suffix: str, files: Sequence[ExportedFile]) -> list[tuple[str, str]]:
    """Return the library and code that loads the files, a few lines each."""
    first = files[0]
    path = f"dataset/{first.path}"
    if suffix == ".sqlite":
        query = f"SELECT * FROM {view.name}"  # noqa: S608 - a name of ours
        return [("Python", f'import sqlite3\n\nprint(sqlite3.connect("{path}").execute("{query}").fetchone())')]
    if suffix == ".duckdb":
        return [("DuckDB", f'import duckdb\n\nduckdb.connect("{path}", read_only=True).table("{view.name}").show()')]
    if _kind(suffix) not in _READERS:
        return []
    frame, function = _READERS[_kind(suffix)]
    return [
        ("datasets", f'import datasets\n\nrows = datasets.load_dataset("dataset")\nprint(rows["{first.split}"][0])'),
        ("pandas", f"import pandas\n\nframe = {frame.format(path)}\nprint(frame.head())"),
        ("DuckDB", f'import duckdb\n\nduckdb.{function}("dataset/data/{first.split}-*{suffix}").show()'),
    ]


def _kind(suffix: str) -> str:
    return suffix.removesuffix(".gz").removesuffix(".zst")
