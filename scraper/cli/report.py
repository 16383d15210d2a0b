"""``qaharvest report``: a run's quality as one HTML file."""

import shlex
from datetime import UTC, datetime

import click

from scraper.cli.failures import DONE, NOTHING
from scraper.cli.outputs import replacing
from scraper.cli.summary import moment, typed
from scraper.cli.terminal import printable
from scraper.cli.verb import quiet_option, verb
from scraper.quality.metrics import measure
from scraper.quality.report import Subject, render
from scraper.run import Run


@verb("report", examples=["qaharvest report demo", "qaharvest report demo -o quality.html"])
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", metavar="FILE", help="Write the report here. [default: report.html in the run folder]")
@quiet_option
def command(*, run: str, output: str | None, quiet: bool) -> int:
    """Write RUN's quality report: counts, field coverage by rule, signs of drift, rejects by reason.

    The report is one HTML file that needs no network and runs no script. A run can be reported on while it is crawled.
    """
    folder = Run.at(run)
    status = folder.status()
    metrics = measure(folder.lines(), folder.rejects())
    subject = Subject(
        name=run,
        seeds=status.seeds,
        made_at=moment(datetime.now(UTC).timestamp()),
        stats=status.stats,
        drift=status.drift,
        drifted=status.drifted,
        explain=f"{typed('explain', '--run')} {shlex.quote(run)}",
    )
    target = output or str(folder.path / "report.html")
    with replacing(target) as file:
        file.write(render(subject, metrics).encode("utf-8", "replace"))
    if not quiet and target != "-":
        rejects = sum(metrics.reasons.values())
        click.echo(f"{printable(target)}: {_some(metrics.records, 'record')}, {_some(rejects, 'reject')}.")
    return DONE if metrics.records else NOTHING


def _some(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
