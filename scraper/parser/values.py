"""From printed text to values: small functions that return None where the text says nothing they know."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

Gender = Literal["female", "male", "other"]

MAX_AGE = 150

MAX_MARKS = 30
"""Combining marks on one letter."""
_FEW_CHARS = 250  # of which even a text of marks only is quickly brought into normal form
_SIGNS = re.compile(rf"[^\w\s]{{{MAX_MARKS + 1}}}")  # marks are among them, and most texts have no such run

# White space that HTML collapses, with the no-break space and the separators that only ever mean "blank".
_BLANKS = re.compile("[ \t\n\r\f\x0b\x1c-\x1f\x85\xa0]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_EMOJI = "\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f"
# Characters without width. U+200D joins the parts of an emoji: between two of them it stays.
_ZERO_WIDTH = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")

_DATE = re.compile(r"(?<!\d)(\d{4})\s*[/.\-年]\s*(\d{1,2})\s*[/.\-月]\s*(\d{1,2})\s*日?(?!\d)")
# Names of months as calendars of some languages print them, a line a month.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar januari januar jänner janvier janv enero ene gennaio gen janeiro января янв stycznia",
            "february feb februar februari février févr fevrier febrero febbraio fevereiro fev февраля фев lutego",
            "march mar mars märz maerz mär mrz maart mrt marzo março marco марта мар marca",
            "april apr avril avr abril abr aprile апреля апр kwietnia",
            "may mai mei maj mayo maggio mag maio мая maja",
            "june jun juni juin junio giugno giu junho июня июн czerwca",
            "july jul juli juillet juil julio luglio lug julho июля июл lipca",
            "august aug août aout agosto ago augusti augustus августа авг sierpnia",
            "september sep sept septembre septiembre setiembre settembre setembro set сентября сен сент września",
            "october oct oktober okt octobre octubre ottobre ott outubro out октября окт października",
            "november nov novembre noviembre novembro ноября ноя listopada",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря дек grudnia",
        ),
        start=1,
    )
    for name in names.split()
}
# What every written day has; most lines have neither, and this is the quickest way to know.
_YEAR = re.compile(r"[0-9](?:[0-9]{3}|[./\-]\s?[0-9]{1,2}[./\-]\s?[0-9]{2})")
_WORD = r"[^\W\d_]{3,12}"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_WRITTEN_DAY = re.compile(
    rf"""(?<![\d.])(?P<year>\d{{4}})\s?(?:[/.\-年]|년)\s?(?P<month>\d{{1,2}})\s?(?:[/.\-月]|월)\s?(?P<day>\d{{1,2}})(?!\d)(?:\s?[日일])?
    |(?<![\d.])(?P<first>\d{{1,2}})(?P<mark>[./\-])\s?(?P<second>\d{{1,2}})(?P=mark)\s?(?P<in>\d{{4}}|\d{{2}})(?![\d/\-]|\.\d)
    |(?<![\d.])(?P<d>\d{{1,2}}){_ORDINAL}[\s\-]{{1,2}}(?:(?:de|of)\s)?(?P<m>{_WORD})\.?,?[\s\-]{{1,2}}(?:del?\s)?(?P<y>\d{{4}})(?!\d)
    |\b(?P<mm>{_WORD})\.?\s(?P<dd>\d{{1,2}}){_ORDINAL},?\s(?P<yy>\d{{4}})(?!\d)""",
    re.X | re.I,
)
_TILDES = str.maketrans(dict.fromkeys("～∼〜", "~"))
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_AGE_BAND = re.compile(r"(\d{1,3})\s*[~\-–—至到]\s*(\d{1,3})")
_AGE_FROM = re.compile(r"(\d{1,3})\s*(?:\+|歲?以上|and (?:over|above|older)|or (?:over|above|older))", re.I)
_AGE_OVER = re.compile(r"(?:over|above|older than)\s*(\d{1,3})", re.I)
_AGE_BELOW = re.compile(r"(?:under|below|less than|younger than|未[滿满])\s*(\d{1,3})", re.I)
_AGE_EXACT = re.compile(r"(\d{1,3})")
_GENDERS: dict[str, Gender] = {
    "female": "female", "woman": "female", "girl": "female", "f": "female", "女": "female", "女性": "female",
    "male": "male", "man": "male", "boy": "male", "m": "male", "男": "male", "男性": "male",
    "other": "other", "nonbinary": "other", "non-binary": "other", "diverse": "other", "其他": "other",
}  # fmt: skip
_ELLIPSES = ("...", "…")
# A list number that stands alone: what follows on the next line is its text.
_LONE_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)、．]|（\d{1,3}）|[A-Za-z][.)]|[•●▪◦‧·])")


class Ages(NamedTuple):
    """An age band in years, both ends inclusive; None where it is open or unknown."""

    low: int | None
    high: int | None


def clean_line(text: str) -> str:
    """Return one line in normal form: NFC, blanks collapsed, no zero-width or control characters."""
    return collapse(text).strip()


def collapse(text: str) -> str:
    """Return ``text`` with every run of blanks as one space, its ends kept."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text  # nothing to do for most lines of a page, and this is the quickest way to know
    # What has no width goes first: it must not keep two blanks apart.
    return _BLANKS.sub(" ", strip_invisible(text))


