"""Signs that posts are a thread: that the first of them asks, and that the others reply to it."""

from collections.abc import Iterable, Sequence

from scraper.parser.blocks import Block
from scraper.parser.unmarked.day_lines import Role
from scraper.parser.unmarked.doubts import is_asking, is_navigation
from scraper.parser.unmarked.outline import Element
from scraper.parser.unmarked.page_words import (
    ASKS,
    COMMUNITY,
    FORUM_CLASSES,
    FORUM_PATH,
    FORUM_TEXT,
    POST_CLASSES,
    QUESTION_CLASSES,
    QUESTION_TITLE,
)
from scraper.parser.unmarked.post_words import POST_NUMBER
from scraper.parser.unmarked.posts import Post
from scraper.parser.unmarked.structure import Structure
from scraper.parser.unmarked.titles import MAX_TITLE_CHARS, Title, is_reply_to

_MAX_LINES_ABOVE = 30  # above the first post, in which the way to a forum's page stands
_MAX_LINE_CHARS = 120
_MAX_SEEN_LINES = 8  # of a post, for the title of a reply
_SEEN_POSTS = 5  # whose numbers must run from one


def asks(post: Post) -> bool:
    """Whether a post's text asks for something."""
    return any(mark in post.text for mark in "?？؟") or ASKS.search(post.text) is not None


def is_question_title(title: Title | None) -> bool:
    """Whether a title may be a question's."""
    return title is not None and QUESTION_TITLE.fullmatch(title.text[-MAX_TITLE_CHARS:]) is not None


def are_strong(structure: Structure, title: Title | None, posts: Sequence[Post], around: Iterable[Element]) -> bool:
    """Whether the page says that the posts are a thread: it is a forum's, a post replies, or its author began it."""
    if posts[0].starts or names_forum(structure, posts[0].unit.first, around):
        return True
    return any(_replies_to(structure.blocks, post, title) for post in posts[1:])


def are_weak(structure: Structure, title: Title | None, posts: Sequence[Post], around: Iterable[Element]) -> bool:
    """Whether at least two lesser signs are there: title, numbers, names of elements, the first author's return."""
    words = frozenset(word for element in around for word in element.words)
    returns = any(post.author == posts[0].author for post in posts[1:])
    signs = (
        title is not None and is_asking(title.text),
        are_numbered(structure.blocks, posts),
        bool(words & POST_CLASSES),
        returns,
    )
    return sum(signs) > 1


def names_forum(structure: Structure, first: int, around: Iterable[Element]) -> bool:
    """Whether the address, the mark-up, the document's title or a line above the posts says that this is a forum.

    A link in the site's navigation says only that there is one somewhere.
    """
    view = structure.view
    if any(element.words & FORUM_CLASSES for element in around) or FORUM_PATH.search(view.page.url or ""):
        return True
    title = view.title or ""
    if FORUM_TEXT.search(title) or COMMUNITY.search(title):
        return True
    return any(
        len(block.text) <= _MAX_LINE_CHARS and FORUM_TEXT.search(block.text) and not is_navigation(block)
        for block in structure.blocks[max(first - _MAX_LINES_ABOVE, 0) : first]
    )


def are_numbered(blocks: Sequence[Block], posts: Sequence[Post]) -> bool:
    """Whether the posts are numbered from one."""
    for number, post in enumerate(posts[:_SEEN_POSTS], start=1):
        body = {block.index for block in post.body}
        beside = (block.text for block in blocks[post.unit.first : post.unit.last + 1] if block.index not in body)
        numbers = {
            figure
            for text in beside
            if len(text) <= _MAX_LINE_CHARS
            for found in POST_NUMBER.findall(text)
            for figure in found
        }
        if str(number) not in numbers:
            return False
    return True


def are_ranked(posts: Sequence[Post]) -> bool:
    """Whether posts have votes, or one is marked as the answer: the best may stand before the oldest."""
    return any("score" in post.found or "accepted" in post.found for post in posts)


def is_asked(structure: Structure, question: Post) -> bool:
    """Whether the page says that somebody asked this: in words, or by the name of an element around it."""
    stamp = question.unit.stamp
    if stamp is not None and stamp.role is Role.ASKED:
        return True
    if not question.body:
        return False
    around = structure.box(question.body[0].index).chain()
    return any(element.words & QUESTION_CLASSES for element in around if element.first >= question.unit.first - 3)


def _replies_to(blocks: Sequence[Block], post: Post, title: Title | None) -> bool:
    lines = blocks[post.unit.first : min(post.unit.last, post.unit.first + _MAX_SEEN_LINES) + 1]
    return any(
        is_reply_to(block.text, title) or is_reply_to(block.text.partition(": ")[2], title)
        for block in lines
        if len(block.text) <= _MAX_LINE_CHARS * 2
    )
