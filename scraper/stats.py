"""Counts of a run: integers that add."""

from dataclasses import asdict, dataclass, fields
from typing import NamedTuple

RECORDS = ""
"""The name under which a profile's records themselves are counted (see ``FieldCount``)."""


class FieldCount(NamedTuple):
    """How many records of a profile have a field.

    For the field ``RECORDS``: records that the profile's own rules made, and pages it should have read and did not.
    """

    site: str
    """Name of the profile."""
    field: str
    """Name of the field, such as ``replies/author``."""
    own: int
    """Records that have it by the profile's own rules."""
    borrowed: int
    """Records that have it by borrowed rules, where the profile's own found nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Counts over the whole life of a run; two of them add up to one."""

    pages: int = 0
    """Answers that reached extraction; no robots.txt, sitemaps, redirects or errors."""
    pages_with_records: int = 0
    """Pages that hold at least one valid record."""
    pages_rejected: int = 0
    """Pages that hold a question from which no valid record could be made."""
    pages_not_qa: int = 0
    """Pages that hold no question."""
    records: int = 0
    """Lines in ``records.jsonl``."""
    fetched: int = 0
    """Answers received for addresses of the frontier, whatever their status."""
    failed: int = 0
    """Addresses given up."""
    skipped: int = 0
    """Addresses not fetched, or fetched and set aside: robots, scope, trap, duplicate, type."""
    deferred: int = 0
    """Addresses left for a later start, because a server asked to wait or a limit was reached."""

    def __add__(self, other: "Stats") -> "Stats":
        """Return the sum, field by field."""
        return Stats(**{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)})

    def __sub__(self, other: "Stats") -> "Stats":
        """Return the difference, field by field."""
        return Stats(**{field.name: getattr(self, field.name) - getattr(other, field.name) for field in fields(self)})

    def as_dict(self) -> dict[str, int]:
        """Return the counts in their fixed order."""
        return asdict(self)
