"""Pages read in other processes while the crawl's loop goes on."""

import asyncio
from collections.abc import Callable, Sequence

from scraper.crawler.reading import ReadPage
from scraper.executors import Executor, WorkerLost
from scraper.packing import pack, unread
from scraper.page import Page
from scraper.sites import Sites


class ExecutorReader:
    """Reads pages through an executor: the ``PageReader`` of a crawl.

    :param site: name of the profile to force on every page.
    :param sites: the profiles there are.
    :param lost: told the address of each page whose reading ended a process.
    """

    def __init__(self, executor: Executor, site: str | None, sites: Sites, lost: Callable[[str], None]) -> None:
        self._executor = executor
        self._site = site
        self._sites = sites
        self._lost = lost
        self.at_once = executor.workers

    def warm_up(self) -> None:
        """Let a worker start while the first requests are on their way; one alone is ready sooner than all of them."""
        self._executor.submit(pack, ((), self._site, self._sites))

    async def read(self, pages: Sequence[Page]) -> list[ReadPage]:
        """Read some pages; where their process dies, each alone once more, to find the one that did it."""
        try:
            return await self._submit(pages)
        except WorkerLost:
            return [await self._read_alone(page) for page in pages]

    async def _read_alone(self, page: Page) -> ReadPage:
        try:
            return (await self._submit([page]))[0]
        except WorkerLost as error:
            # Only a page can be set aside for it, not a fault that would strike all of them: a worker must still
            # be able to do nothing at all, or this raises and ends the crawl with the page unsettled.
            await self._submit([])
            self._lost(page.source)
            return unread(page, str(error))

    async def _submit(self, pages: Sequence[Page]) -> list[ReadPage]:
        return await asyncio.wrap_future(self._executor.submit(pack, (tuple(pages), self._site, self._sites)))
