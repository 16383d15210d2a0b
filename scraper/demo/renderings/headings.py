"""Headings: headings of every level with anchors and icons; the article folds away in a details element."""

from scraper.demo.renderings.markup import (
    asked_time,
    comment,
    doctor_line,
    esc,
    link,
    listed,
    notice,
    rich,
    strong_outside,
    time_tag,
    wrapped,
)
from scraper.demo.seed import slug
from scraper.demo.thread import Reply, Section, Similar, Thread, Topic

_ICON = '<svg width="16" height="16" aria-hidden="true"><title>icon</title><path d="M0 0h16v16H0z"/></svg>'


def render(thread: Thread, _url: str) -> str:
    """Return the page as headings with what belongs to them."""
    parts = [
        _heading(1, esc(thread.heading)),
        '<div class="share">Share to: <a href="https://social.example/share" title="Share">'
        '<img src="/static/s.svg" alt=""></a></div>',
        _heading(2, esc(thread.question_title)),
        rich(thread.question_text),
        f"<p><em>{esc(thread.asker)}</em> <strong>Ask Date:</strong> {asked_time(thread)}</p>",
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        sections = "".join(map(_section, thread.article))
        parts.append(f"<details>\n<summary>More Info</summary>\n{sections}</details>")
    if thread.similar:
        parts += [_heading(2, "Similar Q&amp;A"), *map(_similar, thread.similar)]
    if thread.topics:
        parts += [_heading(2, "Related FAQ"), *map(_topic_pair, thread.topics)]
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{esc(thread.heading)}</title></head>
<body>
{comment(thread)}
<nav><h2>Menu</h2><p><a href="/">Home</a> <a href="/qa/">Departments</a> <a href="/faq/">FAQ</a></p></nav>
<div role="main">
{body}
</div>
<footer><h2>About this site</h2><p>{esc(notice(thread))}</p></footer>
</body>
</html>
"""


def _heading(level: int, html: str) -> str:
    anchor = slug(html)
    return (
        f'<h{level} id="{anchor}">{_ICON} {html} '
        f'<a class="anchor" href="#{anchor}" aria-hidden="true" title="Link to this heading"></a></h{level}>'
    )


def _reply(reply: Reply) -> str:
    date = f"<p><strong>Reply Date:</strong> {time_tag(reply.replied_on)}</p>"
    return f"{_heading(2, doctor_line(reply.author, reply.department))}\n{rich(reply.text)}\n{date}"


def _section(section: Section) -> str:
    heading = _heading(3, esc(section.heading)) if section.heading else ""
    return heading + wrapped(section.text) + listed(section.entries, strong_outside) + wrapped(section.after)


def _similar(similar: Similar) -> str:
    doctor = f"<h4>{doctor_line(similar.author, similar.department)}</h4>\n" if similar.author else ""
    more = link(similar.path, f"[Read More] {esc(similar.title)}")
    return f"""{_heading(3, link(similar.path, esc(similar.title)))}
<blockquote>{wrapped(similar.question)}</blockquote>
{doctor}<blockquote>{wrapped(similar.reply)}</blockquote>
<p>{more}</p>"""


def _topic_pair(topic: Topic) -> str:
    return f"<h4>{link(topic.path, esc(topic.term))}</h4>\n<p>({esc(topic.department)})</p>"
