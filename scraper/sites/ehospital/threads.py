"""Where the threads of an e-Hospital page lie: named spans between its landmark lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scraper.errors import NotQAPage
from scraper.parser.blocks import Block, FrameKind
from scraper.parser.landmarks import (
    Hit,
    between,
    common_container,
    find_lines,
    first_after,
    is_within,
    last_before,
    split_lines,
)
from scraper.parser.layout import Layout
from scraper.parser.markdown import without_markdown
from scraper.parser.place import BlockPlace
from scraper.parser.rules import Scope, Span
from scraper.parser.view import PageView
from scraper.sites.ehospital.entries import Ground, faq_entries, similar_entries
from scraper.sites.ehospital.lines import (
    DOCTOR,
    FAQ_HEADING,
    INFO_HEADING,
    READ_MORE_LINK,
    REPLY_DATE,
    SECTION_HEADING,
    SHARE,
    SIMILAR_HEADING,
    faq_parts,
    find_askers,
    find_doctors,
    find_read_more,
    is_page_end,
    is_pager,
    is_share_link,
)

_REACH = 8  # lines after a section's heading among which its first entry must show

MAX_LAST_LINES = 4  # of a page, set off by a rule
MAX_THREADS = 1000  # on one page
MAX_TITLE_CHARS = 160
MIN_LINKS_IN_BOX = 2
MIN_LINES_UNDER_HEADING = 2
_FILED = re.compile(r"\S\s-\s[A-Z][^.?!]{1,60}$")
_FURNITURE = frozenset({FrameKind.FURNITURE, FrameKind.NAVIGATION})
_GREETING = re.compile(r"(?:hello|hi|dear|greetings|good (?:day|morning|afternoon|evening))\b", re.I)
_NUMBER = re.compile(r"#(?P<id>\d{1,12})\b\s*")


@dataclass(frozen=True, slots=True)
class _Lines:
    """All landmark lines of a page, each kind in reading order."""

    blocks: Sequence[Block]
    askers: list[Hit]
    doctors: list[Hit]
    reply_dates: list[Hit]
    info: list[Hit]
    similar: list[Hit]
    faq: list[Hit]
    more: list[Hit]
    share: list[Hit]

    @classmethod
    def on(cls, blocks: Sequence[Block]) -> "_Lines":
        return cls(
            blocks=blocks,
            askers=find_askers(blocks),
            doctors=find_doctors(blocks),
            reply_dates=_with_date_below(blocks, find_lines(blocks, REPLY_DATE)),
            info=_headings(blocks, INFO_HEADING),
            similar=_headings(blocks, SIMILAR_HEADING),
            faq=_headings(blocks, FAQ_HEADING),
            more=find_read_more(blocks),
            share=find_lines(blocks, SHARE),
        )

    def layout(self) -> Layout:
        """Return what lays out the page; a side bar that only names doctors or threads stays furniture."""
        certain = Layout.around(
            self.blocks[n]
            for hit in (*self.askers, *self.reply_dates, *self.info, *self.similar, *self.faq)
            for n in range(hit.first, hit.last + 1)
        )
        others = [self.blocks[n] for hit in (*self.doctors, *self.more) for n in range(hit.first, hit.last + 1)]
        return certain.and_around(block for block in others if not certain.is_furniture(block))


def threads(view: PageView) -> list[Scope]:
    """Return the page's question threads.

    :raises NotQAPage: if it has none; the text says which line is missing.
    """
    shown = view.blocks if view.is_html else without_markdown(view.blocks, SECTION_HEADING)
    blocks = split_lines(shown, READ_MORE_LINK, DOCTOR)
    lines = _Lines.on(blocks)
    if not blocks:
        raise NotQAPage("the page shows no text")
    if not lines.askers:
        if lines.doctors:
            raise NotQAPage("no line with 'Ask Date:', only replies: a list of threads, or another kind of page")
        raise NotQAPage("no line with 'Ask Date:'")
    if _lists_threads(lines):
        raise NotQAPage("lines with 'Ask Date:' stand under links to threads only: a list of threads")
    layout = lines.layout()
    return [_Thread(view, lines, layout, *bounds).scope() for bounds in _split(lines)]


def _lists_threads(lines: _Lines) -> bool:
    """Whether the page only lists threads, each with its asker line.

    No reply of such a page is dated, and its first entry ends in ``[Read More]`` though no section of similar threads
    has begun, or there are several asker lines and a link of its own above each.
    """
    asker = lines.askers[0]
    if any(hit.first > asker.last for hit in lines.reply_dates):
        return False
    more = first_after(lines.more, asker.last)
    if more is not None and last_before(lines.similar, more.first) is None:
        return True
    starts = [0, *(hit.last + 1 for hit in lines.askers)]
    return len(lines.askers) > 1 and all(
        any(_leads_elsewhere(block, lines.blocks[hit.first]) for block in lines.blocks[start : hit.first])
        for start, hit in zip(starts, lines.askers, strict=False)
    )


def _leads_elsewhere(block: Block, asker: Block) -> bool:
    """Whether a line is a link, and not one of furniture that stands around an asker line."""
    if not block.is_link or is_share_link(block):
        return False
    around = set(asker.frames())
    return not any(frame.kind in _FURNITURE and frame not in around for frame in block.frames())


def _split(lines: _Lines) -> list[tuple[int, int]]:
    """Return the first and the last-but-one index of each thread.

    A page holds a second thread where a whole one (asker, doctor, reply date) is followed by another whole one. An
    asker line without that is one that a text quotes.
    """
    starts = [0]
    asker = lines.askers[0]
    while len(starts) < MAX_THREADS:
        doctor = first_after(lines.doctors, asker.last)
        closed = first_after(lines.reply_dates, doctor.last) if doctor else None
        following = first_after(lines.askers, closed.last) if closed else None
        if closed is None or following is None:
            break
        next_doctor = first_after(lines.doctors, following.last)
        if next_doctor is None or first_after(lines.reply_dates, next_doctor.last) is None:
            break
        last_closed = last_before(lines.reply_dates, following.first)
        starts.append((last_closed or closed).last + 1)
        asker = following
    return list(zip(starts, [*starts[1:], len(lines.blocks)], strict=True))


def _headings(blocks: Sequence[Block], pattern: re.Pattern[str]) -> list[Hit]:
    """Return the headings of a section; a tab or an anchor that leads to one is none where there is a real one."""
    hits = find_lines(blocks, pattern)
    return [hit for hit in hits if not _leads_here(blocks[hit.first])] or hits


def _leads_here(block: Block) -> bool:
    anchored = any("#" in link.href for link in block.links)
    return anchored or block.enclosing(FrameKind.NAVIGATION) is not None


def _with_date_below(blocks: Sequence[Block], hits: list[Hit]) -> list[Hit]:
    """Join a ``Reply Date:`` label to the date on the line below it; drop labels without a date."""
    joined = []
    for hit in hits:
        below = hit.last + 1
        if "date" in hit.groups:
            joined.append(hit)
        elif below < len(blocks) and re.fullmatch(r"\d{4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{1,2}", blocks[below].text):
            joined.append(Hit(hit.first, below, {"date": (blocks[below].text, BlockPlace((blocks[below],)))}))
    return joined


class _Thread:
    """One thread: finds its landmarks among the lines, then the spans between them."""

    def __init__(self, view: PageView, lines: _Lines, layout: Layout, start: int, end: int) -> None:
        self.view = view
        self.blocks = lines.blocks
        self.layout = layout
        self.ground = Ground(view, lines.blocks, layout)
        self.lines = lines
        self.start = start
        self.end = end
        self.asker, self.doctor = self._asker_and_doctor()
        # Behind the first reply date: a heading before it is one that the reply quotes.
        closed = first_after(lines.reply_dates, self.doctor.last) if self.doctor else None
        opened = max(hit.last for hit in (self.asker, self.doctor, closed) if hit is not None)
        self.similar = self._section(lines.similar, opened, self._opens_similar)
        self.faq = self._section(lines.faq, opened, self._opens_faq)
        self.info = first_after(between(lines.info, start, end), opened)
        marks = [hit for hit in (self.asker, self.doctor, self.info) if hit is not None]
        self.container = common_container([self.blocks[hit.first] for hit in marks])

    def scope(self) -> Scope:
        """Return the thread with its spans and lists."""
        spans: dict[str, Span] = {"asker": self.asker.span(self.blocks)}
        spans |= self._question()
        parts = {
            "replies": self._replies(),
            "similar": self._similar_entries(),
            "faqs": self._faq_entries(),
        }
        if self.info is not None:
            spans["info"] = self.info.span(self.blocks)
            spans["article"] = self._text(self.info.last + 1, self._boundaries(self.info.last))
        return Scope(self.view, spans=spans, parts=parts)

    # Landmarks

    def _asker_and_doctor(self) -> tuple[Hit, Hit | None]:
        askers = list(between(self.lines.askers, self.start, self.end))
        self.asker = askers[0]  # until a better one is found
        similar = first_after(self.lines.similar, askers[0].last, self._opens_similar)
        limit = min(self.end, similar.first) if similar else self.end
        doctor = first_after(between(self.lines.doctors, self.start, limit), askers[0].last)
        before = doctor.first if doctor else limit
        candidates = self._own_askers([hit for hit in askers if hit.first < before] or askers[:1], doctor)
        # A text may quote such a line; the real one says something of the asker, and it is the last.
        telling = [hit for hit in candidates if hit.groups.keys() & {"age", "gender"}]
        return (telling or candidates)[-1], doctor

    def _own_askers(self, askers: list[Hit], doctor: Hit | None) -> list[Hit]:
        """Leave out the asker lines of threads listed beside this one: links or the page's heading part them."""
        if len(askers) == 1:
            return askers
        groups: list[list[Hit]] = []
        first = self.start
        for hit in askers:
            above = self.blocks[first : hit.first]
            listed = any(_leads_elsewhere(block, self.blocks[hit.first]) for block in above)
            headed = any(self.view.title and _says(block.text, self.view.title) for block in above)
            if listed or headed or not groups:
                groups.append([])
            groups[-1].append(hit)
            first = hit.last + 1
        above = self.blocks[self.start : askers[0].first]
        listed_first = any(_leads_elsewhere(block, self.blocks[askers[0].first]) for block in above)
        return groups[-1] if doctor is not None or listed_first else groups[0]

    def _section(self, hits: Sequence[Hit], opened: int, opens: Callable[[Hit], bool]) -> Hit | None:
        """Return a section's heading: behind the thread if it is there, else anywhere (a side bar that comes first)."""
        here = between(hits, self.start, self.end)
        behind = [hit for hit in here if hit.first > opened]
        return next((hit for hit in behind if opens(hit)), None) or next(
            (hit for hit in here if opens(hit)), behind[-1] if behind else None
        )

    def _opens_similar(self, hit: Hit) -> bool:
        return any(other.first in self._near(hit) for other in (*self.lines.more, *self.lines.doctors))

    def _opens_faq(self, hit: Hit) -> bool:
        near = self._near(hit)
        linked = bool(near) and self.blocks[near.start].is_link and hit.first < self.asker.first
        return linked or any(faq_parts(self.blocks[n], lone_department=False) is not None for n in near)

    def _near(self, heading: Hit) -> range:
        """Return the lines among which the first entry under a heading must show; before the asker, they end there."""
        end = min(heading.last + 1 + _REACH, len(self.blocks))
        return range(heading.last + 1, min(end, self.asker.first) if heading.first < self.asker.first else end)

    def _boundaries(self, position: int) -> int:
        """Return where the text that begins at a position ends at the latest."""
        ends = [hit.first for hit in (self.info, self.similar, self.faq) if hit is not None and hit.first > position]
        return min([*ends, self.end])

    # Spans

    def _run(self, first: int, end: int) -> list[Block]:
        """Return the blocks of a stretch without furniture."""
        return self.ground.run(first, end)

    def _text(self, first: int, end: int) -> Span:
        """Return a stretch as running text; where no landmark closes it, the end of the page is cut off."""
        blocks = [block for block in self._run(first, end) if not is_pager(block)]
        if end == self.end:
            inside = [block for block in blocks if self.container is None or is_within(block, self.container)]
            blocks = inside or blocks
            ends = (n for n, block in enumerate(blocks) if is_page_end(block) or self._ends_page(blocks, n))
            del blocks[next(ends, len(blocks)) :]
            del blocks[_links_at_end(blocks) :]
        return Span(blocks, self.layout)

    @staticmethod
    def _ends_page(blocks: list[Block], number: int) -> bool:
        """Whether a rule across the page sets off its last few lines."""
        return blocks[number].ruled and number > 0 and len(blocks) - number <= MAX_LAST_LINES

    def _question(self) -> dict[str, Span]:
        """Tell the page's heading, the asker's title and the body among the lines before the asker line."""
        consumed = self._consumed_before()
        region = [block for block in self._run(self.start, self.asker.first) if block.index not in consumed]
        heading_at = self._heading(region)
        spans: dict[str, Span] = {}
        if heading_at is not None:
            spans["heading"] = Span(region[heading_at : heading_at + 1])
        rest = region[heading_at + 1 :] if heading_at is not None else region
        share = self._share_below(region[heading_at].index if heading_at is not None else self.start - 1, rest)
        shared = share is not None
        if share is not None:
            rest = [block for block in rest if block.index > share.last]
            while rest and is_share_link(rest[0]) and len(rest) > 1:
                rest = rest[1:]
        title, body = self._title_and_body(rest, certain=shared or heading_at is None)
        if title is None and heading_at is not None and body and not shared and not self._is_filed(region[heading_at]):
            title = region[heading_at]
        if title is not None:
            number = _NUMBER.match(title.text)
            start = number.end() if number else 0
            if number:
                spans["number"] = Span((title,), groups={"id": (number["id"], BlockPlace((title,), 1, start))})
            if title.text[start:]:
                spans["title"] = Span(
                    (title,), groups={"title": (title.text[start:], BlockPlace((title,), start, len(title.text)))}
                )
        spans["body"] = Span(body, self.layout)
        return spans

    def _share_below(self, heading: int, rest: Sequence[Block]) -> Hit | None:
        """Return the line to share the page: the first below the heading; a question may quote it further down."""
        share = first_after(between(self.lines.share, self.start, self.asker.first), heading)
        if share is None or sum(block.index < share.first for block in rest) <= 1:
            return share
        return share if is_share_link(self.blocks[share.last + 1]) else None

    def _consumed_before(self) -> frozenset[int]:
        """Return the blocks of sections that stand before the thread."""
        consumed: set[int] = set()
        for section, entries in ((self.similar, self._similar_entries), (self.faq, self._faq_entries)):
            if section is not None and section.first < self.asker.first:
                consumed.update(range(section.first, section.last + 1))
                for entry in entries():
                    consumed.update(block.index for span in entry.spans.values() for block in span.blocks)
        return frozenset(consumed)

    def _heading(self, region: Sequence[Block]) -> int | None:
        """Return the position of the page's own heading.

        That is the line that says what ``<title>`` says; else the line before the one to share the page.
        """
        title = self.view.title
        found = [number for number, block in enumerate(region) if title and _says(block.text, title)]
        tagged = [number for number in found if region[number].level]
        if found:
            return (tagged or found)[0]
        share = first_after(self.lines.share, self.start - 1)
        before = [number for number, block in enumerate(region) if share is not None and block.index < share.first]
        return before[-1] if before else self._filed(region)

    def _filed(self, region: Sequence[Block]) -> int | None:
        """Return the position of a first line that ends in a department: a doctor's, or in plain text any set off."""
        if len(region) < MIN_LINES_UNDER_HEADING:
            return None
        plain = region[0].node is None and region[0].index == 0 and all(block.gap for block in region[1:3])
        return 0 if self._is_filed(region[0]) or (plain and _FILED.search(region[0].text)) else None

    def _is_filed(self, line: Block) -> bool:
        departments = [hit.groups["department"][0] for hit in self.lines.doctors if "department" in hit.groups]
        return any(re.search(rf"\s[-–—]\s+{re.escape(name)}$", line.text, re.I) for name in departments)

    def _title_and_body(self, blocks: list[Block], *, certain: bool) -> tuple[Block | None, list[Block]]:
        """Tell the asker's own title from the body.

        :param certain: whether the first line is known to be the title.
        """
        tagged = [number for number, block in enumerate(blocks) if block.level]
        if tagged:
            return blocks[tagged[-1]], blocks[tagged[-1] + 1 :]
        if not blocks:
            return None, []
        first = blocks[0]
        set_off = first.strong or (len(blocks) > 1 and blocks[1].gap > first_gap(blocks[2:]))
        short = len(first.text) <= MAX_TITLE_CHARS
        if len(blocks) > 1 and not set_off and first.text.endswith((".", ",", "!")) and _GREETING.match(first.text):
            return None, blocks
        if short and (certain or set_off or not first.text.endswith((".", "!", "。", "！"))):
            return first, blocks[1:]
        return None, blocks

    def _replies(self) -> list[Scope]:
        replies = []
        doctor = self.doctor
        while doctor is not None:
            limit = self._boundaries(doctor.last)
            dates = between(self.lines.reply_dates, doctor.last + 1, limit)
            # Another doctor's reply begins right behind a reply date; a date that anything else follows is quoted.
            behind = (between(self.lines.doctors, date.last + 1, date.last + 2) for date in dates)
            following = next((found[0] for found in behind if found), None)
            closing = last_before(dates, following.first if following else limit)
            end = closing.first if closing else following.first if following else limit
            spans = {
                "doctor": doctor.span(self.blocks),
                "reply": self._text(doctor.last + 1, end),
            }
            if closing is not None:
                spans["reply date"] = closing.span(self.blocks)
            replies.append(Scope(self.view, spans=spans))
            doctor = following
        return replies

    # Lists under the thread

    def _similar_entries(self) -> list[Scope]:
        if self.similar is None:
            return []
        others = (self.faq, self.info, self.asker, *self.lines.similar)
        bounds = self._list_bounds(self.similar, others)
        return similar_entries(self.ground, *bounds, self.lines.more, self.lines.doctors)

    def _faq_entries(self) -> list[Scope]:
        if self.faq is None:
            return []
        first, end = self._list_bounds(self.faq, (self.similar, self.info, self.asker, *self.lines.faq))
        # In a side bar that comes first, the page's own heading follows the terms.
        title = self.view.title if self.faq.first < self.asker.first else None
        heading = (n for n in range(first, end) if title and _says(self.blocks[n].text, title))
        return faq_entries(self.ground, first, next(heading, end))

    def _list_bounds(self, heading: Hit, others: Sequence[Hit | None]) -> tuple[int, int]:
        """Return where a section's entries begin, and where the next landmark or the thread's end closes them."""
        ends = [hit.first for hit in others if hit is not None and hit.first > heading.first]
        return heading.last + 1, min([*ends, self.end])


def _links_at_end(blocks: Sequence[Block]) -> int:
    """Return where a box of links to other pages begins, its heading included; the number of blocks where none does."""
    first = len(blocks)
    while first and blocks[first - 1].is_link:
        first -= 1
    boxed = len(blocks) - first >= MIN_LINKS_IN_BOX and first > 1
    return first - 1 if boxed and (blocks[first - 1].level or blocks[first - 1].strong) else len(blocks)


def _says(line: str, title: str) -> bool:
    """Whether a line is a document title, with or without the suffixes that sites add to it."""
    if line == title:
        return True
    rest = title[len(line) :]
    return title.startswith(line) and re.match(r"\s+[-–—|·:»]", rest) is not None


def first_gap(blocks: Sequence[Block]) -> int:
    """Return the largest gap among lines; 0 where there are none."""
    return max((block.gap for block in blocks), default=0)
