"""One TCP connection (with or without TLS) as httpcore2's network stream, straight on asyncio's transports.

httpcore2's own stream goes through anyio; on a loopback crawl that costs about a fifth of all time a request takes.
"""

import asyncio
import ssl
from collections import deque
from typing import Any

import httpcore2

_PAUSE_BYTES = 256 * 1024  # received but not yet read: above this the kernel (and so the server) has to wait


class SocketStream(httpcore2.AsyncNetworkStream, asyncio.Protocol):
    """Both ends of the bridge: asyncio feeds it as a protocol, httpcore2 reads it as a stream.

    There are no timeouts here: a request has one, for all of it (:class:`scraper.crawler.http.HttpFetcher`).
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._chunks: deque[bytes] = deque()
        self._buffered = 0
        self._ended = False
        self._paused = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep octets for the reader; stop receiving while it is far behind."""
        self._chunks.append(data)
        self._buffered += len(data)
        if self._buffered > _PAUSE_BYTES and not self._paused and self._transport is not None:
            self._transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> bool:
        """Note that the server has ended its side; False lets asyncio close ours."""
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end of the connection and its cause."""
        self._ended = True
        self._error = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # What httpcore2 calls

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        """Return the next octets, at most ``max_bytes``; none at the end.

        :raises httpcore2.ReadError: if the connection broke.
        """
        while not self._chunks:
            if self._error is not None:
                raise httpcore2.ReadError(str(self._error) or "the connection broke") from self._error
            if self._ended:
                return b""
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        chunk = self._chunks.popleft()
        if len(chunk) > max_bytes:
            self._chunks.appendleft(chunk[max_bytes:])
            chunk = chunk[:max_bytes]
        self._buffered -= len(chunk)
        if self._paused and self._buffered <= _PAUSE_BYTES and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return chunk

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109
        """Send octets. A request is small, so there is no waiting for the socket to take them.

        :raises httpcore2.WriteError: if the connection is closed.
        """
        if self._transport is None or self._transport.is_closing():
            raise httpcore2.WriteError("the connection is closed")
        if buffer:
            self._transport.write(buffer)

    async def aclose(self) -> None:
        """Close at once, without waiting for a farewell."""
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        """Speak TLS from here on.

        :raises ssl.SSLError: if the handshake or the certificate fails.
        :raises OSError: if the connection breaks.
        """
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        try:
            transport = await loop.start_tls(self._transport, self, ssl_context, server_hostname=server_hostname)
        except BaseException:
            self._transport.abort()
            raise
        if transport is None:  # the connection ended during the handshake
            raise httpcore2.ConnectError("the connection ended during the TLS handshake")
        self._transport = transport
        return self

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore2 asks: whether an idle connection has something to read, which means it is over."""
        if info == "is_readable":
            return self._ended or bool(self._chunks)
        if self._transport is None:
            return None
        return self._transport.get_extra_info({"server_addr": "peername", "client_addr": "sockname"}.get(info, info))
