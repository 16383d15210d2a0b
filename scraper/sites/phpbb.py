"""phpBB: topics in the style that comes with the program (prosilver) and those made after it, of version 3.0 and later.

Up to version 3.2 the day of a post stands in its text as the board's own settings print it; later a ``time`` element
tells it too. Posts have neither votes nor a mark for a solution.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from scraper.errors import NotQAPage
from scraper.parser.converters import line
from scraper.parser.nodes import outermost
from scraper.parser.place import NodePlace, Place
from scraper.parser.post_rules import Prose
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Css, Rule, Scope, visible_text
from scraper.parser.values import calendar_day, day
from scraper.parser.view import PageView
from scraper.request import canonical_url
from scraper.sites._posts import PostRules, last_line, thread_fields
from scraper.sites._threads import ThreadAddress, identity, page_number, thread_address, thread_of

_TOPIC = re.compile(r"(?P<folder>.*)/viewtopic\.php$")
_FORUM = re.compile(r".*/viewforum\.php$")
_POST_ID = re.compile(r"p(\d+)")
_SECTION = re.compile(r"(?:^|\s)section-(\S+)")

# What the program puts into a post's text: captions of code boxes, files among the text, and days of quoted posts.
_ADDED = ".codebox > p, .codebox > dt, .inline-attachment, cite > .responsive-hide"


def take_apart(url: str) -> ThreadAddress | None:
    """Take a topic's address apart: ``viewtopic.php?t=1``, with ``f``, ``start`` and what else the program adds.

    An address that names a post alone (``?p=1``) does not tell its topic.
    """
    parts = urlsplit(canonical_url(url))
    match = _TOPIC.fullmatch(parts.path)
    query = _query(parts.query)
    if match is None or not query.get("t", "").isdecimal():
        return None
    thread = urlunsplit((parts.scheme, parts.netloc, parts.path, f"t={query['t']}", ""))
    is_first = "p" not in query and int(_start(query) or 0) == 0
    return ThreadAddress(thread, parts.netloc + match["folder"], query["t"], 1 if is_first else None)


def canonical(url: str) -> str:
    """Return the program's form of an address: a topic's number and where the page begins, or a post's number.

    :raises ValueError: if the address cannot be split.
    """
    plain = canonical_url(url)
    parts = urlsplit(plain)
    query = _query(parts.query)
    if _TOPIC.fullmatch(parts.path):
        keys = ("t", "start") if query.get("t", "").isdecimal() else ("p",)
    elif _FORUM.fullmatch(parts.path):
        keys = ("f", "start")
    else:
        return plain
    if not query.get(keys[0], "").isdecimal():
        return plain
    kept = [(keys[0], query[keys[0]])]
    if "start" in keys and (start := _start(query)) is not None:
        kept.append(("start", start))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(map("=".join, kept)), ""))


def _query(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split("&"))
    return {name: value for name, _, value in pairs}


def _start(query: dict[str, str]) -> str | None:
    """Return which post of its topic a page begins with, counted from 0; None where it is the first."""
    start = query.get("start", "")
    return start if start.isdecimal() and len(start) < 10 and int(start) > 0 else None


def threads(view: PageView) -> Sequence[Scope]:
    """Return the page's topic.

    :raises NotQAPage: if there is none.
    """
    body = view.css_first("body")
    section = _SECTION.search((body.attributes.get("class") or "") if body is not None else "")
    is_phpbb = body is not None and body.attributes.get("id") == "phpbb"
    posts = _posts(view)
    if posts and (section is None or section[1] == "viewtopic"):
        page = _page(view)
        return [thread_of(view, posts[0], posts[1:]) if page in (None, 1) else thread_of(view, None, posts)]
    if is_phpbb:
        raise NotQAPage(f"a page of phpBB without a topic{f' ({section[1]})' if section else ''}", certain=True)
    raise NotQAPage("no topic of phpBB")


def _posts(view: PageView) -> list[LexborNode]:
    """Return the posts: the program's own marks on them stay in styles that are made after its own."""
    found = [node for node in view.css(".post[id]") if _POST_ID.fullmatch(node.attributes.get("id") or "")]
    return [
        node
        for node in outermost(found)
        if all(node.css_first(part) is not None for part in (".postbody", ".content", ".postprofile, .author"))
        and "deleted" not in (node.attributes.get("class") or "").split()
    ]


