"""Counts of what an export holds, for its manifest and card."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from schemas.qa import QARecord
from scraper.exporters.port import SiteFacts
from scraper.exporting.choice import Chosen

T = TypeVar("T")

_MOST = 1_000  # of different licences or languages: pages may claim any number
_MOST_HOSTS = 5  # of one site
UNKNOWN_LANGUAGE = "und"
"""BCP 47 tag of a language that is not known."""


class Sight(NamedTuple):
    """What is counted of a record."""

    site: str
    licence: str | None
    host: str | None
    language: str
    extractor: str
    day: date | None


def sight_of(record: QARecord) -> Sight:
    """Return what is counted of a record."""
    told = record.provenance
    host = _host(record.url or told.source)
    language = record.language or UNKNOWN_LANGUAGE
    return Sight(record.site, told.licence, host, language, told.extractor, _day(told.fetched_at))


class Tally:
    """What the chosen records are."""

    def __init__(self) -> None:
        self.records = 0
        self._sites: Counter[tuple[str, str | None]] = Counter()
        self._hosts: dict[tuple[str, str | None], Counter[str]] = {}
        self._languages: Counter[str] = Counter()
        self._extractors: Counter[str] = Counter()
        self.fetched_from: date | None = None
        """Day (UTC) on which the first page was fetched."""
        self.fetched_to: date | None = None
        """Day on which the last one was."""

    def counted(self, records: Iterable[Chosen]) -> Iterator[Chosen]:
        """Pass the records on, counted."""
        for chosen in records:
            self.count(sight_of(chosen.record))
            yield chosen

    def count(self, sight: Sight) -> None:
        """Count one record."""
        self.records += 1
        _count(self._sites, site := (sight.site, sight.licence))
        if site in self._sites and sight.host:
            _count(self._hosts.setdefault(site, Counter()), sight.host, _MOST_HOSTS)
        _count(self._languages, sight.language)
        _count(self._extractors, sight.extractor)
        if (day := sight.day) is not None:
            self.fetched_from = min(self.fetched_from or day, day)
            self.fetched_to = max(self.fetched_to or day, day)

    def sites(self) -> tuple[SiteFacts, ...]:
        """Return what there is of each site."""
        ordered = sorted(self._sites.items(), key=lambda one: (one[0][0], one[0][1] or ""))
        return tuple(SiteFacts(*site, records, self._hosts_of(site)) for site, records in ordered)

    def _hosts_of(self, site: tuple[str, str | None]) -> tuple[str, ...]:
        ordered = sorted(self._hosts.get(site, Counter()).items(), key=lambda one: (-one[1], one[0]))
        return tuple(host for host, _ in ordered)

    def languages(self) -> Mapping[str, int]:
        """Return the records of each language, the most frequent first."""
        return dict(sorted(self._languages.items(), key=lambda one: (-one[1], one[0])))

    def extractors(self) -> Mapping[str, int]:
        """Return the records of each program that read pages, in the order of their names."""
        return dict(sorted(self._extractors.items()))


def _count(counts: Counter[T], value: T, most: int = _MOST) -> None:
    if value in counts or len(counts) < most:
        counts[value] += 1


def _day(moment: datetime | None) -> date | None:
    """Return the day in UTC; None where none is told, or it is none of the calendar's, which ends in 9999."""
    try:
        return moment.astimezone(UTC).date() if moment is not None else None
    except OverflowError:
        return None


def _host(url: str) -> str | None:
    """Return the host of an address; None where it has none, or a pseudonym's (RFC 2606 keeps ``.invalid`` free)."""
    try:
        host = urlsplit(url).hostname if url.startswith(("https://", "http://")) else None
    except ValueError:  # what stands in brackets is no address
        return None
    return host if host and not host.endswith(".invalid") else None
