"""Whole crawls over a real loopback server, through the run folder."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scraper.archive.reader import read_member
from scraper.crawler.frontier import State
from scraper.crawler.observer import Silent, Snapshot
from scraper.errors import FrontierError, RunLocked, SettingsError, StorageFull, UnknownSite, UsageError
from scraper.executors.local import InProcess
from scraper.run import Outcome, Run
from scraper.run_start import steady_clock
from tests.kill.site import Answer, Site, question_page, questions

HTML = {"Content-Type": "text/html; charset=utf-8"}


class Events(Silent):
    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, object]]] = []

    def event(self, name: str, **fields: object) -> None:
        self.seen.append((name, fields))

    def names(self) -> list[str]:
        return [name for name, _ in self.seen]


def crawl(run: Run, *seeds: str, **changes: Any) -> Outcome:
    call = {name: changes.pop(name) for name in ("fresh", "refresh", "observer") if name in changes}
    settings = {"delay": 0.0, "allow_private_hosts": True, "retries": 0, **changes}
    return run.crawl(seeds, changes=settings, executor=InProcess(), **call)


def pages_of(pages: dict[str, Any]) -> Callable[[str], Answer]:
    """A site of a few pages: text is HTML, numbers are a status, tuples are whole answers."""

    def answer(target: str) -> Answer:
        page = pages.get(target, 404)
        if isinstance(page, tuple):
            return page
        if isinstance(page, int):
            return page, {}, b""
        body = page if isinstance(page, bytes) else page.encode()
        return 200, HTML, body

    return answer


def links(*targets: str) -> str:
    return "<html><body><p>words</p>" + "".join(f'<a href="{target}">x</a> ' for target in targets) + "</body></html>"


def rejects(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run.path / "rejects.jsonl").read_bytes().split(b"\n")[:-1]]


def stats_file(run: Run) -> dict[str, int]:
    return json.loads((run.path / "stats.json").read_text())


def standing(run: Run, url: str) -> tuple[State, str | None]:
    entry = run.why(url)
    assert entry is not None, url
    return entry.state, entry.reason


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


# -- what servers do ----------------------------------------------------------------------------------------------


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
        entry = run.why(f"{site.url}/q/1")
        assert entry is not None
        assert (entry.depth, entry.via) == (0, f"{site.url}/one.xml")


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


# -- the folder ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where", ["", ".", "..", ".hidden", "-x", "a b", "a/../b", "../a", "a\0b", "é", "a:b", "/tmp/../x"]
)
def test_names_that_are_no_run_are_refused(where: str) -> None:
    with pytest.raises(UsageError):
        Run.at(where)


@pytest.mark.parametrize(
    ("where", "path"), [("demo", "data/demo"), ("a.b_c-1", "data/a.b_c-1"), ("./x", "x"), ("/tmp/.x y", "/tmp/.x y")]
)
def test_a_name_is_a_folder_of_data_and_a_path_is_taken_as_given(where: str, path: str) -> None:
    assert Run.at(where).path == Path(path)


def test_making_a_run_touches_nothing(run: Run) -> None:
    assert not run.exists
    for look in (run.status, run.stats, run.settings, lambda: list(run.records())):
        with pytest.raises(UsageError):
            look()
    assert not run.path.exists()


@pytest.mark.parametrize(
    ("seeds", "changes", "error"),
    [
        ([], {}, UsageError),
        (["example.org"], {}, UsageError),
        (["ftp://example.org/"], {}, UsageError),
        (["http://"], {}, UsageError),
        (["http://a/"], {"delay": -1.0}, SettingsError),
        (["http://a/"], {"colour": 1}, SettingsError),
        (["http://a/"], {"site": "nowhere"}, UnknownSite),
    ],
)
def test_what_is_impossible_is_refused_before_anything_is_touched(
    run: Run, seeds: list[str], changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run.crawl(seeds, changes=changes, executor=InProcess())
    assert not run.path.exists()


def test_a_second_crawl_on_the_folder_is_refused_and_a_look_is_not(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/", max_pages=1)
        place = os.open(run.path, os.O_RDONLY)
        fcntl.flock(place, fcntl.LOCK_EX)
        with pytest.raises(RunLocked):
            crawl(run)
        assert run.status().running
        os.close(place)
        assert not run.status().running


def test_fresh_starts_anew_with_the_kept_seeds(run: Run) -> None:
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "mine.txt").write_text("kept")
        outcome = crawl(run, fresh=True)
        assert (outcome.stats.records, site.asked["/"]) == (5, 2)
        assert len(list(run.records())) == 5
        assert len(list(run.pages())) == 6
        assert (run.path / "mine.txt").read_text() == "kept"


def test_the_records_of_a_folder_without_frontier_are_not_wiped_unasked(run: Run) -> None:
    run.path.mkdir()
    (run.path / "records.jsonl").write_text("precious\n")
    with Site(questions(1)) as site:
        with pytest.raises(UsageError, match="--fresh"):
            crawl(run, f"{site.url}/")
        assert (run.path / "records.jsonl").read_text() == "precious\n"
        assert crawl(run, f"{site.url}/", fresh=True).stats.records == 1


@pytest.mark.parametrize(
    "name", ["records.jsonl", "rejects.jsonl", "archive/pages-00001.warc.gz", "stats.json", "run.toml"]
)
def test_a_link_in_the_place_of_a_file_is_not_followed(run: Run, tmp_path: Path, name: str) -> None:
    victim = tmp_path / "victim"
    with Site(questions(1)) as site:
        crawl(run, f"{site.url}/")
        before = (run.path / name).read_bytes()
        victim.write_bytes(before)
        (run.path / name).unlink()
        (run.path / name).symlink_to(victim)
        with suppress(UsageError):
            crawl(run, f"{site.url}/")
        crawl(run, f"{site.url}/", fresh=True)
    assert victim.read_bytes() == before
    assert run.stats().records == 1


def test_what_lies_beyond_the_committed_lengths_is_cut_away(run: Run) -> None:
    with Site(questions(5)) as site:
        crawl(run, f"{site.url}/", max_pages=3)
        for name in ("records.jsonl", "rejects.jsonl", "archive/pages-00001.warc.gz"):
            with (run.path / name).open("ab") as file:
                file.write(b'{"torn')
        (run.path / "archive/pages-00002.warc.gz").write_bytes(b"never committed")
        crawl(run, max_pages=None)
        assert len(list(run.records())) == 5
        assert len(list(run.pages())) == 6
        assert not (run.path / "archive/pages-00002.warc.gz").exists()


def test_a_damaged_frontier_or_run_toml_is_told_and_fresh_starts_anew(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "frontier.sqlite").write_bytes(b"not a database" * 500)
        with pytest.raises(FrontierError, match="--fresh"):
            crawl(run)
        (run.path / "run.toml").write_text("seeds = [")
        with pytest.raises(SettingsError):
            crawl(run)
        assert crawl(run, f"{site.url}/", fresh=True).stats.records == 3
        assert len(list(run.records())) == 3


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not a folder"):
        crawl(Run.at(tmp_path / "file"), "http://example.org/")


def test_a_file_that_was_shortened_is_told_and_left_alone(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
        (run.path / "records.jsonl").write_bytes(b"")
        with pytest.raises(UsageError, match="shortened"):
            crawl(run)


def test_private_hosts_need_leave_and_the_reason_is_told(run: Run) -> None:
    with Site(questions(1)) as site:
        outcome = crawl(run, f"{site.url}/", allow_private_hosts=False, sitemaps=False)
        assert (outcome.stats.failed, site.asked.total()) == (1, 0)
        assert "--allow-private-hosts" in rejects(run)[0]["reason"]


CHILD = """
import resource, signal, sys
from scraper.run import Run
from scraper.errors import StorageFull
run, seed, limit = sys.argv[1:]
if int(limit):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    outcome = Run.at(run).crawl([seed], changes={"delay": 0.0, "allow_private_hosts": True, "concurrency": 4})
except StorageFull as error:
    print("full", error)
