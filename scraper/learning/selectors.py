"""Selectors that find one element of a page, from the one that is likeliest to last to mere positions."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.learning.handles import Handle, handles, tag_handle
from scraper.learning.stream import Element, Elements

MAX_SELECTORS = 120
"""Selectors that are made for one element."""

MAX_LEVELS = 10
"""Ancestors of an element that a selector may name."""

_LABEL_CHARS = 40
_LABEL = re.compile(r"[^\d\"'`\\]*[^\W\d_][^\d\"'`\\]*")
_HEADING_TAGS = frozenset({"h1", "title"})  # whose words are this page's own
_TABLE_TAGS = frozenset("td th dd dt tr".split())
_MOST_STEPS = 12
_POSITION_COST = 7.0


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector with its cost.

    :param is_position: whether it counts siblings: the last resort.
    """

    css: str
    cost: float
    is_position: bool = False


def selectors_for(
    element: Element, elements: Elements, root: Element | None = None, values: Sequence[tuple[int, int]] = ()
) -> list[Selector]:
    """Return selectors that may find an element below another one, the cheapest first.

    :param root: the element in which it is sought; None for the page.
    :param values: the parts of the stream that are known values: no words of theirs are in a selector.
    """
    found: dict[str, Selector] = {}
    for selector in _made(element, elements, root, values):
        held = found.get(selector.css)
        if held is None or held.cost > selector.cost:
            found[selector.css] = selector
    return sorted(found.values(), key=lambda selector: selector.cost)[:MAX_SELECTORS]


def _made(
    element: Element, elements: Elements, root: Element | None, values: Sequence[tuple[int, int]]
) -> Iterator[Selector]:
    own = handles(element.node)
    yield from (Selector(handle.css, handle.cost) for handle in own)
    path = list(_path(element, elements, root))
    yield from _in_ancestors(own, path)
    yield from _behind_siblings(own, element, elements, root)
    yield from _behind_labels(element, elements, root, values)
    yield from _positions(element, path, elements)


def _path(element: Element, elements: Elements, root: Element | None) -> Iterator[Element]:
    """Yield the ancestors that a selector may name, innermost first."""
    for number, ancestor in enumerate(elements.ancestors(element)):
        if number == MAX_LEVELS or ancestor.node.tag in ("html", "body"):
            return
        yield ancestor
        if root is not None and ancestor.index == root.index:
            return


def _in_ancestors(own: Sequence[Handle], path: Sequence[Element]) -> Iterator[Selector]:
    named = [(level, handle) for level, ancestor in enumerate(path) for handle in _anchors(ancestor)]
    for level, anchor in named:
        for handle in own[:4]:
            cost = anchor.cost * 0.5 + handle.cost + 0.2 + 0.1 * level
            yield Selector(f"{anchor.css} {handle.css}", cost)
            if level == 0:
                yield Selector(f"{anchor.css} > {handle.css}", cost + 0.15)
    if path:
        parent = tag_handle(path[0].node)
        for handle in own[:2]:
            yield Selector(f"{parent.css} > {handle.css}", handle.cost + 0.6 + 0.2 * parent.cost)
            for level, anchor in named:
                if level > 0:
                    cost = anchor.cost * 0.5 + handle.cost + 0.7 + 0.1 * level
                    yield Selector(f"{anchor.css} {parent.css} > {handle.css}", cost)
    near = [(level, handle) for level, handle in named if handle.cost < 2.5][:6]
    for level, outer in near:
        for inner_level, inner in near:
            if level > inner_level:
                cost = outer.cost * 0.4 + inner.cost * 0.5 + own[0].cost + 0.6 + 0.1 * level
                yield Selector(f"{outer.css} {inner.css} {own[0].css}", cost)


def _anchors(element: Element) -> list[Handle]:
    """Return the best handles of an ancestor."""
    found = handles(element.node)
    return [handle for handle in found if handle.cost < 6.0][:2]


