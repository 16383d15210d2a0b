"""Stack Exchange: Stack Overflow, Super User, Server Fault, Ask Ubuntu … and the sites below ``stackexchange.com``.

Two forms are read: the one with voting cells and prose boxes that has stood since 2018, and the tables of the years
before. Comments are no answers and are left out. Many answers are spread over several pages, each of which repeats the
question.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

from scraper.errors import NotQAPage
from scraper.parser.converters import line
from scraper.parser.element_rules import Absolute, Own
from scraper.parser.nodes import outermost
from scraper.parser.post_rules import Prose, Within
from scraper.parser.profile import Rendition, SiteProfile
from scraper.parser.rules import Css, Rule, Scope
from scraper.parser.values import count, day
from scraper.parser.view import PageView
from scraper.request import canonical_url
from scraper.sites._posts import PostRules, each_line, is_accepted, thread_fields
from scraper.sites._threads import QUESTION, ThreadAddress, identity, page_number, thread_address, thread_of

# Companies have their own questions in a folder of their team.
_QUESTION = re.compile(r"(?P<folder>(?:/c/[^/]+)?)/(?:questions|q)/(?P<number>\d+)(?:/|$)")
_PAGE = re.compile(r"(?:^|&)page=(?P<page>\d{1,6})(?:&|$)")
# What the site adds behind a title, in the languages of its sites.
_STATUS = re.compile(
    r"\s+\[(?:closed|on hold|duplicate|migrated|locked|cerrada|duplicada?|fechada|en espera|em espera|закрыт|дубликат"
    r"|на удержании|クローズ済み|重複|保留)\]$",
    re.I,
)
_SHORT_LINK = re.compile(r"/a/\d+")
_KIND = re.compile(r"(?:^|\s)([a-z]+(?:-[a-z]+)*)-page(?:\s|$)")

# What the site puts into a post's text: notes that it is closed or a duplicate, and the buttons under a snippet.
_NOTES = (
    ".question-originals-of-duplicate, .question-status, .js-post-notice, .post-notice, .snippet-ctas, .snippet-result"
)


def take_apart(url: str) -> ThreadAddress | None:
    """Take a question's address apart: ``/questions/1/any-title``, ``/q/1`` or an answer's ``/questions/1/any/2#2``."""
    parts = urlsplit(canonical_url(url))
    match = _QUESTION.match(parts.path)
    if match is None:
        return None
    page = _PAGE.search(parts.query)
    thread = urlunsplit((parts.scheme, parts.netloc, f"{match['folder']}/questions/{match['number']}", "", ""))
    return ThreadAddress(
        thread, parts.netloc + match["folder"], match["number"], max(int(page["page"]), 1) if page else 1
    )


def canonical(url: str) -> str:
    """Return the site's form of an address: of a question only its number and the page of its answers count.

    :raises ValueError: if the address cannot be split.
    """
    found = take_apart(url)
    if found is None:
        return canonical_url(url)
    return found.thread if found.page == 1 else f"{found.thread}?page={found.page}"


def threads(view: PageView) -> Sequence[Scope]:
    """Return the page's question with its answers.

    :raises NotQAPage: if there is none.
    """
    asked = view.css("#question[data-questionid]") or view.css(".question[data-questionid]")
    if asked and view.css_first("#question-header, #answers") is not None:
        answers = [node for node in outermost(view.css(".answer[data-answerid]")) if not _is_deleted(node)]
        return [thread_of(view, asked[0], answers)]
    if view.css_first('link[href*="cdn.sstatic.net"]') is None:
        raise NotQAPage("no question of Stack Exchange")
    body = view.css_first("body")
    kind = _KIND.search((body.attributes.get("class") or "") if body is not None else "")
    named = f" ({kind[1]})" if kind is not None else ""
    # Other sites of the company are made of the same parts, but do not name the kind of page.
    raise NotQAPage(f"a page of Stack Exchange without a question{named}", certain=kind is not None)


def _is_deleted(answer: LexborNode) -> bool:
    return "deleted-answer" in (answer.attributes.get("class") or "").split()


