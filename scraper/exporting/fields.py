"""Fields of the record by their dotted names, as the model has them."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from schemas.qa import QARecord
from schemas.types import Model
from scraper.errors import UsageError

Values = Callable[[QARecord], list[Any]]

COUNT = "count"
"""Last part of a field's name that asks how many entries a list has, as in ``tags.count``."""

_KINDS: dict[Any, tuple[str, str]] = {
    str: ("text", "text"),
    int: ("number", "number"),
    bool: ("flag", "field of true and false"),
    date: ("date", "date"),
    AwareDatetime: ("time", "time"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the record."""

    path: str
    kind: str
    """``text``, ``number``, ``flag``, ``date``, ``time`` or ``object``."""
    told: str
    """What messages call its kind."""
    choices: tuple[str, ...]
    """Values it can have, where they are few."""
    values: Values
    """What a record has there: several where the path passes through lists, none where it is null."""


def field_named(path: str) -> Field:
    """Return the field of a dotted name, such as ``question.asker.age_min``.

    A list of objects stands for the number of its entries, as ``LIST.count`` does for any list.

    :raises UsageError: if the record has no such field.
    """
    names = path.split(".")
    found: Any = QARecord
    is_list = False
    for number, name in enumerate(names):
        known = _names_of(found)
        if name == COUNT and is_list and name not in known and number == len(names) - 1:
            return Field(path, "number", "number", (), _count_of(names[:-1]))
        if name not in known:
            raise UsageError(_unknown(names[:number], name, [*known, COUNT] if is_list else known))
        found, is_list = _inner(found.model_fields[name].annotation)
    if _is_model(found):
        if is_list:
            return Field(path, "number", "list, of which the entries are counted", (), _count_of(names))
        return Field(path, "object", "part of the record", (), _values_of(names))
    if get_origin(found) is Literal:
        return Field(path, *_KINDS[str], get_args(found), _values_of(names))
    if found not in _KINDS:
        raise UsageError(f"{path} cannot be compared: it is a table of its own.")
    return Field(path, *_KINDS[found], (), _values_of(names))


def _inner(annotation: Any) -> tuple[Any, bool]:
    """Return what a field holds apart from null, and whether it holds a list of it."""
    is_list = False
    while True:
        choices = [one for one in get_args(annotation) if one is not NoneType]
        if get_origin(annotation) is tuple:
            annotation, is_list = choices[0], True
        elif hasattr(annotation, "__metadata__"):
            annotation = annotation.__origin__
        elif get_origin(annotation) not in (dict, Literal) and choices:
            annotation = choices[0]
        else:
            return annotation, is_list


def _is_model(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, Model)


def _names_of(found: Any) -> list[str]:
    return list(found.model_fields) if _is_model(found) else []


def _values_of(names: list[str]) -> Values:
    def values(record: QARecord) -> list[Any]:
        found: Iterable[Any] = (record,)
        for name in names:
            found = _entries(found, name)
        return list(found)

    return values


def _entries(parts: Iterable[Any], name: str) -> Iterator[Any]:
    for part in parts:
        value = getattr(part, name)
        if isinstance(value, tuple):
            yield from value
        elif value is not None:
            yield value


def _count_of(names: list[str]) -> Values:
    values = _values_of(names)
    return lambda record: [len(values(record))]


def _unknown(before: list[str], name: str, known: list[str]) -> str:
    path = ".".join([*before, name])
    where = ".".join(before)
    if not known:
        return f"There is no field {path[:60]!r}: {where} has no parts."
    meant = difflib.get_close_matches(name[:60], known, n=1)
    hint = f"did you mean {'.'.join([*before, *meant])}?" if meant else f"there are {', '.join(known)}."
    return f"There is no field {path[:60]!r} in a record; {hint}"
