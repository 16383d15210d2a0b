"""Pages without structured mark-up: questions and answers told by the structure of the page alone.

Three things are read, in this order:

- a thread: posts that look alike and each name an author and a day, of which the first asks; or a question, and answers
  of one shape under a heading that says so (``threads``);
- questions and answers that the page labels, in HTML and in plain text (``labels``);
- a page of frequent questions, whose heading says that it is one (``faq``).

It runs on every page that nothing else reads, so its first duty is silence: comments below an article, reviews, lists
of threads, guest books, interviews and quizzes look much alike, and every doubt is a reason to read nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scraper.errors import NotQAPage
from scraper.parser.page_head import page_language
from scraper.parser.profile import Rendition
from scraper.parser.rules import Computed, Each, Found, Rule, Scope
from scraper.parser.unmarked.reading import read_threads
from scraper.parser.values import age_max, age_min, age_text, gender
from scraper.parser.view import PageView

# Where the mark-up speaks of one of these, it is the mark-up's to say whether the page asks something.
_TOLD = frozenset(
    (
        "Question Answer QAPage FAQPage DiscussionForumPosting SocialMediaPosting Comment Article NewsArticle"
        " BlogPosting Blog TechArticle Product Review AggregateRating Recipe HowTo JobPosting Event VideoObject"
        " Movie Book Course"
        " Quiz ItemList CollectionPage SearchResultsPage ProfilePage LiveBlogPosting"
    ).split()
)


class Seen(Rule):
    """What the structure of the page showed of a field."""

    def __init__(self, name: str) -> None:
        self.key = name
        self.name = f"structure({name})"

    def find(self, scope: Scope) -> Found | None:
        """Return what was seen."""
        return scope.seen.get(self.key) if isinstance(scope, SeenScope) else None


@dataclass(frozen=True, slots=True)
class SeenScope(Scope):
    """A thread, or a reply, of which everything there is to see has been seen."""

    seen: Mapping[str, Found] = field(default_factory=dict)


def threads(view: PageView) -> Sequence[Scope]:
    """Return the threads that the structure of a page shows.

    :raises NotQAPage: if there is none, or any doubt; the text says why.
    """
    told = sorted(name for thing in view.markup.things for name in thing.types & _TOLD)
    if told:
        raise NotQAPage(f"the structured mark-up tells what it is ({told[0]})")
    found, reason = read_threads(view)
    if not found:
        raise NotQAPage(reason)
    return [
        SeenScope(
            view,
            seen=thread.seen,
            parts={
                "replies": [SeenScope(view, seen=reply) for reply in thread.replies],
                "tags": [SeenScope(view, seen={"tag": tag}) for tag in thread.tags],
            },
        )
        for thread in found
    ]


UNMARKED = Rendition(
    name="structure of the page",
    threads=threads,
    key=Seen("key"),
    fields={
        "language": Computed("language of the page", lambda scope: page_language(scope.view)),
        "title": Seen("title"),
        "tags": Each("tags", {"": Seen("tag")}),
        "question/title": Seen("question_title"),
        "question/text": Seen("text"),
        "question/asked_on": Seen("day"),
        "question/score": Seen("score"),
        "question/asker/name": Seen("author"),
        "question/asker/gender": Seen("gender") >> gender,
        "question/asker/age_min": Seen("age_text") >> age_min,
        "question/asker/age_max": Seen("age_text") >> age_max,
        "question/asker/age_text": Seen("age_text") >> age_text,
        "replies": Each(
            "replies",
            {
                "author": Seen("author"),
                "text": Seen("text"),
                "replied_on": Seen("day"),
                "score": Seen("score"),
                "accepted": Seen("accepted"),
                "url": Seen("url"),
            },
            required=("text",),
        ),
    },
)
