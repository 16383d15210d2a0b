"""Discourse: topics as its server writes them for crawlers and browsers without scripts, and as a browser shows them.

Three forms are read. Since 2020 the server marks each post as ``crawler-post``; before, each post was a posting of
schema.org with a line about its creator. A page that was saved after its scripts had run holds the posts in articles.
Notes such as "closed this topic" are no replies. Likes are the score.
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from scraper.errors import NotQAPage
from scraper.parser.converters import line
from scraper.parser.element_rules import Own
from scraper.parser.nodes import outermost
from scraper.parser.place import NodePlace, Place
from scraper.parser.post_rules import Prose
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Computed, Css, Scope
from scraper.parser.things import Role, Words
from scraper.parser.values import calendar_day, count, day
from scraper.parser.view import PageView
from scraper.request import canonical_url
from scraper.sites._posts import PostRules, each_line, find_likes, is_accepted, last_line, thread_fields
from scraper.sites._threads import ThreadAddress, identity, numbered_thread, page_number, thread_address

_TOPIC = re.compile(r"(?P<folder>.*?)/t/(?P<slug>[^/]+/)?(?P<number>\d+)(?P<post>/\d+)?(?:/(?:print|last))?/?$")
_PAGE = re.compile(r"(?:^|&)page=(?P<page>\d{1,6})(?:&|$)")
_POST_NUMBER = re.compile(r"/(\d+)/?$")
_USER_LIKES = re.compile(r"UserLikes:(\d{1,9})")
POSTS_A_PAGE = 20
"""Posts that Discourse shows on one page of a topic (its ``TopicView.chunk_size``)."""

# What the program puts into a post's text: name and size under a picture, and buttons.
_ADDED = ".lightbox-wrapper .meta, .quote-controls, .codeblock-button-wrapper, .cooked-selection-barrier"
_LISTS = ".topic-list, .category-list, .categories-list, .user-main, .user-content, .search-page, .tags-list-page"


def take_apart(url: str) -> ThreadAddress | None:
    """Take a topic's address apart: ``/t/slug/1``, ``/t/1``, with a post's number behind it or ``?page=2``."""
    parts = urlsplit(canonical_url(url))
    match = _TOPIC.match(parts.path)
    if match is None:
        return None
    page = _PAGE.search(parts.query)
    path = f"{match['folder']}/t/{match['slug'] or ''}{match['number']}"
    thread = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    number = None if match["post"] else max(int(page["page"]), 1) if page else 1
    return ThreadAddress(thread, parts.netloc + match["folder"], match["number"], number)


def canonical(url: str) -> str:
    """Return the program's form of an address: of a topic neither a post's number nor anything but the page counts.

    :raises ValueError: if the address cannot be split.
    """
    found = take_apart(url)
    if found is None:
        return canonical_url(url)
    return found.thread if found.page in (None, 1) else f"{found.thread}?page={found.page}"


def _no_posts(_: PageView) -> NotQAPage:
    return NotQAPage("no topic of Discourse")


def _threads(
    find: Callable[[PageView], Sequence[LexborNode]], why_none: Callable[[PageView], NotQAPage] = _no_posts
) -> Callable[[PageView], Sequence[Scope]]:
    """Return what finds the thread of a page among the posts that a function finds.

    :param why_none: tells why a page without posts has none.
    """

    def threads(view: PageView) -> Sequence[Scope]:
        posts = list(outermost(find(view)))
        if not posts:
            raise why_none(view)
        return [numbered_thread(view, posts, _number(posts[0]), _page(view))]

    return threads


def _why_none(view: PageView) -> NotQAPage:
    """Return why the page holds no topic."""
    generator = view.css_first("meta[name=generator][content^=Discourse]")
    if generator is None and view.css_first("#data-discourse-setup, discourse-assets") is None:
        return _no_posts(view)
    if view.css_first(_LISTS) is not None:
        return NotQAPage("a page of Discourse that lists topics or people", certain=True)
    if thread_address(view, take_apart) is not None and view.css_first("body.crawler") is None:
        return NotQAPage("a topic of Discourse that only scripts would show: ask for it as a crawler", certain=True)
    return NotQAPage("a page of Discourse without a topic", certain=True)


def _crawler_posts(view: PageView) -> list[LexborNode]:
    return view.css(".crawler-post[id^=post_]")


def _postings(view: PageView) -> list[LexborNode]:
    found = view.css("[itemtype$='schema.org/DiscussionForumPosting']")
    return [node for node in found if node.css_first(".creator") is not None and node.css_first(".post") is not None]


def _articles(view: PageView) -> list[LexborNode]:
    found = view.css("article[id^=post_][data-post-id]:not(.small-action)")
    return [node for node in found if node.css_first(".cooked") is not None]


def _number(post: LexborNode) -> int | None:
    """The number of a post in its topic."""
    node = post.css_first("[itemprop~=position]")
    return page_number((post.attributes.get("id") or "").removeprefix("post_")) or (
        page_number(node.text()) if node is not None else None
    )


def _page(view: PageView) -> int | None:
    """Which page of its topic it is; None where the topic stands on one.

    The links to the page before and behind it tell; the address of a post does not.
    """
    for rel, step in (("prev", 1), ("next", -1)):
        for node in view.css(f"link[rel={rel}][href], a[rel={rel}][href]")[:3]:
            number = _named_page(view, node.attributes.get("href") or "")
            if number is not None and number + step > 0:
                return number + step
    address = thread_address(view, take_apart)
    if address is not None and address.page is not None and address.page > 1:
        return address.page
    first = next(iter(_articles(view)), None)
    number = _number(first) if first is not None else None
    return (number - 1) // POSTS_A_PAGE + 1 if number is not None and number > 1 else None


def _named_page(view: PageView, href: str) -> int | None:
    try:
        found = take_apart(urljoin(view.base or "http://unknown.invalid/", href))
    except ValueError:
        return None
    return found.page if found is not None else None


# Readers of one value.


def likes(text: str) -> int | None:
    """Read a number of likes, such as ``5 Likes``."""
    return count(text.split(" ", 1)[0])


def user_likes(text: str) -> int | None:
    """Read the number of likes out of ``UserLikes:5``."""
    match = _USER_LIKES.fullmatch(text)
    return int(match[1]) if match is not None else None


def solved(classes: str) -> bool | None:
    """Read whether a post is marked as the solution."""
    return True if "accepted-answer" in classes.split() else None


def _named_solution(scope: Scope) -> tuple[bool, Place] | None:
    """Tell the solution by its address, which the topic's JSON-LD names."""
    subjects = scope.view.subjects
    for thing in subjects[0].things if len(subjects) == 1 else ():
        for url in thing.values(f"{Role.ACCEPTED}/url"):
            match = _POST_NUMBER.search(url.literal) if isinstance(url, Words) else None
            if match is not None and scope.node is not None and int(match[1][:9]) == _number(scope.node):
                return True, url.place
    return None


