"""Selector rules beside ``css``: the scope's own element, whether an element is there, and addresses made whole."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from scraper.parser.place import NodePlace
from scraper.parser.rules import Found, Rule, Scope, quoted, visible_text


class Own(Rule):
    """Text or attribute of the scope's own element: the entry of a list, or the thread.

    :param name: how it names itself; by default ``self`` or ``self[attribute]``.
    """

    def __init__(self, attribute: str | None = None, *, name: str | None = None) -> None:
        self._attribute = attribute
        self.name = name or ("self" if attribute is None else f"self[{attribute}]")

    def find(self, scope: Scope) -> Found | None:
        """Return the element's text or attribute."""
        if scope.node is None:
            return None
        if self._attribute is None:
            value = visible_text(scope.node)
        else:
            value = (scope.node.attributes.get(self._attribute) or "").strip() or None
        return None if value is None else Found(value, self.name, NodePlace(scope.node, self._attribute))


class Has(Rule):
    """True where an element that a selector matches is in the scope, its own element included."""

    def __init__(self, selector: str) -> None:
        self._selector = selector
        self.name = f"has({quoted(selector)})"

    def find(self, scope: Scope) -> Found | None:
        """Return True, or nothing."""
        node = next(elements(self._selector, scope), None)
        return None if node is None else Found(True, self.name, NodePlace(node))


class Absolute(Rule):
    """The whole address of what another rule finds; nothing where that is no http(s) address."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.name = f"{rule.name} >> absolute"

    def find(self, scope: Scope) -> Found | None:
        """Resolve what the inner rule finds against the page's address."""
        found = self._rule.find(scope)
        url = scope.view.absolute(found.value) if found is not None else None
        return None if found is None or url is None else Found(url, f"{found.rule} >> absolute", found.place)


def elements(selector: str, scope: Scope) -> Iterator[LexborNode]:
    """Yield the elements of a scope that a selector matches, in document order; its own element may be one."""
    root = scope.node if scope.node is not None else scope.view.root
    yield from root.css(selector) if root is not None else ()


def check_selector(selector: str) -> None:
    """Check that a selector can be used.

    :raises ValueError: if it cannot be read as CSS.
    """
    root = LexborHTMLParser("<html>").root
    assert root is not None
    try:
        root.css(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} cannot be read as a CSS selector") from error
