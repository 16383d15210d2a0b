"""A profile file as values: what its TOML says, nothing more. ``profile_file.py`` makes a profile of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Rules = tuple[str, ...]
"""Texts of rules that are tried in order (see ``rule_text.py``)."""


@dataclass(frozen=True, kw_only=True)
class ListText:
    """How one list of the record is read.

    :param each: where its entries are: ``css('.answer')``, or ``line('^Reply by')`` for the line each begins with.
    :param fields: field of an entry, such as ``text`` → rules.
    :param required: fields without which an entry is none.
    """

    each: str
    fields: Mapping[str, Rules]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RenditionText:
    """One way in which the site's pages are made.

    :param name: short name, unique in its profile.
    :param fields: field such as ``question/text`` → rules; ``tags`` → one text ``each(css('a.tag'))``.
    :param lists: ``replies``, ``similar`` or ``related_faqs`` → how it is read.
    :param threads: where the threads of a page are; None: the page is one thread.
    :param native_id: rules for the site's own id of a thread.
    :param address: rules for a thread's own address, on a page that holds several.
    :param key: rules for what tells a thread from others at the same address.
    :param part: rules for the number of the page within its thread.
    """

    name: str
    fields: Mapping[str, Rules]
    lists: Mapping[str, ListText] = field(default_factory=dict)
    threads: str | None = None
    native_id: Rules = ()
    address: Rules = ()
    key: Rules = ()
    part: Rules = ()


@dataclass(frozen=True, kw_only=True)
class ProfileText:
    """A whole profile file.

    :param name: lower-case letters, digits, ``-`` and ``_``.
    :param hosts: host names it is at home on, with the port where that is not the usual one.
    :param questions: regular expression of addresses that should hold a question.
    :param rendered: whether its pages hold their questions only once their scripts have run.
    :param baseline: field → share of the site's records that have it.
    """

    name: str
    renditions: tuple[RenditionText, ...]
    description: str = ""
    example: str = ""
    hosts: tuple[str, ...] = ()
    licence: str | None = None
    questions: str | None = None
    rendered: bool = False
    baseline: Mapping[str, float] = field(default_factory=dict)


def write_profile(profile: ProfileText) -> str:
    """Return the TOML of a profile file; reading it gives the same values."""
    return "\n".join(_lines(profile)) + "\n"


def _lines(profile: ProfileText) -> Iterator[str]:
    yield f"name = {_string(profile.name)}"
    for key in ("description", "example"):
        if text := getattr(profile, key):
            yield f"{key} = {_string(text)}"
    if profile.hosts:
        yield f"hosts = {_array(profile.hosts)}"
    for key in ("licence", "questions"):
        if (text := getattr(profile, key)) is not None:
            yield f"{key} = {_string(text)}"
    if profile.rendered:
        yield "rendered = true"
    if profile.baseline:
        yield from ("", "[baseline]")
        yield from (f"{_key(name)} = {float(share)!r}" for name, share in profile.baseline.items())
    for rendition in profile.renditions:
        yield from _rendition(rendition)


def _rendition(rendition: RenditionText) -> Iterator[str]:
    yield from ("", "[[rendition]]", f"name = {_string(rendition.name)}")
    if rendition.threads is not None:
        yield f"threads = {_string(rendition.threads)}"
    for key in ("native_id", "address", "key", "part"):
        if rules := getattr(rendition, key):
            yield f"{key} = {_rules(rules)}"
    yield from ("", "[rendition.fields]")
    yield from (f"{_key(name)} = {_rules(rules)}" for name, rules in rendition.fields.items())
    for name, entries in rendition.lists.items():
        yield from ("", f"[rendition.lists.{_key(name)}]", f"each = {_string(entries.each)}")
        if entries.required:
            yield f"required = {_array(entries.required)}"
        yield from (f"{_key(key)} = {_rules(rules)}" for key, rules in entries.fields.items())


def _rules(rules: Rules) -> str:
    return _string(rules[0]) if len(rules) == 1 else _array(rules)


def _array(texts: tuple[str, ...]) -> str:
    whole = ", ".join(_string(text) for text in texts)
    if len(whole) <= 100:
        return f"[{whole}]"
    return "[\n" + "".join(f"    {_string(text)},\n" for text in texts) + "]"


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _string(name)


def _string(text: str) -> str:
    """Return a TOML string: a literal one where that saves doubling backslashes."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    # JSON's escapes are TOML's, but that TOML also wants DEL escaped (TOML 1.0 §String).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
