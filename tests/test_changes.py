"""What a refresh tells: asked only for what changed, each change told once, whatever happens between."""

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.cli.summary import after_crawl
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.request import fingerprint
from scraper.run import Run
from scraper.sites import BUILT_IN
from tests.cli.calls import call_here
from tests.kill.site import Answer, Site, question_page
from tests.runs import HTML, crawl, links
from tests.threads import address, profile_file, thread_page

DAY = 86_400.0


def question(number: int) -> str:
    return f"/doctor/All/ShowDetail.php?q_no={number}"


class Pages(dict[str, Any]):
    """A site whose pages may change; with entity tags where it knows them."""

    def __init__(self, *numbers: int, tags: bool = True) -> None:
        super().__init__({question(n): question_page(n) for n in numbers})
        self.tags = tags
        self.list()

    def list(self, *more: str) -> None:
        """Link every question from the first page."""
        self["/"] = links(*(url for url in self if url != "/"), *more).encode()

    def change(self, number: int, old: bytes = b"Foot cramps number", new: bytes = b"Renewed number") -> None:
        assert old in self[question(number)]
        self[question(number)] = self[question(number)].replace(old, new)

    def __call__(self, target: str) -> Answer:
        page = self.get(target, 404)
        if isinstance(page, int):
            return page, {}, b""
        tag = {"ETag": f'"{hashlib.sha256(page).hexdigest()[:12]}"'} if self.tags else {}
        return 200, HTML | tag, page


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def feed(run: Run) -> list[dict[str, Any]]:
    lines = (run.path / "changes.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    return [json.loads(line) for line in lines]


def told(run: Run) -> list[tuple[str, str]]:
    return [(line["change"], line["record_id"]) for line in feed(run)]


def kinds(run: Run) -> Counter[str]:
    """How many WARC records of each kind there are, read by a reader that is not ours."""
    found: Counter[str] = Counter()
    for path in sorted((run.path / "archive").iterdir()):
        with path.open("rb") as file:
            found.update(record.rec_type for record in ArchiveIterator(file))
    return found


def lines_of(run: Run) -> set[bytes]:
    lines = list(run.lines())
    assert len(set(lines)) == len(lines)
    return set(lines)


def test_an_unchanged_site_is_asked_for_nothing_but_its_word(run: Run) -> None:
    with Site(Pages(1, 2, 3)) as site:
        crawl(run, f"{site.url}/")
        before, stats = lines_of(run), run.stats()
        refreshed = crawl(run, refresh=True)
        assert sum(site.unchanged.values()) == 4
    assert feed(run) == []
    assert lines_of(run) == before
    assert refreshed.stats.pages == stats.pages == 4
    assert refreshed.stats.records == stats.records == 3
    assert kinds(run)["response"] == kinds(run)["revisit"] == 4
    assert call_here(run.path.parent, "extract", run.path).out.count(b"\n") == 3
    assert lines_of(run) == before


def test_the_same_octets_again_are_a_revisit_too(run: Run) -> None:
    with Site(Pages(1, 2, tags=False)) as site:
        crawl(run, f"{site.url}/")
        before = lines_of(run)
        crawl(run, refresh=True)
        assert not site.unchanged
    assert (feed(run), lines_of(run)) == ([], before)
    assert kinds(run)["response"] == kinds(run)["revisit"] == 3


def test_what_is_new_changed_and_gone_is_told_once(run: Run) -> None:
    pages = Pages(1, 2, 3, 4)
    with Site(pages) as site:
        crawl(run, f"{site.url}/")
        assert not (run.path / "changes.jsonl").exists()
        pages.change(2)
        pages[question(3)] = 410
        pages[question(4)] = 500  # says nothing of what was there
        pages[question(5)] = question_page(5)
        pages.list()
        outcome = crawl(run, refresh=True)
        assert outcome.changes == {"new": 1, "changed": 1, "gone": 1}
        assert "Changes: 1 new, 1 changed, 1 gone: " in after_crawl("run", run, outcome)
        assert told(run)[2:] == [("gone", "ehospital:3")]
        assert set(told(run)[:2]) == {("changed", "ehospital:2"), ("new", "ehospital:5")}
        by_id = {line["record_id"]: line for line in feed(run)}
        assert by_id["ehospital:2"]["fields"] == ["question/title", "article"]
        assert by_id["ehospital:3"]["reason"] == "HTTP 410"
        assert all(line["url"] == f"{site.url}{question(int(line['record_id'][-1]))}" for line in feed(run))
        written = (run.path / "records.jsonl").read_bytes()
        assert call_here(run.path.parent, "extract", run.path).code == 0
        assert (run.path / "records.jsonl").read_bytes() == written
        first = feed(run)
        for _ in range(2):
            crawl(run, refresh=True)
            assert feed(run) == first
        assert {record.record_id for record in run.records()} == {f"ehospital:{n}" for n in range(1, 6)}


def test_a_page_that_does_not_hold_its_record_any_more_is_gone_until_it_does(run: Run) -> None:
    pages = Pages(1, 2)
    with Site(pages) as site:
        crawl(run, f"{site.url}/")
        page = pages[question(1)]
        pages[question(1)] = b"<html><body><p>Moved away.</p></body></html>"
        for _ in range(2):
            crawl(run, refresh=True)
            assert told(run) == [("gone", "ehospital:1")]
        assert feed(run)[0]["reason"].startswith("not_qa: ")
        pages[question(1)] = page
        crawl(run, refresh=True)
    assert told(run) == [("gone", "ehospital:1"), ("new", "ehospital:1")]


def test_a_refresh_of_several_starts_tells_each_change_once(run: Run) -> None:
    pages = Pages(*range(1, 10))
    with Site(pages) as site:
        crawl(run, f"{site.url}/")
        for n in (1, 5, 9):
            pages.change(n)
        pages[question(4)] = 404
        for most in (3, 5, 8, None):
            crawl(run, refresh=True, max_pages=most, concurrency=1)
        assert sorted(told(run)) == [("changed", f"ehospital:{n}") for n in (1, 5, 9)] + [("gone", "ehospital:4")]
        assert {record.question.title for record in run.records() if record.record_id[-1] in "159"} == {
            f"Renewed number {n}" for n in (1, 5, 9)
        }


def test_a_thread_of_several_pages_changes_as_one(run: Run) -> None:
    pages: dict[str, Any] = {address(1, n): thread_page(1, n) for n in (1, 2)}
    pages["/"] = links(*pages).encode()
    settings = {"site": "forum", "profile": str(profile_file(run.path.parent))}
    with Site(lambda target: (200, HTML, pages[target]) if target in pages else (404, {}, b"")) as site:
        crawl(run, f"{site.url}/", **settings)
        crawl(run, refresh=True)
        assert feed(run) == []
        pages[address(1, 2)] = pages[address(1, 2)].replace(b"Answer", b"Another answer")
        crawl(run, refresh=True)
    assert told(run) == [("changed", "forum:1")]
    assert feed(run)[0]["fields"] == ["replies/text"]


def test_where_the_archive_cannot_be_read_the_page_is_asked_for_anew(run: Run) -> None:
    with Site(Pages(1)) as site:
        crawl(run, f"{site.url}/")
        before = {record.question.text for record in run.records()}
        [archive] = (run.path / "archive").iterdir()
        archive.write_bytes(b"\0" * archive.stat().st_size)
        crawl(run, refresh=True)
        assert not site.unchanged
    assert {record.question.text for record in run.records()} == before


def test_only_pages_that_are_due_are_asked_again(run: Run) -> None:
    pages = Pages(1, 2, 3)
    with Site(pages) as site:
        crawl(run, f"{site.url}/")
        before, stats = lines_of(run), run.stats()
        assert crawl(run, refresh="due").new.fetched == 0
        make_due(run, f"{site.url}{question(2)}")
        for n in (1, 2):
            pages.change(n)
        refreshed = crawl(run, refresh="due")
        assert (refreshed.new.fetched, site.asked[question(2)], site.asked[question(1)]) == (1, 2, 1)
        assert told(run) == [("changed", "ehospital:2")]
        assert len(lines_of(run) & before) == 2
        assert refreshed.stats.pages == stats.pages
        assert refreshed.stats.pages_with_records == stats.pages_with_records
        assert refreshed.stats.records == 3
        make_due(run, f"{site.url}/")
        crawl(run, refresh="due")
        assert told(run) == [("changed", "ehospital:2")]


def make_due(run: Run, url: str) -> None:
    """Let the page have been seen, and planned, long ago."""
    frontier = SqliteFrontier(run.path / "frontier.sqlite")
    version = frontier.version(fingerprint(BUILT_IN.canonical(url)))
    assert version is not None
    assert version.due_at - version.seen.at == DAY
    frontier._db.execute("UPDATE version SET due_at = 0 WHERE seen_at = ?", (version.seen.at,))
    frontier.close()


def sitemap_of(site: Site, **modified: str) -> bytes:
    entries = "".join(
        f"<url><loc>{site.url}{question(int(n[1:])).replace('&', '&amp;')}</loc><lastmod>{day}</lastmod></url>"
        for n, day in modified.items()
    )
    return f"<urlset>{entries}</urlset>".encode()


def test_a_page_that_the_sitemap_says_has_changed_is_due(run: Run) -> None:
    pages = Pages(1, 2, 3)
    with Site(pages) as site:
        pages["/sitemap.xml"] = sitemap_of(site, q1="2020-01-01", q2="2020-01-01")
        crawl(run, f"{site.url}/")
        for n in (1, 2, 3):
            pages.change(n)
        pages["/sitemap.xml"] = sitemap_of(site, q1="2020-01-01", q2=tomorrow(-1), q3=tomorrow(9))
        look_back(run, days=2)
        refreshed = crawl(run, refresh="due")
        assert (site.asked[question(1)], site.asked[question(2)], site.asked[question(3)]) == (1, 2, 1)
    assert told(run) == [("changed", "ehospital:2")]
    assert (refreshed.stats.pages, refreshed.stats.pages_with_records, refreshed.stats.records) == (4, 3, 3)


def tomorrow(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def look_back(run: Run, days: int) -> None:
    """Let every page have been seen so many days ago."""
    frontier = SqliteFrontier(run.path / "frontier.sqlite")
    frontier._db.execute("UPDATE version SET seen_at = seen_at - ?", (days * DAY,))
    frontier.close()


def test_feeds_of_the_first_pages_are_read(run: Run) -> None:
    pages = Pages(7, 8)
    feeds = b'<head><link rel="alternate" type="application/atom+xml" href="/feed"></head>'
    pages["/"] = b"<html>" + feeds + b"</html>"
    pages[question(7)] = feeds.replace(b"/feed", b"/feed/7") + pages[question(7)]
    with Site(pages) as site:
        pages["/feed"] = f"<feed><entry><link href='{site.url}{question(7)}'/></entry></feed>".encode()
        crawl(run, f"{site.url}/", sitemaps=False)
        assert not site.asked["/feed"]
        crawl(run, sitemaps=True, fresh=True)
        assert (site.asked["/feed"], site.asked["/feed/7"], site.asked[question(7)]) == (1, 0, 1)
    assert [record.record_id for record in run.records()] == ["ehospital:7"]
