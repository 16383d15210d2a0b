"""Modern: what a component library writes.

Deep div elements with hashed class names, roles in place of elements, absolute links, user text with kept line breaks,
hidden templates and a serialised state. The share buttons carry icons and no text.
"""

import json
from urllib.parse import urljoin

from scraper.demo.renderings.markup import comment, esc, listed, notice, quoted, strong_outside
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed

_SVG = (
    '<svg class="x1icn" viewBox="0 0 24 24" focusable="false" aria-hidden="true"><path d="M12 2 2 22h20z"></path></svg>'
)

_HIDDEN = """<div style="display:none" data-portal="toast"><div>Dr. Template reply Template</div>\
<div>Reply Date: 2001/01/01</div></div>
<template id="reply"><div>Dr. {{name}} reply {{department}}</div><p>Ask Date: 2001/01/01</p></template>
<div hidden><h1>Loading</h1><p>More Info</p></div>"""


def render(thread: Thread, url: str) -> str:
    """Return the page as a component library would write it."""
    state = json.dumps({"thread": {"id": thread.number, "text": thread.question_text}}).replace("<", "\\u003c")
    parts = [_question(thread), *map(_reply, thread.replies)]
    if thread.article is not None:
        sections = "".join(map(_section, thread.article))
        parts.append(f'<div class="x9k2 _more">{_title(2, "More Info")}<div class="x7c1">{sections}</div></div>')
    if thread.similar:
        entries = "".join(_similar(similar, url) for similar in thread.similar)
        parts.append(f'<div class="x9k2 _sim">{_title(2, "Similar Q&amp;A")}<div class="x7c1">{entries}</div></div>')
    if thread.topics:
        chips = "".join(
            f'<a class="xchp" href={quoted(urljoin(url, topic.path))} data-k="{number}"><span class="x0a1">'
            f'{esc(topic.term)}</span><span class="x0a2">({esc(topic.department)})</span></a>'
            for number, topic in enumerate(thread.topics)
        )
        parts.append(f'<div class="x9k2 _faq">{_title(2, "Related FAQ")}<div class="x7c1 xrow">{chips}</div></div>')
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title data-rh="true">{esc(thread.heading)}</title>
<link rel="canonical" href={quoted(url)}/>
<link rel="preload" as="script" href="/static/chunk.js"/>
</head>
<body>
{comment(thread)}
<noscript>You need to enable JavaScript to run this app.</noscript>
<div id="root"><div class="x1a2b3"><div class="x4c5d" role="banner">\
<a href={quoted(urljoin(url, "/"))} aria-label="Home">{_SVG}</a>
<button class="xbtn" aria-haspopup="true" aria-label="Open menu">{_SVG}<span>Menu</span></button></div>
<div role="navigation" class="x8n"><a href={quoted(urljoin(url, "/qa/"))}>Departments</a>\
<a href={quoted(urljoin(url, "/faq/"))}>FAQ</a></div>
<div class="x6e7" role="main"><div class="x9k2">{_title(1, esc(thread.heading))}
<div class="xshr" aria-label="Share to:"><button class="xbtn" aria-label="Share by mail">{_SVG}<span>Mail</span>\
</button><button class="xbtn">{_SVG}<span>Copy link</span></button></div></div>
{"".join(parts)}</div>
<div class="xft" role="contentinfo"><p>{esc(notice(thread))}</p><a href={quoted(urljoin(url, "/about"))}>About</a>\
</div></div></div>
{_HIDDEN}
<script id="__STATE__" type="application/json">{state}</script>
<script defer src="/static/chunk.js"></script>
</body>
</html>
"""


def _title(level: int, html: str) -> str:
    return f'<div class="xttl" role="heading" aria-level="{level}"><span class="x3s">{html}</span></div>'


def _kept(text: str | None) -> str:
    if not text:
        return ""
    return f'<div class="xtxt"><div class="x2i"><span style="white-space: pre-line">{esc(text)}</span></div></div>'


def _doctor(author: str, department: str | None) -> str:
    return (
        f'<div class="xhd"><div class="xav">{_SVG}</div><div class="xwho"><span>Dr. </span><span>{esc(author)}</span>'
        f"<span> reply </span><span>{esc(department)}</span></div></div>"
    )


def _question(thread: Thread) -> str:
    asker = f"<span>{esc(thread.asker)}</span> " if thread.asker else ""
    return (
        f'<div class="x9k2" data-id="{thread.number}">{_title(2, esc(thread.question_title))}'
        f"{_kept(thread.question_text)}"
        f'<div class="xmeta">{asker}<span>Ask Date:</span> <span>{esc(thread.asked)}</span></div></div>'
    )


def _reply(reply: Reply) -> str:
    return (
        f'<div class="x9k2">{_doctor(reply.author, reply.department)}{_kept(reply.text)}'
        f'<div class="xmeta"><span>Reply Date:</span> <span>{slashed(reply.replied_on)}</span></div></div>'
    )


def _section(section: Section) -> str:
    heading = _title(3, esc(section.heading)) if section.heading else ""
    entries = listed(section.entries, strong_outside)
    return f'<div class="xsec">{heading}{_kept(section.text)}{entries}{_kept(section.after)}</div>'


def _similar(similar: Similar, url: str) -> str:
    href = quoted(urljoin(url, similar.path))
    doctor = _doctor(similar.author, similar.department) if similar.author else ""
    return (
        f'<div class="xent"><div class="x3s"><a href={href}>{esc(similar.title)}</a></div>{_kept(similar.question)}'
        f'{doctor}{_kept(similar.reply)}<div class="xact"><a role="link" href={href}><span>[Read More] </span>'
        f'<span class="xsr">{esc(similar.title)}</span></a></div></div>'
    )
