"""Where a page leads: links to follow and its own canonical address."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from scraper.parser.extraction import Links
from scraper.parser.view import PageView
from scraper.request import host_key

MAX_LINKS = 10_000  # of one page; more is a trap
MAX_FEEDS = 10

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})


def find_links(view: PageView, more: Callable[[PageView], Sequence[str]] | None = None) -> Links:
    """Return the page's links, absolute, in reading order, each once.

    :param more: finds addresses that the page leads to by other means than links.
    """
    if view.tree is None:
        return Links()
    follow: dict[str, None] = {}
    seen: set[str | None] = set()
    for node in view.css("a[href], area[href], link[rel~=next][href], link[rel~=prev][href]"):
        href = node.attributes.get("href")
        if href in seen:
            continue
        seen.add(href)
        url = view.absolute(href)
        if url is not None:
            follow[url.partition("#")[0]] = None
            if len(follow) >= MAX_LINKS:
                break
    if more is not None:
        follow |= dict.fromkeys(more(view)[: MAX_LINKS - len(follow)])
    return Links(follow=tuple(follow), canonical=canonical_link(view), feeds=_feeds(view))


def _feeds(view: PageView) -> tuple[str, ...]:
    """Return the feeds named as autodiscovery has them (RSS Advisory Board, "RSS Autodiscovery"; RFC 4287)."""
    found: dict[str, None] = {}
    for node in view.css('link[rel~="alternate" i][type][href]'):
        if (node.attributes.get("type") or "").split(";")[0].strip().lower() in _FEED_TYPES:
            url = view.absolute(node.attributes.get("href"))
            if url is not None:
                found[url.partition("#")[0]] = None
                if len(found) >= MAX_FEEDS:
                    break
    return tuple(found)


def canonical_link(view: PageView) -> str | None:
    """Return the page's ``<link rel="canonical">`` where it is believable.

    It must name the page's own host, where that is known. One that names the site's root on another page is a common
    mistake that would make all pages of a site the same page; it is ignored.
    """
    node = view.css_first('link[rel~="canonical" i][href]')
    url = view.absolute(node.attributes.get("href")) if node is not None else None
    if url is None:
        return None
    own = view.page.url
    if own is None:
        return url
    try:
        if host_key(url) != host_key(own):
            return None
    except ValueError:
        return None
    target, here = urlsplit(url), urlsplit(own)
    is_root = target.path in ("", "/") and not target.query
    return None if is_root and (here.path not in ("", "/") or here.query) else url
