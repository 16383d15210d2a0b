"""RDFa 1.1 in HTML (https://www.w3.org/TR/rdfa-core/ §7.5, https://www.w3.org/TR/html-rdfa/), read to things.

All of RDFa Lite and what forums use of RDFa Core: ``about``, ``rel``, ``rev``, ``content`` and ``datatype``. A page is
read as it is meant in three places where the letter of the standard makes nonsense of it: a plain link or image does
not become the thing that the properties inside it tell of, words such as ``nofollow`` are no properties, and terms
without a vocabulary are those of schema.org.
"""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.parser.nearest import Nearest
from scraper.parser.rdfa_graph import BLANK, PAGE, Graph
from scraper.parser.rdfa_names import Names
from scraper.parser.things import Thing, Words

MAX_ELEMENTS = 50_000  # with an attribute of RDFa; a page that has more is broken or hostile
MAX_TEXTS = 10  # elements in one another whose texts are values: a text must not be multiplied without end
MAX_ADDRESS_CHARS = 2000

_MARKED = "body, [typeof], [property], [rel], [rev], [about], [resource], [vocab], [prefix]"
_WITHOUT_TEXT = frozenset("meta link img audio embed iframe source track video area".split())
_TARGETS = ("resource", "href", "src")


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds inside an element (the "evaluation context" of the standard).

    :param subject: name of the thing that links from outside complete.
    :param object: name of the thing that properties inside belong to.
    :param waiting: links whose other end is the next thing inside: the property, and whether it runs the other way.
    :param texts: elements around whose text is a value.
    """

    subject: str = PAGE
    object: str = PAGE
    names: Names = field(default_factory=Names)
    waiting: tuple[tuple[str, bool], ...] = ()
    texts: int = 0


@dataclass(frozen=True, slots=True)
class _Said:
    """What the attributes of an element say.

    :param links: names of the properties in ``rel``, and in ``rev`` with True.
    :param about: name of the thing that it is about, where it says so.
    :param target: name of the thing that ``attribute`` leads to.
    :param is_written: whether the value of its properties stands in an attribute or has a data type.
    """

    node: LexborNode
    properties: list[str]
    links: tuple[tuple[str, bool], ...]
    about: str | None
    target: str | None
    attribute: str | None
    types: list[str] | None
    is_written: bool


@dataclass(slots=True)
class _Meant:
    """The things that an element tells of, by name: the subject of its properties, their object, the one it types."""

    subject: str
    object: str | None = None
    typed: str | None = None
    is_skipped: bool = False


def read_rdfa(tree: LexborHTMLParser, base: str | None = None) -> tuple[Thing, ...]:
    """Return the outermost things of the page in order: those that are no property of another.

    The page itself is one of them, where it has properties.

    :param base: address against which the names of things are resolved.
    """
    return _Reader(tree, base).things()


class _Reader:
    def __init__(self, tree: LexborHTMLParser, base: str | None) -> None:
        self._base = base
        self._graph = Graph()
        self._root = tree.root
        scopes: dict[int, _Scope] = {}
        nearest = Nearest(scopes)
        outermost = _Scope()
        for node in [self._root, *tree.css(_MARKED)] if self._root is not None else ():
            if node.mem_id in scopes:
                continue  # the engine gives an element once for each selector that it matches
            if len(scopes) >= MAX_ELEMENTS:
                break
            scopes[node.mem_id] = self._read(node, scopes.get(nearest.above(node), outermost))

    def things(self) -> tuple[Thing, ...]:
        return tuple(self._graph.things())

    def _read(self, node: LexborNode, outer: _Scope) -> _Scope:
        """Note what an element says and return what holds inside it: one turn of the standard's processing."""
        attributes = node.attributes
        names = outer.names.within(attributes)
        said = self._said(node, attributes, names)
        meant = self._meant(said, outer)
        if meant.typed is not None and said.types is not None:
            self._graph.type(meant.typed, said.types, node, outer.object)
        if meant.is_skipped:
            return _Scope(outer.subject, outer.object, names, outer.waiting, outer.texts)
        for name, is_turned in outer.waiting:
            self._link(outer.subject, name, meant.subject, said, None, is_turned=is_turned)
        waiting: tuple[tuple[str, bool], ...] = ()
        if said.links and meant.object is None:
            meant.object = self._graph.blank()
            waiting = said.links
        elif meant.object is not None:
            for name, is_turned in said.links:
                self._link(meant.subject, name, meant.object, said, said.attribute, is_turned=is_turned)
        has_text = False
        for name in said.properties:
            has_text |= self._tell(name, said, meant, outer.texts)
        inner = meant.subject if meant.object is None else meant.object
        return _Scope(meant.subject, inner, names, waiting, outer.texts + has_text)

    def _said(self, node: LexborNode, attributes: dict[str, str | None], names: Names) -> _Said:
        properties = names.all(attributes.get("property"))
        rel = names.links(attributes.get("rel"), prefixed=bool(properties))
        rev = names.links(attributes.get("rev"), prefixed=bool(properties))
        attribute = next((name for name in _TARGETS if attributes.get(name) is not None), None)
        is_root = self._root is not None and node.mem_id == self._root.mem_id
        return _Said(
            node,
            properties,
            (*((name, False) for name in rel), *((name, True) for name in rev)),
            self._named(attributes.get("about"), names) if not is_root or attributes.get("about") else PAGE,
            self._named(attributes[attribute], names) if attribute is not None else None,
            attribute,
            names.all(attributes["typeof"]) if "typeof" in attributes else None,
            "content" in attributes or "datatype" in attributes,
        )

    def _meant(self, said: _Said, outer: _Scope) -> _Meant:
        """Return the things that an element tells of (§7.5, steps 5 and 6)."""
        about, is_typed = said.about, said.types is not None
        around = outer.object if about is None else about
        if said.links:
            is_new = is_typed and about is None and said.target is None
            target = self._graph.blank() if is_new else said.target
            return _Meant(around, target, (target if about is None else about) if is_typed else None)
        if said.properties and not said.is_written:
            if not is_typed:
                return _Meant(around)
            typed = about if about is not None else said.target if said.target is not None else self._graph.blank()
            return _Meant(around, typed, typed)
        subject = about
        if subject is None and (is_typed or said.attribute == "resource"):
            subject = said.target
        if subject is None and is_typed and said.node.tag not in ("head", "body"):
            subject = self._graph.blank()
        meant = _Meant(outer.object if subject is None else subject)
        meant.typed = meant.subject if is_typed else None
        meant.is_skipped = subject is None and not is_typed and not said.properties
        return meant

    def _tell(self, name: str, said: _Said, meant: _Meant, texts: int) -> bool:
        """Note the value of a property (§7.5, step 11); return whether it is the element's text."""
        node, attributes = said.node, said.node.attributes
        written = next((key for key in ("content", "datetime") if attributes.get(key)), None)
        if written is None and node.tag == "data" and attributes.get("value"):
            written = "value"
        if written is not None:
            self._graph.tell(meant.subject, name, Words(attributes[written], node, written))
        elif not said.is_written and not said.links and meant.typed is not None and said.about is None:
            self._link(meant.subject, name, meant.typed, said, said.attribute, is_turned=False)
        elif not said.is_written and not said.links and said.target is not None:
            self._link(meant.subject, name, said.target, said, said.attribute, is_turned=False)
        elif node.tag not in _WITHOUT_TEXT and texts < MAX_TEXTS:
            self._graph.tell(meant.subject, name, Words(None, node))
            return True
        return False

    def _link(
        self, subject: str, name: str, target: str, said: _Said, attribute: str | None, *, is_turned: bool
    ) -> None:
        if is_turned:
            subject, target, attribute = target, subject, None
        self._graph.link(subject, name, target, said.node, attribute)

    def _named(self, written: str | None, names: Names) -> str | None:
        """Return the name of the thing that an attribute tells: its address, in one form, empty for the page."""
        if written is None:
            return None
        name = names.resource(written)
        if len(name) > MAX_ADDRESS_CHARS:
            return None
        if name.startswith(BLANK) or self._base is None:
            return name
        try:
            name = urljoin(self._base, name)
        except ValueError:
            return name
        return PAGE if name == self._base else name
