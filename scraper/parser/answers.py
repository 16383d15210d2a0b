"""The answers of a thread and its topics as scopes of their own, out of structured mark-up."""

import re
from collections.abc import Iterator, Sequence

from scraper.parser.props import plain, subject_of
from scraper.parser.replies import ADDRESS
from scraper.parser.rules import Scope
from scraper.parser.things import Role, Subject, Thing, Words

MAX_TOPICS = 100
MAX_TOPIC_CHARS = 200

_BETWEEN_TOPICS = re.compile("[,;，；、]")


def find_answers(scope: Scope) -> Sequence[Scope]:
    """Return the answers: accepted ones first, then as listed; of a discussion its comments as they stand."""
    subject = subject_of(scope)
    return [Scope(scope.view, subject=reply) for reply in subject.replies] if subject is not None else ()


def find_topics(scope: Scope) -> Sequence[Scope]:
    """Return the thread's topics: its ``keywords`` and what it is ``about``, each once."""
    subject = subject_of(scope)
    for thing in subject.things if subject is not None else ():
        topics: dict[str, Words] = {}
        for words in _topics_in(thing):
            line = words.shown.line
            if line and len(line) <= MAX_TOPIC_CHARS and not ADDRESS.fullmatch(line):
                topics.setdefault(line.casefold(), words)
        if topics:
            found = list(topics.values())[:MAX_TOPICS]
            return [Scope(scope.view, subject=Subject(Role.TAG, (_topic(thing, words),))) for words in found]
    return ()


def _topic(thing: Thing, words: Words) -> Thing:
    return Thing(thing.syntax, frozenset(), {"keywords": (words,)}, words.place, words.node)


def _topics_in(thing: Thing) -> Iterator[Words]:
    keywords = list(plain(thing.values("keywords")))
    if len(keywords) == 1:
        # A single text lists them between commas; in a list each entry is one topic.
        words = keywords[0]
        for part in _BETWEEN_TOPICS.split(words.shown.line or ""):
            yield Words(part, words.node, words.attribute, words.json)
    else:
        yield from keywords
    yield from plain(thing.values("about"))
