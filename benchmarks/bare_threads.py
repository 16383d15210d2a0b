"""Threads that carry no structured mark-up, and a profile that reads them by selectors to the same fields."""

from datetime import date, timedelta
from html import escape

from scraper.demo.seed import seed_thread
from scraper.page import Page
from scraper.parser.page_head import page_language
from scraper.parser.place import NodePlace, Place
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Css, Each, Rule, Scope, visible_text
from scraper.parser.values import count, day

_NAMES = ("Ann Lee", "bobcat", "Cleo", "dora_88", "Emil K", "Fay", "gus", "Hedi Rau", "ivo", "June")
_FIRST_DAY = date(2007, 2, 3)
_HEAD = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title} - Walkers' Forum</title><link rel="stylesheet" href="/style.css"></head>
<body>
<header class="banner"><a class="logo" href="/">Walkers' Forum</a>
<nav><ul><li><a href="/forums">Forums</a></li><li><a href="/members">Members</a></li></ul></nav></header>
<main>
<h1>{title}</h1>
"""
_FOOT = """</main>
<aside class="side"><h3>Related threads</h3><ul>
<li><a href="/threads/801">New boots and cold feet</a></li><li><a href="/threads/802">Stretching before a walk</a></li>
</ul></aside>
<footer><a href="/about">About us</a> <a href="/terms">Terms</a> Made for measuring programs; no real thread.</footer>
</body>
</html>
"""
_TAGS = '<p class="tags"><a rel="tag" href="/tags/feet">feet</a> <a rel="tag" href="/tags/cramps">cramps</a></p>\n'
_ACCEPTED = '<p class="accepted">Accepted answer</p>\n'
_POST = """<article class="post" id="p{number}">
<header><a class="author" href="/members/{member}">{name}</a>
<a class="permalink" href="/threads/{thread}#p{number}"><time datetime="{day}T10:05:00Z">{shown}</time></a>
<span class="number">#{number}</span></header>
<div class="content">
{text}</div>
{beside}<p class="votes">{votes} votes</p>
<footer><a href="/reply/{number}">Reply</a> <a href="/report/{number}">Report</a></footer>
</article>
"""


def bare_thread(number: int, posts: int) -> Page:
    """Return a forum's page: a question and the posts that reply to it, told apart from others by its number."""
    seed = seed_thread()
    reply = [line.split(". ", 1)[-1] for line in seed.replies[0].text.splitlines()]
    title = f"{seed.question_title}, case {number}: what can I do?"
    body = [_HEAD.format(title=escape(title))]
    for position in range(posts):
        lines = seed.question_text.splitlines() if position == 0 else [reply[position % 3], reply[(position + 1) % 3]]
        member = (number + position * 3) % len(_NAMES)
        written = _FIRST_DAY + timedelta(days=number % 300 + position)
        body.append(
            _POST.format(
                thread=number,
                number=position + 1,
                member=member,
                name=_NAMES[member],
                day=written,
                shown=f"{written:%B} {written.day}, {written.year}",
                text="".join(f"<p>{escape(line)} ({number}.{position})</p>\n" for line in lines),
                votes=posts - position,
                beside={0: _TAGS, 2: _ACCEPTED}.get(position, ""),
            )
        )
    url = f"http://site.invalid/threads/{number}"
    content = "".join([*body, _FOOT]).encode()
    return Page(content, url, url, 200, (("Content-Type", "text/html; charset=utf-8"),))


def _attribute(selector: str, name: str) -> Rule:
    """Return a rule that finds an attribute of the first element that a selector matches."""

    def find(scope: Scope) -> tuple[str, Place] | None:
        node = scope.node.css_first(selector) if scope.node is not None else None
        return (node.attributes.get(name) or "", NodePlace(node, name)) if node is not None else None

    return Computed(selector, find)


def _permalink(scope: Scope) -> tuple[str | None, Place] | None:
    node = scope.node.css_first("a.permalink") if scope.node is not None else None
    return (scope.view.absolute(node.attributes.get("href")), NodePlace(node, "href")) if node is not None else None


def _own_text(scope: Scope) -> tuple[str | None, Place] | None:
    return (visible_text(scope.node), NodePlace(scope.node)) if scope.node is not None else None


_DAY = _attribute("time", "datetime") >> day
_SCORE = Css("p.votes") >> (lambda line: count(line.split()[0]))

BARE_SELECTORS = SiteProfile(
    name="selectors",
    description="the benchmark's threads by their mark-up alone",
    example="http://site.invalid/threads/1",
    hosts=("site.invalid",),
    renditions=(
        Rendition(
            name="only",
            threads=lambda view: [Scope(view, node=view.css_first("main"))],
            fields={
                "language": Computed("language of the page", lambda scope: page_language(scope.view)),
                "title": Css("h1"),
                "question/title": Css("h1"),
                "question/text": Css("article.post div.content"),
                "question/asked_on": _DAY,
                "question/score": _SCORE,
                "tags": Each(
                    lambda scope: [Scope(scope.view, node) for node in scope.node.css("p.tags a[rel~=tag]")],
                    {"": Computed("tag", _own_text)},
                ),
                "question/asker/name": Css("a.author"),
                "replies": Each(
                    lambda scope: [Scope(scope.view, node) for node in scope.node.css("article.post")[1:]],
                    {
                        "author": Css("a.author"),
                        "text": Css("div.content"),
                        "replied_on": _DAY,
                        "score": _SCORE,
                        "accepted": Css("p.accepted") >> bool,
                        "url": Computed("permalink", _permalink),
                    },
                    required=("text",),
                ),
            },
        ),
    ),
)
