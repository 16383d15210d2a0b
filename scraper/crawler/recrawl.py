"""When a page is worth asking for again: as often as it was seen to change."""

from datetime import UTC, datetime
from math import log
from typing import Final

from scraper.crawler.frontier import Seen, Version
from scraper.crawler.retry import http_date

HOUR: Final = 3_600.0
DAY: Final = 86_400.0
SHORTEST = HOUR
"""Shortest interval, in seconds, however often a page changes."""
LONGEST = 180 * DAY
"""Longest interval, in seconds: what never changed may still be taken away."""
FIRST = DAY
"""Interval after the first sight of a page that does not tell how old it is."""

_SHARE_OF_AGE = 0.1  # of the time since the last change, as caches take it (RFC 9111 §4.2.2)
_AT_MOST = 2.0  # how much one look may lengthen the interval
_AT_LEAST = 0.25  # and shorten it


def next_version(before: Version | None, seen: Seen) -> Version:
    """Return what is kept of a page that was just asked for.

    :param before: what was kept of it; None at first sight.
    """
    if before is None:
        return Version(seen, seen.at, due_at=seen.at + _first_interval(seen))
    changed = before.seen.digest != seen.digest
    checks, changes = before.checks + 1, before.changes + changed
    passed = max(seen.at - before.first_at, 1.0)
    planned = max(before.due_at - before.seen.at, SHORTEST)
    interval = _even_odds(checks, changes, passed)
    interval = min(max(interval, planned * _AT_LEAST), planned * _AT_MOST, LONGEST)
    return Version(seen, before.first_at, checks, changes, seen.at + max(interval, SHORTEST))


def _even_odds(checks: int, changes: int, passed: float) -> float:
    """Return the seconds after which it is as likely as not that the page changed.

    The rate is the estimator of Cho & Garcia-Molina, "Estimating Frequency of Change" (2003), for looks at regular
    times of which each tells only whether there was a change; it does not fall for the changes that went unseen.

    :param passed: seconds over which the looks were spread.
    """
    rate = -log((checks - changes + 0.5) / (checks + 0.5)) * checks / passed
    return log(2) / rate if rate else LONGEST


def _first_interval(seen: Seen) -> float:
    modified = http_date(seen.validators.modified or "")
    if modified is None:
        return FIRST
    age = (datetime.fromtimestamp(seen.at, UTC) - modified).total_seconds()
    return min(max(age * _SHARE_OF_AGE, FIRST), LONGEST)
