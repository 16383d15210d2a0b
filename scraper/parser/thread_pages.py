"""Pages of a thread that stands on several, by what the mark-up says of it: one record is made of all of them."""

import hashlib

from scraper.parser.place import At, Place
from scraper.parser.props import subject_of
from scraper.parser.rules import Found, Rule, Scope
from scraper.parser.things import Role

_WHERE = At("the page's address")


def page_number(scope: Scope) -> tuple[int, Place] | None:
    """Return which page of its thread the page is, from 1; None where the thread stands on one page."""
    page = _page(scope)
    return (page[0], _WHERE) if page is not None else None


def thread_id(scope: Scope) -> tuple[str, Place] | None:
    """Return the id of a thread on several pages: the one that its first page has by its address."""
    page = _page(scope)
    return (hashlib.sha256(page[1].encode()).hexdigest()[:16], _WHERE) if page is not None else None


def _page(scope: Scope) -> tuple[int, str] | None:
    subject = subject_of(scope)
    if subject is None or subject.role is Role.FAQ or len(scope.view.subjects) != 1:
        return None
    found = (scope.view.own.page_of(thing) for thing in subject.things)
    return next((page for page in found if page is not None), None)


class OnFirstPage(Rule):
    """A rule that does not hold on later pages of a thread."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.name = rule.name

    def find(self, scope: Scope) -> Found | None:
        """Return what the rule finds, but on a later page."""
        found = self._rule.find(scope)
        page = page_number(scope) if found is not None else None
        return None if page is not None and page[0] > 1 else found

    def names(self) -> tuple[str, ...]:
        """Return the rule's names."""
        return self._rule.names()
