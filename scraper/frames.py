"""Records as tables: Arrow and pandas, row by row of a view, with the column types of its row model."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

from schemas.qa import QARecord
from schemas.types import Model
from scraper.errors import MissingExtra
from scraper.exporters.port import View
from scraper.exporting.once import Once
from scraper.exporting.rows import view_named

if TYPE_CHECKING:
    import pandas
    import pyarrow

_ROWS_AT_ONCE = 1000


class Records:
    """Records that can be read as often as one likes, as records or as rows of a view.

    :param read: yields the records from the first on.
    """

    def __init__(self, read: Callable[[], Iterator[QARecord]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[QARecord]:
        """Yield the records, one at a time."""
        return self._read()

    def to_batches(self, view: str = "flat") -> "pyarrow.RecordBatchReader":
        """Return the rows of a view as Arrow batches, which are made as they are asked for.

        :param view: its name, such as ``flat`` (one row a record) or ``qa`` (one row a reply).
        :raises MissingExtra: if pyarrow is not installed.
        :raises UsageError: if there is no such view.
        """
        chosen = view_named(view)
        try:
            import pyarrow  # noqa: PLC0415 - an extra

            from scraper.columns import batch_of, schema_of  # noqa: PLC0415 - it needs the same
        except ImportError as error:
            raise MissingExtra("Arrow tables need pyarrow: pip install 'qaharvest[parquet]'.") from error
        schema = schema_of(chosen.row)
        rows = _rows(self._read(), chosen)
        some = iter(lambda: list(islice(rows, _ROWS_AT_ONCE)), [])
        return pyarrow.RecordBatchReader.from_batches(schema, (batch_of(rows, schema) for rows in some))

    def to_arrow(self, view: str = "flat") -> "pyarrow.Table":
        """Return the rows of a view as an Arrow table.

        :raises MissingExtra: if pyarrow is not installed.
        :raises UsageError: if there is no such view.
        """
        return self.to_batches(view).read_all()

    def to_pandas(self, view: str = "flat") -> "pandas.DataFrame":
        """Return the rows of a view as a data frame.

        Whole numbers and truth values that may be absent are ``Int64`` and ``boolean``, days are ``datetime64``.

        :raises MissingExtra: if pandas or pyarrow is not installed.
        :raises UsageError: if there is no such view.
        """
        try:
            import pandas  # noqa: PLC0415 - an extra
            import pyarrow  # noqa: PLC0415 - the same
        except ImportError as error:
            raise MissingExtra("Data frames need pandas: pip install 'qaharvest[pandas]'.") from error
        types = {
            pyarrow.int32(): pandas.Int64Dtype(),
            pyarrow.int64(): pandas.Int64Dtype(),
            pyarrow.bool_(): pandas.BooleanDtype(),
        }
        frame: pandas.DataFrame = self.to_arrow(view).to_pandas(types_mapper=types.get, date_as_object=False)
        return frame


def _rows(records: Iterable[QARecord], view: View) -> Iterator[Model]:
    if view.rank is None:
        for record in records:
            yield from view.rows(record)
        return
    with ExitStack() as held:
        once = Once(view, held)
        for record in records:
            once.add("", view.rows(record))
        yield from (row for row, _ in once.rows(""))
