"""From pages to lines ready to be written, in this process or in several, always in the order of the pages.

Kept light to import: it is what every worker process loads.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from scraper.executors import Executor, WorkerLost
from scraper.executors.local import InProcess, Pool
from scraper.page import Page
from scraper.pipeline import read_page
from scraper.sites import Sites
from scraper.validation import Rejected

_ALONE = 100
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

    :param label: the page's name for messages.
    :param records: its record lines, without line feeds.
    :param rejects: what gave no record: reason and reject line of each.
    :param holds_question: whether it holds a question at all, valid or not.
    """

    label: str
    records: tuple[bytes, ...]
    rejects: tuple[tuple[str, bytes], ...]
    holds_question: bool


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
    pool: Callable[[int], Executor] = Pool,
) -> Iterator[ReadLines | Unread]:
    """Read pages and yield what each gave, in their order.

    :param sites: the profiles there are.
    :param jobs: most processes at work beside this one; with 1 all is read in this one.
    :param pool: makes the executor that runs so many processes.
    """
    executor: Executor = InProcess()
    waiting: deque[_Batch | Unread] = deque()
    read = 0
    try:
        for batch in _batches(found):
            if isinstance(batch, Unread):
                waiting.append(batch)
            else:
                if read >= _ALONE and jobs > 1 and executor.workers == 1:
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
            return _failed(page, str(error))

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
    try:
        reading = read_page(page, site=site, sites=sites)
    except Exception as error:  # noqa: BLE001 - whatever a page does to its reader, the others go on
        return _failed(page, f"its reader failed ({type(error).__name__}: {error})")
    rejected = list(reading.rejected)
    if reading.not_qa is not None:
        rejected.append(Rejected(page.source, f"not_qa: {reading.not_qa}"))
    return ReadLines(
        label=_label(page),
        records=tuple(record.model_dump_json().encode() for record in reading.records),
        rejects=tuple((entry.reason, _line(entry)) for entry in rejected),
        holds_question=bool(reading.records or reading.rejected),
    )


def _failed(page: Page, why: str) -> ReadLines:
    entry = Rejected(page.source, f"invalid: the page could not be read: {why}")
    return ReadLines(_label(page), (), ((entry.reason, _line(entry)),), holds_question=True)


def _line(entry: Rejected) -> bytes:
    return entry.to_json().encode("utf-8", "replace")


def _label(page: Page) -> str:
    return page.source if page.url in (None, page.source) else f"{page.source} ({page.url})"
