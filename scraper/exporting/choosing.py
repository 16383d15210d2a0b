"""Choices that depend on a record's identity alone: samples and splits stay the same wherever the record stands."""

import heapq
import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from scraper.errors import UsageError

_OCTETS = 8
_WHOLE: int = 1 << (8 * _OCTETS)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TOLERANCE = 1e-6  # by which shares may miss 1, as thirds do


def number_of(record_id: str, purpose: str, seed: int) -> int:
    """Return a number below 2**64 that looks drawn and is always the same.

    :param purpose: sets apart what is drawn for different ends: a sample must not decide a split.
    """
    text = f"{purpose}\n{seed}\n{record_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_OCTETS).digest(), "big")


def share_limit(share: float) -> int:
    """Return the number below which a share of all numbers lies."""
    return round(share * _WHOLE)


def smallest_limit(numbers: Iterable[int], most: int) -> int:
    """Return the number up to which lie the ``most`` smallest; memory grows with ``most`` alone."""
    return max(heapq.nsmallest(most, numbers), default=0) + 1


class Split:
    """The parts of a dataset and their shares.

    :param shares: name → share of the clusters; they add up to 1.
    :raises UsageError: if they do not, or a name is none.
    """

    def __init__(self, shares: Mapping[str, float], seed: int) -> None:
        for name, share in shares.items():
            if not _NAME.fullmatch(name):
                raise UsageError(f"{name[:40]!r} names no split: use small letters, digits and underscores.")
            if not 0 < share < 1 and len(shares) > 1:
                raise UsageError(f"The share of {name} must lie between 0 and 1, not be {share:g}.")
        if not abs(sum(shares.values()) - 1) <= _TOLERANCE:  # "not": NaN is no share either
            raise UsageError(f"The shares of a split must add up to 1, not to {sum(shares.values()):g}.")
        self.names = tuple(shares)
        self._seed = seed
        sums = [sum(list(shares.values())[: number + 1]) for number in range(len(shares))]
        self._limits = [share_limit(share) for share in sums[:-1]]

    def part_of(self, cluster_id: str) -> str:
        """Return the split a cluster of near-duplicates belongs to.

        :param cluster_id: id of its first record.
        """
        drawn = number_of(cluster_id, "split", self._seed)
        return next(
            (name for name, limit in zip(self.names, self._limits, strict=False) if drawn < limit), self.names[-1]
        )


def parsed_split(text: str) -> dict[str, float]:
    """Read ``train=0.8,test=0.2``.

    :raises UsageError: if it is none such.
    """
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, equals, share = part.strip().partition("=")
        try:
            shares[name] = float(share)
        except ValueError:
            equals = ""
        if not equals:
            raise UsageError(
                f"{text[:60]!r} is no split: write NAME=SHARE with commas between, such as train=0.8,test=0.2"
            )
    if len(shares) != len(text.split(",")):
        raise UsageError(f"{text[:60]!r} names a split twice.")
    return shares


def parsed_sample(text: str) -> int | float:
    """Read a sample: a whole number of records, or their share as a decimal fraction.

    :raises UsageError: if it is neither.
    """
    if re.fullmatch(r"[0-9]{1,15}", text) and int(text):
        return int(text)
    if re.fullmatch(r"[0-9]?\.[0-9]{1,15}", text) and 0 < float(text) <= 1:
        return float(text)
    raise UsageError(f"{text[:40]!r} is no sample: give a number of records such as 500, or a share such as 0.1")
