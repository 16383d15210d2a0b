"""Asking again for pages of a run.

While a refresh lasts, ``records.jsonl`` and ``rejects.jsonl`` hold the lines from before, then the new ones. It may
take several starts; whenever one ends, old lines whose record was written anew are dropped.
"""

import json
from dataclasses import asdict, dataclass
from typing import Literal, Self

from scraper.crawler.frontier import Frontier
from scraper.run_folder import RECORDS, REJECTS

Refreshing = bool | Literal["due"]
"""Whether pages are asked for again: all, or those that are worth it by now (see ``scraper.crawler.recrawl``)."""

NOTE = "refresh"
"""Note of the frontier: how far a refresh that lasts has come, empty when it has ended."""


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh that lasts."""

    records: int
    """Length of the old part of ``records.jsonl``."""
    rejects: int
    """Length of the old part of ``rejects.jsonl``."""
    began_at: float = 0.0
    """Unix time."""

    @classmethod
    def of(cls, frontier: Frontier) -> Self | None:
        """Return the refresh of a run; None where none lasts."""
        return cls.of_note(frontier.note(NOTE))

    @classmethod
    def of_note(cls, note: str | None) -> Self | None:
        """Return the refresh that a note tells of."""
        return cls(**json.loads(note)) if note else None

    def to_note(self) -> str:
        """Return what is kept with the frontier."""
        return json.dumps(asdict(self))


def begin_refresh(frontier: Frontier, now: float, *, due: bool = False) -> int:
    """Queue the pages that are done; tell how many. A refresh that lasts still is only gone on with.

    :param now: Unix time.
    :param due: only the pages that are worth asking again by now (see ``scraper.crawler.recrawl``).
    """
    if frontier.note(NOTE):
        return 0
    lengths = frontier.files()
    refresh = Refresh(lengths.get(RECORDS, 0), lengths.get(REJECTS, 0), now)
    return frontier.requeue_done({NOTE: refresh.to_note()}, now if due else None)
