"""Clocks that do not jump while a process runs."""

import time
from collections.abc import Callable


def steady_clock(
    wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
) -> Callable[[], float]:
    """Return a clock of Unix time that does not jump when the system's clock is set while it runs."""
    offset = wall() - steady()
    return lambda: offset + steady()


def since_boot() -> float:
    """Return seconds that go on counting while the machine sleeps, where it can tell; so a lease ends there too."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
