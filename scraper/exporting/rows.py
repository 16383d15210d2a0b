"""From records to the rows of a view."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from typing import cast

from schemas.qa import QARecord
from schemas.types import Model
from scraper.errors import UsageError
from scraper.exporters.port import View
from scraper.exporters.views import VIEWS
from scraper.exporting.choice import UNSPLIT, Chosen
from scraper.exporting.clustering import clustered, clusterer
from scraper.exporting.files import Output
from scraper.exporting.narrowing import caster, narrowed
from scraper.exporting.once import Once


def view_named(name: str) -> View:
    """Return the view of that name.

    :raises UsageError: if there is none.
    """
    if name not in VIEWS:
        raise UsageError(f"There is no view {name[:40]!r}; there are {', '.join(VIEWS)}.")
    return VIEWS[name]


class MadeRow:
    """A row that is JSON already; what writes JSON asks a row for no more."""

    __slots__ = ("_line",)

    def __init__(self, line: bytes) -> None:
        self._line = line

    def model_dump_json(self) -> str:
        """Return the JSON."""
        return self._line.decode()


class Rows:
    """Turns records into the rows of a view, of which some columns may be selected.

    :param clusters: whether a column tells the cluster of near-duplicates of each row's record.
    :raises UsageError: if there is no such view or column, or the view's rows belong to several records.
    """

    def __init__(self, view: str, select: Sequence[str], *, clusters: bool = False) -> None:
        self._whole = view_named(view)
        self._widen: Callable[[Model, int], Model] | None = None
        self.view = self._whole
        """What the rows look like that are written."""
        if clusters:
            self.view = clustered(self._whole)
            self._widen = clusterer(self.view.row)
        if select:
            self.view = narrowed(self.view, select)
        self._narrow: Callable[[Model], Model] | None = caster(self.view.row) if select else None
        self.without = 0
        """Records that gave no row."""
        self.example: Model | None = None
        """The first row that was written."""

    def write(self, records: Iterable[Chosen], output: Output, splits: Sequence[str]) -> None:
        """Write the rows of records.

        :param splits: names of all parts of the dataset.

        :raises ExportError: if the format cannot hold a row.
        :raises StorageFull: if the disk refuses a scratch file.
        :raises OSError: if it refuses the output.
        """
        with ExitStack() as held:
            once = Once(self._whole, held) if self._whole.rank is not None else None
            for split, record, octets, cluster in records:
                rows = list(self._whole.rows(record))
                self.without += not rows
                if self._widen is not None:
                    rows = [self._widen(row, cluster) for row in rows]
                if once is not None:
                    once.add(split, rows)
                else:
                    self._add(output, split, rows, octets)
            if once is not None:
                for split in splits:
                    for row, octets in once.rows(split):
                        self._add(output, split, (row,), octets)

    def of_record(self, record: QARecord) -> list[Model]:
        """Return the rows of one record as they are written, where records share none."""
        rows = self._whole.rows(record)
        return list(map(self._narrow, rows) if self._narrow is not None else rows)

    def add_made(self, output: Output, lines: Sequence[bytes], octets: int, *, as_lines: bool) -> None:
        """Write rows of one record that were made elsewhere.

        :param lines: each as one line of JSON.
        :param as_lines: whether that is how they are written.
        """
        self.without += not lines
        parsed = self.view.row.model_validate_json
        if self.example is None and lines:
            self.example = parsed(lines[0])
        rows = [cast("Model", MadeRow(line)) for line in lines] if as_lines else [parsed(line) for line in lines]
        output.add(UNSPLIT, rows, octets)

    def _add(self, output: Output, split: str, rows: Sequence[Model], octets: int) -> None:
        written = [self._narrow(row) for row in rows] if self._narrow is not None else rows
        if self.example is None and written:
            self.example = written[0]
        output.add(split, written, octets)
