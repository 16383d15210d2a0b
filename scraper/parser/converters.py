"""Converters: what may stand behind ``>>`` in the text of a rule, each from text to one kind of value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from scraper.parser.values import (
    age_max,
    age_min,
    age_text,
    calendar_day,
    clean_line,
    count,
    day,
    gender,
    is_truncated,
    written_days,
)


class Kind(StrEnum):
    """Kinds of value that a field may have; the text is how messages and the guide name them."""

    TEXT = "text"
    DAY = "a day"
    NUMBER = "a number"
    YES_NO = "yes or no"
    ADDRESS = "an address"
    GENDER = "a gender"


@dataclass(frozen=True, slots=True)
class Converter:
    """A small total function that may stand behind ``>>``.

    :param convert: from text to the value; None where the text says nothing it knows.
    :param gives: kind of the value.
    :param about: one clause for the guide.
    """

    convert: Callable[[str], Any]
    gives: Kind
    about: str


def line(text: str) -> str | None:
    """Return a text as one line."""
    return clean_line(text.replace("\n", " ")) or None


def matcher(pattern: re.Pattern[str], name: str, limit: int) -> Callable[[str], str | None]:
    """Return a converter that gives what an expression finds: its first group where it has one.

    :param name: how the converter names itself.
    :param limit: characters of the text that the expression sees.
    """

    def convert(text: str) -> str | None:
        match = pattern.search(text, 0, limit)
        value = (match[1 if pattern.groups else 0] or "").strip() if match is not None else ""
        return value or None

    convert.__name__ = name
    return convert


def day_first(text: str) -> date | None:
    """Read the first calendar day of a text, of ``03/04/2024`` the third of April."""
    return next((found.readings[0] for found in written_days(text) if found.readings), None)


def month_first(text: str) -> date | None:
    """Read the first calendar day of a text, of ``03/04/2024`` the fourth of March."""
    return next((found.readings[-1] for found in written_days(text) if found.readings), None)


CONVERTERS: dict[str, Converter] = {
    "line": Converter(line, Kind.TEXT, "the text as one line"),
    "day": Converter(day, Kind.DAY, "the calendar day of `2007/02/03`, `2007-02-03T10:20:00Z` or `2007年2月3日`"),
    "calendar_day": Converter(calendar_day, Kind.DAY, "the same of `March 5, 2024` or `5.3.2024`, too"),
    "day_first": Converter(day_first, Kind.DAY, "the same, and of `03/04/2024` the third of April"),
    "month_first": Converter(month_first, Kind.DAY, "the same, and of `03/04/2024` the fourth of March"),
    "count": Converter(count, Kind.NUMBER, "the number of `12`, `1,234` or `-3`; nothing else may stand beside it"),
    "gender": Converter(gender, Kind.GENDER, "`female`, `male` or `other` of one word such as `woman`, `M` or `女`"),
    "age_min": Converter(age_min, Kind.NUMBER, "the lower end of `40~49`, `34`, `80+` or `under 10`"),
    "age_max": Converter(age_max, Kind.NUMBER, "the upper end of the same"),
    "age_text": Converter(age_text, Kind.TEXT, "the age as printed, with every kind of `~` as that one"),
    "is_truncated": Converter(is_truncated, Kind.YES_NO, "whether the text ends in `...` or `…`"),
}
"""By name. ``match('…')`` and ``absolute`` stand beside them: they need an expression and the page."""
