"""What an export is asked to do, and what it did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

from scraper.exporters.port import ExportedFile

Progress = Callable[[int, int], None]
"""Told now and then how many records were read and how many rows written."""


@dataclass(frozen=True, slots=True)
class Options:
    """What becomes of the records on their way."""

    view: str = "full"
    """One of ``scraper.exporters.views.VIEWS``."""
    select: Sequence[str] = ()
    """Columns that are kept, in this order; none keeps all."""
    where: Sequence[str] = ()
    """Conditions that a record must meet, all of them."""
    sample: int | float | None = None
    """Number of records (int) or share of them (float, 0 to 1) that are kept."""
    seed: int = 0
    """Another seed gives another sample and another split."""
    split: Mapping[str, float] = field(default_factory=dict)
    """Name → share of the dataset's parts; empty for one part."""
    dedup: bool = False
    """Whether of records that say nearly the same only the first is kept."""
    clusters: bool = False
    """Whether a column ``cluster`` tells which records say nearly the same."""
    shard_rows: int | None = None
    """Most rows of one file."""
    privacy: str = "keep"
    """``keep``, ``pseudonymise`` or ``redact``."""
    privacy_key: str | Path | None = None
    """File that holds the key of the pseudonyms; None for the person's own."""
    presidio: bool = False
    """Whether Microsoft Presidio looks for what points at a person, too."""
    manifest: bool = False
    """Whether a single file gets a manifest beside it; several always do."""
    format: str | None = None
    """Suffix of the format, where the name of the output does not tell it."""


class Keywords(TypedDict, total=False):
    """The fields of ``Options`` but the view, for functions that take them as keywords."""

    select: Sequence[str]
    where: Sequence[str]
    sample: int | float | None
    seed: int
    split: Mapping[str, float]
    dedup: bool
    clusters: bool
    shard_rows: int | None
    privacy: str
    privacy_key: str | Path | None
    presidio: bool
    manifest: bool
    format: str | None


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did."""

    out: str
    """Where to, as it was given."""
    view: str
    format: str
    """Suffix of the files."""
    records: int
    """Records read."""
    not_chosen: Mapping[str, int]
    """Option (``where``, ``dedup``, ``sample``) → records it left out."""
    without_rows: int
    """Records that were chosen and gave no row: those without a reply, in a view of replies."""
    rows: int
    files: tuple[ExportedFile, ...]
    privacy: Mapping[str, Any]
    """Mode, and how often what was changed; never the values."""

    @property
    def chosen(self) -> int:
        """Records that were turned into rows."""
        return self.records - sum(self.not_chosen.values())
