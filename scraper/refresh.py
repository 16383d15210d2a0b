"""Asking again for every page of a run.

While a refresh lasts, ``records.jsonl`` and ``rejects.jsonl`` hold the lines from before, then the new ones. It may
take several starts; whenever one ends, old lines whose record was written anew are dropped.
"""

import json

from scraper.crawler.frontier import Frontier
from scraper.run_folder import RECORDS, REJECTS

NOTE = "refresh"
"""Note of the frontier: lengths of the files' old parts while a refresh lasts, empty when it has ended."""


def begin_refresh(frontier: Frontier) -> int:
    """Queue every page that is done; tell how many. A refresh that lasts still is only gone on with."""
    if frontier.note(NOTE):
        return 0
    lengths = frontier.files()
    return frontier.requeue_done({NOTE: json.dumps({name: lengths.get(name, 0) for name in (RECORDS, REJECTS)})})


def old_lengths(frontier: Frontier) -> dict[str, int]:
    """Return the lengths of the files' old parts; nothing where no refresh lasts."""
    note = frontier.note(NOTE)
    return dict(json.loads(note)) if note else {}
