"""Site profiles: those of this package, of installed distributions, and of profile files.

In this package a profile is any module or package that has a ``PROFILE``; there is no list to keep. Where two have
one name, a profile file's replaces an installed one, and that one of this package.
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from scraper.errors import UnknownSite
from scraper.parser.profile import SiteProfile
from scraper.parser.profile_file import read_profile, read_profile_file
from scraper.parser.universal import UNIVERSAL
from scraper.request import canonical_url, host_key
from scraper.settings import Settings
from scraper.sites.installed import installed_profiles

BUILT_IN_ORIGIN = "qaharvest"
FILE_ORIGIN = "profile file"


@dataclass(frozen=True, slots=True)
class Sites:
    """Which profiles there are. Frozen; pickles, so that worker processes know the same ones.

    :param given: texts of profile files. Their profiles are asked first for pages on their hosts and for pages without
        an address, and never for pages of other hosts.
    :param forced: name of the profile that reads every page, so that addresses are known in its form whatever their
        host; None where each page finds its own.
    """

    given: tuple[str, ...] = ()
    forced: str | None = None

    @classmethod
    def of(cls, *, profile: str | Path | None = None, forced: str | None = None) -> Self:
        """Return the profiles there are, with that of a profile file.

        :param profile: path of the file.
        :raises SettingsError: if the file cannot be read or is no profile; the text says what to change.
        :raises UnknownSite: if there is no profile of the name ``forced``.
        """
        sites = cls((read_profile_file(Path(profile)),) if profile is not None else (), forced)
        if forced is not None:
            sites.named(forced)
        return sites

    def all(self) -> tuple[SiteProfile, ...]:
        """Return every profile by name, ``universal`` last."""
        return _known(self).all

    def origin(self, name: str) -> str:
        """Return where a profile comes from: this package, a distribution and its version, or a profile file."""
        return _known(self).origins.get(name, BUILT_IN_ORIGIN)

    def given_profiles(self) -> tuple[SiteProfile, ...]:
        """Return the profiles of profile files."""
        return _known(self).given

    def broken(self) -> tuple[str, ...]:
        """Return a sentence for each installed profile that could not be loaded; the others are there without it."""
        return installed_profiles().broken

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
            home = known.at_host(host_key(url))
            path = urlsplit(url).path
        except ValueError:
            return None
        if home is not None:
            return home
        return next((profile for profile in known.all if profile.paths and profile.paths.search(path)), None)

    def candidates(self, url: str | None) -> Iterator[SiteProfile]:
        """Yield the profiles that may read a page, the likeliest first."""
        home = self.at_home(url)
        first = _known(self).given if url is None else (home,) if home is not None else ()
        yield from first
        yield from (profile for profile in self.all() if profile.anywhere and profile not in first)

    def canonical(self, url: str) -> str:
        """Return the form under which an address is known: its site's own form, else the general one.

        The general one also where the site's own code fails on the address.

        :raises ValueError: if the address cannot be split.
        """
        return _canonical(self, url)


BUILT_IN = Sites()
"""The profiles of this package and of installed distributions."""


def sites_of(settings: Settings) -> Sites:
    """Return the profiles that a run knows.

    :raises SettingsError: if its profile file cannot be read or is no profile.
    :raises UnknownSite: if there is no profile of the name its pages are read with.
    """
    return Sites.of(profile=settings.profile, forced=settings.site)


@dataclass(frozen=True, slots=True)
class _Known:
    all: tuple[SiteProfile, ...]
    given: tuple[SiteProfile, ...]
    by_host: dict[str, SiteProfile]
    origins: dict[str, str]

    def at_host(self, host: str) -> SiteProfile | None:
        """Return the profile at home on a host, or on a domain above it (``*.domain``), the nearest first."""
        while host:
            if (found := self.by_host.get(host)) is not None:
                return found
            above = host.removeprefix("*.").partition(".")[2]
            host = f"*.{above}" if above else ""
        return None


@lru_cache(maxsize=4096)  # most links of a page stand on other pages of the site too
def _canonical(sites: Sites, url: str) -> str:
    profile = sites.named(sites.forced) if sites.forced is not None else sites.at_home(url)
    if profile is None:
        return canonical_url(url)
    try:
        return profile.canonical(url)
    except ValueError:
        raise
    except Exception:  # noqa: BLE001 - code of an installed profile: one address it stumbles over must not end a crawl
        return canonical_url(url)


@lru_cache(maxsize=16)
def _known(sites: Sites) -> _Known:
    given = tuple(read_profile(text) for text in sites.given)
    found = [(profile, BUILT_IN_ORIGIN) for profile in _packaged()]
    found += installed_profiles().profiles
    found += [(profile, FILE_ORIGIN) for profile in given]
    named = {profile.name: (profile, origin) for profile, origin in found}  # the later one replaces the earlier
    profiles = [named[name][0] for name in sorted(named)]
    return _Known(
        all=(*profiles, UNIVERSAL),
        given=given,
        by_host={host: profile for profile, _ in found if profile in profiles for host in profile.hosts},
        origins={name: origin for name, (_, origin) in named.items()},
    )


def _packaged() -> Iterator[SiteProfile]:
    for entry in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = import_module(entry.name)
        if hasattr(module, "PROFILE"):
            yield module.PROFILE
