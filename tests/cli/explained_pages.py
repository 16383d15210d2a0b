"""Pages for the tests of the explained page, authored for them (CC0-1.0), and what is made of a page."""

from scraper.cli.explain_html import Explained, render
from scraper.cli.stories import RecordStory, stories
from scraper.page import Page
from scraper.parser.view import PageView
from scraper.pipeline import extract_page

HOSTILE = """<!doctype html><html lang="en" onload="evil()"><head>
<title>A </title></style><script>evil()</script></title>
<meta http-equiv=refresh content="0;url=https://evil.example/">
<base href="https://qa.example/"><style>p{background:url(https://evil.example/x)}</style>
<script type="application/ld+json">{"@type": "QAPage", "mainEntity": {"@type": "Question",
"name": "Why </style><script>evil()<\\/script> --> ?",
"author": {"name": "\\u202eeve\\u0007"}, "dateCreated": "2020-01-02",
"acceptedAnswer": {"text": "<img src=x onerror=evil()>So. \\\\0 </aside>", "upvoteCount": "3"}}}</script></head>
<body onload="evil()"><h1>Why &lt;/style&gt;&lt;script&gt;evil()&lt;/script&gt; --&gt; ?</h1>
<p style="position:fixed" onclick="evil()">One <a href="javascript:evil()">two</a>
<a href="data:text/html,x">three</a> <a href="/four&quot; onmouseover=&quot;evil()">four</a>
<a href="https://five.example/">five</a> &lt;b&gt;six</p>
<img src="https://evil.example/i.png" onerror="evil()"><iframe src="https://evil.example/"></iframe>
<form action="https://evil.example/"><input autofocus onfocus="evil()"></form>
<svg onload="evil()"><script>evil()</script></svg>
<p>&lt;/style&gt; --&gt; &lt;meta http-equiv=refresh content=0&gt; \\3c script\\3e &#x202e;dlrow&#x2066;</body></html>"""

RECORDS = """<html lang="ar" dir="rtl"><body itemscope itemtype="https://schema.org/FAQPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h2 itemprop="name">سؤال؟</h2>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
<p itemprop="text">جواب.</p></div></div>
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h2 itemprop="name">問題？</h2>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
<p itemprop="text">答案。</p></div></div>"""


def html_page(markup: str) -> Page:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(markup.encode(), source="https://qa.example/q/1", url="https://qa.example/q/1", headers=headers)


def explained(page: Page) -> str:
    """Return the explained page of all of a page's records."""
    extraction = extract_page(page)
    records = [RecordStory(f"test:{n}", tuple(stories(draft))) for n, draft in enumerate(extraction.drafts)]
    return "".join(render(PageView(page), Explained(page.source, extraction.site, records)))
