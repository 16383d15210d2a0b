"""Fetching one address over HTTP/1.1: bounded in time and size, redirects returned, never followed.

The connections are those of httpx2's lower half, httpcore2, used one by one: the client and the pool above them do
nothing that is needed here and take more than half of the time of a request.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpcore2
import httpx2

from scraper.crawler.answer import Accept, read_answer
from scraper.crawler.connections import IdleConnections, Origin, close, may_be_used_again
from scraper.crawler.decoding import ACCEPT_ENCODING
from scraper.crawler.faults import FOREIGN, fetch_error
from scraper.crawler.guard import Guard, GuardedBackend
from scraper.crawler.robots_rules import PRODUCT_TOKEN
from scraper.errors import FetchError, FetchTimeout, NetworkError
from scraper.page import Page, Validators
from scraper.request import DEFAULT_PORTS
from scraper.settings import Settings

Sent = Callable[[], None]
"""Told once, at the moment a request goes out on the wire."""

_ACCEPT = b"text/html,application/xhtml+xml,text/plain;q=0.9,application/xml;q=0.8,*/*;q=0.5"


class Fetcher(Protocol):
    """The port: one address in, one page out."""

    async def fetch(
        self,
        url: str,
        *,
        accept: Accept | None = None,
        max_bytes: int | None = None,
        truncate: bool = False,
        sent: Sent | None = None,
        known: Validators | None = None,
    ) -> Page:
        """Ask for one address; one hop.

        :param accept: asked about the media type of an answer that is neither an error nor a redirect.
        :param max_bytes: largest body after content decoding; None for the setting's.
        :param truncate: whether a larger body is cut there, instead of being refused.
        :param sent: called when the request goes out, which a new connection delays; not called if it never does.
        :param known: what the server told with the version that is held; if that is still the one, the answer is an
            empty page of status 304.
        :return: the answer; a redirect is one, with the status it has.
        :raises StatusError: for a status of 400 or more.
        :raises NetworkError: without a whole answer.
        :raises FetchTimeout: if the whole answer took too long.
        :raises ContentRefused: if the body is of a type not wanted, too large or not decodable.
        :raises AddressRefused: if the host lies where nothing may be connected to.
        """

    async def aclose(self) -> None:
        """Close all connections."""


def user_agent(settings: Settings, version: str) -> str:
    """Return who we say we are (RFC 9110 §10.1.5): what robots.txt calls us, and where a webmaster can turn to."""
    return f"{PRODUCT_TOKEN}/{version}" + (f" (+{settings.contact})" if settings.contact else "")


class HttpFetcher:
    """The fetcher for plain HTTP and HTTPS. Certificates are verified; no proxies, no cookies, no credentials.

    :param settings: ``timeout``, ``max_bytes`` and ``contact`` are used.
    :param guard: decides which addresses may be connected to.
    :param version: told in the User-Agent.
    :param tls: for HTTPS; where none is given, the system's certificates (or those that ``SSL_CERT_FILE`` names) are
        trusted.
    """

    def __init__(self, settings: Settings, *, guard: Guard, version: str, tls: ssl.SSLContext | None = None) -> None:
        self._timeout = settings.timeout
        self._max_bytes = settings.max_bytes
        self._headers = [
            (b"User-Agent", user_agent(settings, version).encode("ascii")),
            (b"Accept", _ACCEPT),
            (b"Accept-Encoding", ACCEPT_ENCODING.encode("ascii")),
        ]
        self._backend = GuardedBackend(guard)
        self._tls = tls
        self._idle = IdleConnections()

    async def fetch(
        self,
        url: str,
        *,
        accept: Accept | None = None,
        max_bytes: int | None = None,
        truncate: bool = False,
        sent: Sent | None = None,
        known: Validators | None = None,
    ) -> Page:
        """Ask for one address; see :meth:`Fetcher.fetch`.

        A connection that the server closed at the moment it was used again is a NetworkError too: a second request
        at once might come sooner than the host allows, so trying again is left to the caller.
        """
        target = _take_apart(url)
        limit = self._max_bytes if max_bytes is None else max_bytes
        connection = await self._idle.take(target.origin) or self._connection(target.url.origin)
        try:
            async with asyncio.timeout(self._timeout):
                response = await connection.handle_async_request(self._request(target, sent, known))
                return await read_answer(response, url, accept=accept, limit=limit, truncate=truncate)
        except FetchError:
            raise
        except TimeoutError as error:
            raise FetchTimeout(f"{target.host} did not answer in full within {self._timeout:g} seconds.") from error
        except FOREIGN as error:
            raise fetch_error(error, target.host) from error
        finally:
            if may_be_used_again(connection):
                await self._idle.put(target.origin, connection)
            else:
                await close(connection)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._idle.clear()

    def _request(self, target: "_Target", sent: Sent | None, known: Validators | None) -> httpcore2.Request:
        headers = [(b"Host", target.host_field), *self._headers, *_conditions(known)]
        extensions = {} if sent is None else {"trace": _tracer(sent)}
        return httpcore2.Request(b"GET", target.url, headers=headers, extensions=extensions)

    def _connection(self, origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        if origin.scheme == b"https" and self._tls is None:
            self._tls = httpx2.create_ssl_context()
        return httpcore2.AsyncHTTPConnection(origin, ssl_context=self._tls, network_backend=self._backend)


@dataclass(frozen=True, slots=True)
class _Target:
    """An address taken apart for the wire."""

    url: httpcore2.URL
    origin: Origin
    host: str
    host_field: bytes


def _conditions(known: Validators | None) -> Iterator[tuple[bytes, bytes]]:
    """Yield the fields that ask for an answer only if the page changed (RFC 9110 §13.1)."""
    if known and known.etag is not None:
        yield b"If-None-Match", known.etag.encode("latin-1")
    if known and known.modified is not None:
        yield b"If-Modified-Since", known.modified.encode("ascii")


def _tracer(sent: Sent) -> Callable[[str, object], Awaitable[None]]:
    """Return what httpcore2 tells its steps to; only the one after the request's head was written counts."""

    async def trace(step: str, _: object) -> None:
        if step == "http11.send_request_headers.complete":
            sent()

    return trace


def _take_apart(url: str) -> _Target:
    """Split an address for the wire; credentials and the fragment in it are not sent.

    :raises NetworkError: if it is not an http(s) address in its escaped form.
    """
    try:
        parts = urlsplit(url)
        scheme = parts.scheme
        host = (parts.hostname or "").rstrip(".")
        name = host.encode("ascii" if host.isascii() else "idna")
        port = parts.port or DEFAULT_PORTS[scheme]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        target = path.encode("ascii")
    except (ValueError, KeyError) as error:
        raise _not_an_address(url) from error
    if not name or parts.port == 0:
        raise _not_an_address(url)
    field = b"[%b]" % name if b":" in name else name
    if port != DEFAULT_PORTS[scheme]:
        field += b":%d" % port
    wire = httpcore2.URL(scheme=scheme.encode("ascii"), host=name, port=port, target=target)
    return _Target(wire, (scheme, name, port), host, field)


def _not_an_address(url: str) -> NetworkError:
    error = NetworkError(f"{url[:200]!a} is not an http or https address that can be asked for.")
    error.transient = False
    return error