def _page(view: PageView) -> int | None:
    """Which page of the answers it is; None where all stand on one."""
    pager = view.css_first(".pager-answers")
    if pager is None:
        return None
    node = pager.css_first(".current, .is-selected")
    number = page_number(node.text()) if node is not None else None
    address = thread_address(view, take_apart)
    return number or (address.page if address is not None else None)


# Readers of one value.


def without_status(title: str) -> str | None:
    """Return a title without the note that the question is closed."""
    return _STATUS.sub("", line(title) or "") or None


def first_line(text: str) -> str | None:
    """Return the name that stands first in a box about a person; posts of the community name none."""
    name = text.split("\n", 1)[0].strip()
    return None if name.casefold() == "community wiki" else name


def accepted(classes: str) -> bool:
    """Return whether an answer is marked as the accepted one."""
    return "accepted-answer" in classes.split()


def without_reader(href: str) -> str | None:
    """Return a short link without the number of the reader who shares it."""
    match = _SHORT_LINK.match(href)
    return match[0] if match is not None else href


_SCORE: Rule = (
    (Css(".js-vote-count", attribute="data-value") >> count)
    | (Css(".js-vote-count", attribute="title") >> count)
    | (Css(".js-vote-count") >> count)
    | (Css(".vote-count-post", attribute="title") >> count)
    | (Css(".vote-count-post") >> count)
    | (Own("data-score") >> count)
)


# An editor's box comes before the author's, and the day of an edit stands inside a link to the post's history.
_LAST = ".post-signature:last-of-type"
_POST = PostRules(
    text=Prose(".js-post-body", without=_NOTES) | Prose(".post-text", without=_NOTES),
    author=(
        (Css(".user-details [itemprop~=name]") >> line)
        | (Css(f"{_LAST} .user-details > a[href*='/users/']") >> line)
        | (Css(f"{_LAST} .user-details") >> first_line)
        | (Css(".s-user-card--link") >> first_line)
    ),
    date=(
        (Css(".user-action-time time[itemprop~=dateCreated]", attribute="datetime") >> day)
        | (Css(".answercell time[itemprop~=dateCreated]", attribute="datetime") >> day)
        | (Css(f"{_LAST} .user-action-time > .relativetime", attribute="title") >> day)
        | (Css(".s-user-card--time > .relativetime", attribute="title") >> day)
    ),
    score=_SCORE,
    accepted=(Own("itemprop") >> is_accepted) | (Own("class") >> accepted),
    url=Absolute(Css(".js-share-link, .short-link", attribute="href") >> without_reader),
)

QUESTION_PAGE = Rendition(
    name="question page",
    threads=threads,
    fields={
        **thread_fields(
            title=Css("#question-header h1") >> without_status,
            question=_POST,
            reply=_POST,
            tags=each_line(".post-taglist .post-tag", ".question .post-tag"),
        ),
        "question/asked_on": Within(QUESTION, _POST.date)
        | (Css("#question-header + div time[itemprop~=dateCreated]", attribute="datetime") >> day),
    },
    **identity(take_apart, "#question-header h1 a", _page),
)

PROFILE = SiteProfile(
    name="stackexchange",
    description="Stack Exchange: Stack Overflow, Super User, Server Fault … and the sites below stackexchange.com",
    example="https://stackoverflow.com/questions/1/an-example",
    renditions=(QUESTION_PAGE,),
    hosts=(
        "stackoverflow.com", "*.stackoverflow.com", "superuser.com", "*.superuser.com", "serverfault.com",
        "*.serverfault.com", "askubuntu.com", "*.askubuntu.com", "mathoverflow.net", "*.mathoverflow.net",
        "stackapps.com", "*.stackexchange.com",
    ),
    questions=re.compile(r"^https?://[^/]+/(?:questions|q)/\d"),
    licence="CC BY-SA (2.5 before 2011-04-08, 3.0 before 2018-05-02, 4.0 since)",
    canonical=canonical,
)  # fmt: skip
