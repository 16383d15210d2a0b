"""Files that appear in a store whole or not at all: made on the local disk, sent, and published when all are there."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from scraper.errors import StorageFull, StoreError, UsageError
from scraper.storage.opening import store_at
from scraper.storage.port import Store, Upload
from scraper.storage.urls import Place, place_at


class Local(NamedTuple):
    """A file and the key it is for."""

    path: Path
    key: str


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a local folder for the length of a block; TMPDIR says where.

    :raises UsageError: if there is none.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="qaharvest-"))
    except OSError as error:
        raise UsageError(f"No temporary folder can be made: {error.strerror or error}; set TMPDIR.") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def publishing(url: str) -> Iterator[BinaryIO]:
    """Open a file for writing that appears at a URL when the block ends well; until then the old object stays.

    :raises StoreError: if the place cannot be written.
    """
    place = place_at(url)
    store = store_at(place)
    check_writable(store, place)
    with tempfile.TemporaryFile() as file:
        yield cast("BinaryIO", file)
        file.flush()
        upload = store.upload(cast("BinaryIO", file), 0, file.seek(0, 2), place.key)
        try:
            upload.publish()
        except BaseException:
            upload.abort()
            raise


def check_writable(store: Store, place: Place) -> None:
    """See that a file can be at a place, before work is done for it.

    :raises StoreError: if it names no file, or the store cannot be reached.
    """
    if not place.name or place.given.endswith("/"):
        raise StoreError(f"{place.given} names a folder; write the name of a file behind it.")
    if place.name == "run.manifest.json":
        raise StoreError(f"{place.given} is what makes a run of its folder; choose another name.")
    store.find(place.key)


def publish_all(store: Store, files: Sequence[Local], *, sent: Callable[[], None] = lambda: None) -> None:
    """Send files, and let them appear, in their order, once all of them are in the store.

    :param sent: called before the first one appears.

    :raises StoreError: if the store refuses one; none that was not published yet appears then.
    """
    uploads: list[Upload] = []
    try:
        for local in files:
            with _opened(local.path) as file:
                uploads.append(store.upload(file, 0, local.path.stat().st_size, local.key))
        sent()
        for upload in uploads:
            upload.publish()
    except BaseException:
        for upload in uploads:
            upload.abort()
        raise


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise StorageFull(f"{path} cannot be read again: {error.strerror or error}.") from error
