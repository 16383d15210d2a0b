"""The lines that carry structure on an e-Hospital page, each told from a text that merely quotes it."""

import re
from collections.abc import Sequence

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.landmarks import Hit, groups_of, holds_only
from scraper.parser.place import BlockPlace, Place

_DAY = r"\d{4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{1,2}"
_GENDER = r"female|male|other|woman|man|girl|boy|女性?|男性?"
_AGE = (
    r"(?:under|below|over|above)\s+\d{1,3}|未[滿满]\s*\d{1,3}"
    r"|\d{1,3}\s*[~∼～〜–-]\s*\d{1,3}|\d{1,3}\s*(?:\+|以上)?"
)
_YEARS_OLD = r"years?[\s-]+olds?"

SHARE = re.compile(r"share\s+(?:to|on|this|via)\b\s*[:：]?(?P<links>.{0,200})", re.I)
INFO_HEADING = re.compile(r"more\s+info(?:rmation)?\s*[:：]?", re.I)
SIMILAR_HEADING = re.compile(r"similar\s+(?:q\s*&\s*as?|questions?(?:\s+(?:and|&)\s+answers?)?)\s*[:：]?", re.I)
FAQ_HEADING = re.compile(r"related\s+faqs?\s*[:：]?", re.I)
SECTION_HEADING = re.compile("|".join(p.pattern for p in (INFO_HEADING, SIMILAR_HEADING, FAQ_HEADING)), re.I)
REPLY_DATE = re.compile(rf"reply\s+date(?:\s*[:：]\s*(?P<date>{_DAY})?|$)\s*\.?", re.I)

_DATE_LINE = re.compile(rf"(?P<date>{_DAY})\s*\.?")
_ASK_DATE = re.compile(rf"(?P<before>.{{0,300}}?)\bask\s+date(?:\s*[:：]\s*(?P<date>{_DAY})?|$)\s*\.?", re.I | re.S)
_AGED = re.compile(
    rf"(?:(?P<name>.{{1,120}}?)(?:\s*[,，]\s*|\s+))??(?:(?P<age>{_AGE})\s*)?{_YEARS_OLD}\b\s*[,，]?\s*(?P<gender>{_GENDER})?\s*[.。,，]?",
    re.I | re.S,
)
_GENDERED = re.compile(rf"(?:(?P<name>.{{1,120}}?)\s*[,，]\s*)??(?P<gender>{_GENDER})\s*[.。,，]?", re.I | re.S)
_NAMED = re.compile(r"(?P<name>[^\"“”‘’?!]{1,60}?)\s*[.。,，]?", re.S)
DOCTOR = re.compile(
    r"(?:Dr|Doctor|Prof)\b\.?\s*(?P<author>\S.{0,80}?)\s+repl(?:y|ied|ies)(?:\s*[:：])?(?:\s+(?P<department>\S.{0,80}))?",
    re.I | re.S,
)
_TITLED = re.compile(r"(?:Dr|Doctor|Prof)\b", re.I)
_READ_MORE = re.compile(r"\[\s*read\s+more\s*\]\s*[:：]?\s*(?P<title>.*)|read\s+more\s*[:：»›>…]*", re.I | re.S)
READ_MORE_LINK = re.compile(r"\[\s*read\s+more\s*\]", re.I)
_SENTENCE_ENDS = tuple(".!?。！？;；:：,，")
MAX_TERM_CHARS = 150
# A department in parentheses; it may itself hold a pair of them.
_DEPARTMENT = r"[(（]\s*(?P<department>(?:[^()（）]|[(（][^()（）]*[)）]){1,80}?)\s*[)）]"
_PARENTHESISED = re.compile(_DEPARTMENT)
_TERM_WITH_DEPARTMENT = re.compile(rf"(?P<term>\S.{{0,{MAX_TERM_CHARS}}}?)\s*{_DEPARTMENT}", re.S)
# Several pairs on one line: a pair of parentheses that another one follows belongs to the term.
_PAIRS = re.compile(
    rf"\s*(?P<term>[^()（）]+?(?:[(（][^()（）]*[)）]\s*(?=[(（]))?)\s*{_DEPARTMENT}(?:\s*[,;|/·、]\s*|(?=\s*[^\s()（）]|\s*$))"
)
FaqPart = tuple[str, BlockPlace]
FaqPair = tuple[FaqPart | None, FaqPart | None]
_SHARE_NAMES = re.compile(
    r"(?:facebook|fb|twitter|x|line|email|e-mail|mail|whatsapp|plurk|weibo|print|copy(?: link)?|pinterest|linkedin"
    r"|reddit|telegram|messenger|google\+?|wechat|threads|instagram|tumblr|share|[|/·•,\s])+",
    re.I,
)
_PAGE_END = re.compile(
    r"(?:©|\(c\)\s|copyright\b|all rights reserved|privacy policy|terms of (?:use|service)|powered by\b"
    r"|back to top\b).{0,200}",
    re.I | re.S,
)
_PAGER = re.compile(
    r"\W*(?:(?:prev(?:ious)?|next|older|newer)(?:\s+(?:question|thread|topic|post|page|article|entry)s?)?"
    r"|(?:go\s+)?back\s+to\s+(?:the\s+)?(?:list|top|questions|index|results|home))\W*",
    re.I,
)
_MAX_PERSON_LINES = 4


