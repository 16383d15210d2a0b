"""What the dashboard knows of a run: it looks every second or two, and remembers a little."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from scraper.errors import ScraperError
from scraper.run import Run, Status
from scraper.run_folder import REJECTS

SECONDS = 1.0
"""Between two looks, at least; a look that takes long is followed by ten times as much rest."""

_REST = 10
_REMEMBERED = 600  # looks: ten minutes
_RATE_SECONDS = 10.0
_TAIL = 64 * 1024  # octets of a file of rejects that are read
_MOST_REJECTS = 10
_MOST_SHARDS = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """A run at one moment."""

    at: float
    """Unix time."""
    status: Status
    """Where it stands."""
    pages_per_second: float
    """Over the last ten seconds."""
    speeds: tuple[float, ...]
    """Pages a second between looks, oldest first."""
    eta: float | None
    """Seconds until what is left is asked for: at the present pace, and no sooner than the hosts' delays allow."""
    rejects: tuple[tuple[str, str], ...]
    """Source and reason of the newest pages and addresses that gave nothing, newest first."""
    trouble: str | None = None
    """Why the newest look failed; what is shown is older then."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers."""
        return {
            "at": self.at,
            "pages_per_second": self.pages_per_second,
            "speeds": list(self.speeds),
            "eta": self.eta,
            "trouble": self.trouble,
            "rejects": [{"source": source, "reason": reason} for source, reason in self.rejects],
            "status": self.status.as_dict(),
        }


class Looking:
    """Looks at a run in a thread of its own until it is closed; the crawl neither waits nor knows.

    :param least: the least seconds in which what is left can be asked for.
    :raises UsageError: if there is no run.
    :raises FrontierError: if its frontier cannot be read.
    """

    def __init__(self, run: Run, least: Callable[[Status], float]) -> None:
        self._run = run
        self._least = least
        self._pages: deque[tuple[float, int]] = deque(maxlen=_REMEMBERED)
        self.seen = self._look()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="looking", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join(SECONDS)

    def _go_on(self) -> None:
        rest = SECONDS
        while not self._over.wait(rest):
            began = time.monotonic()
            try:
                self.seen = self._look()
            except (ScraperError, OSError) as error:
                old = self.seen
                self.seen = Seen(old.at, old.status, 0.0, old.speeds, None, old.rejects, trouble=str(error))
            rest = max(SECONDS, _REST * (time.monotonic() - began))

    def _look(self) -> Seen:
        status = self._run.status()
        now = time.monotonic()
        self._pages.append((now, status.stats.pages))
        pages = list(self._pages)
        since, before = next(point for point in pages if now - point[0] <= _RATE_SECONDS)
        rate = max(status.stats.pages - before, 0) / (now - since) if now > since else 0.0
        speeds = tuple(max(many - few, 0) / (late - early) for (early, few), (late, many) in pairwise(pages))
        eta = max(status.left / rate, self._least(status)) if rate and status.left else None
        return Seen(time.time(), status, rate, speeds, eta, newest_rejects(self._run.path))


def newest_rejects(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return source and reason of what was rejected last, newest first; files of workers that share a crawl count."""
    files = sorted((folder / "shards").glob(f"*.{REJECTS}"), key=_changed_at, reverse=True)[:_MOST_SHARDS]
    found: list[tuple[str, str]] = []
    for path in [folder / REJECTS, *files]:
        found += reversed(_last_lines(path))
    return tuple(found[:_MOST_REJECTS])


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _last_lines(path: Path) -> list[tuple[str, str]]:
    """Return what the whole lines at the end of a file say; what is torn or no JSON is passed over."""
    try:
        with path.open("rb") as file:
            start = max(file.seek(0, 2) - _TAIL, 0)
            file.seek(start)
            lines = file.read(_TAIL).split(b"\n")[1 if start else 0 : -1]
    except OSError:
        return []
    told = []
    for line in lines[-_MOST_REJECTS:]:
        try:
            reject = json.loads(line)
            told.append((str(reject["source"]), str(reject["reason"])))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return told
