"""A site as data: which pages it reads, where its threads are, and which rule finds which field."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.parser.draft import Draft, Evidence
from scraper.parser.rules import Each, Found, Rule, Scope
from scraper.parser.view import PageView
from scraper.request import canonical_url

FieldRule = Rule | Each
Fields = Mapping[str, FieldRule]
"""Field name → rule. Nested fields are written with a slash, as in a JSON pointer: ``question/asker/name``."""

MAX_ENTRIES = 1000  # of one list on one page; a page that claims more is broken or hostile

_EMPTY_LISTS = ("tags", "replies", "similar", "related_faqs")
_ABSENT: dict[str, Any] = {
    "language": None,
    "title": None,
    "department": None,
    "question/title": None,
    "question/asked_on": None,
    "question/score": None,
    "question/asker/name": None,
    "question/asker/gender": None,
    "question/asker/age_min": None,
    "question/asker/age_max": None,
    "question/asker/age_text": None,
    "article": None,
}
_ABSENT_IN: dict[str, dict[str, Any]] = {
    "replies": dict.fromkeys(
        ("author", "department", "organization", "text", "replied_on", "score", "accepted", "url")
    ),
    "similar": {
        **dict.fromkeys(("title", "url", "question_excerpt", "author", "department", "reply_excerpt")),
        "question_truncated": False,
        "reply_truncated": False,
    },
    "related_faqs": dict.fromkeys(("term", "department", "url")),
}


@dataclass(frozen=True, kw_only=True)
class SiteProfile:
    """Everything the program knows of one site or family of sites.

    :param name: short name; the ``site`` of its records and the first part of their ids.
    :param description: one line for people.
    :param example: address of a page it reads.
    :param hosts: host names it is at home on; it may claim pages of any other host by what they say.
    :param licence: terms of reuse the site declares, if known.
    :param threads: finds the question threads of a page; raises ``NotQAPage`` with the reason where there is none.
    :param fields: field → rule.
    :param native_id: finds the site's own id of a thread.
    :param address: finds a thread's own address on a page that holds several.
    :param key: finds what tells a thread from others at the same address (see ``Draft.key``).
    :param canonical: brings an address to the form under which the site knows the page.
    """

    name: str
    description: str
    example: str
    threads: Callable[[PageView], Sequence[Scope]]
    fields: Fields
    hosts: tuple[str, ...] = ()
    licence: str | None = None
    native_id: Rule | None = None
    address: Rule | None = None
    key: Rule | None = None
    canonical: Callable[[str], str] = canonical_url

    def __post_init__(self) -> None:
        """Check the name: it becomes part of ids."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.name):
            raise ValueError(f"a profile's name is lower-case letters, digits, - and _, not {self.name!r}")

    def drafts(self, view: PageView, *, base: "SiteProfile | None" = None) -> tuple[Draft, ...]:
        """Read every thread of a page.

        :param base: profile whose rules are tried for the fields where this one finds nothing.
        :raises NotQAPage: if the page holds no thread; the text says why.
        """
        scopes = self.threads(view)
        if len(scopes) > 1:
            base = None  # what the page says as a whole must not be said of each of its threads
        return tuple(_DraftMaker(self, scope, base).make() for scope in scopes[:MAX_ENTRIES])


@dataclass
class _DraftMaker:
    """Fills one draft, field by field."""

    profile: SiteProfile
    scope: Scope
    base: SiteProfile | None
    value: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    silent: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def make(self) -> Draft:
        for name, absent in _ABSENT.items():
            self._put(self.value, name, absent)
        for name in _EMPTY_LISTS:
            self.value[name] = []
        for name, rules in self._alternatives():
            tried: list[str] = []
            for rule in rules:
                if isinstance(rule, Each):
                    if self._fill_list(name, rule):
                        break
                    tried.append(f"each({rule.parts if isinstance(rule.parts, str) else rule.parts.__name__})")
                else:
                    found = rule.find(self.scope)
                    tried.extend(_names_until(rule, found))
                    if found is not None:
                        self._put(self.value, name, found.value)
                        self._prove(f"/{name}", found)
                        break
            if tried:
                self.silent[f"/{name}"] = tuple(tried)
        return Draft(
            self.value,
            self.evidence,
            self.silent,
            native_id=self._find(self.profile.native_id),
            address=self._find(self.profile.address),
            key=self._find(self.profile.key),
        )

    def _find(self, rule: Rule | None) -> str | None:
        found = rule.find(self.scope) if rule is not None else None
        return found.value if found is not None else None

    def _alternatives(self) -> Iterator[tuple[str, list[FieldRule]]]:
        own, base = self.profile.fields, self.base.fields if self.base is not None else {}
        for name in [*own, *(name for name in base if name not in own)]:
            yield name, [fields[name] for fields in (own, base) if name in fields]

    def _fill_list(self, name: str, rule: Each) -> bool:
        entries: list[Any] = []
        for scope in rule.scopes(self.scope)[:MAX_ENTRIES]:
            found = {key: inner.find(scope) for key, inner in rule.fields.items()}
            if any(found.get(key) is None for key in rule.required):
                continue
            pointer = f"/{name}/{len(entries)}"
            if list(rule.fields) == [""]:  # a list of plain values, such as tags
                entries.append(found[""].value)  # type: ignore[union-attr]
                self._prove(pointer, found[""])  # type: ignore[arg-type]
                continue
            entry = dict(_ABSENT_IN.get(name, {}))
            for key, result in found.items():
                if result is not None:
                    entry[key] = result.value
                    self._prove(f"{pointer}/{key}", result)
            entries.append(entry)
        if entries:
            self.value[name] = entries
        return bool(entries)

    def _prove(self, pointer: str, found: Found) -> None:
        if found.inner:
            for below, (rule, place) in found.inner.items():
                self.evidence[pointer + below] = Evidence(rule, place.describe(self.scope.view.paths))
        else:
            self.evidence[pointer] = Evidence(found.rule, found.place.describe(self.scope.view.paths))

    @staticmethod
    def _put(target: dict[str, Any], name: str, value: Any) -> None:
        *outer, last = name.split("/")
        for key in outer:
            target = target.setdefault(key, {})
        target[last] = value


def _names_until(rule: Rule, found: Found | None) -> list[str]:
    """Return the names of the alternatives that were tried and found nothing."""
    names = list(rule.names())
    return names if found is None else names[: names.index(found.rule)] if found.rule in names else []
