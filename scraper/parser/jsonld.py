"""JSON-LD as pages write it (https://www.w3.org/TR/json-ld11/), read to things."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from scraper.parser.json_nodes import MAX_DEPTH, Literal, Node, Nodes, Part
from scraper.parser.json_place import JsonPlace
from scraper.parser.things import Syntax, Thing, Value, Words
from scraper.parser.tolerant_json import Unreadable, read_values

MAX_BLOCKS = 50
MAX_PAGE_CHARS = 4_000_000  # of all blocks of a page
MAX_REPEATED_CHARS = 1_000_000  # of what is referred to again: a text must not be multiplied without end
MAX_LANGUAGE_CHARS = 40
MAX_SAME = 5  # objects of one name that add to each other

_MEDIA_TYPE = "application/ld+json"


def read_jsonld(tree: LexborHTMLParser) -> tuple[tuple[Thing, ...], int]:
    """Return the outermost things of the page's JSON-LD in order, and the number of blocks that could not be read."""
    nodes, broken = _read_blocks(tree)
    html = tree.css_first("html[lang]") if nodes.outermost else None
    language = html.attributes.get("lang") if html is not None else None
    return tuple(_Maker(nodes, (language or "")[:MAX_LANGUAGE_CHARS]).things()), broken


def _read_blocks(tree: LexborHTMLParser) -> tuple[Nodes, int]:
    nodes = Nodes()
    broken = chars = number = 0
    for script in tree.css("script[type]"):
        if (script.attributes.get("type") or "").split(";")[0].strip().lower() != _MEDIA_TYPE:
            continue
        text = script.text() or ""
        chars += len(text)
        number += 1
        if number > MAX_BLOCKS or chars > MAX_PAGE_CHARS:
            break
        try:
            values = read_values(text)
        except Unreadable:
            broken += bool(text.strip())
            continue
        place = JsonPlace(script)
        if len(values) == 1:
            nodes.add(values[0], place)
        else:
            # One after the other they are no JSON; their places are those in a list of them.
            for index, value in enumerate(values):
                nodes.add(value, place.below(index))
    nodes.turn()
    return nodes, broken


class _Maker:
    """Makes things of objects; an object that is referred to becomes one thing, at the place where it stands.

    :param language: the page's own, in which a value is preferred that is given in several.
    """

    def __init__(self, nodes: Nodes, language: str) -> None:
        self._nodes = nodes
        self._language = language.lower()
        self._made: dict[Node, Thing | None] = {}  # None while it is being made
        self._sizes: dict[Node, int] = {}  # characters in what was made
        self._chars = 0
        self._repeated = 0

    def things(self) -> Iterator[Thing]:
        """Yield the outermost things: the blocks' objects and the members of their graphs."""
        stack = list(reversed(self._nodes.outermost))
        seen: set[Node] = set()
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if not node.is_reference and not node.says_nothing:
                thing = self._thing(node, 0)
                if thing is not None:
                    yield thing
            stack += reversed(node.members)

    def _thing(self, node: Node, depth: int) -> Thing | None:
        if depth > MAX_DEPTH:
            return None
        node = self._nodes.resolved(node)
        if node in self._made:
            size = self._sizes.get(node, 0)
            self._chars += size
            self._repeated += size
            # While it is being made it is None: a thing that leads back to itself ends here.
            return self._made[node] if self._repeated <= MAX_REPEATED_CHARS else None
        self._made[node] = None
        before = self._chars
        properties: dict[str, tuple[Value, ...]] = {}
        for name, parts in self._properties(node):
            found = tuple(self._values(parts, depth))
            if found:
                properties[name] = found
        thing = Thing(Syntax.JSON_LD, node.types, properties, node.place, node.place.script, node.name)
        self._made[node] = thing
        self._sizes[node] = self._chars - before
        return thing

    def _properties(self, node: Node) -> Iterator[tuple[str, list[Part]]]:
        """Yield an object's properties, and those that only other objects of its name and types have."""
        yield from node.properties.items()
        others = self._nodes.named.get(node.name, []) if node.name is not None else []
        if len(others) > 1:
            known = set(node.properties)
            for other in others[:MAX_SAME]:
                if other is not node and (not other.types or other.types == node.types):
                    yield from ((name, parts) for name, parts in other.properties.items() if name not in known)
                    known.update(other.properties)

    def _values(self, parts: list[Part], depth: int) -> Iterator[Value]:
        for part in self._preferred(parts):
            node = self._meant(part)
            if node is not None:
                thing = self._thing(node, depth + 1)
                if thing is not None:
                    yield thing
            elif isinstance(part, Literal):
                self._chars += len(part.raw)
                yield Words(part.raw, part.place.script, json=part.place)

    def _meant(self, part: Part) -> Node | None:
        """Return the object that a value is or names."""
        if isinstance(part, Node):
            return part
        if part.raw.startswith(("#", "_:")):
            return next(iter(self._nodes.named.get(part.raw, ())), None)
        return None

    def _preferred(self, parts: list[Part]) -> list[Part]:
        """Return values with those in the page's language first, where they are given in several."""
        tagged = [part for part in parts if isinstance(part, Literal) and part.language]
        if len(tagged) < 2 or not self._language:
            return parts
        return sorted(parts, key=lambda part: 0 if self._is_own(part) else 1)

    def _is_own(self, part: Part) -> bool:
        own = part.language if isinstance(part, Literal) else None
        return own is not None and own.lower().split("-")[0] == self._language.split("-")[0]
