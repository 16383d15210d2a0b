"""Connections kept open between two requests to one origin."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import httpcore2

from scraper.crawler.faults import FOREIGN

Origin = tuple[str, bytes, int]
"""Scheme, host and port."""

_IDLE_SECONDS = 15.0  # a connection unused for so long is closed
_MAX_IDLE_HOSTS = 256


class _Idle(NamedTuple):
    since: float
    connection: httpcore2.AsyncHTTPConnection


class IdleConnections:
    """Connections that may be used again, by origin.

    :param clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Origin, list[_Idle]] = {}  # in the order of their last use

    async def take(self, origin: Origin) -> httpcore2.AsyncHTTPConnection | None:
        """Return the freshest living connection to an origin; close those that nobody used for long."""
        await self._sweep()
        waiting = self._kept.get(origin, [])
        while waiting:
            connection = waiting.pop().connection
            # Expired means here that the server closed it, or sent something nobody asked for.
            if not connection.has_expired():
                return connection
            await close(connection)
        return None

    async def put(self, origin: Origin, connection: httpcore2.AsyncHTTPConnection) -> None:
        """Keep a connection for the next request."""
        waiting = self._kept.pop(origin, [])
        waiting.append(_Idle(self._clock(), connection))
        self._kept[origin] = waiting  # now the last of the dictionary
        if len(self._kept) > _MAX_IDLE_HOSTS:
            await self._drop(next(iter(self._kept)))

    async def clear(self) -> None:
        """Close all."""
        while self._kept:
            await self._drop(next(iter(self._kept)))

    async def _sweep(self) -> None:
        oldest = self._clock() - _IDLE_SECONDS
        while self._kept:
            origin = next(iter(self._kept))
            waiting = self._kept[origin]
            if waiting and waiting[-1].since > oldest:
                return
            await self._drop(origin)

    async def _drop(self, origin: Origin) -> None:
        for idle in self._kept.pop(origin):
            await close(idle.connection)


def may_be_used_again(connection: httpcore2.AsyncHTTPConnection) -> bool:
    """Whether an answer was read to its end, and nothing came behind it.

    What came with the answer but lies beyond its length would be taken for the answer to the next request. The
    library keeps it to itself: where it cannot be asked, no connection is used twice.
    """
    if not connection.is_idle() or connection.is_closed():
        return False
    protocol = getattr(getattr(connection, "_connection", None), "_h11_state", None)
    return protocol is not None and not protocol.trailing_data[0]


async def close(connection: httpcore2.AsyncHTTPConnection) -> None:
    """Close a connection, whatever state it is in."""
    with suppress(*FOREIGN):
        await connection.aclose()
