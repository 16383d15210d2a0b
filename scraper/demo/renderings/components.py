"""Components: custom elements, and comments between the pieces of a line, as server-side rendering leaves them."""

from scraper.demo.renderings.markup import comment, each_line, esc, link, listed, notice, quoted, strong_outside
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed

_GAP = "<!-- -->"


def render(thread: Thread, _url: str) -> str:
    """Return the page as custom elements."""
    department = f"<small>{_GAP} - {_GAP}{esc(thread.department)}</small>" if thread.filed else ""
    parts = [
        f"<qa-title><h1>{esc(thread.title)}{department}</h1></qa-title>",
        '<qa-share><span>Share to:</span><button type="button">Mail</button></qa-share>',
        _question(thread),
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        sections = "".join(map(_section, thread.article))
        parts.append(f"<qa-more><h2>More Info</h2>\n{sections}</qa-more>")
    if thread.similar:
        parts.append(f"<qa-similar><h2>Similar Q&A</h2>\n{''.join(map(_similar, thread.similar))}</qa-similar>")
    if thread.topics:
        topics = "".join(
            f"<li><a href={quoted(topic.path)}>{esc(topic.term)}<br>"
            f"<em>({_GAP}{esc(topic.department)}{_GAP})</em></a></li>\n"
            for topic in thread.topics
        )
        parts.append(f"<qa-faq><h2>Related FAQ</h2>\n<ul>\n{topics}</ul></qa-faq>")
    body = "\n".join(parts)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)} · Health Questions</title>
<script type="module" src="/static/chunk.js"></script>
</head>
<body>
{comment(thread)}
<site-header><a href="/">Home</a><dialog><p>Share this page: Reply Date: 2001/01/01</p></dialog></site-header>
<qa-page>
{body}
</qa-page>
<site-footer><footer>{esc(notice(thread))}</footer></site-footer>
</body>
</html>
"""


def _lines(text: str | None) -> str:
    return "".join(f"<div><p>{esc(line)}</p></div>\n" for line in each_line(text))


def _question(thread: Thread) -> str:
    asker = f"{esc(thread.asker)}{_GAP} " if thread.asker else ""
    return (
        f"<qa-question><h2>{esc(thread.question_title)}</h2>\n{_lines(thread.question_text)}"
        f"<qa-asker><p>{asker}{_GAP}Ask Date: {_GAP}{esc(thread.asked)}</p></qa-asker></qa-question>"
    )


def _doctor(author: str, department: str | None) -> str:
    return f"<h3>Dr. {_GAP}{esc(author)}{_GAP} reply {_GAP}{esc(department)}</h3>\n"


def _reply(reply: Reply) -> str:
    date = f"<p>Reply Date: {_GAP}{slashed(reply.replied_on)}</p>"
    return f"<qa-reply>{_doctor(reply.author, reply.department)}{_lines(reply.text)}{date}</qa-reply>"


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>\n" if section.heading else ""
    return heading + _lines(section.text) + listed(section.entries, strong_outside) + _lines(section.after)


def _similar(similar: Similar) -> str:
    doctor = _doctor(similar.author, similar.department) if similar.author else ""
    return (
        f"<qa-teaser>{link(similar.path, f'<h3>{esc(similar.title)}</h3>')}\n{_lines(similar.question)}{doctor}"
        f"{_lines(similar.reply)}{link(similar.path, f'[Read More] {_GAP}{esc(similar.title)}')}</qa-teaser>\n"
    )
