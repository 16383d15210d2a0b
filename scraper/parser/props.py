"""Rules over structured mark-up: a property of the thread, or of the answer, that a scope is about."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from scraper.parser.place import Place
from scraper.parser.rules import Found, Rule, Scope
from scraper.parser.things import Role, Subject, Syntax, Thing, Value, Words
from scraper.parser.values import is_truncated
from scraper.parser.view import PageView

_NAMES = ("name", "alternateName", "legalName")
_NO_LETTERS = re.compile(r"[\W_]+")


def subject_of(scope: Scope) -> Subject | None:
    """Return what a scope is about.

    Another profile's scope is about the page's only thread, where the mark-up tells of exactly one, and else about
    nothing: threads are never mixed. An entry of a FAQ is no thread of another profile.
    """
    if scope.subject is not None:
        return scope.subject
    subjects = scope.view.subjects
    return subjects[0] if len(subjects) == 1 and subjects[0].role is not Role.FAQ else None


class Prop(Rule):
    """The first value of a property that reads as what is wanted, in each thing that tells of the scope's subject.

    :param paths: properties, tried in order; ``author/name`` is a property of a property.
    :param to: reads a value; None where the value does not read as what is wanted.
    """

    def __init__(self, *paths: str, to: Callable[[Words], Any | None]) -> None:
        self.paths = paths
        self.to = to
        self.name = " | ".join(self.names())

    def find(self, scope: Scope) -> Found | None:
        """Return the first value that can be read: the most trusted syntax first, property by property."""
        subject = subject_of(scope)
        for thing in subject.things if subject is not None else ():
            for path in self.paths:
                for words in plain(thing.values(path)):
                    value = self.to(words)
                    if value is not None:
                        return Found(value, self._name(thing.syntax, path), _place_of(words, value))
        return None

    def names(self) -> tuple[str, ...]:
        """Return the names under which each alternative appears in evidence."""
        return tuple(self._name(syntax, path) for syntax in Syntax for path in self.paths)

    def _name(self, syntax: Syntax, path: str) -> str:
        return f"{syntax}({path}) >> {self.to.__name__}"


def _place_of(words: Words, value: Any) -> Place:
    """Return where a value stands: of a link, its text, where the value is that and not the address."""
    shown = words.shown
    return shown.place if shown is not words and value in (shown.line, shown.text) else words.place


def plain(values: Iterator[Value]) -> Iterator[Words]:
    """Yield plain values, and of things their names."""
    for value in values:
        if isinstance(value, Thing):
            for name in _NAMES:
                yield from (words for words in value.values(name) if isinstance(words, Words))
        else:
            yield value


class Whole(Prop):
    """The first value of a property, and where that is an excerpt, the whole of it that another thing has."""

    def find(self, scope: Scope) -> Found | None:
        """Return the first value that can be read, whole where the page has it whole."""
        found = super().find(scope)
        subject = subject_of(scope)
        if found is None or subject is None or len(subject.things) < 2 or not is_truncated(found.value):
            return found
        begun = _letters(found.value)
        for thing in subject.things:
            for path in self.paths:
                for words in plain(thing.values(path)):
                    value = self.to(words)
                    if value is not None and len(value) > len(found.value) and _letters(value).startswith(begun):
                        return Found(value, self._name(thing.syntax, path), _place_of(words, value))
        return found


def _letters(text: str) -> str:
    """Return what two forms of a text have in common: no blanks, marks or punctuation."""
    return _NO_LETTERS.sub("", text.casefold())


class Told(Rule):
    """What a function reads from a whole thing, where one property does not say it."""

    def __init__(self, name: str, read: Callable[[Thing, PageView], tuple[Any, Place] | None]) -> None:
        self._told = name
        self._read = read
        self.name = " | ".join(self.names())

    def find(self, scope: Scope) -> Found | None:
        """Return what the first thing says that says it."""
        subject = subject_of(scope)
        for thing in subject.things if subject is not None else ():
            result = self._read(thing, scope.view)
            if result is not None:
                return Found(result[0], f"{thing.syntax}({self._told})", result[1])
        return None

    def names(self) -> tuple[str, ...]:
        """Return the names under which each alternative appears in evidence."""
        return tuple(f"{syntax}({self._told})" for syntax in Syntax)


class OutsideFaq(Rule):
    """A rule that does not hold for the entries of a FAQ."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.name = rule.name

    def find(self, scope: Scope) -> Found | None:
        """Return what the rule finds, but in an entry of a FAQ."""
        subject = subject_of(scope)
        return None if subject is None or subject.role is Role.FAQ else self._rule.find(scope)

    def names(self) -> tuple[str, ...]:
        """Return the rule's names."""
        return self._rule.names()
