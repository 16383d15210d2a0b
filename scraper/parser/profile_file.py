"""Profile files: a site's rules as TOML, kept outside the package. Data only: nothing in one executes.

A page is one thread, or has one in each element that ``threads`` finds; it counts as one only where a rule finds its
text or title on the page itself, so that a page of the site which asks nothing gives nothing.
"""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scraper.errors import SettingsError
from scraper.parser.profile import SiteProfile
from scraper.parser.profile_making import make_profile
from scraper.parser.profile_text import ListText, ProfileText, RenditionText, Rules

MAX_FILE_OCTETS = 1024 * 1024
_MOST_RULES = 50  # that are tried for one field

_PROFILE_KEYS = ("name", "description", "example", "hosts", "licence", "questions", "rendered", "baseline", "rendition")
_IDENTITY_KEYS = ("native_id", "address", "key", "part")
_RENDITION_KEYS = ("name", "threads", *_IDENTITY_KEYS, "fields", "lists")


def read_profile_file(path: Path) -> str:
    """Return the text of a profile file, after it was read as a profile.

    :raises SettingsError: if it cannot be opened, or is no profile; the text names file, key and what to do.
    """
    try:
        if path.exists() and not path.is_file():
            raise SettingsError(f"{path} is not a file; name a profile file.")
        with path.open("rb") as file:
            octets = file.read(MAX_FILE_OCTETS + 1)
    except FileNotFoundError as error:
        raise SettingsError(f"The profile file {path} does not exist; put it there, or name another.") from error
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "there can be no such path").lower()
        raise SettingsError(f"The profile file {path} cannot be read: {reason}; name another.") from error
    if len(octets) > MAX_FILE_OCTETS:
        raise SettingsError(f"{path} is larger than {MAX_FILE_OCTETS // 1024} KiB: that is no profile file.")
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text, so it is no profile file.") from error
    read_profile(text, file=str(path))
    return text


def read_profile(text: str, *, file: str = "the profile") -> SiteProfile:
    """Return the profile that a text in TOML tells of.

    :param file: its name for messages.
    :raises SettingsError: if it is none; the text names file, key and what to do.
    """
    profile = parse_profile(text, file=file)
    try:
        return make_profile(profile)
    except ValueError as error:
        raise SettingsError(f"{file}: {error}.") from error


def parse_profile(text: str, *, file: str = "the profile") -> ProfileText:
    """Return what a text in TOML says, its keys and types checked, its rules not yet read.

    :raises SettingsError: if it is no profile.
    """
    try:
        return _profile(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise SettingsError(f"{file} is not readable as TOML: {reason}.") from error
    except ValueError as error:
        raise SettingsError(f"{file}: {error}.") from error


def _profile(table: dict[str, Any]) -> ProfileText:
    _check_keys(table, _PROFILE_KEYS, "")
    if "name" not in table:
        raise ValueError('name is missing; add a line such as name = "myforum"')
    baseline = _table(table.get("baseline", {}), "baseline")
    renditions = table.get("rendition", [])
    if not isinstance(renditions, list):
        raise _wrong("rendition", "[[rendition]], with two brackets, above its keys", renditions)
    return ProfileText(
        name=_text(table["name"], "name"),
        description=_text(table.get("description", ""), "description"),
        example=_text(table.get("example", ""), "example"),
        hosts=_texts(table.get("hosts", []), "hosts"),
        licence=_text_or_none(table, "licence", ""),
        questions=_text_or_none(table, "questions", ""),
        rendered=_flag(table.get("rendered", False), "rendered"),
        baseline={name: _number(value, f"baseline, {name}") for name, value in baseline.items()},
        renditions=tuple(
            _rendition(_table(entry, "rendition"), number) for number, entry in enumerate(renditions, start=1)
        ),
    )


def _rendition(table: dict[str, Any], number: int) -> RenditionText:
    name = _text(table.get("name", str(number)), f"rendition {number}, name")
    where = f"rendition {name!r}, "
    _check_keys(table, _RENDITION_KEYS, where)
    fields = _table(table.get("fields", {}), f"{where}fields")
    lists = _table(table.get("lists", {}), f"{where}lists")
    return RenditionText(
        name=name,
        threads=_text_or_none(table, "threads", where),
        fields={key: _rules(value, f"{where}{key}") for key, value in fields.items()},
        lists={key: _list(_table(value, f"{where}{key}"), f"{where}{key}, ") for key, value in lists.items()},
        **{key: _rules(table[key], f"{where}{key}") for key in _IDENTITY_KEYS if key in table},
    )


def _list(table: dict[str, Any], where: str) -> ListText:
    if "each" not in table:
        raise ValueError(f"{where}each is missing; it tells where the entries are, as in each = \"css('.answer')\"")
    return ListText(
        each=_text(table["each"], f"{where}each"),
        required=_texts(table.get("required", []), f"{where}required"),
        fields={key: _rules(value, f"{where}{key}") for key, value in table.items() if key not in ("each", "required")},
    )


def _check_keys(table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(known)}"
            raise ValueError(f"{where}{key!r} is no key of a profile; {hint}")


def _rules(value: object, where: str) -> Rules:
    rules = (value,) if isinstance(value, str) else _texts(value, where)
    if not rules or len(rules) > _MOST_RULES:
        raise ValueError(f"{where}: give one rule, or a list of up to {_MOST_RULES} that are tried in order")
    return rules


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, "a text in quotes", value)
    return value


def _text_or_none(table: Mapping[str, object], key: str, where: str) -> str | None:
    return _text(table[key], f"{where}{key}") if key in table else None


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _wrong(where, 'a list of texts, as in ["one", "two"]', value)
    return tuple(value)


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(where, "true or false", value)
    return value


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(where, "a number", value)
    return float(value)


def _table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, "a table: its name in brackets, its keys below", value)
    return value


def _wrong(where: str, wanted: str, value: object) -> ValueError:
    text = repr(value)
    return ValueError(f"{where}: write {wanted}, not {text if len(text) <= 60 else text[:59] + '…'}")
