"""Labels: every label and every value is an element of its own, some side by side without white space between them."""

from scraper.demo.renderings.markup import bold_inside, comment, each_line, esc, link, listed, notice
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page with labels and values apart."""
    department = f' <span class="sep">-</span> <a href="/qa/">{esc(thread.department)}</a>' if thread.filed else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)}</title>
<style>.label {{ color: #666; margin-right: .5em }} .row > * {{ display: inline-block }}</style>
</head>
<body>
{comment(thread)}
<div id="top"><a href="/">Home</a> | <a href="/qa/">Departments</a></div>
<div id="page">
<div class="head"><h1><span>{esc(thread.title)}</span>{department}</h1></div>
<div class="row"><span class="label">Share to:</span><a href="https://social.example/share">\
<img src="/static/s.svg" alt=""></a></div>
<div class="question">
<div class="q-title">{esc(thread.question_title)}</div>
{_lines("q-line", thread.question_text)}<div class="row">{_asker(thread)}<span class="label">Ask Date:</span>\
<span class="value">{esc(thread.asked)}</span></div>
</div>
{"".join(map(_reply, thread.replies))}{_article(thread)}{_similar(thread)}{_topics(thread)}</div>
<div id="bottom"><span class="label">Note:</span><span>{esc(notice(thread))}</span></div>
</body>
</html>
"""


def _asker(thread: Thread) -> str:
    values: list[str] = []
    if thread.name:
        values.append(f'<span class="name">{esc(thread.name)}</span>')
    if thread.age:
        age = f'<span class="age">{esc(thread.age.text)}</span> <span class="label">year old</span>'
        values.append(f"{age} {_gender(thread)}" if thread.gender else age)
    elif thread.gender:
        values.append(_gender(thread))
    return '<span class="sep">, </span>'.join(values) + '<span class="sep">. </span>' if values else ""


def _gender(thread: Thread) -> str:
    return f'<span class="gender">{esc(thread.gender)}</span>'


def _lines(name: str, text: str | None) -> str:
    return "".join(f'<div class="{name}">{esc(line)}</div>\n' for line in each_line(text))


def _doctor(author: str, department: str | None) -> str:
    return (
        f'<div class="row doctor"><span class="label">Dr.</span> <span class="name">{esc(author)}</span> '
        f'<span class="label">reply</span> <a href="/qa/">{esc(department)}</a></div>\n'
    )


def _reply(reply: Reply) -> str:
    return f"""<div class="reply">
{_doctor(reply.author, reply.department)}{_lines("r-line", reply.text)}<div class="row">\
<span class="label">Reply Date:</span><span class="value">{slashed(reply.replied_on)}</span></div>
</div>
"""


def _article(thread: Thread) -> str:
    if thread.article is None:
        return ""
    return f'<div class="more">\n<div class="label">More Info</div>\n{"".join(map(_section, thread.article))}</div>\n'


def _section(section: Section) -> str:
    heading = f'<div class="subtitle"><strong>{esc(section.heading)}</strong></div>\n' if section.heading else ""
    entries = listed(section.entries, bold_inside)
    return heading + _lines("line", section.text) + entries + _lines("line", section.after)


def _similar(thread: Thread) -> str:
    if not thread.similar:
        return ""
    entries = "".join(map(_entry, thread.similar))
    return f'<div class="similar">\n<div class="label">Similar Q&amp;A</div>\n{entries}</div>\n'


def _entry(similar: Similar) -> str:
    doctor = _doctor(similar.author, similar.department) if similar.author else ""
    more = f'<span class="label">[Read More]</span> {link(similar.path, esc(similar.title))}'
    return f"""<div class="thread">
<div class="t-title">{esc(similar.title)}</div>
{_lines("q-line", similar.question)}{doctor}{_lines("r-line", similar.reply)}<div class="row">{more}</div>
</div>
"""


def _topics(thread: Thread) -> str:
    if not thread.topics:
        return ""
    pairs = "".join(
        f'<div class="row"><span class="term">{link(topic.path, esc(topic.term))}</span>'
        f'<span class="paren">(</span><span>{esc(topic.department)}</span><span class="paren">)</span></div>\n'
        for topic in thread.topics
    )
    return f'<div class="faq">\n<div class="label">Related FAQ</div>\n{pairs}</div>\n'
