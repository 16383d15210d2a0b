"""Breaks: one blob of text with line breaks and font elements, as pages were written in the nineties.

The bytes are ASCII: everything else is a character reference.
"""

from scraper.demo.renderings.markup import (
    broken,
    comment,
    doctor_line,
    each_line,
    esc,
    link,
    marked_lines,
    notice,
)
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as text between line breaks."""
    parts = [
        f'<FONT SIZE="+2" COLOR="#003366">{esc(thread.heading)}</FONT>',
        "Share to:",
        f"<FONT SIZE=+1><B>{esc(thread.question_title)}</B></FONT>",
        *([broken(thread.question_text)] if thread.question_text else []),
        f"<I>{esc(thread.asker_line)}</I>",
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        parts.append("<B>More Info</B>")
        parts += map(_section, thread.article)
    if thread.similar:
        parts.append("<B>Similar Q&amp;A</B>")
        parts += map(_similar, thread.similar)
    if thread.topics:
        parts.append("<B>Related FAQ</B>")
        parts += [f"{link(topic.path, esc(topic.term))}<BR>\n({esc(topic.department)})" for topic in thread.topics]
    body = "<BR><BR>\n".join(parts)
    page = f"""<HTML>
<HEAD><TITLE>{esc(thread.heading)}</TITLE></HEAD>
<BODY BGCOLOR="#FFFFFF" TEXT="#000000">
{comment(thread)}
{body}
<HR>
<CENTER><FONT SIZE="-1"><A HREF="/">Home</A> | <A HREF="/qa/">Departments</A><BR>{esc(notice(thread))}</FONT></CENTER>
</BODY>
</HTML>
"""
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _reply(reply: Reply) -> str:
    return (
        f"<B>{doctor_line(reply.author, reply.department)}</B><BR><BR>\n{broken(reply.text)}<BR><BR>\n"
        f"Reply Date: {slashed(reply.replied_on)}"
    )


def _section(section: Section) -> str:
    heading = [f"<BR><FONT SIZE=+1><B>{esc(section.heading)}</B></FONT>"] if section.heading else []
    lines = [esc(line) for line in (*each_line(section.text), *marked_lines(section.entries))]
    after = f"<BR><BR>\n{broken(section.after)}" if section.after else ""
    return "<BR>\n".join(heading + lines) + after


def _similar(similar: Similar) -> str:
    parts = [link(similar.path, esc(similar.title))]
    if similar.question:
        parts.append(esc(similar.question))
    if similar.author:
        doctor = f"<B>{doctor_line(similar.author, similar.department)}</B>"
        parts.append(f"{doctor}<BR>\n{esc(similar.reply)}" if similar.reply else doctor)
    parts.append(link(similar.path, f"[Read More] {esc(similar.title)}"))
    return "<BR><BR>\n".join(parts)
