"""What becomes of the fields of a record that are no free text: dates, ages, addresses, identities."""

import re
from datetime import date, datetime

from schemas.provenance import FieldEvidence
from schemas.qa import Asker

OLDEST = 90
"""Ages over 89 become one: "90 or older" (HIPAA safe harbour, 45 CFR 164.514(b)(2)(i)(C))."""

_CHARACTERS = re.compile(r" ?\[[0-9]{0,9}:[0-9]{0,9}\]")


def coarser_day(day: date | None) -> date | None:
    """Return the first day of the year: of dates, the safe harbour allows no more than the year."""
    return day and day.replace(month=1, day=1)


def same_day(moment: datetime | None) -> datetime | None:
    """Return the beginning of the day of ``moment``, as clocks there showed it."""
    return moment and moment.replace(hour=0, minute=0, second=0, microsecond=0)


def oldest_joined(asker: Asker) -> Asker:
    """Return ``asker`` with ages over 89 as 90 or older."""
    low, high = asker.age_min, asker.age_max
    if not any(age is not None and age >= OLDEST for age in (low, high)):
        return asker
    if high is not None and high < OLDEST:  # a band upside down: its ends tell nothing
        low = high
    low = min(low, OLDEST) if low is not None else None
    return _aged(asker, low, None)


def by_tens(asker: Asker) -> Asker:
    """Return ``asker`` with the age as a band of whole tens of years, and ages over 89 as 90 or older."""
    asker = oldest_joined(asker)
    low = None if asker.age_min is None else asker.age_min // 10 * 10
    high = None if asker.age_max is None else min(asker.age_max // 10 * 10 + 9, OLDEST - 1)
    return _aged(asker, low, high)


def _aged(asker: Asker, low: int | None, high: int | None) -> Asker:
    if low is None:
        text = None if high is None else f"under {high + 1}"
    else:
        text = f"{low}+" if high is None else f"{low}~{high}"
    if (low, high, text) == (asker.age_min, asker.age_max, asker.age_text):
        return asker
    return asker.model_copy(update={"age_min": low, "age_max": high, "age_text": text})


def without_length(evidence: FieldEvidence) -> FieldEvidence:
    """Return ``evidence`` whose location still names the place on the page, but not how many characters stand there."""
    location = _CHARACTERS.sub("", evidence.location)
    return evidence if location == evidence.location else evidence.model_copy(update={"location": location or "…"})
