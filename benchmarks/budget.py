"""Where a page's microseconds go: each stage alone on the same question pages, beside what a real crawl takes.

What a reader does is measured in one thread, stage by stage: each is the time with it less the time without it, the
least of some rounds. What the crawl's own process does is taken from real crawls: their processor time by process, and
that of a fetcher which only fetches. All on loopback, processor time.

    python -m benchmarks.budget      # prints the table of docs/speed.md; a minute
"""

import asyncio
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.flat import Site, begin_crawl, serving, wait_until
from benchmarks.measure import cpu_by_process
from benchmarks.site import question_page, thread
from scraper.archive.warc import pack_page
from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.executors.worker import search_seldom
from scraper.packing import pack
from scraper.page import Page
from scraper.parser.links import find_links
from scraper.parser.universal import STRUCTURED
from scraper.parser.view import PageView
from scraper.pipeline import extract_page, outcomes, read_page
from scraper.settings import Settings
from scraper.sites import BUILT_IN
from scraper.sites.ehospital.threads import threads
from scraper.version import __version__

_PAGES = 40
_ROUNDS = 15
_CRAWLED = 4_000
_FETCHED = 2_000
_SECONDS = 300.0


def pages() -> list[Page]:
    """Return question pages as they come from the network."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    urls = [f"http://site.invalid/q/{number}.html" for number in range(_PAGES)]
    return [
        Page(question_page(thread(n, _PAGES)).encode(), url, url, 200, headers, fetched_at=datetime.now(UTC))
        for n, url in enumerate(urls)
    ]


def _stages() -> dict[str, Callable[[Page], object]]:
    """Return what is timed, by name."""
    profile = BUILT_IN.named("ehospital")

    def tree(page: Page) -> PageView:
        view = PageView(page)
        assert view.tree is not None
        return view

    def blocks(page: Page) -> PageView:
        view = tree(page)
        assert view.blocks
        return view

    def outcome(page: Page) -> object:
        return list(outcomes(page, extract_page(page)))

    return {
        "text": lambda page: page.text,
        "tree": tree,
        "blocks": blocks,
        "threads": lambda page: threads(blocks(page)),
        "drafts": lambda page: profile.drafts(tree(page), base=STRUCTURED.fields),
        "links": lambda page: find_links(tree(page)),
        "extraction": extract_page,
        "records": outcome,
        "reading": read_page,
        "lines": lambda page: [record.model_dump_json() for record in read_page(page).records],
        "member": pack_page,
        "all": lambda page: pack(((page,), None, BUILT_IN)),
    }


def in_reader() -> dict[str, float]:
    """Return stage → microseconds a page, of what a reader's process does."""
    made = pages()
    least: dict[str, float] = {}
    search_seldom()
    for _ in range(_ROUNDS):
        for name, stage in _stages().items():
            fresh = [replace(page) for page in made]
            began = time.thread_time()
            for page in fresh:
                stage(page)
            spent = (time.thread_time() - began) / len(made) * 1e6
            least[name] = min(spent, least.get(name, spent))
    return {
        "characters from octets": least["text"],
        "lexbor: tree of elements": least["tree"] - least["text"],
        "lines a reader sees": least["blocks"] - least["tree"],
        "landmark lines, spans between them": least["threads"] - least["blocks"],
        "values with their evidence": least["drafts"] - least["threads"],
        "links": least["links"] - least["tree"],
        "choice of the profile, address": least["extraction"] - least["drafts"] - least["links"] + least["tree"],
        "record: identity, provenance, validation": least["records"] - least["extraction"],
        "counts of fields": least["reading"] - least["records"],
        "JSON": least["lines"] - least["reading"],
        "WARC member: digests, gzip": least["member"],
        "keys of the links": least["all"] - least["lines"] - least["member"],
    }


def between(made: Sequence[Page]) -> float:
    """Return the microseconds a page that both ends of a pipe take to pack and unpack it and what became of it."""
    given, got = (pack, (tuple(made), None, BUILT_IN)), pack((tuple(made), None, BUILT_IN))
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.thread_time()
        for message in (given, got):
            pickle.loads(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
        best = min(best, time.thread_time() - began)
    return best / len(made) * 1e6


def fetching(port: int) -> float:
    """Return the microseconds a page that fetching alone takes, 32 at once."""

    async def fetch() -> float:
        fetcher = HttpFetcher(Settings(), guard=Guard(frozenset({("127.0.0.1", port)})), version=__version__)
        numbers = iter(range(_FETCHED))

        async def some() -> None:
            for number in numbers:
                await fetcher.fetch(f"http://127.0.0.1:{port}/q/{number}.html")

        began = time.thread_time()
        await asyncio.gather(*(some() for _ in range(32)))
        spent = time.thread_time() - began
        await fetcher.aclose()
        return spent

    return asyncio.run(fetch()) / _FETCHED * 1e6


def crawling(site: Site, port: int) -> tuple[float, float]:
    """Return the microseconds a page of a crawl's own process and of its readers, start-up left out."""
    with tempfile.TemporaryDirectory(prefix="qaharvest-budget-") as folder:
        crawl = begin_crawl(Path(folder) / "run", port)
        try:
            spent = []
            for asked in (_CRAWLED // 4, _CRAWLED - 100):
                wait_until(lambda at=asked: site.asked >= at, crawl)
                by_process = cpu_by_process(crawl.pid)
                spent.append((site.asked, by_process.pop(crawl.pid), sum(by_process.values())))
        finally:
            crawl.kill()
            crawl.wait()
    (first, own, readers), (last, own_then, readers_then) = spent
    return (own_then - own) / (last - first) * 1e6, (readers_then - readers) / (last - first) * 1e6


def main() -> int:
    stages = in_reader()
    site = Site(_CRAWLED)
    with serving(site) as port:
        fetched = fetching(port)
        site.asked = 0
        own, readers = crawling(site, port)
    piped = between(pages())
    rows = [("reader", name, spent) for name, spent in stages.items()]
    rows += [("reader", "reader's processes in a real crawl, beyond all that", readers - sum(stages.values()))]
    rows += [("crawl", "fetching: HTTP, robots.txt's rules and pace left out", fetched)]
    rows += [("crawl", "to a reader and back, both ends", piped)]
    rows += [("crawl", "its own process beyond that: frontier, commits, files, display", own - fetched - piped)]
    total = own + readers
    print("| process | stage | a page | share |\n| --- | --- | --: | --: |")
    for process, name, spent in rows:
        print(f"| {process} | {name} | {spent:,.0f} µs | {spent / total:.0%} |")
    print(f"| both | all | {total:,.0f} µs | 100% |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
