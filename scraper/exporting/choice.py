"""Which records are exported, and into which split each of them goes."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import NamedTuple

from schemas.qa import QARecord
from scraper.errors import UsageError
from scraper.exporting.choosing import Split, number_of, share_limit, smallest_limit
from scraper.exporting.options import Options
from scraper.exporting.source import ReadRecord, Source
from scraper.exporting.where import conditions
from scraper.quality.duplicates import Duplicates, compared_text

UNSPLIT = ""
"""Name of the only part of a dataset that is not split."""


class Chosen(NamedTuple):
    """A record that is exported."""

    split: str
    """The part of the dataset it belongs to."""
    record: QARecord
    octets: int
    """Length of the line it was: a measure of how much its rows hold."""
    cluster: int = 0
    """Number of its cluster of near-duplicates, from 1; 0 where nobody looked."""


class Choice:
    """The choice that the options of one export describe; to be used for one reading.

    :raises UsageError: if the options are impossible.
    """

    def __init__(self, options: Options, told: Callable[[int], None]) -> None:
        self.read = 0
        """Records read so far."""
        self.not_chosen: Counter[str] = Counter()
        """Option → records it left out."""
        self._holds = conditions(options.where)
        self._split = Split(options.split, options.seed) if options.split else None
        self._options = options
        self._told = told

    @property
    def splits(self) -> tuple[str, ...]:
        """Names of the parts."""
        return self._split.names if self._split is not None else (UNSPLIT,)

    def records(self, source: Source) -> Iterator[Chosen]:
        """Yield the chosen records in their order.

        :raises UsageError: if a line is no record.
        :raises MissingExtra: if near-duplicates must be found, and the libraries for it are not installed.
        """
        with ExitStack() as held:
            look = _Look(self._options, held)
            if look.is_needed:
                source.keep()
                for record, _ in self._met(source, count=False):
                    look.add(record)
            look.end()
            taken = 0
            for position, (record, octets) in enumerate(self._met(source, count=True)):
                why_not = look.why_not(position, record, taken)
                if why_not is not None:
                    self.not_chosen[why_not] += 1
                    continue
                taken += 1
                split = self._split.part_of(look.cluster_id(position)) if self._split else UNSPLIT
                yield Chosen(split, record, octets, look.cluster(position))

    def _met(self, source: Source, *, count: bool) -> Iterator[ReadRecord]:
        """Yield the records that meet the conditions."""
        for number, read in enumerate(source.records(), start=1):
            self._told(number)
            holds = self._holds(read.record)
            if count:
                self.read = number
                self.not_chosen["where"] += not holds
            if holds:
                yield read


class _Look:
    """What must be known of all records before the first can be chosen; nothing where it need not."""

    def __init__(self, options: Options, held: ExitStack) -> None:
        self._dedup = options.dedup
        self._sample = options.sample
        self._seed = options.seed
        needs_clusters = options.dedup or options.clusters or len(options.split) > 1
        self._duplicates = held.enter_context(Duplicates()) if needs_clusters else None
        self._numbers = array("Q")
        self._limit = share_limit(options.sample) if isinstance(options.sample, float) else 0
        self.is_needed = needs_clusters or isinstance(options.sample, int)

    def add(self, record: QARecord) -> None:
        self._numbers.append(self._number(record))
        if self._duplicates is not None:
            text = compared_text(record.question.text, (reply.text for reply in record.replies))
            self._duplicates.add(record.record_id, text)

    def end(self) -> None:
        if isinstance(self._sample, int):
            numbers = (number for position, number in enumerate(self._numbers) if not self._repeats(position))
            self._limit = smallest_limit(numbers, self._sample)

    def why_not(self, position: int, record: QARecord, taken: int) -> str | None:
        """Return the option that leaves a record out; None for a chosen one."""
        if self.is_needed and position >= len(self._numbers):
            raise UsageError("The records changed while they were read; run the same command again.")
        if self._repeats(position):
            return "dedup"
        if self._sample is None:
            return None
        is_full = isinstance(self._sample, int) and taken == self._sample
        return "sample" if is_full or self._number(record) >= self._limit else None

    def cluster(self, position: int) -> int:
        """Return the number of a record's cluster: the place of its first record among those that were looked at."""
        return self._duplicates.cluster_of(position) + 1 if self._duplicates is not None else 0

    def cluster_id(self, position: int) -> str:
        """Return the id of the first record of a record's cluster."""
        if self._duplicates is None:
            return ""
        return self._duplicates.record_id(self._duplicates.cluster_of(position))

    def _repeats(self, position: int) -> bool:
        return self._dedup and self._duplicates is not None and self._duplicates.cluster_of(position) != position

    def _number(self, record: QARecord) -> int:
        return number_of(record.record_id, "sample", self._seed)
