"""JSON-LD as pages write it (https://www.w3.org/TR/json-ld11/), read to things.

Only what structured mark-up of pages uses is read: objects with types and properties, ``@graph``, ``@value``, lists,
and references by ``@id`` within the page. Contexts are not loaded: names count as those of schema.org, with or without.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.parser.place import At
from scraper.parser.things import Syntax, Thing, Value, Words, local_name
from scraper.parser.tolerant_json import Unreadable, read_values

MAX_BLOCKS = 50
MAX_PAGE_CHARS = 4_000_000  # of all blocks of a page
MAX_DEPTH = 40  # of things in things
MAX_PARTS = 50_000  # values of a page that are looked at
MAX_REPEATED_CHARS = 1_000_000  # of what is referred to again: a text must not be multiplied without end
MAX_KEY_CHARS = 60  # in a path

_MEDIA_TYPE = "application/ld+json"
_SET_KEYS = ("@list", "@set")


def read_jsonld(tree: LexborHTMLParser) -> tuple[tuple[Thing, ...], int]:
    """Return the outermost things of the page's JSON-LD in order, and the number of blocks that could not be read."""
    blocks, broken = _read_blocks(tree)
    return _Reader(blocks).things(), broken


def _read_blocks(tree: LexborHTMLParser) -> tuple[list[tuple[str, Any]], int]:
    blocks: list[tuple[str, Any]] = []
    broken = chars = number = 0
    for node in tree.css("script[type]"):
        if (node.attributes.get("type") or "").split(";")[0].strip().lower() != _MEDIA_TYPE:
            continue
        text = node.text() or ""
        chars += len(text)
        if number >= MAX_BLOCKS or chars > MAX_PAGE_CHARS:
            break
        path = f"json-ld[{number}]"
        number += 1
        try:
            values = read_values(text)
        except Unreadable:
            broken += bool(text.strip())
            continue
        if len(values) == 1:
            blocks.append((path, values[0]))
        else:
            blocks += [(f"{path}/{index}", value) for index, value in enumerate(values)]
    return blocks, broken


class _Reader:
    """Turns parsed JSON into things; an object that is referred to becomes one thing, at the place where it stands."""

    def __init__(self, blocks: Sequence[tuple[str, Any]]) -> None:
        self._blocks = blocks
        self._left = MAX_PARTS
        self._named: dict[str, list[tuple[dict[str, Any], str]]] = {}
        self._made: dict[int, Thing | None] = {}  # by identity of the object; None while it is being made
        self._sizes: dict[int, int] = {}  # characters in what was made
        self._chars = 0
        self._repeated = 0
        for path, value in blocks:
            self._index(path, value)
        self._left = MAX_PARTS

    def things(self) -> tuple[Thing, ...]:
        """Return the outermost things: the blocks' objects and the members of their graphs."""
        return tuple(thing for path, value in self._blocks for thing in self._outermost(value, path, 0))

    def _index(self, path: str, value: Any) -> None:
        """Note the objects that have a name and say something of it."""
        stack = [(path, value)]
        while stack and self._left > 0:
            self._left -= 1
            path, value = stack.pop()
            if isinstance(value, dict):
                name = value.get("@id")
                if isinstance(name, str) and not _is_reference(value):
                    self._named.setdefault(name.strip(), []).append((value, path))
                parts = [(_below(path, key), part) for key, part in value.items() if isinstance(part, dict | list)]
                stack += reversed(parts)
            elif isinstance(value, list):
                parts = [(f"{path}/{n}", part) for n, part in enumerate(value) if isinstance(part, dict | list)]
                stack += reversed(parts)

    def _outermost(self, value: Any, path: str, depth: int) -> Iterator[Thing]:
        if depth > MAX_DEPTH or self._left <= 0:
            return
        if isinstance(value, list):
            for number, part in enumerate(value):
                yield from self._outermost(part, f"{path}/{number}", depth + 1)
        elif isinstance(value, dict):
            if not _is_reference(value) and any(key not in ("@graph", "@context", "@id") for key in value):
                thing = self._thing(value, path, depth)
                if thing is not None:
                    yield thing
            if "@graph" in value:
                yield from self._outermost(value["@graph"], f"{path}/@graph", depth + 1)

    def _values(self, value: Any, path: str, depth: int) -> Iterator[Value]:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH or value is None:
            return
        if isinstance(value, list):
            for number, part in enumerate(value):
                yield from self._values(part, f"{path}/{number}", depth + 1)
        elif isinstance(value, dict):
            if "@value" in value:
                yield from self._values(value["@value"], f"{path}/@value", depth + 1)
                return
            for key in _SET_KEYS:
                if key in value:
                    yield from self._values(value[key], f"{path}/{key}", depth + 1)
                    return
            thing = self._thing(value, path, depth)
            if thing is not None:
                yield thing
        else:
            words = Words(_written(value), path=path)
            self._chars += len(words.raw or "")
            yield words

    def _thing(self, value: dict[str, Any], path: str, depth: int) -> Thing | None:
        if _is_reference(value):
            value, path = self._referred(value, path)
        identity = id(value)
        if identity in self._made:
            size = self._sizes.get(identity, 0)
            self._chars += size
            self._repeated += size
            # While it is being made it is None: a thing that leads back to itself ends here.
            return self._made[identity] if self._repeated <= MAX_REPEATED_CHARS else None
        self._made[identity] = None
        before = self._chars
        properties: dict[str, tuple[Value, ...]] = {}
        for key, part in value.items():
            if key.startswith("@"):
                continue
            found = tuple(self._values(part, _below(path, key), depth + 1))
            if found:
                name = local_name(key)
                properties[name] = properties.get(name, ()) + found
        own = value.get("@id")
        thing = Thing(
            Syntax.JSON_LD, _types(value), properties, At(path), own.strip() if isinstance(own, str) else None
        )
        self._made[identity] = thing
        self._sizes[identity] = self._chars - before
        return thing

    def _referred(self, reference: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
        """Return the object that a reference names, or the reference itself."""
        name = reference.get("@id")
        known = self._named.get(name.strip(), []) if isinstance(name, str) else []
        types = _types(reference)
        for value, place in known:
            if not types or types & _types(value):
                return value, place
        return reference, path


def _below(path: str, key: str) -> str:
    # Every value keeps its path: a key of a megabyte must not be in all of them.
    return f"{path}/{key[:MAX_KEY_CHARS]}"


def _is_reference(value: dict[str, Any]) -> bool:
    return "@id" in value and all(key in ("@id", "@type") for key in value)


def _types(value: dict[str, Any]) -> frozenset[str]:
    types = value.get("@type")
    if isinstance(types, str):
        types = [types]
    if not isinstance(types, list):
        return frozenset()
    return frozenset(local_name(name) for name in types if isinstance(name, str))


def _written(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
