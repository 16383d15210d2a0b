"""Seeds that count: ``https://host/question?id={1..9000}`` stands for nine thousand addresses.

They are queued a few at a time, so that a long series costs nothing before its time, and one that has run past its end
stops: after so many numbers in a row that gave no record, no further ones are asked for.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple, Protocol, Self
from urllib.parse import urlsplit

from scraper.crawler.frontier import Frontier, State
from scraper.errors import UsageError
from scraper.request import Canonicalizer, fingerprint, resolve

AHEAD = 100
"""Numbers of a series that are queued in one go."""

_NOTE = "series "
_RANGE = re.compile(r"\{([0-9]{1,15})\.\.([0-9]{0,15})\}")
_MARK = "739102846501928"  # stands for the number while the address around it is escaped


@dataclass(frozen=True, slots=True)
class Series:
    """A seed with a range of numbers in it. Zeros in front of the first one hold for all (``{001..999}``)."""

    text: str
    """The seed as it was given."""
    before: str
    """What stands before the number in an address as it is asked for."""
    after: str
    """What stands behind it."""
    first: int
    last: int | None
    """None where the range is open (``{1..}``): then only numbers that give nothing end it."""
    width: int
    """Digits, at least."""

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return the series that a seed stands for; None where it is a plain address.

        :raises UsageError: if it holds more than one range, one that counts down, or none in its path or query.
        """
        found = list(_RANGE.finditer(text))
        if not found:
            return None
        if len(found) > 1 or _MARK in text:
            raise UsageError(f"{text} holds more than one range of numbers: give it one, as in …/question?id={{1..9}}.")
        start, end = found[0].groups()
        first, last = int(start), int(end) if end else None
        if last is not None and last < first:
            raise UsageError(f"{text} counts down: write the smaller number first, as in {{1..9}}.")
        address = resolve(None, text[: found[0].start()] + _MARK + text[found[0].end() :]) or ""
        before, mark, after = address.partition(_MARK)
        if not mark or not urlsplit(before).path:
            raise UsageError(f"{text} is no http or https address with a range of numbers in its path or query.")
        return cls(text, before, after, first, last, len(start) if start.startswith("0") else 0)

    def url(self, number: int) -> str:
        """Return the address of a number."""
        return f"{self.before}{number:0{self.width}}{self.after}"

    def number(self, url: str) -> int | None:
        """Return the number of an address; None where it is none of the series."""
        if not (url.startswith(self.before) and url.endswith(self.after)):
            return None
        digits = url[len(self.before) : len(url) - len(self.after)]
        if not digits.isascii() or not digits.isdecimal() or len(digits) > len(_MARK):
            return None
        number = int(digits)
        within = self.first <= number and (self.last is None or number <= self.last)
        return number if within and self.url(number) == url else None


class Notes(Protocol):
    """Reads the notes kept with a frontier."""

    def note(self, name: str) -> str | None:
        """Return a note kept with the frontier."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a series has come; kept with the frontier."""

    next: int
    """The first number that was not queued yet."""
    hit: int | None = None
    """The highest number that gave a record; None where none did."""

    @classmethod
    def of(cls, series: Series, notes: Notes) -> Self:
        """Return how far a series has come in a run.

        :param notes: what is kept with its frontier.
        """
        note = notes.note(_NOTE + series.text)
        return cls(**json.loads(note)) if note else cls(series.first)

    def to_note(self) -> str:
        """Return what is kept."""
        return json.dumps(asdict(self))

    def end(self, series: Series, stop_after: int) -> int:
        """Return the number behind the last that is worth asking for, as far as is known."""
        end = (series.first if self.hit is None else self.hit + 1) + stop_after
        return end if series.last is None else min(end, series.last + 1)


class Block(NamedTuple):
    """Numbers of a series that are queued together."""

    series: Series
    urls: tuple[str, ...]
    end: int
    """The first number behind them."""


class Counting:
    """The series of a crawl: which numbers are to be queued next.

    :param stop_after: numbers in a row without a record after which a series ends.
    """

    def __init__(self, series: Sequence[Series], frontier: Frontier, canonical: Canonicalizer, stop_after: int) -> None:
        self._frontier = frontier
        self._canonical = canonical
        self._stop_after = stop_after
        self._progress = {one: Progress.of(one, frontier) for one in series}
        self._sown = {one: progress.next for one, progress in self._progress.items()}
        self._open = {
            one: dict(self._open_among(one, range(max(one.first, sown - 2 * AHEAD), sown)))
            for one, sown in self._sown.items()
        }

    def blocks(self) -> Iterator[Block]:
        """Yield the numbers to be queued now, so that there are always some ahead."""
        for series, numbers in self._open.items():
            start = self._sown[series]
            end = min(start + AHEAD, self._progress[series].end(series, self._stop_after))
            if start < end and len(numbers) < AHEAD // 2:
                self._sown[series] = end
                numbers.update(self._open_among(series, range(start, end)))
                yield Block(series, tuple(series.url(n) for n in range(start, end)), end)

    def commit(self, blocks: Iterable[Block], settled: Iterable[bytes], hits: Iterable[bytes]) -> dict[str, str]:
        """Take note of what is made true together; return the notes to be kept with it.

        :param blocks: what is queued.
        :param settled: fingerprints of addresses that came to their end.
        :param hits: those of them that gave a record.
        """
        before = dict(self._progress)
        for block in blocks:
            self._progress[block.series] = replace(self._progress[block.series], next=block.end)
        for series, numbers in self._open.items():
            progress = self._progress[series]
            found = [numbers[key] for key in hits if key in numbers]
            if found and (progress.hit is None or max(found) > progress.hit):
                self._progress[series] = replace(progress, hit=max(found))
            for key in settled:
                numbers.pop(key, None)
        return {
            _NOTE + series.text: progress.to_note()
            for series, progress in self._progress.items()
            if progress != before[series]
        }

    def _open_among(self, series: Series, numbers: Iterable[int]) -> Iterator[tuple[bytes, int]]:
        """Yield fingerprint and number of the addresses that are to come to their end yet."""
        for number in numbers:
            key = fingerprint(self._canonical(series.url(number)))
            state, _ = self._frontier.standing(key) or (State.QUEUED, None)
            if state in (State.QUEUED, State.RETRY):
                yield key, number


def ask_again(series: Series, frontier: Frontier, canonical: Canonicalizer) -> None:
    """Let a refresh ask again for what lies behind the last record of a series: where a site grows, records by now."""
    progress = Progress.of(series, frontier)
    for number in range(series.first if progress.hit is None else progress.hit + 1, progress.next):
        key = fingerprint(canonical(series.url(number)))
        frontier.revive(key)
        frontier.make_due(key)
