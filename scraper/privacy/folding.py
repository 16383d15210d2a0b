"""Text in the form in which it is searched: as long as the original, so that places in one are places in the other."""

import re
import unicodedata
from collections.abc import Iterable

from scraper.privacy.kinds import Kind, Span

COVER = "\ue000"
"""Stands for each character of what was found already (or replaced earlier): part of a word, and matched by nothing."""

PLACEHOLDERS = tuple(f"[{kind}]" for kind in Kind)
STEMS = {Kind.NAME: "person", Kind.EMAIL: "mail"}
"""How pseudonyms of a kind begin, where not as the kind is called."""
HEX_DIGITS = 10
"""Length of a pseudonym's second part: among 150,000 people, two share one with a chance of 1 in 40."""

_STEMS = "|".join(dict.fromkeys(STEMS.get(kind, str(kind)) for kind in Kind))
_CODE = rf"[a-f][0-9a-f]{{{HEX_DIGITS - 1}}}"  # begins with a letter: "phone-0912345678" on a page is no pseudonym
REPLACED = re.compile(
    rf"https://url-{_CODE}\.invalid/|(?:{_STEMS})-{_CODE}"
    rf"|\[(?:{'|'.join(map(re.escape, Kind))})\]"
)
"""What this package has put into a text: never changed again."""

_FOLDS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width forms of ASCII
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
    0x2212: "-",
    0x3000: " ",
    0xA0: " ",
    0x2019: "'",
    0x02BC: "'",
    0x0130: "i",  # the one letter whose small form is two characters
}
_DECIMALS = {  # digits of other scripts that Python's \d and int() take too
    code: str(unicodedata.decimal(chr(code))) for code in range(0x660, 0xE00) if chr(code).isdecimal()
}
_TABLE = {**_FOLDS, **_DECIMALS}


def fold(text: str) -> str:
    """Return ``text`` with full-width and other forms as ASCII and earlier replacements covered, as long as before."""
    if not text.isascii():
        text = text.translate(_TABLE)
    return REPLACED.sub(lambda found: COVER * len(found[0]), text) if "-" in text or "[" in text else text


def cover(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with ``spans`` (in order, not overlapping) covered."""
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += text[done : span.start], COVER * (span.end - span.start)
        done = span.end
    return "".join(parts) + text[done:] if parts else text
