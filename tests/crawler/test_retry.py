"""When a failed request is tried again."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.crawler.retry import MAX_BACK_OFF, MAX_RETRY_AFTER, RetryPolicy, retry_after
from scraper.errors import (
    AddressRefused,
    ContentRefused,
    FetchError,
    FetchTimeout,
    NetworkError,
    RobotsDisallowed,
    StatusError,
)

NOW = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize("error", [NetworkError("x"), FetchTimeout("x"), StatusError(503), StatusError(429)])
def test_what_may_pass_is_tried_again_so_many_times(error: FetchError) -> None:
    policy = RetryPolicy(3, random.Random(1))
    waits = [policy.wait(attempt, error) for attempt in (1, 2, 3, 4)]
    assert [wait is None for wait in waits] == [False, False, False, True]


@pytest.mark.parametrize(
    "error", [StatusError(404), StatusError(501), ContentRefused("x"), AddressRefused("x"), RobotsDisallowed("x")]
)
def test_what_lasts_is_given_up_at_once(error: FetchError) -> None:
    assert RetryPolicy(3).wait(1, error) is None


def test_without_retries_everything_is_given_up_at_once() -> None:
    assert RetryPolicy(0).wait(1, NetworkError("x")) is None


def test_waits_double_with_jitter_up_to_the_cap() -> None:
    policy = RetryPolicy(100, random.Random(1))
    for attempt in range(1, 100):
        base = min(2.0 ** (attempt - 1), MAX_BACK_OFF)
        wait = policy.wait(attempt, NetworkError("x"))
        assert wait is not None
        assert base <= wait <= min(base * 1.5, MAX_BACK_OFF)


def test_a_seeded_source_gives_the_same_waits() -> None:
    one, two = (RetryPolicy(9, random.Random(7)) for _ in range(2))
    assert [one.wait(n, NetworkError("x")) for n in range(1, 9)] == [
        two.wait(n, NetworkError("x")) for n in range(1, 9)
    ]


@pytest.mark.parametrize("asked", [0.0, 5.0, 30.0, 86_400.0, MAX_RETRY_AFTER])
def test_no_try_comes_earlier_than_the_server_asked(asked: float) -> None:
    wait = RetryPolicy(3, random.Random(1)).wait(1, StatusError(503, retry_after=asked))
    assert wait is not None
    assert wait >= max(asked, 1.0)
    assert wait == asked or asked < 2


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999999", MAX_RETRY_AFTER),
        ("9" * 400, MAX_RETRY_AFTER),
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60.0),
        ("Sun Nov  6 08:50:37 1994", 60.0),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_AFTER),
        ("-5", None),
        ("1.5", None),
        ("１２", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(field: str | None, expected: float | None) -> None:
    assert retry_after(field, now=NOW) == expected


def test_a_date_is_taken_by_the_servers_own_clock() -> None:
    until = "Sun, 06 Nov 1994 08:50:37 GMT"
    assert retry_after(until, now=NOW, date="Sun, 06 Nov 1994 08:50:27 GMT") == 10.0
    assert retry_after(until, now=NOW, date="nonsense") == 60.0


@given(st.text(), st.none() | st.text())
@example("Sun, 99 Nov 1994 99:99:99 GMT", None)
@example("Mon, 01 Jan 0001 00:00:00 +2359", None)
@example("Mon, 01 Jan 0001 00:00:00 +99999999", "Fri, 31 Dec 9999 23:59:59 -2359")
def test_any_field_gives_a_bounded_wait_or_none(field: str, date: str | None) -> None:
    wait = retry_after(field, now=NOW, date=date)
    assert wait is None or 0 <= wait <= MAX_RETRY_AFTER


@given(st.from_regex(r"[A-Za-z0-9,:+\- ]{0,40}", fullmatch=True))
def test_anything_like_a_date_gives_a_bounded_wait_or_none(field: str) -> None:
    wait = retry_after(field, now=NOW, date=field[::-1])
    assert wait is None or 0 <= wait <= MAX_RETRY_AFTER
