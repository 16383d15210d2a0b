"""Divs: nothing but nested div elements, no classes, no headings, no lists."""

from collections.abc import Iterable

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, link, marked_lines, notice
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed


def render(thread: Thread, _url: str) -> str:
    """Return the page as nested div elements."""
    question = _div(esc(thread.question_title)) + _lines(each_line(thread.question_text))
    parts = [
        _div(esc(thread.heading)),
        _div("Share to:"),
        _div(question + _div(esc(thread.asker_line))),
        *map(_reply, thread.replies),
    ]
    if thread.article is not None:
        parts.append(_div(_div("More Info") + _div("".join(map(_section, thread.article)))))
    if thread.similar:
        parts.append(_div(_div("Similar Q&amp;A") + "".join(map(_similar, thread.similar))))
    if thread.topics:
        pairs = [
            _div(_div(link(topic.path, esc(topic.term))) + _div(f"({esc(topic.department)})"))
            for topic in thread.topics
        ]
        parts.append(_div(_div("Related FAQ") + "".join(pairs)))
    return (
        f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>{esc(thread.title)}</title></head>\n<body>\n'
        f"{comment(thread)}\n{_div(''.join(parts))}{_div(esc(notice(thread)))}</body>\n</html>\n"
    )


def _div(html: str) -> str:
    return f"<div>{html}</div>\n"


def _lines(lines: Iterable[str]) -> str:
    inner = "".join(_div(esc(line)) for line in lines)
    return _div(inner) if inner else ""


def _reply(reply: Reply) -> str:
    return _div(
        _div(doctor_line(reply.author, reply.department))
        + _lines(each_line(reply.text))
        + _div(f"Reply Date: {slashed(reply.replied_on)}")
    )


def _section(section: Section) -> str:
    heading = _div(esc(section.heading)) if section.heading else ""
    text = _lines(each_line(section.text))
    return _div(heading + text + _lines(marked_lines(section.entries)) + _lines(each_line(section.after)))


def _similar(similar: Similar) -> str:
    doctor = _div(doctor_line(similar.author, similar.department)) if similar.author else ""
    return _div(
        _div(link(similar.path, esc(similar.title)))
        + _lines(each_line(similar.question))
        + doctor
        + _lines(each_line(similar.reply))
        + _div(link(similar.path, f"[Read More] {esc(similar.title)}"))
    )
