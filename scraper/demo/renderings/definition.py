"""Definition: description lists; who and when are the terms, what they say is the description."""

from scraper.demo.renderings.markup import (
    comment,
    doctor_line,
    esc,
    link,
    listed,
    notice,
    plain_inline,
    rich,
    wrapped,
)
from scraper.demo.thread import Entry, Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as description lists."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{esc(thread.heading)} - Health Questions</title></head>
<body>
{comment(thread)}
<ul id="menu"><li><a href="/">Home</a></li><li><a href="/qa/">Departments</a></li></ul>
<h1>{esc(thread.heading)}</h1>
<p>Share to:</p>
<dl>
<dt>{esc(thread.question_title)}</dt>
<dd>{rich(thread.question_text)}</dd>
<dd>{esc(thread.asker_line)}</dd>
{"".join(map(_reply, thread.replies))}</dl>
{_article(thread)}{_similar(thread)}{_topics(thread)}<hr>
<address>{esc(notice(thread))}</address>
</body>
</html>
"""


def _reply(reply: Reply) -> str:
    return f"""<dt>{doctor_line(reply.author, reply.department)}</dt>
<dd>{rich(reply.text)}</dd>
<dd>Reply Date: {slashed(reply.replied_on)}</dd>
"""


def _article(thread: Thread) -> str:
    if thread.article is None:
        return ""
    inner = "".join(map(_section, thread.article))
    return f"<h2>More Info</h2>\n{inner}"


def _section(section: Section) -> str:
    inner = wrapped(section.text) + _entries(section.entries) + wrapped(section.after)
    return f"<dl>\n<dt>{esc(section.heading)}</dt>\n<dd>{inner}</dd>\n</dl>\n" if section.heading else inner


def _entries(entries: tuple[Entry, ...]) -> str:
    # Terms need a label each; a list where one has none, or says nothing, is an ordinary list.
    if not all(entry.label and entry.text for entry in entries):
        return listed(entries, plain_inline)
    inner = "".join(
        f"<dt>{esc(entry.label)}</dt>\n<dd>{esc(entry.text)}{_entries(entry.entries)}</dd>\n" for entry in entries
    )
    return f"<dl>\n{inner}</dl>\n" if inner else ""


def _similar(thread: Thread) -> str:
    if not thread.similar:
        return ""
    return f"<h2>Similar Q&amp;A</h2>\n<dl>\n{''.join(map(_entry, thread.similar))}</dl>\n"


def _entry(similar: Similar) -> str:
    parts = [f"<dt>{link(similar.path, esc(similar.title))}</dt>"]
    if similar.question:
        parts.append(f"<dd>{esc(similar.question)}</dd>")
    if similar.author:
        parts.append(f"<dd>{doctor_line(similar.author, similar.department)}<br>\n{esc(similar.reply)}</dd>")
    parts.append(f"<dd>{link(similar.path, f'[Read More] {esc(similar.title)}')}</dd>\n")
    return "\n".join(parts)


def _topics(thread: Thread) -> str:
    if not thread.topics:
        return ""
    terms = "".join(
        f"<dt>{link(topic.path, esc(topic.term))}</dt>\n<dd>({esc(topic.department)})</dd>\n" for topic in thread.topics
    )
    return f"<h2>Related FAQ</h2>\n<dl>\n{terms}</dl>\n"
