"""One page, parsed once: its tree, its blocks and its base address, each made when first asked for."""

from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.page import Page
from scraper.parser.blocks import Block, text_blocks
from scraper.parser.nesting import limit_markup
from scraper.parser.own_address import OwnAddress
from scraper.parser.place import CssPaths
from scraper.parser.structured import Markup, read_markup
from scraper.parser.subjects import find_subjects
from scraper.parser.things import Subject
from scraper.parser.values import clean_line
from scraper.parser.walk import html_blocks
from scraper.request import resolve


class PageView:
    """What rules read: the parsed form of one ``Page``. Lives as long as the reading of that page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.is_html = page.media_type == "text/html"

    @cached_property
    def tree(self) -> LexborHTMLParser | None:
        """The parsed document; None for plain text."""
        # A NUL would end the text for the C parser; HTML drops it or reads it as U+FFFD (WHATWG HTML §13.2.5).
        return LexborHTMLParser(limit_markup(self.page.text.replace("\x00", ""))) if self.is_html else None

    @cached_property
    def root(self) -> LexborNode | None:
        """The ``<html>`` element; None for plain text."""
        return self.tree.root if self.tree is not None else None

    @cached_property
    def blocks(self) -> list[Block]:
        """The lines a reader sees."""
        if self.tree is None:
            return text_blocks(self.page.text)
        body = self.tree.body
        return html_blocks(body) if body is not None else []

    @cached_property
    def paths(self) -> CssPaths:
        """CSS paths of the page's elements."""
        return CssPaths()

    @cached_property
    def markup(self) -> Markup:
        """What the page says of itself in structured mark-up."""
        return read_markup(self.tree, self.page.text, self.base)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """The threads that the structured mark-up tells of."""
        return find_subjects(self.markup.things, self.own)

    @cached_property
    def own(self) -> OwnAddress:
        """Addresses under which the page is known."""
        return OwnAddress(self.tree, self.page.url, self.base)

    @cached_property
    def title_node(self) -> LexborNode | None:
        """The document's ``<title>``."""
        return self.css_first("head title") or self.css_first("title")

    @cached_property
    def title(self) -> str | None:
        """Text of the document's ``<title>``, in normal form."""
        return (clean_line(self.title_node.text()) or None) if self.title_node is not None else None

    @cached_property
    def base(self) -> str | None:
        """Address against which links are resolved: ``<base href>`` on the page's own address."""
        node = self.css_first("base[href]")
        href = (node.attributes.get("href") or "").strip() if node is not None else ""
        if not href:
            return self.page.url
        try:
            return urljoin(self.page.url, href) if self.page.url else resolve(None, href)
        except ValueError:
            return self.page.url

    def css(self, selector: str) -> list[LexborNode]:
        """Return the elements that a CSS selector matches, in document order."""
        return self.tree.css(selector) if self.tree is not None else []

    def css_first(self, selector: str) -> LexborNode | None:
        """Return the first element that a CSS selector matches."""
        return self.tree.css_first(selector) if self.tree is not None else None

    def absolute(self, href: str | None) -> str | None:
        """Return a link's absolute http(s) address, or None where it has none."""
        return resolve(self.base, href, self.page.encoding) if href else None
