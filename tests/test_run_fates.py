"""Whatever happens to a run: each record stands once, and reading its archive again changes nothing."""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from scraper.run import Run
from tests.kill.reextraction import take_all
from tests.kill.site import Site
from tests.runs import links, pages_of, rejects, stats_file
from tests.test_joining import crawl_forum, records_of
from tests.threads import address, answer, thread_page

THREADS = 6


class Fate:
    """A site that changes, and a run that lives through it."""

    def __init__(self, run: Run, seed: int) -> None:
        self.run = run
        self.rng = random.Random(seed)
        self.pages: dict[str, Any] = {}
        for thread in range(THREADS):
            self.change(thread)

    def change(self, thread: int) -> None:
        """Write a thread anew: on one page or several, some of them gone, some under a second address."""
        rng = self.rng
        shape = rng.choice([1, 2, 3, None])
        for url in [url for url in self.pages if url.partition("?")[0] == address(thread)]:
            if rng.random() < 0.5:
                self.pages[url] = 404
        for number in range(1, (shape or 1) + 1):
            url = address(thread, number)
            urls = [url] if rng.random() < 0.8 else [url, f"{url}{'&' if '?' in url else '?'}v=2"]
            for one in urls:
                answers = [answer(thread, rng.randrange(20)) for _ in range(2)]
                question = True if rng.random() < 0.1 else None
                page = thread_page(thread, shape and number, answers=answers, question=question)
                self.pages[one] = page if rng.random() < 0.9 else 404
        self.pages["/"] = links(*(url for url in self.pages if url != "/"))

    def live(self, site: Site, steps: int) -> None:
        crawl_forum(self.run, f"{site.url}/", sitemaps=False, max_pages=self.rng.choice([None, 3, 8]))
        self.check()
        for _ in range(steps):
            step = self.rng.choice([self.meet, self.go_on, self.refresh, self.refresh_a_part, self.reextract])
            step(site)
            self.check()

    def meet(self, site: Site) -> None:
        self.change(self.rng.randrange(THREADS + 1))
        some = self.rng.choice([url for url in self.pages if url != "/"])
        crawl_forum(self.run, f"{site.url}{some}", sitemaps=False, max_pages=None)

    def go_on(self, _: Site) -> None:
        crawl_forum(self.run, max_pages=None)

    def refresh(self, _: Site) -> None:
        crawl_forum(self.run, refresh=True, max_pages=None)

    def refresh_a_part(self, _: Site) -> None:
        crawl_forum(self.run, refresh=True, max_pages=self.rng.randrange(1, 8))

    def reextract(self, _: Site) -> None:
        before = records_of(self.run), self.run.stats(), by_text(rejects(self.run))
        with self.run.reextraction() as again:
            written = take_all(self.run, again)
            again.put_in_place()
        assert (records_of(self.run), self.run.stats(), by_text(rejects(self.run))) == before
        assert written == before[0]

    def check(self) -> None:
        ids = [record.record_id for record in self.run.records()]
        stats = self.run.stats()
        assert len(set(ids)) == len(ids) == stats.records
        assert stats.as_dict() == stats_file(self.run)
        assert stats.pages == stats.pages_with_records + stats.pages_rejected + stats.pages_not_qa
        unfinished = [line["source"] for line in rejects(self.run) if line["reason"].endswith("gave no record")]
        assert len(set(unfinished)) == len(unfinished)


def by_text(lines: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(line) for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(8), 16, 30, 49, 68, 85, 88])
def test_each_record_stands_once_and_the_archive_gives_the_same(tmp_path: Path, seed: int) -> None:
    fate = Fate(Run.at(tmp_path / "run"), seed)
    with Site(pages_of(fate.pages)) as site:
        fate.live(site, steps=8)
