"""Who speaks in a thread of 台灣e院, as its lines say.

An asker's line is ``<nickname>／<男|女>／(<age band>),YYYY/MM/DD``, a doctor's
``[<hospital>／]<department>／<name>, YYYY/MM/DD``. The first make of pages sets ``發問者：`` or ``答復者：``
before it, the second ``提問：`` or ``回覆：`` behind it. A nickname may hold any of the separators, and any
other part may be missing: so a line is read from its end.
"""

import re
from collections.abc import Mapping

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace, Place

MAX_LINE_CHARS = 1000  # of a line that says who speaks; what follows is not looked at

_MAX_END_CHARS = 40  # of a line, among which its day and its label stand

Groups = Mapping[str, tuple[str, Place]]

_LABEL_BEFORE = re.compile(r"\s*(?:發問者|答[復覆]者|回[復覆]者)\s*[：:]\s*")
_DAY = r"\d{1,4}[/／.-]\d{1,2}[/／.-]\d{1,2}(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
_ASKS = re.compile(rf"(?P<dated>{_DAY}\s?)?(?:提問|發問)\s?(?P<colon>[：:])?$")
_REPLIES = re.compile(rf"(?P<dated>{_DAY}\s?)?[回答][覆復]\s?(?P<colon>[：:])?$")
_PARTS = frozenset("／,，)）")
# Blanks are bounded: a line of nothing else must not be tried from each of its characters to its end.
_LABEL_BEHIND = re.compile(r"(?:[提發]問|[回答][覆復])\s?[：:]?$")
_DATE = re.compile(rf"(?:^|[,，]|(?<=[)）\s]))\s{{0,3}}(?P<date>{_DAY})$")
_COMMA = re.compile(r"[,，]$")
_AGE = re.compile(r"／\s{0,3}(?:[(（](?P<age>[^()（）]{0,40})[)）])?$")
_GENDER = re.compile(r"／\s{0,3}(?P<gender>[男女]性?|其他|不詳|不明|未知)?$")
_SPACE_BETWEEN = re.compile(r"(?<=[^\x00-\xff])\u3000+(?=[^\x00-\xff])")


def is_asker(text: str, *, dated: bool = False) -> bool:
    """Whether a line is an asker's, of the make that sets the label behind it.

    :param dated: whether it must name a day and a part before it: a title may end in such a word too.
    """
    return _is_speaker(_ASKS, text, dated=dated)


def is_doctor(text: str, *, dated: bool = False) -> bool:
    """Whether a line is a doctor's, of that make.

    :param dated: whether it must name a day and a part before it.
    """
    return _is_speaker(_REPLIES, text, dated=dated)


def _is_speaker(label: re.Pattern[str], text: str, *, dated: bool) -> bool:
    match = label.search(text[-_MAX_END_CHARS:])
    if match is None:
        return False
    if dated:
        return match["dated"] is not None and "／" in text
    return match["dated"] is not None or (match["colon"] is not None and not _PARTS.isdisjoint(text))


class _Line:
    """A line that loses parts at its end."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.text = block.text[:MAX_LINE_CHARS]
        before = _LABEL_BEFORE.match(self.text)
        self._start = before.end() if before is not None else 0
        self.end = len(self.text)
        self.groups: dict[str, tuple[str, Place]] = {}
        self._trim()
        self.take(_LABEL_BEHIND)
        self.take(_DATE)
        self.take(_COMMA)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Cut off what a pattern matches at the line's end, and keep its named parts."""
        match = pattern.search(self.text, self._start, self.end)
        if match is None:
            return None
        for name in match.groupdict():
            self.keep(name, *match.span(name))
        self.end = match.start()
        self._trim()
        return match

    def rest(self) -> tuple[int, int]:
        """Return the first and the last-but-one index of what is left."""
        return self._start, self.end

    def keep(self, name: str, start: int, end: int) -> None:
        """Keep a part, unless it is empty."""
        text = self.text[start:end].strip() if start >= 0 else ""
        text = text.replace("／", "/") if name == "date" else text
        if text:
            self.groups[name] = (text, BlockPlace((self._block,), start, end))

    def _trim(self) -> None:
        self.end = max(len(self.text[: self.end].rstrip()), self._start)


def asker(block: Block) -> Groups:
    """Read an asker's line: ``name``, ``gender``, ``age``, ``date``, each only where it is there."""
    line = _Line(block)
    end = line.end
    age = line.take(_AGE)
    gender = line.take(_GENDER)
    printed = age["age"] if age is not None else None
    if gender is None and printed and not any(map(str.isdecimal, printed)):
        # No gender before it and no number in it: parentheses that belong to the nickname.
        line.end = end
        del line.groups["age"]
    line.keep("name", *line.rest())
    return line.groups


def doctor(block: Block) -> Groups:
    """Read a doctor's line: ``organization``, ``department``, ``author``, ``date``, each only where it is there."""
    line = _Line(block)
    for name in ("author", "department"):
        start, end = line.rest()
        cut = line.text.rfind("／", start, end)
        line.keep(name, cut + 1 if cut >= 0 else start, end)
        line.end = max(cut, start)
    line.keep("organization", *line.rest())
    if "department" in line.groups:
        text, place = line.groups["department"]
        line.groups["department"] = (unpadded(text), place)
    return line.groups


def unpadded(department: str) -> str:
    """Return a department's name without the wide spaces that stretch it (``內　科``)."""
    return _SPACE_BETWEEN.sub("", department).strip()
