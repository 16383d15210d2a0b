"""The profile for pages of any site: what structured mark-up says of a question and its answers.

Read are ``QAPage``, questions that stand alone, ``FAQPage`` (a record for each pair) and ``DiscussionForumPosting`` of
schema.org, in JSON-LD, microdata and RDFa. Its rules also stand behind those of other profiles, for the fields where
these find nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urldefrag

from scraper.errors import NotQAPage
from scraper.parser.answers import find_answers, find_topics
from scraper.parser.language import language_tag
from scraper.parser.page_head import document_title, heading, page_language
from scraper.parser.place import NodePlace, Place
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.props import OutsideFaq, Prop, Told, Whole, plain, subject_of
from scraper.parser.replies import ADDRESS
from scraper.parser.rules import Computed, Each, Found, Rule, Scope
from scraper.parser.structured import Markup
from scraper.parser.things import Role, Thing, Words, local_name
from scraper.parser.thread_pages import OnFirstPage, page_number, thread_id
from scraper.parser.unmarked import UNMARKED
from scraper.parser.values import Gender, count, day, gender
from scraper.parser.view import PageView
from scraper.request import canonical_url, host_key

_WHOLE = re.compile(r"\.0+\s*$")
_TYPE_NAME = re.compile(r"[A-Za-z]{1,40}")
MAX_NAME_CHARS = 200


def threads(view: PageView) -> Sequence[Scope]:
    """Return the page's question threads.

    :raises NotQAPage: if there is none.
    """
    if not view.subjects:
        raise NotQAPage(_why_none(view.markup))
    return [Scope(view, subject=subject) for subject in view.subjects]


def _why_none(markup: Markup) -> str:
    if markup.things:
        types = sorted({name for thing in markup.things for name in thing.types if _TYPE_NAME.fullmatch(name)})
        of = f" (it tells of {', '.join(types[:5])})" if types else ""
        return f"the structured mark-up tells of no question{of}"
    if markup.broken:
        return "the JSON-LD cannot be read, and there is no other structured mark-up of a question"
    return "no structured mark-up of a question"


# Readers of one value. Each returns None where the value does not read as what is wanted.


def line(words: Words) -> str | None:
    """Read one line of text."""
    return words.shown.line


def text(words: Words) -> str | None:
    """Read running text."""
    return words.shown.text


def written_day(words: Words) -> date | None:
    """Read a calendar day."""
    return day(words.literal)


def person(words: Words) -> str | None:
    """Read a person's name; an address is none."""
    name = words.shown.line
    return name if name and len(name) <= MAX_NAME_CHARS and not ADDRESS.fullmatch(name) else None


def person_gender(words: Words) -> Gender | None:
    """Read a gender from a word or from schema.org's name for it."""
    return gender(local_name(words.literal))


def tag(words: Words) -> str | None:
    """Read a language tag."""
    return language_tag(words.literal)


def _number(thing: Thing, *paths: str) -> tuple[int | None, Words] | None:
    """Return the first value of the properties and what it counts; None where the thing has none of them."""
    words = next((words for path in paths for words in plain(thing.values(path))), None)
    return (count(_WHOLE.sub("", words.literal)), words) if words is not None else None


def _votes(thing: Thing, _: PageView) -> tuple[int, Place] | None:
    # The second name is a slip of a widely used library for such mark-up.
    up, down = _number(thing, "upvoteCount", "upvotedCount"), _number(thing, "downvoteCount")
    if up is None and down is None:
        return None
    numbers = [part[0] if part is not None else 0 for part in (up, down)]
    if None in numbers:
        return None  # a difference with a number that cannot be read says nothing
    place = (up or down or ())[1].place  # type: ignore[misc]
    return (numbers[0] or 0) - (numbers[1] or 0), place


def _likes(thing: Thing, _: PageView) -> tuple[int, Place] | None:
    for statistic in thing.things("interactionStatistic"):
        kinds = {local_name(words.literal) for words in statistic.values("interactionType") if isinstance(words, Words)}
        kinds |= {name for kind in statistic.things("interactionType") for name in kind.types}
        number = _number(statistic, "userInteractionCount") if "LikeAction" in kinds else None
        if number is not None and number[0] is not None:
            return number[0], number[1].place
    for words in plain(thing.values("interactionCount")):  # before interactionStatistic there was this
        kind, likes = words.literal.split(":")[0], count(words.literal.split(":")[-1])
        if kind == "UserLikes" and likes is not None:
            return likes, words.place
    return None


def _address(thing: Thing, view: PageView) -> tuple[str, Place] | None:
    for value in thing.values("url"):
        if isinstance(value, Words):
            href = value.literal
            if href.startswith("#"):
                href = urldefrag(view.page.url).url + href if view.page.url and len(href) > 1 else ""
            url = view.absolute(href)
            if url is not None:
                return url, value.place
    return None


