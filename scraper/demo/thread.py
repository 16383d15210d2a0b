"""A thread: what a demonstration page says, before it is marked up, and the record that must come out of it.

A thread is authored by hand; it is not a real consultation (see ``NOTICE.md`` in this folder).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import urljoin

from schemas.qa import SCHEMA_VERSION

SITE = "ehospital"
"""Name of the profile that reads these pages."""


@dataclass(frozen=True, slots=True)
class Age:
    """An age as printed, and the years it means (inclusive; None where open)."""

    text: str
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``text`` has one line a paragraph."""

    author: str
    department: str
    text: str
    replied_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list in the article."""

    label: str | None
    text: str | None
    entries: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the article: ``text`` stands before its list, ``after`` behind it."""

    heading: str | None
    text: str | None
    entries: tuple[Entry, ...] = ()
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """Another thread as the page shows it: excerpts end in ``...`` where they are cut."""

    title: str
    path: str
    question: str | None
    author: str | None
    department: str | None
    reply: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    """A FAQ topic the page points to."""

    term: str
    department: str
    path: str


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything one question page says.

    :param number: the page's number in its address.
    :param filed: whether the heading names the department (``<title> - <department>``).
    :param article: sections under ``More Info``; None where the page has no such heading.
    """

    number: int
    title: str
    department: str
    question_title: str
    question_text: str | None
    asked_on: date | None
    name: str | None = None
    gender: Literal["female", "male"] | None = None
    age: Age | None = None
    replies: tuple[Reply, ...] = ()
    article: tuple[Section, ...] | None = None
    similar: tuple[Similar, ...] = ()
    topics: tuple[Topic, ...] = ()
    filed: bool = True
    printed_date: str | None = None
    """What stands behind ``Ask Date:`` where it is not ``asked_on`` in the usual form."""

    @property
    def heading(self) -> str:
        """The heading of the page as it is printed."""
        return f"{self.title} - {self.department}" if self.filed else self.title

    @property
    def asker(self) -> str:
        """Who asked, as it is printed: ``miki, 40~49 year old female.``; empty where nothing is known."""
        person = " ".join(part for part in (self.age and f"{self.age.text} year old", self.gender) if part)
        known = ", ".join(part for part in (self.name, person) if part)
        return f"{known}." if known else ""

    @property
    def asker_line(self) -> str:
        """The whole line under the question: asker and date."""
        return " ".join(part for part in (self.asker, f"Ask Date: {self.asked}") if part)

    @property
    def asked(self) -> str:
        """What stands behind ``Ask Date:``."""
        return self.printed_date or slashed(self.asked_on)


def slashed(day: date | None) -> str:
    """Return a date the way the pages print it: ``2007/02/03``; empty where there is none."""
    return f"{day:%Y/%m/%d}" if day else ""


def expected_record(thread: Thread, *, url: str | None, links: bool) -> dict[str, Any]:
    """Return the record, without ``record_id`` and ``provenance``, that must come out of a page with this thread.

    :param url: canonical address of the page; None for a file without one.
    :param links: whether the rendering links similar threads and topics.
    """

    def address(path: str) -> str | None:
        absolute = urljoin(url, path) if url else path
        return absolute if links and "://" in absolute else None

    age = thread.age
    return {
        "schema_version": SCHEMA_VERSION,
        "site": SITE,
        "url": url,
        "language": "en",
        "title": thread.title,
        "department": thread.department,
        "tags": [],
        "question": {
            "title": thread.question_title,
            "text": thread.question_text or thread.question_title,
            "asked_on": thread.asked_on and thread.asked_on.isoformat(),
            "score": None,
            "asker": {
                "name": thread.name,
                "gender": thread.gender,
                "age_min": age and age.lowest,
                "age_max": age and age.highest,
                "age_text": age and age.text,
            },
        },
        "replies": [
            {
                "author": reply.author,
                "department": reply.department,
                "organization": None,
                "text": reply.text,
                "replied_on": reply.replied_on and reply.replied_on.isoformat(),
                "score": None,
                "accepted": None,
                "url": None,
            }
            for reply in thread.replies
        ],
        "article": _article(thread.article),
        "similar": [
            {
                "title": similar.title,
                "url": address(similar.path),
                "question_excerpt": similar.question,
                "author": similar.author,
                "department": similar.department,
                "reply_excerpt": similar.reply,
                "question_truncated": _cut(similar.question),
                "reply_truncated": _cut(similar.reply),
            }
            for similar in thread.similar
        ],
        "related_faqs": [
            {"term": topic.term, "department": topic.department, "url": address(topic.path)} for topic in thread.topics
        ],
    }


def _article(sections: Iterable[Section] | None) -> dict[str, Any] | None:
    if not sections:
        return None
    return {
        "heading": "More Info",
        "sections": [
            {
                "heading": section.heading,
                "text": "\n".join(part for part in (section.text, section.after) if part) or None,
                "items": _entries(section.entries),
            }
            for section in sections
        ],
    }


def _entries(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"label": entry.label, "text": entry.text, "items": _entries(entry.entries)} for entry in entries]


def _cut(excerpt: str | None) -> bool:
    return excerpt is not None and excerpt.endswith(("...", "…"))
