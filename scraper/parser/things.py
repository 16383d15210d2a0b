"""What structured mark-up says, whatever its syntax: things with types and properties, every value with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from selectolax.lexbor import LexborNode

from scraper.parser.markup_text import element_text, line_of, running_text
from scraper.parser.place import At, NodePlace, Place

_SCHEMA_ORG = (
    "https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:",
)  # fmt: skip


class Syntax(StrEnum):
    """How a page writes its structured mark-up."""

    JSON_LD = "json-ld"
    MICRODATA = "microdata"


@dataclass(frozen=True, slots=True)
class Words:
    """A plain value.

    :param raw: the value as written; None where it is the visible text of ``node``.
    :param node: element that holds the value; None in JSON-LD.
    :param attribute: attribute of the element that holds it.
    :param path: path in the JSON-LD, such as ``json-ld[0]/mainEntity/text``.
    """

    raw: str | None
    node: LexborNode | None = None
    attribute: str | None = None
    path: str = ""

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return NodePlace(self.node, self.attribute) if self.node is not None else At(self.path)

    @property
    def shown(self) -> "Words":
        """The value as a reader sees it: a link's text, where the value is its address."""
        is_link = self.node is not None and self.node.tag == "a" and self.attribute == "href"
        return Words(None, self.node) if is_link else self

    @property
    def literal(self) -> str:
        """The value as written, its ends trimmed: for dates, counts and addresses."""
        if self.raw is None:
            return self.line or ""
        return self.raw.strip()

    @property
    def line(self) -> str | None:
        """The value as one line of text."""
        if self.raw is not None:
            return line_of(self.raw) if self.node is None else line_of(self.raw, escaped=False)
        text = element_text(self.node) if self.node is not None else None
        return text.replace("\n", " ") if text is not None else None

    @property
    def text(self) -> str | None:
        """The value as running text: what a reader sees of the mark-up in it."""
        if self.raw is not None:
            return running_text(self.raw)
        return element_text(self.node) if self.node is not None else None


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that the mark-up tells of.

    :param types: names of its types, without the vocabulary's address (``Question``).
    :param properties: property → its values in order.
    :param place: where it stands.
    :param name: its ``@id`` or ``itemid``, where it has one.
    """

    syntax: Syntax
    types: frozenset[str]
    properties: Mapping[str, tuple["Value", ...]]
    place: Place
    name: str | None = None

    def values(self, path: str) -> Iterator["Value"]:
        """Yield the values at a path of properties such as ``author/name``."""
        first, _, rest = path.partition("/")
        for value in self.properties.get(first, ()):
            if not rest:
                yield value
            elif isinstance(value, Thing):
                yield from value.values(rest)

    def things(self, *names: str) -> Iterator["Thing"]:
        """Yield the values of properties that are things themselves."""
        for name in names:
            for value in self.properties.get(name, ()):
                if isinstance(value, Thing):
                    yield value

    def first_line(self, *names: str) -> str | None:
        """Return the first plain value of the properties as one line."""
        for name in names:
            for value in self.values(name):
                if isinstance(value, Words) and (line := value.shown.line) is not None:
                    return line
        return None

    def first_text(self, *names: str) -> str | None:
        """Return the first plain value of the properties as running text."""
        for name in names:
            for value in self.values(name):
                if isinstance(value, Words) and (text := value.shown.text) is not None:
                    return text
        return None


Value: TypeAlias = Words | Thing


class Role(StrEnum):
    """What a thing is to the page."""

    QUESTION = "question"
    FAQ = "faq"
    POSTING = "posting"
    ACCEPTED = "acceptedAnswer"
    SUGGESTED = "suggestedAnswer"
    COMMENT = "comment"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something the page is about, as told by one or more things.

    :param things: the things that tell of it, the most trusted first.
    :param key: what tells it from others on the page, where only that does (the name of a FAQ entry).
    """

    role: Role
    things: tuple[Thing, ...] = field(default=())
    key: str | None = None


def local_name(name: str) -> str:
    """Return a type's or property's name without the address of schema.org."""
    name = name.strip()
    for prefix in _SCHEMA_ORG:
        if name.startswith(prefix):
            return name[len(prefix) :].strip("/#")
    return name
