"""Row models as Arrow schemas: the type of each column follows from the model alone, never from what it holds."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow
from pydantic import AwareDatetime

from schemas.types import Model
from scraper.errors import ExportError

_SCALARS = {
    str: pyarrow.string(),
    int: pyarrow.int64(),
    bool: pyarrow.bool_(),
    float: pyarrow.float64(),
    date: pyarrow.date32(),
    datetime: pyarrow.timestamp("us", tz="UTC"),
    AwareDatetime: pyarrow.timestamp("us", tz="UTC"),
}


def schema_of(row: type[Model]) -> Any:
    """Return the Arrow schema of a row model.

    What holds itself, as a list within a list of the article does, is JSON text: Arrow knows no such type. What a
    column means is its metadata, under ``description``.
    """
    return pyarrow.schema(_fields(row, ()))


def batch_of(rows: Sequence[Model], schema: Any) -> Any:
    """Return rows as an Arrow record batch.

    :raises ExportError: if a whole number has no room in a column.
    """
    plain = (row.model_dump() for row in rows)
    columns = [{field.name: _fitted(row[field.name], field.type) for field in schema} for row in plain]
    try:
        return pyarrow.RecordBatch.from_pylist(columns, schema=schema)
    except (OverflowError, pyarrow.ArrowException) as error:
        raise ExportError(
            f"A value has no room in its column ({error}); leave that record out by --where, or take JSON Lines."
        ) from error


def _fields(model: type[Model], within: tuple[type[Model], ...]) -> list[Any]:
    return [
        pyarrow.field(
            name,
            _type_of(field.annotation, (*within, model)),
            nullable=bool(within) or NoneType in get_args(field.annotation),  # within: the object itself may be null
            metadata={"description": " ".join((field.description or "").split())},
        )
        for name, field in model.model_fields.items()
    ]


def _type_of(annotation: Any, within: tuple[type[Model], ...]) -> Any:
    """Return the Arrow type of an annotation.

    :param within: models that the annotation stands in.
    """
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_of(inner[0], within)
    if origin in (Union, UnionType):  # a type or null: the records have no other
        return _type_of(next(one for one in inner if one is not NoneType), within)
    if origin is Literal:
        return _SCALARS[type(inner[0])]
    if origin is tuple:
        return pyarrow.list_(_type_of(inner[0], within))
    if origin is dict:
        entry = [pyarrow.field("key", _type_of(inner[0], within)), pyarrow.field("value", _type_of(inner[1], within))]
        return pyarrow.list_(pyarrow.struct(entry))  # not a map: too few readers know that type
    if not (isinstance(annotation, type) and issubclass(annotation, Model)):
        raise TypeError(f"a row holds {annotation!r}, for which there is no column")
    return pyarrow.string() if annotation in within else pyarrow.struct(_fields(annotation, within))


def _fitted(value: Any, kind: Any) -> Any:
    """Return a plain value in the form in which Arrow takes it for a type."""
    if value is None:
        return None
    if isinstance(value, Mapping) and pyarrow.types.is_list(kind):
        of_values = kind.value_type.field("value").type
        return [{"key": key, "value": _fitted(one, of_values)} for key, one in value.items()]
    if isinstance(value, Mapping) and pyarrow.types.is_struct(kind):
        return {field.name: _fitted(value[field.name], field.type) for field in kind}
    if isinstance(value, Sequence) and pyarrow.types.is_list(kind):
        return [_fitted(one, kind.value_type) for one in value]
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
