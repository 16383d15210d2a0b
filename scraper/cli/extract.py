"""``qaharvest extract``: pages that are already here → records, without the network."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import chain, groupby
from typing import NamedTuple

import click

from scraper.cli.addresses import check_address
from scraper.cli.bodies import is_warc
from scraper.cli.executor_option import Placement, executor_options
from scraper.cli.extraction import Extraction
from scraper.cli.failures import CHANGE, DONE, NOTHING
from scraper.cli.inputs import FileKey, file_key, kind_of, open_input, read_input, run_named, stream_key
from scraper.cli.numbers import count
from scraper.cli.outputs import replacing
from scraper.cli.profile_option import profile_option, sites_with
from scraper.cli.progress import Ticker
from scraper.cli.reading import ALONE, ReadLines, Unread, read_in_order
from scraper.cli.terminal import printable, say
from scraper.cli.verb import quiet_option, verb
from scraper.errors import ScraperError, UsageError
from scraper.gathering import Gathering
from scraper.reextraction import Reextraction
from scraper.run import Run
from scraper.run_folder import RECORDS, REJECTS
from scraper.sites import Sites
from scraper.storage.urls import is_url

_MOST_JOBS = 256


@verb(
    "extract",
    examples=[
        "qaharvest extract demo > records.jsonl",
        "qaharvest extract data/demo -o records.jsonl --rejects rejects.jsonl",
        "qaharvest extract data/demo/archive | head -n 1",
    ],
)
@click.argument("paths", metavar="PATH…|RUN|-", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write the records here, whole or not at all.")
@click.option("--rejects", metavar="FILE", help="Keep what gave no record here, with the reasons, as JSON Lines.")
@click.option("--site", metavar="NAME", help="Read every page with this profile (see: qaharvest sites list).")
@profile_option
@click.option("--url", metavar="URL", help="Where a single file came from; makes its links absolute.")
@click.option("--jobs", metavar="N", type=count, help="Processes that read many pages. [default: one a core]")
@executor_options()
@quiet_option
def command(
    *,
    paths: tuple[str, ...],
    output: str | None,
    rejects: str | None,
    site: str | None,
    profile: str | None,
    url: str | None,
    jobs: int | None,
    executor: str,
    ray_address: str | None,
    scratch: str | None,
    quiet: bool,
) -> int:
    """Read records out of HTML and text files, WARCs, folders and run folders.

    PATH is a file or a folder, RUN the name of a run (its archive is read again), - is standard input. Records go to
    standard output as JSON Lines unless -o is given; the reasons of pages without a record go to standard error.

    A run alone, without -o, gets what its archive gives now: its records.jsonl and rejects.jsonl are replaced at the
    end, all at once. See what that changes with: qaharvest diff.
    """
    sites = sites_with(profile)
    if site is not None:
        sites.named(site)
    _check(paths, output, rejects, url)
    if jobs is not None and not 1 <= jobs <= _MOST_JOBS:
        raise UsageError(f"--jobs must lie between 1 and {_MOST_JOBS}, not {jobs}.")
    placement = Placement(executor, ray_address, scratch)
    run = _run_of(paths[0]) if len(paths) == 1 else None
    with ExitStack() as files:
        records = files.enter_context(replacing(output))
        kept = files.enter_context(replacing(rejects)) if rejects else None
        leave_out = {key for name in (output, rejects) if name and (key := file_key(name))}
        leave_out |= {key for stream in (records, kept) if stream and (key := stream_key(stream))}
        ticker = files.enter_context(closing(Ticker(quiet=quiet or output is None)))
        again = _reextraction(run, files) if run is not None and output is None and not is_url(paths[0]) else None
        lines = again or files.enter_context(closing(Gathering(once=run is not None)))
        work = Extraction(records, kept, lines, quiet=quiet, ticker=ticker)
        alone = ALONE if again is None else 0  # a page that ends its reader must not end this for ever
        read = _here(jobs or _cores(), url, leave_out, alone)
        if not placement.is_local and url is None:
            read = _given_away(placement, jobs, leave_out, work, files)
        try:
            for part in _alike(paths, site, sites, profile):
                for result in read(part):
                    work.take(result)
            work.end()
        except BrokenPipeError:
            if run is not None and again is not None:
                _left(run, "standard output was closed before all was written.")
            raise
        if run is not None and again is not None:
            _replace(run, again, work, quiet=quiet)
    if not quiet:
        say(work.summary())
    if work.counts["failed"]:
        return CHANGE
    return DONE if work.counts["lines"] else NOTHING


def _run_of(path: str) -> Run | None:
    """Return the run that an argument names; None where it names something else."""
    try:
        return run_named(path) if kind_of(path) == "run" else None
    except (OSError, ScraperError):  # told when it is read
        return None


def _reextraction(run: Run, files: ExitStack) -> Reextraction | None:
    """Hold the run, so that its records can be replaced; None where that cannot be, which is told."""
    try:
        return files.enter_context(run.reextraction())
    except ScraperError as error:
        _left(run, str(error))
        return None


def _replace(run: Run, again: Reextraction, work: Extraction, *, quiet: bool) -> None:
    if work.counts["failed"]:
        _left(run, "not every page of the archive could be read.")
        return
    again.put_in_place()
    if not quiet:
        say(printable(f"{run.path / RECORDS} holds these records now."))


def _left(run: Run, why: str) -> None:
    say(printable(f"{run.path / RECORDS} was left as it is: {why}"))


class _Alike(NamedTuple):
    """Inputs that are read in the same way."""

    paths: list[str]
    site: str | None
    sites: Sites


def _alike(paths: Sequence[str], site: str | None, sites: Sites, profile: str | None) -> Iterator[_Alike]:
    """Yield the inputs in their order, neighbours together; a run is read as it was crawled, if nothing else is said.

    :param site: name of the profile to force, if one was named.
    :param profile: the profile file that was named.
    """

    def way(path: str) -> tuple[str | None, Sites]:
        run = _run_of(path)
        if run is None or not run.exists:
            return site, sites
        known = sites if profile else run.sites()
        forced = site or run.settings().site
        if forced is not None:
            known.named(forced)
        return forced, known

    for (forced, known), some in groupby(paths, key=way):
        yield _Alike(list(some), forced, known)


_Reader = Callable[[_Alike], Iterator[ReadLines | Unread]]
"""Reads inputs, and yields what each page gave in their order."""


def _here(jobs: int, url: str | None, leave_out: Collection[FileKey], alone: int) -> _Reader:
    def read(part: _Alike) -> Iterator[ReadLines | Unread]:
        found = chain.from_iterable(read_input(path, url=url, leave_out=leave_out) for path in part.paths)
        return read_in_order(found, part.site, jobs, sites=part.sites, alone=alone)

    return read


def _given_away(
    placement: Placement, jobs: int | None, leave_out: Collection[FileKey], work: Extraction, held: ExitStack
) -> _Reader:
    from scraper.cli.sharding import read_sharded  # noqa: PLC0415
    from scraper.storage.scratch import scratch_at  # noqa: PLC0415 - most extractions give nothing away

    place = held.enter_context(scratch_at(placement.scratch))
    executor = placement.begin(held, jobs)

    def read(part: _Alike) -> Iterator[ReadLines | Unread]:
        return read_sharded(
            part.paths, executor, place, part.site, part.sites, leave_out=leave_out, told=work.tell_shards
        )

    return read


def _cores() -> int:
    return os.cpu_count() or 1


def _check(paths: tuple[str, ...], output: str | None, rejects: str | None, url: str | None) -> None:
    """Refuse what cannot be meant, before anything is read or written.

    :raises UsageError: with a sentence that says what to change.
    """
    if url is not None:
        check_address(url)
        if len(paths) > 1 or kind_of(paths[0]) not in ("file", "stdin", "missing") or _holds_pages(paths[0]):
            raise UsageError("--url tells where a single file came from; give one file, or leave --url out.")
    if paths.count("-") > 1:
        raise UsageError("standard input can be read only once; give - once.")
    if output and output == rejects:
        raise UsageError("-o and --rejects name the same file; choose two.")
    written: dict[FileKey, str] = {key: name for name in (output, rejects) if name and (key := file_key(name))}
    for path in paths:
        if (key := file_key(path)) in written and kind_of(path) == "file":
            raise UsageError(f"{path} would be read and written at once; choose another file for the output.")
        if (run := _run_of(path)) is not None:
            own = {file_key(run.path / name) for name in (RECORDS, REJECTS)}
            if name := next((name for key, name in written.items() if key in own), None):
                raise UsageError(f"{name} is the run's own; leave -o and --rejects out to replace it.")


def _holds_pages(path: str) -> bool:
    """Whether a file is a WARC, whose pages tell their own addresses."""
    try:
        with open_input(path) as file:
            return is_warc(file.read(512))
    except (OSError, ScraperError):
        return False
