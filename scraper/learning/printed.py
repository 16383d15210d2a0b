"""How a value may be printed: what to look for on a page where the value is a day, a number, a gender."""

import re
from collections.abc import Iterator
from datetime import date

from scraper.learning.known import Known
from scraper.parser.converters import Kind
from scraper.parser.values import gender

_LINE_MARK = re.compile(r"^(?:\d{1,3}\.|[-•*])\s", re.M)
_ANY_MARK = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}\.|[-•])\s")
_MONTHS = "January February March April May June July August September October November December".split()
_GENDER_WORDS = "female woman girl f 女 女性 male man boy m 男 男性 other nonbinary non-binary diverse 其他".split()


def printed_forms(known: Known) -> tuple[str, ...]:
    """Return the forms in which a value may stand on a page, the given one first."""
    forms = [*without_marks(known.text)] if known.is_body else [known.text]
    if known.kind is Kind.DAY and known.value is not None:
        forms += _days(known.value)
    elif known.kind is Kind.NUMBER and isinstance(known.value, int):
        forms += [f"{known.value}", f"{known.value:,}", f"{known.value:,}".replace(",", "."), f"{known.value:+d}"]
    elif known.kind is Kind.GENDER:
        forms += [word for word in _GENDER_WORDS if gender(word) == known.value]
    return tuple(dict.fromkeys(forms))


def without_marks(text: str) -> tuple[str, ...]:
    """Return a text as it is, and without list marks: mark-up may give those, and no words of the page do then."""
    return tuple(dict.fromkeys((text, _LINE_MARK.sub("", text), _ANY_MARK.sub("", text))))


def _days(day: date) -> Iterator[str]:
    year, month, number = day.year, day.month, day.day
    for mark in "/-.":
        yield f"{year}{mark}{month:02}{mark}{number:02}"
        yield f"{year}{mark}{month}{mark}{number}"
        yield f"{number:02}{mark}{month:02}{mark}{year}"
        yield f"{number}{mark}{month}{mark}{year}"
        yield f"{month:02}{mark}{number:02}{mark}{year}"
        yield f"{month}{mark}{number}{mark}{year}"
    yield f"{year}年{month}月{number}日"
    yield f"{year}年{month:02}月{number:02}日"
    whole = _MONTHS[month - 1]
    ordinal = f"{number}{'th' if 11 <= number <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    for name in dict.fromkeys((whole, whole[:3], f"{whole[:3]}.", "Sept", "Sept.")):
        if name.startswith("Sept") and month != 9:
            continue
        for counted in (f"{number}", f"{number:02}", ordinal):
            yield from (f"{name} {counted}, {year}", f"{name} {counted} {year}", f"{counted} {name} {year}")
            yield f"{counted}. {name} {year}"
            yield f"{counted} {name}, {year}"
