"""Where workers leave what shards gave: a folder or a place in a store that this machine and all workers see."""

import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from scraper.errors import StoreError, UsageError
from scraper.storage.opening import store_at
from scraper.storage.stream import open_object
from scraper.storage.urls import Place, is_url, place_at

_MARK_OCTETS = 64


@dataclass(frozen=True, slots=True)
class Scratch:
    """The place, as every worker knows it. Pickles.

    :param place: of the folder.
    :param mark: text of the file ``here``, which tells that it is the same place.
    """

    place: Place
    mark: str

    def check(self) -> None:
        """See that this machine sees the place.

        :raises UsageError: if it does not.
        """
        found = store_at(self.place).get(f"{self.place.key}/here", _MARK_OCTETS)
        if found is None or found.content != self.mark.encode():
            raise UsageError(
                f"The machine {socket.gethostname()} of the cluster does not see {self._shown}: name a folder that "
                "every machine sees, or a URL such as s3://bucket/scratch, with --scratch."
            )

    def has(self, name: str) -> bool:
        """Whether a file is there, whole."""
        return store_at(self.place).find(f"{self.place.key}/{name}") is not None

    def put(self, name: str, write: Callable[[BinaryIO], None]) -> None:
        """Let a file appear, whole; one of that name is replaced by the same.

        :raises StoreError: if the place refuses it.
        :raises OSError: if no temporary file can be written.
        """
        with tempfile.TemporaryFile() as temporary:
            file = cast("BinaryIO", temporary)
            write(file)
            file.flush()
            upload = store_at(self.place).upload(file, 0, file.seek(0, 2), f"{self.place.key}/{name}")
            try:
                upload.publish()
            except BaseException:
                upload.abort()
                raise

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading.

        :raises UsageError: if it is not there.
        """
        store, key = store_at(self.place), f"{self.place.key}/{name}"
        found = store.find(key)
        if found is None:
            raise UsageError(
                f"What a worker left in {self._shown} is not to be seen here: name a folder that every machine sees, "
                "or a URL such as s3://bucket/scratch, with --scratch."
            )
        with open_object(store, key, found.octets, self._shown) as file:
            yield file

    @property
    def _shown(self) -> str:
        return self.place.given


@contextmanager
def scratch_at(given: str | None) -> Iterator[Scratch]:
    """Give a place for the length of a block.

    :param given: folder or URL; what is done stays there if the block does not end well, so that it is not done again.
        None for a temporary folder.
    :raises UsageError: if it cannot be used.
    """
    mark = secrets.token_hex(16)
    if given is None:
        folder = Path(tempfile.mkdtemp(prefix="qaharvest-"))
        try:
            yield _begun(Place("file", "", str(folder), str(folder)), mark)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    place = place_at(given) if is_url(given) else Place("file", "", str(Path(given).absolute()), given)
    if not place.key or (place.scheme == "file" and Path(place.key).exists() and not Path(place.key).is_dir()):
        raise UsageError(f"{given} is no folder; name one for --scratch.")
    scratch = _begun(place, mark)
    yield scratch
    store = store_at(place)
    ours = [key for key in store.keys(place.key) if key.endswith((SUFFIX, "/here"))]
    store.remove(ours)


SUFFIX = ".shard"
"""End of the names of scratch files."""


def _begun(place: Place, mark: str) -> Scratch:
    store, key = store_at(place), f"{place.key}/here"
    found = store.get(key, _MARK_OCTETS)
    if found is not None and found.content:
        return Scratch(place, found.content.decode("ascii", "replace"))
    try:
        store.put(key, mark.encode(), None)
    except StoreError as error:
        raise UsageError(f"{place.given} cannot be used for --scratch: {error}") from error
    return Scratch(place, mark)
