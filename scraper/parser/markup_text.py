"""Text out of values that may hold mark-up: what a reader sees of them."""

import html
import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

from scraper.parser.blocks import Block
from scraper.parser.nesting import limit_markup
from scraper.parser.values import clean_text, paragraphs
from scraper.parser.walk import html_blocks

MAX_CHARS = 2_000_000  # of one value

_BREAKING = (
    "address|article|aside|blockquote|br|center|dd|details|div|dl|dt|figure|footer|h[1-6]|header|hr|li|main|ol|p|pre"
    "|section|summary|table|tbody|td|th|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|iframe|img|ins|kbd|mark|noscript|q|s|samp|script|small|span"
    "|strike|strong|style|sub|sup|template|time|tt|u|var|wbr|button|svg"
)
# Only the names of real elements: `if a <b and c> d` and `<name>` are text.
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_BREAKING}|{_INLINE})(?:\s[^<>]*)?/?>|<!--", re.I)
_EMPTY = frozenset({"br", "hr", "img", "wbr"})
_BREAKING_TAG = re.compile(rf"</?(?:{_BREAKING})(?:\s[^<>]*)?/?>", re.I)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# A value that is one escaped piece of HTML from its first to its last character.
_ESCAPED_HTML = re.compile(
    r"\s*&lt;(p|div|ul|ol|h[1-6]|table|blockquote|section|article)(?:\s|&gt;).*&lt;/\1\s*&gt;\s*", re.I | re.S
)


def running_text(value: str) -> str | None:
    """Return a value as running text: HTML as a reader sees it, plain text with its line breaks.

    :returns: None where nothing is left.
    """
    value = value[:MAX_CHARS]
    if "&lt;" in value and not _is_html(value) and _ESCAPED_HTML.fullmatch(value):
        value = html.unescape(value)
    if not _is_html(value):
        return clean_text(html.unescape(value) if _REFERENCE.search(value) else value)
    if "\n" in value and not _BREAKING_TAG.search(value):
        # Where no tag breaks a line, the line feeds do.
        value = value.replace("\n", "<br>")
    body = LexborHTMLParser(limit_markup(f"<!doctype html><body>{value}".replace("\x00", ""))).body
    return text_of(html_blocks(body)) if body is not None else None


def _is_html(value: str) -> bool:
    """Whether a value holds mark-up, not text that names a tag.

    Mark-up is an element that ends, one that is empty, or one that breaks lines and begins the value.
    """
    if "<" not in value:
        return False
    if _BREAKING_TAG.match(value.lstrip()):
        return True
    opened: set[str] = set()
    for match in _TAG.finditer(value):
        name = (match["name"] or "").lower()
        if not name or name in _EMPTY or (match["end"] and name in opened):
            return True
        if not match["end"]:
            opened.add(name)
    return False


def line_of(value: str, *, escaped: bool = True) -> str | None:
    """Return a value as one line of text.

    :param escaped: whether tags and character references in it are mark-up, not text.
    """
    text = running_text(value) if escaped else clean_text(value)
    return text.replace("\n", " ") if text is not None else None


def text_of(blocks: Iterable[Block]) -> str | None:
    """Return lines as running text with the marks of lists; None where there is none."""
    return paragraphs(block.mark + block.text for block in blocks)
