"""What an export is made of: a view turns a record into rows, an exporter writes rows to a file of its format."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from schemas.qa import QARecord
from schemas.types import Model


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at records as rows."""

    name: str
    """What ``--view`` calls it."""
    row: type[Model]
    """The row's model: its columns in order, their types, their descriptions. File schemas come from it alone."""
    rows: Callable[[QARecord], Iterable[Model]]
    """The rows of one record, in the order of the page; a pure function."""
    key: str | None
    """The column that tells the rows of a dataset apart; None where that one was left out."""
    rank: Callable[[Model], int] | None = None
    """For a view whose records share rows: rows are written in the order of their ranks, and of the rows with one key
    only the first of lowest rank. None where every row is written as it comes."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(self.row.model_fields)


class Writer(Protocol):
    """A file that is being written."""

    def write(self, rows: Sequence[Model]) -> None:
        """Add rows of the view's model.

        :raises ExportError: if the format cannot hold one of them.
        :raises OSError: if the disk refuses it.
        """
        ...

    def close(self) -> None:
        """Finish the file; the same rows always give the same bytes."""
        ...


class Exporter(Protocol):
    """One format of files."""

    suffixes: tuple[str, ...]
    """Ends of file names that choose it, such as ``.parquet``."""

    def open(self, path: Path, view: View) -> Writer:
        """Begin a file; the caller gives it its final name once it is closed.

        :raises MissingExtra: if the library it needs is not installed.
        :raises UsageError: if the view does not fit the format.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that an export wrote."""

    path: str
    """Relative to the folder of the export."""
    split: str | None
    """The part of the dataset it belongs to, such as ``train``; None where it was not split."""
    rows: int
    octets: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a dataset holds of one site."""

    site: str
    """Name of the profile that read its pages."""
    licence: str | None
    """Licence or terms of reuse that the site declares, where they are known."""
    records: int
    hosts: tuple[str, ...] = ()
    """Hosts its pages came from, the most frequent first; some of them, and none that privacy took out."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a card tells of a dataset; nothing in it depends on when or where it was made."""

    records: int
    """Records that were chosen."""
    rows: int
    without_rows: int
    """Chosen records that gave no row."""
    sites: tuple[SiteFacts, ...]
    """In the order of their names."""
    languages: Mapping[str, int]
    """BCP 47 tag → chosen records, the most frequent first; ``und`` where it is not known."""
    extractors: Mapping[str, int]
    """Name and version of what read the pages → chosen records, in the order of their names."""
    fetched_from: date | None
    """Day (UTC) on which the first page of a chosen record was fetched; None where no record tells."""
    fetched_to: date | None
    """Day (UTC) on which the last one was fetched."""
    example: Model | None
    """The first row; None where there is none."""
    choices: Mapping[str, Any]
    """Options that decided which records and columns are in it (``where``, ``sample``, ``split`` …)."""
    privacy: Mapping[str, Any]
    """``mode``; and unless that is ``keep``: ``records`` looked at, ``changed`` ones, ``changes`` as a list of
    ``kind``, ``field``, ``count``; never the values."""
