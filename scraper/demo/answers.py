"""What a server says at one address, and the answers that need no thread."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from scraper.demo import pages
from scraper.demo.renderings.markup import esc

RETRY_AFTER_SECONDS = 1

_HTML = "text/html; charset=utf-8"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Kind = Literal["question", "rejected", "page", "redirect", "robots", "sitemap", "static", "private"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says at one address.

    :param kind: what the address is for.
    :param body: content before content encoding.
    :param content_type: media type with its parameters.
    :param status: HTTP status.
    :param headers: further header fields.
    :param delay: seconds the server waits before it answers.
    :param fails_first: whether the first request of a server's life is answered 503 with Retry-After.
    """

    kind: Kind
    body: bytes
    content_type: str = _HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    fails_first: bool = False


NOT_FOUND = Answer("page", pages.page("Not found", "<p>There is no such page.</p>\n").encode(), status=404)
UNAVAILABLE = Answer(
    "page",
    b"Please come back in a second.\n",
    content_type="text/plain; charset=utf-8",
    status=503,
    headers=(("Retry-After", str(RETRY_AFTER_SECONDS)),),
)

STATIC = {
    "/static/site.css": (
        "text/css; charset=utf-8",
        b"body { max-width: 50rem; margin: auto; font-family: sans-serif }\n",
    ),
    "/static/site.js": ("text/javascript; charset=utf-8", b"// Nothing to do.\n"),
    "/static/chunk.js": ("text/javascript; charset=utf-8", b"// Nothing to do.\n"),
    "/static/logo.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>\n'),
    "/static/s.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>\n'),
}
"""Address → media type and content of the files that pages refer to."""


def sitemap(urls: Iterable[str]) -> Answer:
    """Return a sitemap of addresses."""
    entries = "".join(f"<url><loc>{esc(url)}</loc></url>\n" for url in urls)
    body = f"{_XML}<urlset {_SITEMAPS}>\n{entries}</urlset>\n"
    return Answer("sitemap", body.encode(), content_type="application/xml")


def zipped(answer: Answer) -> Answer:
    """Return the answer as a gzip file, which is not the same as one with a content encoding."""
    return replace(answer, body=gzip.compress(answer.body, mtime=0), content_type="application/gzip")


def sitemap_index(urls: Iterable[str]) -> Answer:
    """Return a sitemap of sitemaps."""
    entries = "".join(f"<sitemap><loc>{esc(url)}</loc></sitemap>\n" for url in urls)
    body = f"{_XML}<sitemapindex {_SITEMAPS}>\n{entries}</sitemapindex>\n"
    return Answer("sitemap", body.encode(), content_type="application/xml")