def _behind_siblings(
    own: Sequence[Handle], element: Element, elements: Elements, root: Element | None
) -> Iterator[Selector]:
    siblings = _before(element, elements, root)
    # Only the sibling right before: to find all that stand somewhere behind one takes the square of their number.
    for before in handles(siblings[-1].node)[:3] if siblings else ():
        for handle in own[:2]:
            yield Selector(f"{before.css} + {handle.css}", handle.cost + before.cost * 0.6 + 0.5)


def _before(element: Element, elements: Elements, root: Element | None) -> list[Element]:
    if element.parent < 0 or (root is not None and element.index == root.index):
        return []
    siblings = elements.children(elements.all[element.parent])
    return [sibling for sibling in siblings if sibling.index < element.index]


def _behind_labels(
    element: Element, elements: Elements, root: Element | None, values: Sequence[tuple[int, int]]
) -> Iterator[Selector]:
    """Yield selectors by an element before it: its words (``dt:lexbor-contains("Asked by") + dd``), or what it has."""
    inner = element
    for level in range(3):
        target = inner.node.tag if level == 0 else f"{inner.node.tag} {handles(element.node)[0].css}"
        for reach, label in enumerate(_before(inner, elements, root)[:-3:-1]):
            tag, between = label.node.tag, " + *" * reach
            words = label_words(label, values) if tag not in _HEADING_TAGS else None
            if words is not None:
                cost = 1.9 + 0.4 * level + 1.2 * reach + (0 if tag in _TABLE_TAGS else 0.3)
                cost += 0.3 * max(len(words.split()) - 3, 0)
                yield Selector(f'{tag}:lexbor-contains("{words}"){between} + {target}', cost)
            if reach == 0:
                for best in _told_apart(label, elements):
                    cost = 2.5 + best.cost * 0.6 + 0.4 * level
                    yield Selector(f"{tag}:has({best.css}) + {target}", cost)
        if inner.parent < 0 or (root is not None and inner.index == root.index):
            return
        inner = elements.all[inner.parent]


def _told_apart(element: Element, elements: Elements) -> list[Handle]:
    """Return the best handles of what an element holds."""
    inside = itertools.takewhile(
        lambda other: other.start >= element.start and other.end <= element.end,
        itertools.islice(elements.all, element.index + 1, element.index + 7),
    )
    found = {best.css: best for best in (handles(other.node)[0] for other in inside if other.node.tag != "br")}
    return sorted(found.values(), key=lambda handle: handle.cost)[:2]


def label_words(element: Element, values: Sequence[tuple[int, int]]) -> str | None:
    """Return the words of an element that reads as a label: few of them, no number, no quotes, no known value."""
    if any(element.start < end and start < element.end for start, end in values):
        return None
    if element.end - element.start > _LABEL_CHARS:
        return None
    words = " ".join((element.node.text(deep=True, separator="") or "").split())
    words = words.rstrip(": ").strip()
    return words if 2 <= len(words) <= _LABEL_CHARS and _LABEL.fullmatch(words) else None


def _positions(element: Element, path: Sequence[Element], elements: Elements) -> Iterator[Selector]:
    """Yield positions below the nearest ancestors that have a handle of their own."""
    made = _step(element, elements)
    for level, ancestor in enumerate(path):
        if made is None:
            return
        for anchor in _anchors(ancestor)[:1]:
            yield Selector(f"{anchor.css} > {made}", _POSITION_COST + anchor.cost * 0.5 + 0.5 * level, True)
        step = _step(ancestor, elements)
        made = f"{step} > {made}" if step is not None else None
        if level == 3:
            return


def _step(element: Element, elements: Elements) -> str | None:
    """Return an element's place among its siblings, told by adjacency: ``:nth-child`` counts them again for each."""
    tag = element.node.tag or "*"
    siblings = elements.children(elements.all[element.parent]) if element.parent >= 0 else []
    if sum(sibling.node.tag == tag for sibling in siblings) < 2:
        return tag
    number = next((number for number, sibling in enumerate(siblings) if sibling.index == element.index), _MOST_STEPS)
    if number >= _MOST_STEPS:
        return None
    return f"{tag}:first-child" if number == 0 else f":first-child{' + *' * (number - 1)} + {tag}"
