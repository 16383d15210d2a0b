"""XenForo: threads of version 2 and of version 1, discussions as well as questions with a solution.

Votes are the score of a post where a thread has them, else its reactions. A thread's prefix is no part of its title.
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from scraper.errors import NotQAPage
from scraper.parser.converters import line
from scraper.parser.element_rules import Absolute, Own
from scraper.parser.nodes import outermost
from scraper.parser.place import NodePlace, Place
from scraper.parser.post_rules import Prose
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Css, Rule, Scope, visible_text
from scraper.parser.values import calendar_day, count, day
from scraper.parser.view import PageView
from scraper.request import canonical_url
from scraper.sites._posts import PostRules, each_line, find_likes, is_accepted, last_line, thread_fields
from scraper.sites._threads import ThreadAddress, identity, numbered_thread, page_number, thread_address

_THREAD = re.compile(
    r"(?P<folder>.*?)/threads/(?P<slug>[^/]*\.)?(?P<number>\d+)(?:/(?:page-(?P<page>\d{1,6})|(?P<rest>post-\d+|unread|latest)?))?/?"
)
# Boards without short addresses have them behind "index.php?".
_INDEX = re.compile(r"(?:.*/)?(?:index\.php)?")
_IN_QUERY = re.compile(r"(?P<route>threads/[^&=]+)(?:&.*)?")
_POST_NUMBER = re.compile(r"#\s*(\d[\d.,\u00a0\u202f ]*)")
_TEMPLATE = "thread_view"

# What the program puts into a post's text: captions of code boxes, and what folds and unfolds.
_ADDED = ".bbCodeBlock--code > .bbCodeBlock-title, .bbCodeBlock-expandLink, .bbCodeSpoiler-button, .js-selectToQuoteEnd"
_ADDED_BY_1 = ".bbCodeCode > .type, .bbCodePHP > .type, .bbCodeHTML > .type, .quoteExpand, .messageTextEndMarker"


def take_apart(url: str) -> ThreadAddress | None:
    """Take a thread's address apart: ``/threads/slug.1/``, ``…/page-2``, ``…/post-3``, or ``index.php?threads/…``."""
    parts = urlsplit(canonical_url(url))
    routed = _IN_QUERY.fullmatch(parts.query) if _INDEX.fullmatch(parts.path) else None
    match = _THREAD.fullmatch(f"/{routed['route']}" if routed is not None else parts.path)
    if match is None:
        return None
    place = f"threads/{match['slug'] or ''}{match['number']}/"
    if routed is not None:
        folder = parts.path.rpartition("/")[0]
        thread = urlunsplit((parts.scheme, parts.netloc, parts.path, place, ""))
    else:
        folder = match["folder"]
        thread = urlunsplit((parts.scheme, parts.netloc, f"{folder}/{place}", "", ""))
    page = None if match["rest"] else max(int(match["page"] or 1), 1)
    return ThreadAddress(thread, parts.netloc + folder, match["number"], page)


def canonical(url: str) -> str:
    """Return the program's form of an address: of a thread only itself and its page count.

    :raises ValueError: if the address cannot be split.
    """
    found = take_apart(url)
    if found is None:
        return canonical_url(url)
    return found.thread if found.page in (None, 1) else f"{found.thread}page-{found.page}"


def _threads(mark: str, find: Callable[[PageView], list[LexborNode]]) -> Callable[[PageView], Sequence[Scope]]:
    """Return what finds the thread of a page.

    :param mark: id of the root element of every page.
    :param find: finds the posts.
    """

    def threads(view: PageView) -> Sequence[Scope]:
        root = view.css_first("html")
        template = (root.attributes.get("data-template") or _TEMPLATE) if root is not None else _TEMPLATE
        posts = list(outermost(find(view))) if template.startswith(_TEMPLATE) else []
        if posts:
            return [numbered_thread(view, posts, _number(posts[0]), _page(view))]
        if root is not None and root.attributes.get("id") == mark:
            kind = f" ({template})" if template != _TEMPLATE else ""
            raise NotQAPage(f"a page of XenForo without a thread{kind}", certain=True)
        raise NotQAPage("no thread of XenForo")

    return threads


def _posts(view: PageView) -> list[LexborNode]:
    found = view.css(".js-post[data-content^=post-]")
    return [node for node in found if "message--deleted" not in (node.attributes.get("class") or "").split()]


def _posts_of_1(view: PageView) -> list[LexborNode]:
    found = view.css("li.message[id^=post-][data-author]")
    return [node for node in found if node.css_first(".messageText") is not None]


