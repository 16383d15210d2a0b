"""Whole crawls over a real loopback server: what is asked for, and what becomes of it."""

import time
from pathlib import Path
from typing import Any

import pytest

from scraper.crawler.frontier import State
from scraper.crawler.frontier.clocks import steady_clock
from scraper.executors.local import InProcess
from scraper.run import Run
from tests.kill.site import Answer, Site, question_page, questions
from tests.runs import HTML, Events, crawl, links, pages_of, rejects, standing, stats_file


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


def test_a_crawl_gives_every_record_once_and_counts_that_add_up(run: Run) -> None:
    with Site(questions(45)) as site:
        outcome = crawl(run, f"{site.url}/")
    assert outcome.ended == "done"
    assert outcome.new == outcome.stats
    assert stats_file(run) == outcome.stats.as_dict() == {
        "pages": 48, "pages_with_records": 45, "pages_rejected": 0, "pages_not_qa": 3, "records": 45,
        "fetched": 49, "failed": 0, "skipped": 1, "deferred": 0,
    }  # fmt: skip
    assert sorted(record.record_id for record in run.records()) == sorted(f"ehospital:{n}" for n in range(45))
    assert max(site.asked.values()) == 1
    assert rejects(run) == []


def test_records_lead_to_their_page_in_the_archive(run: Run) -> None:
    with Site(questions(25)) as site:
        crawl(run, f"{site.url}/")
    pages = {page.url: page for page in run.pages()}
    for record in run.records():
        page = pages[record.provenance.source]
        assert record.provenance.archive == page.archive
        assert record.provenance.content_sha256 == page.sha256


def test_a_finished_run_started_again_asks_for_nothing(run: Run) -> None:
    with Site(questions(5)) as site:
        first = crawl(run, f"{site.url}/")
        before = site.asked.total()
        again = crawl(run)
        assert (again.ended, again.stats, again.new.pages) == ("done", first.stats, 0)
        assert site.asked.total() == before


def test_max_pages_counts_over_the_whole_life_and_is_never_exceeded(run: Run) -> None:
    with Site(questions(60)) as site:
        for most in (7, 7, 20):
            outcome = crawl(run, f"{site.url}/", max_pages=most)
            assert (outcome.ended, outcome.stats.pages) == ("limit", most)
        assert outcome.stats.deferred > 0
        assert crawl(run, max_pages=None).stats.records == 60
        assert max(site.asked.values()) == 1


def test_settings_and_seeds_hold_on_resume(run: Run) -> None:
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/", max_pages=2, exclude="nothing")
        run.crawl(executor=InProcess(), changes={"max_pages": 3})
        assert run.seeds() == (f"{site.url}/",)
        assert (run.settings().max_pages, run.settings().exclude, run.settings().delay) == (3, "nothing", 0.0)


def test_only_the_seeds_host_and_port_are_asked(run: Run) -> None:
    with Site(pages_of({"/": links("/a")})) as other:
        pages = {"/": links("/a", f"{other.url}/a", "http://example.invalid/"), "/a": links("/")}
        with Site(pages_of(pages)) as site:
            outcome = crawl(run, f"{site.url}/")
            assert (outcome.stats.pages, other.asked.total()) == (2, 0)
            assert standing(run, f"{other.url}/a") == (State.SKIPPED, "scope: host")
            assert standing(run, "http://example.invalid/") == (State.SKIPPED, "scope: host")


def test_depth_include_and_exclude_narrow_the_scope_and_may_be_widened_later(run: Run) -> None:
    pages = {
        "/": links("/in/1", "/out/1"),
        "/in/1": links("/in/2", "/in/no"),
        "/in/2": links("/in/3"),
        "/in/3": links(),
    }
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/", max_depth=1, include="/in/", exclude="no", sitemaps=False)
        assert set(site.asked) == {"/robots.txt", "/", "/in/1"}
        assert standing(run, f"{site.url}/out/1") == (State.SKIPPED, "scope: --include")
        assert standing(run, f"{site.url}/in/no") == (State.SKIPPED, "scope: --exclude")
        assert standing(run, f"{site.url}/in/2") == (State.SKIPPED, "depth")
        crawl(run, max_depth=2, include="/in/", exclude="no", sitemaps=False)
        assert "/in/2" in site.asked
        assert "/in/3" not in site.asked
        assert max(site.asked.values()) == 1


