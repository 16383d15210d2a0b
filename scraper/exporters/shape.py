"""What the columns of a row model are, without any library's types: what describes a dataset is derived from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime

from schemas.types import Model

Kind = Literal["text", "whole", "number", "flag", "day", "moment", "json", "object"]
"""Kinds of values: ``json`` is text that holds JSON, ``object`` has columns of its own."""

_SCALARS: dict[Any, Kind] = {
    str: "text",
    int: "whole",
    float: "number",
    bool: "flag",
    date: "day",
    datetime: "moment",
    AwareDatetime: "moment",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of rows, or a part of one that holds objects."""

    name: str
    kind: Kind
    is_list: bool = False
    """Whether it holds lists of such values."""
    columns: tuple["Column", ...] = ()
    """What its objects hold."""
    description: str = ""

    @property
    def is_nested(self) -> bool:
        """Whether a table of scalar values cannot hold it."""
        return self.is_list or self.kind == "object"


def columns_of(row: type[Model]) -> tuple[Column, ...]:
    """Return the columns of a row model; they agree with its Arrow schema (``scraper.columns``)."""
    return tuple(_columns(row, ()))


def _columns(model: type[Model], within: tuple[type[Model], ...]) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        kind, is_list, columns = _shape(field.annotation, (*within, model))
        yield Column(name, kind, is_list, columns, " ".join((field.description or "").split()))


def _shape(annotation: Any, within: tuple[type[Model], ...]) -> tuple[Kind, bool, tuple[Column, ...]]:
    """Return kind, whether it is a list, and the columns of an annotation.

    :param within: models that the annotation stands in; what holds itself is JSON text.
    """
    if annotation in _SCALARS:
        return _SCALARS[annotation], False, ()
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(inner[0], within)
    if origin in (Union, UnionType):
        return _shape(next(one for one in inner if one is not NoneType), within)
    if origin is Literal:
        return _SCALARS[type(inner[0])], False, ()
    if origin is tuple:
        kind, _, columns = _shape(inner[0], within)
        return kind, True, columns
    if origin is dict:
        sides = zip(("key", "value"), inner, strict=True)
        return "object", True, tuple(Column(name, *_shape(side, within)) for name, side in sides)
    if annotation in within:
        return "json", False, ()
    return "object", False, tuple(_columns(annotation, within))
