"""Bold: paragraphs only; what is a heading elsewhere is a paragraph of bold text, list numbers are typed by hand."""

from collections.abc import Iterable

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, link, notice
from scraper.demo.thread import Entry, Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as paragraphs, some of them bold."""
    parts = [
        _bold(thread.heading),
        "<p>Share to:</p>",
        _bold(thread.question_title),
        *_paragraphs(thread.question_text),
        f"<p><i>{esc(thread.asker_line)}</i></p>",
    ]
    for reply in thread.replies:
        parts += _reply(reply)
    if thread.article is not None:
        parts.append(_bold("More Info"))
        for section in thread.article:
            parts += _section(section)
    if thread.similar:
        parts.append(_bold("Similar Q&A"))
        for similar in thread.similar:
            parts += _similar(similar)
    if thread.topics:
        parts.append(_bold("Related FAQ"))
        for topic in thread.topics:
            parts += [f"<p>{link(topic.path, esc(topic.term))}</p>", f"<p>({esc(topic.department)})</p>"]
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)}</title>
</head>
<body>
{comment(thread)}
<p><a href="/">Home</a> &gt; <a href="/qa/">Departments</a></p>
{body}
<hr>
<p><small>{esc(notice(thread))}</small></p>
</body>
</html>
"""


def _bold(text: str) -> str:
    return f"<p><b>{esc(text)}</b></p>"


def _paragraphs(text: str | None) -> list[str]:
    return [f"<p>{esc(line)}</p>" for line in each_line(text)]


def _reply(reply: Reply) -> list[str]:
    doctor = f"<p><b>{doctor_line(reply.author, reply.department)}</b></p>"
    return [doctor, *_paragraphs(reply.text), f"<p><i>Reply Date: {slashed(reply.replied_on)}</i></p>"]


def _section(section: Section) -> list[str]:
    heading = [_bold(section.heading)] if section.heading else []
    return [*heading, *_paragraphs(section.text), *_numbered(section.entries), *_paragraphs(section.after)]


def _numbered(entries: Iterable[Entry]) -> list[str]:
    paragraphs = []
    for number, entry in enumerate(entries, 1):
        paragraphs.append(f"<p>{number}. {_entry(entry)}</p>")
        paragraphs += [f"<p>- {_entry(nested)}</p>" for nested in entry.entries]
    return paragraphs


def _entry(entry: Entry) -> str:
    return " ".join(part for part in (entry.label and f"<b>{esc(entry.label)}:</b>", esc(entry.text)) if part)


def _similar(similar: Similar) -> list[str]:
    parts = [f"<p><b>{link(similar.path, esc(similar.title))}</b></p>", *_paragraphs(similar.question)]
    if similar.author:
        parts.append(f"<p>{doctor_line(similar.author, similar.department)}<br>{esc(similar.reply)}</p>")
    return [*parts, f"<p>{link(similar.path, f'[Read More] {esc(similar.title)}')}</p>"]
