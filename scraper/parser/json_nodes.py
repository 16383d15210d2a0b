"""Parsed JSON as the objects that JSON-LD sees in it: with names, types and properties, whatever its spelling.

Contexts are heeded, lists and sets are laid flat, ``@graph``, ``@value`` and ``@reverse`` are read
(https://www.w3.org/TR/json-ld11/).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from scraper.parser.contexts import DEFAULT, Context
from scraper.parser.json_place import JsonPlace
from scraper.parser.things import type_name

MAX_PARTS = 50_000  # values of a page that are looked at
MAX_DEPTH = 40  # of objects in objects

_SET_KEYS = ("@list", "@set")


class Literal(NamedTuple):
    """A plain value as written."""

    raw: str
    place: JsonPlace
    language: str | None


@dataclass(slots=True, eq=False)
class Node:
    """An object of JSON-LD.

    :param name: its ``@id``, where it has one.
    :param properties: property → its values in order.
    :param members: objects in its ``@graph``.
    """

    place: JsonPlace
    types: frozenset[str] = frozenset()
    name: str | None = None
    properties: dict[str, list["Part"]] = field(default_factory=dict)
    members: list["Node"] = field(default_factory=list)

    @property
    def is_reference(self) -> bool:
        """Whether it only names an object that is described elsewhere."""
        return self.name is not None and not self.properties and not self.members

    @property
    def says_nothing(self) -> bool:
        """Whether it is no thing itself, but holds others."""
        return not self.properties and not self.types


Part: TypeAlias = Literal | Node


class Nodes:
    """All objects of a page's JSON-LD."""

    def __init__(self) -> None:
        self.outermost: list[Node] = []
        self.named: dict[str, list[Node]] = {}
        self._reversed: list[tuple[Node, str, Node]] = []
        self._left = MAX_PARTS

    def add(self, value: Any, place: JsonPlace) -> None:
        """Read one JSON value."""
        self.outermost += self._members(value, place, DEFAULT, 0)

    def turn(self) -> None:
        """Give the properties that were said the other way round to the objects that they are properties of."""
        for object_, name, holder in self._reversed:
            found = self.resolved(holder)
            found.properties.setdefault(name, []).append(object_)
            if found is holder:
                self.outermost.append(holder)
        self._reversed = []

    def resolved(self, node: Node) -> Node:
        """Return the object that a reference names, or the node itself."""
        if node.is_reference:
            known = self.named.get(node.name or "", [])
            fitting = [other for other in known if not node.types or node.types & other.types]
            return next((other for other in fitting if other.types), fitting[0] if fitting else node)
        return node

    def _members(self, value: Any, place: JsonPlace, context: Context, depth: int) -> Iterator[Node]:
        for part in self._parts(value, place, context, depth):
            if isinstance(part, Node):
                yield part

    def _parts(self, value: Any, place: JsonPlace, context: Context, depth: int) -> Iterator[Part]:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH or value is None:
            return
        if isinstance(value, list):
            for number, part in enumerate(value):
                yield from self._parts(part, place.below(number), context, depth + 1)
        elif not isinstance(value, dict):
            yield Literal(_written(value), place, None)
        elif "@value" in value:
            language = value.get("@language")
            for part in self._parts(value["@value"], place.below("@value"), context, depth + 1):
                if isinstance(part, Literal):
                    yield part._replace(language=language if isinstance(language, str) else None)
        elif (key := next((key for key in _SET_KEYS if key in value), None)) is not None:
            yield from self._parts(value[key], place.below(key), context, depth + 1)
        else:
            yield self._node(value, place, context, depth)

    def _node(self, value: dict[str, Any], place: JsonPlace, context: Context, depth: int) -> Node:
        if "@context" in value:
            context = context.within(value["@context"])
        node = Node(place)
        for key, part in value.items():
            name = context.name(key)
            if name == "@type":
                node.types |= _types(part, context)
            elif name == "@id":
                node.name = part.strip() if isinstance(part, str) else None
            elif name == "@graph":
                node.members += self._members(part, place.below(key), context, depth + 1)
            elif name == "@reverse":
                self._turn_later(node, part, place.below(key), context, depth + 1)
            elif not name.startswith("@"):
                parts = list(self._parts(part, place.below(key), context, depth + 1))
                if parts:
                    node.properties.setdefault(name, []).extend(parts)
        if node.name is not None and not node.is_reference:
            self.named.setdefault(node.name, []).append(node)
        return node

    def _turn_later(self, node: Node, value: Any, place: JsonPlace, context: Context, depth: int) -> None:
        for key, part in value.items() if isinstance(value, dict) else ():
            for holder in self._members(part, place.below(key), context, depth):
                self._reversed.append((node, context.name(key), holder))


def _types(value: Any, context: Context) -> frozenset[str]:
    names = value if isinstance(value, list) else [value]
    return frozenset(type_name(context.name(name)) for name in names if isinstance(name, str))


def _written(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