def _number(post: LexborNode) -> int | None:
    """The number of a post in its thread; an article, which stands on each page of its thread, does not show it."""
    if "message--article" in (post.attributes.get("class") or "").split():
        return 1
    for node in post.css(".message-attribution-opposite a, .postNumber")[:10]:
        match = _POST_NUMBER.fullmatch(node.text().strip())
        if match is not None:
            return int(re.sub(r"\D", "", match[1])[:9])
    return None


def _page(view: PageView) -> int | None:
    """Which page of its thread it is; None where the thread stands on one."""
    for node in view.css(".pageNav-page--current, .pageNavSimple-el--current, .PageNav[data-page]")[:3]:
        number = page_number(node.attributes.get("data-page") or node.text())
        if number is not None:
            return number
    address = thread_address(view, take_apart)
    return address.page if address is not None and address.page not in (None, 1) else None


# Readers of one value.


def solution(classes: str) -> bool | None:
    """Read whether a post is marked as the solution."""
    return True if "message--solution" in classes.split() else None


def _not_the_solution(scope: Scope) -> tuple[bool, Place] | None:
    """Tell that a reply to a question, which is not marked, is not its solution."""
    node = scope.view.css_first("html")
    is_question = node is not None and (node.attributes.get("data-template") or "").endswith("_type_question")
    return (False, NodePlace(node, "data-template")) if node is not None and is_question else None


def _title(heading: str, prefix: str) -> Rule:
    """Return the rule for a thread's title, without the prefixes in front of it."""

    def find(scope: Scope) -> tuple[str, Place] | None:
        node = scope.view.css_first(heading)
        title = line(visible_text(node) or "") if node is not None else None
        if title is None or node is None:
            return None
        start = 0
        for label in node.css(prefix):
            text = line(visible_text(label) or "") or ""
            if title.startswith(text, start):
                start += len(text)
                start += len(title[start:]) - len(title[start:].lstrip())
        return (title[start:], NodePlace(node, start=start)) if title[start:] else (title, NodePlace(node))

    return Computed(f"css({heading!r}) without {prefix!r}", find)


_POST = PostRules(
    text=Prose(".message-body .bbWrapper", without=_ADDED) | Prose(".message-body", without=_ADDED),
    author=Own("data-author") | (Css(".message-name") >> line),
    date=Css(".message-attribution time", attribute="datetime") >> day,
    url=Absolute(Css(".message-attribution a[href*=post]", attribute="href")),
    score=(
        (Css(".js-voteCount", attribute="data-score") >> count)
        | (Css("meta[itemprop~=upvoteCount]", attribute="content") >> count)
        | Computed("interactionStatistic(LikeAction)", find_likes)
    ),
    accepted=(
        (Own("class") >> solution)
        | (Own("itemprop") >> is_accepted)
        | Computed("html[data-template]", _not_the_solution)
    ),
)
_POST_OF_1 = PostRules(
    text=Prose(".messageContent .messageText", without=_ADDED_BY_1),
    author=Own("data-author") | (Css(".messageUserInfo .username") >> line),
    date=(
        (Css(".messageMeta .DateTime", attribute="data-datestring") >> calendar_day)
        | (Css(".messageMeta .DateTime", attribute="title") >> calendar_day)
        | (Css(".messageMeta .DateTime") >> calendar_day)
    ),
    url=Absolute(Css(".messageMeta .datePermalink, .messageMeta .postNumber", attribute="href")),
)

VERSION_2 = Rendition(
    name="version 2",
    threads=_threads("XF", _posts),
    fields=thread_fields(
        title=_title(".p-title-value", ".label, .label-append"),
        question=_POST,
        reply=_POST,
        department=last_line(".p-breadcrumbs [itemprop~=name]", ".p-breadcrumbs li a"),
        tags=each_line(".js-tagList .tagItem", ".p-description .tagItem"),
    ),
    **identity(take_apart, ".message-attribution a[href*=threads]", _page),
)
VERSION_1 = Rendition(
    name="version 1",
    threads=_threads("XenForo", _posts_of_1),
    fields=thread_fields(
        title=_title(".titleBar h1", ".prefix"),
        question=_POST_OF_1,
        reply=_POST_OF_1,
        department=last_line("#pageDescription a[href*='forums/']", ".breadcrumb .crumb[href*='forums/']"),
        tags=each_line(".tagBlock .tag"),
    ),
    **identity(take_apart, ".messageMeta a[href*=threads]", _page),
)

PROFILE = SiteProfile(
    name="xenforo",
    description="XenForo forums, versions 1 and 2: discussions and questions",
    example="https://xenforo.com/community/threads/an-example.1/",
    renditions=(VERSION_2, VERSION_1),
    hosts=("xenforo.com",),
    paths=re.compile(r"/threads/[^/]+\.\d+/(?:page-\d+)?$"),
    questions=re.compile(r"/threads/(?:[^/?#]*\.)?\d+/"),
    canonical=canonical,
)
