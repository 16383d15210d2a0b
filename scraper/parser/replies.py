"""The replies to a question or posting, as one syntax of the page tells of them: each once, in reading order."""

import re
from collections.abc import Iterable, Iterator, Sequence

from scraper.parser.flat_posts import POSTING
from scraper.parser.own_address import OwnAddress
from scraper.parser.things import INSIDE, Role, Subject, Thing, Words

MAX_REPLIES = 1000
MAX_COMMENT_DEPTH = 20
MAX_PAGES = 5  # that hold answers themselves
MAX_ALIKE = 20  # replies with the same text, among which the one that is meant is looked for
STEM_CHARS = 80  # by which a text and its excerpt are known to be the same

SAYS = ("text", "articleBody")
ADDRESS = re.compile(r"(?:https?:)?//\S+", re.I)
_NAMES = ("name", "alternateName")
_NOT_IN_STEM = re.compile(r"[\W_]+")


class Replies:
    """Finds replies on one page.

    :param things: the page's outermost things, among which replies may stand that only name what they reply to.
    """

    def __init__(self, things: Sequence[Thing], own: OwnAddress) -> None:
        self._own = own
        self._found: dict[int, list[Subject]] = {}
        self._questions = [thing for thing in things if "Question" in thing.types]
        holding = (thing for thing in things if not thing.properties.keys().isdisjoint((Role.ACCEPTED, Role.SUGGESTED)))
        self._pages = [thing for thing in holding if thing.types.isdisjoint(("Question", POSTING))][:MAX_PAGES]
        # Things that say what they are below, by the identity and by the name of that, with their number on the page.
        self._below: dict[object, list[tuple[int, Thing]]] = {}
        for number, thing in enumerate(things):
            for parent in thing.things("parentItem"):
                self._below.setdefault(id(parent), []).append((number, thing))
                if parent.name is not None:
                    self._below.setdefault(own.absolute(parent.name), []).append((number, thing))

    def to(self, thing: Thing) -> list[Subject]:
        """Return the replies to a thing that have a text: accepted ones first, then as listed."""
        found = self._found.get(id(thing))
        if found is None:
            replies = (reply for reply in self._all_to(thing) if reply.things[0].first_text(*SAYS) is not None)
            found = self._found[id(thing)] = _without_the_question(thing, list(replies))[:MAX_REPLIES]
        return found

    def to_all(self, things: Sequence[Thing]) -> tuple[Subject, ...]:
        """Return the replies to a thread that several things tell of.

        The first of them that has replies tells which there are; what others say of the same replies is added, and so
        are the replies that only they have, where they know all of the first one's.
        """
        lists = [replies for thing in things if (replies := self.to(thing))]
        if len(lists) < 2:
            return tuple(lists[0]) if lists else ()
        replies = lists[0]
        for others in lists[1:]:
            replies = _joined(replies, others)
        return tuple(replies)

    def _all_to(self, thing: Thing) -> Iterator[Subject]:
        if POSTING not in thing.types or not thing.properties.keys().isdisjoint((Role.ACCEPTED, Role.SUGGESTED)):
            answers = list(_answers_in(thing))
            yield from answers
            if answers:
                return
        if "Question" in thing.types:
            beside = [answer for page in self._pages if self._is_page_of(page, thing) for answer in _answers_in(page)]
            yield from beside
            if beside:
                return
        kind = "Comment" if POSTING in thing.types else "Answer"
        for comments in (thing.things("comment"), thing.things(INSIDE), self._all_below(thing)):
            fitting = [comment for comment in comments if kind in comment.types or kind == "Comment"]
            if fitting:
                yield from (Subject(Role.COMMENT, (comment,)) for comment in _with_inner(thing, fitting, kind))
                return

    def _is_page_of(self, page: Thing, question: Thing) -> bool:
        """Whether a thing is the page of one question; pages put answers beside the question's element, too."""
        return (list(page.things("mainEntity")) or self._questions) == [question]

    def _all_below(self, thing: Thing) -> list[Thing]:
        """Return the outermost things that say they are below a thing, or below one that does, in reading order."""
        found: dict[int, Thing] = {}
        stack = [thing]
        while stack and self._below:
            above = stack.pop()
            names = [self._own.absolute(name) for name in (above.name, above.first_literal("url")) if name]
            for key in (id(above), *names):
                for number, below in self._below.get(key, ()):
                    if number not in found and below is not thing:
                        found[number] = below
                        stack.append(below)
        return [below for _, below in sorted(found.items(), key=lambda pair: pair[0])]


