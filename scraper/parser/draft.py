"""What a profile found on a page, before it is checked: plain values, each with its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Value = Any
"""str, int, bool, date, None, or lists and dicts of them, shaped like the record."""


class Evidence(NamedTuple):
    """Why a field has its value; a page has hundreds of them, so they are as light as can be."""

    rule: str
    """The rule that found the value."""
    location: str
    """The place on the page."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unchecked record.

    :param value: the record's fields as plain nested dicts and lists, without ``record_id`` and ``provenance``.
    :param evidence: JSON pointer → rule and place, for every value that was found.
    :param silent: JSON pointer → names of the rules that were tried there and found nothing.
    :param native_id: the site's own id of the thread, where the page or its address tells it.
    :param address: the thread's own address, where the page tells one for it.
    :param key: what tells the thread from others at the same address, where only that does (a FAQ entry's name).
    :param part: which page of its thread this is, from 1, where the thread spans several pages; else None.
    :param licence: terms of reuse that the site declares for such pages, if known.
    :param borrowed: names of the fields whose value another profile's rules found, because the site's own were silent.
    """

    value: Mapping[str, Value]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    silent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    native_id: str | None = None
    address: str | None = None
    key: str | None = None
    part: int | None = None
    borrowed: tuple[str, ...] = ()
    licence: str | None = None
