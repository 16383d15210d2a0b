"""Comparing records field by field: what was wanted and what was found."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from scraper.validation import escape

ANY_ID = "(any)"
"""Stands for the id of a record that may have any."""

_NUMBER = re.compile(r"/[+]?\d+(?=/|$)")


class Difference(NamedTuple):
    """One field of a fixture, with what was expected and what was found; None where nothing was."""

    field: str
    """JSON pointer below the list of records, such as ``/0/question/title``; the number of an entry that must not be
    there begins with ``+``."""
    expected: Any
    found: Any


def compare(pointer: str, wanted: Any, found: Any) -> Iterator[Difference]:
    """Yield every field that either side has; entries of lists are paired in order by what they say."""
    if isinstance(wanted, dict) or isinstance(found, dict):
        wanted, found = wanted or {}, found or {}
        for key in dict.fromkeys([*wanted, *found]):
            if key not in ("schema_version", "provenance"):
                yield from compare(f"{pointer}/{escape(key)}", wanted.get(key), found.get(key))
    elif isinstance(wanted, list) or isinstance(found, list):
        for number, one, other in _paired(wanted or [], found or []):
            yield from compare(f"{pointer}/{number}", one, other)
    elif pointer.endswith("/record_id") and (wanted in (None, ANY_ID)):
        return  # an id is compared where a fixture tells it; it is no field that could be right or wrong otherwise
    elif not all(_is_absent(pointer, value) for value in (wanted, found)):
        yield Difference(pointer, wanted, found)


def name_of(pointer: str) -> str:
    """Return the name of a field: a pointer without the numbers of entries; an article counts as one."""
    name = _NUMBER.sub("", pointer).removeprefix("/")
    return "article" if name.startswith("article/") else name


def present(value: Any) -> Any:
    """Return a part of a record without what is absent."""
    if isinstance(value, dict):
        parts = {key: present(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in ([], {}) and not _is_absent(f"/{key}", part)}
    return [present(entry) for entry in value] if isinstance(value, list) else value


def _is_absent(pointer: str, value: Any) -> bool:
    return value is None or (value is False and pointer.endswith("_truncated"))


def _paired(wanted: Sequence[Any], found: Sequence[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield number, what was wanted and what was found; one of them is None where it has no partner."""
    matcher = SequenceMatcher(None, [_told(one) for one in wanted], [_told(other) for other in found], autojunk=False)
    for _, start, end, start_found, end_found in matcher.get_opcodes():
        both = min(end - start, end_found - start_found)
        for number in range(start, end):
            partner = found[start_found + number - start] if number - start < both else None
            yield str(number), wanted[number], partner
        for number in range(start_found + both, end_found):
            yield f"+{number}", None, found[number]


def _told(entry: Any) -> str:
    """Return what an entry of a list says, to know it again."""
    if not isinstance(entry, dict):
        return str(entry)
    if "question" in entry:
        entry = entry["question"]
    return str(entry.get("text") or entry.get("title") or entry.get("term") or entry.get("label"))