def test_a_seed_added_later_brings_its_host_into_the_scope(run: Run) -> None:
    pages: dict[str, Any] = {}
    with Site(pages_of({"/": links("/b"), "/b": links()})) as other, Site(pages_of(pages)) as site:
        pages["/"] = links(f"{other.url}/b")
        crawl(run, f"{site.url}/")
        assert other.asked.total() == 0
        outcome = crawl(run, f"{other.url}/")
        assert outcome.stats.pages == 3
        assert other.asked["/b"] == 1


def test_a_redirect_makes_a_duplicate_and_its_target_is_asked(run: Run) -> None:
    pages = {"/": links("/old", "/new"), "/old": (301, {"Location": "/new#part"}, b""), "/new": links()}
    with Site(pages_of(pages)) as site:
        outcome = crawl(run, f"{site.url}/")
        assert standing(run, f"{site.url}/old") == (State.SKIPPED, f"duplicate: redirects to {site.url}/new")
        assert (site.asked["/new"], outcome.stats.pages) == (1, 2)


def test_redirects_out_of_the_scope_are_not_followed(run: Run) -> None:
    with (
        Site(pages_of({"/": links()})) as other,
        Site(pages_of({"/": (302, {"Location": f"{other.url}/"}, b"")})) as site,
    ):
        outcome = crawl(run, f"{site.url}/")
        assert other.asked.total() == 0
        assert outcome.stats.pages == 0
        assert standing(run, f"{other.url}/") == (State.SKIPPED, "scope: host")


@pytest.mark.parametrize("target", ["/{}", "/loop?sid={}"])
def test_endless_redirects_end(run: Run, target: str) -> None:
    count = iter(range(10_000))

    def answer(asked: str) -> Answer:
        return (
            (404, {}, b"") if asked.endswith((".txt", ".xml")) else (302, {"Location": target.format(next(count))}, b"")
        )

    with Site(answer) as site:
        outcome = crawl(run, f"{site.url}/loop")
        assert (outcome.ended, outcome.stats.failed) == ("done", 1)
        assert site.asked.total() < 20
    [reject] = rejects(run)
    assert reject["reason"] == "failed: more than 10 redirects"


def test_pages_that_name_one_canonical_address_are_one_page(run: Run) -> None:
    def page(number: int) -> bytes:
        return question_page(number).replace(b"<head>", b'<head><link rel="canonical" href="/q">')

    with Site(
        pages_of({"/": links("/q?a=1", "/q?a=2", "/q"), "/q?a=1": page(1), "/q?a=2": page(1), "/q": page(1)})
    ) as site:
        outcome = crawl(run, f"{site.url}/")
        assert (outcome.stats.pages, outcome.stats.records, outcome.stats.skipped) == (2, 1, 3)
    assert len(list(run.pages())) == 2


def test_a_canonical_of_the_root_on_every_page_loses_nothing(run: Run) -> None:
    pages: dict[str, Any] = {
        f"/{n}": question_page(n).replace(b"<head>", b'<head><link rel="canonical" href="/">') for n in range(3)
    }
    with Site(pages_of({"/": links(*pages), **pages})) as site:
        assert crawl(run, f"{site.url}/").stats.pages == 4


def test_errors_are_given_up_with_a_line_and_other_types_set_aside(run: Run) -> None:
    pages = {"/": links("/gone", "/picture"), "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG")}
    with Site(pages_of(pages)) as site:
        outcome = crawl(run, f"{site.url}/")
        assert rejects(run) == [{"source": f"{site.url}/gone", "reason": "failed: HTTP 404", "issues": []}]
        assert standing(run, f"{site.url}/picture") == (State.SKIPPED, "type: image/png")
        assert (outcome.stats.pages, outcome.stats.failed, outcome.stats.fetched) == (1, 1, 4)


