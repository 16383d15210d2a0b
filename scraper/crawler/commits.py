"""Group commit: what came back is gathered, written to the files, then made true in one transaction.

The order is the whole promise: first the files are appended to and synced, then one transaction records the states,
the links, the record ids and the lengths the files have now. A kill before the transaction leaves files that are
longer than recorded, which the next start cuts back; a kill after it leaves everything.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache

from scraper.crawler.frontier import Batch, Conflict, Found, Frontier, Lease, Seen, Settled, State
from scraper.crawler.gate import Gate
from scraper.crawler.reading import COUNTS, Packed, PageLines, ReadPage, Store, with_archive
from scraper.crawler.recrawl import next_version
from scraper.crawler.scope import Scope
from scraper.crawler.series import Block, Counting
from scraper.crawler.traps import patterns_of
from scraper.errors import FrontierError
from scraper.page import ThreadPart
from scraper.request import Kind, Request, fingerprint
from scraper.stats import Stats

_ANSWERED = (State.DONE, State.SKIPPED, State.FAILED)
_MOST_TRIES = 20  # of one batch, each of which somebody else was quicker than
_PARENTS = 1024  # pages that led to others, most of them lists that lead to many
_SAME_PAGE = "duplicate: same page as"


@dataclass(slots=True)
class Finished:
    """Something that came back and is to be settled.

    :param lease: the request it belongs to; None for addresses found without one.
    :param read: the page, where there is one; ``settled`` follows from it.
    :param blocks: numbers of seeds that count whose addresses are among ``found``.
    """

    lease: Lease | None = None
    read: ReadPage | None = None
    settled: Settled | None = None
    found: list[Found] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    stats: Stats = field(default_factory=Stats)
    reject: bytes | None = None


def failed_line(url: str, reason: str) -> bytes:
    """Return the line of ``rejects.jsonl`` for an address given up."""
    line = {"source": url, "reason": reason, "issues": []}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class Commits:
    """Turns finished requests into batches, one after the other.

    :param sitemaps: whether sitemaps and feeds are asked for.
    """

    def __init__(
        self, frontier: Frontier, store: Store, scope: Scope, gate: Gate, counting: Counting, *, sitemaps: bool
    ) -> None:
        self._frontier = frontier
        self._sitemaps = sitemaps
        self._counting = counting
        self._store = store
        self._scope = scope
        self._gate = gate
        self._address = lru_cache(maxsize=_PARENTS)(frontier.address)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="disk")

    async def commit(self, finished: list[Finished]) -> Stats:
        """Make what is finished true; return the counts it adds.

        Where others that share the frontier were quicker, what is no longer ours is dropped, and the rest tried again.

        :raises StorageFull: if the disk refuses; nothing of this batch counts then.
        """
        for _ in range(_MOST_TRIES):
            try:
                return await self._commit(finished)
            except Conflict:
                await asyncio.get_running_loop().run_in_executor(self._disk, self._store.take_back)
                self._frontier.look()
                held = []
                for one in finished:
                    if one.lease is None or self._frontier.holds(one.lease):
                        held.append(one)
                    else:
                        self._gate.budgets.end(one.lease.id)
                finished = held
        raise FrontierError("Others were quicker again and again: start this worker anew; nothing committed is lost.")

    async def _commit(self, finished: list[Finished]) -> Stats:
        draft = _Draft(finished, self._frontier, self._scope, self._gate, self._address, sitemaps=self._sitemaps)
        batch = draft.batch
        if draft.pages or draft.rejects:
            loop = asyncio.get_running_loop()
            pages = [Packed(page.member, page.lines, page.lead) for page in draft.pages]
            written = await loop.run_in_executor(self._disk, self._store.write, pages, draft.rejects)
            batch.files = written.lengths
            for page, place in zip(draft.pages, written.places, strict=True):
                number = page.lease.id
                batch.parts += [(number, replace(part, line=with_archive(part.line, place))) for part in page.parts]
                if page.seen is not None:
                    seen = replace(page.seen, archive=page.seen.archive or place)
                    batch.versions.append((number, next_version(page.lease.version, seen)))
        ended = [one.lease.key for one in batch.settled if one.state in _ANSWERED]
        batch.notes |= self._counting.commit(draft.blocks, ended, draft.hits)
        self._frontier.commit(batch)
        for settled in batch.settled:
            self._gate.budgets.end(settled.lease.id)
        return batch.stats

    def close(self) -> None:
        """End the thread that writes."""
        self._disk.shutdown()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page that is kept.

    :param lease: what it came by.
    """

    lease: Lease
    member: bytes
    lines: Sequence[bytes]
    parts: Sequence[ThreadPart]
    seen: Seen | None
    lead: int


