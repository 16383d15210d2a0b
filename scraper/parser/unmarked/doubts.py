"""Reasons not to take repeated posts for a question and its replies: each a short clause for people, or None."""

from collections.abc import Iterable, Iterator, Sequence

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.unmarked.day_lines import has_any, read_line
from scraper.parser.unmarked.outline import Element, class_words, is_framed
from scraper.parser.unmarked.page_words import (
    LATER_PAGE,
    LATER_URL,
    NO_PAIRS,
    NO_THREAD,
    NO_THREAD_CLASSES,
    PAGE_WORDS,
)
from scraper.parser.unmarked.post_words import STAR_RUN, STARS, TEASER, TEASER_CHARS, TEASER_WORDS, is_button
from scraper.parser.unmarked.posts import Post
from scraper.parser.unmarked.stamps import Stamp
from scraper.parser.unmarked.titles import Title, repeats
from scraper.parser.view import PageView

MAX_WORDS_BEFORE = 12  # between the title and the first post; more is an article with comments below
MAX_POST_CHARS = 3000  # of a question on a page that does not say that it is a forum's
_LINE_CHARS = 30
_MIN_TITLE_CHARS = 5
_MAX_CHAIN = 3  # elements around all posts whose classes tell what they are
_MAX_SEEN_LINES = 12  # of a post, for a title of its own or a reviewer's stars
_MAX_PAGER_CHARS = 60
_CRUMBS = frozenset("breadcrumb breadcrumbs crumb crumbs".split())
_ASKING = ("?", "？", "؟")


def is_asking(text: str) -> bool:
    """Whether a line ends with a question mark."""
    return text.rstrip(" :\"'”»").endswith(_ASKING)


def is_teaser(text: str) -> bool:
    """Whether a text goes on elsewhere."""
    end = text[-TEASER_CHARS:].lower()
    return has_any(end, TEASER_WORDS) and TEASER.search(end) is not None


def later_page(view: PageView) -> str | None:
    """Whether the address or the page itself says that this is not a thread's first page."""
    match = LATER_URL.search(view.page.url or "")
    is_later = match is not None and (int(match["number"] or 0) > 1 or int(match["start"] or 0) > 0)
    if not is_later:
        lines = "\n".join(block.text for block in view.blocks if len(block.text) <= _MAX_PAGER_CHARS)
        pages = LATER_PAGE.finditer(lines) if any(word in lines.lower() for word in PAGE_WORDS) else ()
        is_later = any(int(page["number"] or page["number2"]) > 1 for page in pages)
    return "a later page of a thread, without its question" if is_later else None


def of_kind(view: PageView, title: Title | None, around: Iterable[Element], heading: Block | None) -> str | None:
    """Whether the page says that it shows comments, reviews, entries of a guest book and the like."""
    names = (
        []
        if title is not None and is_asking(title.text)
        else [title.text if title is not None else "", view.title or ""]
    )
    if heading is not None and len(heading.text) <= 80 and not repeats(heading.text, title):
        names.append(heading.text)
    for name in names:
        if (match := NO_THREAD.search(name)) is not None:
            return f"the page says {match[0].lower()!r} of its posts"
    for element in around:
        words = element.words & NO_THREAD_CLASSES if element.tag not in ("html", "body") else frozenset()
        if words:
            return f"its mark-up says {min(words)!r} of its posts"
    return None


def of_pairs(name: str) -> str | None:
    """Whether a title says that the page's questions are an interview's, a quiz's or a form's."""
    match = NO_PAIRS.search(name)
    return f"the page says {match[0].lower()!r} of its questions" if match is not None else None


def of_texts(posts: Sequence[Post]) -> str | None:
    """Whether the first post, or too many others, have no text."""
    texts = sum(1 for post in posts if post.text)
    has_replies = any(post.text for post in posts[1:])
    if posts[0].text and has_replies and texts * 5 >= len(posts) * 4:
        return None
    return "repeated parts of the page have no text of their own"


def of_posts(posts: Sequence[Post], title: Title | None, blocks: Sequence[Block]) -> str | None:
    """Whether the posts are a list of pages, or what their readers think of something."""
    half = (len(posts) + 1) // 2
    titles = {_own_title(post, title, blocks) for post in posts} - {None}
    if len(titles) >= max(half, 2):
        return "each post has a title of its own: a list, not a thread"
    if sum(1 for post in posts if is_teaser(post.text)) >= half:
        return "its posts go on elsewhere: a list, not a thread"
    if sum(1 for post in posts if _has_stars(post, blocks)) >= half:
        return "its posts give a verdict: reviews, not a thread"
    return None


