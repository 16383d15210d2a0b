"""Which views, formats and readers go together, and the page that says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scraper.exporters.port import View
from scraper.exporters.views import VIEWS
from scraper.exporting.target import formats
from tests.readers.cases import CASES, FOLDER, exported, rows_of
from tests.readers.comparing import differences
from tests.readers.libraries import READINGS, Reading

PAGE = Path(__file__).parents[2] / "docs/readers.md"

KINDS = (
    ".jsonl",
    ".jsonl.gz",
    ".jsonl.zst",
    ".csv",
    ".csv.gz",
    ".parquet",
    ".sqlite",
    ".duckdb",
    ".graphml",
    f"{FOLDER}.parquet",
    f"{FOLDER}.jsonl",
    f"{FOLDER}.csv",
)
"""Formats of single files, and of the files in a dataset folder."""
READERS = tuple(dict.fromkeys(reading.reader for reading in READINGS))

_HEAD = """# Readers

Which tool reads which view in which format. Every `ok` is a test: the rows that come out are compared, value by value,
with the rows that went in. This page is written by `python -m tests.readers`, which runs them all; another test sees
that it names what is tested.

{cases}

`ok` stands where the tool reads the file by its own function, a point where it has none for the format. A number leads
to the notes.

"""
_TAIL = """
The lines that read are those of `tests/readers/libraries.py`; [the cookbook](cookbook.md) has them at work.

- **Types.** Parquet, DuckDB and dataset folders bring their types. From JSON Lines, readers infer them: a column
  without any value has none, days may come as text or as days. Whole numbers beside nulls become floats in pandas;
  there as in jq they are exact up to 2^53.
- **CSV** has text alone; tell the reader so (`dtype=str`, `infer_schema=False`, `all_varchar`; for `datasets` features
  and `keep_default_na=False`), and strip the apostrophe that keeps [spreadsheets from calculating](export.md#files).
- **Long lines.** pyarrow and DuckDB want to be told when a line of JSON or CSV is longer than about 1 or 2 MB
  (`block_size`, `max_line_size`).
- Lists within the entries of a list of the article are JSON text where a format has fixed types; SQLite and CSV have
  every list and object as JSON text.
- From DuckDB, times reach Python by way of Arrow (`to_arrow_table`), else it asks for `pytz`.
"""


@dataclass(frozen=True)
class Pair:
    """A view in a format, and how one reader reads it."""

    view: View
    kind: str
    reading: Reading

    def differences(self, case: str, folder: Path) -> list[str]:
        """Export a case, read it, and return what differs."""
        records = CASES[case]
        rows = rows_of(self.view.name, records)
        path = exported(folder, self.view.name, self.kind, records)
        found = self.reading.load(path, folder / "scratch")
        if self.kind == ".graphml":  # a graph has no order
            rows, found = (sorted(some, key=lambda row: row["id"]) for some in (rows, found))
        return differences(rows, found, is_text=".csv" in self.kind)


def pairs() -> Iterator[Pair]:
    """Yield all that is tested."""
    for view in VIEWS.values():
        for kind in KINDS:
            for reading in READINGS:
                if _is_written(view, kind) and kind in reading.kinds and view.name not in reading.not_views:
                    yield Pair(view, kind, reading)


def cases_of(pair: Pair) -> list[str]:
    """Return the cases that the reader takes."""
    return [name for name, records in CASES.items() if records or pair.reading.not_empty is None]


def _is_written(view: View, kind: str) -> bool:
    return kind.removeprefix(FOLDER) in formats() and (kind != ".graphml" or view.name == "graph")


def page() -> str:
    """Return ``docs/readers.md``."""
    notes: dict[str, int] = {}
    lines = [f"| view | format | {' | '.join(READERS)} |", f"| --- | --- |{' --- |' * len(READERS)}"]
    for view in VIEWS.values():
        for kind in (kind for kind in KINDS if _is_written(view, kind)):
            cells = [_cell(view, kind, reader, notes) for reader in READERS]
            lines.append(f"| `{view.name}` | {_shown(kind)} | {' | '.join(cells)} |")
    told = "".join(f"\n{number}. {note}" for note, number in notes.items())
    return f"{_HEAD.format(cases=_cases())}{chr(10).join(lines)}\n{told}\n{_TAIL}"


def _cases() -> str:
    return f"Each pair is tested with {len(CASES)} datasets: {'; '.join(CASES)}."


def _cell(view: View, kind: str, reader: str, notes: dict[str, int]) -> str:
    reading = next((one for one in READINGS if one.reader == reader and kind in one.kinds), None)
    if reading is None:
        return "·"
    if view.name in reading.not_views:
        return f"no ({_number(f'{reader}: {reading.not_views[view.name]}.', notes)})"
    if reading.not_empty is None:
        return "ok"
    return f"ok ({_number(f'Not without any row: {reading.not_empty}.', notes)})"


def _number(note: str, notes: dict[str, int]) -> int:
    return notes.setdefault(note, len(notes) + 1)


def _shown(kind: str) -> str:
    return f"{FOLDER}`{kind.removeprefix(FOLDER)}`" if kind.startswith(FOLDER) else f"`{kind}`"