def strip_invisible(text: str) -> str:
    """Return ``text`` in NFC without control and zero-width characters."""
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    if text.isascii():
        return text
    # Lone surrogates cannot be written as UTF-8; a numeric reference in a hostile page may ask for one.
    if _SURROGATE.search(text):
        text = text.encode("utf-8", "replace").decode("utf-8")
    text = _ZERO_WIDTH.sub("", text)
    if len(text) > _FEW_CHARS and _SIGNS.search(text):
        text = _many_marks().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


@cache
def _many_marks() -> re.Pattern[str]:
    """Match a run of combining marks; its first group is what is kept of it.

    The time to bring such a run into its canonical order grows with the square of its length, and no writing has long
    ones (Unicode Standard Annex 15 §13, Stream-Safe Text Format).
    """
    marks = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x20000))))
    return re.compile(f"([{marks}]{{{MAX_MARKS}}})[{marks}]+")


def paragraphs(lines: Iterable[str]) -> str | None:
    """Join lines to the text of a field: one line feed between them, none empty, lone list numbers joined to theirs.

    :returns: None where nothing is left.
    """
    kept: list[str] = []
    waiting = ""
    for line in lines:
        if not line.strip():
            continue
        if waiting:
            kept.append(f"{waiting} {line.lstrip()}")
            waiting = ""
        elif is_lone_number(line):
            waiting = line.strip()
        else:
            kept.append(line.rstrip())
    if waiting:
        kept.append(waiting)
    return "\n".join(kept) or None


def is_lone_number(line: str) -> bool:
    """Whether a line is a list mark and nothing else (``1.``)."""
    return _LONE_NUMBER.fullmatch(line.strip()) is not None


def clean_text(text: str) -> str | None:
    """Return running text (line breaks mean paragraphs) in normal form, or None where nothing is left."""
    return paragraphs(clean_line(line) for line in LINE_BREAKS.split(text))


def day(text: str) -> date | None:
    """Read the calendar day of a text such as ``2007/02/03`` or an ISO 8601 time; the day as written, no zones."""
    match = _DATE.search(text.translate(_DIGITS))
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


class WrittenDay(NamedTuple):
    """A calendar day in a line of text.

    :param start: first character of it in the text.
    :param end: the character after the last one.
    :param readings: the days it may mean: one, or of ``03/04/2024`` two, the day first and the month first; none where
        the year is written with two digits.
    """

    start: int
    end: int
    readings: tuple[date, ...]


