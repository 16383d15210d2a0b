"""The option ``--profile FILE``: a site whose rules are kept outside the package."""

from collections.abc import Sequence

import click

from scraper.cli.terminal import printable, say, say_json
from scraper.request import host_key
from scraper.run import Run
from scraper.sites import BUILT_IN, Sites

profile_option = click.option(
    "--profile", metavar="FILE", help="Read pages of this profile file's site with its rules (TOML; see sites new)."
)


def sites_with(profile: str | None, *, run: Run | None = None, log_json: bool = False) -> Sites:
    """Return the profiles there are, with that of a profile file; installed ones that are broken are told.

    :param run: a run whose profiles are meant where no file is named.
    :raises SettingsError: if the file cannot be read or is no profile.
    """
    sites = Sites.of(profile=profile) if profile or run is None or not run.exists else run.sites()
    for sentence in sites.broken():
        _warn("profile_left_out", sentence, log_json=log_json)
    for given in sites.given_profiles():
        if any(other.name == given.name for other in BUILT_IN.all()):
            origin = BUILT_IN.origin(given.name)
            _warn("profile_replaced", f"The profile file replaces {given.name} of {origin}.", log_json=log_json)
    return sites


def warn_not_at_home(sites: Sites, seeds: Sequence[str], file: str, *, log_json: bool = False) -> None:
    """Tell where a profile file's rules will read no page, since no seed lies on its hosts."""
    for profile in sites.given_profiles():
        if seeds and not any(sites.at_home(seed) is profile for seed in seeds):
            home = f"is at home on {', '.join(profile.hosts)}" if profile.hosts else "names no hosts"
            _warn(
                "profile_not_at_home",
                f"The profile {profile.name} {home}, and no seed is there: its rules will read no page. "
                f"Add {host_key(seeds[0])} to hosts in {file}, or read every page with it: --site {profile.name}",
                log_json=log_json,
            )


def _warn(event: str, sentence: str, *, log_json: bool) -> None:
    if log_json:
        say_json(event, message=sentence)
    else:
        say(printable(sentence))
