"""What a page's structured mark-up says the page is about: its question threads, each once.

A page of questions (``QAPage``) counts before a discussion that is discussed, that before a list of pairs that the
publisher wrote (``FAQPage``), that before questions that stand alone, and those before a posting nobody has answered.
What leads to other pages is no thread of this one: lists of threads, answers on a person's page, teasers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from scraper.parser.flat_posts import POSTING, unfolded
from scraper.parser.own_address import OwnAddress
from scraper.parser.replies import SAYS, Replies
from scraper.parser.same_thread import NAMED, joined, name_of
from scraper.parser.sidebars import is_beside
from scraper.parser.things import INSIDE, Role, Subject, Thing, Words
from scraper.parser.values import count

MAX_SUBJECTS = 1000

# The ways from a page to its main thing. Lists of other pages' things (itemListElement, mentions …) are none of them.
_TO_MAIN = ("mainEntity", "mainEntityOfPage", "subjectOf")
_TO_PARTS = ("hasPart", "about", INSIDE)
_LISTINGS = frozenset({"SearchResultsPage", "ProfilePage"})
# Beside one of these, a question that has an address of its own elsewhere is a teaser.
_OTHER_MAIN = frozenset(
    (
        "Article BlogPosting Course Event JobPosting Movie NewsArticle Product ProductGroup Quiz Recipe"
        " SoftwareApplication TechArticle VideoObject"
    ).split()
)
_COMMENTED = frozenset({"CommentAction", "ReplyAction"})


def find_subjects(things: Sequence[Thing], own: OwnAddress) -> tuple[Subject, ...]:
    """Return the threads that a page's outermost things tell of, in the order of the page."""
    if not things:
        return ()
    page = _Page(things, own)
    return page.asked() or page.discussed() or page.listed() or page.alone() or page.unanswered()


class _Page:
    """What a page's things are to each other."""

    def __init__(self, things: Sequence[Thing], own: OwnAddress) -> None:
        self._own = own
        self._leads = own.leads_elsewhere
        self._things = things
        self._pages = list(_reachable(things))
        self._replies = Replies(things, own)
        self._is_listing = any(not _LISTINGS.isdisjoint(thing.types) for thing in self._pages)
        postings = [thing for thing in self._pages if POSTING in thing.types and _is_asked(thing)]
        self._postings = [thing for thing in unfolded(postings[:MAX_SUBJECTS]) if _is_asked(thing)]

    def asked(self) -> tuple[Subject, ...]:
        """Return the questions of the pages that say they are pages of questions."""
        pages = [page for page in self._pages if "QAPage" in page.types]
        found = [(page, question) for page in pages for question in self._main_of(page) if _is_asked(question)]
        if self._is_listing or not found:
            return ()
        others = [*self._standing, *self._postings]
        subjects = joined(Role.QUESTION, _distinct(question for _, question in found), others, self._replies)
        # Of several pages of questions, those that have addresses of their own are told of, not shown.
        is_told = {id(question) for page, question in found if self._leads(page) or self._leads(question)}
        if len(pages) > 1:
            subjects = _without(subjects, lambda thing: id(thing) in is_told)
        return _without(subjects, self._is_link)

    def discussed(self) -> tuple[Subject, ...]:
        """Return the postings that have comments."""
        found = [posting for posting in self._postings if self._replies.to(posting)]
        # Without a text of its own it is the head of another page, or of a later one of the thread.
        found = [thing for thing in found if _says(thing) or self._own.page_of(thing) or not self._leads(thing)]
        subjects = () if self._is_listing else joined(Role.POSTING, found, [], self._replies)
        return _without(subjects, self._leads)

    def listed(self) -> tuple[Subject, ...]:
        """Return the pairs of pages that say they are lists of questions with their answers."""
        pages = [page for page in self._pages if "FAQPage" in page.types]
        pairs = _distinct(pair for page in pages for pair in self._main_of(page) if self._is_pair(pair))
        if pages and not pairs:
            pairs = [thing for thing in self._standing if self._is_pair(thing)]
        return _keyed(joined(Role.FAQ, pairs, [], self._replies))

    def alone(self) -> tuple[Subject, ...]:
        """Return the questions that stand alone, those that are the main thing of the page before others."""
        others = [page for page in self._pages if page.types.isdisjoint(("QAPage", "FAQPage"))]
        main = [thing for page in others for thing in page.things("mainEntity") if _is_question(thing)]
        found = _distinct(thing for thing in main if _is_asked(thing) and self._is_thread(thing))
        if not found:
            is_other = any(not _OTHER_MAIN.isdisjoint(thing.types) for thing in self._pages)
            found = [
                thing for thing in self._standing if self._is_thread(thing) and not (is_other and self._leads(thing))
            ]
        subjects = () if self._is_listing else joined(Role.QUESTION, found, [], self._replies)
        subjects = _without(subjects, self._is_link)
        if len(subjects) > 1:
            # Several questions without an answer are a list of links to threads, not threads.
            subjects = tuple(subject for subject in subjects if subject.replies)
        return subjects

    def unanswered(self) -> tuple[Subject, ...]:
        """Return the page's only posting, where it has a text and says that nobody has commented on it.

        Many forums tell of the first post alone, whatever else is on the page.
        """
        found = [posting for posting in self._postings if _says(posting) and not is_beside(posting)]
        if self._is_listing or len(found) != 1 or not _is_uncommented(found[0]) or self._leads(found[0]):
            return ()
        return joined(Role.POSTING, found, [], self._replies)

    @cached_property
    def _standing(self) -> list[Thing]:
        """Return the questions that no page says are its main ones, and those that answers say they answer."""
        outermost = [thing for thing in self._things if _is_question(thing)]
        answered = [parent for thing in self._things for parent in thing.things("parentItem") if _is_question(parent)]
        found = [thing for thing in _distinct([*outermost, *answered]) if _is_asked(thing)]
        return [thing for thing in found if "eduQuestionType" not in thing.properties and not is_beside(thing)]

    def _main_of(self, page: Thing) -> Iterator[Thing]:
        """Yield the questions of a page of questions: its main things, else those in it."""
        for name in ("mainEntity", *_TO_PARTS):
            found = [thing for thing in _entries(page.things(name)) if _is_question(thing)]
            if name == "mainEntity":
                found += [thing for thing in page.things(name) if not thing.types]
            if found:
                yield from found
                return

    def _is_pair(self, thing: Thing) -> bool:
        return _is_asked(thing) and bool(self._replies.to(thing))

    def _is_thread(self, thing: Thing) -> bool:
        return _says(thing) or bool(self._replies.to(thing))

    def _is_link(self, thing: Thing) -> bool:
        """Whether a question among several only leads to its own page."""
        return self._leads(thing) and not (_says(thing) and self._is_whole(thing))

    def _is_whole(self, thing: Thing) -> bool:
        """Whether a question's text is no excerpt."""
        return not (thing.first_text(*SAYS) or "").endswith(("...", "…"))


