"""Finds names in English text where a name is due: behind titles, in salutations, signatures and introductions."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from scraper.privacy.folding import COVER
from scraper.privacy.words import INSTITUTIONS, LATIN_SURNAMES, PLAIN_WORDS


def _any(words: str) -> str:
    """Return an expression for any of ``words`` (separated by commas), whatever their capitals."""
    return f"(?i:{'|'.join(re.escape(word) for word in words.split(', '))})"


_BEGIN = rf"(?<![0-9A-Za-zÀ-ɏ_{COVER}'-])"
_END = rf"(?![0-9A-Za-zÀ-ɏ_{COVER}])"
_LINE_END = r"[.!]? ?(?=\n|\Z)"
# A word of a name begins with a capital; an initial is one, too.
_WORD = r"[A-ZÀ-Þ](?:(?:'[A-ZÀ-Þ])?[A-Za-zÀ-ɏ]{1,24}(?:['-][A-Za-zÀ-ɏ]{1,24}){0,2}|\.(?=[ A-Z]))"
_NAME = rf"{_WORD}(?:,? ?(?<=[ ,.]){_WORD}){{0,3}}"
_SHORT = rf"{_WORD}(?: {_WORD}){{0,2}}"
_SMALL = "[a-z]{3,20}"
_DEGREE = r"(?:M\.?D\.?|Ph\.?D\.?|R\.?N\.?|DDS|MBBS|FRCS)"

_DOCTOR = _any("dr, doctor, prof, professor, nurse, director, superintendent, pharmacist, therapist")
_CIVIL = _any("mr, mrs, ms, miss, mx, madam, sir, aunt, uncle")
TITLED = re.compile(rf"{_BEGIN}(?:(?P<doctor>{_DOCTOR})|(?P<civil>{_CIVIL}))(?:\. ?| )(?P<name>{_NAME}){_END}")
SMALL_TITLED = re.compile(
    rf"{_BEGIN}(?P<doctor>{_any('dr, doctor, prof')})\.? (?P<name>[a-z]{{2,20}}(?:-[a-z]{{2,20}})?){_END}"
)

_GREETING = _any(
    "dear, hi, hello, hey, good morning, good afternoon, good evening, good day, greetings, thanks, thank you, "
    "many thanks, welcome"
)
GREETED = re.compile(
    r"(?:\A|(?<=[\n.!?,:])|(?<=[\n.!?,:] )) ?"
    rf"{_GREETING}(?: again| to)?,? (?:there,? )?(?P<name>{_SHORT}|{_SMALL}(?=[,!:\n])){_END}"
)

_CLOSING = _any(
    "sincerely, yours truly, yours sincerely, yours faithfully, yours, best regards, kind regards, warm regards, "
    "kindest regards, warmest regards, regards, best wishes, best, cheers, many thanks, thanks again, thanks a lot, "
    "thanks in advance, thanks so much, thanks, thank you very much, thank you so much, thank you again, "
    "thank you in advance, thank you, take care, love, respectfully, with best regards, with regards, "
    "with best wishes, with thanks, from, signed, replied by, answered by, posted by, written by"
)
SIGNED = re.compile(
    rf"(?:\A|(?<=[\n.!?,;])|(?<=[\n.!?,;] )) ?{_CLOSING}(?: yours)?[,.!:]{{0,2}}[ \n]{{1,3}}"
    rf"(?P<name>{_NAME}|(?<=[,\n] ){_SMALL}|(?<=\n){_SMALL}),?(?: ?{_DEGREE})?{_LINE_END}"
)
DASHED = re.compile(rf"(?:\n|(?<=[.!?] ))(?:--|~) ?(?P<name>{_SHORT}|{_SMALL}){_LINE_END}")

_INTRODUCTION = _any(
    "my name is, my full name is, my first name is, my last name is, my name's, my name:, call me, i am called, "
    "i'm called, i am named, i'm named"
)
INTRODUCED = re.compile(rf"{_BEGIN}{_INTRODUCTION} (?P<name>{_SHORT}|{_SMALL}(?= [a-z]{{3,20}}[,.\n]|[,.\n])){_END}")
_I_AM = _any("i am, i'm")
_THIS_IS = _any("this is, it is, it's")
I_AM = re.compile(
    rf"{_BEGIN}(?:{_I_AM} (?P<name>{_SHORT})(?=,|\.| and I| from| here| again|!)"
    rf"|{_THIS_IS} (?P<other>{_SHORT})(?= from| here| speaking| again))"
)
# In small letters only: in a heading every word has a capital, and the next one is no name.
_RELATIVE = (
    "(?:husband|wife|son|daughter|mother|father|mom|mum|dad|brother|sister|friend|boyfriend|girlfriend|grandmother|"
    "grandfather|grandma|grandpa|aunt|uncle|baby|child|fianc[eé]e?|partner|cousin|nephew|niece|colleague|neighbou?r|"
    "roommate|teacher|boss|doctor|dentist)"
)
RELATED = re.compile(
    rf"{_BEGIN}{_any('my, our, his, her')}(?: (?:[a-z-]{{2,12}}|[0-9]{{1,2}}[a-z-]{{0,12}})){{0,2}} {_RELATIVE},?"
    rf"(?: is)?(?: named| called)? (?P<name>{_SHORT}){_END}"
)
_LABEL = _any(
    "patient, patient name, patient's name, name, full name, contact, contact person, attending, attending physician, "
    "physician, author, signed"
)
LABELLED = re.compile(rf"{_BEGIN}(?:{_LABEL} ?: ?|{_any('asked, referred, seen, treated')} by )(?P<name>{_NAME}){_END}")
DEGREED = re.compile(rf"{_BEGIN}(?P<name>{_WORD}(?: {_WORD}){{1,3}}),? ?{_DEGREE}{_END}")
_WORDS = re.compile(r"[^ ,]+")


class Mention(NamedTuple):
    """A name where a name is due."""

    start: int
    end: int
    answers: bool | None
    """Whether a title says that this person answers; None where there is no telling."""


_DR = ("dr.", "dr ", "doctor", "prof")
_OFFICES = ("director", "superintendent", "pharmacist", "therapist")
_CONTEXTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (TITLED, (*_DR, "nurse", "mr", "ms.", "ms ", "mx", "sir", "aunt", "uncle", "madam", "miss", *_OFFICES)),
    (SMALL_TITLED, _DR),
    (DEGREED, ("md", "m.d", "phd", "ph.d", "rn", "r.n", "dds", "mbbs", "frcs")),
    (
        SIGNED,
        ("sincer", "yours", "regards", "best", "wishes", "cheers", "thank", "take", "love", "spect", "from", "by"),
    ),
    (GREETED, ("dear", "hi", "hello", "hey", "good", "greetings", "thank", "welcome")),
    (DASHED, ("--", "~")),
    (INTRODUCED, ("name", "call")),
    (I_AM, ("i am", "i'm", "is is", "it is", "it's")),
    (RELATED, ("my ", "our ", "his ", "her ")),
    (LABELLED, (":", " by ")),
)
"""Where a name is due, with what a text in small letters must have at least one of, or there is none."""


def mentions(text: str, nicknames: Container[str] = ()) -> Iterator[Mention]:
    """Yield the names in folded ``text``; they may overlap.

    :param nicknames: plain words, in small letters, that are somebody's name here.
    """
    small = text.lower()
    for pattern, signs in _CONTEXTS:
        if any(map(small.__contains__, signs)):
            yield from _found(pattern, text, nicknames)


def _found(pattern: re.Pattern[str], text: str, nicknames: Container[str]) -> Iterator[Mention]:
    """Yield what one expression finds; behind each name the search goes on: the next may begin there."""
    at = 0
    while found := pattern.search(text, at):
        mention = _told(found, nicknames)
        at = max(found.start() + 1, found.start("name") if mention is None else mention.end)
        if mention is not None:
            yield mention


def _told(found: re.Match[str], nicknames: Container[str]) -> Mention | None:
    """Cut the name where plain words begin; what is left, if anything, is the name."""
    start, end = found.span("name" if found["name"] else "other")
    kept = end if found.string[start:end].lower() in nicknames else start
    for word in _WORDS.finditer(found.string, start, end) if kept < end else ():
        plain = word[0].lower().strip(".'").removesuffix("'s")
        if plain not in PLAIN_WORDS:
            kept = word.end()
        elif kept > start:
            if plain in INSTITUTIONS and found.re is not TITLED:
                return None
            break
        elif found.re is DEGREED:  # a degree ends a name; what comes before it may be a sentence
            start = kept = min(word.end() + 1, end)
        else:
            return None
    if found.re is SMALL_TITLED and found["name"].split("-")[0] not in LATIN_SURNAMES:
        return None
    name = found.string[start:kept].rstrip(" ,.")
    if not name or (len(name) == 1 and found.re is not TITLED):
        return None
    answers = found["doctor"] is not None if found.re in {TITLED, SMALL_TITLED} else None
    return Mention(start, start + len(name.removesuffix("'s")), answers)