def _answers_in(thing: Thing) -> Iterator[Subject]:
    seen: set[int] = set()
    known = _Known()
    for role in (Role.ACCEPTED, Role.SUGGESTED):
        for value in _unlisted(thing.values(role)):
            answer = _as_thing(value, thing)
            if answer is None or id(value) in seen:
                continue
            seen.add(id(value))
            if role is Role.ACCEPTED:
                known.note(answer)
            elif known.is_again(answer):
                continue
            yield Subject(role, (answer,))


def _unlisted(values: Iterable[Thing | Words]) -> Iterator[Thing | Words]:
    """Yield values, and of lists (schema.org allows an ``ItemList``) their entries."""
    for value in values:
        if isinstance(value, Thing) and "ItemList" in value.types:
            for entry in value.values("itemListElement"):
                inner = list(entry.values("item")) if isinstance(entry, Thing) else []
                yield from inner or [entry]
        else:
            yield value


def _as_thing(value: Thing | Words, question: Thing) -> Thing | None:
    """Return an answer as a thing; one that is written as plain text has that text and nothing else."""
    if isinstance(value, Thing):
        return value
    if value.attribute is not None or ADDRESS.fullmatch(value.literal):
        return None
    return Thing(question.syntax, frozenset({"Answer"}), {"text": (value,)}, value.place, value.node)


def _with_inner(thing: Thing, comments: Sequence[Thing], kind: str) -> Iterator[Thing]:
    """Yield comments and the comments on them, in reading order, each once. Comments on answers are no answers."""
    seen = {id(thing)}
    stack = [(comment, 1) for comment in reversed(comments)]
    while stack:
        comment, depth = stack.pop()
        if id(comment) in seen:
            continue
        seen.add(id(comment))
        yield comment
        if depth < MAX_COMMENT_DEPTH and kind == "Comment":
            stack += [(inner, depth + 1) for inner in reversed(list(comment.things("comment")))]


def _without_the_question(thing: Thing, replies: list[Subject]) -> list[Subject]:
    """Leave out a first reply that is the question once more, as forums tell that make all posts comments."""
    if replies and replies[0].role is Role.COMMENT:
        first = replies[0].things[0]
        if first.first_text(*SAYS) == thing.first_text(*SAYS) and may_be(author(first), author(thing)):
            return replies[1:]
    return replies


class _Known:
    """The accepted answers, to tell when one is listed again among the suggested."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[tuple[str | None, str | None]]] = {}

    def note(self, answer: Thing) -> None:
        """Remember an accepted answer."""
        self._by_text.setdefault(_text(answer), []).append((author(answer), answer.first_literal("url")))

    def is_again(self, answer: Thing) -> bool:
        """Whether the answer was noted: the same text, and neither author nor address that differ."""
        own_name, own_url = author(answer), answer.first_literal("url")
        known = self._by_text.get(_text(answer), ())
        return any(may_be(name, own_name) and may_be(url, own_url) for name, url in known)


def _joined(replies: list[Subject], others: list[Subject]) -> list[Subject]:
    """Add to replies what another list says of the same ones."""
    by_stem: dict[str, list[Subject]] = {}
    for other in others:
        by_stem.setdefault(_stem(other), []).append(other)
    joined: list[Subject] = []
    matched: set[int] = set()
    for reply in replies:
        like = by_stem.get(_stem(reply), [])
        twins = [twin for twin in like if _may_be_one(reply, twin)] if len(like) <= MAX_ALIKE else []
        if len(twins) == 1 and id(twins[0]) not in matched:
            matched.add(id(twins[0]))
            joined.append(Subject(reply.role, (*reply.things, *twins[0].things)))
        else:
            joined.append(reply)
    if len(matched) == len(replies):
        joined += [other for other in others if id(other) not in matched]
    return joined


def _may_be_one(reply: Subject, twin: Subject) -> bool:
    return may_be(author(reply.things[0]), author(twin.things[0]))


def _stem(reply: Subject) -> str:
    return _NOT_IN_STEM.sub("", _text(reply.things[0])[: 4 * STEM_CHARS].casefold())[:STEM_CHARS]


def _text(answer: Thing) -> str:
    return answer.first_text(*SAYS) or ""


def author(thing: Thing) -> str | None:
    """Return the name of a thing's author, where it has one."""
    for value in thing.values("author"):
        name = value.first_line(*_NAMES) if isinstance(value, Thing) else value.shown.line
        if name:
            return name
    return None


def may_be(one: str | None, other: str | None) -> bool:
    """Whether two values may be the same: at least one is not known, or they are."""
    return one is None or other is None or one == other
