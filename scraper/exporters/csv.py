"""CSV after RFC 4180 for spreadsheets: one row a line, UTF-8, nothing in it that a spreadsheet would calculate."""

import csv
import io
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from schemas.types import Model
from scraper.exporters.jsonl import open_packed
from scraper.exporters.port import View

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet may take for a formula (OWASP, "CSV Injection")."""


class TableWriter:
    """Writes rows to a CSV file, below a line with the names of the columns."""

    def __init__(self, path: Path, view: View) -> None:
        with ExitStack() as held:
            stream = open_packed(path, held)
            text = held.enter_context(io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True))
            self._table = csv.writer(text, lineterminator="\n")
            self._table.writerow(view.columns)
            self._held = held.pop_all()

    def write(self, rows: Sequence[Model]) -> None:
        """Add rows."""
        self._table.writerows(map(cell, row.model_dump(mode="json").values()) for row in rows)

    def close(self) -> None:
        """Finish the file."""
        self._held.close()


class Csv:
    """The format; the same rows always give the same bytes."""

    suffixes = (".csv", ".csv.gz")

    def open(self, path: Path, view: View) -> TableWriter:
        """Begin a file."""
        return TableWriter(path, view)


def cell(value: Any) -> str:
    """Return a JSON value as a cell: null is empty, lists and objects are JSON text.

    Whatever begins like a formula gets a leading apostrophe, negative numbers too: what opens the file cannot tell
    them from ``-1+cmd``.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"'{text}" if text.startswith(DANGEROUS) else text


EXPORTER = Csv()