else:
    print(outcome.ended)
"""


def child(run: Run, seed: str, limit: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(run.path), seed, str(limit)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("limit", [30_000, 200_000, 1_000_000])
def test_a_disk_that_refuses_costs_nothing_that_was_committed(run: Run, limit: int) -> None:
    with Site(questions(80)) as site:
        ended, _ = child(run, f"{site.url}/", limit).communicate(timeout=60)
        assert ended.startswith("full ")
        assert crawl(run, f"{site.url}/").stats.records == 80
    assert len({record.record_id for record in run.records()}) == 80


def test_a_second_signal_ends_the_crawl_at_once_and_it_goes_on_later(run: Run) -> None:
    def answer(target: str) -> Answer:
        if target == "/slow":
            time.sleep(1.5)
        return pages_of({"/": links("/slow"), "/slow": question_page(1)})(target)

    with Site(answer) as site:
        process = child(run, f"{site.url}/")
        while "/slow" not in site.asked:
            time.sleep(0.01)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        ended, _ = process.communicate(timeout=60)
        assert ended.strip() == "interrupted"
        assert run.stats().records == 0
        assert crawl(run).stats.records == 1


def test_progress_is_told_to_the_end(run: Run) -> None:
    told: list[Snapshot] = []

    class Told(Silent):
        def progress(self, snapshot: Snapshot) -> None:
            told.append(snapshot)

    with Site(questions(5)) as site:
        outcome = crawl(run, f"{site.url}/", observer=Told())
    last = told[-1]
    assert (last.stats, last.queued, last.in_flight) == (outcome.stats, 0, 0)


def test_a_status_tells_states_reasons_and_hosts(run: Run) -> None:
    with Site(questions(30)) as site:
        crawl(run, f"{site.url}/", max_pages=5)
        status = run.status()
        host = site.url.removeprefix("http://")
        assert (status.run, status.running, status.seeds) == (str(run.path), False, (f"{site.url}/",))
        assert sum(status.states.values()) == sum(status.hosts[0].states.values())
        assert (status.hosts[0].host, status.hosts[0].robots, status.states["done"]) == (host, "open", 5)
        assert status.left == status.stats.deferred > 0
        assert status.due_at is not None
        assert json.loads(json.dumps(status.as_dict()))["reasons"] == {"sitemap": 1}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_crawl_cleanly_and_it_goes_on_later(run: Run, number: int) -> None:
    with Site(questions(100), delay=0.02) as site:
        process = child(run, f"{site.url}/")
        while site.asked.total() < 30:
            time.sleep(0.01)
        process.send_signal(number)
        ended, _ = process.communicate(timeout=60)
        assert ended.strip() == "interrupted"
        assert stats_file(run)["deferred"] > 0
        outcome = crawl(run)
        assert outcome.stats.records == 100
        assert max(site.asked.values()) == 1


def versions(run: Run) -> dict[str, str]:
    lines = list(run.records())
    assert len({record.record_id for record in lines}) == len(lines)
    return {record.record_id: record.question.title or "" for record in lines}


def test_a_refresh_asks_every_page_again_and_keeps_the_newest_records(run: Run) -> None:
    pages: dict[str, Any] = {f"/doctor/All/ShowDetail.php?q_no={n}": question_page(n) for n in range(6)}
    pages["/"] = links(*pages)
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        first = versions(run)
        for n in (1, 2):
            url = f"/doctor/All/ShowDetail.php?q_no={n}"
            pages[url] = pages[url].replace(b"Foot cramps number", b"Renewed number")
        pages["/doctor/All/ShowDetail.php?q_no=3"] = 404
        outcome = crawl(run, refresh=True)
        second = versions(run)
        assert (outcome.ended, outcome.stats.pages, outcome.stats.records, outcome.stats.failed) == ("done", 6, 6, 1)
        assert {name for name in first if first[name] != second[name]} == {"ehospital:1", "ehospital:2"}
        assert site.asked["/"] == 2
        for record in run.records():
            place = record.provenance.archive
            assert place is not None
            assert (
                read_member(run.path / place.file, place.offset, place.length).sha256
                == record.provenance.content_sha256
            )
        assert crawl(run).new.pages == 0


def test_a_refresh_may_take_several_starts(run: Run) -> None:
    with Site(questions(30)) as site:
        crawl(run, f"{site.url}/")
        refreshed = crawl(run, refresh=True, max_pages=10)
        assert (refreshed.ended, refreshed.stats.pages, refreshed.stats.records) == ("limit", 10, 30)
        assert len(versions(run)) == 30
        ended = crawl(run, refresh=True, max_pages=None)
        assert (ended.ended, ended.stats.pages, ended.stats.records) == ("done", 32, 30)
        assert len(versions(run)) == 30
        assert set(site.asked.values()) == {1, 2}


def test_storage_full_is_a_usage_error() -> None:
    assert issubclass(StorageFull, UsageError)


def test_a_robots_txt_that_leads_where_nobody_may_go_closes_the_host(run: Run) -> None:
    pages = {"/robots.txt": (302, {"Location": "http://10.0.0.1/robots.txt"}, b""), "/": links()}
    with Site(pages_of(pages)) as site:
        outcome = crawl(run, f"{site.url}/")
        assert (outcome.ended, set(site.asked)) == ("deferred", {"/robots.txt"})


def test_the_usual_delay_is_no_wait_that_ends_a_crawl(run: Run) -> None:
    with Site(pages_of({"/": links("/a"), "/a": links()})) as site:
        outcome = crawl(run, f"{site.url}/", delay=0.05, max_wait=0.0, sitemaps=False)
        assert (outcome.ended, outcome.stats.pages) == ("done", 2)


def test_records_beside_an_empty_frontier_are_not_thrown_away(run: Run) -> None:
    with Site(questions(3)) as site:
        crawl(run, f"{site.url}/")
    records = (run.path / "records.jsonl").read_bytes()
    (run.path / "frontier.sqlite").write_bytes(b"")
    with pytest.raises(UsageError, match="no frontier"):
        crawl(run)
    assert (run.path / "records.jsonl").read_bytes() == records


def test_credentials_in_a_seed_are_neither_sent_nor_written(run: Run) -> None:
    with Site(questions(1)) as site:
        crawl(run, site.url.replace("http://", "http://me:secret@") + "/")
    written = [path for path in run.path.rglob("*") if path.is_file()]
    assert not [path for path in written if b"secret" in path.read_bytes()]
    assert run.stats().records == 1


@pytest.mark.parametrize("seed", ["http://a b.test/", "http://.../", "http://127.0.0.1:0/", "http://a..b/"])
def test_a_seed_on_what_is_no_host_is_refused(run: Run, seed: str) -> None:
    with pytest.raises(UsageError, match="is not an http or https address"):
        crawl(run, seed)
    assert not run.path.exists()


def test_the_crawls_clock_does_not_follow_the_systems_when_that_is_set() -> None:
    wall, steady = iter([1000.0, 9999.0]), iter([5.0, 6.0, 8.0])
    clock = steady_clock(lambda: next(wall), lambda: next(steady))
    assert [clock(), clock()] == [1001.0, 1003.0]
