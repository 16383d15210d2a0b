"""Small objects of a folder, asked for some at a time: one by one, each would cost a round trip to the store."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from typing import BinaryIO, cast

from scraper.storage.port import Store
from scraper.storage.stream import open_object

MOST_OCTETS = 1024 * 1024
"""Largest object that is read ahead."""

MOST = 16
"""Most objects that wait in memory, and most requests at a time."""


class Ahead:
    """Reads objects before they are asked for; to be closed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(MOST, thread_name_prefix="ahead")
        self._asked: dict[str, Future[bytes]] = {}

    def ask(self, objects: Iterable[tuple[str, int]]) -> None:
        """Begin to read the small ones among the next objects.

        :param objects: keys and lengths.
        """
        for key, octets in objects:
            if len(self._asked) >= MOST:
                return
            if 0 < octets <= MOST_OCTETS and key not in self._asked:
                self._asked[key] = self._pool.submit(self._store.read, key, 0, octets)

    def open(self, key: str, octets: int, url: str) -> BinaryIO:
        """Open an object that was asked for, or any other.

        :raises StoreError: if the store refuses.
        """
        asked = self._asked.pop(key, None)
        if asked is None:
            return open_object(self._store, key, octets, url)
        return cast("BinaryIO", BytesIO(asked.result()))

    def close(self) -> None:
        """Drop what nobody asked for."""
        self._pool.shutdown(cancel_futures=True)
