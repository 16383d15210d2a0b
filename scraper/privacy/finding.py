"""Everything in one text that points at a person: the finders in their order, each seeing what is left by others."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from scraper.privacy import names_en, names_zh
from scraper.privacy.folding import COVER, cover, fold
from scraper.privacy.kinds import Finder, Kind, Span
from scraper.privacy.patterns import FINDERS
from scraper.privacy.people import People

MAX_ROUNDS = 4
"""How often names are looked for where they are due: of two that overlap, one shows when the other is covered."""


def find(text: str, people: People, language: str | None = None, finders: Sequence[Finder] = ()) -> list[Span]:
    """Return the spans of ``text`` in order, none overlapping another.

    :param people: who the record's own fields name.
    :param language: BCP 47 tag, for ``finders``; the built-in ones read English and Chinese whatever it says.
    :param finders: further ones, which look last.
    """
    rest = fold(text)
    found: list[Span] = []

    def take(spans: Iterable[Span]) -> bool:
        nonlocal rest
        kept = _apart(spans, rest)
        rest = cover(rest, kept)
        found.extend(kept)
        return bool(kept)

    small = rest.lower()
    for signs, looks in FINDERS:
        if any(map(small.__contains__, signs)):
            for look in looks:
                take(look(rest))
    take(people.find(rest))
    for _ in range(MAX_ROUNDS):
        if not take(_named(rest, people)):
            break
    for finder in finders:
        take(finder.find(rest, language))
    return sorted(found)


def _named(text: str, people: People) -> Iterator[Span]:
    mentions = names_en.mentions(text, people.plain_names)
    if names_zh.HAN.search(text):
        mentions = chain(mentions, names_zh.mentions(text))
    for start, end, answers in mentions:
        yield Span(start, end, Kind.NAME, people.meant(text[start:end], answers=answers))


def _apart(spans: Iterable[Span], text: str) -> list[Span]:
    """Return ``spans`` in order without those that are impossible, already covered, or overlap a longer one before."""
    kept: list[Span] = []
    done = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if done <= span.start < span.end <= len(text) and COVER not in text[span.start : span.end]:
            kept.append(span)
            done = span.end
    return kept
