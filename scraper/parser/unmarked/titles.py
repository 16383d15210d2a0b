"""What the thread on a page is called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from scraper.parser.blocks import Block, FrameKind
from scraper.parser.page_head import document_title, heading
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Found
from scraper.parser.values import clean_line
from scraper.parser.view import PageView

MAX_TITLE_CHARS = 300
MAX_PARTS = 10  # of a document's title, between dashes and bars
MAX_BADGE_CHARS = 30
_MIN_TITLE_CHARS = 4
_KEY_CHARS = 40  # that a reply's title must share with the thread's; some boards cut it

_SEPARATOR = re.compile(r"\s+(?:[-–—|·»•:]|::|<<|«)\s+|_(?=[^_]{1,30}$)")
_LABEL = re.compile(
    r"^(?:(?:forum|topic|thread|subject|question|title|thema|betreff|frage|tema|asunto|pregunta|sujet|主题|主題|标题|標題|问题|問題)"
    r"\s*[:：]\s*|(?:re|aw)\s?:\s*)+",
    re.I,
)
_REPLY = re.compile(r"^(?:(?:re|aw|antw|sv|回复|回覆|答复)\s?(?:\[\d+\])?\s?[:：]\s*)+", re.I)
_STATE = re.compile(
    r"\s*\[(?:closed|duplicate|solved|locked|on hold|resolved|gelöst|erledigt|geschlossen|cerrado|resuelto"
    r"|已解决|已解決)\]\s*$"
    r"|\s*\((?:read|gelesen|leído|lu|views?|visto)\s.{1,20}\)$",
    re.I,
)
_TAG = re.compile(r"^\[[^\[\]]{1,30}\]\s*")
_BADGES = "[class*=label],[class*=badge],[class*=prefix],[class*=flair]"


@dataclass(frozen=True, slots=True)
class Title:
    """What a thread is called.

    :param found: the title without labels, badges and the site's name.
    :param lines: indexes of the lines that say it; none where only the document's title does.
    :param key: the title without tags, to compare others with.
    """

    found: Found
    lines: tuple[int, ...]
    key: str

    @property
    def text(self) -> str:
        """The title."""
        return str(self.found.value)


def thread_title(view: PageView, first: int, until: int) -> Title | None:
    """Return the title of the thread whose first post begins at a line.

    :param first: index of the first post's first line.
    :param until: index of its last line: the title may stand inside the first post.
    """
    blocks = view.blocks[: until + 1]
    chosen = _heading(view, blocks, first)
    if chosen is None:
        parts = _parts(view.title or "")
        chosen = next((block for block in blocks if len(block.text) <= MAX_TITLE_CHARS and block.text in parts), None)
    if chosen is None:
        document = document_title(view)
        return _title(document[0], Found(document[0], "<title>", document[1]), ()) if document is not None else None
    start, end = _bare_span(chosen.text)
    start = max(start, _badge_length(chosen))
    name = "heading" if chosen.level else "line of the title"
    found = Found(chosen.text[start:end], name, BlockPlace((chosen,), start, end))
    title = _title(chosen.text, found, ())
    same = (
        block.index
        for block in blocks
        if block is chosen or (block.text[:1] == chosen.text[:1] and repeats(block.text, title))
    )
    return _title(chosen.text, found, tuple(same))


def page_heading(view: PageView) -> Found | None:
    """Return the page's heading, else the document's title."""
    for name, found in (("h1", heading(view, None)), ("<title>", document_title(view))):
        if found is not None:
            return Found(found[0], name, found[1])
    return None


def repeats(text: str, title: Title | None) -> bool:
    """Whether a line says a thread's title again, or is the title of a reply: ``Re: …``."""
    if title is None or len(text) > MAX_TITLE_CHARS:
        return False
    begin = title.key[:_KEY_CHARS]
    if (len(text) < len(begin) and text.isascii()) or begin not in text.casefold():
        return False  # the quickest way to know
    return _core(_REPLY.sub("", text)) == title.key or is_reply_to(text, title)


def is_reply_to(text: str, title: Title | None) -> bool:
    """Whether a line is the title of a reply: ``Re: …``."""
    reply = _REPLY.match(text) if title is not None else None
    return reply is not None and title is not None and _core(text[reply.end() :])[:_KEY_CHARS] == title.key[:_KEY_CHARS]


def nearest_heading(blocks: Sequence[Block], first: int) -> Block | None:
    """Return the last heading before a line."""
    return next((blocks[index] for index in range(first - 1, max(first - 60, -1), -1) if blocks[index].level), None)


def _title(printed: str, found: Found, lines: tuple[int, ...]) -> Title:
    return Title(found, lines, _core(printed))


def _heading(view: PageView, blocks: Sequence[Block], first: int) -> Block | None:
    """Return the heading of a thread: the last one that the document's title repeats, else the page's highest."""
    headings = [block for block in blocks if block.level and (block.index < first or block.level <= 3)]
    page = (view.title or "").casefold()
    named = [
        block
        for block in headings
        if len(core := _core(block.text)) >= _MIN_TITLE_CHARS and core in page and not _is_site(block, page)
    ]
    if named:
        return named[-1]
    own = [block for block in headings if not _in_banner(block)]
    highest = [block for block in own if block.level == 1]
    before = [block for block in own if block.index < first]
    return next(iter((highest or before)[-1:]), None)


def _parts(title: str) -> set[str]:
    """Return what stands at the beginning or the end of a document's title, up to one of its dashes or bars."""
    cuts = list(islice(_SEPARATOR.finditer(title), MAX_PARTS))
    return {title, *(title[: cut.start()] for cut in cuts), *(title[cut.end() :] for cut in cuts)}


def _core(text: str) -> str:
    """Return a title without labels, tags and state, in lower case."""
    start, end = _bare_span(text)
    return _TAG.sub("", text[start:end]).casefold()


def _bare_span(text: str) -> tuple[int, int]:
    label = _LABEL.match(text)
    start = label.end() if label is not None and label.end() < len(text) else 0
    state = _STATE.search(text, start) if text.endswith(("]", ")")) else None
    return start, state.start() if state is not None and state.start() > start else len(text)


def _badge_length(block: Block) -> int:
    """Return how much of a heading is a badge before the title: ``Solved``, in an element of its own."""
    for node in block.node.css(_BADGES) if block.node is not None else ():
        badge = clean_line(node.text(separator=" "))
        rest = block.text[len(badge) :]
        if 0 < len(badge) <= MAX_BADGE_CHARS and block.text.startswith(badge) and len(rest) > _MIN_TITLE_CHARS:
            return len(badge) + len(rest) - len(rest.lstrip())
    return 0


def _is_site(block: Block, page: str) -> bool:
    """Whether a heading is the site's name, which stands at the end of the document's title."""
    name = block.text.casefold()
    return block.level == 1 and page != name and page.endswith(name)


def _in_banner(block: Block) -> bool:
    return any(
        frame.kind is FrameKind.NAVIGATION
        or (frame.kind is FrameKind.FURNITURE and frame.node.parent is not None and frame.node.parent.tag == "body")
        for frame in block.frames()
    )
