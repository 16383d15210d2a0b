"""Connections: what is kept open between requests, and how one is read."""

import asyncio

import httpcore2
import pytest

from scraper.crawler.connections import IdleConnections, Origin
from scraper.crawler.stream import SocketStream


def connection(origin: Origin) -> httpcore2.AsyncHTTPConnection:
    scheme, host, port = origin
    return httpcore2.AsyncHTTPConnection(httpcore2.Origin(scheme.encode(), host, port))


A: Origin = ("http", b"a.example", 80)
B: Origin = ("http", b"b.example", 80)


def test_the_connection_used_last_is_taken_first_and_only_for_its_origin() -> None:
    async def run() -> None:
        idle = IdleConnections(lambda: 0.0)
        first, second = connection(A), connection(A)
        await idle.put(A, first)
        await idle.put(A, second)
        assert await idle.take(B) is None
        assert await idle.take(("https", b"a.example", 80)) is None
        assert [await idle.take(A) for _ in range(3)] == [second, first, None]

    asyncio.run(run())


def test_what_nobody_used_for_long_is_closed() -> None:
    now = 0.0

    async def run() -> None:
        nonlocal now
        idle = IdleConnections(lambda: now)
        await idle.put(A, connection(A))
        now = 10.0
        kept = connection(B)
        await idle.put(B, kept)
        now = 20.0
        assert await idle.take(A) is None
        assert await idle.take(B) is kept

    asyncio.run(run())


def test_only_so_many_hosts_keep_connections() -> None:
    async def run() -> None:
        idle = IdleConnections(lambda: 0.0)
        origins: list[Origin] = [("http", b"h%d.example" % number, 80) for number in range(300)]
        for origin in origins:
            await idle.put(origin, connection(origin))
        kept = [await idle.take(origin) is not None for origin in origins]
        assert kept == [False] * 44 + [True] * 256

    asyncio.run(run())


class Recorder(asyncio.Transport):
    """A transport that only notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def pause_reading(self) -> None:
        self.notes.append("pause")

    def resume_reading(self) -> None:
        self.notes.append("resume")

    def is_closing(self) -> bool:
        return "abort" in self.notes

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.notes.append(f"write {len(data)}")

    def abort(self) -> None:
        self.notes.append("abort")


def test_a_reader_that_is_behind_holds_the_server_up() -> None:
    transport, stream = Recorder(), SocketStream()
    stream.connection_made(transport)

    async def run() -> int:
        total = 0
        for _ in range(8):
            stream.data_received(b"x" * 64 * 1024)
        assert transport.notes == ["pause"]
        for _ in range(16):
            total += len(await stream.read(32 * 1024))
        return total

    assert asyncio.run(run()) == 8 * 64 * 1024
    assert transport.notes == ["pause", "resume"]


def test_a_stream_is_read_in_order_to_its_end() -> None:
    stream = SocketStream()
    stream.connection_made(Recorder())

    async def run() -> list[bytes]:
        reading = asyncio.create_task(stream.read(3))
        await asyncio.sleep(0)
        stream.data_received(b"abcdef")
        stream.data_received(b"gh")
        stream.eof_received()
        stream.connection_lost(None)
        return [await reading, *[await stream.read(3) for _ in range(4)]]

    assert asyncio.run(run()) == [b"abc", b"def", b"gh", b"", b""]


def test_a_broken_stream_gives_what_came_before_the_break() -> None:
    stream = SocketStream()
    stream.connection_made(Recorder())
    stream.data_received(b"abc")
    stream.connection_lost(ConnectionResetError("reset"))

    async def run() -> None:
        assert await stream.read(10) == b"abc"
        with pytest.raises(httpcore2.ReadError, match="reset"):
            await stream.read(10)

    asyncio.run(run())


def test_nothing_is_written_to_a_closed_stream() -> None:
    transport, stream = Recorder(), SocketStream()

    async def run() -> None:
        with pytest.raises(httpcore2.WriteError):
            await stream.write(b"early")
        stream.connection_made(transport)
        await stream.write(b"")
        await stream.write(b"abc")
        await stream.aclose()
        with pytest.raises(httpcore2.WriteError):
            await stream.write(b"late")

    asyncio.run(run())
    assert transport.notes == ["write 3", "abort"]
