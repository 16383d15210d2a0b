"""When a page is shown in a browser before it is read, and the port to whatever shows it."""

import re
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import FetchError
from scraper.page import Page

MAX_SHELL_CHARS = 800
"""Visible characters beyond which a page has a text of its own, whatever its scripts add."""

_SCRIPT = re.compile(rb"<script\b", re.I)
_UNSEEN = ["script", "style", "template", "noscript", "head"]


class RenderFailed(FetchError):
    """A browser could not show a page; the plain answer stands."""


class Renderer(Protocol):
    """The port: one answer in, the page that a reader sees out."""

    def wants(self, page: Page, *, has_question: bool) -> bool:
        """Whether a page that was read should be shown in a browser.

        :param has_question: whether the plain answer holds one.
        """

    async def render(self, page: Page) -> Page:
        """Return the page as a reader sees it, ``plain`` being the answer as it came.

        :raises RenderFailed: if it cannot be shown.
        :raises MissingExtra: if there is no browser.
        """

    async def aclose(self) -> None:
        """End the browser."""


def is_shell(page: Page) -> bool:
    """Whether a page holds scripts and next to no text: what its readers see is made by the scripts."""
    if page.media_type != "text/html" or _SCRIPT.search(page.body) is None:
        return False
    body = LexborHTMLParser(page.text.replace("\x00", "")).body
    if body is None:
        return True
    body.strip_tags(_UNSEEN)
    return len(" ".join(body.text(separator=" ").split())) <= MAX_SHELL_CHARS
