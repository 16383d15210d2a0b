"""Rules for pages that show posts one below the other: what stands in one of them, and what its author wrote."""

from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.nodes import Inside, outermost
from scraper.parser.place import BlockPlace, NodePlace
from scraper.parser.rules import Found, Rule, Scope, quoted
from scraper.parser.values import paragraphs
from scraper.parser.walk import html_blocks


class Within(Rule):
    """What another rule finds in the first of the scope's parts of a name; nothing where there is no such part."""

    def __init__(self, part: str, rule: Rule) -> None:
        self._part = part
        self._rule = rule
        self.name = self._named(rule.name)

    def find(self, scope: Scope) -> Found | None:
        """Ask the inner rule about that part."""
        parts = scope.parts.get(self._part, ())
        found = self._rule.find(parts[0]) if parts else None
        return None if found is None else replace(found, rule=self._named(found.rule))

    def names(self) -> tuple[str, ...]:
        """Return the names of the alternatives of the inner rule."""
        return tuple(map(self._named, self._rule.names()))

    def _named(self, name: str) -> str:
        return f"{self._part}: {name}"


class Prose(Rule):
    """The running text of the first element that a selector matches, without what the site puts into it.

    :param selector: finds the element.
    :param without: matches what its author did not write, such as the caption of a code box. Only whole lines can be
        left out: elements inside a line stay.
    """

    def __init__(self, selector: str, *, without: str) -> None:
        self._selector = selector
        self._without = without
        self.name = f"css({quoted(selector)}) without {quoted(without)}"

    def find(self, scope: Scope) -> Found | None:
        """Return the text of the first match that has any."""
        root = scope.node if scope.node is not None else scope.view.root
        for node in outermost(root.css(self._selector) if root is not None else ()):
            blocks = html_blocks(node)
            kept = _without(blocks, node, self._without)
            value = paragraphs(block.mark + block.text for block in kept)
            if value is not None:
                return Found(value, self.name, NodePlace(node) if len(kept) == len(blocks) else BlockPlace(kept))
        return None


def _without(blocks: list[Block], node: LexborNode, selector: str) -> list[Block]:
    """Return those of an element's lines that are in none of the elements that a selector matches."""
    dropped = [found for found in node.css(selector) if found.mem_id != node.mem_id]
    if not dropped:
        return blocks
    inside = Inside(dropped)
    return [block for block in blocks if not inside.holds(block.node)]
