"""Telling a URL of a store from a path, and taking it apart. Loads nothing: every command passes here."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scraper.errors import StoreError

SCHEMES = ("s3", "gs", "file")

_OTHER = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,221}")  # the longest are names of Google's with dots
_MOST_KEY = 1024  # octets of a key, in both stores


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a store."""

    scheme: str
    """``s3``, ``gs`` or ``file``."""
    bucket: str
    """Name of the bucket; empty for ``file``."""
    key: str
    """Path within the bucket, without a slash at either end; of ``file`` the absolute path."""
    given: str
    """The URL as it was given."""

    def url(self, key: str) -> str:
        """Return the URL of a key in the same bucket."""
        return f"{self.scheme}://{self.bucket}{'/' if self.bucket else ''}{key}"

    @property
    def name(self) -> str:
        """The last part of the key."""
        return self.key.rpartition("/")[2]


def is_url(given: str | Path) -> bool:
    """Whether a text names a place in a store: it begins with ``s3://``, ``gs://`` or ``file://``."""
    text = str(given)
    scheme, mark, _ = text.partition("://")
    return bool(mark) and scheme.lower() in SCHEMES


def place_at(given: str) -> Place:
    """Take a URL apart.

    :raises StoreError: if it names no place, or holds credentials: it would stand in histories, files and messages.
    """
    if not is_url(given):
        if _OTHER.match(given):
            raise StoreError(f"{_shown(given)} is of no store that is known: use s3://, gs:// or file://.")
        raise StoreError(f"{_shown(given)} is no URL of a store; write one such as s3://bucket/name.")
    if any(ord(char) < 32 or ord(char) == 127 for char in given):
        raise StoreError("A URL of a store holds no control characters; check it.")
    scheme, _, rest = given.partition("://")
    scheme = scheme.lower()
    bucket, _, key = rest.partition("/")
    if "@" in bucket:
        raise StoreError(
            f"{_shown(given)} holds credentials; leave them out and give them by environment variables or the "
            "store's own configuration files."
        )
    if scheme == "file":
        return _file_place(given)
    if not _BUCKET.fullmatch(bucket):
        raise StoreError(f"{_shown(given)} names no bucket; write it as {scheme}://BUCKET/NAME.")
    key = key.strip("/")
    _check_key(key, given)
    return Place(scheme, bucket, key, given)


def _file_place(given: str) -> Place:
    parts = urlsplit(given)
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise StoreError(f"{_shown(given)} names no file: write the whole path, as in file:///srv/share/name.")
    path = unquote(given.partition("://")[2].removeprefix(parts.netloc))
    _check_key(path.strip("/"), given)
    return Place("file", "", path.rstrip("/") or "/", given)


def _check_key(key: str, given: str) -> None:
    if any(part in ("", ".", "..") for part in key.split("/")) and key:
        raise StoreError(f"{_shown(given)} has a part that is empty, '.' or '..'; write the name without it.")
    if "\0" in key or len(key.encode("utf-8", "surrogateescape")) > _MOST_KEY:
        raise StoreError(f"{_shown(given)} is no name that a store can hold: {_MOST_KEY} bytes at most.")


def _shown(given: str) -> str:
    """Return a URL for a message: short, and without what may be credentials."""
    scheme, mark, rest = given.partition("://")
    host, slash, path = rest.partition("/")
    shown = f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else given
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
