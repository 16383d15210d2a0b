"""Threads of 台灣e院 in its first make: ``ul.QAunit``, one or, on a topic's page, several."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from scraper.parser.making import MAX_ENTRIES
from scraper.parser.rules import Scope
from scraper.parser.view import PageView
from scraper.sites.ehospital.elements import Cover, seen
from scraper.sites.ehospital.messages import Message, line_of, lines_of, speaker_of
from scraper.sites.ehospital.posts import ENGLISH, Post, number_and_title, topics

UNITS = ".QAunit"
_PARTS = ".subject, .count, .asker, .ask, .doctor, .ans"
_ROLE = re.compile(r"(?:^|\s)(subject|count|asker|ask|doctor|ans)(?:\s|$)", re.I)


def threads(view: PageView) -> list[Scope]:
    """Return the page's threads; none where it is not of this make, or shows no question."""
    units, parts = Cover(), Cover()
    posts: list[Post] = []
    for unit in seen(view.css(UNITS), units):
        units.add(unit)  # one inside another is read with it
        posts += [post for post in _posts(view, unit, parts) if post.asks]
        if len(posts) >= MAX_ENTRIES:
            break
    if any(ENGLISH in speaker.line.text for post in posts for speaker in post.speakers):
        return []
    return [post.scope() for post in posts]


def _posts(view: PageView, unit: LexborNode, cover: Cover) -> Iterator[Post]:
    """Yield what stands in a unit; a second subject begins another thread, should a unit's end have been lost."""
    post = Post(view)
    for node in seen(unit.css(_PARTS), cover):
        cover.add(node)
        role = _role_of(node)
        if role in ("ask", "ans"):
            post.add(Message(node, lines_of(node), doctor=role == "ans"))
        elif (line := line_of(node)) is None:
            continue
        elif role == "subject":
            if post.number or post.title or post.parts:
                yield post
                post = Post(view)
            post.number, post.title = number_and_title(line)
        elif role == "count":
            post.topics += topics(view, line)
        else:
            post.add(speaker_of(node, line, is_doctor=role == "doctor"))
    yield post


def _role_of(node: LexborNode) -> str:
    match = _ROLE.search(node.attributes.get("class") or "")
    return match[1].lower() if match is not None else ""
