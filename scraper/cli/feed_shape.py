"""What is fed of a record: the record itself, or the rows of a view."""

from collections.abc import Sequence

from schemas.qa import QARecord
from scraper.exporters.port import View
from scraper.exporting.rows import view_named
from scraper.feeding.port import Row, Shape
from scraper.lines import record_id_of


def shape_of(view: str) -> Shape:
    """Return what turns the line of a record into the rows of a view.

    :raises UsageError: if there is no view of that name.
    """
    if view == "full":
        return whole
    return rows_of(view_named(view))


def whole(line: bytes) -> Sequence[Row]:
    """Return a record as it is."""
    return (Row(record_id_of(line), line),)


def rows_of(view: View) -> Shape:
    """Return what makes a view's rows of a record's line."""
    key = view.key
    assert key is not None, "a view in the table knows its rows apart"

    def shape(line: bytes) -> Sequence[Row]:
        record = QARecord.model_validate_json(line)
        return [Row(str(getattr(row, key)), row.model_dump_json().encode()) for row in view.rows(record)]

    return shape
