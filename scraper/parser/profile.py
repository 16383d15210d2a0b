"""A site as data: which pages it reads, where its threads are, and which rule finds which field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from scraper.errors import NotQAPage
from scraper.parser.draft import Draft
from scraper.parser.making import MAX_ENTRIES, DraftMaker, Fields
from scraper.parser.rules import Rule, Scope
from scraper.parser.view import PageView
from scraper.request import canonical_url


class Identity(TypedDict, total=False):
    """Parameters of a ``Rendition`` that tell a thread from others."""

    native_id: Rule
    address: Rule
    part: Rule


@dataclass(frozen=True, kw_only=True)
class Rendition:
    """One way in which pages are made: a site keeps it for years, then changes it, and archives hold both.

    :param name: short name, unique in its profile.
    :param threads: finds the question threads of a page; raises ``NotQAPage`` with the reason where there is none.
    :param fields: field → rule.
    :param native_id: finds the site's own id of a thread.
    :param address: finds a thread's own address on a page that holds several.
    :param key: finds what tells the thread from others at the same address (see ``Draft.key``).
    :param part: finds which page of its thread this is, as a number from 1, where a thread may span several pages;
        nothing where the thread stands on one page. Such a thread must have a native id.
    :param licence: terms of reuse that the site declares for pages made this way; else those of the profile hold.
    """

    name: str
    threads: Callable[[PageView], Sequence[Scope]]
    fields: Fields
    native_id: Rule | None = None
    address: Rule | None = None
    key: Rule | None = None
    part: Rule | None = None
    licence: str | None = None

    def drafts(self, view: PageView, base: Fields) -> tuple[Draft, ...]:
        """Read every thread of a page.

        :param base: rules that are tried for the fields where this rendition's own find nothing.
        :raises NotQAPage: if the page holds no thread; the text says why.
        """
        scopes = self.threads(view)
        if len(scopes) > 1:
            base = {}  # what the page says as a whole must not be said of each of its threads
        return tuple(
            DraftMaker(self.fields, scope, base).make(
                native_id=self.native_id, address=self.address, key=self.key, part=self.part
            )
            for scope in scopes[:MAX_ENTRIES]
        )


@dataclass(frozen=True, kw_only=True)
class SiteProfile:
    """Everything the program knows of one site or family of sites.

    :param name: short name; the ``site`` of its records and the first part of their ids.
    :param description: one line for people.
    :param example: address of a page it reads.
    :param renditions: the ways in which its pages are made; told apart page by page, the first that finds a thread
        reads it.
    :param hosts: host names it is at home on; ``*.domain`` stands for every name below a domain.
    :param anywhere: whether it also claims pages of other hosts, or without an address, by what they say.
    :param paths: matches (``re.search``) the path of addresses that are unmistakably the site's, on whatever host.
    :param questions: matches (``re.search``) addresses that should hold a question: when nothing is found there, the
        layout has changed.
    :param licence: terms of reuse the site declares, if known.
    :param canonical: brings an address to the form under which the site knows the page.
    :param links: finds addresses the page leads to that are no links in its mark-up (a choice of page numbers).
    :param rendered: whether its pages hold their questions only once their scripts have run.
    :param baseline: field → share of its records that have it, where that is known from many pages.
    """

    name: str
    description: str
    example: str
    renditions: tuple[Rendition, ...]
    hosts: tuple[str, ...] = ()
    anywhere: bool = True
    paths: re.Pattern[str] | None = None
    questions: re.Pattern[str] | None = None
    licence: str | None = None
    canonical: Callable[[str], str] = canonical_url
    links: Callable[[PageView], Sequence[str]] | None = None
    rendered: bool = False
    baseline: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the name: it becomes part of ids."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.name):
            raise ValueError(f"a profile's name is lower-case letters, digits, - and _, not {self.name!r}")

    def drafts(self, view: PageView, *, base: Fields | None = None) -> tuple[Draft, ...]:
        """Read every thread of a page with the first rendition that finds one.

        :param base: rules that are tried for the fields where the rendition's own find nothing.
        :raises NotQAPage: if the page holds no thread; the text says why.
        """
        reasons: dict[str, None] = {}
        for rendition in self.renditions:
            try:
                drafts = rendition.drafts(view, base or {})
            except NotQAPage as error:
                if error.certain:
                    raise
                reasons[str(error)] = None
                continue
            if drafts:
                licence = rendition.licence or self.licence
                return drafts if licence is None else tuple(replace(draft, licence=licence) for draft in drafts)
        raise NotQAPage("; ".join(reasons) or "no thread")
