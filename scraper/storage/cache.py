"""The local folder in which a run at a URL is worked on, and what is remembered there of its publications."""

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scraper.run_folder import RunFolder
from scraper.storage.urls import Place

_STATE = "publication.json"


@dataclass(slots=True)
class Remembered:
    """What a cache knows of itself."""

    cache: str
    """Its name among all that ever worked on the run."""
    generation: int = -1
    """The publication that its run folder began with or made last; -1 before there is one."""
    seen: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """File → inode, time of change and length when it was published: the same again, it need not be read again."""


class Cache:
    """The cache of one URL. Making one touches nothing."""

    def __init__(self, place: Place) -> None:
        url = place.url(place.key)
        name = "".join(char if char.isalnum() and char.isascii() else "-" for char in place.name)[:40]
        self.path = cache_home() / "runs" / f"{name}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
        self.run = self.path / "run"
        """The run folder."""
        self.scratch = self.path / "scratch"
        """For what is sent; emptied at each start."""

    def remembered(self) -> Remembered:
        """Return what was remembered; where there is nothing, or it is damaged, a cache begins that knows nothing."""
        try:
            table = json.loads((self.path / _STATE).read_bytes())
            seen = {str(name): (int(a), int(b), int(c)) for name, (a, b, c) in table["seen"].items()}
            return Remembered(str(table["cache"]), int(table["generation"]), seen)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Remembered(secrets.token_hex(8))

    def remember(self, what: Remembered) -> None:
        """Keep what is to be remembered, at once.

        :raises StorageFull: if the disk refuses.
        """
        RunFolder(self.path).write_whole(self.path / _STATE, json.dumps(asdict(what)))


def cache_home() -> Path:
    """Return the user's folder for what can be had again: ``$XDG_CACHE_HOME/qaharvest`` or ``~/.cache/qaharvest``."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given.startswith("/") else Path.home() / ".cache") / "qaharvest"
