"""Site profiles, found without a list: every module or package here that has a ``PROFILE``."""

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from scraper.errors import UnknownSite
from scraper.parser.profile import SiteProfile
from scraper.parser.universal import UNIVERSAL
from scraper.request import canonical_url, host_key


@cache
def profiles() -> tuple[SiteProfile, ...]:
    """Return all profiles by name, ``universal`` last."""
    found = [
        module.PROFILE
        for entry in pkgutil.iter_modules(__path__, f"{__name__}.")
        if hasattr(module := import_module(entry.name), "PROFILE")
    ]
    return (*sorted(found, key=lambda profile: profile.name), UNIVERSAL)


def profile_named(name: str) -> SiteProfile:
    """Return the profile of a name.

    :raises UnknownSite: if there is none; the text names what is near.
    """
    known = {profile.name: profile for profile in profiles()}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "'qaharvest sites list' shows them."
    raise UnknownSite(f"There is no site profile named {name!r}; {hint}")


@cache
def _by_host() -> dict[str, SiteProfile]:
    return {host: profile for profile in profiles() for host in profile.hosts}


def at_home(url: str | None) -> SiteProfile | None:
    """Return the profile that is at home on an address's host."""
    if url is None:
        return None
    try:
        return _by_host().get(host_key(url))
    except ValueError:
        return None


def canonical(url: str) -> str:
    """Return the form under which an address is known: its site's own form, else the general one.

    :raises ValueError: if the address cannot be split.
    """
    profile = at_home(url)
    return profile.canonical(url) if profile is not None else canonical_url(url)
