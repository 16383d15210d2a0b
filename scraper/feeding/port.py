"""What feeding is made of: batches of rows, and the receivers that take them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from scraper.errors import UsageError


class Row(NamedTuple):
    """One line that is fed."""

    key: str
    """Tells the rows apart: the ``record_id``, or what tells the rows of a view apart."""
    line: bytes
    """A JSON object, without its line feed."""


Shape = Callable[[bytes], Sequence[Row]]
"""Turns the line of a record into the rows that are fed of it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that a receiver takes together or not at all."""

    feed: str
    """Tells feeds apart: of which run to which receiver; one that was forgotten and begun anew is another."""
    number: int
    """Counted from 1 over the whole life of the feed."""
    rows: tuple[Row, ...]

    @property
    def body(self) -> bytes:
        """The rows as JSON Lines."""
        return b"".join(row.line + b"\n" for row in self.rows)

    @property
    def key(self) -> str:
        """Tells the batch apart: the same rows at the same place of a feed always have the same key.

        The place counts, so that a record which changes and changes back is not taken for one sent twice.
        """
        return hashlib.sha256(f"{self.feed} {self.number}\n".encode() + self.body).hexdigest()


class NotTaken(Exception):
    """A batch could not be handed over; trying again may help. Never leaves this package."""

    def __init__(self, why: str, *, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        """Seconds that the receiver asked to wait."""


class Refused(UsageError):
    """The receiver does not take what it is given, and trying again does not help."""


class Receiver(Protocol):
    """Where batches go."""

    name: str
    """As it is shown and kept: without credentials."""

    def has(self, batch: Batch) -> bool:
        """Whether the receiver itself knows this batch as the last one it took.

        :raises NotTaken: if it cannot be asked now.
        :raises Refused: if it never will.
        """
        ...

    def send(self, batch: Batch) -> None:
        """Hand a batch over; return when the receiver has it for good.

        :raises NotTaken: if it did not come through, or nobody knows.
        :raises Refused: if it never will.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
