"""Counters that stay small however much they count."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from math import log
from typing import TypeVar

MOST_NAMES = 5_000
"""Names that a counter holds; what comes later is counted together."""
OTHER = "(other)"
_MOST_CHARS = 120  # of a name
_EXACT = 4_096  # lengths below are counted as they are, longer ones to a hundredth
_STEP = log(1.01)
_MOST_EXTREMES = 10
_MOST_PASSAGES = 20_000
_FAR = 3.5  # modified z-score of an outlier (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993)
_LEAST_SPREAD = 0.1  # of the logarithm: where most lengths are equal, a tenth more is still no outlier

K = TypeVar("K", str, tuple[str, str])


def clip(name: str) -> str:
    """Return a name that comes from a page, no longer than a report wants it."""
    return name if len(name) <= _MOST_CHARS else name[: _MOST_CHARS - 1] + "…"


def count(counter: Counter[K], name: K, other: K, number: int = 1) -> None:
    """Count a name, as ``other`` where the counter holds its most."""
    counter[name if name in counter or len(counter) < MOST_NAMES else other] += number


@dataclass(slots=True)
class Lengths:
    """How long texts are, in characters."""

    counts: Counter[int] = field(default_factory=Counter)
    """Length → texts; from 4,096 characters on to a hundredth."""
    longest: list[tuple[int, str]] = field(default_factory=list)
    """A few, each with the id of its record; a heap."""
    shortest: list[tuple[int, str]] = field(default_factory=list)
    """A few, with the lengths below zero; a heap."""

    def add(self, length: int, record_id: str) -> None:
        """Count a text."""
        self.counts[length if length < _EXACT else round(_EXACT * 1.01 ** round(log(length / _EXACT) / _STEP))] += 1
        for heap, entry in ((self.longest, (length, record_id)), (self.shortest, (-length, record_id))):
            if len(heap) < _MOST_EXTREMES:
                heappush(heap, entry)
            elif entry > heap[0]:
                heappushpop(heap, entry)

    def quantile(self, share: float) -> int | None:
        """Return the length that this share of the texts does not exceed; None where there are no texts."""
        left = share * self.counts.total()
        for length in sorted(self.counts):
            left -= self.counts[length]
            if left <= 0:
                return length
        return None

    def limits(self) -> tuple[float, float] | None:
        """Return the lengths outside of which a text is an outlier; None where there are no texts.

        By the median and the median absolute deviation of the lengths' logarithms: lengths are skewed.
        """
        median = self.quantile(0.5)
        if median is None:
            return None
        middle = log(median + 1)
        distances: Counter[float] = Counter()
        for length, number in self.counts.items():
            distances[abs(log(length + 1) - middle)] += number
        left, spread = self.counts.total() / 2, 0.0
        for spread in sorted(distances):
            left -= distances[spread]
            if left <= 0:
                break
        ratio = 2.718281828459045 ** (_FAR * max(spread, _LEAST_SPREAD) / 0.6745)
        return (median + 1) / ratio - 1, (median + 1) * ratio - 1

    def outliers(self) -> tuple[int, list[tuple[int, str]]]:
        """Return how many texts are outliers, and the farthest of them with the ids of their records."""
        limits = self.limits()
        if limits is None:
            return 0, []
        number = sum(n for length, n in self.counts.items() if not limits[0] <= length <= limits[1])
        long = [one for one in sorted(self.longest, reverse=True) if one[0] > limits[1]]
        short = [(-length, name) for length, name in sorted(self.shortest, reverse=True) if -length < limits[0]]
        return number, long + short

    def in_steps(self, bounds: list[int]) -> Iterator[int]:
        """Yield the number of texts shorter than each bound and not than the one before, then the rest."""
        lowest = 0
        for bound in bounds:
            yield sum(n for length, n in self.counts.items() if lowest <= length < bound)
            lowest = bound
        yield sum(n for length, n in self.counts.items() if length >= lowest)


@dataclass(slots=True)
class Passages:
    """Paragraphs that occur in many records, by lossy counting (Manku and Motwani, 2002)."""

    counts: dict[str, int] = field(default_factory=dict)
    _floor: int = 0

    def add(self, passage: str) -> None:
        """Count a paragraph; the rarest are forgotten where there are too many."""
        self.counts[passage] = self.counts.get(passage, self._floor) + 1
        while len(self.counts) > _MOST_PASSAGES:
            self._floor += 1
            self.counts = {text: number for text, number in self.counts.items() if number > self._floor}

    def frequent(self, least: int, most: int) -> list[tuple[str, int]]:
        """Return paragraphs that occur at least that often, the commonest first."""
        often = [(text, number) for text, number in self.counts.items() if number >= least]
        return sorted(often, key=lambda one: (-one[1], one[0]))[:most]