def find_askers(blocks: Sequence[Block]) -> list[Hit]:
    """Return the asker lines: who asked, and ``Ask Date:``; their parts may stand on lines of their own."""
    hits = []
    for number, block in enumerate(blocks):
        # The word is looked for first: the pattern begins with anything, and most lines do not have it.
        match = _ASK_DATE.fullmatch(block.text) if "date" in block.text.lower() else None
        if match is None:
            continue
        groups = {name: value for name, value in groups_of(match, block).items() if name == "date"}
        last = number
        if "date" not in groups:
            if number + 1 >= len(blocks) or not (following := _DATE_LINE.fullmatch(blocks[number + 1].text)):
                continue
            groups |= groups_of(following, blocks[number + 1])
            last = number + 1
        person = _person_before(blocks, number, match["before"].strip())
        if person is not None:
            first, found = person
            if not found and not re.search("[:：]", block.text):
                continue  # any table may have such a row
            hits.append(Hit(first, last, groups | found))
    return hits


def _person_before(
    blocks: Sequence[Block], number: int, before: str
) -> tuple[int, dict[str, tuple[str, Place]]] | None:
    """Read name, age and gender, on the line of ``Ask Date:`` and, where it does not have them, on lines above it.

    :returns: index of the first line that belongs to the asker, and what was found; None where the line is prose.
    """
    found: dict[str, tuple[str, Place]] = {}
    first = number
    if before:
        match = _AGED.fullmatch(before) or _GENDERED.fullmatch(before) or _NAMED.fullmatch(before)
        if match is None:
            return None
        found = groups_of(match, blocks[number])
        return first, found
    for above in range(number - 1, max(-1, number - 1 - _MAX_PERSON_LINES), -1):
        block = blocks[above]
        match = _AGED.fullmatch(block.text) or _GENDERED.fullmatch(block.text)
        if match is not None and not (match.groupdict().keys() & found.keys() - {"name"} and _overlaps(match, found)):
            found = groups_of(match, block) | found
            first = above
            if "name" in found:
                break
            continue
        if _is_age(block.text) and "age" not in found and "gender" in found:
            found["age"] = (block.text.rstrip(" ,，"), BlockPlace((block,)))
            first = above
            continue
        told = "age" in found or "gender" in found or _is_beside_date(blocks, above, number)
        row = blocks[number].enclosing(FrameKind.ROW)
        one_row = first < number and shares_row(blocks[first], blocks[number])
        if block.enclosing(FrameKind.ROW) is not row and (one_row or block.text.endswith(".")):
            told = False  # the end of a question in the row above
        if _is_name(block.text, told=told):
            name = block.text.rstrip(" ,，" if "age" in found or "gender" in found else " ,，.。")
            found["name"] = (name, BlockPlace((block,), 0, len(name)))
            first = above
        break
    return first, found


def _is_beside_date(blocks: Sequence[Block], above: int, number: int) -> bool:
    """Whether a line has a cell of its own beside the date's, or one element holds it, the date and no more."""
    if above != number - 1:
        return False
    if not shares_row(blocks[above], blocks[number]):
        return any(holds_only(blocks, above, last) for last in (number, number + 1) if last < len(blocks))
    cell = blocks[above].enclosing(FrameKind.CELL)
    return above == 0 or blocks[above - 1].enclosing(FrameKind.CELL) is not cell


def _overlaps(match: re.Match[str], found: dict[str, tuple[str, Place]]) -> bool:
    return any(value and name in found for name, value in match.groupdict().items())


def _is_age(text: str) -> bool:
    return re.fullmatch(rf"(?:{_AGE})\s*[,，]?", text, re.I) is not None


def _is_name(text: str, *, told: bool) -> bool:
    """Whether a line above an asker's age or date reads as a name and not as the end of the question.

    :param told: whether what stands below it tells that a name may stand here.
    """
    if text.endswith((",", "，")):
        return len(text) <= 60
    return told and len(text) <= 40 and len(text.split()) <= 5 and not text.rstrip(".").endswith(_SENTENCE_ENDS)


def shares_row(block: Block, other: Block) -> bool:
    """Whether two lines stand in one row of a table, in different cells."""
    row = block.enclosing(FrameKind.ROW)
    if row is None or row is not other.enclosing(FrameKind.ROW):
        return False
    return block.enclosing(FrameKind.CELL) is not other.enclosing(FrameKind.CELL)


def find_doctors(blocks: Sequence[Block]) -> list[Hit]:
    """Return the lines ``Dr. <name> reply <Department>``; their parts may stand on lines of their own."""
    hits = []
    for number, block in enumerate(blocks):
        if not _TITLED.match(block.text) or len(block.text) > 200:
            continue
        hit = _doctor_at(blocks, number)
        if hit is not None:
            hits.append(hit)
    return hits


