"""``qaharvest sites``: the verbs about profiles."""

import click

from scraper.cli.verb import VerbGroup

VERBS = {"list": ("scraper.cli.sites_list", "List the profiles: name, hosts, an example address.")}


@click.group(cls=VerbGroup, verbs=VERBS, examples=["qaharvest sites list"])
def command() -> None:
    """See which sites have rules of their own; any other page is read by the universal rules."""
