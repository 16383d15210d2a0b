"""Columns: the side column with similar threads and topics comes first in the source; source lines are wrapped."""

import textwrap

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, link, listed, notice, strong_outside
from scraper.demo.thread import Entry, Reply, Section, Similar, Thread, slashed

_WIDTH = 72


def render(thread: Thread, _url: str) -> str:
    """Return the page as two floating columns."""
    more = ""
    if thread.article is not None:
        more = f"<h3>More Info</h3>\n{''.join(map(_section, thread.article))}"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <title>
        {esc(thread.heading)}
    </title>
    <style>#side {{ float: right; width: 30% }}</style>
</head>
<body>
{comment(thread)}
<div id="menu"><a href="/">Home</a> · <a href="/qa/">Departments</a> · <a href="/about">About</a></div>
<div id="side">
{_similar(thread)}{_topics(thread)}</div>
<div id="content">
    <h1>
        {esc(thread.heading)}
    </h1>
    <p>Share to:</p>
    <h2>
        {esc(thread.question_title)}
    </h2>
{_paragraphs(thread.question_text)}    <p>
        {esc(thread.asker_line)}
    </p>
{"".join(map(_reply, thread.replies))}{more}</div>
<div id="footer">{esc(notice(thread))}</div>
</body>
</html>
"""


def _wrap(html: str, indent: str = "        ") -> str:
    # White space in the source means nothing; only blanks are broken, so that no-break spaces stay.
    lines = textwrap.wrap(
        html, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines) if " " in html else f"{indent}{html}"


def _paragraphs(text: str | None) -> str:
    return "".join(f"    <p>\n{_wrap(esc(line))}\n    </p>\n" for line in each_line(text))


def _reply(reply: Reply) -> str:
    return f"""    <h3>
        {doctor_line(reply.author, reply.department)}
    </h3>
{_paragraphs(reply.text)}    <p>
        Reply Date:
        {slashed(reply.replied_on)}
    </p>
"""


def _section(section: Section) -> str:
    heading = f"    <h4>\n        {esc(section.heading)}\n    </h4>\n" if section.heading else ""
    return heading + _paragraphs(section.text) + listed(section.entries, _entry) + _paragraphs(section.after)


def _entry(entry: Entry) -> str:
    return f"\n{_wrap(strong_outside(entry))}\n"


def _similar(thread: Thread) -> str:
    if not thread.similar:
        return ""
    return f"<h3>Similar Q&amp;A</h3>\n{''.join(map(_thread, thread.similar))}"


def _thread(similar: Similar) -> str:
    doctor = f"<p>{doctor_line(similar.author, similar.department)}</p>\n" if similar.author else ""
    return f"""<h4>{link(similar.path, esc(similar.title))}</h4>
{_paragraphs(similar.question)}{doctor}{_paragraphs(similar.reply)}<p>\
{link(similar.path, "[Read More]")} {esc(similar.title)}</p>
"""


def _topics(thread: Thread) -> str:
    if not thread.topics:
        return ""
    topics = "".join(
        f"<li>\n    {link(topic.path, esc(topic.term))}\n    ({esc(topic.department)})\n</li>\n"
        for topic in thread.topics
    )
    return f"<h3>Related FAQ</h3>\n<ul>\n{topics}</ul>\n"
