"""What is said in a thread of 台灣e院: bodies, each with the line that says whose it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from scraper.parser.blocks import Block
from scraper.parser.values import strip_invisible
from scraper.parser.walk import html_blocks
from scraper.sites.ehospital.speakers import Groups, asker, doctor

_STEPS = 8  # from a line up to the element that holds it and its body
# Characters outside Big5 come as numeric references; where the site escaped them again, a reader sees the reference.
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{2,6})|(?P<decimal>[0-9]{3,7}));")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A line that says who speaks.

    :param node: the element that holds it.
    :param doctor: whether it is a doctor's.
    :param groups: its parts.
    """

    node: LexborNode
    line: Block
    doctor: bool
    groups: Groups


@dataclass(frozen=True, slots=True)
class Message:
    """A body.

    :param node: the element that holds it.
    :param doctor: whether the page marks it as a doctor's; None where it does not say.
    """

    node: LexborNode
    blocks: Sequence[Block]
    doctor: bool | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A body with its speaker, where one is named."""

    blocks: Sequence[Block]
    speaker: Speaker | None
    doctor: bool


def lines_of(node: LexborNode) -> list[Block]:
    """Return what a reader sees of an element, without indents and with references to characters resolved."""
    return [_clean(block) for block in html_blocks(node)]


def line_of(node: LexborNode) -> Block | None:
    """Return what a reader sees of an element as one line."""
    blocks = lines_of(node)
    if len(blocks) < 2:
        return blocks[0] if blocks else None
    return replace(blocks[0], text=" ".join(block.text for block in blocks))


def speaker_of(node: LexborNode, line: Block, *, is_doctor: bool) -> Speaker:
    """Return what a line says of who speaks."""
    return Speaker(node, line, is_doctor, (doctor if is_doctor else asker)(line))


def who_said_what(parts: Sequence[Speaker | Message]) -> list[Said]:
    """Pair the bodies of a thread with the lines before them, both in reading order.

    A body goes with the first line before it that goes with no other body yet, rather with one inside the element
    around it: so it comes out right where each body stands under its line, and where all lines stand above all bodies.
    A body that is marked as a doctor's or an asker's goes with a line of that kind only. Where nobody is named as the
    asker, the first of several bodies is nobody's: it is the question.
    """
    waiting: list[Speaker] = []
    said: list[Said] = []
    bodies = sum(isinstance(part, Message) for part in parts)
    asked = any(isinstance(part, Speaker) and not part.doctor for part in parts)
    for part in parts:
        if isinstance(part, Speaker):
            waiting.append(part)
            continue
        nobody = part.doctor is None and not asked and not said and bodies > 1
        speaker = None if nobody else _first_fitting(part, waiting)
        if speaker is not None:
            waiting.remove(speaker)
        doctor = part.doctor if part.doctor is not None else (speaker.doctor if speaker is not None else bool(said))
        said.append(Said(part.blocks, speaker, doctor))
    return said


def _first_fitting(message: Message, waiting: Sequence[Speaker]) -> Speaker | None:
    fitting = [one for one in waiting if message.doctor is None or one.doctor is message.doctor]
    if len(fitting) < 2 or message.node.parent is None:
        return fitting[0] if fitting else None
    around = message.node.parent.mem_id
    return next((one for one in fitting if _is_inside(one.node, around)), fitting[0])


def _is_inside(node: LexborNode, around: int) -> bool:
    current: LexborNode | None = node
    for _ in range(_STEPS):
        if current is None:
            return False
        if current.mem_id == around:
            return True
        current = current.parent
    return False


def _clean(block: Block) -> Block:
    text = block.text.strip()
    position = block.position + len(block.text) - len(block.text.lstrip())
    if "&#" in text:
        text = strip_invisible(_REFERENCE.sub(_character, text))
    return block if text == block.text else replace(block, text=text, position=position)


def _character(match: re.Match[str]) -> str:
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    return chr(code) if 0xA0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]
