"""Which fields a site's records have, by whose rules, and whether that has changed: the guard against drift.

A site changes its layout without telling anybody. Selectors then find nothing, or the universal rules quietly carry on
where the site's own have gone silent; either way the records stay valid and get poorer. So a run counts, per profile,
how many records have each field by the profile's own rules and by borrowed ones, in spans of a few records, and
compares the newest ones with the profile's baseline: what its author states, else the run's own first hundred records.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from scraper.parser.draft import Draft
from scraper.stats import RECORDS, FieldCount

_LEAST_RECORDS = 10  # among the newest; fewer say nothing about a layout
_NEWEST = 20  # records, at least, unless there are no more
_BASELINE = 100  # records at most
_USUAL = 0.5  # a field that fewer records have comes and goes
_FALL = 0.25  # of the share; a smaller one is no broken rule
_SIGMAS = 3.0  # of the sampling error of the shares' difference (binomial), so that few records do not cry wolf
_PASSED_OVER = 0.1  # share of pages that the profile should have read and did not


@dataclass(frozen=True, slots=True)
class Drift:
    """One sign that a site's layout is not what its profile knows."""

    site: str
    """Name of the profile."""
    field: str
    """The field, such as ``replies/author``; empty where whole pages were passed over."""
    kind: str
    """``missing``: fewer records have it; ``borrowed``: the profile's rules are silent and the universal ones carry
    on; ``passed over``: pages that the profile should have read and found no question on."""
    before: float
    """Usual share of the profile's records that have it by its own rules."""
    now: float
    """That share in the newest records; of pages passed over, their share."""
    records: int
    """How many records that is."""

    def __str__(self) -> str:
        """Return the sign as one sentence."""
        if self.kind == "passed over":
            return (
                f"{self.site}: its rules found no question on {self.now:.0%} of the last {self.records} pages that "
                "should hold one"
            )
        sign = f"{self.site}: {self.field} by its own rules in {self.now:.0%} of the last {self.records} records"
        carried = "; the universal rules carry on" if self.kind == "borrowed" else ""
        return f"{sign}, {self.before:.0%} before{carried}"


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    """How many of a profile's records have a field, over the whole run."""

    site: str
    field: str
    records: int
    """Records of the profile."""
    own: int
    """Records that have the field by the profile's own rules."""
    borrowed: int
    """Records that have it by the universal rules."""


def field_counts(site: str, draft: Draft) -> Iterator[FieldCount]:
    """Yield what one record adds to the counts of its profile; the first line counts the record itself.

    A list counts as had where it has entries, a field of its entries where one of them has it.
    """
    yield FieldCount(site, RECORDS, 1, 0)
    borrowed = {name.split("/")[0] for name in draft.borrowed if name in ("replies", "similar", "related_faqs", "tags")}
    exact = set(draft.borrowed)
    for name in _fields_had(draft.value):
        is_borrowed = name in exact or name.split("/")[0] in borrowed
        yield FieldCount(site, name, int(not is_borrowed), int(is_borrowed))


def passed_over(site: str) -> FieldCount:
    """Return the count of one page that the profile should have read and found nothing on."""
    return FieldCount(site, RECORDS, 0, 1)


def _fields_had(value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, part in value.items():
        pointer = f"{prefix}{name}"
        if isinstance(part, Mapping):
            if name == "article":
                yield pointer
            else:
                yield from _fields_had(part, f"{pointer}/")
        elif isinstance(part, list | tuple):
            if part:
                yield pointer
            entries = [entry for entry in part if isinstance(entry, Mapping)]
            yield from dict.fromkeys(name for entry in entries for name in _fields_had(entry, f"{pointer}/"))
        elif part is not None and part is not False:
            yield pointer


def whole_coverage(spans: Iterable[tuple[int, FieldCount]]) -> tuple[FieldCoverage, ...]:
    """Return the coverage over all spans, by profile and field."""
    totals = _sum(count for _, count in spans)
    records = {site: counts[0] for (site, field), counts in totals.items() if field == RECORDS}
    return tuple(
        FieldCoverage(site, field, records.get(site, 0), *counts)
        for (site, field), counts in sorted(totals.items())
        if field != RECORDS
    )


def find_drift(
    spans: Sequence[tuple[int, FieldCount]], baselines: Mapping[str, Mapping[str, float]]
) -> tuple[Drift, ...]:
    """Compare the newest records of each profile with what was usual before.

    :param spans: number of the span and a count in it.
    :param baselines: profile → field → usual share, for profiles that know it from many pages.
    """
    by_site: dict[str, dict[int, list[FieldCount]]] = defaultdict(lambda: defaultdict(list))
    for span, count in spans:
        by_site[count.site][span].append(count)
    return tuple(
        drift
        for site, numbered in sorted(by_site.items())
        for drift in _drift_of(site, [numbered[n] for n in sorted(numbered)], baselines.get(site, {}))
    )


def _drift_of(site: str, spans: list[list[FieldCount]], baseline: Mapping[str, float]) -> Iterator[Drift]:
    """Yield the signs of one profile, its spans in order."""
    cut = len(spans) - 1
    while cut > 0 and _records(spans[cut:]) < _NEWEST:
        cut -= 1
    now = _sum(_flat(spans[cut:]))
    records, overlooked = now.get((site, RECORDS), (0, 0))
    if overlooked and overlooked / (records + overlooked) > _PASSED_OVER:
        yield Drift(site, "", "passed over", 0.0, overlooked / (records + overlooked), records + overlooked)
    if records < _LEAST_RECORDS:
        return
    before, shares = _first_shares(site, spans[:cut])
    for field, usual in sorted((shares | dict(baseline)).items()):
        own, borrowed = (number / records for number in now.get((site, field), (0, 0)))
        # Few records before are as little to rely on as few now; what an author states counts as certain.
        sampled = 1 / records + (0 if field in baseline else 1 / before)
        error = sqrt(max(usual * (1 - usual), 0.01) * sampled)
        if usual >= _USUAL and own < usual - max(_FALL, _SIGMAS * error):
            carried = own + borrowed >= usual - _FALL
            yield Drift(site, field, "borrowed" if carried else "missing", usual, own, records)


def _first_shares(site: str, spans: list[list[FieldCount]]) -> tuple[int, dict[str, float]]:
    """Return the number of the run's first records, and their share that has each field; none where there are few."""
    end = 0
    while end < len(spans) and _records(spans[: end + 1]) <= _BASELINE:
        end += 1
    counts = _sum(_flat(spans[: max(end, 1)]))
    records = counts.get((site, RECORDS), (0, 0))[0]
    if records < _LEAST_RECORDS:
        return records, {}
    return records, {field: own / records for (_, field), (own, _) in counts.items() if field != RECORDS}


def _records(spans: list[list[FieldCount]]) -> int:
    return sum(count.own + count.borrowed for count in _flat(spans) if count.field == RECORDS)


def _flat(spans: list[list[FieldCount]]) -> Iterator[FieldCount]:
    return (count for span in spans for count in span)


def _sum(counts: Iterable[FieldCount]) -> dict[tuple[str, str], tuple[int, int]]:
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for site, field, own, borrowed in counts:
        before = totals.get((site, field), (0, 0))
        totals[site, field] = (before[0] + own, before[1] + borrowed)
    return totals
