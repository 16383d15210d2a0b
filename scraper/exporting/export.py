"""Joins the steps of an export: records, chosen ones, protected ones, rows, files."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from scraper.errors import UsageError
from scraper.exporters.hub import describe
from scraper.exporters.jsonl import JsonLines, LinesWriter
from scraper.exporters.port import ExportedFile, Facts
from scraper.exporting.choice import Choice
from scraper.exporting.files import Files, Output, Stream, is_name_of
from scraper.exporting.manifest import choices_of, manifest_of
from scraper.exporting.options import Exported, Options, Progress
from scraper.exporting.placing import placing
from scraper.exporting.protection import Protection
from scraper.exporting.rows import Rows
from scraper.exporting.sharding import Counts, Made, Sharding, fits
from scraper.exporting.source import Source
from scraper.exporting.staging import (
    MANIFEST,
    check_replaceable,
    mapped_os_errors,
    place_files,
    place_folder,
    staged,
    write_manifest,
)
from scraper.exporting.tally import Tally
from scraper.exporting.target import Target, formats, target_at
from scraper.storage.urls import is_url

_STEP = 500  # records between two reports of progress


def export(
    source: Source,
    out: str,
    options: Options,
    *,
    progress: Progress | None = None,
    sharding: Sharding | None = None,
) -> Exported:
    """Export records to a file, several files or a folder, whole or not at all.

    :param source: read once or twice; not closed.
    :param out: file whose name's end tells the format, or folder: one that exists, ends in ``/`` or has no such end;
        or the URL of such a place in a store.
    :param sharding: who makes the rows; None for this process. The files are the same.
    :raises UsageError: if the options, the place or the records do not do.
    :raises StorageFull: if the disk refuses a write.
    :raises ExportError: if the format cannot hold a row.
    """
    if is_url(out):
        with placing(out) as local:
            return replace(export(source, local, options, progress=progress, sharding=sharding), out=out)
    target = target_at(out, options.format)
    work = _Work(options, progress)
    if target.is_folder:
        with mapped_os_errors(target.path):
            check_replaceable(target.path)
    with staged(target.path) as folder:
        exporter, view = formats()[target.suffix], work.rows.view
        with Files(
            folder,
            target,
            lambda path: exporter.open(path, view),
            splits=work.choice.splits,
            shard_rows=options.shard_rows,
        ) as files:
            work.run(source, files, sharding, as_lines=isinstance(exporter, JsonLines))
            exported = work.exported(out, target.suffix, files.close())
        _place(folder, target, exported, work)
    return exported


def export_lines(
    source: Source,
    stream: BinaryIO,
    options: Options,
    *,
    progress: Progress | None = None,
    sharding: Sharding | None = None,
) -> Exported:
    """Write the rows to a stream as JSON Lines.

    :param stream: not closed.
    :param sharding: who makes the rows; None for this process. The lines are the same.
    :raises UsageError: if the options or the records do not do.
    :raises OSError: if the stream refuses a write.
    """
    if options.split or options.shard_rows or options.manifest or options.format:
        raise UsageError("Standard output takes one stream of JSON Lines; name a file or folder for anything else.")
    work = _Work(options, progress)
    output = Stream(LinesWriter(stream))
    work.run(source, output, sharding, as_lines=True)
    return work.exported("-", ".jsonl", ())


class _Work:
    """One export on its way."""

    def __init__(self, options: Options, progress: Progress | None) -> None:
        if options.shard_rows is not None and options.shard_rows < 1:
            raise UsageError(f"A shard holds at least one row, not {options.shard_rows}.")
        self.options = options
        self.rows = Rows(options.view, options.select, clusters=options.clusters)
        self.choice = Choice(options, self._read)
        self.tally = Tally()
        self._protection = Protection(options)
        self._progress = progress
        self._output: Output | None = None

    def run(self, source: Source, output: Output, sharding: Sharding | None, *, as_lines: bool) -> None:
        self._output = output
        if sharding is not None and fits(source, self.options):
            self._join(sharding.made(source, self.options, self._protection.key_fingerprint), output, as_lines)
            return
        # Counted as they are given away: what was taken out of the records must not come back in a description.
        chosen = self.tally.counted(self._protection.protected(self.choice.records(source)))
        self.rows.write(chosen, output, self.choice.splits)

    def _join(self, made: Iterator[Made | Counts], output: Output, as_lines: bool) -> None:
        for one in made:
            if isinstance(one, Made):
                self.tally.count(one.sight)
                self.rows.add_made(output, one.lines, one.octets, as_lines=as_lines)
            else:
                self.choice.read += one.read
                self.choice.not_chosen.update(one.not_chosen)
                self._protection.add(one.audit)

    def exported(self, out: str, suffix: str, files: Sequence[ExportedFile]) -> Exported:
        return Exported(
            out=out,
            view=self.options.view,
            format=suffix,
            records=self.choice.read,
            not_chosen={name: count for name, count in sorted(self.choice.not_chosen.items()) if count},
            without_rows=self.rows.without,
            rows=self._output.rows if self._output is not None else 0,
            files=tuple(files),
            privacy=self._protection.told(),
        )

    def facts(self, exported: Exported) -> Facts:
        return Facts(
            records=exported.chosen,
            rows=exported.rows,
            without_rows=exported.without_rows,
            sites=self.tally.sites(),
            languages=self.tally.languages(),
            extractors=self.tally.extractors(),
            fetched_from=self.tally.fetched_from,
            fetched_to=self.tally.fetched_to,
            example=self.rows.example,
            choices=choices_of(self.options),
            privacy=exported.privacy,
        )

    def _read(self, number: int) -> None:
        if self._progress is not None and number % _STEP == 0:
            self._progress(number, self._output.rows if self._output is not None else 0)


def _place(folder: Path, target: Target, exported: Exported, work: _Work) -> None:
    """Describe what was written, and give it its place."""
    view, options = work.rows.view, work.options
    with mapped_os_errors(target.path):
        if target.is_folder:
            descriptions = describe(folder, view, target.suffix, exported.files, work.facts(exported))
            write_manifest(
                folder / MANIFEST, manifest_of(exported, view, options, folder=folder, descriptions=descriptions)
            )
            place_folder(folder, target.path)
            return
        names = [file.path for file in exported.files]
        if options.manifest or options.shard_rows or options.split:
            names.append(f"{target.path.name}.{MANIFEST}")
            write_manifest(folder / names[-1], manifest_of(exported, view, options, folder=folder, descriptions=()))
        place_files(folder, target.path, names, lambda name: is_name_of(target, name))
