"""Site profiles, found without a list: every module or package here that has a ``PROFILE``."""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from urllib.parse import urlsplit

from scraper.errors import UnknownSite
from scraper.parser.profile import SiteProfile
from scraper.parser.universal import UNIVERSAL
from scraper.request import canonical_url, host_key


@dataclass(frozen=True, slots=True)
class Sites:
    """Which profiles there are. Frozen; pickles, so that worker processes know the same ones."""

    def all(self) -> tuple[SiteProfile, ...]:
        """Return every profile by name, ``universal`` last."""
        return _known(self).all

    def named(self, name: str) -> SiteProfile:
        """Return the profile of a name.

        :raises UnknownSite: if there is none; the text names what is near.
        """
        known = {profile.name: profile for profile in self.all()}
        if name in known:
            return known[name]
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "'qaharvest sites list' shows them."
        raise UnknownSite(f"There is no site profile named {name!r}; {hint}")

    def at_home(self, url: str | None) -> SiteProfile | None:
        """Return the profile that is at home on an address's host, else the one whose paths it has."""
        if url is None:
            return None
        known = _known(self)
        try:
            home = known.by_host.get(host_key(url))
            path = urlsplit(url).path
        except ValueError:
            return None
        if home is not None:
            return home
        return next((profile for profile in known.all if profile.paths and profile.paths.search(path)), None)

    def candidates(self, url: str | None) -> Iterator[SiteProfile]:
        """Yield the profiles that may read a page, the likeliest first."""
        home = self.at_home(url)
        if home is not None:
            yield home
        yield from (profile for profile in self.all() if profile is not home and profile.anywhere)

    def canonical(self, url: str) -> str:
        """Return the form under which an address is known: its site's own form, else the general one.

        :raises ValueError: if the address cannot be split.
        """
        profile = self.at_home(url)
        return profile.canonical(url) if profile is not None else canonical_url(url)


BUILT_IN = Sites()
"""The profiles of this package."""


@dataclass(frozen=True, slots=True)
class _Known:
    all: tuple[SiteProfile, ...]
    by_host: dict[str, SiteProfile]


@cache
def _known(sites: Sites) -> _Known:  # noqa: ARG001
    found = sorted(_packaged(), key=lambda profile: profile.name)
    return _Known((*found, UNIVERSAL), {host: profile for profile in found for host in profile.hosts})


def _packaged() -> Iterator[SiteProfile]:
    for entry in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = import_module(entry.name)
        if hasattr(module, "PROFILE"):
            yield module.PROFILE
