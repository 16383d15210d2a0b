"""Preformatted: the page's text in one ``<pre>`` element, as text archives show it."""

from scraper.demo.renderings import plain
from scraper.demo.renderings.markup import comment, esc, notice
from scraper.demo.thread import Thread


def render(thread: Thread, url: str) -> str:
    """Return the page's text between the tags of one element; it carries no links."""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>{esc(thread.heading)}</title>
</head>
<body>
{comment(thread)}
<p><a href="/">Home</a></p>
<pre>
{esc(plain.render(thread, url))}
</pre>
<hr>
<p>{esc(notice(thread))}</p>
</body>
</html>
"""
