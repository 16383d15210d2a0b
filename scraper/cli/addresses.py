"""Addresses as people type them."""

from urllib.parse import urlsplit

from scraper.cli.terminal import printable
from scraper.crawler.series import Series
from scraper.errors import UsageError
from scraper.request import resolve


def check_address(url: str) -> str:
    """Return the address as it will be asked for.

    :raises UsageError: if it is not an absolute http(s) address; the sentence shows what to type.
    """
    if Series.of(url) is not None:
        return url
    address = resolve(None, url)
    if address is not None:
        return address
    shown = printable(url, limit=200)
    scheme, mark, _ = url.partition("://")
    if mark and scheme.lower() not in ("http", "https"):
        raise UsageError(f"{shown} cannot be fetched: only http and https addresses can.")
    if not mark and resolve(None, f"https://{url}") is not None and _names_a_host(url):
        raise UsageError(f"{shown} has no scheme; write https://{shown}")
    raise UsageError(f"{shown or 'an empty text'} is not an address; write one such as https://example.org/questions.")


def _names_a_host(url: str) -> bool:
    host = urlsplit(f"https://{url}").hostname or ""
    return "." in host or host == "localhost"
