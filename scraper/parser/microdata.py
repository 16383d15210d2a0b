"""HTML microdata after the WHATWG standard (https://html.spec.whatwg.org/multipage/microdata.html), read to things."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.place import NodePlace
from scraper.parser.things import Syntax, Thing, Value, Words, local_name

MAX_ELEMENTS = 50_000  # with a scope or a property; a page that has more is broken or hostile
MAX_DEPTH = 40  # of items in items
MAX_REFERENCES = 100  # of one item
MAX_USES = 5  # of one element, by items that refer to it: a text must not be multiplied without end
MAX_STEPS = 2_000_000  # up the tree, for all elements together

# Where a property's value stands, by element (§5.2.4); the text for all others.
_VALUE_ATTRIBUTE = {
    "meta": "content",
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
    **dict.fromkeys(("data", "meter"), "value"),
}
_WITHOUT_TEXT = frozenset(_VALUE_ATTRIBUTE) - {"a", "data", "meter"}


@dataclass(slots=True)
class _Item:
    """An element with ``itemscope`` while its properties are gathered."""

    node: LexborNode
    elements: list[LexborNode] = field(default_factory=list)
    thing: Thing | None = None
    is_open: bool = False


def read_microdata(tree: LexborHTMLParser) -> tuple[Thing, ...]:
    """Return the outermost items of the page in order: those that are no property of another."""
    return _Reader(tree).things()


class _Reader:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._items: dict[int, _Item] = {}
        self._order: dict[int, int] = {}
        self._around: dict[int, int] = {}  # element → the item its properties belong to; 0 where there is none
        self._ids: dict[str, LexborNode] = {}
        self._steps = MAX_STEPS
        self._gather()

    def things(self) -> tuple[Thing, ...]:
        outermost = [item for item in self._items.values() if "itemprop" not in item.node.attributes]
        return tuple(thing for item in outermost if (thing := self._thing(item, 0)) is not None)

    def _gather(self) -> None:
        """Give every element that has a property to the item nearest above it, then follow the references."""
        properties: list[LexborNode] = []
        for node in self._tree.css("[itemscope], [itemprop]"):
            if node.mem_id in self._order:
                continue  # the engine gives an element once for each selector that it matches
            self._order[node.mem_id] = len(self._order)
            if len(self._order) > MAX_ELEMENTS:
                break
            if "itemscope" in node.attributes:
                self._items[node.mem_id] = _Item(node)
            if "itemprop" in node.attributes:
                properties.append(node)
        for node in properties:
            item = self._items.get(self._holder(node))
            if item is not None:
                item.elements.append(node)
        referring = [item for item in self._items.values() if item.node.attributes.get("itemref")]
        if referring:
            self._follow(referring, properties)

    def _holder(self, node: LexborNode) -> int:
        """Return the identity of the nearest item above an element, or 0."""
        passed: list[int] = []
        current = node.parent
        found = 0
        while current is not None and self._steps > 0:
            identity = current.mem_id
            if identity in self._items:
                found = identity
                break
            if identity in self._around:
                found = self._around[identity]
                break
            self._steps -= 1
            passed.append(identity)
            current = current.parent
        self._around.update(dict.fromkeys(passed, found))
        return found

    def _follow(self, referring: list[_Item], properties: list[LexborNode]) -> None:
        for node in self._tree.css("[id]"):
            self._ids.setdefault(node.attributes.get("id") or "", node)
        known = {node.mem_id for node in properties}
        uses: Counter[int] = Counter()
        for item in referring:
            held = {node.mem_id for node in item.elements}
            for name in (item.node.attributes.get("itemref") or "").split()[:MAX_REFERENCES]:
                root = self._ids.get(name)
                for node in self._properties_in(root, known) if root is not None else ():
                    if node.mem_id not in held and node.mem_id != item.node.mem_id and uses[node.mem_id] < MAX_USES:
                        held.add(node.mem_id)
                        uses[node.mem_id] += 1
                        item.elements.append(node)
            item.elements.sort(key=lambda node: self._order[node.mem_id])

    def _properties_in(self, root: LexborNode, known: set[int]) -> Iterator[LexborNode]:
        """Yield the properties in a part of the tree that is referred to, not those of items inside it."""
        stack = [root]
        while stack and self._steps > 0:
            self._steps -= 1
            node = stack.pop()
            if node.mem_id in known:
                yield node
            if node.mem_id not in self._items:
                child = node.last_child
                while child is not None:
                    self._steps -= 1
                    stack.append(child)
                    child = child.prev

    def _thing(self, item: _Item, depth: int) -> Thing | None:
        """Return the item as a thing; None for one that contains itself, and below the depth that is read."""
        if item.thing is not None or item.is_open or depth > MAX_DEPTH:
            return item.thing
        item.is_open = True
        properties: dict[str, list[Value]] = {}
        for node in item.elements:
            value = self._value(node, depth)
            if value is not None:
                for name in dict.fromkeys(map(local_name, (node.attributes["itemprop"] or "").split())):
                    properties.setdefault(name, []).append(value)
        item.is_open = False
        attributes = item.node.attributes
        item.thing = Thing(
            Syntax.MICRODATA,
            frozenset(map(local_name, (attributes.get("itemtype") or "").split())),
            {name: tuple(values) for name, values in properties.items()},
            NodePlace(item.node),
            (attributes.get("itemid") or "").strip() or None,
        )
        return item.thing

    def _value(self, node: LexborNode, depth: int) -> Value | None:
        inner = self._items.get(node.mem_id)
        if inner is not None:
            return self._thing(inner, depth + 1)
        attributes, tag = node.attributes, node.tag or ""
        name = _VALUE_ATTRIBUTE.get(tag)
        if name is None:
            # Only <meta> has `content` in the standard; schema.org's own examples use it on any element.
            name = "datetime" if tag == "time" and attributes.get("datetime") else "content"
        written = attributes.get(name)
        if written:
            return Words(written, node, name)
        return None if tag in _WITHOUT_TEXT else Words(None, node)
