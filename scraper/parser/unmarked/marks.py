"""What stands beside a post's text: its day, votes and address, the mark of an accepted answer, who its author is."""

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urldefrag

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace, NodePlace, Place
from scraper.parser.rules import Found
from scraper.parser.unmarked.post_words import (
    ACCEPTED_CLASSES,
    ACCEPTED_PAIRS,
    PERSON,
    SCORE_BESIDE_DAY,
    SCORE_LABEL,
    SCORE_LINE,
)
from scraper.parser.unmarked.sorting import Lines
from scraper.parser.unmarked.stamps import Stamp
from scraper.parser.unmarked.structure import USER_PATH, Structure
from scraper.parser.values import count

_MAX_LINES_AWAY = 6  # from the stamp, for a post's own address
_MAX_PERSON_LINES = 30  # in which gender and age are looked for
_PERMALINK = re.compile(
    r"#\d{1,6}|\d{1,6}\s?[楼樓#]|(?:perma|direct |permanent )?link(?: to (?:this )?(?:post|answer))?|链接|連結", re.I
)
_FIGURES = re.compile(r"(\d{1,2})[/\-](\d{1,2})[/\-]\d{4}")


def find_score(lines: Lines, structure: Structure, body: Sequence[int], rule: str) -> Found | None:
    """Return the post's votes: a line that says them, or an element named after them, outside its text."""
    for index in lines.scores:
        block = structure.blocks[index]
        match = SCORE_LINE.fullmatch(block.text) or SCORE_LABEL.fullmatch(block.text)
        if match is not None:
            return _score(match, block, rule)
    stamp = lines.unit.stamp
    if stamp is not None and (match := SCORE_BESIDE_DAY.search(stamp.block.text)):
        return _score(match, stamp.block, rule)
    inside = set(body)
    for named in structure.scores_in(lines.unit.first, lines.unit.last):
        if named.line not in inside and named.line not in lines.profile:
            value = count(named.text)
            place = BlockPlace((structure.blocks[named.line],), named.start, named.start + len(named.text))
            return Found(value, f"{rule}.score", place)
    return None


def _score(match: re.Match[str], block: Block, rule: str) -> Found | None:
    value = count(match["n"])
    place = BlockPlace((block,), match.start("n"), match.end("n"))
    return Found(value, f"{rule}.score", place) if value is not None else None


def find_accepted(lines: Lines, structure: Structure, rule: str) -> Found | None:
    """Return the mark of an accepted answer: a label, or a word of the post's classes."""
    if lines.marks:
        block = structure.blocks[lines.marks[0]]
        return Found(True, f"{rule}.accepted: label", BlockPlace((block,)))
    element = lines.unit.element
    if element is not None and (
        element.words & ACCEPTED_CLASSES or any(pair <= element.words for pair in ACCEPTED_PAIRS)
    ):
        return Found(True, f"{rule}.accepted: class", NodePlace(element.node, "class"))
    return None


def find_person(lines: Lines, structure: Structure, author: Found | None, rule: str) -> dict[str, Found]:
    """Return gender and age of the author, where a line beside the text says both."""
    indexes = [*([lines.stamp] if lines.stamp is not None else []), *lines.heads, *lines.profile]
    if author is not None and isinstance(author.place, BlockPlace):
        indexes.insert(0, author.place.blocks[0].index)
    stamp = lines.unit.stamp
    for index in list(dict.fromkeys(indexes))[:_MAX_PERSON_LINES]:
        block = structure.blocks[index]
        end = stamp.body if stamp is not None and stamp.block is block and stamp.body is not None else len(block.text)
        match = PERSON.search(block.text, 0, end)
        if match is not None:
            return {
                field: Found(match[group], f"{rule}.{name}", BlockPlace((block,), *match.span(group)))
                for name, field in (("gender", "gender"), ("age", "age_text"))
                for group in (f"{name}{number}" for number in range(1, 5))
                if match[group]
            }
    return {}


def find_days(stamps: Sequence[Stamp | None], rule: str) -> list[Found | None]:
    """Return the days; where day and month can be taken for one another, the other posts tell which stands first."""
    day_first = _day_stands_first(stamps)
    found: list[Found | None] = []
    for stamp in stamps:
        if stamp is None or not stamp.readings or (len(stamp.readings) > 1 and day_first is None):
            found.append(None)
            continue
        value = stamp.readings[0] if len(stamp.readings) == 1 or day_first else stamp.readings[1]
        place: Place = BlockPlace((stamp.block,), *stamp.day_span)
        if stamp.node is not None:
            place = NodePlace(stamp.node, stamp.attribute)
        found.append(Found(value, f"{rule}.day", place))
    return found


def _day_stands_first(stamps: Sequence[Stamp | None]) -> bool | None:
    """Return whether the day stands before the month in figures such as ``03/04/2024``; None where no stamp tells."""
    tells: set[bool] = set()
    for stamp in stamps:
        if stamp is not None and len(stamp.readings) == 1 and stamp.node is None:
            match = _FIGURES.match(stamp.block.text, *stamp.day_span)
            if match is not None and match[1] != match[2]:
                tells.add(int(match[1]) > 12)
    return tells.pop() if len(tells) == 1 else None


def find_addresses(
    posts: Sequence[Lines], structure: Structure, bodies: Sequence[Sequence[int]], rule: str
) -> list[Found | None]:
    """Return the posts' own addresses, where each has another: the link on its day, or its number."""
    found = [_address(lines, structure, set(body)) for lines, body in zip(posts, bodies, strict=True)]
    seen = Counter(entry[0] for entry in found if entry is not None)
    return [
        Found(entry[0], f"{rule}.url", entry[1]) if entry is not None and seen[entry[0]] == 1 else None
        for entry in found
    ]


def _address(lines: Lines, structure: Structure, inside: set[int]) -> tuple[str, Place] | None:
    stamp = lines.unit.stamp
    if stamp is None:
        return None
    at = stamp.block.index
    near = range(max(lines.unit.first, at - _MAX_LINES_AWAY), min(lines.unit.last, at + _MAX_LINES_AWAY) + 1)
    for index in [at, *(index for index in near if index != at and index not in inside)]:
        block = structure.blocks[index]
        for link in block.links:
            on_day = index == at and link.start < stamp.end and stamp.start < link.end
            leads_to_post = on_day or _PERMALINK.fullmatch(block.text[link.start : link.end])
            if not leads_to_post or USER_PATH.search(link.href):
                continue
            address = _absolute(link.href, structure)
            if address is not None and link.node is not None:
                return address, NodePlace(link.node, "href")
    return None


def _absolute(href: str, structure: Structure) -> str | None:
    url = structure.view.page.url
    if href.startswith("#"):
        return f"{urldefrag(url).url}{href}" if url is not None and len(href) > 1 else None
    return structure.view.absolute(href)
