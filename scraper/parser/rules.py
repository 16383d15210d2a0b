"""Rules: small things that look for one value and name themselves when they find it.

``a | b`` tries ``b`` where ``a`` finds nothing; ``rule >> convert`` passes what was found through a function, and
counts as having found nothing where that returns None. A rule is told a ``Scope``: the whole page, or one part of it.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.layout import NO_LAYOUT, Layout
from scraper.parser.nodes import outermost
from scraper.parser.place import At, BlockPlace, NodePlace, Place
from scraper.parser.things import Subject
from scraper.parser.values import paragraphs
from scraper.parser.view import PageView
from scraper.parser.walk import html_blocks


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its evidence.

    :param rule: name of the rule that found it.
    :param inner: evidence for values inside a nested value: JSON pointer below this one → (rule, place).
    """

    value: Any
    rule: str
    place: Place
    inner: Mapping[str, tuple[str, Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of blocks between landmarks, or the landmark itself.

    :param layout: which mark-up only lays out the page, so that its list marks are no part of the text.
    :param groups: named parts of a landmark: text and the place it stands at.
    """

    blocks: Sequence[Block]
    layout: Layout = NO_LAYOUT
    groups: Mapping[str, tuple[str, Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a page in which rules look: an element for selector rules, named spans for landmark rules.

    :param parts: sub-scopes by name, for lists (replies, similar threads …).
    :param subject: what it is about, where structured mark-up tells of it.
    """

    view: PageView
    node: LexborNode | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)
    parts: Mapping[str, Sequence["Scope"]] = field(default_factory=dict)
    subject: Subject | None = None


class Rule(ABC):
    """Looks for one value in a scope."""

    name: str

    @abstractmethod
    def find(self, scope: Scope) -> Found | None:
        """Return the value with its evidence, or None."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the rules that this one tries, in order."""
        return (self.name,)

    def __or__(self, other: "Rule") -> "Rule":
        """Return a rule that tries ``other`` where this one finds nothing."""
        return FirstOf((self, other))

    def __rshift__(self, convert: Callable[[Any], Any]) -> "Rule":
        """Return a rule that passes what this one finds through ``convert``."""
        return Converted(self, convert)


class FirstOf(Rule):
    """The first of several rules that finds something."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.name = " | ".join(rule.name for rule in self.rules)

    def find(self, scope: Scope) -> Found | None:
        """Try each rule in turn."""
        for rule in self.rules:
            if (found := rule.find(scope)) is not None:
                return found
        return None

    def names(self) -> tuple[str, ...]:
        """Return the names of all alternatives."""
        return tuple(name for rule in self.rules for name in rule.names())


class Converted(Rule):
    """A rule whose value passes through a function."""

    def __init__(self, rule: Rule, convert: Callable[[Any], Any]) -> None:
        self.rule = rule
        self.convert = convert
        self._label = getattr(convert, "__name__", type(convert).__name__)
        self.name = f"{rule.name} >> {self._label}"

    def find(self, scope: Scope) -> Found | None:
        """Convert what the inner rule finds."""
        found = self.rule.find(scope)
        if found is None:
            return None
        value = self.convert(found.value)
        return None if value is None else Found(value, f"{found.rule} >> {self._label}", found.place, found.inner)

    def names(self) -> tuple[str, ...]:
        """Return the names of the alternatives, each with the conversion."""
        return tuple(f"{name} >> {self._label}" for name in self.rule.names())


class Constant(Rule):
    """A value the profile knows of the site as a whole."""

    def __init__(self, value: Any, *, why: str = "the profile") -> None:
        self.name = f"constant({quoted(value) if isinstance(value, str) else repr(value)})"
        self._found = Found(value, self.name, At(why))

    def find(self, scope: Scope) -> Found | None:  # noqa: ARG002
        """Return the constant."""
        return self._found


class Css(Rule):
    """Text or attribute of the first element that a CSS selector matches, below the scope's element."""

    def __init__(self, selector: str, *, attribute: str | None = None) -> None:
        self.selector = selector
        self.attribute = attribute
        self.name = f"css({quoted(selector)})" if attribute is None else f"css({quoted(selector)})[{attribute}]"

    def find(self, scope: Scope) -> Found | None:
        """Return the first match that has text (or that attribute)."""
        root = scope.node or scope.view.root
        matches = root.css(self.selector) if root is not None else []
        # What stands in an element without text has none either: each element is looked at once.
        for node in matches if self.attribute is not None else outermost(matches):
            if self.attribute is not None:
                value = (node.attributes.get(self.attribute) or "").strip() or None
            else:
                value = visible_text(node)
            if value is not None:
                return Found(value, self.name, NodePlace(node, self.attribute))
        return None


class Text(Rule):
    """The running text of a named span."""

    def __init__(self, span: str) -> None:
        self.span = span
        self.name = f"between landmarks({span!r})"

    def find(self, scope: Scope) -> Found | None:
        """Return the span's lines as paragraphs, with the marks of the lists that belong to the text."""
        span = scope.spans.get(self.span)
        if span is None or not span.blocks:
            return None
        value = paragraphs(map(span.layout.line, span.blocks))
        return None if value is None else Found(value, self.name, BlockPlace(span.blocks))


class Group(Rule):
    """A named part of a landmark."""

    def __init__(self, span: str, group: str) -> None:
        self.span = span
        self.group = group
        self.name = f"landmark({span!r}).{group}"

    def find(self, scope: Scope) -> Found | None:
        """Return the part's text."""
        span = scope.spans.get(self.span)
        if span is None or self.group not in span.groups:
            return None
        value, place = span.groups[self.group]
        return Found(value, self.name, place) if value else None


class LinkIn(Rule):
    """Absolute address of the first link in a named span, or only in one named part of it."""

    def __init__(self, span: str, group: str | None = None) -> None:
        self.span = span
        self.group = group
        self.name = f"link in({span!r})" if group is None else f"link in({span!r}).{group}"

    def find(self, scope: Scope) -> Found | None:
        """Return the first link that is an http(s) address."""
        span = scope.spans.get(self.span)
        for block in span.blocks if span is not None else ():
            for link in block.links:
                if span is not None and self._covers(span, link.start, link.end):
                    url = scope.view.absolute(link.href)
                    if url is not None and link.node is not None:
                        return Found(url, self.name, NodePlace(link.node, "href"))
        return None

    def _covers(self, span: Span, start: int, end: int) -> bool:
        if self.group is None:
            return True
        place = span.groups[self.group][1] if self.group in span.groups else None
        return isinstance(place, BlockPlace) and start < (place.end or len(place.blocks[0].text)) and place.start < end


class Computed(Rule):
    """A named function of the scope, where no combination of smaller rules says it."""

    def __init__(self, name: str, function: Callable[[Scope], tuple[Any, Place] | Found | None]) -> None:
        self.name = name
        self._function = function

    def find(self, scope: Scope) -> Found | None:
        """Return what the function finds."""
        result = self._function(scope)
        if result is None or isinstance(result, Found):
            return result
        value, place = result
        return None if value is None else Found(value, self.name, place)


@dataclass(frozen=True)
class Each:
    """A list: one entry per sub-scope, each read by the same rules. A list is a whole: it is never merged.

    :param parts: name of the sub-scopes, or a function that finds them.
    :param fields: field of the entry → rule.
    :param required: fields without which an entry is none.
    """

    parts: str | Callable[[Scope], Sequence[Scope]]
    fields: Mapping[str, "Rule"]
    required: tuple[str, ...] = ()

    def scopes(self, scope: Scope) -> Sequence[Scope]:
        """Return the entries' scopes."""
        return scope.parts.get(self.parts, ()) if isinstance(self.parts, str) else self.parts(scope)


def quoted(text: str) -> str:
    """Return ``text`` as it stands between the first quotes that it does not hold: how names of rules show it.

    Nothing is escaped, so that a selector or an expression can be copied out of a name and into one.
    """
    mark = next((mark for mark in "'\"`" if mark not in text), None)
    return repr(text) if mark is None else f"{mark}{text}{mark}"


def visible_text(node: LexborNode) -> str | None:
    """Return the text below an element as a reader sees it, or None where there is none."""
    return paragraphs(block.mark + block.text for block in html_blocks(node))


def native_id_in_url(pattern: re.Pattern[str]) -> Rule:
    """Return a rule that finds the site's own id in the page's address.

    :param pattern: searched in the address; its first group is the id.
    """

    def find(scope: Scope) -> tuple[str, Place] | None:
        match = pattern.search(scope.view.page.url or "")
        return (match[1], At("the page's address")) if match else None

    return Computed(f"address matches {pattern.pattern!r}", find)
