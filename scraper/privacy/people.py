"""The people that a record's own fields name, and who is meant where one of them is mentioned."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.qa import QARecord
from scraper.privacy.folding import COVER, fold
from scraper.privacy.kinds import Kind, Span
from scraper.privacy.words import COMPOUND_SURNAMES, EPONYM_NOUNS, PLAIN_WORDS, ROLES, SURNAMES

MAX_NAME = 64
"""Characters of the longest name that is looked for in texts."""

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
ALL_CHINESE = re.compile(rf"[{_CHINESE}]+")
_LATIN = "0-9A-Za-zÀ-ɏ_"
_BESIDE = re.compile(rf"[{_LATIN}{COVER}]")
_TITLES = re.compile(
    r"(?i)\b(?:dr|doctor|prof|professor|mr|mrs|ms|miss|md|m\.d|phd|ph\.d|rn|director|superintendent|nurse)\b\.?"
    r"|(?:主治)?(?:醫師|醫生|大夫|主任|教授|院長|博士|先生|小姐|女士|藥師|營養師|護理師|治療師|心理師)$"
)
_PARTS = re.compile(r"[^\s,.;/／()]+")
_EPONYM = re.compile(r"(?:'s)? ([A-Za-z]{2,24})|(?:氏|症)")


@lru_cache(maxsize=4096)
def same_name(name: str) -> str:
    """Return what all ways to write one name have in common: no titles, no order of the parts, no capitals."""
    plain = _TITLES.sub(" ", fold(name)[:400]).lower()
    parts = _PARTS.findall(plain) or [fold(name).lower()]
    if all(map(ALL_CHINESE.fullmatch, parts)):
        return "".join(parts)
    return " ".join(sorted(parts))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a field of the record names."""

    identity: str
    answers: bool
    """Whether this person answered, rather than asked."""

    @property
    def surname(self) -> str | None:
        """The surname of a Chinese name, None for another."""
        if not 2 <= len(self.identity) <= 4 or not ALL_CHINESE.fullmatch(self.identity):
            return None
        if self.identity.startswith(COMPOUND_SURNAMES):
            return self.identity[:2]
        return self.identity[0] if self.identity[0] in SURNAMES else None


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to mention a person."""

    identity: str
    part: bool
    """Whether it is but a part of the name, such as the surname: then it must have a capital, and be no eponym."""


class People:
    """The people of one record.

    :param names: each with whether it is somebody who answered.
    """

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        self._people: dict[str, Person] = {}
        self._forms: dict[str, _Form] = {}
        self._lengths: dict[str, list[int]] = {}
        self._parts: dict[tuple[str, bool], str] = {}
        self.plain_names: set[str] = set()
        """Names that are plain words (in small letters): looked for only where a name is due."""
        for name, answers in names:
            self._add(name, answers)
        for form in self._forms:
            lengths = self._lengths.setdefault(form[:2], [])
            if len(form) not in lengths:
                lengths.append(len(form))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)
        starts = {form[0] for form in self._forms}
        self._starts = re.compile("[" + "".join(map(re.escape, sorted(starts))) + "]") if starts else None

    @classmethod
    def of(cls, record: QARecord) -> "People":
        """Return the people that the fields of ``record`` name: asker, reply authors, authors of similar threads."""
        replies = ((reply.author, True) for reply in record.replies)
        similar = ((thread.author, True) for thread in record.similar)
        names = [(record.question.asker.name, False), *replies, *similar]
        return cls((name, answers) for name, answers in dict.fromkeys(names) if name is not None)

    def _add(self, name: str, answers: bool) -> None:
        folded = " ".join(fold(name).lower().split())
        identity = same_name(name)
        if COVER in folded or identity in self._people:
            return
        person = Person(identity, answers)
        self._people[identity] = person
        bare = " ".join(_TITLES.sub(" ", folded).replace(",", " ").split())
        for part in (*identity.split(" "), *filter(None, [person.surname])):
            self._parts.setdefault((part, answers), identity)
        turned = " ".join(reversed(bare.split(" "))) if bare.count(" ") == 1 else bare
        for form in (folded, bare, turned):
            if is_telling(form):
                self._forms.setdefault(form, _Form(identity, part=False))
            elif " " in form and len(form) <= MAX_NAME:
                self._forms.setdefault(form, _Form(identity, part=True))
            else:
                self.plain_names.add(form)
        words = bare.split(" ")
        for part in words if len(words) > 1 else ():
            if len(part) > 2 and is_telling(part) and part[0].isalpha():
                self._forms.setdefault(part, _Form(identity, part=True))
        if person.surname is not None and len(identity) - len(person.surname) == 2:
            given = identity.removeprefix(person.surname)
            if is_telling(given):
                self._forms.setdefault(given, _Form(identity, part=True))

    def find(self, text: str) -> Iterator[Span]:
        """Find mentions of these people; ``text`` is folded."""
        if self._starts is None:
            return
        small = text.lower()
        done = 0
        for start in self._starts.finditer(small):
            at = start.start()
            if at < done:
                continue
            for length in self._lengths.get(small[at : at + 2], ()):
                form = self._forms.get(small[at : at + length])
                if (
                    form is not None
                    and at + length <= len(small)
                    and self._stands_alone(text, at, at + length, form.part)
                ):
                    done = at + length
                    yield Span(at, done, Kind.NAME, form.identity)
                    break

    @staticmethod
    def _stands_alone(text: str, start: int, end: int, part: bool) -> bool:
        for inner, outer in ((start, start - 1), (end - 1, end)):
            if 0 <= outer < len(text) and _BESIDE.match(text[inner]) and _BESIDE.match(text[outer]):
                return False
        if not part:
            return True
        if text[start].islower():
            return False
        after = _EPONYM.match(text, end)
        return not after or (after[1] is not None and after[1].lower() not in EPONYM_NOUNS)

    def meant(self, mention: str, *, answers: bool | None = None) -> str:
        """Return the identity of who is meant by ``mention``, such as a surname behind a title.

        :param answers: whether the title is one of those who answer; None where there is no telling.
        """
        identity = same_name(mention)
        if identity in self._people:
            return identity
        for role in (True, False) if answers is None else (answers,):
            if (identity, role) in self._parts:
                return self._parts[identity, role]
        return identity


def is_telling(name: str) -> bool:
    """Tell whether a name, in small letters, is looked for wherever it stands, not only where a name is due.

    Not: one character, few digits, and words that mean something else far more often than a person.
    """
    if len(name) < 2 or len(name) > MAX_NAME or COVER in name:
        return False
    if not any(map(str.isalpha, name)) and sum(map(str.isalnum, name)) < 5:
        return False
    if name in ROLES or name in PLAIN_WORDS:
        return False
    return not all(word in PLAIN_WORDS for word in name.split(" "))
