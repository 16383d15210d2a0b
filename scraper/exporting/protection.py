"""What points at a person is taken out of the records on their way, and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scraper.errors import UsageError
from scraper.exporting.choice import Chosen
from scraper.exporting.options import Options
from scraper.privacy import Audit, Mode, Privacy, fingerprint, key_path, owners_key
from scraper.privacy.audit import Change
from scraper.privacy.presidio import PresidioFinder

MODES = tuple(mode.value for mode in Mode)


class Protection:
    """The way in which one export protects records.

    :raises UsageError: if there is no such mode, or the key cannot be read.
    """

    def __init__(self, options: Options) -> None:
        if options.privacy not in MODES:
            raise UsageError(f"There is no privacy mode {options.privacy[:40]!r}; there are {', '.join(MODES)}.")
        keeps = options.privacy == Mode.KEEP
        if keeps and options.privacy_key is not None:
            raise UsageError("A privacy key is for pseudonymise and redact; give --privacy one of them.")
        if keeps and options.presidio:
            raise UsageError("Presidio looks for what is to be changed; give --privacy pseudonymise or redact.")
        key = None if keeps else owners_key(Path(options.privacy_key) if options.privacy_key else key_path())
        self._privacy = Privacy(options.privacy, key, [PresidioFinder()] if options.presidio else [])
        self._key_fingerprint = fingerprint(key) if key is not None else None
        self._records = self._changed = 0
        self._changes: Counter[Change] = Counter()

    def protected(self, records: Iterable[Chosen]) -> Iterator[Chosen]:
        """Yield the records as they may be given away."""
        for chosen in records:
            record, changes = self._privacy.protect(chosen.record)
            self._records += 1
            self._changed += bool(changes)
            self._changes.update(changes)
            yield chosen._replace(record=record)

    @property
    def key_fingerprint(self) -> str | None:
        """What tells the key from others and does not give it away; None where there is none."""
        return self._key_fingerprint

    @property
    def audit(self) -> Audit:
        """What was changed so far."""
        return Audit(self._records, self._changed, self._changes)

    def add(self, audit: Audit) -> None:
        """Count what was changed elsewhere."""
        self._records += audit.records
        self._changed += audit.changed
        self._changes.update(audit.changes)

    def told(self) -> dict[str, Any]:
        """Return the mode and how often what was changed; never the values."""
        if self._privacy.mode is Mode.KEEP:
            return {"mode": Mode.KEEP.value}
        audit = self.audit
        return {
            "mode": self._privacy.mode.value,
            "key": self._key_fingerprint,
            "records": audit.records,
            "changed": audit.changed,
            "changes": audit.rows(),
        }
