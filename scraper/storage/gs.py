"""``gs://``: Google Cloud Storage through gcsfs. Credentials come from Google's own configuration.

Objects are sent by resumable upload and appear with its completion. A small object is replaced under the condition
``ifGenerationMatch``.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import quote

from scraper.errors import MissingExtra, StoreChanged, StoreError
from scraper.storage.objects import ObjectStore, read_some
from scraper.storage.port import Tagged, Upload

_BLOCK = 16 * 1024 * 1024  # a multiple of 256 KiB, as resumable uploads want it


class GcsStore(ObjectStore):
    """One bucket.

    :raises MissingExtra: if gcsfs is not installed.
    """

    def __init__(self, bucket: str) -> None:
        try:
            import gcsfs  # noqa: PLC0415 - an extra
            from aiohttp import ClientError  # noqa: PLC0415
            from gcsfs.retry import HttpError  # noqa: PLC0415
            from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtra("gs:// needs the library gcsfs: pip install 'qaharvest[gs]'") from error
        logging.getLogger("gcsfs").setLevel(logging.CRITICAL)  # it writes tracebacks of what is told in a sentence here
        fs = gcsfs.GCSFileSystem(use_listings_cache=False)
        super().__init__(
            "gs",
            bucket,
            fs,
            (HttpError, GoogleAuthError, ClientError, ValueError, RuntimeError),
            "GOOGLE_APPLICATION_CREDENTIALS or gcloud",
        )

    def upload(self, file: BinaryIO, start: int, octets: int, key: str) -> Upload:
        """Send a range of an open file as a resumable upload that is not finished."""
        file.seek(start)
        with self._mapped(key):
            sent = self._fs.open(self._path(key), "wb", block_size=_BLOCK, autocommit=False)
            upload = _Resumable(self, key, sent)
            try:
                while octets:
                    piece = read_some(file, min(_BLOCK, octets))
                    sent.write(piece)
                    octets -= len(piece)
                sent.close()
            except BaseException:
                upload.abort()
                raise
        return upload

    def get(self, key: str, most: int) -> Tagged | None:
        """Return a small object with its generation."""
        found = self.find(key)
        while found is not None:
            if found.octets > most:
                raise StoreError(f"gs://{self._path(key)} is larger than {most} bytes; it is not what it should be.")
            content = self.read(key, 0, found.octets)
            after = self.find(key)
            if after == found:
                return Tagged(content, found.tag)
            found = after  # replaced meanwhile
        return None

    def put(self, key: str, content: bytes, tag: str | None) -> str:
        """Write a small object if there is none, or the one of that generation."""
        path = f"{self._fs._location}/upload/storage/v1/b/{quote(self._bucket)}/o"
        with self._mapped(key):
            try:
                made = self._fs.call(
                    "POST",
                    path,
                    uploadType="media",
                    name=key,
                    ifGenerationMatch=tag or "0",
                    data=content,
                    json_out=True,
                )
            except FileExistsError as error:  # what gcsfs makes of "412 Precondition Failed"
                raise StoreChanged(f"gs://{self._path(key)} was changed by somebody else.") from error
        return str(made["generation"])

    def drop_uploads(self, folder: str, is_left: Callable[[str], bool]) -> int:  # noqa: ARG002 - part of the port
        """Nothing is dropped: uploads that are not finished end by themselves within a week, and cannot be listed."""
        return 0

    def fault_mapped(self, key: str) -> Any:
        """Return the context in which errors about a key become sentences."""
        return self._mapped(key)

    def _tag_of(self, found: dict[str, Any]) -> str:
        return str(found["generation"])


class _Resumable:
    """One resumable upload."""

    def __init__(self, store: GcsStore, key: str, sent: Any) -> None:
        self._store = store
        self._key = key
        self._sent = sent
        self._is_over = False

    def publish(self) -> None:
        """Finish the upload."""
        with self._store.fault_mapped(self._key):
            self._sent.commit()
        self._is_over = True

    def abort(self) -> None:
        """Cancel the upload."""
        if not self._is_over:
            self._is_over = True
            with suppress(StoreError), self._store.fault_mapped(self._key):
                self._sent.discard()
