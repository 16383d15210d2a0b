"""What an export says of itself: which files, with which rows, made of which records."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from schemas.views.json_schema import view_schema_id
from scraper.exporters.port import View
from scraper.exporting.options import Exported, Options
from scraper.exporting.staging import digest_of
from scraper.exporting.where import without_value
from scraper.privacy import Mode


def choices_of(options: Options) -> dict[str, Any]:
    """Return the options that decide which records and columns an export holds.

    Where persons are not to be told, neither are the values of conditions.
    """
    keeps = options.privacy == Mode.KEEP
    return {
        "where": list(options.where) if keeps else [without_value(expression) for expression in options.where],
        "select": list(options.select),
        "sample": options.sample,
        "seed": options.seed,
        "split": dict(options.split),
        "dedup": options.dedup,
        "clusters": options.clusters,
    }


def manifest_of(
    exported: Exported, view: View, options: Options, *, folder: Path, descriptions: Sequence[str]
) -> dict[str, Any]:
    """Return the manifest; the same records and options give the same one, whenever and wherever.

    :param folder: holds the files.
    :param descriptions: names of files that hold no rows.
    """
    return {
        "view": view.name,
        "schema": view_schema_id(view.name),
        "columns": list(view.columns),
        "format": exported.format,
        "records": {
            "read": exported.records,
            "chosen": exported.chosen,
            "not_chosen": dict(exported.not_chosen),
            "without_rows": exported.without_rows,
        },
        "rows": exported.rows,
        "choices": choices_of(options),
        "privacy": dict(exported.privacy),
        "files": [asdict(file) for file in exported.files],
        "descriptions": [_described(folder, name) for name in descriptions],
    }


def _described(folder: Path, name: str) -> dict[str, Any]:
    octets, sha256 = digest_of(folder / name)
    return {"path": name, "octets": octets, "sha256": sha256}
