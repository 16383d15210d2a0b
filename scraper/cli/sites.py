"""``qaharvest sites``: the verbs about profiles."""

import click

from scraper.cli.verb import VerbGroup

VERBS = {
    "list": ("scraper.cli.sites_list", "List the profiles: name, hosts, an example address."),
    "new": ("scraper.cli.sites_new", "Learn the rules of a site from one page and a few values on it."),
    "check": ("scraper.cli.sites_check", "Read saved pages and compare what comes out with what must."),
    "add": ("scraper.cli.sites_add", "Keep a page as one more fixture."),
}


@click.group(cls=VerbGroup, verbs=VERBS, examples=["qaharvest sites list", "qaharvest sites check universal"])
def command() -> None:
    """See which sites have rules of their own, check them, and make rules for another one."""
