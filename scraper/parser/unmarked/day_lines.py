"""Lines of text that date a post or say who asked or answered, with little else beside that."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from scraper.parser.unmarked.post_words import ANSWERED_VERBS, ASKED_VERBS, EDITED, EDITED_WORDS
from scraper.parser.values import written_days

MAX_LINE_CHARS = 200
MAX_LEAD_CHARS = 100  # in which the day stands where the text of a post follows on its line
MAX_ROLE_CHARS = 90
MAX_OTHER_CHARS = 110  # beside the day, in a line that dates a post
_EDITED_CHARS = 30  # before a day, in which stands that it is another day than the post's

_BY = r"(?:by|von|por|par|da|door|от)"
_ASKERS = "提问者|提問者|发问者|發問者|質問者|提问人|提問人"
_ANSWERERS = "回答者|回覆者|答复者|答覆者|解答者|回答人|答复人"
_ASKED = rf"{ASKED_VERBS}|(?:question|submitted|sent in) by"
_ANSWERED = rf"{ANSWERED_VERBS}|(?:answer|reply|response) (?:by|from)|antwort von|respuesta de|réponse de|ответ от"
_ROLE = re.compile(
    rf"(?P<asked>(?:(?<=\s)|^)(?:{_ASKED})(?=[\s:：(（,]|$)|{_ASKERS}|提问|提問|发问|發問)"
    rf"|(?P<answered>(?:(?<=\s)|^)(?:{_ANSWERED})(?=[\s:：(（,]|$)|{_ANSWERERS}|回答|回覆|答复|答覆|解答)",
    re.I,
)
_ROLE_LINE = re.compile(
    rf"(?:(?:{_ASKED}|{_ANSWERED})\s*{_BY}?|{_ASKERS}|{_ANSWERERS})\s*[:：]?\s+\S.{{0,70}}"
    rf"|(?:{_ASKERS}|{_ANSWERERS})\s*[:：]\s*\S.{{0,70}}",
    re.I,
)
_TIME = re.compile(
    r"(?:\s?(?:T|,|-|–|@|·|at|um|à|om|kl\.?|a las|a la|alle|às|o|в)\s?|\s)?\s?"
    r"\(?[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:\.\d+)?"
    r"(?:\s?(?:[ap]\.?m\b\.?|Uhr\b|h\b|hrs\b|Z\b|(?:UTC|GMT|CES?T|[ECMP][SD]T)\b))?(?:\s?[+-]\d{2}:?\d{2}\b)?\)?",
    re.I,
)
_WEEKDAY = re.compile(
    r"(?:\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mié|jeu|jue|ven|vie|sam|sáb"
    r"|dim|dom|пн|вт|ср|чт|пт|сб|вс)\.?"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
    r"|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
    r"),?\s(?:,\s)?(?:el\s|den\s|le\s)?$",
    re.I,
)
_AGO = re.compile(
    r"(?:\babout |\bover |\balmost )?\b(?:\d{1,3}|an?|one|two|three|a few)\+?\s?"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mo|mos|months?|y|yrs?|years?)\b"
    r"(?:,? (?:and )?\d{1,2} (?:hours?|months?|days?|minutes?))?\s+ago\b"
    r"|\b(?:yesterday|today|gestern|heute|ayer|hoy|hier|ieri|вчера|сегодня)"
    r"(?=,? (?:at |um |a las |à |alle |в )?\d{1,2}[:.]\d\d|$)|\bjust now$"
    r"|\bvor (?:etwa )?(?:\d{1,3}|eine[mr]?) (?:sekunde|minute|stunde|tag|woche|monat|jahr)(?:e?n)?\b"
    r"|\bhace (?:\d{1,3}|una?) (?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?)\b"
    r"|\bil y a (?:\d{1,3}|une?) (?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)\b"
    r"|\d{1,3}\s?(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月|年|分|時間|日|か月)\s?前|\d{1,3}(?:시간|일|분|개월|년) 전"
    r"|昨天|刚刚|剛剛",
    re.I,
)
# What the lines of these kinds have; most lines have none of it, and this is the quickest way to know.
_AGO_WORDS = (
    "ago", "day", "just now", "vor ", "hace ", "il y a", "stern", "heute", "ayer", "hoy", "hier", "ieri", "вчера",
    "сегодня", "前", "전", "昨", "刚", "剛",
)  # fmt: skip
_ROLE_WORDS = (
    "ask", "answ", "repl", "respon", "question by", "submi", "sent in", "frag", "antwo", "pregu", "conte", "demand",
    "répon", "chies", "rispo", "pergu", "спра", "спро", "зада", "отве", "提", "发", "發", "質", "回", "答", "解",
)  # fmt: skip
_TEXT_FOLLOWS = re.compile(r"\s?[)）\]】]?\s?(?:[:：]|\s[-–—]\s|(?<=[)）\]】]))\s*")
_SENTENCE = re.compile(r"[.!?。！？;；](?:\s|$)")
_ABBREVIATED = re.compile(r"\b(?:dr|mr|mrs|ms|prof|st|jr|sr|vs|no|nr|uhr|[a-z])\.", re.I)


class Role(Enum):
    """What a line says that somebody did."""

    ASKED = "asked"
    ANSWERED = "answered"


class DayLine(NamedTuple):
    """What a line says of a post.

    :param start: first character of the day with its weekday and time, or of how long ago; equal to ``end`` where the
        line says neither.
    :param end: the character after them.
    :param readings: the days it may mean.
    :param day_span: characters of the day alone.
    :param body: first character of the post's text, where that begins on the same line.
    """

    start: int
    end: int
    readings: tuple[date, ...] = ()
    day_span: tuple[int, int] = (0, 0)
    body: int | None = None


class TellingWords(NamedTuple):
    """Words of which every line has one that says how long ago something was, or who asked or answered.

    A line is searched for such words as its page has at all, which are few.
    """

    ago: Sequence[str] = _AGO_WORDS
    role: Sequence[str] = _ROLE_WORDS

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TellingWords":
        """Return those that a page's lines have."""
        lower = "\n".join(texts).lower()
        return cls(
            [word for word in _AGO_WORDS if word in lower],
            [word for word in _ROLE_WORDS if word in lower],
        )


