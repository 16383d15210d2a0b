"""Counts of what an export holds, for its manifest and card."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from scraper.exporters.port import SiteFacts
from scraper.exporting.choice import Chosen

T = TypeVar("T")

_MOST = 1_000  # of different licences or languages: pages may claim any number
UNKNOWN_LANGUAGE = "und"
"""BCP 47 tag of a language that is not known."""


class Tally:
    """What the chosen records are."""

    def __init__(self) -> None:
        self.records = 0
        self._sites: Counter[tuple[str, str | None]] = Counter()
        self._languages: Counter[str] = Counter()

    def counted(self, records: Iterable[Chosen]) -> Iterator[Chosen]:
        """Pass the records on, counted."""
        for chosen in records:
            record = chosen.record
            self.records += 1
            _count(self._sites, (record.site, record.provenance.licence))
            _count(self._languages, record.language or UNKNOWN_LANGUAGE)
            yield chosen

    def sites(self) -> tuple[SiteFacts, ...]:
        """Return what there is of each site."""
        ordered = sorted(self._sites.items(), key=lambda one: (one[0][0], one[0][1] or ""))
        return tuple(SiteFacts(site, licence, records) for (site, licence), records in ordered)

    def languages(self) -> Mapping[str, int]:
        """Return the records of each language, the most frequent first."""
        return dict(sorted(self._languages.items(), key=lambda one: (-one[1], one[0])))


def _count(counts: Counter[T], value: T) -> None:
    if value in counts or len(counts) < _MOST:
        counts[value] += 1
