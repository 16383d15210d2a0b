"""Word: what a word processor exports.

Spans with styles in every paragraph, wrapped lines, list marks with no-break spaces behind them, conditional comments,
elements of a foreign namespace.
"""

import textwrap

from scraper.demo.renderings.markup import comment, doctor_line, each_line, esc, link, notice
from scraper.demo.thread import Entry, Reply, Section, Similar, Thread, slashed

_CONDITIONAL = """<!--[if gte mso 9]><xml>
 <o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings>
</xml><![endif]-->"""


def render(thread: Thread, _url: str) -> str:
    """Return the page as a word processor writes it."""
    parts = [
        _paragraph(esc(thread.heading), "MsoTitle"),
        _paragraph("Share to:"),
        _paragraph(f"<b>{esc(thread.question_title)}</b>"),
        *_paragraphs(thread.question_text),
        _paragraph(f"<i>{esc(thread.asker)}</i> Ask&nbsp;Date:&nbsp;{esc(thread.asked)}"),
    ]
    for reply in thread.replies:
        parts += _reply(reply)
    if thread.article is not None:
        parts.append(_paragraph("<b>More Info</b>"))
        for section in thread.article:
            parts += _section(section)
    if thread.similar:
        parts.append(_paragraph("<b>Similar Q&amp;A</b>"))
        for similar in thread.similar:
            parts += _similar(similar)
    if thread.topics:
        parts.append(_paragraph("<b>Related FAQ</b>"))
        for topic in thread.topics:
            parts += [_paragraph(link(topic.path, esc(topic.term))), _paragraph(f"({esc(topic.department)})")]
    body = "\n\n".join(parts)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=Generator content="Microsoft Word 11 (filtered medium)">
<title>{esc(thread.heading)}</title>
{_CONDITIONAL}
<style>
<!--
 p.MsoNormal {{ margin: 0cm }}
-->
</style>
</head>

<body lang=EN-US link=blue vlink=purple>
{comment(thread)}

<div class=Section1>

{body}

</div>

<div style='mso-element:footer'>

<p class=MsoFooter><span style='font-size:8.0pt'>{esc(notice(thread))}<o:p></o:p></span></p>

</div>

</body>

</html>
"""


def _paragraph(html: str, name: str = "MsoNormal") -> str:
    line = f"<p class={name}><span lang=EN-US style='font-family:Arial'>{html}<o:p></o:p></span></p>"
    # Only blanks outside tags may become line ends; blanks inside tags may, too, and browsers do not mind.
    return "\n".join(textwrap.wrap(line, 76, break_long_words=False, break_on_hyphens=False))


def _paragraphs(text: str | None) -> list[str]:
    return [_paragraph(esc(line)) for line in each_line(text)]


def _reply(reply: Reply) -> list[str]:
    date = f"Reply&nbsp;Date:&nbsp;{slashed(reply.replied_on)}"
    doctor = f"<b>{doctor_line(reply.author, reply.department)}</b>"
    return [_paragraph(doctor), *_paragraphs(reply.text), _paragraph(date)]


def _section(section: Section) -> list[str]:
    parts = [_paragraph(f"<b>{esc(section.heading)}</b>")] if section.heading else []
    parts += _paragraphs(section.text)
    for number, entry in enumerate(section.entries, 1):
        parts.append(_marked(f"{number}.", entry))
        parts += [_marked("-", nested) for nested in entry.entries]
    return parts + _paragraphs(section.after)


def _marked(mark: str, entry: Entry) -> str:
    label = f"<b>{esc(entry.label)}</b>: " if entry.label else ""
    gap = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"
    return _paragraph(f"<span style='mso-list:Ignore'>{mark}{gap}</span>{label}{esc(entry.text)}", "MsoListParagraph")


def _similar(similar: Similar) -> list[str]:
    parts = [_paragraph(link(similar.path, esc(similar.title))), *_paragraphs(similar.question)]
    if similar.author:
        doctor = f"<b>{doctor_line(similar.author, similar.department)}</b>"
        parts.append(_paragraph(f"{doctor}<br>{esc(similar.reply)}" if similar.reply else doctor))
    return [*parts, _paragraph(link(similar.path, f"[Read More] {esc(similar.title)}"))]
