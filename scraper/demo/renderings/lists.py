"""Lists: the whole page is one outline of nested unordered lists."""

from collections.abc import Iterable

from scraper.demo.renderings.markup import broken, comment, doctor_line, esc, link, listed, notice, plain_inline
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as lists in lists."""
    parts = [
        f"<h1>{esc(thread.heading)}</h1>",
        "Share to:",
        _outline(f"<b>{esc(thread.question_title)}</b>", [_text(thread.question_text), esc(thread.asker_line)]),
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        parts.append(_more(thread.article))
    if thread.similar:
        parts.append(_outline("<b>Similar Q&amp;A</b>", map(_similar, thread.similar)))
    if thread.topics:
        topics = [f"{link(topic.path, esc(topic.term))} ({esc(topic.department)})" for topic in thread.topics]
        parts.append(_outline("<b>Related FAQ</b>", topics))
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{esc(thread.heading)}</title></head>
<body>
{comment(thread)}
<ul class="menu"><li><a href="/">Home</a></li><li><a href="/qa/">Departments</a></li><li><a href="/about">About</a>\
</li></ul>
<ul class="page">
{"".join(_li(part) for part in parts)}</ul>
<ul class="foot"><li>{esc(notice(thread))}</li></ul>
</body>
</html>
"""


def _li(html: str) -> str:
    return f"<li>{html}</li>\n"


def _outline(head: str, parts: Iterable[str]) -> str:
    inner = "".join(_li(part) for part in parts if part)
    return f"{head}\n<ul>\n{inner}</ul>\n" if inner else head


def _text(text: str | None) -> str:
    return f"<p>{broken(text)}</p>" if text else ""


def _reply(reply: Reply) -> str:
    doctor = f"<b>{doctor_line(reply.author, reply.department)}</b>"
    return _outline(doctor, [_text(reply.text), f"Reply Date: {slashed(reply.replied_on)}"])


def _more(sections: tuple[Section, ...]) -> str:
    if any(section.heading for section in sections):
        return _outline("<b>More Info</b>", map(_section, sections))
    # An outline of one point would say that the paragraph is an entry of a list.
    return "<b>More Info</b>\n" + "".join(map(_section, sections))


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>\n" if section.heading else ""
    return heading + _text(section.text) + listed(section.entries, plain_inline) + _text(section.after)


def _similar(similar: Similar) -> str:
    parts = [esc(similar.question)]
    if similar.author:
        parts += [doctor_line(similar.author, similar.department), esc(similar.reply)]
    parts.append(link(similar.path, f"[Read More] {esc(similar.title)}"))
    return _outline(link(similar.path, esc(similar.title)), parts)
