"""The web that ``benchmarks.scale`` crawls: how many pages its hosts have, what pace they ask for, how they answer.

Sources, where there are any. Pages a host: a power law (Huberman and Adamic 1999, "Growth dynamics of the World-Wide
Web", find a density exponent of 1.7 to 1.9 in two large crawls, so that the share of hosts with more than n pages
falls as n^-0.8), cut at the most pages that a crawl takes of one host. The other shares are assumptions, and options.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

TAIL = 0.8
ASKED_DELAYS = (0.0, 0.1, 0.5, 2.0, 5.0, 10.0, 30.0)
"""Seconds of Crawl-delay; 0 for hosts that ask for none."""
DELAY_SHARES = (0.85, 0.01, 0.01, 0.02, 0.03, 0.06, 0.02)
ANSWERS = (0.15, 0.4, 1.2)
"""Seconds that an answer takes, the median of a host."""
ANSWER_SHARES = (0.5, 0.35, 0.15)
TEMPERS = ("steady", "slow at times", "refusing")
TEMPER_SHARES = (0.90, 0.06, 0.04)
OPEN, FORBIDDEN, LATER, GONE = range(4)
FATE_SHARES = (0.94, 0.02, 0.02, 0.02)
"""What robots.txt says: come in; stay out; not now (5xx, for an hour); the host cannot be reached at all."""
CLOSED_SECONDS = 3_600.0
FAILED = 0.01
"""Share of requests that fail and are made again."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kind:
    """Hosts alike in everything but their size."""

    asked_delay: float
    answer: float
    temper: str


KINDS = tuple(Kind(*parts) for parts in product(ASKED_DELAYS, ANSWERS, TEMPERS))
_KIND_SHARES = np.array([a * b * c for a, b, c in product(DELAY_SHARES, ANSWER_SHARES, TEMPER_SHARES)])


@dataclass(frozen=True)
class World:
    """The hosts of a crawl, drawn from a seed.

    :param hosts: how many.
    :param pages: how many they have together, about.
    :param largest: the most pages of one host that are crawled.
    """

    hosts: int
    pages: int
    largest: int
    seed: int = 1

    @cached_property
    def sizes(self) -> Integers:
        """Pages of each host, in the order in which hosts are claimed."""
        draw = np.random.default_rng([self.seed, 1])
        quantiles = (np.arange(self.hosts) + draw.random(self.hosts)) / self.hosts  # one in each stratum
        least, most = 1e-9, float(self.largest)
        for _ in range(100):
            middle = (least * most) ** 0.5
            if _pareto(quantiles, middle, self.largest).sum() < self.pages:
                least = middle
            else:
                most = middle
        sizes = _pareto(quantiles, most, self.largest)
        draw.shuffle(sizes)
        return sizes.astype(np.int64)

    @cached_property
    def kinds(self) -> Integers:
        """The number of each host's kind."""
        return self._drawn(2, _KIND_SHARES)

    @cached_property
    def fates(self) -> Integers:
        """What each host's robots.txt says; a crawl of a few hosts would not have begun with those that stay out."""
        fates = self._drawn(3, np.array(FATE_SHARES))
        return fates if self.hosts >= 100 else np.zeros_like(fates)

    @cached_property
    def fetched(self) -> Integers:
        """Pages that are fetched of each host."""
        return np.where((self.fates == OPEN) | (self.fates == LATER), self.sizes, 0)

    def _drawn(self, stream: int, shares: Floats) -> Integers:
        chances = np.random.default_rng([self.seed, stream]).random(self.hosts)
        return np.searchsorted(np.cumsum(shares / shares.sum())[:-1], chances, side="right").astype(np.int64)


def _pareto(quantiles: Floats, least: float, most: float) -> Floats:
    low, high = least**-TAIL, float(most) ** -TAIL
    return np.maximum(np.round((low - quantiles * (low - high)) ** (-1 / TAIL)), 1.0)
