"""Handles: what an element can be taken by in a selector, and how likely each is to be there tomorrow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.learning.folding import compact

_STABLE = re.compile(r"[A-Za-z]{2,}(?:[-_]{1,2}?[A-Za-z]+)*|w3-[a-z-]+")
_WITH_NUMBER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_]{1,2}[A-Za-z0-9]+)*")
_NO_VOWEL = re.compile(r"[^aeiouyAEIOUY]{5,}")
_LAYOUT_CLASSES = frozenset(
    (
        "active alt btn clear clearfix col column container current even first flex grid hidden hide highlight inner"
        " is-active js last left lead link new odd open outer right row selected show small sticky text unread visible"
        " wrap wrapper"
    ).split()
)
_STATE_CLASS = re.compile(r"(?:is|has|js|no|m[trblxy]?|p[trblxy]?|col|text|bg|d|w|h|float|align)[-_].*")
_WORD_ATTRIBUTES = ("itemprop", "rel", "role", "property", "name", "itemtype", "type")
_HOLDS_WORD = re.compile(r"[A-Za-z][A-Za-z:/._-]{1,60}")
_TAG_COSTS = {
    **dict.fromkeys("h1 title".split(), 1.2),
    **dict.fromkeys("time article blockquote main address dt dd h2 h3 h4 caption summary".split(), 1.7),
    **dict.fromkeys("header footer section aside pre figure dl ol table th legend cite label".split(), 2.2),
}
_PLAIN_TAG_COST = 3.0
_MAX_CLASSES = 6


@dataclass(frozen=True, slots=True)
class Handle:
    """One simple selector of an element.

    :param css: the selector.
    :param cost: the lower, the likelier it is to stay.
    """

    css: str
    cost: float


def tag_handle(node: LexborNode) -> Handle:
    """Return an element's tag as its handle."""
    tag = node.tag or "*"
    # A custom element is named for what it holds.
    return Handle(tag, 1.2 if "-" in tag else _TAG_COSTS.get(tag, _PLAIN_TAG_COST))


def handles(node: LexborNode) -> list[Handle]:
    """Return the handles of an element, the best first, its tag among them."""
    found = [*_by_attributes(node), *_by_classes(node)]
    tag = node.tag or ""
    identity = node.attributes.get("id") or ""
    if _STABLE.fullmatch(identity) and len(identity) <= 40 and not _told_by_text(identity, node):
        found.append(Handle(f"#{identity}", 1.1))
    found.append(tag_handle(node))
    found += [
        Handle(f"{tag}{handle.css}", handle.cost + 0.1) for handle in found if not handle.css.startswith(("#", tag))
    ]
    return sorted(found, key=lambda handle: handle.cost)


def _by_classes(node: LexborNode) -> Iterator[Handle]:
    names = list(dict.fromkeys((node.attributes.get("class") or "").split()))[:_MAX_CLASSES]
    good = []
    for name in names:
        cost = class_cost(name)
        if cost is not None:
            good.append(Handle(f".{name}", cost))
    good.sort(key=lambda handle: handle.cost)
    yield from good
    if len(good) > 1:
        yield Handle(good[0].css + good[1].css, good[0].cost + 0.3)


def class_cost(name: str) -> float | None:
    """Return what a class costs as a handle; None for one that cannot be used."""
    if len(name) > 40 or not _WITH_NUMBER.fullmatch(name):
        return None
    if looks_hashed(name):
        return 6.0
    if name.lower() in _LAYOUT_CLASSES or _STATE_CLASS.fullmatch(name):
        return 2.4
    return 1.0 if _STABLE.fullmatch(name) else 2.0


def looks_hashed(name: str) -> bool:
    """Whether a class looks made by a program: letters and digits without a word (``css-1x2y3z``, ``sc-bdVaJa``)."""
    if _STABLE.fullmatch(name) and not any(_NO_VOWEL.search(part) for part in re.split("[-_]", name)):
        return any(_is_camel_noise(part) for part in re.split("[-_]", name))
    parts = re.split("[-_]+", name)
    return any(
        (len(part) >= 4 and sum(c.isdigit() for c in part) >= 1 and not re.fullmatch(r"[a-z]{3,}\d{1,2}|\d{1,4}", part))
        or _NO_VOWEL.search(part)
        or _is_camel_noise(part)
        for part in parts
        if part
    )


def _is_camel_noise(part: str) -> bool:
    """Whether capitals stand inside a word as no name would have them."""
    return len(re.findall(r"[a-z][A-Z](?![a-z]{2})", part)) >= 1 and len(part) >= 5


def _by_attributes(node: LexborNode) -> Iterator[Handle]:
    for name, value in node.attributes.items():
        if name in _WORD_ATTRIBUTES and value and _HOLDS_WORD.fullmatch(value):
            yield Handle(f'[{name}="{value}"]', 1.0 if name in ("itemprop", "property", "rel", "name") else 1.8)
        elif name == "datetime":
            yield Handle(f"{node.tag}[datetime]", 1.3)
        elif name.startswith("data-") and re.fullmatch(r"data-[a-z-]{2,40}", name):
            if value and _STABLE.fullmatch(value) and len(value) <= 30 and not _told_by_text(value, node):
                yield Handle(f'[{name}="{value}"]', 1.6)
            yield Handle(f"[{name}]", 1.9)


def _told_by_text(name: str, node: LexborNode) -> bool:
    """Whether a name is made of the element's own words: the next page has other ones."""
    letters = compact(name).replace("-", "").replace("_", "")
    texts = (found.text_content or "" for found in islice(node.traverse(include_text=True), 40) if found.tag == "-text")
    words = "".join(c for c in compact("".join(texts)[:400]) if c.isalnum())
    return len(letters) >= 4 and (letters in words or words == letters)
