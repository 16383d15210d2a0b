"""Judging an answer by its head, and reading its body within bounds."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from datetime import UTC, datetime
from typing import cast

import httpcore2

from scraper.crawler.decoding import Decoder, content_codings
from scraper.crawler.faults import FOREIGN
from scraper.crawler.retry import retry_after
from scraper.errors import ContentRefused, StatusError
from scraper.page import Page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses that send elsewhere, if there is a ``Location`` (RFC 9110 §15.4)."""

NOT_MODIFIED = 304
"""The version that is held is still the one (RFC 9110 §15.4.5); never has a body."""

Accept = Callable[[str], bool]
"""Says of a media type (lower case, no parameters, empty if none was sent) whether its body is wanted."""

_DRAIN_BYTES = 64 * 1024  # of a body nobody wants, read so that the connection can be used again
_DRAIN_SECONDS = 1.0


async def read_answer(
    response: httpcore2.Response, url: str, *, accept: Accept | None, limit: int, truncate: bool
) -> Page:
    """Return the answer as a page, and leave the connection either ready for the next request or closed.

    :raises StatusError: for a status of 400 or more.
    :raises ContentRefused: if the body is of a type not wanted, too large or not decodable.
    :raises NetworkError: if a compressed body ended early.
    """
    try:
        return await _judge(response, url, accept=accept, limit=limit, truncate=truncate)
    finally:
        await response.aclose()


async def _judge(response: httpcore2.Response, url: str, *, accept: Accept | None, limit: int, truncate: bool) -> Page:
    status = response.status
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
    fetched_at = datetime.now(UTC)
    fields = _by_name(headers)
    if status >= 400:
        await _drain(response)
        wait = retry_after(fields.get("retry-after"), now=fetched_at, date=fields.get("date"))
        raise StatusError(status, retry_after=wait)
    if status == NOT_MODIFIED or (status in REDIRECTS and fields.get("location")):
        await _drain(response)  # all that counts is in the head; what a redirect's body says is for people
        body = b""
    else:
        decoder = _decoder(fields, accept=accept, limit=limit, truncate=truncate)
        body = await _read_body(response, decoder)
    return Page(body, source=url, url=url, status=status, headers=headers, fetched_at=fetched_at)


def _by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the fields by lower-case name; several of one name are one list (RFC 9110 §5.3)."""
    fields: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        fields[key] = f"{fields[key]}, {value}" if key in fields else value
    return fields


def _decoder(fields: dict[str, str], *, accept: Accept | None, limit: int, truncate: bool) -> Decoder:
    """Return what will read the body, unless the head tells already that it is not to be read."""
    media_type = fields.get("content-type", "").split(";")[0].strip().lower()
    if accept is not None and not accept(media_type):
        raise ContentRefused(f"The answer is of type {media_type[:80]!a}, which is not read.")
    decoder = Decoder(content_codings(fields.get("content-encoding")), limit, truncate=truncate)
    length = fields.get("content-length", "")
    if length.isdecimal():
        decoder.expect(int(length))
    return decoder


async def _read_body(response: httpcore2.Response, decoder: Decoder) -> bytes:
    async with _chunks(response) as chunks:
        async for chunk in chunks:
            decoder.feed(chunk)
            if decoder.full:
                break
    return decoder.finish()


async def _drain(response: httpcore2.Response) -> None:
    """Read the rest of a small body, so that the connection can be used again; a failure here is of no interest."""
    received = 0
    with suppress(*FOREIGN):
        async with asyncio.timeout(_DRAIN_SECONDS), _chunks(response) as chunks:
            async for chunk in chunks:
                received += len(chunk)
                if received > _DRAIN_BYTES:
                    return


def _chunks(response: httpcore2.Response) -> aclosing[AsyncGenerator[bytes, None]]:
    # The stream's own iterator: ``Response.aiter_stream`` would put one more generator between.
    return aclosing(cast(AsyncGenerator[bytes, None], aiter(response.stream)))  # type: ignore[arg-type]
