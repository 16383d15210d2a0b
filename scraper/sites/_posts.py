"""What finds the fields of a thread that forum programs show as posts in a row.

The first post is the question, each other one a reply. In a post's text a quotation stays with the line that names
whom it quotes, and a list keeps its marks; captions of code boxes, notes of edits, signatures and attachments are no
part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.parser.converters import line
from scraper.parser.element_rules import Own
from scraper.parser.language import language_tag
from scraper.parser.making import FieldRule
from scraper.parser.place import NodePlace, Place
from scraper.parser.post_rules import Within
from scraper.parser.rules import Computed, Css, Each, Found, Rule, Scope, visible_text
from scraper.parser.things import Role
from scraper.parser.values import count
from scraper.sites._threads import QUESTION, REPLIES

MAX_STEPS = 100
"""Steps of a path (home, forums, category, forum …) that are looked at."""


@dataclass(frozen=True, kw_only=True)
class PostRules:
    """What finds the values of one post, looking in its element.

    :param score: None where the program has no votes and no likes.
    :param accepted: None where it marks no solution.
    """

    text: Rule
    author: Rule
    date: Rule
    url: Rule
    score: Rule | None = None
    accepted: Rule | None = None

    def fields(self) -> dict[str, Rule]:
        """Return the rules by the names of a reply's fields."""
        named = {
            "author": self.author,
            "text": self.text,
            "replied_on": self.date,
            "score": self.score,
            "accepted": self.accepted,
            "url": self.url,
        }
        return {name: rule for name, rule in named.items() if rule is not None}


def thread_fields(
    *, title: Rule, question: PostRules, reply: PostRules, department: Rule | None = None, tags: Each | None = None
) -> dict[str, FieldRule]:
    """Return the rules of a rendition for all fields of a record.

    :param title: finds the title of the thread, which is its asker's own.
    :param department: finds the forum or category that the thread is filed under.
    """

    def instead(scope: Scope) -> Found | None:
        return title.find(scope) if scope.parts.get(QUESTION) else None

    asked = {
        "question/asked_on": question.date,
        "question/score": question.score,
        "question/asker/name": question.author,
    }
    page: dict[str, FieldRule | None] = {
        "language": Css("html", attribute="lang") >> language_tag,
        "title": title,
        "department": department,
        "tags": tags,
        "question/title": title,
        **{name: Within(QUESTION, rule) for name, rule in asked.items() if rule is not None},
        "question/text": Within(QUESTION, question.text) | Computed(f"{title.name}, for want of a text", instead),
        "replies": Each(REPLIES, reply.fields(), required=("text",)),
    }
    return {name: rule for name, rule in page.items() if rule is not None}


def last_line(*selectors: str) -> Rule:
    """Return a rule for the last element with text among those that a selector matches: the inmost of a path.

    :param selectors: tried in order.
    """

    def find(scope: Scope) -> tuple[str, Place] | None:
        for selector in selectors:
            for node in reversed(scope.view.css(selector)[:MAX_STEPS]):
                if (name := line(visible_text(node) or "")) is not None:
                    return name, NodePlace(node)
        return None

    return Computed(f"last of css({' | '.join(map(repr, selectors))})", find)


def each_line(*selectors: str) -> Each:
    """Return a list of the texts of all elements that a selector matches.

    :param selectors: tried in order; the first that matches any element makes the list.
    """

    def parts(scope: Scope) -> Sequence[Scope]:
        found = next((nodes for selector in selectors if (nodes := scope.view.css(selector))), [])
        return [Scope(scope.view, node) for node in found]

    return Each(parts, {"": Own() >> line}, required=("",))


def is_accepted(properties: str) -> bool | None:
    """Read whether a post is the solution from the property that it is of its thread, in structured mark-up."""
    roles = properties.split()
    return True if Role.ACCEPTED in roles else False if Role.SUGGESTED in roles else None


def find_likes(scope: Scope) -> tuple[int, Place] | None:
    """Find the number of likes among the counts that a post has in structured mark-up."""
    for node in scope.node.css("[itemprop~=interactionStatistic]") if scope.node is not None else ():
        kind = node.css_first("[itemprop~=interactionType]")
        number = node.css_first("[itemprop~=userInteractionCount]")
        if kind is not None and number is not None and (kind.attributes.get("content") or "").endswith("/LikeAction"):
            value = count(number.attributes.get("content") or "")
            if value is not None:
                return value, NodePlace(number, "content")
    return None
