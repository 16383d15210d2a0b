"""The answers of a thread and its topics, out of structured mark-up: each once, in the order of the page."""

import re
from collections.abc import Iterator, Sequence

from scraper.parser.props import plain, subject_of
from scraper.parser.rules import Scope
from scraper.parser.things import Role, Subject, Thing, Words

MAX_ANSWERS = 1000
MAX_TOPICS = 100
MAX_TOPIC_CHARS = 200
MAX_COMMENT_DEPTH = 20

_BETWEEN_TOPICS = re.compile("[,;，；、]")
_ADDRESS = re.compile(r"(?:https?:)?//\S+", re.I)


def find_answers(scope: Scope) -> Sequence[Scope]:
    """Return the answers: accepted ones first, then as listed; of a discussion its comments as they stand.

    The list of the first syntax that has answers with text is taken as a whole.
    """
    subject = subject_of(scope)
    for thing in subject.things if subject is not None else ():
        found = [answer for answer in _answers_in(thing) if answer.things[0].first_text("text", "articleBody")]
        if found:
            return [Scope(scope.view, subject=answer) for answer in found]
    return ()


def _answers_in(thing: Thing) -> list[Subject]:
    if "DiscussionForumPosting" in thing.types and not thing.properties.keys() & {Role.ACCEPTED, Role.SUGGESTED}:
        return [Subject(Role.COMMENT, (comment,)) for comment in _comments(thing)][:MAX_ANSWERS]
    kept: list[Subject] = []
    seen: set[int] = set()
    known = _Known()
    for role in (Role.ACCEPTED, Role.SUGGESTED):
        for value in thing.values(role):
            answer = _as_thing(value, thing)
            if answer is None or id(value) in seen or len(kept) >= MAX_ANSWERS:
                continue
            seen.add(id(value))
            if role is Role.ACCEPTED:
                known.note(answer)
            elif known.is_again(answer):
                continue
            kept.append(Subject(role, (answer,)))
    return kept


def _comments(thing: Thing) -> Iterator[Thing]:
    """Yield a posting's comments and the comments on them, in reading order, each once."""
    seen = {id(thing)}
    stack = [(comment, 1) for comment in reversed(list(thing.things("comment")))]
    while stack:
        comment, depth = stack.pop()
        if id(comment) in seen:
            continue
        seen.add(id(comment))
        yield comment
        if depth < MAX_COMMENT_DEPTH:
            stack += [(inner, depth + 1) for inner in reversed(list(comment.things("comment")))]


def _as_thing(value: Thing | Words, question: Thing) -> Thing | None:
    """Return an answer as a thing; one that is written as plain text has that text and nothing else."""
    if isinstance(value, Thing):
        return value
    if value.attribute is not None or _ADDRESS.fullmatch(value.literal):
        return None
    return Thing(question.syntax, frozenset({"Answer"}), {"text": (value,)}, value.place)


class _Known:
    """The accepted answers, to tell when one is listed again among the suggested."""

    def __init__(self) -> None:
        self._by_text: dict[str, list[tuple[str | None, str | None]]] = {}

    def note(self, answer: Thing) -> None:
        """Remember an accepted answer."""
        self._by_text.setdefault(_text(answer), []).append((_author(answer), _url(answer)))

    def is_again(self, answer: Thing) -> bool:
        """Whether the answer was noted: the same text, and neither author nor address that differ."""
        return any(
            _may_be(author, _author(answer)) and _may_be(url, _url(answer))
            for author, url in self._by_text.get(_text(answer), ())
        )


def _text(answer: Thing) -> str:
    return answer.first_text("text", "articleBody") or ""


def _author(answer: Thing) -> str | None:
    return next((line for words in plain(answer.values("author")) if (line := words.shown.line)), None)


def _url(answer: Thing) -> str | None:
    return next((words.literal for words in plain(answer.values("url"))), None)


def _may_be(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def find_topics(scope: Scope) -> Sequence[Scope]:
    """Return the thread's topics: its ``keywords`` and what it is ``about``, each once."""
    subject = subject_of(scope)
    for thing in subject.things if subject is not None else ():
        topics: dict[str, Words] = {}
        for words in _topics_in(thing):
            line = words.shown.line
            if line and len(line) <= MAX_TOPIC_CHARS and not _ADDRESS.fullmatch(line):
                topics.setdefault(line.casefold(), words)
        if topics:
            found = list(topics.values())[:MAX_TOPICS]
            return [Scope(scope.view, subject=Subject(Role.TAG, (_topic(thing, words),))) for words in found]
    return ()


def _topic(thing: Thing, words: Words) -> Thing:
    return Thing(thing.syntax, frozenset(), {"keywords": (words,)}, words.place)


def _topics_in(thing: Thing) -> Iterator[Words]:
    keywords = list(plain(thing.values("keywords")))
    if len(keywords) == 1:
        # A single text lists them between commas; in a list each entry is one topic.
        words = keywords[0]
        for part in _BETWEEN_TOPICS.split(words.shown.line or ""):
            yield Words(part, words.node, words.attribute, words.path)
    else:
        yield from keywords
    yield from plain(thing.values("about"))