ALL_WORDS = TellingWords()


def read_line(text: str, words: TellingWords = ALL_WORDS) -> DayLine | None:
    """Read a line that dates a post or says who asked or answered; None where it is another line.

    :param words: those that lines of its page have.
    """
    if len(text) > MAX_LINE_CHARS:
        return leading_day(text)
    for day in written_days(text):
        if is_other_day(text, day.start):
            continue
        start, end = _widen(text, day.start, day.end)
        if not is_little(text[:start], text[end:]):
            return leading_day(text)
        return DayLine(start, end, day.readings, (day.start, day.end))
    lower = text.lower()
    ago = _AGO.search(text) if has_any(lower, words.ago) else None
    if ago is not None and not is_other_day(text, ago.start()):
        start, end = _widen(text, ago.start(), ago.end())
        if is_little(text[:start], text[end:]):
            return DayLine(start, end)
    may_be_role = len(text) <= MAX_ROLE_CHARS and has_any(lower, words.role)
    if not may_be_role or not _ROLE_LINE.fullmatch(text):
        return None
    return None if _has_sentence(text) else DayLine(len(text), len(text))


def has_any(text: str, words: Sequence[str]) -> bool:
    """Whether a text has one of some words; a plain loop, since every line of a page is asked."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


def leading_day(text: str) -> DayLine | None:
    """Read a line that begins with a name and a day, and goes on with the text of the post."""
    days = written_days(text[:MAX_LEAD_CHARS])
    if not days:
        return None
    day = days[0]
    start, end = _widen(text, day.start, day.end)
    behind = _TEXT_FOLLOWS.match(text, end)
    if behind is None or behind.end() == len(text) or _has_sentence(text[:start]):
        return None
    return DayLine(start, end, day.readings, (day.start, day.end), behind.end())


def role_of(text: str, words: TellingWords = ALL_WORDS) -> Role | None:
    """Return what a line that dates a post says that somebody did.

    :param words: those that lines of its page have.
    """
    may_tell = len(text) <= MAX_LINE_CHARS and has_any(text.lower(), words.role)
    match = _ROLE.search(text) if may_tell else None
    if match is None:
        return None
    return Role.ASKED if match["asked"] else Role.ANSWERED


def is_other_day(text: str, start: int) -> bool:
    """Whether what stands before a day says that it is another one than the post's: ``edited``, ``Joined:``."""
    first = max(start - _EDITED_CHARS, 0)
    return has_any(text[first:start].lower(), EDITED_WORDS) and EDITED.search(text, first, start) is not None


def is_little(before: str, after: str) -> bool:
    """Whether what stands beside a day is no sentence."""
    beside = f"{before} {after}"
    return len(beside) <= MAX_OTHER_CHARS and not _has_sentence(beside.rstrip(" .)"))


def _has_sentence(text: str) -> bool:
    """Whether a sentence ends in a text; the full stop of an abbreviation ends none."""
    return _SENTENCE.search(text) is not None and _SENTENCE.search(_ABBREVIATED.sub("", text)) is not None


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a day with the weekday before it and the time behind it."""
    weekday = _WEEKDAY.search(text, max(start - 16, 0), start)
    if weekday is not None and (len(weekday[0].strip(" .,")) > 2 or text[start].isdigit()):
        start = weekday.start()  # "Mo, Nov 2" is a name and a day, "Mo, 2.11." a Monday
    time = _TIME.match(text, end)
    return start, time.end() if time is not None else end
