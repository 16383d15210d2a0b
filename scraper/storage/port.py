"""What is asked of a store. Keys are whole: the path of an object within its bucket."""

from collections.abc import Callable, Iterable
from typing import BinaryIO, NamedTuple, Protocol


class Entry(NamedTuple):
    """One name in a folder of a store."""

    name: str
    """Without the folder."""
    octets: int
    is_folder: bool


class Found(NamedTuple):
    """An object that is there."""

    octets: int
    tag: str
    """Tells it from those that stand under its key before or after."""


class Tagged(NamedTuple):
    """A small object that was read, with its tag."""

    content: bytes
    tag: str


class Upload(Protocol):
    """Octets that are in the store and cannot be seen yet."""

    def publish(self) -> None:
        """Let the object appear under its key, whole.

        :raises StoreError: if the store refuses.
        """

    def abort(self) -> None:
        """Drop the octets, if they are not published; nothing is raised where the store does not answer."""


class Store(Protocol):
    """One bucket, or the local file system. Every method raises ``StoreError`` with a sentence for a person."""

    def find(self, key: str) -> Found | None:
        """Return what stands under a key; None if nothing does."""

    def entries(self, folder: str) -> list[Entry]:
        """Return the names directly in a folder, sorted by Unicode code point; none where there is no folder."""

    def keys(self, folder: str) -> list[str]:
        """Return the keys of all objects in a folder and below."""

    def read(self, key: str, start: int, octets: int) -> bytes:
        """Return a range of an object that has at least so many octets."""

    def upload(self, file: BinaryIO, start: int, octets: int, key: str) -> Upload:
        """Send a range of an open file."""

    def get(self, key: str, most: int) -> Tagged | None:
        """Return a small object; None if there is none.

        :raises StoreError: if it has more than ``most`` octets, too.
        """

    def put(self, key: str, content: bytes, tag: str | None) -> str:
        """Write a small object and return its tag.

        :param tag: that of the object it replaces; None if there must be none.
        :raises StoreChanged: if it is another.
        """

    def remove(self, keys: Iterable[str]) -> None:
        """Remove objects; those that are not there are passed over."""

    def drop_uploads(self, folder: str, is_left: Callable[[str], bool]) -> int:
        """Drop what a kill left of uploads into a folder; return how many.

        :param is_left: tells, for a key, whether nobody is sending it any more.
        """

    def close(self) -> None:
        """End what is open."""
