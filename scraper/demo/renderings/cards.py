"""Cards: a page of a busy site.

The thread stands in cards between a cookie banner, breadcrumbs, share buttons, an aside with other people's threads,
advertisements, inline scripts and footer columns.
"""

import json

from scraper.demo.renderings.markup import (
    comment,
    doctor_line,
    each_line,
    esc,
    link,
    listed,
    notice,
    quoted,
    rich,
    strong_outside,
)
from scraper.demo.seed import slug
from scraper.demo.thread import Reply, Section, Similar, Thread, slashed

_COOKIES = """<div class="cookie-banner" role="dialog" aria-label="Cookies">
<p>We use cookies to improve your visit. By going on you agree to our use of cookies.</p>
<button type="button">Accept all</button> <button type="button">Only necessary</button>
</div>"""

_HEADER = """<header class="topbar">
<a class="logo" href="/"><img src="/static/logo.svg" alt="Health Questions"></a>
<form action="/search" role="search"><input name="q" placeholder="Search questions"><button>Search</button></form>
<nav class="menu">\
<a href="/">Home</a> <a href="/qa/">Departments</a> <a href="/faq/">FAQ</a> <a href="/login">Log in</a></nav>
</header>"""

_POPULAR = """<aside class="col-left">
<div class="card"><h2>Popular threads</h2>
<ul class="teasers">
<li><a href="/about">Is it normal to be tired in spring?</a><p>Dr. Sample Person reply Family Medicine</p>\
<p>Most people are...</p><a href="/about">[Read More] Is it normal to be tired in spring?</a></li>
<li><a href="/about">How often should I replace my toothbrush?</a></li>
</ul></div>
<div class="card ad" aria-hidden="true"><p>Advertisement</p></div>
</aside>"""

_FOOTER = """<footer class="site-footer">
<div class="col"><h4>Service</h4><ul><li><a href="/about">About us</a></li><li><a href="/about">Contact</a></li>\
</ul></div>
<div class="col"><h4>Departments</h4><ul><li><a href="/qa/">All departments</a></li><li>\
<a href="/faq/">All topics</a></li></ul></div>
<div class="col"><h4>Follow us</h4><ul><li><a href="https://social.example/health">Social</a></li></ul></div>
<p class="legal">{notice}</p>
<p class="legal">© 2007–2024 Demonstration</p>
</footer>"""

_SCRIPT = """<script>
(function () {
  var line = "Dr. Nobody reply Nowhere", mark = "Reply Date: 1999/01/01";
  document.documentElement.className += " js";
  window.analytics = { page: line + mark, more: "<p>Ask Date: 1999/01/01</p>" };
})();
</script>"""


def render(thread: Thread, url: str) -> str:
    """Return the page as cards with everything around that such sites have."""
    breadcrumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": "/"},
            {"@type": "ListItem", "position": 2, "name": thread.department},
        ],
    }
    structured = json.dumps(breadcrumbs).replace("</", "<\\/")
    return f"""<!DOCTYPE html>
<html lang="en" class="no-js">
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)} | Health Questions</title>
<meta name="description" content={quoted(thread.question_title)}>
<meta property="og:site_name" content="Health Questions">
<meta property="og:title" content={quoted(thread.heading)}>
<link rel="canonical" href={quoted(url)}>
<style>.card {{ padding: 1rem }} .card::before {{ content: "Reply Date: 1998/01/01" }}</style>
<script type="application/ld+json">{structured}</script>
{_SCRIPT}
</head>
<body>
{comment(thread)}
<a class="skip" href="#content">Skip to content</a>
<noscript><p>Please switch on JavaScript to see this page as it was meant.</p></noscript>
{_COOKIES}
{_HEADER}
<div class="layout">
{_POPULAR}
<div class="col-main" id="content">
<nav aria-label="Breadcrumb" class="breadcrumb"><ol><li><a href="/">Home</a></li><li>\
<a href="/qa/{slug(thread.department)}">{esc(thread.department)}</a></li></ol></nav>
<div class="card title"><h1>{esc(thread.heading)}</h1>
<div class="share"><span>Share to:</span> <button class="fb"><i class="icon-fb"></i>\
</button> <button class="mail">Mail</button></div></div>
<div class="card question"><h2>{esc(thread.question_title)}</h2>
<div class="card-body">{rich(thread.question_text)}</div>
<div class="card-meta">{esc(thread.asker_line)}</div></div>
{"".join(map(_reply, thread.replies))}
{_article(thread)}
</div>
<aside class="col-right">
{_similar(thread)}
{_topics(thread)}
<div class="card newsletter"><h3>Newsletter</h3><form action="/login"><label>Your address <input name="mail">\
</label><button>Subscribe</button></form></div>
</aside>
</div>
{_FOOTER.format(notice=esc(notice(thread)))}
<script src="/static/site.js" async></script>
</body>
</html>
"""


def _reply(reply: Reply) -> str:
    return f"""<div class="card reply"><div class="card-head">{doctor_line(reply.author, reply.department)}</div>
<div class="card-body">{rich(reply.text)}</div>
<div class="card-meta">Reply Date: {slashed(reply.replied_on)}</div></div>
"""


def _article(thread: Thread) -> str:
    if thread.article is None:
        return ""
    sections = "".join(map(_section, thread.article))
    return f'<div class="card more"><h2>More Info</h2><div class="card-body">{sections}</div></div>'


def _section(section: Section) -> str:
    heading = f"<h3>{esc(section.heading)}</h3>\n" if section.heading else ""
    before = "".join(f"<p>{esc(line)}</p>\n" for line in each_line(section.text))
    after = "".join(f"<p>{esc(line)}</p>\n" for line in each_line(section.after))
    return heading + before + listed(section.entries, strong_outside) + after


def _similar(thread: Thread) -> str:
    if not thread.similar:
        return ""
    return f'<div class="card similar"><h2>Similar Q&amp;A</h2>{"".join(map(_teaser, thread.similar))}</div>'


def _teaser(similar: Similar) -> str:
    parts = [f'<a class="teaser-title" href={quoted(similar.path)}>{esc(similar.title)}</a>']
    if similar.question:
        parts.append(f'<p class="teaser-text">{esc(similar.question)}</p>')
    if similar.author:
        parts.append(f'<div class="teaser-doctor">{doctor_line(similar.author, similar.department)}</div>')
    if similar.reply:
        parts.append(f'<p class="teaser-text">{esc(similar.reply)}</p>')
    more = link(similar.path, f"[Read More] {esc(similar.title)}", attributes=' class="btn"')
    parts.append(f'<div class="teaser-more">{more}</div>')
    return f'<div class="teaser">{"".join(parts)}</div>\n'


def _topics(thread: Thread) -> str:
    if not thread.topics:
        return ""
    chips = "".join(
        f'<a class="chip" href={quoted(topic.path)}><span>{esc(topic.term)}</span> '
        f"<small>({esc(topic.department)})</small></a>\n"
        for topic in thread.topics
    )
    return f'<div class="card faq"><h2>Related FAQ</h2><div class="chips">{chips}</div></div>'
