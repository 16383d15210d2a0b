"""Cells: one table in which every value has a cell of its own, without the punctuation that would join them."""

from scraper.demo.renderings.markup import bold_inside, comment, esc, link, listed, notice, wrapped
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as rows of cells."""
    age = f"{esc(thread.age.text)} year old" if thread.age else ""
    rows = [
        _row(f"<h1>{esc(thread.heading)}</h1>"),
        _row("Share to:"),
        _row(f"<h2>{esc(thread.question_title)}</h2>"),
        _row(wrapped(thread.question_text, "div")),
        _row(esc(thread.name), age, esc(thread.gender), "Ask Date:", esc(thread.asked)),
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        rows.append(_row("<h2>More Info</h2>"))
        rows += [_row(_section(section)) for section in thread.article]
    if thread.similar:
        rows.append(_row("<h2>Similar Q&amp;A</h2>"))
        rows += map(_similar, thread.similar)
    if thread.topics:
        rows.append(_row("<h2>Related FAQ</h2>"))
        rows += [_row(link(topic.path, esc(topic.term)), f"({esc(topic.department)})") for topic in thread.topics]
    body = "".join(rows)
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{esc(thread.heading)}</title></head>
<body>
{comment(thread)}
<table><tr><td><a href="/">Home</a></td><td><a href="/qa/">Departments</a></td></tr></table>
<table>
<tbody>
{body}</tbody>
</table>
<footer>{esc(notice(thread))}</footer>
</body>
</html>
"""


def _row(*cells: str) -> str:
    width = ' colspan="5"' if len(cells) == 1 else ""
    return f"<tr>{''.join(f'<td{width}>{cell}</td>' for cell in cells)}</tr>\n"


def _reply(reply: Reply) -> str:
    doctor = _row(f"Dr. {esc(reply.author)}", "reply", esc(reply.department))
    return doctor + _row(wrapped(reply.text, "div")) + _row("Reply Date:", slashed(reply.replied_on))


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>\n" if section.heading else ""
    return heading + wrapped(section.text) + listed(section.entries, bold_inside) + wrapped(section.after)


def _similar(similar: Similar) -> str:
    cells = [link(similar.path, esc(similar.title)), esc(similar.question)]
    if similar.author:
        cells += [f"Dr. {esc(similar.author)} reply {esc(similar.department)}", esc(similar.reply)]
    return _row(*cells, link(similar.path, f"[Read More] {esc(similar.title)}"))
