"""Threads on a page without mark-up: repeated posts of which the first asks, or a question and a list of answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from scraper.parser.unmarked import doubts, signs
from scraper.parser.unmarked.answers import answers_under, find_answers_heading, named_answers
from scraper.parser.unmarked.day_lines import Role
from scraper.parser.unmarked.outline import Element, common
from scraper.parser.unmarked.page_words import ANSWERS
from scraper.parser.unmarked.posts import Post, read_posts
from scraper.parser.unmarked.repetition import Repetition, Unit, families, repetition
from scraper.parser.unmarked.stamps import Stamp
from scraper.parser.unmarked.structure import Structure
from scraper.parser.unmarked.titles import Title, nearest_heading, repeats, thread_title

MAX_FAMILIES = 6
_ASK = re.compile(r"ask\s+\w{1,20}\s*[:：]", re.I)
_SEEN_REPLIES = 3  # whose authors must be named as the asker is


@dataclass(slots=True)
class Thread:
    """A question with its replies.

    :param posts: the question first.
    """

    title: Title | None
    posts: list[Post]


@dataclass(slots=True)
class ThreadFinder:
    """Looks for the thread of an HTML page.

    :param reasons: why what was found is none.
    """

    structure: Structure
    reasons: list[str] = field(default_factory=list)

    def find(self) -> Thread | None:
        """Return the thread, or None where every way of looking leaves a doubt."""
        for way in self._ways() if self.structure.may_have_posts else ():
            thread = way()
            if thread is not None:
                doubt = doubts.later_page(self.structure.view)
                if doubt is None:
                    return thread
                self.reasons.append(doubt)
                return None
        return None

    def _ways(self) -> Iterator[Callable[[], Thread | None]]:
        yield self._asked_and_answered
        yield self._question_and_answers
        yield self._alike_posts
        yield self._named_parts
        yield self._post_and_replies

    def _unless(self, doubt: str | None, title: Title | None, posts: list[Post]) -> Thread | None:
        if doubt is None:
            return Thread(title, posts)
        if doubt not in self.reasons:
            self.reasons.append(doubt)
        return None

    # --- One line that says who asked, and lines that say who answered ---

    def _asked_and_answered(self) -> Thread | None:
        stamps = self.structure.stamps
        asked = [stamp for stamp in stamps if stamp.role is Role.ASKED]
        if len(asked) != 1:
            return None
        answered = [
            stamp for stamp in stamps if stamp.role is Role.ANSWERED and stamp.block.index > asked[0].block.index
        ]
        family = [asked[0], *(stamp for stamp in answered if stamp.box.shape == answered[0].box.shape)]
        found = self._repeated(family) if len(family) > 1 else None
        if found is None:
            return None
        title, posts = found[0], self._read(found[1].units, found[1].shape, found[0])
        doubt = (
            doubts.of_texts(posts)
            or doubts.of_posts(posts[1:], title, self.structure.blocks)
            or doubts.of_order(posts, sorted_by_day=False)
        )
        return self._unless(doubt, title, posts)

    # --- Posts of one shape, the first of which is the question ---

    def _alike_posts(self) -> Thread | None:
        for found in self._repetitions():
            title, posts_of = found
            doubt = self._kind_doubt(title, posts_of)
            posts: list[Post] = []
            if doubt is None:
                posts = self._read(posts_of.units, posts_of.shape, title)
                doubt = self._alike_doubt(title, posts, posts_of)
            thread = self._unless(doubt, title, posts)
            if thread is not None:
                return thread
        return None

    def _repetitions(self) -> Iterator[tuple[Title | None, Repetition]]:
        dated = [stamp for stamp in self.structure.stamps if stamp.is_dated]
        for family in families(dated)[:MAX_FAMILIES]:
            found = self._repeated(family) if len(family) > 1 else None
            if found is not None:
                yield found

    def _repeated(self, family: Sequence[Stamp]) -> tuple[Title | None, Repetition] | None:
        first = family[0].block.index
        title = thread_title(self.structure.view, first, first)
        found = repetition(family, self.structure, doubts.start_of_thread(title, first + 1))
        if found is None:
            return None
        return thread_title(self.structure.view, found.units[0].first, found.units[0].last), found

    def _read(self, units: Sequence[Unit], shape: str, title: Title | None) -> list[Post]:
        titles = list(title.lines) if title is not None else []
        for unit in units:
            titles.extend(
                block.index for block in self.structure.blocks[unit.first : unit.last + 1] if repeats(block.text, title)
            )
        return read_posts(self.structure, units, shape, titles)

    def _kind_doubt(self, title: Title | None, found: Repetition) -> str | None:
        """Doubts that need no reading of the posts."""
        first = found.units[0].first
        return doubts.of_kind(
            self.structure.view, title, self._around(found), nearest_heading(self.structure.blocks, first)
        ) or doubts.of_text_before(self.structure.view, title, first)

    @staticmethod
    def _around(found: Repetition) -> list[Element]:
        return doubts.elements_around(found.units[0].element, found.around)

    def _alike_doubt(self, title: Title | None, posts: list[Post], found: Repetition) -> str | None:
        by_day = not (signs.are_ranked(posts) or signs.are_numbered(self.structure.blocks, posts))
        return (
            doubts.of_texts(posts)
            or doubts.of_posts(posts, title, self.structure.blocks)
            or doubts.of_people(posts)
            or doubts.of_order(posts, sorted_by_day=by_day)
            or self._no_thread(title, posts, self._around(found))
        )

    def _no_thread(self, title: Title | None, posts: Sequence[Post], around: Sequence[Element]) -> str | None:
        """Whether nothing says that the first post asks, or that the others reply to it."""
        if not signs.asks(posts[0]) and not signs.is_question_title(title):
            return "nobody asks anything in the first post"
        if signs.are_strong(self.structure, title, posts, around):
            return None
        if doubts.is_article(posts[0]):
            return "the first post is an article, and nothing says that this is a forum"
        if doubts.words_before(self.structure.view, title, posts[0].unit.first):
            return "words stand before the first post, and nothing says that this is a forum"
        if signs.are_weak(self.structure, title, posts, around):
            return None
        return "nothing says that the posts are a thread"

    # --- A question in its own part of the page, and answers under a heading, or in elements, named so ---

    def _question_and_answers(self) -> Thread | None:
        heading = find_answers_heading(self.structure)
        if heading is None:
            return None
        title = thread_title(self.structure.view, heading.index, heading.index - 1)
        if title is None or not title.lines or title.lines[0] >= heading.index:
            return None
        units = answers_under(self.structure, heading)
        if not units:
            return self._unless("no answers stand under the heading that announces them", title, [])
        asked = Unit(doubts.start_of_thread(title, heading.index), heading.index - 1)
        return self._joined(title, asked, units, is_sure=ANSWERS.fullmatch(heading.text) is not None)

    def _named_parts(self) -> Thread | None:
        found = named_answers(self.structure)
        last = len(self.structure.blocks) - 1
        title = thread_title(self.structure.view, last, last) if found is not None else None
        if found is None or title is None:
            return None
        return self._joined(title, found[0], found[1], is_sure=True)

    def _joined(self, title: Title, asked: Unit, units: Sequence[Unit], *, is_sure: bool) -> Thread | None:
        """Put a question and its answers together.

        :param is_sure: whether the page calls them answers, and not only replies.
        """
        question = self._read_question(asked, title)
        shape = units[0].element.shape if units[0].element is not None else self.structure.box(units[0].first).shape
        posts = [question, *self._read(units, shape, title)]
        return self._unless(self._joined_doubt(title, posts, is_sure=is_sure), title, posts)

    def _read_question(self, asked: Unit, title: Title) -> Post:
        stamps = self.structure.stamps_in(asked.first, asked.last)
        asked.stamp = next((stamp for stamp in reversed(stamps) if stamp.role is Role.ASKED), next(iter(stamps), None))
        box = self.structure.box(min(asked.first, asked.last))
        shape = common(box, self.structure.box(asked.last)).shape if asked.first <= asked.last else box.shape
        return self._read([asked], shape, title)[0]

    def _joined_doubt(self, title: Title, posts: list[Post], *, is_sure: bool) -> str | None:
        question, replies = posts[0], posts[1:]
        told = sum(1 for post in replies if post.author is not None or "day" in post.found)
        is_asked = signs.is_asked(self.structure, question)
        asks = doubts.is_asking(title.text) or signs.asks(question)
        if told * 5 < len(replies) * 4:
            return "the answers name neither author nor day"
        if not any(post.text for post in replies):
            return "the answers have no text"
        if not (asks or is_asked):
            return "nobody asks anything before the answers"
        if not is_sure and not (is_asked and asks):
            return "the replies may be comments on an article"
        first = replies[0].unit
        around = doubts.elements_around(first.element, first.element or self.structure.box(first.first))
        return (
            (None if is_sure else doubts.of_kind(self.structure.view, title, around, None))
            or doubts.of_posts(replies, title, self.structure.blocks)
            or doubts.of_order(posts, sorted_by_day=False)
        )

    # --- A titled question whose asker is named by the same kind of element as those who reply below it ---

    def _post_and_replies(self) -> Thread | None:
        for title, found in self._repetitions():
            first = found.units[0].first
            start = doubts.start_of_thread(title, first)
            if title is None or not signs.is_question_title(title) or not 0 < start < first:
                continue
            if not self.structure.stamps_in(start, first - 1):
                continue
            question = self._read_question(Unit(start, first - 1), title)
            posts = [question, *self._read(found.units, found.shape, title)]
            thread = self._unless(self._replies_doubt(title, posts, found), title, posts)
            if thread is not None:
                return thread
        return None

    def _replies_doubt(self, title: Title, posts: list[Post], found: Repetition) -> str | None:
        question, replies = posts[0], posts[1:]
        blocks = self.structure.blocks
        around = self._around(found)
        if question.slot is None or any(post.slot != question.slot for post in replies[:_SEEN_REPLIES]):
            return "the text above the replies is not written by one like those who reply"
        is_ask = _ASK.match(title.text) is not None
        if not is_ask and not (doubts.is_asking(title.text) and signs.asks(question)):
            return "the title asks nothing"
        in_article = bool(question.body) and any(
            element.tag == "article" for element in self.structure.box(question.body[0].index).chain()
        )
        is_forum = signs.names_forum(self.structure, question.unit.first, around) or signs.is_asked(
            self.structure, question
        )
        if not is_ask and (not is_forum or in_article):
            return "a text and what may be comments on it"
        if not replies[0].text:
            return "the replies have no text"
        heading = nearest_heading(blocks, replies[0].unit.first)
        return (
            (None if is_ask else doubts.of_kind(self.structure.view, title, around, heading))
            or doubts.of_people(posts)
            or doubts.of_posts(replies, title, blocks)
            or doubts.of_order(posts, sorted_by_day=False)
        )
