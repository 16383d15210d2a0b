"""Limits on elements within elements and on the size of tags, before the text reaches the parser."""

import re

MAX_NESTING = 1000
"""Elements within elements, where browsers stop at 512; deeper ones are read as if their tags were not there."""

_FEW_TAGS = 4 * MAX_NESTING
# Comments and elements whose content is no mark-up are passed over as a whole. What is not closed runs to the end, so
# that each character is looked at once.
_TAG = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<(?P<raw>script|style|textarea|title)\b(?:.*?</(?P=raw)\b[^>]*+>?|.*)"
    r"|<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*+)(?:[^>\"']|\"[^\"]*+\"?|'[^']*+'?)*+>?",
    re.I | re.S,
)
# Elements without an end tag, whose end tag may be left out, or that a second one closes: they do not nest.
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr"
    " a button form nobr p li dt dd option optgroup thead tbody tfoot tr td th colgroup rt rp".split()
)


MAX_TAG_CHARS = 50_000
"""Of one tag with its attributes; a longer one is read without them."""

_LARGE_PAGE = 4 * MAX_TAG_CHARS
_LONG_TAG = re.compile(rf"<([a-z][a-z0-9-]*+)[^<>]{{{MAX_TAG_CHARS},}}+>?", re.I)


def limit_markup(html: str) -> str:
    """Bound what costs the parser more than its size: the depth of elements, and the attributes of one of them.

    Each attribute is compared with all before it, so the time grows with the square of their number.
    """
    if len(html) >= _LARGE_PAGE:
        html = _LONG_TAG.sub(r"<\1>", html)
    return limit_nesting(html)


def limit_nesting(html: str) -> str:
    """Drop the tags of elements nested deeper than ``MAX_NESTING``.

    The tree construction of HTML looks up the open elements at every tag, so its time grows with the square of the
    depth: a megabyte of ``<div>`` would take minutes.
    """
    if html.count("<") < _FEW_TAGS:
        return html
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        name = match["name"]
        if name is None or name.lower() in _UNNESTED:
            return match[0]
        depth = max(depth + (-1 if match["end"] else 1), 0)
        return match[0] if depth <= MAX_NESTING - bool(match["end"]) else " "

    return _TAG.sub(keep, html)
