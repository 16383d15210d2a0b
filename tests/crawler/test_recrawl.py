"""How soon a page is asked for again: as often as it was seen to change, within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.frontier import Seen, Version
from scraper.crawler.recrawl import DAY, FIRST, LONGEST, SHORTEST, next_version
from scraper.page import Validators

NOW = 1_800_000_000.0


def seen(at: float, content: int = 0, modified: str | None = None) -> Seen:
    return Seen(bytes([content]) * 16, Validators(None, modified), at)


def watched(changes: list[bool], every: float = 0.0) -> Version:
    """What is kept of a page that was asked for again whenever it was due, or at regular times."""
    version = next_version(None, seen(NOW))
    for number, changed in enumerate(changes, start=1):
        at = NOW + number * every if every else version.due_at
        content = (version.seen.digest[0] + changed) % 256
        version = next_version(version, seen(at, content))
    return version


def interval(version: Version) -> float:
    return version.due_at - version.seen.at


def test_a_page_that_tells_no_age_is_due_after_a_day() -> None:
    assert interval(next_version(None, seen(NOW))) == FIRST


def test_a_page_that_was_old_when_it_was_first_seen_is_due_later() -> None:
    old = next_version(None, seen(NOW, modified="Wed, 03 Feb 2016 08:00:00 GMT"))
    assert 100 * DAY < interval(old) <= LONGEST
    future = next_version(None, seen(NOW, modified="Wed, 03 Feb 2066 08:00:00 GMT"))
    assert interval(future) == FIRST


def test_what_never_changes_is_asked_ever_less_often_and_what_always_does_ever_more() -> None:
    still, lively = watched([False] * 12), watched([True] * 40)
    assert (still.checks, still.changes, lively.checks, lively.changes) == (12, 0, 40, 40)
    assert interval(still) == LONGEST
    assert interval(lively) == SHORTEST


def test_regular_looks_find_the_rate_of_change() -> None:
    every_third = watched([number % 3 == 0 for number in range(1, 301)], every=DAY)
    # One change in three days: as likely as not after ln 2 / -ln(2/3) of a day.
    assert abs(interval(every_third) / DAY - 1.71) < 0.05


@given(st.lists(st.booleans(), max_size=40), st.floats(0, 400 * DAY))
def test_the_interval_keeps_its_bounds(changes: list[bool], every: float) -> None:
    assert SHORTEST <= interval(watched(changes, every)) <= LONGEST