class _Draft:
    """A batch in the making.

    What the frontier knows of its records and links is asked for once for all pages: it may be a round trip away.
    """

    def __init__(
        self,
        finished: Sequence[Finished],
        frontier: Frontier,
        scope: Scope,
        gate: Gate,
        address: Callable[[int], str | None],
        *,
        sitemaps: bool,
    ) -> None:
        self._frontier = frontier
        self._gate = gate
        self._sitemaps = sitemaps
        self._scope = scope
        self._address = address
        self.batch = Batch()
        self.pages: list[_Kept] = []
        self.rejects: list[bytes] = []
        self.blocks: list[Block] = []
        self.hits: list[bytes] = []
        pages = [(one.lease, one.read) for one in finished if one.lease is not None and one.read is not None]
        self._keys = {record_id: fingerprint(record_id) for _, read in pages for record_id, _ in read.gave.records}
        self._written = frontier.known_records(list(self._keys.values()))
        self._unseen = frontier.unseen(
            (key, lease.request.depth + 1)
            for lease, read in pages
            if gate.opens_links(read.gave)
            for _, key in read.links
        )
        self._parts: set[tuple[str, int]] = set()
        self._done: set[bytes] = set()
        self._superseded: dict[bytes, str] = {}
        for one in finished:
            self._take(one)

    def _take(self, one: Finished) -> None:
        self.batch.stats += one.stats
        self.batch.found += one.found
        self.blocks += one.blocks
        if one.reject is not None:
            self.rejects.append(one.reject)
        if one.settled is not None:
            self.batch.settled.append(one.settled)
        if one.lease is not None and one.read is not None:
            self._take_page(one.lease, one.read)

    def _take_page(self, lease: Lease, read: ReadPage) -> None:
        # A duplicate's links count all the same: lists often name their first page as canonical.
        if self._gate.opens_links(read.gave):
            self._take_links(lease, read)
        duplicate = self._duplicate(lease, read)
        if duplicate is not None:
            self.batch.settled.append(Settled(lease, State.SKIPPED, duplicate))
            self.batch.stats += Stats(fetched=1)
            return
        gave = read.gave
        lines, known = self._new_lines(gave)
        parts = [part for part in gave.parts if part.number > 1 or part.record_id not in known]
        self.pages.append(_Kept(lease, read.member, lines, parts, read.seen, read.lead))
        others = {part.record_id for part in gave.parts}.union(known)
        self.batch.whole += [record_id for record_id, _ in gave.records if record_id not in others]
        self.rejects += [line for _, line in gave.rejects]
        self._done.add(lease.key)
        if gave.verdict == "records":
            self.hits.append(lease.key)
        if lines or not gave.records:
            self.batch.coverage += gave.coverage
        self.batch.settled.append(Settled(lease, State.DONE, gave.standing(known)))
        self.batch.stats += COUNTS[gave.verdict] + Stats(fetched=1, records=len(lines))
        self._count_patterns(lease, new=bool(lines) or self._is_new(lease, parts))

    def _duplicate(self, lease: Lease, read: ReadPage) -> str | None:
        """Return why the page is held already; else note the address it names as its own."""
        if lease.key in self._superseded:
            return self._superseded[lease.key]
        if self._frontier.is_superseded(lease):
            return "duplicate: read under another address meanwhile"
        if read.canonical is None or read.canonical[1] == lease.key:
            return None
        url, key = read.canonical
        state, reason = self._frontier.standing(key) or (None, None)
        if state is State.DONE or key in self._done:
            return f"duplicate: canonical is {url}"
        if reason == f"{_SAME_PAGE} {lease.request.url}":
            return None  # it is this page that was taken for that one, and it is asked again
        if key in self._superseded or (reason or "").startswith(_SAME_PAGE):
            return f"duplicate: canonical is {url}, held under another address"
        if state not in _ANSWERED:
            reason = f"{_SAME_PAGE} {lease.request.url}"
            self._superseded[key] = reason
            request = Request(url, lease.request.depth)
            self.batch.superseded.append(Found(key, request, self._scope.host(url), lease.id, reason))
        return None

    def _new_lines(self, gave: PageLines) -> tuple[list[bytes], list[str]]:
        """Return the record lines never written before, and the ids of the others."""
        lines = []
        known = []
        for record_id, line in gave.records:
            key = self._keys[record_id]
            if key in self._written:
                known.append(record_id)
                continue
            self._written.add(key)
            self.batch.records.append(key)
            lines.append(line)
        return lines, known

    def _is_new(self, lease: Lease, parts: Sequence[ThreadPart]) -> bool:
        """Whether the page is one of a thread that no address found before this one gave."""
        new = {(part.record_id, part.number) for part in parts} - self._parts
        self._parts |= new
        return any(not self._frontier.parts.has(record_id, number, lease.id) for record_id, number in new)

    def _take_links(self, lease: Lease, read: ReadPage) -> None:
        depth = lease.request.depth + 1
        taken: set[bytes] = set()
        for url, key in read.links:
            if key in self._unseen and key not in taken:
                taken.add(key)
                self.batch.found.append(found(self._scope, url, key, Request(url, depth), lease.id))
        # Of the pages that the crawl began with alone: many sites have a feed for each of their pages.
        is_seed = lease.request.depth == 0 and (lease.via is None or lease.request.hops > 0)
        if self._sitemaps and is_seed:
            new = self._frontier.unseen((key, 0) for _, key in read.feeds)
            for url, key in read.feeds:
                if key in new:
                    self.batch.found.append(found(self._scope, url, key, Request(url, kind=Kind.SITEMAP), lease.id))

    def _count_patterns(self, lease: Lease, *, new: bool) -> None:
        counts = self.batch.patterns
        for pattern in patterns_of(lease.request.url):
            pages = counts.get(pattern.key)
            before = self._frontier.pattern_pages(pattern.key) if pages is None else pages
            if not new:
                counts[pattern.key] = before + 1
            elif before:
                counts[pattern.key] = 0
        if new and lease.via is not None and (parent := self._address(lease.via)):
            for pattern in patterns_of(parent):
                if counts.get(pattern.key, self._frontier.pattern_pages(pattern.key)):
                    counts[pattern.key] = 0


def found(
    scope: Scope, url: str, key: bytes, request: Request, via: int | None, *, modified: float | None = None
) -> Found:
    """Return an address that was found, with the scope's verdict on it."""
    return Found(key, request, scope.host(url), via, scope.verdict(url, request.depth), modified)