def _page(view: PageView) -> int | None:
    """Which page of its topic it is; None where the topic stands on one."""
    for pager in view.css(".pagination")[:3]:
        active = pager.css_first("li.active")
        if active is not None:
            return page_number(active.text())
        numbers = [number for node in pager.css("strong")[:3] if (number := page_number(node.text())) is not None]
        if len(numbers) > 1 and numbers[1] > 1:  # "Page 2 of 3"
            return numbers[0]
    address = thread_address(view, take_apart)
    return _counted_page(view) if address is not None and address.page is None else None


def _counted_page(view: PageView) -> int | None:
    """Tell the page from where it begins, on a board that shows no page numbers."""
    start = _start(_query(urlsplit(view.page.url or "").query))
    return max(int(start) // max(len(_posts(view)), 1) + 1, 2) if start is not None else None


def _behind_author(scope: Scope) -> tuple[str, Place] | None:
    """What stands behind the author in ``by Ann » Tue Mar 05, 2024 3:04 pm``, whatever the name may be."""
    node = scope.node.css_first(".author") if scope.node is not None else None
    if node is None:
        return None
    author = _AUTHOR.find(scope)
    printed = line(visible_text(node) or "") or ""
    start = printed.rfind(author.value) + len(author.value) if author is not None and author.value in printed else 0
    return printed[start:], NodePlace(node, start=start)


def _post_address(scope: Scope) -> tuple[str, Place] | None:
    """A post's own address, of which only its number counts."""
    match = _POST_ID.fullmatch((scope.node.attributes.get("id") or "") if scope.node is not None else "")
    if match is None or scope.node is None:
        return None
    for node in scope.node.css(".author a[href], h3 a[href]")[:4]:
        url = scope.view.absolute(node.attributes.get("href"))
        if url is not None and _TOPIC.fullmatch(urlsplit(url).path):
            parts = urlsplit(url)
            own = urlunsplit((parts.scheme, parts.netloc, parts.path, f"p={match[1]}", f"p{match[1]}"))
            return own, NodePlace(scope.node, "id")
    address = thread_address(scope.view, take_apart)
    if address is None:
        return None
    return f"{address.thread.partition('?')[0]}?p={match[1]}#p{match[1]}", NodePlace(scope.node, "id")


_AUTHOR: Rule = (
    (Css(".postprofile .username, .postprofile .username-coloured") >> line)
    | (Css(".author .username, .author .username-coloured") >> line)
    | (Css(".author strong") >> line)
    | (Css(".postprofile dt strong") >> line)
)
_POST = PostRules(
    text=Prose(".content", without=_ADDED),
    author=_AUTHOR,
    date=(
        (Css(".author time", attribute="datetime") >> day)
        | (Css(".author time") >> calendar_day)
        | (Computed("behind the author", _behind_author) >> calendar_day)
    ),
    url=Computed("address of the post", _post_address),
)

PROSILVER = Rendition(
    name="prosilver",
    threads=threads,
    fields=thread_fields(
        title=(
            (Css(".topic-title") >> line)
            | (Css("#page-body > h2") >> line)
            | (Css("#page-body h2 a[href*=viewtopic]") >> line)
        ),
        question=_POST,
        reply=_POST,
        department=last_line(
            ".breadcrumbs [data-forum-id] [itemprop]",
            ".breadcrumbs .crumb:not(:first-of-type) [itemprop~=name]",
            ".breadcrumbs .crumb:not(:first-of-type) [itemprop~=title]",
            ".breadcrumbs .crumb:not(:first-of-type) a",
            ".navlinks .icon-home a:not([accesskey])",
        ),
    ),
    **identity(take_apart, ".topic-title a, #page-body h2 a", _page),
)

PROFILE = SiteProfile(
    name="phpbb",
    description="phpBB forums, version 3.0 and later: topics in prosilver and styles made after it",
    example="https://www.phpbb.com/community/viewtopic.php?t=1",
    renditions=(PROSILVER,),
    hosts=("www.phpbb.com",),
    questions=re.compile(r"/viewtopic\.php\?(?:[^#]*&)?t=\d"),
    canonical=canonical,
)
