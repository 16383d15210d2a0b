"""An event loop whose time jumps to the next thing that happens: hours take no time, and no two runs differ."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from math import ceil
from typing import Any

EPOCH = 1_700_000_000.0
"""Unix time at which every simulation begins."""


_TURN = 20e-6


class Stuck(Exception):
    """Everything waits, and nothing will ever happen."""


class _Selector(selectors.SelectSelector):
    """Never sleeps: where nothing is ready, the time of the loop jumps ahead."""

    def __init__(self, advance: Callable[[float], None]) -> None:
        super().__init__()
        self._advance = advance

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise Stuck("the crawl waits for something that will never happen")
        # A turn of the loop takes a moment too: who looks at the clock until it is time would look for ever.
        # Waiting ends on whole milliseconds, as it does with the selectors that real loops use.
        self._advance(_TURN if ready or not timeout else ceil(timeout * 1000) / 1000)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs on virtual time and in one thread: what would run beside the loop runs in it, at once."""

    def __init__(self, now: float = 0.0) -> None:
        self._now = now
        super().__init__(_Selector(self._advance))

    def _advance(self, seconds: float) -> None:
        self._now += seconds

    def time(self) -> float:
        """Return virtual seconds since the simulation began."""
        return self._now

    def unix(self) -> float:
        """Return virtual Unix time."""
        return EPOCH + self._now

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        """Run the function now."""
        future: asyncio.Future[Any] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - handed to whoever awaits it
            future.set_exception(error)
        return future
