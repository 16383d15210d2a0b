"""The two lists under a thread, ``Similar Q&A`` and ``Related FAQ``: one scope for each of their entries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.parser.blocks import Block
from scraper.parser.landmarks import Hit, between, first_after
from scraper.parser.layout import Layout
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Scope, Span
from scraper.parser.view import PageView
from scraper.sites.ehospital.lines import (
    MAX_TERM_CHARS,
    FaqPair,
    FaqPart,
    faq_parts,
    is_page_end,
    parenthesised,
)

_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Ground:
    """What entries are read from: a page, its blocks and what lays them out."""

    view: PageView
    blocks: Sequence[Block]
    layout: Layout

    def run(self, first: int, end: int) -> list[Block]:
        """Return the blocks of a stretch without furniture."""
        return [block for block in self.blocks[first:end] if not self.layout.is_furniture(block)]


def similar_entries(ground: Ground, first: int, end: int, marks: Sequence[Hit], doctors: Sequence[Hit]) -> list[Scope]:
    """Read the entries of ``Similar Q&A``, each of which ends in ``[Read More]``.

    :param marks: the page's ``[Read More]`` lines.
    :param doctors: the page's lines ``Dr. … reply …``.
    """
    marks = between(marks, first, end)
    if not marks:
        return _entries_without_marks(ground, first, end, doctors)
    entries = []
    for mark in marks:
        if mark.first < first:
            continue
        entry, first = _similar_entry(ground, first, end, mark, doctors)
        entries.append(entry)
    return [entry for entry in entries if entry is not None]


def _similar_entry(ground: Ground, first: int, end: int, mark: Hit, doctors: Sequence[Hit]) -> tuple[Scope | None, int]:
    """Read one entry that ends in ``[Read More]``; return it and where the next one begins."""
    blocks = ground.run(first, mark.first)
    named = mark.groups.get("title")
    doctor = first_after(between(doctors, first, mark.first), first - 1)
    before = [block for block in blocks if doctor is None or block.index < doctor.first]
    after = [block for block in blocks if doctor is not None and block.index > doctor.last]
    next_first = mark.last + 1
    spans = {"more": mark.span(ground.blocks)}
    title = _same_line(before, named[0]) if named else (0 if before else None)
    if title is not None:
        spans["title"] = Span((before[title],), groups={"title": _whole(before[title])})
        before = before[title + 1 :]
        repeated = ground.blocks[next_first : next_first + 1]
        if not named and repeated and repeated[0].text == spans["title"].blocks[0].text and next_first < end:
            spans["more"] = Span(ground.blocks[mark.first : next_first + 1])
            next_first += 1
    elif named:
        spans["title"] = Span(ground.blocks[mark.first : mark.last + 1], groups={"title": named})
        if len(before) > 1 and (before[0].level or before[0].strong or before[0].is_link):
            before = before[1:]
    else:
        return None, next_first
    spans["question"] = Span(before, ground.layout)
    if doctor is not None:
        spans["doctor"] = doctor.span(ground.blocks)
        spans["reply"] = Span(after, ground.layout)
    return Scope(ground.view, spans=spans), next_first


def _entries_without_marks(ground: Ground, first: int, end: int, doctors: Sequence[Hit]) -> list[Scope]:
    """Read entries that no ``[Read More]`` closes: title, question, doctor line and one line of reply."""
    entries: list[Scope] = []
    for doctor in between(doctors, first, end):
        before = ground.run(first, doctor.first)
        if not before:
            continue
        after = ground.run(doctor.last + 1, min(doctor.last + 2, end))
        spans = {
            "title": Span(before[:1], groups={"title": _whole(before[0])}),
            "question": Span(before[1:], ground.layout),
            "doctor": doctor.span(ground.blocks),
            "reply": Span(after, ground.layout),
        }
        entries.append(Scope(ground.view, spans=spans))
        first = doctor.last + 2
    return entries


def faq_entries(ground: Ground, first: int, end: int) -> list[Scope]:
    """Read pairs of term and department, on one line or two; what follows the last department is none."""
    blocks = ground.run(first, end)
    pairs: list[FaqPair] = []
    waiting: list[FaqPart] = []
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        parts = faq_parts(block, lone_department=following is not None and parenthesised(following) is not None)
        if parts is None:
            # A term without its department yet, unless the list has ended.
            if is_page_end(block) or len(waiting) >= 2 or len(block.text) > MAX_TERM_CHARS:
                break
            waiting.append((block.text, BlockPlace((block,))))
        else:
            if parts[0][0] is None and waiting:
                parts = [(waiting.pop(), parts[0][1]), *parts[1:]]
            pairs.extend((term, None) for term in waiting)
            pairs.extend(pair for pair in parts if pair[0] is not None)
            waiting = []
    return [_faq(ground.view, *pair) for pair in pairs or _bare_terms(blocks)]


def _bare_terms(blocks: Sequence[Block]) -> list[FaqPair]:
    """Read terms none of which has a department: the run of links, or of short lines in plain text."""
    pairs: list[FaqPair] = []
    for block in blocks:
        if is_page_end(block) or len(block.text) > MAX_TERM_CHARS:
            break
        if block.node is not None and not block.links:
            break
        links = sorted(block.links, key=lambda link: link.start)
        outside = "".join(
            block.text[before.end if before else 0 : after.start if after else None]
            for before, after in zip([None, *links], [*links, None], strict=True)
        )
        if not links:
            pairs.append(((block.text, BlockPlace((block,))), None))
        elif outside.strip(" ,;|/·、"):
            break
        pairs.extend(
            ((block.text[link.start : link.end], BlockPlace((block,), link.start, link.end)), None) for link in links
        )
    return pairs


def _faq(view: PageView, term: FaqPart | None, department: FaqPart | None) -> Scope:
    parts = {"term": term, "department": department}
    return Scope(
        view,
        spans={name: Span(part[1].blocks, groups={name: part}) for name, part in parts.items() if part is not None},
    )


def _whole(block: Block) -> tuple[str, BlockPlace]:
    return block.text, BlockPlace((block,))


def _same_line(blocks: Sequence[Block], text: str) -> int | None:
    return next((number for number, block in enumerate(blocks) if _folded(block.text) == _folded(text)), None)


def _folded(text: str) -> str:
    return _WORDS.sub(" ", text).casefold().strip()
