"""Text: the lines of the real page's text, blank lines and lone list numbers included."""

import re
from collections.abc import Iterator

from scraper.demo.renderings.markup import each_line, marked_lines
from scraper.demo.thread import Section, Similar, Thread, slashed

_LIST_MARK = re.compile(r"^(\d+\.) (?=\S)", re.M)


def render(thread: Thread, _url: str) -> str:
    """Return the page as plain text; it carries no links."""
    return "\n".join(_page(thread))


def _page(thread: Thread) -> Iterator[str]:
    yield from (thread.heading, "", "Share to:", "", thread.question_title, "", "")
    yield from (*_alone(thread.question_text), "", thread.asker_line)
    for reply in thread.replies:
        yield from ("", f"Dr. {reply.author} reply {reply.department}", "", "", *_alone(reply.text), "")
        yield f"Reply Date: {slashed(reply.replied_on)}"
    if thread.article is not None:
        yield from ("", "More Info")
        for section in thread.article:
            yield from ("", "", *_section(section))
    if thread.similar:
        yield from ("", "Similar Q&A")
        for similar in thread.similar:
            yield from ("", *_similar(similar), "")
    if thread.topics:
        yield from ("", "Related FAQ")
        for topic in thread.topics:
            yield from ("", topic.term, "", f"({topic.department})")


def _alone(text: str | None) -> list[str]:
    # The real page's text has the numbers of a list alone on their lines.
    return each_line(_LIST_MARK.sub(r"\1\n", text)) if text else []


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield section.heading
    yield from each_line(section.text)
    for number, entry in enumerate(section.entries):
        first, *nested = marked_lines([entry], start=number + 1)
        yield from ([""] if number else [])
        yield first
        yield from "\n\n".join(nested).split("\n") if nested else ()
    if section.after:
        yield from ("", *each_line(section.after))


def _similar(similar: Similar) -> Iterator[str]:
    yield similar.title
    if similar.question:
        yield from ("", similar.question)
    yield ""
    if similar.author:
        yield from ("", f"Dr. {similar.author} reply {similar.department}")
        if similar.reply:
            yield similar.reply
        yield ""
    yield f"[Read More] {similar.title}"