def _doctor_at(blocks: Sequence[Block], number: int) -> Hit | None:
    block = blocks[number]
    match = DOCTOR.fullmatch(block.text)
    if match is not None and match["department"]:
        return Hit(number, number, groups_of(match, block)) if _is_department(match["department"]) else None
    following = blocks[number + 1 : number + 3]
    if match is not None:
        groups = groups_of(match, block)
        # "Dr. X reply" alone: the department may stand on the next line, in the same row, link or label pair.
        if following and _is_department(following[0].text) and _is_beside(blocks, number, number + 1):
            return Hit(number, number + 1, groups | {"department": (following[0].text, BlockPlace((following[0],)))})
        return Hit(number, number, groups)
    name = re.fullmatch(r"(?:Dr|Doctor|Prof)\b\.?\s*(?P<author>\S.{0,80})", block.text, re.I)
    if name is None or not following or name["author"].endswith(_SENTENCE_ENDS):
        return None
    reply = re.fullmatch(r"repl(?:y|ied|ies)\s*[:：]?(?:\s*(?P<department>\S.{0,80}))?", following[0].text, re.I)
    if reply is None:
        return None
    groups = groups_of(name, block)
    if reply["department"]:
        return Hit(number, number + 1, groups | groups_of(reply, following[0]))
    if len(following) > 1 and _is_department(following[1].text):
        return Hit(number, number + 2, groups | {"department": (following[1].text, BlockPlace((following[1],)))})
    return Hit(number, number + 1, groups)


def _is_department(text: str) -> bool:
    return 0 < len(text) <= 60 and not text.endswith(_SENTENCE_ENDS) and not (text[0].isascii() and text[0].islower())


def _is_beside(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether lines look like parts of one: cells of a row, inline siblings, or all that one element holds."""
    block, other = blocks[first], blocks[last]
    if block.node is None or other.node is None:
        return False
    if shares_row(block, other) or holds_only(blocks, first, last):
        return True
    parent, other_parent = block.node.parent, other.node.parent
    return (
        parent is not None
        and other_parent is not None
        and parent.mem_id == other_parent.mem_id
        and (block.node.tag == other.node.tag and block.node.tag in ("span", "td", "dd", "dt", "b", "strong", "a"))
    )


def find_read_more(blocks: Sequence[Block]) -> list[Hit]:
    """Return the lines ``[Read More] <title>``; without brackets only where the line is a link."""
    hits = []
    for number, block in enumerate(blocks):
        match = _READ_MORE.fullmatch(block.text)
        if match is not None and (block.text.startswith("[") or block.links):
            hits.append(Hit(number, number, groups_of(match, block)))
    return hits


def is_share_link(block: Block) -> bool:
    """Whether a line after ``Share to:`` only names places to share to."""
    return _SHARE_NAMES.fullmatch(block.text) is not None


def is_pager(block: Block) -> bool:
    """Whether a line is nothing but links to the pages before and after."""
    return block.is_link and all(_PAGER.fullmatch(block.text, link.start, link.end) for link in block.links)


def is_page_end(block: Block) -> bool:
    """Whether a line belongs to the end of the page: copyright, privacy and the like."""
    return _PAGE_END.match(block.text) is not None


def parenthesised(block: Block) -> re.Match[str] | None:
    """Match a line that is nothing but a department in parentheses."""
    return _PARENTHESISED.fullmatch(block.text)


def faq_parts(block: Block, *, lone_department: bool) -> list[FaqPair] | None:
    """Read the pairs of FAQ term and department on one line.

    :param lone_department: whether the next line is a department alone, so that this whole line is its term.
    :returns: pairs; the first has no term where the line is a department alone; None where no department is there.
    """
    if lone := parenthesised(block):
        return [(None, _part(lone, "department", block))]
    if lone_department:
        return None
    starts = [link.start for link in block.links]
    if len(starts) > 1 and starts[0] == 0:
        pairs = [
            _TERM_WITH_DEPARTMENT.fullmatch(block.text[start:end].strip(" ,;|/·、"))
            for start, end in zip(starts, [*starts[1:], len(block.text)], strict=True)
        ]
        if all(pairs):
            return [
                (_part(pair, "term", block, start), _part(pair, "department", block, start))
                for pair, start in zip(pairs, starts, strict=True)
                if pair is not None
            ]
    found = list(_PAIRS.finditer(block.text))
    if len(found) > 1 and "".join(pair.group() for pair in found) == block.text:
        return [(_part(pair, "term", block), _part(pair, "department", block)) for pair in found]
    both = _TERM_WITH_DEPARTMENT.fullmatch(block.text)
    return [(_part(both, "term", block), _part(both, "department", block))] if both else None


def _part(match: re.Match[str], name: str, block: Block, offset: int = 0) -> FaqPart:
    return match[name].strip(), BlockPlace((block,), offset + match.start(name), offset + match.end(name))
