"""From printed text to values: small functions that return None where the text says nothing they know."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

Gender = Literal["female", "male", "other"]

MAX_AGE = 150

# White space that HTML collapses, with the no-break space and the separators that only ever mean "blank".
_BLANKS = re.compile("[ \t\n\r\f\x0b\x1c-\x1f\x85\xa0]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_EMOJI = "\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0f"
# Characters without width. U+200D joins the parts of an emoji: between two of them it stays.
_ZERO_WIDTH = re.compile(
    "[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"
)
LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")

_DATE = re.compile(r"(?<!\d)(\d{4})\s*[/.\-年]\s*(\d{1,2})\s*[/.\-月]\s*(\d{1,2})\s*日?(?!\d)")
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
    text = text.encode("utf-8", "replace").decode("utf-8") if _has_surrogate(text) else text
    return unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", text))


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


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
    """Read a count or score such as ``1,234``, ``-3`` or ``+5``."""
    match = re.fullmatch(r"\s*([+\-−]?)(\d{1,3}(?:[,\u202f ]\d{3})+|\d{1,18})\s*", text)
    if match is None:
        return None
    number = int(re.sub(r"\D", "", match[2]))
    return -number if match[1] in ("-", "−") else number
