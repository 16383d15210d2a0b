"""Compares what a reader gives with the row it should be; types may differ as far as the format's do."""

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from scraper.exporters.csv import DANGEROUS

_BRACKETS = ("[", "{")


def differences(expected: list[dict[str, Any]], found: list[dict[str, Any]], *, is_text: bool = False) -> list[str]:
    """Return what differs, a short sentence each.

    :param expected: rows as JSON has them.
    :param is_text: whether the format has nothing but text (CSV).
    """
    if len(expected) != len(found):
        return [f"{len(found)} rows instead of {len(expected)}"]
    told = []
    for number, (row, other) in enumerate(zip(expected, found, strict=True)):
        if set(row) != set(other):
            told.append(f"row {number} has other columns: {sorted(set(row) ^ set(other))}")
            continue
        for name, value in row.items():
            given = _from_cell(other[name], value) if is_text else other[name]
            if not same(value, given):
                told.append(f"row {number}, {name}: {value!r:.80} is {given!r:.80}")
    return told


def same(expected: Any, found: Any) -> bool:
    """Whether a value is what JSON has there; a key that a reader adds must be without value."""
    if expected is None:
        return _is_absent(found)
    if isinstance(expected, dict | list) and isinstance(found, str) and found.startswith(_BRACKETS):
        found = json.loads(found)
    if isinstance(expected, dict):
        if isinstance(found, list | tuple):
            found = {entry["key"]: entry["value"] for entry in found}
        if not isinstance(found, Mapping):
            return False
        return all(same(expected.get(key), found.get(key)) for key in {**expected, **found})
    if isinstance(expected, list):
        entries = _entries(found)
        return (
            entries is not None
            and len(entries) == len(expected)
            and all(same(one, other) for one, other in zip(expected, entries, strict=True))
        )
    if isinstance(expected, bool):
        return not isinstance(found, str) and found in (True, False) and bool(found) == expected
    if isinstance(expected, int | float):
        return not isinstance(found, str | bool) and bool(found == expected)
    return _same_text(expected, found)


def _same_text(expected: str, found: Any) -> bool:
    if isinstance(found, datetime):
        utc = found.isoformat().replace("+00:00", "")
        if len(expected) == len("2007-02-03"):
            return utc == f"{expected}T00:00:00"
        return datetime.fromisoformat(expected).replace(tzinfo=None) == datetime.fromisoformat(utc)
    if isinstance(found, date):
        return found.isoformat() == expected
    return isinstance(found, str) and found == expected


def _entries(found: Any) -> list[Any] | None:
    if hasattr(found, "tolist"):
        return list(found.tolist())
    return list(found) if isinstance(found, list | tuple) else None


def _is_absent(found: Any) -> bool:
    """Whether it is None, or what stands for it in the libraries: a number that is none, NaT, NA."""
    return (
        found is None
        or type(found).__name__ in ("NAType", "NaTType")
        or (isinstance(found, float) and math.isnan(found))
    )


def _from_cell(text: Any, expected: Any) -> Any:
    """Return the JSON value of a cell: what nobody would calculate stands behind an apostrophe."""
    if text in ("", None) or _is_absent(text):
        return "" if expected == "" else None
    if text.startswith("'") and text[1:].startswith(DANGEROUS):
        text = text[1:]
    return text if isinstance(expected, str) else json.loads(text)
