"""What stands in one thread of 台灣e院, whichever make its page is of."""

import re
from dataclasses import dataclass, field

from scraper.parser.blocks import Block
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Scope, Span
from scraper.parser.view import PageView
from scraper.sites.ehospital.messages import Message, Said, Speaker, who_said_what

MISSING = "不存在"
"""How the site's answer ends to the number of a question that there is not."""

ENGLISH = "Ask Date"
"""What the English rendition's askers' lines say; it may well be made of the same elements."""

MAX_PARTS = 1000  # of one thread

Piece = tuple[str, BlockPlace]

_SUBJECT = re.compile(r"(?:[#＃]\s?(?P<number>[0-9]{1,12})(?![0-9]))?\s*(?P<title>.*)", re.S)
_TOPIC = re.compile(r"相關分類\s?[：:]\s?(?P<topic>.+)", re.S)
_ENDS = " 。．.！!）)」』\"'"


@dataclass
class Post:
    """A thread while it is read.

    :param numbered: whether its number stands where only this site sets one.
    :param parts: lines that say who speaks, and bodies, in reading order.
    """

    view: PageView
    number: Piece | None = None
    title: Piece | None = None
    numbered: bool = False
    topics: list[Scope] = field(default_factory=list)
    parts: list[Speaker | Message] = field(default_factory=list)

    def add(self, part: Speaker | Message | None) -> None:
        """Add what says something."""
        empty = part is None or (isinstance(part, Speaker) and not part.groups)
        if part is not None and not empty and len(self.parts) < MAX_PARTS:
            self.parts.append(part)

    @property
    def speakers(self) -> list[Speaker]:
        """The lines that say who speaks."""
        return [part for part in self.parts if isinstance(part, Speaker)]

    @property
    def says_anything(self) -> bool:
        """Whether there is a body."""
        return any(isinstance(part, Message) and part.blocks for part in self.parts)

    @property
    def asks(self) -> bool:
        """Whether there is a question: a body, or at least a title that somebody has asked or that has a number."""
        if self.is_missing and not self.speakers:
            return False
        return self.says_anything or (self.title is not None and bool(self.speakers or self.number))

    @property
    def is_missing(self) -> bool:
        """Whether its title says that the question does not exist."""
        return self.title is not None and says_missing(self.title[0])

    def scope(self) -> Scope:
        """Return the thread as rules read it: the first body is the question, unless it is a doctor's."""
        spans = {
            name: Span(piece[1].blocks, groups={name: piece})
            for name, piece in (("number", self.number), ("title", self.title))
            if piece is not None
        }
        said = who_said_what(self.parts)
        if said and not said[0].doctor:
            spans["question"] = Span(said.pop(0).blocks)
        asker = next((one for one in self.speakers if not one.doctor), None)
        if asker is not None:
            spans["asker"] = Span((asker.line,), groups=asker.groups)
        replies = [_reply(self.view, one) for one in said]
        return Scope(self.view, spans=spans, parts={"replies": replies, "topics": self.topics})


def number_and_title(line: Block) -> tuple[Piece | None, Piece | None]:
    """Return number and title of a line such as ``#123 title``, each only where it is there."""
    match = _SUBJECT.fullmatch(line.text)
    if match is None:
        return None, None
    pieces = [
        (text, BlockPlace((line,), *match.span(name))) if (text := match[name]) else None
        for name in ("number", "title")
    ]
    return pieces[0], pieces[1]


def topics(view: PageView, line: Block) -> list[Scope]:
    """Return the topic that a line such as ``相關分類 ：topic`` names."""
    match = _TOPIC.match(line.text)
    if match is None or not (name := match["topic"].strip()):
        return []
    place = BlockPlace((line,), *match.span("topic"))
    return [Scope(view, spans={"topic": Span((line,), groups={"topic": (name, place)})})]


def says_missing(text: str) -> bool:
    """Whether a heading says that a question does not exist."""
    return text.rstrip(_ENDS).endswith(MISSING)


def _reply(view: PageView, said: Said) -> Scope:
    """Return a reply; what the asker says later is one too, in the asker's name."""
    spans = {"reply": Span(said.blocks)}
    if said.speaker is not None:
        groups = dict(said.speaker.groups)
        if not said.speaker.doctor and "name" in groups:
            groups["author"] = groups["name"]
        spans["speaker"] = Span((said.speaker.line,), groups=groups)
    return Scope(view, spans=spans)