@pytest.mark.slow
def test_a_host_that_limits_its_rate_loses_no_page(run: Run) -> None:
    served: list[float] = []

    def answer(target: str) -> Answer:
        now = time.monotonic()
        served[:] = [moment for moment in served if now - moment < 0.5]
        if target.startswith("/doctor"):
            if len(served) >= 8:
                return 429, {}, b""
            served.append(now)
        return questions(40)(target)

    with Site(answer) as site:
        outcome = crawl(run, f"{site.url}/", retries=2)
        assert (outcome.ended, outcome.stats.records, outcome.stats.failed) == ("done", 40, 0)
        assert outcome.stats.fetched > 43


def test_what_fails_for_the_moment_is_asked_again(run: Run) -> None:
    answers = iter([500, 500])

    def answer(target: str) -> Answer:
        return (next(answers, 200), HTML, question_page(1)) if target == "/" else (404, {}, b"")

    with Site(answer) as site:
        outcome = crawl(run, f"{site.url}/", retries=3, sitemaps=False)
        assert (outcome.ended, outcome.stats.records, outcome.stats.failed, site.asked["/"]) == ("done", 1, 0, 3)


def test_retry_after_beyond_the_wait_ends_the_crawl_and_holds_for_the_next_start(run: Run) -> None:
    pages = {"/": links("/busy", "/other"), "/busy": (503, {"Retry-After": "3600"}, b""), "/other": links()}
    with Site(pages_of(pages)) as site:
        outcome = crawl(run, f"{site.url}/", retries=3, concurrency=1, sitemaps=False)
        assert outcome.ended == "deferred"
        assert outcome.deferred_until is not None
        assert 3500 < outcome.deferred_until - time.time() <= 3600
        assert outcome.stats.deferred == 2
        before = site.asked.total()
        assert crawl(run, retries=3, concurrency=1, sitemaps=False).ended == "deferred"
        assert site.asked.total() == before
        assert run.status().hosts[0].waits_for == "back-off"


def test_robots_txt_is_obeyed_and_the_line_told(run: Run) -> None:
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret\n")
    pages = {"/robots.txt": robots, "/": links("/secret/1", "/open"), "/open": links(), "/secret/1": links()}
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        assert "/secret/1" not in site.asked
        assert standing(run, f"{site.url}/secret/1") == (State.SKIPPED, "robots: Disallow: /secret")
        events = Events()
        outcome = crawl(run, ignore_robots=True, observer=events)
        assert (site.asked["/secret/1"], outcome.stats.pages) == (1, 3)
        assert "ignore_robots" in events.names()


def test_a_host_whose_robots_txt_cannot_be_had_is_left_alone_for_now(run: Run) -> None:
    with Site(pages_of({"/robots.txt": 503, "/": links()})) as site:
        outcome = crawl(run, f"{site.url}/")
        assert set(site.asked) == {"/robots.txt"}
        assert (outcome.ended, outcome.stats.pages, outcome.stats.deferred) == ("deferred", 0, 1)
        assert run.status().hosts[0].waits_for == "robots.txt unreachable"


def test_the_crawl_delay_holds_between_all_requests(run: Run) -> None:
    robots = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 0.2\n")
    pages = {
        "/robots.txt": robots,
        "/": links("/a", "/b"),
        "/a": links(),
        "/b": (302, {"Location": "/c"}, b""),
        "/c": links(),
    }
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        times = [moment for moment, _ in site.times]
        assert len(times) == 6
        assert times[-1] - times[0] > 4 * 0.2  # five spaces, one given up for what the machine does in between