def written_days(text: str) -> Sequence[WrittenDay]:
    """Return the calendar days in a line: ``2024-03-05``, ``5.3.2024``, ``March 5, 2024``, ``5 de marzo de 2024``."""
    if not text.isascii():
        text = text.translate(_DIGITS)
    if _YEAR.search(text) is None:
        return ()
    found = ((match, _readings(match)) for match in _WRITTEN_DAY.finditer(text))
    return [WrittenDay(match.start(), match.end(), readings) for match, readings in found if readings is not None]


def _readings(parts: re.Match[str]) -> tuple[date, ...] | None:
    """Return the days that a written day may mean; None where it means none."""
    if parts["year"]:
        found = [_date(parts["year"], parts["month"], parts["day"])]
    elif parts["m"] or parts["mm"]:
        month = _MONTHS.get((parts["m"] or parts["mm"] or "").lower())
        found = [_date(parts["y"] or parts["yy"], month, parts["d"] or parts["dd"])]
    else:
        year, first, second = parts["in"] or "", parts["first"], parts["second"]
        # With full stops the day stands first, wherever they are used; with other marks only the numbers can tell.
        orders = [(second, first)] if parts["mark"] == "." else [(second, first), (first, second)]
        found = [_date(year if len(year) == 4 else "2000", month, day) for month, day in orders]
        if len(year) == 2:
            return () if any(found) else None
    days = tuple(dict.fromkeys(day for day in found if day is not None))
    return days or None


def _date(year: str | None, month: str | int | None, day: str | None) -> date | None:
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def calendar_day(text: str) -> date | None:
    """Read the first calendar day of a line that can mean one day only, in figures or with the name of its month."""
    return next((found.readings[0] for found in written_days(text) if len(found.readings) == 1), None)


def gender(text: str) -> Gender | None:
    """Read a gender from one word."""
    return _GENDERS.get(text.strip().rstrip(".").lower())


def age_text(text: str) -> str | None:
    """Return an age as printed, its tilde folded to ``~``."""
    return clean_line(text).translate(_TILDES) or None


def ages(text: str) -> Ages | None:
    """Read an age band: ``40~49``, ``34``, ``80+``, ``80以上``, ``under 10``, ``未滿10``."""
    text = text.translate(_TILDES).translate(_DIGITS).strip()
    band: Ages | None = None
    if match := _AGE_BAND.search(text):
        band = Ages(int(match[1]), int(match[2]))
    elif match := _AGE_BELOW.search(text):
        band = Ages(None, int(match[1]) - 1)
    elif match := _AGE_FROM.search(text):
        band = Ages(int(match[1]), None)
    elif match := _AGE_OVER.search(text):
        band = Ages(int(match[1]) + 1, None)
    elif match := _AGE_EXACT.search(text):
        band = Ages(int(match[1]), int(match[1]))
    if band is None or not _sensible(band):
        return None
    return band


def _sensible(band: Ages) -> bool:
    ends = [end for end in band if end is not None]
    return all(0 <= end <= MAX_AGE for end in ends) and ends == sorted(ends)


def age_min(text: str) -> int | None:
    """Return the lower end of an age band."""
    band = ages(text)
    return band.low if band else None


def age_max(text: str) -> int | None:
    """Return the upper end of an age band."""
    band = ages(text)
    return band.high if band else None


def is_truncated(text: str | None) -> bool:
    """Whether an excerpt was cut: it ends in ``...`` or ``…``."""
    return bool(text) and text.rstrip().endswith(_ELLIPSES)  # type: ignore[union-attr]


def count(text: str) -> int | None:
    """Read a count or score such as ``1,234``, ``-3`` or ``+5``; of at most 18 digits, which 64 bits hold."""
    match = re.fullmatch(r"\s*([+\-−]?)(\d{1,3}(?:[,\u202f ]\d{3}){1,5}|\d{1,18})\s*", text)
    if match is None:
        return None
    number = int(re.sub(r"\D", "", match[2]))
    return -number if match[1] in ("-", "−") else number
