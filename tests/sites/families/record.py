"""What the record of a thread must be, family by family and variant by variant."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from . import discourse, phpbb, stackexchange, xenforo
from .bodies import Style
from .threads import Post, Thread, lines_of

Accepted = Callable[[Thread, Post], bool | None]


def _always(_: Thread, post: Post) -> bool | None:
    return post.accepted


def _never(_: Thread, post: Post) -> bool | None:
    return None


def _where_marked(_: Thread, post: Post) -> bool | None:
    return post.accepted or None


def _in_questions(thread: Thread, post: Post) -> bool | None:
    return post.accepted if thread.is_question else post.accepted or None


@dataclass(frozen=True)
class Shape:
    """A variant of a family's pages.

    :param accepted: what is told of a reply.
    :param zero: whether a score of 0 is shown.
    :param has_scores: whether any is shown.
    :param dates_all: whether posts that belong to nobody show their day, too.
    """

    family: str
    name: str
    module: ModuleType
    style: Style
    accepted: Accepted
    has_scores: bool = True
    zero: bool = True
    has_tags: bool = True
    has_forum: bool = True
    dates_all: bool = True
    reply_address: Callable[[Thread, Post], str] | None = None

    def page(self, thread: Thread, page: int = 1) -> str:
        """Return a page of a thread."""
        html: str = self.module.VARIANTS[self.name](thread, page)
        return html

    def url(self, thread: Thread, page: int = 1) -> str:
        """Return its address."""
        url: str = self.module.url_of(thread, page)
        return url

    def score(self, post: Post) -> int | None:
        """Return the score that is shown."""
        return post.likes if self.has_scores and (post.likes or self.zero) else None

    def text(self, post: Post) -> str:
        """Return the text of a post."""
        return "\n".join(lines_of(post.body, self.style.heading))

    def record(self, thread: Thread) -> dict[str, Any]:
        """Return the record without what every record has alike."""
        question, *replies = thread.posts
        address = self.reply_address or self.module.reply_address
        return {
            "site": self.family,
            "url": self.module.address_of(thread),
            "language": thread.language,
            "title": thread.title,
            "department": thread.forum if self.has_forum else None,
            "tags": list(thread.tags) if self.has_tags else [],
            "question": {
                "title": thread.title,
                "text": self.text(question) or thread.title,
                "asked_on": _day(question),
                "score": self.score(question),
                "asker": {
                    **dict.fromkeys(("gender", "age_min", "age_max", "age_text")),
                    "name": question.author,
                },
            },
            "replies": [
                {
                    "author": reply.author,
                    "department": None,
                    "organization": None,
                    "text": self.text(reply),
                    "replied_on": _day(reply) if reply.author is not None or self.dates_all else None,
                    "score": self.score(reply),
                    "accepted": self.accepted(thread, reply),
                    "url": address(thread, reply),
                }
                for reply in replies
                if self.text(reply)
            ],
            "article": None,
            "similar": [],
            "related_faqs": [],
            "schema_version": "1.0",
        }


def _day(post: Post) -> str:
    return post.day.isoformat()


SHAPES = (
    Shape("stackexchange", "modern", stackexchange, stackexchange.STYLE, _always, has_forum=False),
    Shape(
        "stackexchange", "tables", stackexchange, stackexchange.STYLE_OF_OLD, _always, has_forum=False, dates_all=False
    ),
    Shape("discourse", "crawler", discourse, discourse.STYLE, _in_questions, zero=False),
    Shape("discourse", "postings", discourse, discourse.STYLE, _where_marked),
    Shape("discourse", "rendered", discourse, discourse.STYLE, _where_marked, zero=False),
    Shape("phpbb", "3.3", phpbb, phpbb.STYLE, _never, has_scores=False, has_tags=False),
    Shape("phpbb", "3.0", phpbb, phpbb.STYLE_OF_3_0, _never, has_scores=False, has_tags=False),
    Shape("xenforo", "2", xenforo, xenforo.STYLE, _in_questions),
    Shape(
        "xenforo", "1", xenforo, xenforo.STYLE_OF_1, _never, has_scores=False, reply_address=xenforo.reply_address_of_1
    ),
)
