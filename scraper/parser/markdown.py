"""Plain text that marks its headings and emphasis (``## More Info``, ``**Heat:** Warm packs.``), as unmarked blocks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scraper.parser.blocks import Block

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*?)(?:\s+#+)?")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?P<text>[^*_]+?)(?<=\S)\1")
_RULE = re.compile(r"(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}")


def without_markdown(blocks: Sequence[Block], heading: re.Pattern[str]) -> list[Block]:
    """Return the lines of a plain text without Markdown's marks.

    :param heading: a heading that shows it where Markdown marks it, as does a first line with ``#``; else the blocks
        come back unchanged, since a text may begin a line with ``#`` and mean it.
    """
    if not (blocks and blocks[0].text.startswith("# ")) and not any(_is_marked(b.text, heading) for b in blocks):
        return list(blocks)
    unmarked: list[Block] = []
    for block in blocks:
        if _RULE.fullmatch(block.text):
            continue
        match = _HEADING.fullmatch(block.text)
        text = match["text"] if match else block.text
        strong = _STRONG.fullmatch(text) is not None
        removed = [(0, match.start("text"))] if match else []
        taken = 0
        for found in _STRONG.finditer(text):
            marks = len(found[1])
            removed += [(found.start() - taken, marks), (found.end() - taken - 2 * marks, marks)]
            taken += 2 * marks
        text = _STRONG.sub(lambda found: found["text"], text)
        level = len(match["marks"]) if match else 0
        unmarked.append(
            replace(block, text=text, level=level, strong=strong, removed=tuple(removed), index=len(unmarked))
        )
    return unmarked


def _is_marked(line: str, heading: re.Pattern[str]) -> bool:
    match = _HEADING.fullmatch(line) or _STRONG.fullmatch(line)
    return match is not None and heading.fullmatch(match["text"].strip("*_ ")) is not None
