"""Sending what is new to a receiver, batch by batch, each until it is taken."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_before_delay, wait_exponential

from scraper.errors import UsageError
from scraper.feeding.outbox import Outbox, Pending
from scraper.feeding.port import NotTaken, Receiver, Row, Shape
from scraper.feeding.told import Version, version_of

MAX_BACK_OFF = 60.0
"""Longest wait, in seconds, that we choose ourselves; a receiver may ask for a longer one."""
_JITTER = 0.5  # up to this share is added, so that feeds that failed together do not come back together

Waiting = Callable[[str, float], object]
"""Told before each wait: why a batch was not taken, and for how many seconds nothing is sent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a batch may be, and how long it is tried."""

    rows: int = 500
    octets: int = 1 << 20
    """A record that is larger goes alone."""
    max_wait: float = 300.0
    """Seconds after which a batch that is not taken ends the feed."""


@dataclass(slots=True)
class Fed:
    """What one start of a feed did."""

    records: int = 0
    """Versions of records that the receiver took."""
    rows: int = 0
    batches: int = 0
    known: int = 0
    """Records that needed not be sent: the receiver has them as they are."""


class Feeder:
    """One feed: from the lines of a run to a receiver.

    :param shape: what is sent of a record.
    :param waiting: told before each wait.
    :param sleep: waits so many seconds.
    :param rng: source of the jitter.
    """

    def __init__(
        self,
        outbox: Outbox,
        receiver: Receiver,
        shape: Shape,
        limits: Limits,
        *,
        waiting: Waiting,
        sleep: Callable[[float], None] = time.sleep,
        rng: random.Random | None = None,
    ) -> None:
        self._outbox = outbox
        self._receiver = receiver
        self._shape = shape
        self._limits = limits
        self._waiting = waiting
        self._sleep = sleep
        self._rng = rng or random.Random()  # noqa: S311 - spreads load, keeps no secret
        self._back_off = wait_exponential(multiplier=0.5, max=MAX_BACK_OFF)
        self._rows: list[Row] = []
        self._versions: list[Version] = []
        self._octets = 0
        self.fed = Fed()

    def resume(self) -> None:
        """Send the batch again of which an earlier start did not learn that it was taken.

        :raises UsageError: if it is not taken.
        """
        pending = self._outbox.pending()
        if pending is not None:
            self._deliver(pending, sent_before=True)

    def feed(self, lines: Iterable[bytes]) -> None:
        """Send what is new among the lines; return when the receiver has all of it.

        :raises UsageError: if a batch is not taken. It is kept, and the next start sends it first.
        """
        for line in lines:
            version = version_of(line)
            if self._outbox.told.is_known(version):
                self.fed.known += 1
                continue
            rows = self._shape(line)
            octets = sum(len(row.line) + 1 for row in rows)
            if self._versions and not self._fits(rows, octets):
                self._flush()
            self._rows += rows
            self._versions.append(version)
            self._octets += octets
        if self._versions:
            self._flush()

    def _fits(self, rows: Sequence[Row], octets: int) -> bool:
        return (
            len(self._rows) + len(rows) <= self._limits.rows
            and len(self._versions) < self._limits.rows
            and self._octets + octets <= self._limits.octets
        )

    def _flush(self) -> None:
        pending = self._outbox.begin(self._rows, self._versions)
        self._rows, self._versions, self._octets = [], [], 0
        self._deliver(pending, sent_before=False)

    def _deliver(self, pending: Pending, *, sent_before: bool) -> None:
        if pending.batch.rows:  # a view may have no rows of a record
            self._try(pending, sent_before=sent_before)
            self.fed.batches += 1
        self._outbox.settle(pending)
        self.fed.records += len(pending.versions)
        self.fed.rows += len(pending.batch.rows)

    def _try(self, pending: Pending, *, sent_before: bool) -> None:
        """Send a batch until it is taken.

        :raises UsageError: if it is refused, or ``max_wait`` has passed.
        """
        sent = sent_before

        def once() -> None:
            nonlocal sent
            if not (sent and self._receiver.has(pending.batch)):
                sent = True
                self._receiver.send(pending.batch)

        retrying = Retrying(
            sleep=self._sleep,
            retry=retry_if_exception_type(NotTaken),
            wait=self._wait,
            stop=stop_before_delay(self._limits.max_wait),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            retrying(once)
        except NotTaken as error:
            raise UsageError(
                f"{self._receiver.name} takes nothing: {error}; what it has not got is kept, "
                "so run the same command again later."
            ) from error

    def _wait(self, state: RetryCallState) -> float:
        seconds = min(self._back_off(state) * (1 + _JITTER * self._rng.random()), MAX_BACK_OFF)
        return max(seconds, _error_of(state).retry_after or 0.0)

    def _tell(self, state: RetryCallState) -> None:
        self._waiting(str(_error_of(state)), state.next_action.sleep if state.next_action else 0.0)


def _error_of(state: RetryCallState) -> NotTaken:
    error = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(error, NotTaken)
    return error
