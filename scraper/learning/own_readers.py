"""Known values from the readers there are already: what they find on a page can teach rules of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from scraper.errors import UsageError
from scraper.learning.known import Known, make_known
from scraper.parser.profile_making import FIELDS, LISTS

_MOST_ENTRIES = 3
"""Entries of a list that are enough to learn it from."""

_DERIVED = ("tags", "language", "age_min", "age_max", "_truncated")
"""Fields that follow from others, or are told apart from these."""


def known_from(record: Mapping[str, Any]) -> tuple[Known, ...]:
    """Return the values of a record as if somebody had typed them.

    :param record: the record, or a draft's value: plain nested dicts and lists.
    """
    found = []
    for name, value in _values(record):
        try:
            found.append(make_known(name, value))
        except UsageError:  # a value that nobody could type
            continue
    return tuple(found)


def _values(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        value: Any = record
        for key in field.split("/"):
            value = value.get(key) if isinstance(value, Mapping) else None
        if value is not None and not field.endswith(_DERIVED):
            yield field.replace("/", "."), str(value)
    for number, tag in enumerate(list(record.get("tags") or ())[:_MOST_ENTRIES]):
        yield f"tags.{number}", str(tag)
    for name, keys in LISTS.items():
        for number, entry in enumerate(list(record.get(name) or ())[:_MOST_ENTRIES]):
            for key in keys:
                value = entry.get(key) if not key.endswith(_DERIVED) else None
                if value is True:
                    yield f"{name}.{number}.{key}", "true"
                elif value is not None and value is not False:
                    yield f"{name}.{number}.{key}", str(value)