class _Accepted(Rule):
    """Whether an answer stands under ``acceptedAnswer`` or ``suggestedAnswer``, or says itself that it is accepted."""

    name = "isAcceptedAnswer | acceptedAnswer | suggestedAnswer"

    def find(self, scope: Scope) -> Found | None:
        """Return what the answer says, else the property in which it stands."""
        subject = scope.subject
        if subject is None:
            return None
        thing = subject.things[0]
        for words in plain(thing.values("isAcceptedAnswer")):
            if local_name(words.literal).lower() == "true":
                return Found(True, f"{thing.syntax}(isAcceptedAnswer)", words.place)
        if subject.role not in (Role.ACCEPTED, Role.SUGGESTED):
            return None
        attributes = thing.node.attributes
        named = next((name for name in ("itemprop", "property", "rel") if name in attributes), None)
        place = NodePlace(thing.node, named) if named is not None else thing.place
        return Found(subject.role is Role.ACCEPTED, f"{thing.syntax}({subject.role})", place)


def _heading(scope: Scope) -> tuple[str, Place] | None:
    if subject_of(scope) is None:
        return None
    name = _NAME.find(scope)
    return heading(scope.view, name.value if name is not None else None)


def _document_title(scope: Scope) -> tuple[str, Place] | None:
    return document_title(scope.view) if subject_of(scope) is not None else None


def _thread_address(scope: Scope) -> tuple[str, Place] | None:
    """A thread's own address, on a page that holds several and gives each its own, on its own host."""
    subject, page_url = scope.subject, scope.view.page.url
    if subject is None or subject.role is Role.FAQ or page_url is None or len(scope.view.subjects) < 2:
        return None
    own = _canonical_address(subject.things[0], scope.view)
    if own is None or _addresses(scope.view)[own[0]] > 1:
        return None
    is_elsewhere = host_key(own[0]) != host_key(page_url) or own[0] == canonical_url(page_url)
    return None if is_elsewhere else own


@lru_cache(maxsize=1)
def _addresses(view: PageView) -> Counter[str]:
    """Return how many of the page's threads give each address as their own."""
    found = (_canonical_address(subject.things[0], view) for subject in view.subjects)
    return Counter(address for address, _ in filter(None, found))


def _canonical_address(thing: Thing, view: PageView) -> tuple[str, Place] | None:
    found = _address(thing, view)
    return (canonical_url(found[0]), found[1]) if found is not None else None


def _key(scope: Scope) -> tuple[str, Place] | None:
    subject = scope.subject
    return (subject.key, subject.things[0].place) if subject is not None and subject.key is not None else None


_NAME = Prop("name", "headline", to=line)
_TEXT = Whole("text", "articleBody", to=text)
_AUTHOR = Prop("author", "creator", to=person)
_DATE = Prop("datePublished", "dateCreated", to=written_day)
_SCORE: Rule = Told("upvoteCount - downvoteCount", _votes) | Told("interactionStatistic", _likes)
# An entry of a FAQ has no asker: its name is the question, whatever text stands beside it.
_OWN_TITLE = OutsideFaq(_NAME)

STRUCTURED = Rendition(
    name="structured mark-up",
    threads=threads,
    address=Computed("structured(url)", _thread_address),
    key=Computed("structured(name)", _key),
    native_id=Computed("address of the thread's first page", thread_id),
    part=Computed("number of the page in its address", page_number),
    fields={
        "language": Computed("language of the page", lambda scope: page_language(scope.view))
        | Prop("inLanguage", "inLanguage/alternateName", to=tag),
        "title": Computed("h1", _heading) | _OWN_TITLE | Computed("<title>", _document_title),
        "tags": Each(find_topics, {"": Prop("keywords", to=line)}),
        "question/title": _OWN_TITLE,
        "question/text": OutsideFaq(_TEXT) | OnFirstPage(Prop("name", "headline", "text", to=text)),
        "question/asked_on": _DATE,
        "question/score": _SCORE,
        "question/asker/name": _AUTHOR,
        "question/asker/gender": Prop("author/gender", to=person_gender),
        "replies": Each(
            find_answers,
            {
                "author": _AUTHOR,
                "text": _TEXT,
                "replied_on": _DATE,
                "score": _SCORE,
                "accepted": _Accepted(),
                "url": Told("url", _address),
            },
            required=("text",),
        ),
    },
)
"""Its rules also stand behind those of every other profile."""

UNIVERSAL = SiteProfile(
    name="universal",
    description="any site: schema.org questions in JSON-LD, microdata or RDFa, else the structure of the page",
    example="https://forum.example/questions/1",
    renditions=(STRUCTURED, UNMARKED),
)
