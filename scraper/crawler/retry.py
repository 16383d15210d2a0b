"""When a request that failed is asked again."""

import random
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, wait_exponential

from scraper.errors import FetchError, StatusError

MAX_BACK_OFF = 600.0
"""Longest wait, in seconds, that we choose ourselves; a server may ask for a longer one."""
MAX_RETRY_AFTER = 365 * 86_400.0
"""Longest Retry-After, in seconds, that is kept as a number; what asks for more is asked for never, or a mistake."""

_JITTER = 0.5  # up to this share is added, so that hosts that fail together are not asked together
_SECONDS = re.compile(r"[0-9]+")
_MAX_DATE_CHARS = 64


class RetryPolicy:
    """Exponential back-off with jitter: 1, 2, 4 … seconds, each up to half as long again, at most ten minutes.

    :param retries: further tries after the first.
    :param rng: source of the jitter; give a seeded one for a course that repeats.
    """

    def __init__(self, retries: int, rng: random.Random | None = None) -> None:
        self._stop = stop_after_attempt(retries + 1)
        self._wait = wait_exponential(multiplier=1, max=MAX_BACK_OFF)
        self._rng = rng or random.Random()  # noqa: S311 - spreads load, keeps no secret
        self._retrying = AsyncRetrying()

    def wait(self, attempt: int, error: FetchError) -> float | None:
        """Return the seconds until the next try, or None to give up.

        :param attempt: tries made so far; 1 after the first.
        :param error: why the last one failed. What its server asked for in ``Retry-After`` is the least that is
            waited, however long it is.
        """
        if not error.transient:
            return None
        state = RetryCallState(self._retrying, fn=None, args=(), kwargs={})
        state.attempt_number = attempt
        if self._stop(state):
            return None
        seconds = min(self._wait(state) * (1 + _JITTER * self._rng.random()), MAX_BACK_OFF)
        asked = error.retry_after if isinstance(error, StatusError) else None
        return max(seconds, asked or 0.0)


def retry_after(field: str | None, *, now: datetime, date: str | None = None) -> float | None:
    """Return the seconds a ``Retry-After`` field asks to wait (RFC 9110 §10.2.3), or None if it says nothing readable.

    :param now: our clock, for a date where the server told no time of its own.
    :param date: the answer's ``Date`` field; a date to wait for is read by the server's clock, which may differ.
    :return: between 0 and :data:`MAX_RETRY_AFTER`.
    """
    text = (field or "").strip()
    if _SECONDS.fullmatch(text):
        # A longer number is beyond the bound, and its conversion costs time.
        return MAX_RETRY_AFTER if len(text) > 15 else min(float(text), MAX_RETRY_AFTER)
    until = http_date(text)
    if until is None:
        return None
    seconds = (until - (http_date(date or "") or now)).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)


def http_date(text: str) -> datetime | None:
    """Read an HTTP-date in any of its three forms (RFC 9110 §5.6.7); None where it is none."""
    if not text or len(text) > _MAX_DATE_CHARS:
        return None
    try:
        found = parsedate_to_datetime(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
