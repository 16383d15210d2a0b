"""What object stores have in common when fsspec speaks to them: listings, ranges, removal, and sentences for errors."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from scraper.errors import ScraperError, StoreError
from scraper.storage.port import Entry, Found

_REMOVED_AT_ONCE = 500
_DENIED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "403", "401"}


class ObjectStore:
    """One bucket.

    :param scheme: what its URLs begin with.
    :param fs: the fsspec file system.
    :param faults: exceptions of its libraries.
    :param credentials: where credentials are given, for a sentence.
    """

    def __init__(
        self, scheme: str, bucket: str, fs: Any, faults: tuple[type[Exception], ...], credentials: str
    ) -> None:
        self._scheme = scheme
        self._bucket = bucket
        self._fs = fs
        self._faults: tuple[type[Exception], ...] = (OSError, asyncio.TimeoutError, *faults)
        self._credentials = credentials

    def find(self, key: str) -> Found | None:
        """Return what stands under a key; None if nothing does."""
        found = self._info(key)
        return Found(int(found["size"]), self._tag_of(found)) if found is not None else None

    def entries(self, folder: str) -> list[Entry]:
        """Return the names directly in a folder, sorted by Unicode code point; none where there is no folder."""
        with self._mapped(folder):
            try:
                found = self._fs.ls(self._path(folder), detail=True, refresh=True)
            except FileNotFoundError as error:
                self._refuse_missing_bucket(error)
                return []
        start = f"{self._path(folder)}/"
        entries = {
            Entry(str(one["name"]).removeprefix(start), int(one["size"] or 0), one["type"] == "directory")
            for one in found
            if str(one["name"]).startswith(start)
        }
        # Some tools mark a folder by an empty object whose key ends in a slash: it is no file.
        return sorted(entry for entry in entries if entry.name and "/" not in entry.name)

    def keys(self, folder: str) -> list[str]:
        """Return the keys of all objects in a folder and below."""
        with self._mapped(folder):
            self._fs.invalidate_cache()
            try:
                found = self._fs.find(self._path(folder))
            except FileNotFoundError as error:
                self._refuse_missing_bucket(error)
                return []
        return [str(name).removeprefix(f"{self._bucket}/") for name in found]

    def read(self, key: str, start: int, octets: int) -> bytes:
        """Return a range of an object that has at least so many octets."""
        if not octets:
            return b""
        with self._mapped(key):
            content: bytes = self._fs.cat_file(self._path(key), start=start, end=start + octets)
        return content

    def remove(self, keys: Iterable[str]) -> None:
        """Remove objects; those that are not there are passed over."""
        paths = [self._path(key) for key in keys]
        for first in range(0, len(paths), _REMOVED_AT_ONCE):
            some = paths[first : first + _REMOVED_AT_ONCE]
            with self._mapped(""):
                try:
                    self._fs.rm(some)
                except FileNotFoundError:
                    continue

    def close(self) -> None:
        """Nothing is open that the library does not close itself."""

    def _path(self, key: str) -> str:
        return f"{self._bucket}/{key}" if key else self._bucket

    def _info(self, key: str) -> dict[str, Any] | None:
        if not key:
            return None
        with self._mapped(key):
            try:
                found: dict[str, Any] = self._fs.info(self._path(key), refresh=True)
            except FileNotFoundError as error:
                self._refuse_missing_bucket(error)
                return None
        return found if found["type"] == "file" and not str(found["name"]).endswith("/") else None

    def _tag_of(self, found: dict[str, Any]) -> str:
        raise NotImplementedError

    def _refuse_missing_bucket(self, error: FileNotFoundError) -> None:
        """Let an error that means the bucket itself be raised."""
        if "bucket does not exist" in str(error).lower():
            raise error

    @contextmanager
    def _mapped(self, key: str) -> Iterator[None]:
        """Turn what the store or its library refuses into a sentence.

        :raises StoreError: it never holds what a library said: that may quote keys and signed addresses.
        """
        try:
            yield
        except ScraperError:
            raise
        except self._faults as error:
            raise StoreError(self._sentence(f"{self._scheme}://{self._path(key)}", error)) from error

    def _sentence(self, url: str, error: Exception) -> str:
        code = _code_of(error)
        text = str(error).lower()
        if isinstance(error, ValueError):  # raised before anything is asked: the libraries read their configuration
            return f"{url} or the configuration of {self._scheme}:// (such as its endpoint) is not valid; check both."
        if "credentials" in type(error).__name__.lower() or "credential" in text[:200]:
            return f"There are no credentials for {url}; give them by {self._credentials}."
        if isinstance(error, PermissionError) or code in _DENIED or text.startswith("forbidden"):
            return f"The store refuses {url}: check the credentials ({self._credentials}) and the rights on the bucket."
        if isinstance(error, FileNotFoundError):
            if "bucket" in text:
                return f"The bucket {self._scheme}://{self._bucket} does not exist; make it, or check its name."
            return f"{url} is not there any more; run the same command again."
        if code:
            return f"The store refuses {url} ({code}); check the name, and run the same command again."
        return f"{url} cannot be reached ({type(error).__name__}); check the network and run the same command again."


def read_some(file: BinaryIO, octets: int) -> bytes:
    """Return the next octets of a file that is sent.

    :raises StoreError: if it ends before.
    """
    piece = file.read(octets)
    if not piece:
        raise StoreError("A file became shorter while it was sent; run the same command again.")
    return piece


def _code_of(error: Exception) -> str:
    """Return the store's own word for what is wrong, if it is a plain one."""
    found: Any = error
    while found is not None:
        response = getattr(found, "response", None)
        code = response.get("Error", {}).get("Code") if isinstance(response, dict) else getattr(found, "code", None)
        if code is not None and str(code).isalnum():
            return str(code)
        found = found.__cause__
    return ""
