"""Semantic: article, section, headings, time, lists; the asker stands in the question's own footer."""

from scraper.demo.renderings.markup import (
    asked_time,
    comment,
    doctor_line,
    esc,
    link,
    listed,
    notice,
    quoted,
    rich,
    strong_outside,
    time_tag,
    wrapped,
)
from scraper.demo.thread import Reply, Section, Similar, Thread


def render(thread: Thread, url: str) -> str:
    """Return the page as a document of sectioning elements."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)}</title>
<meta name="viewport" content="width=device-width">
<link rel="canonical" href={quoted(url)}>
<link rel="stylesheet" href="/static/site.css">
</head>
<body>
{comment(thread)}
<header>
<a href="/">Health Questions</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/qa/">Departments</a></li><li><a href="/about">About</a></li>\
</ul></nav>
</header>
<main>
<article>
<h1>{esc(thread.heading)}</h1>
<p>Share to:</p>
<section>
<h2>{esc(thread.question_title)}</h2>
{rich(thread.question_text)}
<footer><p>{esc(thread.asker)} Ask Date: {asked_time(thread)}</p></footer>
</section>
{"".join(map(_reply, thread.replies))}{_article(thread)}</article>
{_similar(thread)}{_topics(thread)}</main>
<footer>
<p>{esc(notice(thread))}</p>
<p><a href="/about">About</a> <a href="/sitemap.xml">Sitemap</a></p>
</footer>
</body>
</html>
"""


def _reply(reply: Reply) -> str:
    return f"""<section>
<h2>{doctor_line(reply.author, reply.department)}</h2>
{rich(reply.text)}
<p>Reply Date: {time_tag(reply.replied_on)}</p>
</section>
"""


def _article(thread: Thread) -> str:
    if thread.article is None:
        return ""
    return f"<section>\n<h2>More Info</h2>\n{''.join(map(_section, thread.article))}</section>\n"


def _section(section: Section) -> str:
    inner = wrapped(section.text) + listed(section.entries, strong_outside) + wrapped(section.after)
    return f"<section>\n<h3>{esc(section.heading)}</h3>\n{inner}</section>\n" if section.heading else inner


def _similar(thread: Thread) -> str:
    if not thread.similar:
        return ""
    return f"<section>\n<h2>Similar Q&amp;A</h2>\n{''.join(map(_entry, thread.similar))}</section>\n"


def _entry(similar: Similar) -> str:
    doctor = f"<h4>{doctor_line(similar.author, similar.department)}</h4>\n" if similar.author else ""
    more = link(similar.path, f"[Read More] {esc(similar.title)}")
    return f"""<article>
<h3>{link(similar.path, esc(similar.title))}</h3>
{wrapped(similar.question)}{doctor}{wrapped(similar.reply)}<p>{more}</p>
</article>
"""


def _topics(thread: Thread) -> str:
    if not thread.topics:
        return ""
    topics = "".join(
        f"<li>{link(topic.path, esc(topic.term))} ({esc(topic.department)})</li>\n" for topic in thread.topics
    )
    return f"<section>\n<h2>Related FAQ</h2>\n<ul>\n{topics}</ul>\n</section>\n"