def test_sitemaps_lead_to_pages_of_depth_nothing(run: Run) -> None:
    urlset = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
    pages: dict[str, Any] = {}
    with Site(pages_of(pages)) as site:
        pages |= {
            "/robots.txt": (200, {}, f"Sitemap: {site.url}/index.xml\n".encode()),
            "/index.xml": f"<sitemapindex><sitemap><loc>{site.url}/one.xml</loc></sitemap></sitemapindex>",
            "/one.xml": urlset.format(f"<url><loc>{site.url}/q/1</loc></url><url><loc>http://x.invalid/</loc></url>"),
            "/": links(),
            "/q/1": question_page(1),
        }
        outcome = crawl(run, f"{site.url}/", max_depth=0)
        assert (outcome.stats.pages, outcome.stats.records, outcome.stats.failed) == (2, 1, 0)
        found = run.why(f"{site.url}/q/1")
        assert found is not None
        assert (found.entry.depth, found.entry.via) == (0, f"{site.url}/one.xml")


def test_sitemaps_wanted_only_later_are_read_then(run: Run) -> None:
    urlset = "<urlset><url><loc>{}/q/1</loc></url></urlset>"
    pages: dict[str, Any] = {"/": links(), "/q/1": question_page(1)}
    with Site(pages_of(pages)) as site:
        pages["/sitemap.xml"] = urlset.format(site.url)
        assert crawl(run, f"{site.url}/", sitemaps=False).stats.pages == 1
        assert crawl(run, sitemaps=True).stats.pages == 2
        assert site.asked["/robots.txt"] == 1


def test_an_endless_calendar_of_session_ids_is_cut_off_and_the_questions_are_not(run: Run) -> None:
    def answer(target: str) -> Answer:
        if target == "/":
            return 200, HTML, links("/c?session=0", "/list?page=0").encode()
        if target.startswith("/c?session="):
            number = int(target.rpartition("=")[2])
            return 200, HTML, links(*(f"/c?session={number * 3 + n}" for n in (1, 2, 3))).encode()
        return questions(300)(target)

    with Site(answer) as site:
        outcome = crawl(run, f"{site.url}/")
        assert outcome.ended == "done"
        assert sum(1 for target in site.asked if target.startswith("/c")) == 200
        assert outcome.stats.records == 300
        assert run.status().reasons["trap"] > 100


def test_a_robots_txt_that_leads_where_nobody_may_go_closes_the_host(run: Run) -> None:
    pages = {"/robots.txt": (302, {"Location": "http://10.0.0.1/robots.txt"}, b""), "/": links()}
    with Site(pages_of(pages)) as site:
        outcome = crawl(run, f"{site.url}/")
        assert (outcome.ended, set(site.asked)) == ("deferred", {"/robots.txt"})


def test_the_usual_delay_is_no_wait_that_ends_a_crawl(run: Run) -> None:
    with Site(pages_of({"/": links("/a"), "/a": links()})) as site:
        outcome = crawl(run, f"{site.url}/", delay=0.05, max_wait=0.0, sitemaps=False)
        assert (outcome.ended, outcome.stats.pages) == ("done", 2)


def test_private_hosts_need_leave_and_the_reason_is_told(run: Run) -> None:
    with Site(questions(1)) as site:
        outcome = crawl(run, f"{site.url}/", allow_private_hosts=False, sitemaps=False)
        assert (outcome.stats.failed, site.asked.total()) == (1, 0)
        assert "--allow-private-hosts" in rejects(run)[0]["reason"]


def test_credentials_in_a_seed_are_neither_sent_nor_written(run: Run) -> None:
    with Site(questions(1)) as site:
        crawl(run, site.url.replace("http://", "http://me:secret@") + "/")
    written = [path for path in run.path.rglob("*") if path.is_file()]
    assert not [path for path in written if b"secret" in path.read_bytes()]
    assert run.stats().records == 1


def test_the_crawls_clock_does_not_follow_the_systems_when_that_is_set() -> None:
    wall, steady = iter([1000.0, 9999.0]), iter([5.0, 6.0, 8.0])
    clock = steady_clock(lambda: next(wall), lambda: next(steady))
    assert [clock(), clock()] == [1001.0, 1003.0]
