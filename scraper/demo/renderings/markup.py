"""Small pieces of mark-up that several renderings share. Everything here escapes what it is given."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from itertools import groupby

from scraper.demo.seed import SEED_NUMBER
from scraper.demo.thread import Entry, Thread, slashed

_NUMBERED = re.compile(r"(\d+)\. (?=\S)")

Inline = Callable[[Entry], str]
"""Writes one entry of a list without its nested entries."""


def esc(text: str | None) -> str:
    """Return text as HTML."""
    return escape(text or "", quote=False)


def quoted(text: str) -> str:
    """Return text as an attribute value with its quotes."""
    return f'"{escape(text)}"'


def notice(thread: Thread) -> str:
    """Return the sentence that says what this page is."""
    if thread.number == SEED_NUMBER:
        return (
            "Demonstration. The words of this page are those of a real public page; its mark-up, its address and its "
            "links were made for the demonstration."
        )
    return "Demonstration. This page was authored for testing a program. It is not a real consultation."


def comment(thread: Thread) -> str:
    """Return the same sentence as an HTML comment, for the top of the page."""
    return f"<!-- {notice(thread)} -->"


def each_line(text: str | None) -> list[str]:
    """Return the lines of a text; none for an absent one."""
    return text.split("\n") if text else []


def wrapped(text: str | None, tag: str = "p") -> str:
    """Return every line of a text in an element of its own."""
    return "".join(f"<{tag}>{esc(line)}</{tag}>\n" for line in each_line(text))


def broken(text: str | None, br: str = "<br>\n") -> str:
    """Return the lines of a text with line breaks between them."""
    return br.join(esc(line) for line in each_line(text))


def rich(text: str | None) -> str:
    """Return paragraphs, and lists where lines carry list marks: ``1. ``, ``2. `` or ``- ``."""
    html = []
    for kind, lines in _runs(each_line(text)):
        if kind == "p":
            html += [f"<p>{esc(line)}</p>" for line in lines]
        else:
            marked = "".join(f"<li>{esc(line.split(' ', 1)[1])}</li>\n" for line in lines)
            html.append(f"<{kind}>\n{marked}</{kind}>")
    return "\n".join(html)


def _runs(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    for kind, run in groupby(lines, _kind):
        block = list(run)
        numbers = [int(match[1]) for line in block if (match := _NUMBERED.match(line))]
        # A list element counts from one; any other numbering stays text.
        if kind == "ol" and numbers != list(range(1, len(block) + 1)):
            kind = "p"  # noqa: PLW2901
        yield kind, block


def _kind(line: str) -> str:
    if _NUMBERED.match(line):
        return "ol"
    return "ul" if re.match(r"- \S", line) else "p"


def listed(entries: Iterable[Entry], inline: Inline, *, tag: str = "ol", nested: str = "ul") -> str:
    """Return entries as a list element with nested lists; nothing for no entries."""
    inner = "".join(
        f"<li>{inline(entry)}{listed(entry.entries, inline, tag=nested, nested=nested)}</li>\n" for entry in entries
    )
    return f"<{tag}>\n{inner}</{tag}>\n" if inner else ""


def strong_outside(entry: Entry) -> str:
    """``<strong>Label</strong>: text``."""
    return _labelled(entry, "<strong>", "</strong>:")


def bold_inside(entry: Entry) -> str:
    """``<b>Label:</b> text``."""
    return _labelled(entry, "<b>", ":</b>")


def plain_inline(entry: Entry) -> str:
    """``Label: text``."""
    return _labelled(entry, "", ":")


def _labelled(entry: Entry, before: str, after: str) -> str:
    label = f"{before}{esc(entry.label)}{after}" if entry.label else ""
    return " ".join(part for part in (label, esc(entry.text)) if part)


def marked_lines(entries: Iterable[Entry], *, start: int = 1) -> Iterator[str]:
    """Yield entries as lines of text: ``1. Label: text``, nested ones ``- Label: text``."""
    for number, entry in enumerate(entries, start):
        yield f"{number}. {_plain(entry)}"
        for nested in entry.entries:
            yield f"- {_plain(nested)}"


def _plain(entry: Entry) -> str:
    return " ".join(part for part in (entry.label and f"{entry.label}:", entry.text) if part)


def time_tag(day: date | None, printed: str | None = None) -> str:
    """Return a ``<time>`` element that shows the day as the pages print it."""
    machine = f' datetime="{day.isoformat()}"' if day else ""
    return f"<time{machine}>{esc(printed or slashed(day))}</time>"


def asked_time(thread: Thread) -> str:
    """Return the ``<time>`` element of the question."""
    return time_tag(thread.asked_on, thread.asked)


def doctor_line(author: str, department: str | None) -> str:
    """Return ``Dr. <author> reply <department>`` as HTML."""
    return esc(f"Dr. {author} reply {department}")


def link(path: str, html: str, *, attributes: str = "") -> str:
    """Return a link with its content."""
    return f"<a href={quoted(path)}{attributes}>{html}</a>"
