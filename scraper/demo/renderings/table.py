"""Table: a layout table; asker, date, doctor and department stand in cells of their own."""

from scraper.demo.renderings.markup import (
    bold_inside,
    broken,
    comment,
    doctor_line,
    esc,
    link,
    listed,
    notice,
)
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed

_MENU = """<td width="160" valign="top"><a href="/">Home</a><br>
<a href="/qa/">Departments</a><br>
<a href="/about">About</a></td>"""


def render(thread: Thread, _url: str) -> str:
    """Return the page as tables within a table."""
    rows = [
        f'<tr><td colspan="3"><b>{esc(thread.heading)}</b></td></tr>',
        '<tr><td colspan="3">Share to:</td></tr>',
        f'<tr><th colspan="3">{esc(thread.question_title)}</th></tr>',
        f'<tr><td colspan="3">{broken(thread.question_text)}</td></tr>',
        f"<tr><td>{esc(thread.asker)}</td><td>Ask Date:</td><td>{esc(thread.asked)}</td></tr>",
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        rows.append('<tr><th colspan="3">More Info</th></tr>')
        rows += [f'<tr><td colspan="3">{_section(section)}</td></tr>' for section in thread.article]
    if thread.similar:
        rows.append('<tr><th colspan="3">Similar Q&amp;A</th></tr>')
        rows += map(_similar, thread.similar)
    if thread.topics:
        rows.append('<tr><th colspan="3">Related FAQ</th></tr>')
        rows += [
            f"<tr><td>{link(topic.path, esc(topic.term))}</td><td>({esc(topic.department)})</td><td>&nbsp;</td></tr>"
            for topic in thread.topics
        ]
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{esc(thread.heading)}</title>
</head>
<body>
{comment(thread)}
<table width="100%" cellpadding="4" border="0">
<tr>
{_MENU}
<td valign="top">
<table border="1">
{chr(10).join(rows)}
</table>
</td>
</tr>
</table>
<hr>
<center><small>{esc(notice(thread))}</small></center>
</body>
</html>
"""


def _reply(reply: Reply) -> str:
    return "\n".join(
        (
            f'<tr><th colspan="3">{doctor_line(reply.author, reply.department)}</th></tr>',
            f'<tr><td colspan="3">{broken(reply.text)}</td></tr>',
            f'<tr><td>Reply Date:</td><td colspan="2">{slashed(reply.replied_on)}</td></tr>',
        )
    )


def _section(section: Section) -> str:
    heading = f"<b>{esc(section.heading)}</b><br>\n" if section.heading else ""
    after = f"<div>{broken(section.after)}</div>" if section.after else ""
    return heading + broken(section.text) + listed(section.entries, bold_inside) + after


def _similar(similar: Similar) -> str:
    cells = [link(similar.path, f"<b>{esc(similar.title)}</b>"), broken(similar.question)]
    if similar.author:
        cells.append(doctor_line(similar.author, similar.department))
    cells += [broken(similar.reply), link(similar.path, f"[Read More] {esc(similar.title)}")]
    return "\n".join(f'<tr><td colspan="3">{cell}</td></tr>' for cell in cells if cell)
