"""From what the user names to the receiver behind it."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraper.errors import UsageError
from scraper.feeding.port import Receiver

FOLDER = "feeds"
"""Folder of a run in which each feed has its file."""

_MOST_OCTETS = 64 * 1024
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_SCHEMES = ("https", "http", "kafka", "postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a receiver may need to know and nobody else."""

    token: str | None = None
    """Bearer token for an https or http address."""
    settings: Path | None = None
    """File of ``key=value`` lines with settings of librdkafka."""


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver as the user names it."""

    url: str
    file: str
    """Name of the feed's file in the folder of feeds; it tells receivers and views apart, and holds no secret."""
    connect: Callable[[], Receiver]


def target_of(url: str, view: str, secrets: Secrets) -> Target:
    """Return what an address names. Nothing is connected to.

    :param view: name of the view that is fed.
    :raises UsageError: if it names no receiver we know.
    """
    scheme, separator, _ = url.partition("://")
    if not separator or scheme not in _SCHEMES:
        raise UsageError(
            "The receiver is no address that can be fed: write - for standard output, https://HOST/PATH, "
            "kafka://HOST:PORT/TOPIC or postgresql://HOST/DATABASE?table=NAME."
        )
    if scheme.startswith("postgres") and view != "full":
        raise UsageError("PostgreSQL is fed whole records: leave --view out, and make views of them there.")
    return Target(url, _file_name(url, view), lambda: _connect(url, scheme, secrets))


def _connect(url: str, scheme: str, secrets: Secrets) -> Receiver:
    # Each loads libraries that the others do not need.
    if scheme == "kafka":
        from scraper.feeding.kafka import KafkaReceiver  # noqa: PLC0415

        return KafkaReceiver(url, settings=_settings(secrets.settings))
    if scheme.startswith("postgres"):
        from scraper.feeding.postgres import PostgresReceiver  # noqa: PLC0415

        return PostgresReceiver(url)
    from scraper.feeding.web import WebReceiver  # noqa: PLC0415

    return WebReceiver(url, token=secrets.token)


def _file_name(url: str, view: str) -> str:
    """Return a name for people, then a digest that tells apart what the name does not. Credentials are no part of it.

    A query is part of the digest: it may tell receivers apart.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")  # refused when it is connected to
    place = parts.netloc.rpartition("@")[2].lower()
    identity = " ".join((parts.scheme, place, parts.path, parts.query, view))
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:16]
    shown = _NOT_PLAIN.sub("-", f"{parts.scheme}-{place}{parts.path}".lower()).strip("-")[:60]
    return f"{shown}-{digest}.sqlite"


def _settings(path: Path | None) -> dict[str, str]:
    """Read ``key=value`` lines; ``#`` begins a comment.

    :raises UsageError: if a line is none.
    :raises OSError: if the file cannot be read.
    """
    if path is None:
        return {}
    found = {}
    with path.open("rb") as file:
        lines = file.read(_MOST_OCTETS).decode("utf-8", "replace").split("\n")
    for number, line in enumerate(lines, start=1):
        key, equals, value = line.partition("=")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not equals:
            raise UsageError(f"{path}, line {number}: a setting is written key=value.")
        found[key.strip()] = value.strip()
    return found
