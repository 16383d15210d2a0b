"""Fills drafts: every field of a thread by the first rule that finds it, each value with its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scraper.parser.draft import Draft, Evidence
from scraper.parser.rules import Each, Found, Rule, Scope

FieldRule = Rule | Each
Fields = Mapping[str, FieldRule]
"""Field name → rule. Nested fields are written with a slash, as in a JSON pointer: ``question/asker/name``."""

MAX_ENTRIES = 1000  # of one list on one page; a page that claims more is broken or hostile

_MOST_TEXT = 4
"""Times the page's own size (and a mebibyte) that the texts of one list may have. Entries within entries repeat each
other: nested a thousand deep, a page of some megabytes would give gigabytes."""

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


@dataclass
class DraftMaker:
    """Fills one draft, field by field."""

    fields: Fields
    scope: Scope
    base: Fields
    value: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    silent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    borrowed: list[str] = field(default_factory=list)

    def make(self, **identity: Rule | None) -> Draft:
        """Read the thread.

        :param identity: parameter of ``Draft`` → the rule that finds its value.
        """
        for name, absent in _ABSENT.items():
            self._put(self.value, name, absent)
        for name in _EMPTY_LISTS:
            self.value[name] = []
        for name, rules in self._alternatives():
            tried: list[str] = []
            for rule in rules:
                if isinstance(rule, Each):
                    if self._fill_list(name, rule):
                        self._note_borrowed(name, rule)
                        break
                    tried.append(f"each({rule.parts if isinstance(rule.parts, str) else rule.parts.__name__})")
                else:
                    found = rule.find(self.scope)
                    tried.extend(_names_until(rule, found))
                    if found is not None:
                        self._put(self.value, name, found.value)
                        self._prove(f"/{name}", found)
                        self._note_borrowed(name, rule)
                        break
            if tried:
                self.silent[f"/{name}"] = tuple(tried)
        return Draft(
            self.value,
            self.evidence,
            self.silent,
            borrowed=tuple(self.borrowed),
            **{name: self._find(rule) for name, rule in identity.items()},
        )

    def _find(self, rule: Rule | None) -> Any:
        found = rule.find(self.scope) if rule is not None else None
        return found.value if found is not None else None

    def _note_borrowed(self, name: str, rule: FieldRule) -> None:
        if self.fields.get(name) is not rule:
            self.borrowed.append(name)

    def _alternatives(self) -> Iterator[tuple[str, list[FieldRule]]]:
        own, base = self.fields, self.base
        for name in [*own, *(name for name in base if name not in own)]:
            yield name, [fields[name] for fields in (own, base) if name in fields]

    def _fill_list(self, name: str, rule: Each) -> bool:
        entries: list[Any] = []
        left = _MOST_TEXT * len(self.scope.view.page.body) + 1024 * 1024
        for scope in rule.scopes(self.scope)[:MAX_ENTRIES]:
            found = {key: inner.find(scope) for key, inner in rule.fields.items()}
            left -= sum(len(one.value) for one in found.values() if one is not None and isinstance(one.value, str))
            if left < 0:
                break
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
