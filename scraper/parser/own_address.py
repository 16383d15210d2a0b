"""The page's own address: what is said of this page, what leads to another, and which page of its thread this is."""

import re
from functools import cached_property
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.parser.things import Thing
from scraper.request import canonical_url, resolve

MAX_CHARS = 2000  # of an address that is compared

# The number of a page in its address, in the path or the query: /page-2, /page/2, /p2, ?page=2. The first has none.
_NUMBER = re.compile(
    r"/(?:page[-/]?|p)(?P<path>\d{1,5})(?=/?(?:\?|$))|(?<=[?&])(?:page|p|pg|pageno)=(?P<query>\d{1,5})(?:&|$)", re.I
)


class OwnAddress:
    """Addresses under which a page is known.

    :param url: where it came from; None for a file.
    :param base: address against which its links are resolved.
    """

    def __init__(self, tree: LexborHTMLParser | None = None, url: str | None = None, base: str | None = None) -> None:
        self._tree = tree
        self._url = url
        self._base = base

    def leads_elsewhere(self, thing: Thing) -> bool:
        """Whether a thing gives an address of its own, and that is not the page's."""
        href = thing.first_literal("url")
        if href is None or href.startswith("#") or len(href) > MAX_CHARS:
            return False
        return self._form(href) not in self._known

    def absolute(self, name: str) -> str:
        """Return a name or address on the page in one form, with its fragment; as written where it has no other."""
        if name.startswith("#"):
            return (self._base or "") + name
        return resolve(self._base, name) or name

    def page_of(self, thing: Thing) -> tuple[int, str] | None:
        """Return which page of a thread this is, from 1, and the address of the first; None where it has one page.

        The number must stand in the address, and the link to the page before (of the first page: to the page behind)
        must lead where that number says. A later page is only one of a thread that says that its own address is that
        of the first page.
        """
        if self._url is None or not self._is_among_pages:
            return None
        number, first = _split(self._url)
        if number == 1:
            return 1, _canonical(self._canonical_link or self._url)
        href = thing.first_literal("url")
        address = self.absolute(href) if href is not None and len(href) <= MAX_CHARS else ""
        return (number, _canonical(address)) if _split(address) == (1, first) else None

    @cached_property
    def _is_among_pages(self) -> bool:
        number, first = _split(self._url or "")
        linked = self._href(f'[rel~="{"prev" if number > 1 else "next"}" i][href]', "href")
        return linked is not None and _split(self.absolute(linked)) == (number - 1 if number > 1 else 2, first)

    @cached_property
    def _canonical_link(self) -> str | None:
        href = self._href('link[rel="canonical" i][href]', "href")
        return self.absolute(href) if href is not None else None

    @cached_property
    def _known(self) -> frozenset[str]:
        written = [self._url, self._canonical_link, self._href('meta[property="og:url"]', "content")]
        return frozenset(self._form(address.strip()) for address in written if address and len(address) <= MAX_CHARS)

    def _href(self, selector: str, attribute: str) -> str | None:
        node = self._tree.css_first(selector) if self._tree is not None else None
        return (node.attributes.get(attribute) or "").strip() or None if node is not None else None

    def _form(self, href: str) -> str:
        """Return an address in the form in which it is compared: no scheme, ``www`` or last slash."""
        address = _canonical(resolve(self._base, href) or href)
        try:
            parts = urlsplit(address)
        except ValueError:
            return href
        return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _split(address: str) -> tuple[int, str]:
    """Return the number of the page that an address tells, 1 where it tells none, and the address without it."""
    address = _canonical(address)
    match = _NUMBER.search(address)
    if match is None:
        return 1, address.rstrip("/")
    rest = (address[: match.start()] + address[match.end() :]).rstrip("?&/")
    return int(match["path"] or match["query"]), rest


def _canonical(address: str) -> str:
    try:
        return canonical_url(address)
    except ValueError:
        return address
