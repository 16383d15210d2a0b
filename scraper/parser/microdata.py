"""HTML microdata after the WHATWG standard (https://html.spec.whatwg.org/multipage/microdata.html), read to things.

Three slips of pages are understood as they are meant: ``itemtype`` without ``itemscope`` makes an item, an item inside
another that is no property of it is kept as standing inside, and an item that is a property of nothing belongs to the
page.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.nearest import MAX_STEPS, Nearest
from scraper.parser.place import NodePlace
from scraper.parser.things import INSIDE, Syntax, Thing, Value, Words, bare_property, local_name, type_name

MAX_ELEMENTS = 50_000  # with a scope or a property; a page that has more is broken or hostile
MAX_DEPTH = 40  # of items in items
MAX_REFERENCES = 100  # of one item
MAX_USES = 5  # of one element, by items that refer to it: a text must not be multiplied without end
MAX_NAMES = 20  # of properties and types in one attribute
MAX_TEXTS = 10  # elements in one another whose texts are values: a text must not be multiplied without end

# Where a property's value stands, by element (§5.2.4); the text for all others.
_VALUE_ATTRIBUTE = {
    "meta": "content",
    **dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src"),
    **dict.fromkeys(("a", "area", "link"), "href"),
    "object": "data",
    **dict.fromkeys(("data", "meter"), "value"),
}
_WITHOUT_TEXT = frozenset(_VALUE_ATTRIBUTE) - {"a", "data", "meter"}
# Types that make an item where the page forgot `itemscope`; data types (Text, Date …) never do.
_SCOPED = frozenset(
    "QAPage FAQPage Question Answer DiscussionForumPosting Comment Person Organization InteractionCounter".split()
)


@dataclass(slots=True)
class _Item:
    """An element with ``itemscope`` while its properties are gathered.

    :param inside: items that stand in it and are no property of anything.
    """

    node: LexborNode
    elements: list[LexborNode] = field(default_factory=list)
    inside: list["_Item"] = field(default_factory=list)
    thing: Thing | None = None
    is_open: bool = False


def read_microdata(tree: LexborHTMLParser) -> tuple[Thing, ...]:
    """Return the outermost items of the page in order: those that are no property of another.

    Items that are properties of nothing are those of a nameless thing at the end, which is the page.
    """
    return _Reader(tree).things()


class _Reader:
    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._items: dict[int, _Item] = {}
        self._order: dict[int, int] = {}
        self._nearest = Nearest(self._items)
        self._texts: dict[int, int] = {}  # element whose text is a value → how many such elements it is inside
        self._of_page: list[_Item] = []
        self._gather()

    def things(self) -> tuple[Thing, ...]:
        outermost = [item for item in self._items.values() if "itemprop" not in item.node.attributes]
        found = [thing for item in outermost if (thing := self._thing(item, 0)) is not None]
        return (*found, *self._page())

    def _page(self) -> Iterator[Thing]:
        root = self._tree.root
        if self._of_page and root is not None:
            elements = [item.node for item in self._of_page]
            yield Thing(Syntax.MICRODATA, frozenset(), self._properties(elements, 0), NodePlace(root), root)

    def _gather(self) -> None:
        """Give every element that has a property to the item nearest above it, then follow the references."""
        properties: list[LexborNode] = []
        for node in self._tree.css("[itemscope], [itemprop], [itemtype]"):
            if node.mem_id in self._order:
                continue  # the engine gives an element once for each selector that it matches
            self._order[node.mem_id] = len(self._order)
            if len(self._order) > MAX_ELEMENTS:
                break
            attributes = node.attributes
            if "itemscope" in attributes or not _SCOPED.isdisjoint(map(type_name, _names(attributes.get("itemtype")))):
                self._items[node.mem_id] = _Item(node)
            if "itemprop" in attributes:
                properties.append(node)
        held: set[int] = set()
        nearest_text = Nearest(self._texts)
        for node in properties:
            if node.mem_id not in self._items and node.tag not in _WITHOUT_TEXT:
                self._texts[node.mem_id] = self._texts.get(nearest_text.above(node), 0) + 1
            item = self._items.get(self._nearest.above(node))
            if item is not None:
                item.elements.append(node)
                held.add(node.mem_id)
        referring = [item for item in self._items.values() if item.node.attributes.get("itemref")]
        if referring:
            held |= self._follow(referring, properties)
        self._place_the_rest(held)

    def _place_the_rest(self, held: set[int]) -> None:
        """Find the place of the items that are a property of nothing."""
        for identity, item in self._items.items():
            if "itemprop" not in item.node.attributes:
                around = self._items.get(self._nearest.above(item.node))
                if around is not None:
                    around.inside.append(item)
            elif identity not in held:
                self._of_page.append(item)

    def _follow(self, referring: list[_Item], properties: list[LexborNode]) -> set[int]:
        """Give items the elements they refer to; return the identities of these."""
        ids: dict[str, LexborNode] = {}
        for node in self._tree.css("[id]"):
            ids.setdefault(node.attributes.get("id") or "", node)
        known = {node.mem_id for node in properties}
        uses: Counter[int] = Counter()
        self._steps = MAX_STEPS
        for item in referring:
            held = {node.mem_id for node in item.elements}
            for name in (item.node.attributes.get("itemref") or "").split()[:MAX_REFERENCES]:
                root = ids.get(name)
                for node in self._properties_in(root, known) if root is not None else ():
                    if node.mem_id not in held and node.mem_id != item.node.mem_id and uses[node.mem_id] < MAX_USES:
                        held.add(node.mem_id)
                        uses[node.mem_id] += 1
                        item.elements.append(node)
            item.elements.sort(key=lambda node: self._order[node.mem_id])
        return set(uses)

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
        properties = self._properties(item.elements, depth)
        inside = [thing for inner in item.inside if (thing := self._thing(inner, depth + 1)) is not None]
        if inside:
            properties[INSIDE] = tuple(inside)
        item.is_open = False
        attributes = item.node.attributes
        types = frozenset(map(type_name, _names(attributes.get("itemtype"))))
        bare = bare_property(types) if not properties and item.node.tag not in _WITHOUT_TEXT else None
        if bare is not None:
            properties[bare] = (Words(None, item.node),)
        item.thing = Thing(
            Syntax.MICRODATA,
            types,
            properties,
            NodePlace(item.node, "itemprop" if "itemprop" in attributes else "itemscope"),
            item.node,
            (attributes.get("itemid") or "").strip() or None,
        )
        return item.thing

    def _properties(self, elements: list[LexborNode], depth: int) -> dict[str, tuple[Value, ...]]:
        properties: dict[str, list[Value]] = {}
        for node in elements:
            value = self._value(node, depth)
            if value is not None:
                for name in dict.fromkeys(_names(node.attributes["itemprop"])):
                    properties.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in properties.items()}

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
        if tag in _WITHOUT_TEXT or self._texts.get(node.mem_id, 0) > MAX_TEXTS:
            return None
        return Words(None, node)


def _names(written: str | None) -> list[str]:
    return [local_name(name) for name in (written or "").split()[:MAX_NAMES]]
