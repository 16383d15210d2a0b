"""What a page asks of robots: ``X-Robots-Tag`` header fields and ``<meta name="robots">``.

There is no standard of it but what search engines publish
(https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag); where they leave it open, what forbids
more holds. So what is said to all and what is said to us are added up, ``follow`` takes back no ``nofollow``, and words
may be set apart by semicolons and blanks as well as by commas.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from scraper.page import Page

MAX_DIRECTIVES = 32
"""Of one page; further ones are not looked at."""

_OURS = "qaharvest"  # the product token to which robots.txt speaks, too
_MAX_SOURCES = 64  # header fields and elements read
_MAX_CHARS = 2_000  # read of each
_MAX_VALUE = 64
_METAS = f'meta[name="robots" i][content], meta[name="{_OURS}" i][content]'
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NAME = re.compile(r"[a-z_-]*")
_SEPARATORS = re.compile(r"[,;]")
_EVERYONE = ("", "*", "robots")
_UNPRINTABLE = re.compile(r"[^ -~]")
# These say what is so without them.
_DEFAULTS = frozenset({"all", "index", "follow"})
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
# To tell what is asked from the name of a robot that it is asked of: either may stand before a colon.
_PLAIN = frozenset(
    "noindex nofollow none noarchive nocache nosnippet noimageindex notranslate noodp noydir noai noimageai".split()
)


def page_directives(page: Page, tree: LexborHTMLParser | None) -> tuple[str, ...]:
    """Return what a page asks of every robot or of us, in lower case, each once: header fields first.

    ``none`` is told as ``noindex`` and ``nofollow``, one with a value as ``unavailable_after: 2030-01-01``. Words that
    nobody knows are told too; what only says what is so anyway (``all``, ``index``, ``follow``) is not.

    :param tree: the parsed page; None where it is no HTML.
    """
    found: dict[str, None] = {}
    for text, in_header in _sources(page, tree):
        for directive in _directives(text[:_MAX_CHARS], in_header):
            found |= dict.fromkeys(("noindex", "nofollow") if directive == "none" else (directive,))
            if len(found) >= MAX_DIRECTIVES:
                return tuple(found)[:MAX_DIRECTIVES]
    return tuple(found)


def _sources(page: Page, tree: LexborHTMLParser | None) -> Iterator[tuple[str, bool]]:
    """Yield the texts that hold directives, each with whether it is a header field."""
    fields = [value for name, value in page.headers if name.lower() == "x-robots-tag"]
    yield from ((value, True) for value in fields[:_MAX_SOURCES])
    nodes = tree.css(_METAS) if tree is not None else []
    yield from ((node.attributes.get("content") or "", False) for node in nodes[:_MAX_SOURCES])


def _directives(text: str, in_header: bool) -> Iterator[str]:
    """Yield the directives of one text that hold for us.

    In a header field the name of a robot with a colon may stand before a directive; what follows is said to that one,
    until another is named.
    """
    ours = True
    date = ""
    for part in [*_SEPARATORS.split(text.lower()), ""]:
        words = part.strip()
        if date:
            # A date may have a comma ("Sunday, 22 Nov …"), and what goes on with a digit is no directive.
            if words[:1].isdigit():
                date = f"{date}, {words}"
                continue
            yield from _valued("unavailable_after", date)
            date = ""
        name, colon, value = (piece.strip() for piece in words.partition(":"))
        if in_header and colon and name not in _WITH_VALUE | _PLAIN:
            ours = _names_us(name)
            words = value
            name, colon, value = (piece.strip() for piece in words.partition(":"))
        if not ours:
            continue
        if not colon:
            yield from (word for word in words.split() if _WORD.fullmatch(word) and word not in _DEFAULTS)
        elif name == "unavailable_after":
            date = value
        elif name in _WITH_VALUE:
            yield from _valued(name, value)
        elif name in _PLAIN:
            yield name


def _names_us(name: str) -> bool:
    """Whether a name stands for every robot or is ours, a version behind it or not."""
    token = _NAME.match(name)
    return name in _EVERYONE or (token is not None and token.group() == _OURS)


def _valued(name: str, value: str) -> Iterator[str]:
    value = " ".join(_UNPRINTABLE.sub(" ", value).split())[:_MAX_VALUE].strip()
    if value:
        yield f"{name}: {value}"
