"""The profile for pages of any site: what structured mark-up says of a question and its answers.

Read are ``QAPage``, questions that stand alone, ``FAQPage`` (a record for each pair) and ``DiscussionForumPosting`` of
schema.org. Its rules also stand behind those of other profiles, for the fields where these find nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urldefrag

from scraper.errors import NotQAPage
from scraper.parser.answers import find_answers, find_topics
from scraper.parser.blocks import FrameKind
from scraper.parser.language import language_tag
from scraper.parser.place import BlockPlace, NodePlace, Place
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.props import OutsideFaq, Prop, Told, plain, subject_of
from scraper.parser.rules import Computed, Each, Found, Rule, Scope
from scraper.parser.structured import Markup
from scraper.parser.things import Role, Thing, Words, local_name
from scraper.parser.values import Gender, count, day, gender
from scraper.parser.view import PageView
from scraper.request import canonical_url, host_key

_ADDRESS = re.compile(r"(?:https?:)?//\S+", re.I)
_WHOLE = re.compile(r"\.0+\s*$")
_TYPE_NAME = re.compile(r"[A-Za-z]{1,40}")
_SUFFIX = re.compile(r"(?P<title>.*\S)\s+[-–—|·»]\s+\S.*", re.S)
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
    return name if name and len(name) <= MAX_NAME_CHARS and not _ADDRESS.fullmatch(name) else None


def person_gender(words: Words) -> Gender | None:
    """Read a gender from a word or from schema.org's name for it."""
    return gender(local_name(words.literal))


def tag(words: Words) -> str | None:
    """Read a language tag."""
    return language_tag(words.literal)


def _number(thing: Thing, path: str) -> tuple[int | None, Words] | None:
    """Return the first value of a property and what it counts; None where the thing does not have the property."""
    words = next(plain(thing.values(path)), None)
    return (count(_WHOLE.sub("", words.literal)), words) if words is not None else None


def _votes(thing: Thing, _: PageView) -> tuple[int, Place] | None:
    up, down = _number(thing, "upvoteCount"), _number(thing, "downvoteCount")
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
    """Whether an answer stands under ``acceptedAnswer`` or ``suggestedAnswer``."""

    name = "acceptedAnswer | suggestedAnswer"

    def find(self, scope: Scope) -> Found | None:
        """Return what the property says in which the answer stands."""
        subject = scope.subject
        if subject is None or subject.role not in (Role.ACCEPTED, Role.SUGGESTED):
            return None
        thing = subject.things[0]
        return Found(subject.role is Role.ACCEPTED, f"{thing.syntax}({subject.role})", thing.place)


def _heading(scope: Scope) -> tuple[str, Place] | None:
    """The page's heading: of several the one that is the question's title, else the first outside page furniture."""
    if subject_of(scope) is None:
        return None
    headings = [block for block in scope.view.blocks if block.level == 1]
    name = _NAME.find(scope)
    same = [block for block in headings if name is not None and block.text == name.value]
    own = [
        block
        for block in headings
        if block.enclosing(FrameKind.FURNITURE) is None and block.enclosing(FrameKind.NAVIGATION) is None
    ]
    found = next(iter(same or own), None)
    return (found.text, BlockPlace((found,))) if found is not None else None


def _document_title(scope: Scope) -> tuple[str, Place] | None:
    """The document's title without its last part behind a dash or bar."""
    if subject_of(scope) is None or scope.view.title is None or scope.view.title_node is None:
        return None
    match = _SUFFIX.fullmatch(scope.view.title)
    return match["title"] if match else scope.view.title, NodePlace(scope.view.title_node)


def _page_language(scope: Scope) -> tuple[str, Place] | None:
    header = 'meta[http-equiv="content-language" i]'
    for selector, name in (("html", "lang"), ("html", "xml:lang"), (header, "content")):
        node = scope.view.css_first(selector)
        value = language_tag(node.attributes.get(name) or "") if node is not None else None
        if value is not None and node is not None:
            return value, NodePlace(node, name)
    return None


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
_TEXT = Prop("text", "articleBody", to=text)
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
    fields={
        "language": Computed("language of the page", _page_language)
        | Prop("inLanguage", "inLanguage/alternateName", to=tag),
        "title": Computed("h1", _heading) | _OWN_TITLE | Computed("<title>", _document_title),
        "tags": Each(find_topics, {"": Prop("keywords", to=line)}),
        "question/title": _OWN_TITLE,
        "question/text": OutsideFaq(_TEXT) | Prop("name", "headline", "text", to=text),
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
    description="any site: schema.org QAPage, FAQPage, Question or DiscussionForumPosting in JSON-LD or microdata",
    example="https://forum.example/questions/1",
    renditions=(STRUCTURED,),
)
