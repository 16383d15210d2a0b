"""From pages to lines ready to be written, in this process or in several, always in the order of the pages.

Kept light to import: it is what every worker process loads.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from scraper.crawler.reading import PageLines
from scraper.executors import Executor, WorkerLost
from scraper.executors.local import InProcess, Pool
from scraper.lines import read_lines, reject_line, unreadable
from scraper.page import Page
from scraper.sites import Sites
from scraper.validation import Rejected

ALONE = 100
"""Pages that are read before other processes are started: few pages are done sooner without them."""

_BATCH_PAGES = 32
_BATCH_BYTES = 4 * 1024 * 1024
_AHEAD = 3  # batches handed out for each process, so that none waits for another


@dataclass(frozen=True, slots=True)
class Unread:
    """An input, or a part of one, that gave no page."""

    source: str
    reason: str
    """One sentence."""
    failed: bool = True
    """Whether this is a failure; False for what is left out on purpose (links, sockets)."""


@dataclass(frozen=True, slots=True)
class ReadLines:
    """What one page gave. Pickles.

    :param source: the page's URL asked for, or its path as given.
    :param url: its address, if it has one.
    :param gave: its lines.
    """

    source: str
    url: str | None
    gave: PageLines

    @property
    def label(self) -> str:
        """The page's name for messages."""
        return self.source if self.url in (None, self.source) else f"{self.source} ({self.url})"

    @property
    def rejects(self) -> tuple[tuple[str, bytes], ...]:
        """Reason and line of all that gave no record, the page as a whole among it."""
        if self.gave.verdict != "not_qa":
            return self.gave.rejects
        reason = self.gave.reason or ""
        return ((reason, reject_line(Rejected(self.source, reason))),)


Job = tuple[tuple[Page, ...], str | None, Sites]
"""Pages, the name of the profile to force on them, and the profiles there are."""


def read_batch(job: Job) -> list[ReadLines]:
    """Read some pages; one whose reading fails is a rejected one, and the others go on."""
    pages, site, sites = job
    return [_read(page, site, sites) for page in pages]


def read_in_order(
    found: Iterable[Page | Unread],
    site: str | None,
    jobs: int,
    *,
    sites: Sites,
    alone: int = ALONE,
    pool: Callable[[int], Executor] = Pool,
) -> Iterator[ReadLines | Unread]:
    """Read pages and yield what each gave, in their order.

    :param sites: the profiles there are.
    :param jobs: most processes at work beside this one; with 1 all is read in this one.
    :param alone: pages that are read in this process all the same, at first. With 0 no page ever is, so that one that
        ends the process it is read in does not end this one.
    :param pool: makes the executor that runs so many processes.
    :raises WorkerLost: if no other process can be run at all.
    """
    here = InProcess()
    executor: Executor = here
    waiting: deque[_Batch | Unread] = deque()
    read = 0
    try:
        for batch in _batches(found):
            if isinstance(batch, Unread):
                waiting.append(batch)
            else:
                if executor is here and read >= alone and (jobs > 1 or alone == 0):
                    executor = pool(jobs)
                read += len(batch)
                waiting.append(_Batch(executor, batch, site, sites))
            while len(waiting) > _AHEAD * executor.workers or (waiting and _is_done(waiting[0])):
                yield from _results(waiting.popleft())
        while waiting:
            yield from _results(waiting.popleft())
    finally:
        executor.close()


class _Batch:
    """Pages that are being read."""

    def __init__(self, executor: Executor, pages: Sequence[Page], site: str | None, sites: Sites) -> None:
        self._executor = executor
        self._site = site
        self._sites = sites
        self._pages = pages
        self.future: Future[list[ReadLines]] = self._submit(pages)

    def results(self) -> list[ReadLines]:
        """Wait for the results; where their process died, read each page alone, to find the one that did it."""
        try:
            return self.future.result()
        except WorkerLost:
            return [self._alone(page) for page in self._pages]

    def _alone(self, page: Page) -> ReadLines:
        try:
            return self._submit([page]).result()[0]
        except WorkerLost as error:
            # Only a page can be blamed, not a fault that would strike all of them: a worker must still be able to do
            # nothing at all, or this raises.
            self._submit([]).result()
            return ReadLines(page.source, page.url, unreadable(page, str(error)))

    def _submit(self, pages: Sequence[Page]) -> Future[list[ReadLines]]:
        return self._executor.submit(read_batch, (tuple(pages), self._site, self._sites))


def _is_done(entry: _Batch | Unread) -> bool:
    return isinstance(entry, Unread) or entry.future.done()


def _results(entry: _Batch | Unread) -> Iterable[ReadLines | Unread]:
    return [entry] if isinstance(entry, Unread) else entry.results()


def _batches(found: Iterable[Page | Unread]) -> Iterator[list[Page] | Unread]:
    """Yield pages in batches that are bounded in number and size; what was not read ends a batch, to keep its place."""
    pages: list[Page] = []
    size = 0
    for entry in found:
        if isinstance(entry, Unread):
            if pages:
                yield pages
            yield entry
            pages, size = [], 0
            continue
        pages.append(entry)
        size += len(entry.body)
        if len(pages) >= _BATCH_PAGES or size >= _BATCH_BYTES:
            yield pages
            pages, size = [], 0
    if pages:
        yield pages


def _read(page: Page, site: str | None, sites: Sites) -> ReadLines:
    return ReadLines(page.source, page.url, read_lines(page, site, sites)[0])
