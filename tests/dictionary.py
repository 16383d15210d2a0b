"""Writes the data dictionary: every field of the record, every column of every view, from their models.

python -m tests.dictionary
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime

from schemas.qa import QARecord
from schemas.types import LanguageTag, Model, Sha256, Text, Url
from scraper.exporters.views import VIEWS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/data-dictionary.md"
SAMPLE = ROOT / "data/sample/records.jsonl"

_TYPES = {
    Text: "text",
    Url: "address",
    LanguageTag: "language tag",
    Sha256: "64 hex digits",
    str: "text, may be empty",
    int: "whole number",
    bool: "truth value",
    date: "day",
    AwareDatetime: "time",
}
_LONGEST = 48  # characters of an example
_HEAD = """# Data dictionary

Every field of the record and every column of every [view](export.md#views), with an example from
`data/sample/records.jsonl`. This page is written by `python -m tests.dictionary` from the models in `schemas`; a test
sees that it is current. [The record](record.md) says what its parts are for, `qaharvest schema` prints JSON Schemas.

- `a.b` is the field `b` of the object `a`, `a[].b` of each entry of the list `a`, `a{}.b` of each value of the object
  `a`, whose keys are not fixed. Conditions (`--where`) write `a.b` for lists too; the JSON pointers of
  `provenance.fields` write `/a/b` and, for the first entry of a list, `/a/0/b`.
- Every key is always there. Where "null" says no, the value is never absent; an absent list is `[]`.
- *Text* is never empty; a *day* is written `2007-02-03`, a *time* `2026-01-31T12:00:00Z`; an *address* is absolute,
  http or https; a *language tag* is one of BCP 47.
- *Example* is the first value of the sample, as JSON, cut where it is long; `-` where the sample has none.
"""


@dataclass(frozen=True)
class Field:
    """One line of the dictionary."""

    path: str
    kind: str
    nullable: bool
    meaning: str


def fields_of(model: type[Model], before: str = "", within: tuple[type[Model], ...] = ()) -> Iterator[Field]:
    """Yield the fields of a model in their order, each before its own fields."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        kind, nullable = _without_null(hints[name])
        known = (*within, model)
        meaning = " ".join((field.description or "").split()).replace("``", "`")
        yield Field(f"{before}{name}", _told(kind, known), nullable, meaning)
        inner, mark = _inner(kind)
        if inner is not None and inner not in known:
            yield from fields_of(inner, f"{before}{name}{mark}.", known)


def _without_null(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    (kind,) = (one for one in get_args(hint) if one is not NoneType)
    return kind, True


def _inner(kind: Any) -> tuple[type[Model] | None, str]:
    """Return the model whose fields stand below a field, and what joins their paths."""
    entry, mark = _entry(kind), "[]"
    if get_origin(kind) is dict:
        entry, mark = get_args(kind)[1], "{}"
    if entry is None:
        entry, mark = kind, ""
    return (entry, mark) if isinstance(entry, type) and issubclass(entry, Model) else (None, "")


def _entry(kind: Any) -> Any:
    """Return what a list is a list of; None for what is no list."""
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_args(plain)[0] if get_origin(plain) is tuple else None


def _told(kind: Any, known: tuple[type[Model], ...]) -> str:
    for annotation, name in _TYPES.items():
        if kind == annotation:
            return name
    entry = _entry(kind)
    if entry is not None:
        return "list of the same" if entry in known else f"list of {_told(entry, known)}s"
    if get_origin(kind) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(kind))
    if get_origin(kind) is Annotated:
        return _told(get_args(kind)[0], known)
    return "object"


def _values(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    """Yield what stands at a path of a JSON value."""
    if not steps:
        if value is not None and value != []:
            yield value
        return
    name = steps[0].rstrip("[]{}")
    if not isinstance(value, dict) or name not in value:
        return
    below = value[name]
    if below is None:
        return
    entries = below if steps[0].endswith("[]") else below.values() if steps[0].endswith("{}") else [below]
    for entry in entries:
        yield from _values(entry, steps[1:])


def _example(rows: Sequence[dict[str, Any]], path: str) -> str:
    found = next((value for row in rows for value in _values(row, path.split("."))), None)
    if found is None or isinstance(found, dict) or (isinstance(found, list) and isinstance(found[0], dict)):
        return "-"
    text = json.dumps(found, ensure_ascii=False)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"`{text}`".replace("|", "\\|")


def _table(model: type[Model], rows: Iterable[Model]) -> str:
    plain = [row.model_dump(mode="json") for row in rows]
    lines = ["| field | type | null | what it means | example |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{field.path}` | {field.kind} | {'yes' if field.nullable else 'no'} | {field.meaning} "
        f"| {_example(plain, field.path)} |"
        for field in fields_of(model)
    ]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return ``docs/data-dictionary.md``."""
    records = [QARecord.model_validate_json(line) for line in SAMPLE.read_bytes().split(b"\n")[:-1]]
    parts = [_HEAD]
    for name, view in VIEWS.items():
        title = "The record, and the view `full`" if name == "full" else f"The view `{name}`"
        about = " ".join((view.row.__doc__ or "").split())
        rows = [row for record in records for row in view.rows(record)]
        parts.append(f"## {title}\n\n{about}\n\n{_table(view.row, rows)}")
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
