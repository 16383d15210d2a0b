"""Pages of any size that are made of one thing over and over. Authored (CC0-1.0).

Run as a program it reads one of them within bounds of time and memory: ``growing.py NAME BYTES SECONDS``.
"""

import resource
import sys

from scraper.page import Page
from scraper.pipeline import read_page

LD = '<script type="application/ld+json">'
ITEM = (
    '<div itemscope itemtype="https://schema.org/QAPage"><div itemprop=mainEntity itemscope'
    ' itemtype="https://schema.org/Question"><h1 itemprop=name>Why?</h1><p itemprop=text>So.</p>'
)
RDFA = (
    '<div vocab="https://schema.org/" typeof=QAPage><div property=mainEntity typeof=Question>'
    "<h1 property=name>Why?</h1><p property=text>So.</p>"
)
THREAD = (
    "<h2>Title</h2><p>Body.</p><p>bob, 40~49 year old male. Ask Date: 2007/02/03</p><p>Dr. Lin reply Surgery</p>"
    "<p>Rest.</p><p>Reply Date: 2007/02/04</p>"
)
UNITS = {
    # name: (what comes once, what is repeated; % is a number)
    "nested div": ("", "<div>"),
    "nested b": ("", "<b>"),
    "nested rt": ("", "<rt>"),
    "nested in a drawing": ("<svg>", "<a>x</z>"),
    "nested in a template": ("<template>", "<form>x"),
    "nested tables": ("", "<table><tr><td>x"),
    "nested entries": ("", "<ul><li>x"),
    "nested quotations": ("", "<blockquote><cite>x</cite>"),
    "end tags of nothing": ("", "<div>x</z>"),
    "end tags across": ("", "<b><div></b>"),
    "emphasis without end": ("", "<p><font a=%>x"),
    "options": ("<select>", "<option>x"),
    "attributes of one tag": ("<p", " a%=b"),
    "tags of many attributes": ("", "<p a=1 b=2 c=3 d=4 e=5 f=6>x"),
    "attribute without end": ("", '<p a="'),
    "tags without end": ("", "<p "),
    "comments": ("", "<!--x-->"),
    "comment without end": ("<!--", "x"),
    "scripts in scripts": ("", "<script><!--<script>"),
    "references": ("", "&#xD800;"),
    "NULs": ("<p>x", "\x00"),
    "one line": ("<p>", "word "),
    "one word": ("<p>", "a"),
    "many lines": ("", "<p>line</p>"),
    "line breaks": ("", "x<br>"),
    "parts of one line": ("<p>", "a<b>b</b>"),
    "links in one line": ("<p>", "<a href=/q/%>y</a> "),
    "permanent links": ("<p>", "<a href=#x>#</a>"),
    "links": ("", "<p><a href='/q/%?sid=1'>y</a>"),
    "custom elements": ("", "<x-y>a</x-y>b"),
    "combining marks": ("<p>a", "\u0315\u0300\u05ae\u0301"),
    "line separators": ("<p>", "a\u2028"),
    "title of dashes": ("<title>", "A - "),
    "heading of separators": (ITEM + "<h1>", "a\u2028"),
    "style rules": ("<p class=c1>x<style>", ".c%{display:block}"),
    "answers in JSON-LD": (LD + '{"@type":"QAPage","mainEntity":{"@type":"Question","name":"q","text":"t","suggestedAnswer":[',
                           '{"text":"t%"},'),
    "scripts of JSON-LD": ("", LD + '{"@type":"Question","name":"q","text":"t"}</script>'),
    "brackets in JSON-LD": (LD, "["),
    "quotes in JSON-LD": (LD + '{"a":"', '"x", y: "'),
    "keywords in JSON-LD": (LD + '{"@type":"Question","name":"x","text":"y","keywords":"', "a,"),
    "answers in microdata": (ITEM, "<div itemprop=suggestedAnswer itemscope><p itemprop=text>t%</p></div>"),
    "answers in answers": (ITEM, "<div itemprop=suggestedAnswer itemscope><p itemprop=text>t</p>"),
    "references in microdata": (ITEM, "<div itemscope itemref='a b' itemprop=suggestedAnswer></div><p id=a itemprop=text>x"),
    "answers in RDFa": (RDFA, "<div property=suggestedAnswer typeof=Answer><p property=text>t%</p></div>"),
    "prefixes in RDFa": ("", '<div prefix="p%: https://schema.org/">'),
    "asker lines": ("", "<p>bob, 40~49 year old male. Ask Date: 2007/02/03</p>"),
    "nested asker lines": ("", "<div><p>Ask Date: 2007/02/03</p>"),
    "doctor lines": (THREAD, "<p>Dr. Lin reply Surgery</p>"),
    "article": (THREAD + "<p>More Info</p>", "<p>1. Label: text</p>"),
    "lone numbers": (THREAD + "<p>More Info</p>", "<p>1.</p><p>text</p>"),
    "similar threads": (THREAD + "<p>Similar Q&amp;A</p>", "<p>T</p><p>Dr. A reply B</p><p>x...</p><p>[Read More] T</p>"),
    "topics": (THREAD + "<p>Related FAQ</p>", "<p>Toes (Surgery)</p>"),
    "topics in one line": (THREAD + "<p>Related FAQ</p><p>", "Toes (Surgery) "),
    "Chinese threads": ("", '<ul class="QAunit"><li class=subject>#1 t<li class=asker>發問者：明／男／(40~49),2012/03/04<li class=ask>x</ul>'),
    "posts without mark-up": ("<h1>Why?</h1>", "<div class=post><b>bob</b> <time>2020-01-01</time><p>Why is it so?</p></div>"),
    "posts in posts": ("<h1>Why?</h1>", "<div class=post><b>bob</b> <time>2020-01-01</time><p>Why is it so?</p>"),
}  # fmt: skip


def made_of(name: str, size: int) -> bytes:
    """Return a page of about that many octets."""
    once, unit = UNITS[name]
    count = size // len(unit.encode())
    repeated = "".join(unit.replace("%", str(n)) for n in range(count)) if "%" in unit else unit * count
    return (once + repeated).encode()


def main(name: str, size: str, seconds: str) -> None:
    """Read one page; the process is ended where it takes too long or too much."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    body = made_of(name, int(size))
    for kind in ("text/html", "text/plain"):
        read_page(Page(body, source=name, headers=(("Content-Type", f"{kind}; charset=utf-8"),)))


if __name__ == "__main__":
    main(*sys.argv[1:])
