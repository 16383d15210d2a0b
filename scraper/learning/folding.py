"""Forms in which texts are compared: what a reader would call the same is the same."""

import re

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\uff5e\u223c\u301c", "~"),
    }
)
_MARK = re.compile(r"^(?:\d{1,3}\. |- )")


def folded(text: str) -> str:
    """Return a text without differences of case, quotes, dashes and tildes; every character keeps its position."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters (İ) have no lower case of one character
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lowered.translate(_ALIKE)


def compact(text: str) -> str:
    """Return a text folded and without blanks: the same words give the same text, however they are laid out."""
    return "".join(folded(text).split())


def unmarked(text: str) -> str:
    """Return the compact form of a text without the marks of its lists, which mark-up gives and text may lack."""
    return compact("".join(_MARK.sub("", line) for line in text.split("\n")))
