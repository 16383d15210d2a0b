"""MinHash sketches of texts in a scratch file, and the groups of them that are nearly equal.

Needs the libraries of the extra ``quality``; ``duplicates`` imports it when it is wanted.
"""

import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from datasketch import MinHash

GRAM = 5
"""Characters of a shingle. Long enough that two texts on one subject share few, short enough for a changed word."""
PERMUTATIONS = 125
"""Hash values of a sketch; the estimate's standard error at a similarity of 0.7 is 0.041."""
_BANDS = 25
_ROWS = 5
# Pairs at 0.7 share a band with probability 1 - (1 - 0.7**5)**25 = 0.99, those at 0.3 with 0.06.

_WINDOW = 16_384  # characters sketched at once; their hash values take 8 MiB whatever the text's length
_BLOCK = 4_096  # sketches written at once
_ROUNDS = 4  # comparisons a sketch and band may cost on average
_BASE = 1_000_003  # of the polynomial that makes one number of a shingle

Array = np.ndarray[Any, np.dtype[Any]]


def _as_it_is(number: int) -> int:
    return number


class Sketches:
    """The sketches of many texts. A sketch takes 700 octets of disk; ``roots`` takes about 60 octets of memory each."""

    def __init__(self) -> None:
        self._empty = MinHash(num_perm=PERMUTATIONS, seed=1, hashfunc=_as_it_is, scheme="affine32")
        generator = np.random.RandomState(2)
        self._mixers = generator.randint(0, 1 << 62, PERMUTATIONS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self._values = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this one
        self._keys = tempfile.TemporaryFile()  # noqa: SIM115
        self._block: list[Array] = []
        self._number = 0

    def close(self) -> None:
        """Drop the scratch files."""
        self._values.close()
        self._keys.close()

    def add(self, text: str) -> None:
        """Sketch the next text."""
        sketch = self._empty.copy()
        for grams in _grams(text):
            sketch.update_batch(grams)
        self._block.append(sketch.hashvalues)
        self._number += 1
        if len(self._block) == _BLOCK:
            self._write()

    def roots(self, threshold: float) -> Array:
        """Return for each sketch the number of the first one of its group.

        :param threshold: estimated Jaccard similarity (0 to 1) from which two sketches are of one group. Only sketches
            that share a band are compared.
        """
        self._write()
        parents = np.arange(self._number, dtype=np.int64)
        for band in range(_BANDS):
            self._join(parents, self._band(band), threshold)
        return parents

    def _write(self) -> None:
        if not self._block:
            return
        values = np.stack(self._block)
        mixed = (values.astype(np.uint64) * self._mixers).reshape(len(values), _BANDS, _ROWS)
        keys = np.bitwise_xor.reduce(mixed ^ (mixed >> np.uint64(29)), axis=2)
        self._values.write(values.astype("<u4").tobytes())
        self._keys.write(np.ascontiguousarray(keys.T).tobytes())
        self._block.clear()

    def _band(self, band: int) -> Array:
        """Return the key of every sketch in one band; within a block the keys of a band lie together."""
        keys = np.empty(self._number, dtype=np.uint64)
        for start in range(0, self._number, _BLOCK):
            size = min(_BLOCK, self._number - start)
            self._keys.seek((start * _BANDS + band * size) * 8)
            keys[start : start + size] = np.frombuffer(self._keys.read(size * 8), dtype=np.uint64)
        return keys

    def _join(self, parents: Array, keys: Array, threshold: float) -> None:
        """Join the groups of those that share a key and are similar enough."""
        members = np.argsort(keys, kind="stable")
        starts = _starts(keys[members])
        # Most of those that share a key are of one group already, or alone with it.
        lowest, highest = (of.reduceat(parents[members], starts) for of in (np.minimum, np.maximum))
        sizes = np.diff(np.append(starts, len(members)))
        kept = np.repeat(lowest != highest, sizes)
        members, bucket = members[kept], np.repeat(np.arange(len(starts)), sizes)[kept]
        budget = _ROUNDS * self._number
        while len(members) and budget > 0:
            # Everything in a bucket is compared with its first; what is not similar to it goes on to the next round.
            firsts = _starts(bucket)
            leader = np.repeat(members[firsts], np.diff(np.append(firsts, len(members))))
            rest = leader != members
            members, bucket, leader = members[rest], bucket[rest], leader[rest]
            similar = parents[members] == parents[leader]
            similar[~similar] = self._are_similar(members[~similar], leader[~similar], threshold)
            for one, other in zip(members[similar].tolist(), leader[similar].tolist(), strict=True):
                _unite(parents, one, other)
            budget -= len(members)
            members, bucket = members[~similar], bucket[~similar]
        while not np.array_equal(above := parents[parents], parents):
            parents[:] = above

    def _are_similar(self, ones: Array, others: Array, threshold: float) -> Array:
        found = np.empty(len(ones), dtype=bool)
        for start in range(0, len(ones), _BLOCK):
            part = slice(start, start + _BLOCK)
            equal = self._sketches(ones[part]) == self._sketches(others[part])
            found[part] = equal.mean(axis=1) >= threshold
        return found

    def _sketches(self, numbers: Array) -> Array:
        size = PERMUTATIONS * 4
        distinct, places = np.unique(numbers, return_inverse=True)
        octets = bytearray()
        for number in distinct.tolist():
            self._values.seek(number * size)
            octets += self._values.read(size)
        sketches: Array = np.frombuffer(bytes(octets), dtype="<u4").reshape(-1, PERMUTATIONS)[places]
        return sketches


def _grams(text: str) -> Iterator[list[int]]:
    """Yield a 32-bit number for each distinct shingle, window by window."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    if len(points) < GRAM:
        points = np.pad(points, (0, GRAM - len(points)))
    for start in range(0, len(points) - GRAM + 1, _WINDOW):
        window = points[start : start + _WINDOW + GRAM - 1]
        size = len(window) - GRAM + 1
        numbers = np.zeros(size, dtype=np.uint64)
        for offset in range(GRAM):
            numbers = numbers * np.uint64(_BASE) + window[offset : offset + size]
        yield np.unique((numbers ^ (numbers >> np.uint64(32))) & np.uint64(0xFFFFFFFF)).tolist()


def _starts(ordered: Array) -> Array:
    """Return where each run of equal values begins."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _unite(parents: Array, one: int, other: int) -> None:
    """Join two groups; the group's first stays its root."""
    while parents[one] != one:
        one = parents[one]
    while parents[other] != other:
        other = parents[other]
    parents[max(one, other)] = min(one, other)
