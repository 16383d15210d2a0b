"""The files of one export: rows go to the file of their split, and on to another where one is full."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

from schemas.types import Model
from scraper.exporters.port import ExportedFile, Writer
from scraper.exporting.staging import digest_of
from scraper.exporting.target import Target

FOLDER_SHARD_ROWS = 100_000
"""Most rows of one file in a folder, unless something else is asked for: some hundred MB at most."""
_BATCH = 1_000  # rows that are handed to a writer at once
_BATCH_OCTETS = 2 * 1024 * 1024  # … and octets they may hold: texts may be long
_WHOLE = "train"  # what readers of dataset folders call the only part


class Output(Protocol):
    """Whatever takes rows."""

    @property
    def rows(self) -> int:
        """Rows written so far."""
        ...

    def add(self, split: str, rows: Iterable[Model], octets: int) -> None:
        """Add rows to one part of the dataset.

        :param octets: measure of how much they hold.
        """
        ...


class Stream:
    """One stream that takes all rows.

    :param writer: not closed: the stream is not ours.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._rows = 0

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return self._rows

    def add(self, split: str, rows: Iterable[Model], octets: int) -> None:  # noqa: ARG002 - part of the port
        """Write rows."""
        some = list(rows)
        self._writer.write(some)
        self._rows += len(some)


class Files:
    """The files of one export; to be used with ``with``.

    :param folder: where they are written, before they get their places.
    :param open_file: begins a file of the format and view.
    :param splits: names of the parts; the empty name for the only one.
    :param shard_rows: most rows of one file; None for no end.
    """

    def __init__(
        self,
        folder: Path,
        target: Target,
        open_file: Callable[[Path], Writer],
        *,
        splits: Sequence[str],
        shard_rows: int | None,
    ) -> None:
        self._folder = folder
        self._target = target
        if target.is_folder:
            shard_rows = shard_rows or FOLDER_SHARD_ROWS
            (folder / "data").mkdir()
        self._is_sharded = shard_rows is not None
        self._parts = {split: _Part(open_file, folder / f".{split}", target.suffix, shard_rows) for split in splits}

    def __enter__(self) -> "Files":
        for part in self._parts.values():
            part.begin()  # now, so that what is missing is told before all is read
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in self._parts.values():
            with suppress(Exception):  # they are closed already, or something else is being told
                part.close()

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return sum(part.rows for part in self._parts.values())

    def add(self, split: str, rows: Iterable[Model], octets: int) -> None:
        """Add rows to one part of the dataset.

        :param octets: measure of how much they hold; bounds what waits in memory.
        :raises ExportError: if the format cannot hold one of them.
        :raises OSError: if the disk refuses it.
        """
        self._parts[split].add(rows, octets)

    def close(self) -> tuple[ExportedFile, ...]:
        """Finish the files and name them; nothing can be added any more."""
        return tuple(self._named())

    def _named(self) -> Iterator[ExportedFile]:
        for split, part in self._parts.items():
            part.end()
            for number, (path, rows) in enumerate(part.files):
                name = self._name(split, number, len(part.files))
                octets, sha256 = digest_of(path.rename(self._folder / name))
                yield ExportedFile(name, split or (_WHOLE if self._target.is_folder else None), rows, octets, sha256)

    def _name(self, split: str, number: int, count: int) -> str:
        shard = f"-{number:05}-of-{count:05}" if self._is_sharded else ""
        if self._target.is_folder:
            return f"data/{split or _WHOLE}{shard}{self._target.suffix}"
        return f"{self._target.stem}{f'-{split}' if split else ''}{shard}{self._target.suffix}"


def is_name_of(target: Target, name: str) -> bool:
    """Whether an export to a file gives a file that name, with some splits and number of shards."""
    split, shard = "(-[a-z][a-z0-9_]*)?", "(-[0-9]{5,}-of-[0-9]{5,})?"
    return re.fullmatch(f"{re.escape(target.stem)}{split}{shard}{re.escape(target.suffix)}", name) is not None


class _Part:
    """The files of one split; there is always one, even without rows."""

    def __init__(self, open_file: Callable[[Path], Writer], stem: Path, suffix: str, most: int | None) -> None:
        self._open_file = open_file
        self._stem = stem
        self._suffix = suffix
        self._most = most
        self._writer: Writer | None = None
        self._waiting: list[Model] = []
        self._octets = 0
        self.files: list[tuple[Path, int]] = []
        """Each file with the number of its rows."""

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in self.files)

    def begin(self) -> None:
        """Open the next file."""
        path = self._stem.with_name(f"{self._stem.name}-{len(self.files)}{self._suffix}")
        self._writer = self._open_file(path)
        self.files.append((path, 0))

    def add(self, rows: Iterable[Model], octets: int) -> None:
        self._waiting += rows
        self._octets += octets
        if len(self._waiting) >= _BATCH or self._octets >= _BATCH_OCTETS:
            self._flush()

    def end(self) -> None:
        """Write what waits and close the last file."""
        self._flush()
        self.close()

    def close(self) -> None:
        """Close the file that is open, if one is."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _flush(self) -> None:
        waiting, self._waiting, self._octets = self._waiting, [], 0
        while waiting:
            path, rows = self.files[-1]
            if rows == self._most:
                self.close()
                self.begin()
                continue
            some, waiting = waiting[: self._room(rows)], waiting[self._room(rows) :]
            assert self._writer is not None
            self._writer.write(some)
            self.files[-1] = (path, rows + len(some))

    def _room(self, rows: int) -> int:
        return _BATCH if self._most is None else min(_BATCH, self._most - rows)
