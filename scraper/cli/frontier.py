"""``qaharvest frontier``: the list of addresses, moved between the run folder and PostgreSQL."""

import click

from scraper.cli.failures import DONE
from scraper.cli.terminal import print_json, say
from scraper.cli.verb import json_option, quiet_option, verb
from scraper.run import Run

_EVERY = 1_000_000  # rows between two signs of life


@verb(
    "frontier",
    examples=[
        "qaharvest frontier big --to postgresql://db.example.org/crawls",
        "qaharvest frontier big --to sqlite",
    ],
)
@click.argument("run", metavar="RUN")
@click.option(
    "--to", "target", metavar="sqlite|URL", required=True, help="The run's own folder, or a PostgreSQL database."
)
@quiet_option
@json_option
def command(*, run: str, target: str, quiet: bool, as_json: bool) -> int:
    """Move the frontier of RUN: all addresses with their states, hosts, pace and counts.

    In its folder (sqlite) one process crawls; in PostgreSQL any number do (qaharvest work). It is moved whole or not at
    all, and only while nobody works on it. The password of a database is best given by PGPASSWORD or ~/.pgpass; it is
    never written down.
    """
    shown = 0

    def told(rows: int) -> None:
        nonlocal shown
        if not quiet and rows - shown >= _EVERY:
            shown = rows
            say(f"{rows:,} rows are copied.")

    folder = Run.at(run)
    addresses = folder.move_frontier(target, told)
    if as_json:
        print_json(
            {
                "run": str(folder.path),
                "frontier": "sqlite" if target == "sqlite" else "postgresql",
                "addresses": addresses,
            }
        )
    elif not quiet:
        click.echo(f"The frontier of {run} with {addresses:,} addresses is in {_place(target)} now.")
    return DONE


def _place(target: str) -> str:
    return "its folder" if target == "sqlite" else "PostgreSQL"
