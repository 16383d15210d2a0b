"""Known values: what somebody says stands on the page, and which field each belongs to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from scraper.errors import UsageError
from scraper.parser.converters import CONVERTERS, Kind
from scraper.parser.profile_making import FIELDS, LISTS
from scraper.parser.values import clean_text

MAX_KNOWN = 200
"""Values that one lesson takes."""

_MAX_ENTRY = 1000
_BODIES = frozenset({"question/text", "replies/text", "similar/question_excerpt", "similar/reply_excerpt"})
_ELLIPSES = re.compile(r"\s*(?:…|\.\.\.)\s*")
_YES = {"true": True, "yes": True}


@dataclass(frozen=True, slots=True)
class Known:
    """One known value.

    :param field: where it belongs, without the number of the entry: ``question/text``, ``replies/author``, ``tags``.
    :param entry: number of the entry in its list, from 0; None for a field outside lists.
    :param text: the value as it was given, in normal form.
    """

    field: str
    entry: int | None
    text: str

    @property
    def label(self) -> str:
        """The field as it is typed: ``replies.0.author``."""
        if self.entry is None:
            return self.field.replace("/", ".")
        name, _, rest = self.field.partition("/")
        return ".".join(part for part in (name, str(self.entry), rest.replace("/", ".")) if part)

    @property
    def kind(self) -> Kind:
        """What kind of value the field takes."""
        name, _, rest = self.field.partition("/")
        return LISTS[name][rest] if name in LISTS else FIELDS[self.field]

    @property
    def is_body(self) -> bool:
        """Whether the field is a running text, of which the beginning or both ends may be given."""
        return self.field in _BODIES

    @property
    def converter(self) -> str | None:
        """Name of the converter from printed text to the value."""
        return converter_of(self.field, self.kind)

    @property
    def value(self) -> Any:
        """The value itself; None where the text gives none of that kind."""
        if self.kind is Kind.YES_NO:
            return _YES.get(self.text.lower())
        converter = self.converter
        if converter == "day":
            return CONVERTERS["day"].convert(self.text) or CONVERTERS["calendar_day"].convert(self.text)
        return self.text if converter in (None, "absolute") else CONVERTERS[converter or ""].convert(self.text)

    @property
    def ends(self) -> tuple[str, str] | None:
        """First and last words, where the text was given as ``first words … last words``; either may be empty."""
        parts = _ELLIPSES.split(self.text)
        return (parts[0], parts[-1]) if len(parts) > 1 else None


def converter_of(field: str, kind: Kind) -> str | None:
    """Return the name of the converter that a field's rules need, or None where they give text."""
    last = field.rpartition("/")[2]
    if last in ("age_min", "age_max", "age_text"):
        return last
    named = {Kind.DAY: "day", Kind.NUMBER: "count", Kind.GENDER: "gender", Kind.ADDRESS: "absolute"}
    return named.get(kind)


def read_known(given: Iterable[str]) -> tuple[Known, ...]:
    """Read values written as ``question.text=My knee …``.

    :raises UsageError: if one cannot be read, or a field is given twice.
    """
    found: dict[tuple[str, int | None], Known] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark:
            raise UsageError(f'{_short(text)} names no value; write FIELD=TEXT, such as question.title="Sore knee".')
        known = make_known(name, value)
        if (known.field, known.entry) in found:
            raise UsageError(f"{known.label} is given twice; leave one of them out.")
        found[known.field, known.entry] = known
        if len(found) > MAX_KNOWN:
            raise UsageError(f"More than {MAX_KNOWN} values are given; a page needs about ten.")
    return tuple(found.values())


def make_known(name: str, value: str) -> Known:
    """Return one known value.

    :param name: the field with dots: ``replies.0.author``.
    :raises UsageError: if there is no such field, or the value cannot be one of its kind.
    """
    field, entry = _field_of(name.strip())
    text = clean_text(value)
    if text is None:
        raise UsageError(f"{name} has no value; write what the page says behind the equals sign, or leave it out.")
    known = Known(field, entry, text)
    if known.value is None and known.kind is not Kind.DAY:  # a day is sought for, and the nearest one is told
        hint = _HINTS.get(known.kind, "write it as the page prints it")
        raise UsageError(f"{known.label}: {_short(text)} is not {known.kind}; {hint}.")
    return known


_HINTS = {
    Kind.NUMBER: "write the number alone, such as 12",
    Kind.GENDER: "write female, male or other",
    Kind.YES_NO: "write true, for an entry that has the mark",
}


def _field_of(name: str) -> tuple[str, int | None]:
    parts = [part for part in re.split(r"[./\[\]]+", name) if part]
    if not parts:
        raise UsageError("A value names no field; write FIELD=TEXT, such as question.title=Sore knee.")
    if parts[0] == "article":
        raise UsageError("An article cannot be learned from a value; leave it out.")
    if parts[0] in LISTS or parts[0] == "tags":
        return _list_field(parts, name)
    field = "/".join(parts)
    if field not in FIELDS:
        near = get_close_matches(field, FIELDS, n=1) or [key for key in FIELDS if key.endswith(f"/{field}")]
        hint = f"did you mean {near[0].replace('/', '.')}?" if near else "qaharvest sites new --help names them."
        raise UsageError(f"There is no field {_short(name)}; {hint}")
    return field, None


def _list_field(parts: list[str], name: str) -> tuple[str, int]:
    fields: Mapping[str, object] = LISTS.get(parts[0], {"": None})
    number, rest = (parts[1] if len(parts) > 1 else ""), "/".join(parts[2:])
    if not (number.isascii() and number.isdecimal() and int(number[:9]) < _MAX_ENTRY):
        last = parts[-1] if parts[-1] in fields else next(iter(fields))
        shown = ".".join(part for part in (parts[0], "0", last) if part)
        raise UsageError(f"{_short(name)} does not say which entry; the first is {shown}.")
    if rest not in fields:
        near = get_close_matches(rest, fields, n=1)
        shown = f"did you mean {parts[0]}.{number}.{near[0]}?" if near else f"there are {', '.join(fields)}."
        raise UsageError(f"There is no field {_short(name)}; {shown}")
    return f"{parts[0]}/{rest}" if rest else parts[0], int(number)


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
