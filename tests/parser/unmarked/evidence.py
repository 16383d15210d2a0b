"""Whether every value of a draft stands where its evidence says, in words of the page."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from scraper.parser.draft import Draft
from scraper.parser.locate import Located, Sight, locate
from scraper.parser.values import written_days
from scraper.parser.view import PageView

_WORDS = re.compile(r"\w+")
_LIST_NUMBER = re.compile(r"^(?:\d+\.|-) ", re.M)  # the marks of lists are no part of what stands at a place


def astray(view: PageView, draft: Draft) -> Iterator[tuple[str, Any, str]]:
    """Yield the values that have no evidence, or do not stand where it says: pointer, value and place."""
    told = dict(_values("", draft.value))
    for pointer in told.keys() - draft.evidence.keys():
        yield pointer, told[pointer], "no evidence"
    for pointer, evidence in draft.evidence.items():
        found = locate(view, evidence.location)
        if found is None or not _says(found, told.get(pointer), pointer):
            yield pointer, told.get(pointer), evidence.location


def _values(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(f"{pointer}/{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(f"{pointer}/{number}", inner)
    elif value is not None:
        yield pointer, value


def _says(found: Located, value: Any, pointer: str) -> bool:
    said = found.text or ""
    if pointer.endswith("/url"):
        return found.sight is Sight.ATTRIBUTE and bool(said)
    if isinstance(value, bool):
        return found.sight is Sight.ATTRIBUTE or bool(said)
    if isinstance(value, int):
        return re.sub(r"\D", "", said) == str(abs(value)) or str(value) in said
    if isinstance(value, date):
        return value in [day for written in written_days(said) for day in written.readings]
    if pointer == "/language":
        return bool(said)
    if pointer == "/question/asker/gender":
        return bool(said)
    words = _WORDS.findall(_LIST_NUMBER.sub("", value))
    return _is_within(words, _WORDS.findall(said)) if words else value in said


def _is_within(words: list[str], said: list[str]) -> bool:
    """Whether words stand in others in the same order."""
    rest = iter(said)
    return all(word in rest for word in words)
