"""What a page says of itself outside structured mark-up: its heading, its title and its language."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.parser.language import language_tag
from scraper.parser.place import NodePlace, Place
from scraper.parser.tags import FURNITURE_TAGS, HIDDEN_TAGS, is_furniture, is_unseen
from scraper.parser.view import PageView
from scraper.parser.walk import html_blocks

MAX_HEADINGS = 20
MAX_STEPS = 200  # up the tree

_SUFFIX = re.compile(r"(?P<title>.*\S)\s+[-–—|·»]\s+\S.*", re.S)


def heading(view: PageView, name: str | None) -> tuple[str, Place] | None:
    """Return the page's heading: of several the one that is its question's title, else the first outside furniture.

    :param name: the question's title.
    """
    headings = _headings(view)
    same = [found for found in headings if found[1] == name]
    own = [found for found in headings if found[2]]
    for node, text, _ in same or own:
        return text, NodePlace(node, end=len(text))
    return None


@lru_cache(maxsize=1)  # a page with many threads is asked for each of them
def _headings(view: PageView) -> list[tuple[LexborNode, str, bool]]:
    """Return the headings that are seen: element, text, and whether it stands outside page furniture."""
    found = []
    for node in view.css('h1, [role="heading"][aria-level="1"]')[:MAX_HEADINGS]:
        blocks = html_blocks(node)
        is_seen, is_own = _standing_of(node)
        if blocks and is_seen:
            found.append((node, blocks[0].text, is_own))
    return found


def _standing_of(node: LexborNode) -> tuple[bool, bool]:
    """Return whether an element is seen, and whether it stands outside navigation, banners and the like."""
    is_own = True
    current: LexborNode | None = node
    for _ in range(MAX_STEPS):
        tag = current.tag if current is not None else None
        if current is None or tag is None or tag in ("body", "html"):
            break
        attributes = current.attributes
        if tag in HIDDEN_TAGS or (attributes and is_unseen(tag, attributes)):
            return False, False
        is_own = is_own and tag != "nav" and tag not in FURNITURE_TAGS and not is_furniture(attributes, tag)
        current = current.parent
    return True, is_own


def document_title(view: PageView) -> tuple[str, Place] | None:
    """Return the document's title without its last part behind a dash or bar."""
    if view.title is None or view.title_node is None:
        return None
    match = _SUFFIX.fullmatch(view.title)
    title = match["title"] if match else view.title
    return title, NodePlace(view.title_node, end=len(title))


@lru_cache(maxsize=1)
def page_language(view: PageView) -> tuple[str, Place] | None:
    """Return the language that the page declares."""
    header = 'meta[http-equiv="content-language" i]'
    for selector, name in (("html", "lang"), ("html", "xml:lang"), (header, "content")):
        node = view.css_first(selector)
        value = language_tag(node.attributes.get(name) or "") if node is not None else None
        if value is not None and node is not None:
            return value, NodePlace(node, name)
    return None
