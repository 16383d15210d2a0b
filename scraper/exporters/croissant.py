"""Croissant 1.1 metadata of a dataset folder (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html).

Files are found beside ``croissant.json``. Lists within lists are left to the files: the readers of Croissant cannot
follow them there. What pages say is in it as text of JSON alone, never as a name or path.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from schemas.qa import SCHEMA_VERSION
from scraper.exporters.card import citation_of, title_of
from scraper.exporters.port import ExportedFile, Facts, View
from scraper.exporters.safe_text import one_line
from scraper.exporters.shape import Column, columns_of

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_SET = "files"
_SPLITS = "splits"
_MOST = 50  # licences and languages that are told
_FORMATS = {
    ".parquet": "application/x-parquet",
    ".jsonl": "application/jsonlines",
    ".ndjson": "application/jsonlines",
    ".csv": "text/csv",
}
_TYPES = {
    "text": "sc:Text",
    "json": "sc:Text",
    "whole": "sc:Integer",
    "number": "sc:Float",
    "flag": "sc:Boolean",
    "day": "sc:Date",
    "moment": "sc:DateTime",
}
_OURS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileObject fileProperty "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex "
    "readLines repeated replace samplingRate sdVersion separator source subField transform unArchive value"
)
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _OURS.split()},
}
"""The context of the specification's first appendix, with the terms that its reference implementation wants too."""


def croissant(view: View, suffix: str, files: Sequence[ExportedFile], facts: Facts) -> dict[str, Any] | None:
    """Return the metadata; None for a format of which Croissant can tell nothing."""
    kind = suffix.removesuffix(".gz").removesuffix(".zst")
    if kind not in _FORMATS:
        return None
    formats = [_FORMATS[kind], *(["application/zstd"] if suffix.endswith(".zst") else [])]
    sums = hashlib.sha256("".join(f"{file.path} {file.sha256}\n" for file in files).encode()).hexdigest()
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": title_of(view, facts),
        "description": f"{' '.join((view.row.__doc__ or '').split())} {facts.rows} rows from {facts.records} records.",
        "url": f"urn:qaharvest:dataset:{sums}",
        "version": f"{SCHEMA_VERSION}.0",
        **({"datePublished": facts.fetched_to.isoformat()} if facts.fetched_to is not None else {}),
        "license": _licences(facts),
        "creator": {"@type": "sc:Organization", "name": "qaharvest"},
        "citeAs": citation_of(view, facts),
        "inLanguage": [one_line(tag, 40) for tag in facts.languages if tag != "und"][:_MOST],
        "keywords": ["question answering", view.name],
        "isLiveDataset": False,
        "distribution": [*(_file(file, formats) for file in files), _file_set(suffix, formats)],
        "recordSet": [_splits(files), _rows(view, is_text=kind == ".csv")],
    }


def _licences(facts: Facts) -> list[str]:
    told = dict.fromkeys(one_line(one.licence or "not known", 200) for one in facts.sites)
    return list(told)[:_MOST] or ["not known"]


def _file(file: ExportedFile, formats: Sequence[str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rpartition("/")[2],
        "description": f"{file.rows} rows of the split {file.split}.",
        "contentUrl": file.path,
        "contentSize": f"{file.octets} B",
        "encodingFormat": formats[0] if len(formats) == 1 else list(formats),
        "sha256": file.sha256,
    }


def _file_set(suffix: str, formats: Sequence[str]) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": _SET,
        "name": _SET,
        "description": "All files with rows.",
        "encodingFormat": formats[0] if len(formats) == 1 else list(formats),
        "includes": f"data/*{suffix}",
    }


def _splits(files: Sequence[ExportedFile]) -> dict[str, Any]:
    name = f"{_SPLITS}/name"
    return {
        "@type": "cr:RecordSet",
        "@id": _SPLITS,
        "name": _SPLITS,
        "description": "Parts of the dataset; what says nearly the same is in one of them.",
        "dataType": "cr:Split",
        "key": {"@id": name},
        "field": [{"@type": "cr:Field", "@id": name, "name": "name", "dataType": "sc:Text"}],
        "data": [{name: split} for split in dict.fromkeys(file.split for file in files)],
    }


def _rows(view: View, *, is_text: bool) -> dict[str, Any]:
    split = {
        "@type": "cr:Field",
        "@id": f"{view.name}/split",
        "name": "split",
        "description": "Part of the dataset, told by the name of the file.",
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": _SET},
            "extract": {"fileProperty": "fullpath"},
            # It finds the name in itself too: mlcroissant applies it once more after joining the splits.
            "transform": {"regex": "(?:data/)?([a-z0-9_]+)(?:-[0-9]+-of-[0-9]+[.].+)?$"},
        },
        "references": {"field": {"@id": f"{_SPLITS}/name"}},
    }
    columns = [_field(column, view.name, column.name, (), is_text=is_text) for column in columns_of(view.row)]
    return {
        "@type": "cr:RecordSet",
        "@id": view.name,
        "name": view.name,
        "description": " ".join((view.row.__doc__ or "").split()),
        **({"key": {"@id": f"{view.name}/{view.key}"}} if view.key is not None else {}),
        "field": [split, *columns],
    }


def _field(column: Column, parent: str, source: str, path: Sequence[str], *, is_text: bool) -> dict[str, Any]:
    """Return the field of a column.

    :param source: column of the file it is found in.
    :param path: names that lead to it in there.
    :param is_text: whether the file holds lists and objects as JSON text.
    """
    identity = f"{parent}/{column.name}"
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": column.name}
    if column.description:
        field["description"] = column.description.replace("``", "")
    if column.is_list and not is_text:
        field["isArray"] = True
    if column.kind == "object" and not is_text:
        inner = [one for one in column.columns if not (column.is_list and one.is_nested)]
        field["subField"] = [_field(one, identity, source, (*path, one.name), is_text=False) for one in inner]
        return field
    field["dataType"] = "sc:Text" if is_text and column.is_nested else _TYPES[column.kind]
    field["source"] = {"fileSet": {"@id": _SET}, "extract": {"column": source}, **_transform(path)}
    return field


def _transform(path: Sequence[str]) -> dict[str, Any]:
    steps: Iterator[dict[str, str]] = ({"jsonPath": name} for name in path)
    return {"transform": list(steps)} if path else {}
