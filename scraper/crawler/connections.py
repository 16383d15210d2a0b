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


async def close(connection: httpcore2.AsyncHTTPConnection) -> None:
    """Close a connection, whatever state it is in."""
    with suppress(*FOREIGN):
        await connection.aclose()
