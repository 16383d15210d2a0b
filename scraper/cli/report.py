"""``qaharvest report``: a run's quality as one HTML file."""

import shlex
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime

import click
from pydantic import ValidationError

from schemas.qa import QARecord
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.inputs import kind_of, run_named
from scraper.cli.outputs import replacing
from scraper.cli.record_files import RecordFile
from scraper.cli.summary import moment, program, typed
from scraper.cli.terminal import print_json, printable
from scraper.cli.verb import json_option, quiet_option, verb
from scraper.errors import MissingExtra, UsageError
from scraper.quality.duplicates import Duplicates
from scraper.quality.languages import Identifier
from scraper.quality.metrics import Metrics, measure
from scraper.quality.plain import as_dict, subject_dict
from scraper.quality.report import Subject, render
from scraper.quality.subject import HostCounts
from scraper.run import HostStatus, Run


@verb(
    "report",
    examples=[
        "qaharvest report demo",
        "qaharvest report demo -o quality.html",
        "qaharvest report demo --json",
    ],
)
@click.argument("run", metavar="RUN|FILE")
@click.option("-o", "--output", metavar="FILE", help="Write the report here. [default: report.html in the run folder]")
@quiet_option
@json_option
def command(*, run: str, output: str | None, quiet: bool, as_json: bool) -> int:
    """Write the quality report of RUN, or of a FILE of records.

    It tells counts, drift, rejects by reason, field coverage by rule, when and by whom was asked, lengths, languages,
    near-duplicates and outliers. The report is one HTML file that needs no network and runs no script. A run can be
    reported on while it is crawled. Plots, near-duplicates and languages need the extra 'quality'.
    """
    is_file = _is_file(run)
    if is_file and output is None and not as_json:
        raise UsageError("a report on a file needs a place: name it with -o FILE.")
    if as_json and output == "-":
        raise UsageError("--json and -o - both want standard output; give one of them another place.")
    made_at = moment(datetime.now(UTC).timestamp())
    if is_file:
        subject, target = Subject(run, made_at, f"{program()} explain"), output
        metrics = _measured(_checked_lines(run), iter(()), made_at)
    else:
        folder = run_named(run)
        subject, target = _subject_of(folder, run, made_at), output or f"{folder.where}/report.html"
        metrics = _measured(folder.lines(), folder.rejects(), made_at)
    if as_json:
        print_json({**subject_dict(subject), **as_dict(metrics)})
    if not as_json or output is not None:
        with replacing(target) as file:
            file.write(render(subject, metrics).encode("utf-8", "replace"))
    if not quiet and not as_json and target != "-":
        rejects = sum(found.number for found in metrics.rejects.values())
        click.echo(f"{printable(str(target))}: {_some(metrics.records, 'record')}, {_some(rejects, 'reject')}.")
    return DONE if metrics.records else NOTHING


def _is_file(given: str) -> bool:
    """Whether a file of records is meant; a run of that name comes first."""
    if kind_of(given) not in ("file", "stdin"):
        return False
    try:
        return not Run.at(given).exists
    except UsageError:  # such a path names no run
        return True


def _measured(lines: Iterator[bytes], rejects: Iterator[bytes], made_at: str) -> Metrics:
    """Count the lines, with all that the installed libraries can tell."""
    with ExitStack() as stack:
        duplicates: Duplicates | None = None
        identifier: Identifier | None = None
        with suppress(MissingExtra):  # the report says so
            duplicates, identifier = stack.enter_context(Duplicates()), Identifier()
        return measure(lines, rejects, duplicates=duplicates, identifier=identifier, today=made_at[:10])


def _subject_of(folder: Run, name: str, made_at: str) -> Subject:
    status = folder.status()
    return Subject(
        name=name,
        made_at=made_at,
        explain=f"{typed('explain', '--run')} {shlex.quote(name)}",
        why=f"{typed('status', name)} --why",
        seeds=status.seeds,
        stats=status.stats,
        drift=status.drift,
        drifted=status.drifted,
        hosts=tuple(_host_counts(host) for host in status.hosts),
    )


def _host_counts(host: HostStatus) -> HostCounts:
    return HostCounts(
        host=host.host,
        states=host.states,
        requests=host.requests,
        received=host.received,
        refusals=host.refusals,
        robots=host.robots,
        interval=host.interval,
    )


def _checked_lines(given: str) -> Iterator[bytes]:
    """Yield the lines of a file of records.

    :raises UsageError: if one is no record.
    """
    file = RecordFile(given)
    try:
        for line in file.lines():
            try:
                QARecord.model_validate_json(line.line)
            except ValidationError as error:
                told = f"{file.name}, line {line.number} is no record; see what is wrong with: qaharvest validate"
                raise UsageError(told) from error
            yield line.line
    finally:
        file.close()


def _some(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
