"""Which records say nearly the same: clusters by the similarity of their texts, in bounded memory.

Texts that are equal but for case, width, blanks and punctuation are found by a digest. The others are
compared by MinHash sketches over runs of characters, which works for Chinese as for English (Broder, "On the
resemblance and containment of documents", 1997).
"""

import re
import sqlite3
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from types import TracebackType

from scraper.errors import MissingExtra, StorageFull

THRESHOLD = 0.7
"""Estimated Jaccard similarity of two texts' sets of five-character runs from which they count as nearly equal.

A few changed words, another signature or a cut last fifth stay above it; two texts that share half of what they say
lie at a third.
"""

_BETWEEN = re.compile(r"[\W_]+")
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -16384;
CREATE TABLE record (position INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE text (digest BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
BEGIN;
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that say nearly the same."""

    first: int
    """Position of its first record."""
    size: int
    """Number of its records."""


def compared_text(question: str, replies: Iterable[str]) -> str:
    """Return the text by which a record is compared with others."""
    return "\n".join((question, *replies))


def needs_extra() -> str | None:
    """Return the sentence that says how to get what finding near-duplicates needs; None where it is there."""
    try:
        import scraper.quality.sketches  # noqa: F401, PLC0415
    except ImportError:
        return "Near-duplicates need the extra 'quality': pip install 'qaharvest[quality]'"
    return None


class Duplicates:
    """Clusters of records whose texts are nearly equal; to be used with ``with``, or closed.

    Add every record, then ask; nothing can be added after the first question. The same texts in the same order always
    give the same clusters. Memory: about 100 octets a record while the clusters are made, 8 afterwards; disk: at most
    900 octets a record, in scratch files that go when it is closed.

    :param threshold: similarity (0 to 1) from which two texts are of one cluster.
    :raises MissingExtra: if the libraries of the extra ``quality`` are not installed.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        if reason := needs_extra():
            raise MissingExtra(reason)
        from scraper.quality.sketches import Sketches  # noqa: PLC0415 - an extra

        self._threshold = threshold
        self._sketches = Sketches()
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._texts = array("I")  # position → number of its distinct text
        self._distinct = 0
        self._clusters: array[int] | None = None

    def __enter__(self) -> "Duplicates":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._texts)

    def close(self) -> None:
        """Drop the scratch files."""
        self._sketches.close()
        self._db.close()

    def add(self, record_id: str, text: str) -> int:
        """Add the next record; return its position, counted from 0.

        :param text: see ``compared_text``.
        :raises StorageFull: if the disk refuses the scratch file.
        """
        if self._clusters is not None:
            raise RuntimeError("the clusters are made already")
        position = len(self._texts)
        level = _level(text)
        digest = blake2b(level.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with _mapped_errors():
            self._db.execute("INSERT INTO record VALUES (?, ?)", (position, record_id))
            row = self._db.execute("SELECT number FROM text WHERE digest = ?", (digest,)).fetchone()
            if row is None:
                self._db.execute("INSERT INTO text VALUES (?, ?)", (digest, self._distinct))
                self._sketches.add(level)
        self._texts.append(self._distinct if row is None else row[0])
        self._distinct += row is None
        return position

    def cluster_of(self, position: int) -> int:
        """Return the position of the first record of this one's cluster; its own where it is alone.

        :raises StorageFull: if the disk refuses the scratch file.
        """
        return self._made()[position]

    def record_id(self, position: int) -> str:
        """Return the id that a record was added with."""
        with _mapped_errors():
            row = self._db.execute("SELECT id FROM record WHERE position = ?", (position,)).fetchone()
        found: str = row[0]
        return found

    def clusters(self) -> Iterator[Cluster]:
        """Yield the clusters of two and more records, in the order of their first ones."""
        sizes = array("I", bytes(4 * len(self)))
        for first in self._made():
            sizes[first] += 1
        for first, size in enumerate(sizes):
            if size > 1:
                yield Cluster(first, size)

    def members(self, first: int, most: int) -> list[int]:
        """Return the positions of a cluster's records, at most that many."""
        found: list[int] = []
        for position in range(first, len(self)):
            if len(found) == most:
                break
            if self._made()[position] == first:
                found.append(position)
        return found

    def exact(self) -> int:
        """Return how many records repeat an earlier one's text entirely."""
        return len(self) - self._distinct

    def _made(self) -> "array[int]":
        if self._clusters is None:
            with _mapped_errors():
                roots = self._sketches.roots(self._threshold).tolist() if self._distinct else []
            firsts = array("I", bytes(4 * self._distinct))
            # Backwards, so that what is kept for each text is the first record that has it.
            for position in range(len(self) - 1, -1, -1):
                firsts[self._texts[position]] = position
            self._clusters = array("I", (firsts[roots[number]] for number in self._texts))
        return self._clusters


def _level(text: str) -> str:
    """Return a text's letters and digits alone, whatever stands between them; one that has none stays as it is."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold()) or text


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise StorageFull("No space is left for scratch files: free some, or set TMPDIR to a larger disk.") from error
