"""``qaharvest sites list``: which sites have rules of their own."""

import shutil
import textwrap
from collections.abc import Iterator

import click

from scraper.cli.failures import DONE
from scraper.cli.profile_option import profile_option, sites_with
from scraper.cli.terminal import print_json, printable
from scraper.cli.verb import json_option, verb
from scraper.parser.profile import SiteProfile
from scraper.sites import BUILT_IN_ORIGIN, Sites

_MOST_HOSTS = 3  # that are named
_WIDEST = 100


@verb("list", examples=["qaharvest sites list", "qaharvest sites list --json"])
@profile_option
@json_option
def command(*, profile: str | None, as_json: bool) -> int:
    """List every profile: its name, its hosts, what it reads and an example address.

    Profiles come with this program, with installed packages (entry points of the group qaharvest.profiles) and with
    --profile. Of two with one name the file's replaces the package's, and that one this program's.
    """
    sites = sites_with(profile)
    if as_json:
        print_json([_as_dict(found, sites) for found in sites.all()])
    else:
        click.echo("\n".join(line for found in sites.all() for line in _lines(found, sites)))
    return DONE


def _as_dict(profile: SiteProfile, sites: Sites) -> dict[str, object]:
    return {
        "name": profile.name,
        "description": profile.description,
        "hosts": sorted(profile.hosts),
        "anywhere": profile.anywhere,
        "example": profile.example,
        "licence": profile.licence,
        "from": sites.origin(profile.name),
    }


def _lines(profile: SiteProfile, sites: Sites) -> Iterator[str]:
    """Yield the profile's name and, below it, what there is to know, never wider than the terminal."""
    indent = " " * 15
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), 40)
    told = [_hosts(profile), printable(profile.description), printable(profile.example)]
    if profile.licence:
        told.append(printable(f"licence: {profile.licence}"))
    if (origin := sites.origin(profile.name)) != BUILT_IN_ORIGIN:
        told.append(printable(f"from: {origin}"))
    lines = [line for text in told for line in textwrap.wrap(text, width - len(indent), break_on_hyphens=False)]
    name = click.style(profile.name, bold=True) + " " * (len(indent) - len(profile.name))
    yield name + lines[0] if len(profile.name) < len(indent) else f"{name}\n{indent}{lines[0]}"
    yield from (indent + line for line in lines[1:])


def _hosts(profile: SiteProfile) -> str:
    more = len(profile.hosts) - _MOST_HOSTS
    named = ", ".join(profile.hosts[:_MOST_HOSTS]) + (f" and {more:,} more" if more > 0 else "")
    if profile.anywhere:
        return f"{named}; any host, by what the page says" if named else "any host, by what the page says"
    return named or "no host: pages without an address, or with --site"
