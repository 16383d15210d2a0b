"""What structured mark-up says, whatever its syntax: things with types and properties, every value with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeAlias

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.json_place import JsonPlace
from scraper.parser.markup_text import line_of, running_text, text_of
from scraper.parser.place import NodePlace, Place, visible_length
from scraper.parser.walk import html_blocks

_SCHEMA_ORG = re.compile(r"\s*+(?:(?:(?:https?:)?//)?(?:www\.)?schema\.org/|schema:)(?P<name>.*)", re.I | re.S)

MAX_NAME_CHARS = 200  # of a type or property; none of schema.org's is longer than 50

_BARE = {"Person": "name", "Organization": "name", "Question": "name", "Answer": "text", "Comment": "text"}
_SPELLED = {
    name.lower(): name
    for name in "QAPage FAQPage Question Answer Comment DiscussionForumPosting Person Organization".split()
}

INSIDE = "@inside"
"""Stands for a property: things inside a thing's element that are no property of it, as the page forgot to say it."""


class Syntax(StrEnum):
    """How a page writes its structured mark-up."""

    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    RDFA = "rdfa"


@dataclass(frozen=True, eq=False)
class Words:
    """A plain value. Its text is put together once, when it is first asked for.

    :param raw: the value as written; None where it is the visible text of ``node``.
    :param node: element that holds the value; in JSON-LD the script.
    :param attribute: attribute of the element that holds it.
    :param json: place of the value in JSON-LD; None in the other syntaxes.
    """

    raw: str | None
    node: LexborNode
    attribute: str | None = None
    json: JsonPlace | None = None

    @cached_property
    def _blocks(self) -> list[Block]:
        return html_blocks(self.node)

    @property
    def place(self) -> Place:
        """Where the value stands."""
        if self.json is not None:
            return self.json
        end = visible_length(self._blocks) if self.raw is None else None
        return NodePlace(self.node, self.attribute, end=end)

    @cached_property
    def shown(self) -> "Words":
        """The value as a reader sees it: a link's text, where the value is its address."""
        is_link = self.attribute == "href" and self.node.tag == "a"
        return Words(None, self.node) if is_link else self

    @property
    def literal(self) -> str:
        """The value as written, its ends trimmed: for dates, counts and addresses."""
        return (self.line or "") if self.raw is None else self.raw.strip()

    @cached_property
    def line(self) -> str | None:
        """The value as one line of text."""
        if self.raw is not None:
            return line_of(self.raw, escaped=self.json is not None)
        return self.text.replace("\n", " ") if self.text is not None else None

    @cached_property
    def text(self) -> str | None:
        """The value as running text: what a reader sees of the mark-up in it."""
        return text_of(self._blocks) if self.raw is None else running_text(self.raw)


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One thing that the mark-up tells of.

    :param types: names of its types, without the vocabulary's address (``Question``).
    :param properties: property → its values in order.
    :param place: where it stands.
    :param node: the element that tells of it; in JSON-LD the script.
    :param name: its ``@id``, ``itemid`` or ``resource``, where it has one.
    """

    syntax: Syntax
    types: frozenset[str]
    properties: Mapping[str, tuple["Value", ...]]
    place: Place
    node: LexborNode
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

    def first_literal(self, *names: str) -> str | None:
        """Return the first plain value of the properties as it is written."""
        for name in names:
            for value in self.values(name):
                if isinstance(value, Words) and value.literal:
                    return value.literal
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
    :param replies: the replies to it, where it is a thread.
    """

    role: Role
    things: tuple[Thing, ...] = field(default=())
    key: str | None = None
    replies: tuple["Subject", ...] = ()


def type_name(name: str) -> str:
    """Return a type's name without the address of schema.org; the types of threads in their own spelling."""
    local = local_name(name)
    return _SPELLED.get(local.lower(), local) if len(local) <= MAX_NAME_CHARS else local


def bare_property(types: Iterable[str]) -> str | None:
    """Return the property that the text of a thing is, where the page says nothing of it but its type."""
    return next((_BARE[name] for name in types if name in _BARE), None)


def local_name(name: str) -> str:
    """Return a type's or property's name without the address of schema.org."""
    return _local_name(name) if len(name) <= MAX_NAME_CHARS else name


@lru_cache(maxsize=2048)
def _local_name(name: str) -> str:
    match = _SCHEMA_ORG.match(name)
    return match["name"].strip("/# \t\r\n") if match else name.strip()
