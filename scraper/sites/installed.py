"""Profiles that installed distributions bring along: entry points of the group ``qaharvest.profiles``.

Each names a ``SiteProfile``, or a module that has one as ``PROFILE``. One that cannot be loaded takes nothing down: it
is told in a sentence, and the others are there without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from scraper.parser.profile import SiteProfile

GROUP = "qaharvest.profiles"


@dataclass(frozen=True, slots=True)
class Installed:
    """What distributions bring along.

    :param profiles: each with the name and version of its distribution.
    :param broken: one sentence for each that could not be loaded.
    """

    profiles: tuple[tuple[SiteProfile, str], ...]
    broken: tuple[str, ...]


@cache
def installed_profiles() -> Installed:
    """Load the profiles of all distributions, once."""
    profiles: dict[str, tuple[SiteProfile, str]] = {}
    broken: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (_origin(entry), entry.name)):
        origin = _origin(entry)
        try:
            profile = _load(entry, {name: owner for name, (_, owner) in profiles.items()})
        except (Exception, SystemExit) as error:  # noqa: BLE001 - foreign code: whatever it does, the others go on
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            broken.append(f"The profile {entry.name} of {origin} is left out ({reason}); update or remove {origin}.")
        else:
            profiles[profile.name] = (profile, origin)
    return Installed(tuple(profiles.values()), tuple(broken))


def _load(entry: EntryPoint, taken: Mapping[str, str]) -> SiteProfile:
    loaded = entry.load()
    profile = getattr(loaded, "PROFILE", loaded)
    if not isinstance(profile, SiteProfile):
        raise TypeError(f"{entry.value} is no SiteProfile and has none named PROFILE")
    if profile.name in taken:
        raise ValueError(f"{taken[profile.name]} brings a profile {profile.name}")
    if profile.name == "universal":
        raise ValueError("universal is the name of the rules for any site")
    return profile


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "an unknown distribution"
