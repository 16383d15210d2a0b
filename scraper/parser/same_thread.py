"""Joins things that tell of the same thread: in JSON-LD and in microdata, or in the blocks of two plug-ins."""

import re
from collections.abc import Sequence

from scraper.parser.replies import SAYS, Replies
from scraper.parser.things import Role, Subject, Thing

NAMED = ("name", "headline")
MAX_COMPARED = 1000  # characters of a title or text
SAME_CHARS = 60  # letters that two forms of a text have in common at its beginning
LEAST_CHARS = 20  # of them, where one text is only the beginning of the other

_NO_LETTERS = re.compile(r"[\W_]+")


def joined(role: Role, main: Sequence[Thing], others: Sequence[Thing], replies: Replies) -> tuple[Subject, ...]:
    """Return the threads that things tell of.

    :param others: things that may add to a thread but do not make one.
    """
    groups: list[list[Thing]] = []
    named = _Named(replies)
    ids = {id(thing) for thing in main}
    for thing in main:
        group = named.group_of(thing)
        if group is None:
            group = named.new_group(thing)
            groups.append(group)
        group.append(thing)
    if role is not Role.FAQ:
        _join_single(groups)
    others = [thing for thing in others if id(thing) not in ids]
    for thing in others:
        alone = len(groups) == 1 and len(others) == 1 and thing.syntax is not groups[0][0].syntax
        group = groups[0] if alone and _may_be_one(thing, groups[0][0]) else named.group_of(thing)
        if group is not None:
            group.append(thing)
    return tuple(Subject(role, tuple(group), replies=replies.to_all(group)) for group in groups)


def name_of(thing: Thing) -> str | None:
    """Return a thread's title, else its text."""
    return thing.first_line(*NAMED) or thing.first_text(*SAYS)


class _Named:
    """Groups of things that tell of the same thread, by its name."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies
        self._groups: dict[str, list[list[Thing]]] = {}
        self._readings: dict[int, tuple[str | None, str | None]] = {}

    def new_group(self, thing: Thing) -> list[Thing]:
        """Return a new, empty group under the name of a thing."""
        group: list[Thing] = []
        self._groups.setdefault(_key(thing), []).append(group)
        return group

    def group_of(self, thing: Thing) -> list[Thing] | None:
        """Return the group that tells of the same thread: the same name, and in one syntax nothing that differs."""
        for group in self._groups.get(_key(thing), ()):
            if all(thing.syntax is not known.syntax or self._agree(thing, known) for known in group):
                return group
        return None

    def _agree(self, a: Thing, b: Thing) -> bool:
        pairs = zip(self._reading(a), self._reading(b), strict=True)
        return all(one is None or other is None or one == other for one, other in pairs)

    def _reading(self, thing: Thing) -> tuple[str | None, str | None]:
        """Return a thread's text and that of its first reply."""
        if id(thing) not in self._readings:
            found = self._replies.to(thing)
            first = found[0].things[0].first_text(*SAYS) if found else None
            self._readings[id(thing)] = (thing.first_text(*SAYS), first)
        return self._readings[id(thing)]


def _join_single(groups: list[list[Thing]]) -> None:
    """Join groups that are all a page has, one in each syntax: the same thread under several forms of its title."""
    if len(groups) > 1 and all(len(group) == 1 for group in groups):
        things = [group[0] for group in groups]
        is_each_once = len({thing.syntax for thing in things}) == len(things)
        if is_each_once and all(_may_be_one(things[0], thing) for thing in things[1:]):
            groups[:] = [things]


def _may_be_one(one: Thing, other: Thing) -> bool:
    """Whether two things may be two forms of one thread: a title holds the other, or the texts begin alike."""
    names = [_letters(name_of(thing)) for thing in (one, other)]
    if names[0] in names[1] or names[1] in names[0]:
        return True
    short, long = sorted((_letters(thing.first_text(*SAYS)) for thing in (one, other)), key=len)
    return long.startswith(short) and (len(short) >= LEAST_CHARS or short == long != "")


def _letters(text: str | None) -> str:
    return _NO_LETTERS.sub("", (text or "")[:MAX_COMPARED].casefold())[:SAME_CHARS]


def _key(thing: Thing) -> str:
    return " ".join((name_of(thing) or "").casefold().split())
