"""Conditions on records, ``FIELD OP VALUE``: parsed and typed after the record's model, never evaluated as code.

A field may pass through lists (``replies.author``): then it has several values, and a condition holds where it holds
for one of them. ``!=`` and ``!~`` hold exactly where ``=`` and ``~`` do not. An absent value is none: no comparison
holds for it but the negated ones and ``= null``.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from schemas.qa import QARecord
from scraper.errors import UsageError
from scraper.exporting.fields import Field, field_named

Condition = Callable[[QARecord], bool]

MOST_CHARACTERS = 1_000
"""Longest condition that is read."""

_FORM = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_.]*)\s*(!=|<=|>=|!~|=|<|>|~)\s*(.*?)\s*", re.DOTALL)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PERMITTED = {
    "text": ("=", "!=", "~", "!~"),
    "flag": ("=", "!="),
    "object": ("=", "!="),
}
_ALL = ("=", "!=", "<", "<=", ">", ">=")


def conditions(expressions: Sequence[str]) -> Condition:
    """Return the condition that all of the expressions hold.

    :raises UsageError: if one is no condition; it says what is expected.
    """
    parsed = [condition(expression) for expression in expressions]
    return lambda record: all(holds(record) for holds in parsed)


def without_value(expression: str) -> str:
    """Return a condition without what it compares with: that may be somebody's name."""
    parts = _FORM.fullmatch(expression)
    return f"{parts[1]} {parts[2]} …" if parts is not None else "…"


def condition(expression: str) -> Condition:
    """Return the condition that an expression states.

    :raises UsageError: if it is none.
    """
    form = _FORM.fullmatch(expression) if len(expression) <= MOST_CHARACTERS else None
    if form is None:
        raise UsageError(
            f"{_short(expression)} is no condition: write FIELD OP VALUE, such as 'question.asked_on >= 2007-01-01'; "
            "the operators are = != < <= > >= ~ !~."
        )
    path, sign, word = form.groups()
    field = field_named(path)
    permitted = _PERMITTED.get(field.kind, _ALL)
    if sign not in permitted:
        raise UsageError(f"{path} is a {field.told} and cannot be compared by {sign}; use one of {' '.join(permitted)}")
    holds = _test(field, sign.removeprefix("!"), _unquoted(word), is_null=word == "null")
    return (lambda record: not holds(record)) if sign.startswith("!") else holds


def _test(field: Field, sign: str, word: str, *, is_null: bool) -> Condition:
    values = field.values
    if is_null and sign == "=":
        return lambda record: not values(record)
    if is_null and sign != "~":
        raise UsageError(f"{field.path}: null is compared by = or != alone.")
    if sign == "~":
        finds = _search(word, field.path)
        return lambda record: any(map(finds, values(record)))
    value = _typed(field, word)
    if field.choices and value not in field.choices:
        raise UsageError(f"{field.path} is never {_short(word)}; there are {', '.join(field.choices)} and null.")
    if sign == "=":
        return lambda record: value in values(record)
    order = _ORDERS[sign]
    return lambda record: any(order(one, value) for one in values(record))


def _search(expression: str, path: str) -> Callable[[str], bool]:
    """Return what tells whether an expression is found in a text.

    pydantic's expressions are Rust's: automata without backtracking, which take time linear in the text whatever it
    holds, and are refused where they would become larger than 10 MiB. Look-around and back-references are not theirs.
    """
    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=expression))
    except SchemaError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = lines[-1].removeprefix("error: ").rstrip(".")
        raise UsageError(f"{path}: {_short(expression)} is no regular expression: {reason}.") from error
    return validator.isinstance_python


def _typed(field: Field, word: str) -> object:
    """Return what is compared with, as a value of the field's own kind.

    :raises UsageError: if it is none.
    """
    try:
        return _READERS[field.kind](word)
    except (ValueError, KeyError):
        expected = _EXPECTED[field.kind]
    raise UsageError(f"{field.path} is a {field.told}: {expected} is expected, not {_short(word)}.")


def _number(word: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", word):
        raise ValueError(word)
    return int(word)


def _flag(word: str) -> bool:
    return {"true": True, "false": False}[word]


def _day(word: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        raise ValueError(word)
    return date.fromisoformat(word)


def _moment(word: str) -> datetime:
    read = datetime.fromisoformat(word)
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def _nothing(word: str) -> object:
    raise ValueError(word)


_READERS: dict[str, Callable[[str], object]] = {
    "text": lambda word: unicodedata.normalize("NFC", word),
    "number": _number,
    "flag": _flag,
    "date": _day,
    "time": _moment,
    "object": _nothing,
}
_EXPECTED = {
    "number": "a whole number or null",
    "flag": "true, false or null",
    "date": "a day such as 2007-02-03 or null",
    "time": "a time such as 2026-01-31T12:00:00Z or null",
    "object": "null",
}


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) >= 2 and word[0] == word[-1] and word[0] in "\"'" else word


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
