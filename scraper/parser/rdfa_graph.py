"""What RDFa says of a page's things, gathered name by name, and made to things in the end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from scraper.parser.place import NodePlace
from scraper.parser.things import INSIDE, Syntax, Thing, Value, Words, bare_property, type_name

MAX_VALUES = 200_000  # of all properties
MAX_DEPTH = 40  # of things in things

# In which an element may tell of a thing, those that say most of it first.
_ATTRIBUTES = ("property", "typeof", "about", "resource", "rel", "rev")

PAGE = ""  # the name of the page itself
BLANK = "_:"  # before the names of things that have none


class _Value(NamedTuple):
    """A value of a property: plain, or the name of a thing, or both where an attribute names the thing."""

    words: Words | None
    target: str | None = None


@dataclass(slots=True)
class _Resource:
    """What the page says of one thing.

    :param node: the element that first tells of it.
    :param inside: names of things that stand in its element and are no property of anything.
    """

    node: LexborNode
    types: dict[str, None] = field(default_factory=dict)
    values: dict[str, list[_Value]] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    thing: Thing | None = None
    is_open: bool = False


class Graph:
    """The things of a page by name."""

    def __init__(self) -> None:
        self._resources: dict[str, _Resource] = {}
        self._around: dict[str, str] = {}
        self._targets: set[str] = set()
        self._edges: set[tuple[str, str, str]] = set()
        self._values = 0
        self._blanks = 0

    def blank(self) -> str:
        """Return a new name for a thing that has none."""
        self._blanks += 1
        return f"{BLANK}#{self._blanks}"

    def type(self, name: str, types: list[str], node: LexborNode, around: str) -> None:
        """Note the types of a thing.

        :param around: name of the thing in whose element it stands.
        """
        self._resource(name, node).types.update(dict.fromkeys(types))
        self._around.setdefault(name, around)

    def tell(self, name: str, property_: str, words: Words) -> None:
        """Note a plain value of a property."""
        self._values += 1
        if self._values <= MAX_VALUES:
            self._resource(name, words.node).values.setdefault(property_, []).append(_Value(words))

    def link(self, name: str, property_: str, target: str, node: LexborNode, attribute: str | None) -> None:
        """Note a property whose value is a thing, once.

        :param attribute: where the element names the thing.
        """
        edge = (name, property_, target)
        self._values += 1
        if self._values > MAX_VALUES or edge in self._edges:
            return
        self._edges.add(edge)
        self._targets.add(target)
        words = Words(node.attributes.get(attribute) or "", node, attribute) if attribute is not None else None
        self._resource(name, node).values.setdefault(property_, []).append(_Value(words, target))

    def things(self) -> Iterator[Thing]:
        """Yield the page, the things nothing leads to, and of those that lead to each other in a circle the first."""
        self._find_inside()
        reached: set[str] = set()
        first = [name for name in self._resources if name == PAGE or name not in self._targets]
        for name in [*first, *self._resources]:
            if name in reached or (name in self._targets and not self._resources[name].types):
                continue
            self._reach(name, reached)
            thing = self._thing(name, 0)
            if thing is not None and (thing.types or thing.properties):
                yield thing

    def _resource(self, name: str, node: LexborNode) -> _Resource:
        found = self._resources.get(name)
        if found is None:
            found = self._resources[name] = _Resource(node)
        return found

    def _find_inside(self) -> None:
        for name, around in self._around.items():
            if name not in self._targets and around not in (PAGE, name) and around in self._resources:
                self._resources[around].inside.append(name)

    def _reach(self, name: str, reached: set[str]) -> None:
        stack = [name]
        while stack:
            name = stack.pop()
            if name not in reached and name in self._resources:
                reached.add(name)
                values = self._resources[name].values.values()
                stack += [value.target for found in values for value in found if value.target is not None]

    def _thing(self, name: str, depth: int) -> Thing | None:
        """Return a thing by its name; None for one that contains itself, and below the depth that is read."""
        resource = self._resources[name]
        if resource.thing is not None or resource.is_open or depth > MAX_DEPTH:
            return resource.thing
        resource.is_open = True
        properties: dict[str, tuple[Value, ...]] = {}
        for property_, values in resource.values.items():
            found = tuple(made for value in values if (made := self._value(value, depth)) is not None)
            if found:
                properties[property_] = found
        inside = [thing for inner in resource.inside if (thing := self._thing(inner, depth + 1)) is not None]
        if inside:
            properties[INSIDE] = tuple(inside)
        resource.is_open = False
        node, types = resource.node, frozenset(map(type_name, resource.types))
        bare = bare_property(types) if not properties and "typeof" in node.attributes else None
        if bare is not None and not inside:
            properties[bare] = (Words(None, node),)
        resource.thing = Thing(
            Syntax.RDFA,
            types,
            properties,
            NodePlace(node, next((name for name in _ATTRIBUTES if name in node.attributes), None)),
            node,
            name if name != PAGE and not name.startswith(BLANK) else None,
        )
        return resource.thing

    def _value(self, value: _Value, depth: int) -> Value | None:
        if value.target is None:
            return value.words
        if value.target in self._resources:
            return self._thing(value.target, depth + 1)
        return value.words if value.words is not None and value.words.raw else None
