"""What was changed: kinds, fields and counts, never the values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from scraper.privacy.kinds import Kind


class Change(NamedTuple):
    """One kind of change in one field."""

    kind: Kind
    field: str
    """Path in the record without numbers, such as ``replies.text``."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Counts of changes; audits of parts of a dataset add up to that of the whole."""

    records: int = 0
    """Records looked at."""
    changed: int = 0
    """Records in which something was changed."""
    changes: Counter[Change] = field(default_factory=Counter)
    """How often each change was made; not to be written to."""

    @classmethod
    def of(cls, counts: Iterable[Counter[Change]]) -> "Audit":
        """Return the audit of records whose changes are ``counts``, one a record, in bounded memory."""
        records = changed = 0
        total: Counter[Change] = Counter()
        for count in counts:
            records += 1
            changed += bool(count)
            total.update(count)
        return cls(records, changed, total)

    def __add__(self, other: "Audit") -> "Audit":
        return Audit(self.records + other.records, self.changed + other.changed, self.changes + other.changes)

    def by_kind(self) -> dict[str, int]:
        """Return the changes of each kind, in the order of their names."""
        totals: Counter[str] = Counter()
        for change, count in self.changes.items():
            totals[change.kind.value] += count
        return dict(sorted(totals.items()))

    def rows(self) -> list[dict[str, str | int]]:
        """Return the listing: ``kind``, ``field``, ``count``, sorted; what a manifest or a card shows."""
        return [
            {"kind": change.kind.value, "field": change.field, "count": count}
            for change, count in sorted(self.changes.items())
        ]
