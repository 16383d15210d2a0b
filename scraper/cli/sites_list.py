"""``qaharvest sites list``: the profiles as a table."""

import click

from scraper.cli.failures import DONE
from scraper.cli.terminal import print_json, table
from scraper.cli.verb import json_option, verb
from scraper.sites import BUILT_IN


@verb("list", examples=["qaharvest sites list", "qaharvest sites list --json"])
@json_option
def command(as_json: bool) -> int:
    """List every profile: its name, what it reads, its hosts and an example address."""
    found = BUILT_IN.all()
    if as_json:
        print_json(
            [
                {
                    "name": profile.name,
                    "description": profile.description,
                    "hosts": sorted(profile.hosts),
                    "example": profile.example,
                    "licence": profile.licence,
                }
                for profile in found
            ]
        )
        return DONE
    rows = [(p.name, p.description, ", ".join(sorted(p.hosts)) or "any", p.example or "") for p in found]
    click.echo(table(("NAME", "WHAT", "HOSTS", "EXAMPLE"), rows))
    return DONE
