"""``run.manifest.json``: what of a run is published, and who works on it. It is hostile until it is checked."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from scraper.errors import StoreError
from scraper.run_folder import FRONTIER, STATS, is_own_file
from scraper.storage.urls import Place

NAME = "run.manifest.json"
PUBLISHED = "published"
MOST_OCTETS = 64 * 1024 * 1024
"""Largest manifest that is read."""
RUN_TOML = "run.toml"

_MADE_BY, _VERSION = "qaharvest run", 1
_ID = re.compile(r"[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(rf"{PUBLISHED}/([0-9]{{8,12}})-[0-9a-f]{{16}}/")
_SECONDS_HELD = 300.0


@dataclass(frozen=True, slots=True)
class Part:
    """One object that is a part of a file."""

    key: str
    """Relative to the run's URL."""
    octets: int
    sha256: str
    """In hexadecimal."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is published of one run."""

    generation: int = 0
    """Counts publications, and changes of hands."""
    writer: str = ""
    """The cache that made what is published; empty before anything is."""
    holder: str = ""
    """The cache that works on the run; empty where none does."""
    machine: str = ""
    """Name of its machine, for people."""
    renewed_at: str = ""
    """When the holder was last known to live, by its own clock (RFC 3339)."""
    files: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    """File of the run folder → its parts, in their order."""

    def to_json(self) -> bytes:
        """Return the content of the object."""
        table = {"made_by": _MADE_BY, "version": _VERSION, **asdict(self)}
        return json.dumps(table, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"

    def held_by(self, cache: str, machine: str) -> "Manifest":
        """Return the same, held by a cache from now on."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(self, holder=cache, machine=machine, renewed_at=now)

    def is_held(self) -> bool:
        """Whether somebody works on the run: it was told within the last five minutes."""
        try:
            age = (datetime.now(UTC) - datetime.fromisoformat(self.renewed_at)).total_seconds()
        except (ValueError, TypeError):
            return False
        return bool(self.holder) and abs(age) < _SECONDS_HELD

    def keys(self) -> set[str]:
        """Return the keys of all parts."""
        return {part.key for parts in self.files.values() for part in parts}


def key_in(place: Place, name: str) -> str:
    """Return the key of something within the run at a place."""
    return f"{place.key.rstrip('/')}/{name}" if place.key else name


def generation_of(key: str) -> int | None:
    """Return the generation whose folder a key, relative to the run's URL, lies in; None if in none."""
    match = _FOLDER.match(key)
    return int(match[1]) if match else None


def key_of(generation: int, writer: str, name: str, start: int) -> str:
    """Return the key, relative to the run's URL, of a part of a file that begins at an octet."""
    folder, slash, file = name.rpartition("/")
    return f"{PUBLISHED}/{generation:08}-{writer}/{folder}{slash}{f'from-{start}-' if start else ''}{file}"


def parsed(content: bytes, url: str) -> Manifest:
    """Read a manifest.

    :param url: of the run, for messages.
    :raises StoreError: if it is damaged, of another version, or names what is no file of a run.
    """
    try:
        table = json.loads(content)
        _check_version(table)
        return Manifest(
            generation=_number(table["generation"]),
            writer=_id(table["writer"]),
            holder=_id(table["holder"]),
            machine=str(table["machine"])[:100],
            renewed_at=str(table["renewed_at"])[:40],
            files={_name(name): _parts(parts) for name, parts in table["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(
            f"{url}/{NAME} is damaged or of another version of qaharvest; restore or remove it."
        ) from error


def is_published_file(name: str) -> bool:
    """Whether a run's publication may hold a file of that name."""
    return name in (FRONTIER, RUN_TOML, STATS) or is_own_file(name)


def _check_version(table: dict[str, Any]) -> None:
    if table["made_by"] != _MADE_BY or table["version"] != _VERSION:
        raise ValueError(table["version"])


def _name(name: str) -> str:
    if not is_published_file(name):
        raise ValueError(name)
    return name


def _parts(parts: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(_key(part["key"]), _number(part["octets"]), _match(_SHA256, part["sha256"])) for part in parts)


def _key(key: str) -> str:
    if _FOLDER.match(key) is None or any(part in ("", ".", "..") for part in key.split("/")):
        raise ValueError(key)
    return key


def _number(number: object) -> int:
    if type(number) is not int or not 0 <= number < 2**62:
        raise ValueError(number)
    return number


def _id(text: str) -> str:
    return _match(_ID, text) if text else ""


def _match(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(text)
    return text