def _post_address(scope: Scope) -> tuple[str, Place] | None:
    """A post's own address: that of its topic with its number behind it."""
    if scope.node is None:
        return None
    address = thread_address(scope.view, take_apart)
    number = _number(scope.node)
    if address is None or number is None:
        return None
    position = scope.node.css_first("[itemprop~=position]")
    place = NodePlace(scope.node, "id")
    if position is not None and "id" not in scope.node.attributes:
        place = NodePlace(position)
    return f"{address.thread}/{number}", place


_POST = PostRules(
    text=Prose(".post", without=_ADDED),
    author=(
        (Css(".creator [itemprop~=name]") >> line)
        | (Css(".creator [itemprop~=author]") >> line)
        | (Css(".creator a") >> line)
    ),
    date=(
        (Css(".crawler-post-infos time", attribute="datetime") >> day)
        | (Css(".creator time", attribute="datetime") >> day)
        | (Css(".crawler-post-infos") >> calendar_day)
        | (Css(".creator time") >> calendar_day)
    ),
    score=(
        (Css("meta[itemprop~=upvoteCount]", attribute="content") >> count)
        | Computed("interactionStatistic(LikeAction)", find_likes)
        | (Css(".post-likes") >> likes)
        | (Css("meta[itemprop~=interactionCount][content^=UserLikes]", attribute="content") >> user_likes)
    ),
    accepted=(Own("itemprop") >> is_accepted) | Computed("json-ld(acceptedAnswer/url)", _named_solution),
    url=Computed("address of the post", _post_address),
)
_RENDERED_POST = PostRules(
    text=Prose(".cooked", without=_ADDED),
    author=(Css(".names .username a") >> line)
    | (Css(".names a") >> line)
    | Css("[data-user-card]", attribute="data-user-card"),
    date=(
        (Css(".post-date .relative-date", attribute="title") >> calendar_day)
        | (Css(".post-date", attribute="title") >> calendar_day)
    ),
    score=(Css(".like-count, .discourse-reactions-counter .reactions-counter") >> likes),
    accepted=(Own("class") >> solved) | Computed("json-ld(acceptedAnswer/url)", _named_solution),
    url=Computed("address of the post", _post_address),
)

CRAWLER = Rendition(
    name="crawler view",
    threads=_threads(_crawler_posts),
    fields=thread_fields(
        title=Css("#topic-title h1") >> line,
        question=_POST,
        reply=_POST,
        department=last_line(
            "#topic-title .category-name",
            "#topic-title .badge-category__name",
            "#topic-title [itemprop~=item] [itemprop~=name]",
        ),
        tags=each_line("#topic-title .discourse-tag"),
    ),
    **identity(take_apart, "#topic-title h1 a", _page),
)
POSTINGS = Rendition(
    name="postings of 2014 to 2019",
    threads=_threads(_postings),
    fields=thread_fields(
        title=(Css("#main-outlet h1") >> line) | (Css("h1") >> line),
        question=_POST,
        reply=_POST,
        department=last_line(
            "#breadcrumbs [itemprop~=title]", "#breadcrumbs [itemprop~=name]", ".topic-category [itemprop~=name]"
        ),
        tags=each_line(".tags-list [itemprop~=name]", ".discourse-tag"),
    ),
    **identity(take_apart, "h1 a", _page),
)
RENDERED = Rendition(
    name="shown by a browser",
    threads=_threads(_articles, _why_none),
    fields=thread_fields(
        title=(Css("#topic-title .fancy-title") >> line) | (Css("#topic-title h1") >> line),
        question=_RENDERED_POST,
        reply=_RENDERED_POST,
        department=last_line("#topic-title .badge-category__name", "#topic-title .category-name"),
        tags=each_line("#topic-title .discourse-tag"),
    ),
    **identity(take_apart, "#topic-title h1 a", _page),
)

PROFILE = SiteProfile(
    name="discourse",
    description="Discourse forums: a topic as its server writes it for crawlers, or as a browser shows it",
    example="https://meta.discourse.org/t/an-example/1",
    renditions=(CRAWLER, POSTINGS, RENDERED),
    hosts=("meta.discourse.org",),
    questions=re.compile(r"^https?://[^/]+(?:/[^?#]*)?/t/(?:[^/?#]+/)?\d"),
    canonical=canonical,
)
