"""``s3://``: Amazon S3 and what speaks its language, through s3fs. Endpoint, region and keys come from the environment.

Objects are sent by multipart upload and appear with its completion. A small object is replaced under the conditions
``If-None-Match: *`` and ``If-Match: ETAG``; a store that does not know them would let two machines work on one run, so
that is tried out before a run is (``claim.py``).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, BinaryIO

from scraper.errors import MissingExtra, StoreChanged, StoreError
from scraper.storage.objects import ObjectStore, read_some
from scraper.storage.port import Tagged, Upload

PART_OCTETS = 16 * 1024 * 1024
"""Least length of a part but the last; S3 allows 10,000 parts of at least 5 MiB."""

_MOST_PARTS = 10_000
_SENT_AT_ONCE = 4
_TRIES = 3
_CHANGED = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


class S3Store(ObjectStore):
    """One bucket.

    :raises MissingExtra: if s3fs is not installed.
    """

    def __init__(self, bucket: str) -> None:
        try:
            import s3fs  # noqa: PLC0415 - an extra
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtra("s3:// needs the library s3fs: pip install 'qaharvest[s3]'") from error
        fs = s3fs.S3FileSystem(
            config_kwargs={"retries": {"max_attempts": _TRIES, "mode": "standard"}, "connect_timeout": 5},
            use_listings_cache=False,
        )
        fs.retries = _TRIES
        super().__init__(
            "s3",
            bucket,
            fs,
            (BotoCoreError, ClientError, ValueError),
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or ~/.aws",
        )

    def upload(self, file: BinaryIO, start: int, octets: int, key: str) -> Upload:
        """Send a range of an open file as the parts of a multipart upload."""
        with self._mapped(key):
            made = self._fs.call_s3("create_multipart_upload", Bucket=self._bucket, Key=key)
        upload = _Multipart(self, key, str(made["UploadId"]))
        try:
            upload.send(file, start, octets)
        except BaseException:
            upload.abort()
            raise
        return upload

    def get(self, key: str, most: int) -> Tagged | None:
        """Return a small object with its ETag."""
        found = self.find(key)
        if found is None:
            return None
        if found.octets > most:
            raise StoreError(f"s3://{self._path(key)} is larger than {most} bytes; it is not what it should be.")
        with self._mapped(key), self._fs.open(self._path(key), "rb") as file:
            content = file.read(most)
            return Tagged(content, str(file.details["ETag"]))

    def put(self, key: str, content: bytes, tag: str | None) -> str:
        """Write a small object if there is none, or the one of that ETag."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        with self._mapped(key):
            try:
                made = self._fs.call_s3("put_object", Bucket=self._bucket, Key=key, Body=content, **condition)
            except self._faults as error:
                if _is_changed(error):
                    raise StoreChanged(f"s3://{self._path(key)} was changed by somebody else.") from error
                raise
        return str(made["ETag"])

    def drop_uploads(self, folder: str, is_left: Callable[[str], bool]) -> int:
        """Abort the multipart uploads that a kill left in a folder."""
        with self._mapped(folder):
            found = self._fs.call_s3("list_multipart_uploads", Bucket=self._bucket, Prefix=f"{folder}/")
            left = [one for one in found.get("Uploads", []) if is_left(one["Key"])]
            for one in left:
                self._fs.call_s3(
                    "abort_multipart_upload", Bucket=self._bucket, Key=one["Key"], UploadId=one["UploadId"]
                )
        return len(left)

    def call(self, method: str, key: str, **fields: Any) -> Any:
        """Call the store about one key."""
        with self._mapped(key):
            return self._fs.call_s3(method, Bucket=self._bucket, Key=key, **fields)

    def _tag_of(self, found: dict[str, Any]) -> str:
        return str(found["ETag"])


class _Multipart:
    """One multipart upload."""

    def __init__(self, store: S3Store, key: str, upload_id: str) -> None:
        self._store = store
        self._key = key
        self._id = upload_id
        self._parts: list[dict[str, Any]] = []

    def send(self, file: BinaryIO, start: int, octets: int) -> None:
        """Send the parts, a few at once."""
        size = max(PART_OCTETS, -(-octets // _MOST_PARTS))
        file.seek(start)
        with ThreadPoolExecutor(_SENT_AT_ONCE, thread_name_prefix="upload") as pool:
            for group in _groups(file, octets, size):
                first = len(self._parts) + 1
                self._parts += pool.map(self._send_part, range(first, first + len(group)), group)

    def _send_part(self, number: int, content: bytes) -> dict[str, Any]:
        made = self._store.call("upload_part", self._key, UploadId=self._id, PartNumber=number, Body=content)
        return {"PartNumber": number, "ETag": made["ETag"]}

    def publish(self) -> None:
        """Complete the upload."""
        parts = {"Parts": self._parts}
        self._store.call("complete_multipart_upload", self._key, UploadId=self._id, MultipartUpload=parts)
        self._id = ""

    def abort(self) -> None:
        """Drop the parts."""
        if self._id:
            with suppress(StoreError):  # the bucket's lifecycle rule does it
                self._store.call("abort_multipart_upload", self._key, UploadId=self._id)
            self._id = ""


def _groups(file: BinaryIO, octets: int, size: int) -> Iterator[list[bytes]]:
    """Yield the parts of a file, some at once; an empty file has one empty part."""
    left = octets
    while True:
        group: list[bytes] = []
        while len(group) < _SENT_AT_ONCE and left > 0:
            part = read_some(file, min(size, left))
            left -= len(part)
            group.append(part)
        if group or not octets:
            yield group or [b""]
        if left <= 0:
            return


def _is_changed(error: BaseException | None) -> bool:
    while error is not None:
        response = getattr(error, "response", None)
        if isinstance(response, dict) and str(response.get("Error", {}).get("Code")) in _CHANGED:
            return True
        error = error.__cause__
    return False