def _reachable(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield the outermost things and what they lead to as main things, each once."""
    seen: set[int] = set()
    stack = list(reversed(list(things)))
    while stack:
        thing = stack.pop()
        if id(thing) not in seen:
            seen.add(id(thing))
            yield thing
            parts = [part for part in thing.things(*_TO_PARTS) if _is_page_in(thing, part)]
            stack += reversed([*thing.things(*_TO_MAIN), *parts])


def _is_page_in(thing: Thing, part: Thing) -> bool:
    """Whether a part is a page of questions that stands on the page of the whole."""
    of_page = any(name.endswith("Page") for name in thing.types) and _LISTINGS.isdisjoint(thing.types)
    return "FAQPage" in part.types or ("QAPage" in part.types and of_page)


def _without(subjects: tuple[Subject, ...], is_other: Callable[[Thing], bool]) -> tuple[Subject, ...]:
    """Return threads; where there are several, only those of which not all that is told is of other pages."""
    if len(subjects) < 2:
        return subjects
    return tuple(subject for subject in subjects if not all(map(is_other, subject.things)))


def _entries(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield things, and of lists their entries."""
    for thing in things:
        if "ItemList" in thing.types:
            for entry in thing.things("itemListElement"):
                yield from entry.things("item") if "item" in entry.properties else (entry,)
        else:
            yield thing


def _distinct(things: Iterable[Thing]) -> list[Thing]:
    return list({id(thing): thing for thing in things}.values())[:MAX_SUBJECTS]


def _is_question(thing: Thing) -> bool:
    return "Question" in thing.types


def _is_asked(thing: Thing) -> bool:
    return thing.first_line(*NAMED) is not None or thing.first_text(*SAYS) is not None


def _says(thing: Thing) -> bool:
    return thing.first_text(*SAYS) is not None


def _is_uncommented(posting: Thing) -> bool:
    """Whether a posting says that it has no comments."""
    numbers = [posting.first_literal("commentCount")]
    for statistic in posting.things("interactionStatistic"):
        kinds = {name for kind in statistic.things("interactionType") for name in kind.types}
        kinds |= {words.literal for words in statistic.values("interactionType") if isinstance(words, Words)}
        if any(kind.endswith(tuple(_COMMENTED)) for kind in kinds):
            numbers.append(statistic.first_literal("userInteractionCount"))
    said = [count(number) for number in numbers if number is not None]
    return bool(said) and not any(number != 0 for number in said)


def _keyed(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Give each FAQ entry the key that tells it from the others: its name, numbered where another has the same."""
    counts: dict[str, int] = {}
    keyed = []
    for subject in subjects:
        name = name_of(subject.things[0]) or ""
        counts[name] = number = counts.get(name, 0) + 1
        key = name if number == 1 else f"{name}\n{number}"
        keyed.append(Subject(subject.role, subject.things, key, subject.replies))
    return tuple(keyed)
