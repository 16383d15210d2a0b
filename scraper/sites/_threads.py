"""What the pages of forum programs have in common: one thread, its posts in a row, on one page or on several.

Every page of a thread is a part of its record; the question mostly stands on the first one alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from scraper.errors import NotQAPage
from scraper.parser.links import canonical_link
from scraper.parser.place import At, Place
from scraper.parser.profile import Identity
from scraper.parser.rules import Computed, Scope
from scraper.parser.things import Role, Subject
from scraper.parser.view import PageView

QUESTION = "question"
"""Name of the part of a thread that is its question."""
REPLIES = "replies"
"""Name of the parts of a thread that are its replies."""

_NOWHERE = "http://unknown.invalid/"


@dataclass(frozen=True, slots=True)
class ThreadAddress:
    """An address of a thread, taken apart.

    :param thread: canonical address of the whole thread, which names no page and no post.
    :param site: host and folder of the site: threads of two sites may have the same number.
    :param number: the site's own id of the thread.
    :param page: which of its pages the address names, from 1; None where it does not tell.
    """

    thread: str
    site: str
    number: str
    page: int | None = 1


TakeApart = Callable[[str], ThreadAddress | None]
"""Takes an absolute address apart; None where it is none of a thread.

:raises ValueError: if the address cannot be split.
"""


@lru_cache(maxsize=1)
def thread_address(view: PageView, take_apart: TakeApart) -> ThreadAddress | None:
    """Return the thread that the page's canonical link names, else its own address."""
    for url in (canonical_link(view), view.page.url):
        if url is not None and (found := _taken(url, take_apart)) is not None:
            return found
    return None


def identity(take_apart: TakeApart, title: str, page: Callable[[PageView], int | None]) -> Identity:
    """Return the rules of a rendition that tell a thread from others: native id, address and part.

    :param title: selector of the links by which a page names its own thread.
    :param page: returns which page of its thread a page is; None where the thread stands on one page.
    """

    def address(view: PageView) -> ThreadAddress | None:
        found = thread_address(view, take_apart)
        if found is None:
            links = (view.absolute(href) for href in _hrefs(view, title))
            found = next((taken for url in links if url and (taken := _taken(url, take_apart))), None)
        return found

    def native_id(scope: Scope) -> tuple[str, Place] | None:
        found = address(scope.view)
        if found is not None:
            return f"{found.site}/{found.number}", At("the page's address")
        # A page without an address still tells the number in its links.
        links = (_taken(urljoin(_NOWHERE, href), take_apart) for href in _hrefs(scope.view, title))
        number = next((taken.number for taken in links if taken is not None), None)
        return (number, At("the page's links")) if number is not None else None

    def thread(scope: Scope) -> tuple[str, Place] | None:
        found = address(scope.view)
        return (found.thread, At("the page's address")) if found is not None else None

    def part(scope: Scope) -> tuple[int, Place] | None:
        number = page(scope.view) if native_id(scope) is not None else None
        return (number, At("the page")) if number is not None else None

    return {
        "native_id": Computed("number of the thread", native_id),
        "address": Computed("address of the thread", thread),
        "part": Computed("page of the thread", part),
    }


def _hrefs(view: PageView, selector: str) -> list[str]:
    return [href for node in view.css(selector)[:3] if (href := (node.attributes.get("href") or "").strip())]


def _taken(url: str, take_apart: TakeApart) -> ThreadAddress | None:
    try:
        return take_apart(url)
    except ValueError:
        return None


def thread_of(view: PageView, question: LexborNode | None, replies: Sequence[LexborNode]) -> Scope:
    """Return a thread as rules look at it.

    :param question: the first post; None on a later page of the thread, where nothing must be said of it: what the
        structured mark-up of such a page says may be of another post, or cut.
    """
    asked = [Scope(view, question)] if question is not None else []
    parts = {QUESTION: asked, REPLIES: [Scope(view, reply) for reply in replies]}
    return Scope(view, parts=parts, subject=None if asked else Subject(Role.POSTING))


def numbered_thread(view: PageView, posts: Sequence[LexborNode], number: int | None, page: int | None) -> Scope:
    """Return the thread of a page whose posts are numbered through all pages.

    :param number: number of the page's first post; None where the page does not show it.
    :param page: which page of the thread it is; None where the page does not tell of others.
    :raises NotQAPage: if neither the question nor the page's number is there.
    """
    if number == 1 or (number is None and page in (None, 1)):
        return thread_of(view, posts[0], posts[1:])
    if page is None:
        raise NotQAPage("a page of a thread that does not show its first post", certain=True)
    return thread_of(view, None, posts)


def page_number(text: str) -> int | None:
    """Return the first number of a text such as ``2`` or ``Page 2 of 7``."""
    match = re.search(r"(?<!\d)\d{1,6}(?!\d)", text)
    return int(match[0]) if match is not None and int(match[0]) > 0 else None