def of_order(posts: Sequence[Post], *, sorted_by_day: bool) -> str | None:
    """Whether the first post is not the oldest, or the posts do not follow one another where they should."""
    days = [post.found["day"].value for post in posts if "day" in post.found]
    if "day" in posts[0].found and min(days) < days[0]:
        return "the first post is not the oldest"
    if sorted_by_day and days != sorted(days):
        return "the posts do not follow one another in time"
    return None


def of_people(posts: Sequence[Post]) -> str | None:
    """Whether nobody but the first author has written, or too many posts are nobody's."""
    if posts[0].author is None:
        return "nobody is named as the author of the first post"
    if sum(1 for post in posts if post.author is not None) * 5 < len(posts) * 4:
        return "most posts do not name their author"
    if all(post.author in (None, posts[0].author) for post in posts[1:]):
        return "all posts are of one author"
    return None


def is_article(post: Post) -> bool:
    """Whether a post is as long as an article, or has headings as an article has."""
    return len(post.text) > MAX_POST_CHARS or any(block.level for block in post.body)


def of_text_before(view: PageView, title: Title | None, first: int) -> str | None:
    """Whether a text stands between the title and the first post: an article, or the question itself."""
    lines = [line for line in _lines_before(view, title, first) if len(line) >= _LINE_CHARS]
    words = sum(max(len(line.split()), len(line) // 6) for line in lines)
    return "a text stands before the first post: comments, not a thread" if words > MAX_WORDS_BEFORE else None


def words_before(view: PageView, title: Title | None, first: int) -> bool:
    """Whether any line of words stands between the title and the first post."""
    return any(len(line.split()) > 2 or len(line) > 12 for line in _lines_before(view, title, first))


def _lines_before(view: PageView, title: Title | None, first: int) -> Iterator[str]:
    for block in view.blocks[start_of_thread(title, first) : first]:
        if not (block.is_link or block.level or is_navigation(block) or is_button(block.text)):
            yield block.text


def start_of_thread(title: Title | None, first: int) -> int:
    """Return the index of the line after the last one before ``first`` that is the thread's title; 0 without one."""
    return max((index for index in title.lines if index < first), default=-1) + 1 if title is not None else 0


def is_navigation(block: Block) -> bool:
    """Whether a line belongs to the site's navigation; the way to a page (bread crumbs) tells of the page itself."""
    if not is_framed(block, FrameKind.NAVIGATION, FrameKind.FURNITURE):
        return False
    return not any(class_words(frame.node) & _CRUMBS for frame in block.frames())


def elements_around(element: Element | None, top: Element) -> list[Element]:
    """Return an element and those around it, up to a few above the one that holds all posts."""
    found: list[Element] = []
    above = 0
    for around in (element or top).chain():
        found.append(around)
        above += around.first <= top.first and around.last >= top.last
        if above > _MAX_CHAIN:
            break
    return found


def _own_title(post: Post, title: Title | None, blocks: Sequence[Block]) -> str | None:
    """Return the heading, or the link to elsewhere, with which a post begins."""
    author = post.author or ""
    last = post.body[0].index if post.body else post.unit.last
    for block in blocks[post.unit.first : min(last, post.unit.first + _MAX_SEEN_LINES) + 1]:
        is_stamp = post.unit.stamp is not None and block is post.unit.stamp.block
        text: str | None = block.text
        if post.unit.stamp is not None and is_stamp and not block.level:
            text = _linked_words(post.unit.stamp, author)
        if text is None or repeats(text, title):
            continue
        if is_stamp and not block.level:
            return text
        stands_out = block.level > 0 or (block.is_link and len(text.split()) > 2)
        is_name = text.strip(" :") == author or (author in text and len(text) < len(author) + 30)
        if not stands_out or is_name or len(text) <= _MIN_TITLE_CHARS or text.startswith("#"):
            continue
        if read_line(text) is None and not is_button(text):
            return text
    return None


def _linked_words(stamp: Stamp, author: str) -> str | None:
    """Return the words of a link to elsewhere in a line beside the name and the day."""
    block = stamp.block
    for link in block.links:
        if stamp.start <= link.start and link.end <= stamp.end:
            continue  # it is the day
        text = block.text[link.start : link.end]
        if len(text.split()) > 2 and author not in text and text not in author and read_line(text) is None:
            return None if is_button(text) else text
    return None


def _has_stars(post: Post, blocks: Sequence[Block]) -> bool:
    body = {block.index for block in post.body}
    stamp = post.unit.stamp.block if post.unit.stamp is not None else None
    lines = blocks[post.unit.first : min(post.unit.last, post.unit.first + _MAX_SEEN_LINES) + 1]
    beside = "\n".join(
        block.text
        for block in lines
        if block is not stamp and (block.index not in body or len(block.text) <= _LINE_CHARS)
    )
    return STARS.search(beside) is not None or any(
        STAR_RUN.search(block.text) for block in lines if not block.text.isascii()
    )
