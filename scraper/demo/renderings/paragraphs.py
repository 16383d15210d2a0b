"""Paragraphs: every line a paragraph without any emphasis, as text pasted into a simple editor comes out."""

from collections.abc import Iterator

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, link, marked_lines, notice
from scraper.demo.thread import Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as paragraphs."""
    body = "".join(f"<p>{line}</p>\n" for line in _lines(thread))
    return f"""<html>
<head>
<meta http-equiv="content-type" content="text/html; charset=utf-8">
<title>Health Questions: {esc(thread.title)}</title>
</head>
<body>
{comment(thread)}
<header><p><a href="/">Home</a></p></header>
<main>
{body}</main>
<footer><p>{esc(notice(thread))}</p></footer>
</body>
</html>
"""


def _lines(thread: Thread) -> Iterator[str]:
    yield from (esc(thread.heading), "Share to:", esc(thread.question_title))
    yield from map(esc, each_line(thread.question_text))
    yield esc(thread.asker_line)
    for reply in thread.replies:
        yield doctor_line(reply.author, reply.department)
        yield from map(esc, each_line(reply.text))
        yield f"Reply Date: {slashed(reply.replied_on)}"
    if thread.article is not None:
        yield "More Info"
        for section in thread.article:
            yield from map(esc, _section(section))
    if thread.similar:
        yield "Similar Q&amp;A"
        for similar in thread.similar:
            yield from _similar(similar)
    if thread.topics:
        yield "Related FAQ"
        for topic in thread.topics:
            yield from (link(topic.path, esc(topic.term)), f"({esc(topic.department)})")


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield section.heading
    yield from each_line(section.text)
    yield from marked_lines(section.entries)
    yield from each_line(section.after)


def _similar(similar: Similar) -> Iterator[str]:
    yield link(similar.path, esc(similar.title))
    if similar.question:
        yield esc(similar.question)
    if similar.author:
        yield doctor_line(similar.author, similar.department)
        if similar.reply:
            yield esc(similar.reply)
    yield link(similar.path, f"[Read More] {esc(similar.title)}")
