"""Seeds that count: what they stand for, and how a crawl works them off."""

import re
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.series import Series
from scraper.errors import UsageError
from scraper.run import Run
from tests.cli.calls import call_here
from tests.kill.site import Answer, Site, question_page
from tests.runs import HTML, crawl

SEED = "/doctor/All/ShowDetail.php?q_no={%s}"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run.at(tmp_path / "run")


class Numbered:
    """A site that has some questions by their number, and says of the others that they do not exist."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = set(numbers)

    def __call__(self, target: str) -> Answer:
        match = re.fullmatch(r"/doctor/All/ShowDetail\.php\?q_no=0*(\d+)", target)
        if match and int(match[1]) in self.numbers:
            return 200, HTML, question_page(int(match[1]))
        if match and int(match[1]) % 2:
            return 200, HTML, "<html><h2>問題不存在</h2></html>".encode()
        return 404, {}, b""


def asked(site: Site) -> list[int]:
    return sorted(int(url.partition("q_no=")[2]) for url in site.asked if "q_no=" in url)


def series(text: str) -> Series:
    found = Series.of(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://a.test/q/{8..11}", ["https://a.test/q/8", "https://a.test/q/11"]),
        ("https://a.test/{008..110}.html", ["https://a.test/008.html", "https://a.test/110.html"]),
        ("https://a.test/?n={0..3}&t=內", ["https://a.test/?n=0&t=%E5%85%A7", "https://a.test/?n=3&t=%E5%85%A7"]),
    ],
)
def test_a_range_stands_for_its_addresses(text: str, urls: list[str]) -> None:
    found = series(text)
    assert found.last is not None
    assert [found.url(found.first), found.url(found.last)] == urls
    assert [found.number(url) for url in urls] == [found.first, found.last]


@given(st.integers(0, 10**12), st.integers(0, 10**6), st.booleans())
def test_every_number_is_read_back_and_no_other(first: int, length: int, padded: bool) -> None:
    found = series(f"https://a.test/q{{{first:0{15 if padded else 1}}..{first + length}}}x")
    for number in (first, first + length // 2, first + length):
        assert found.number(found.url(number)) == number
    assert found.number(found.url(first + length + 1)) is None
    assert found.number(f"https://a.test/q+{first}x") is None
    assert found.number(f"https://a.test/q0000000000000000000{first}x") is None


@given(st.text(st.sampled_from("{}.0129/?=:ahtps內 "), max_size=40))
def test_any_seed_is_read(text: str) -> None:
    ranges = re.findall(r"\{([0-9]+)\.\.([0-9]*)\}", text)
    refused = len(ranges) > 1 or any(end and int(end) < int(start) for start, end in ranges)
    with pytest.raises(UsageError) if refused else nullcontext():
        assert (Series.of("https://a.test/" + text) is None) == (not ranges)


@pytest.mark.parametrize(
    "seed", ["https://a.test/{1..2}/{3..4}", "https://a.test/{9..1}", "https://{1..9}.test/", "/{1..3}"]
)
def test_what_cannot_be_counted_is_told_in_a_sentence(tmp_path: Path, seed: str) -> None:
    told = call_here(tmp_path, "crawl", "run", seed)
    assert told.code == 2
    assert told.err.count("\n") == 1
    assert not (tmp_path / "data").exists()


def test_a_series_is_asked_to_its_end(run: Run) -> None:
    with Site(Numbered(*range(5, 250))) as site:
        outcome = crawl(run, site.url + SEED % "1..300", stop_after=1000)
        assert asked(site) == list(range(1, 301))
    assert (outcome.stats.records, outcome.stats.skipped) == (245, 1)


def test_a_series_ends_after_so_many_numbers_without_a_record(run: Run) -> None:
    with Site(Numbered(1, 2, 30, 31)) as site:
        outcome = crawl(run, site.url + SEED % "1..", stop_after=40)
        assert asked(site) == list(range(1, 72))
        assert outcome.stats.records == 4
        assert crawl(run).new.fetched == 0


@pytest.mark.slow
def test_it_goes_on_after_a_stop_and_asks_nothing_twice(run: Run) -> None:
    with Site(Numbered(*range(1, 200))) as site:
        for most in (7, 90, 150):
            crawl(run, site.url + SEED % "1..", stop_after=30, max_pages=most)
        outcome = crawl(run, max_pages=None)
        assert asked(site) == list(range(1, 230))
        assert max(site.asked.values()) == 1
    assert outcome.stats.records == 199


def test_a_refresh_looks_again_behind_the_last_record(run: Run) -> None:
    answers = Numbered(*range(1, 20))
    with Site(answers) as site:
        crawl(run, site.url + SEED % "1..", stop_after=10)
        assert max(asked(site)) == 29
        answers.numbers |= set(range(20, 36))
        crawl(run, refresh="due")
        assert max(asked(site)) == 45
    assert run.stats().records == 35


@pytest.mark.slow
def test_addresses_found_before_do_not_stop_it(run: Run) -> None:
    pages = {f"/doctor/All/ShowDetail.php?q_no={n}" for n in range(1, 180)}

    def answer(target: str) -> Answer:
        links = "".join(f'<a href="{page}">x</a>' for page in sorted(pages))
        return (200, HTML, links.encode()) if target == "/" else Numbered(*range(1, 300))(target)

    with Site(answer) as site:
        crawl(run, f"{site.url}/")
        crawl(run, site.url + SEED % "1..300")
        assert asked(site) == list(range(1, 301))
        assert max(site.asked.values()) == 1


def test_many_numbers_without_a_record_are_no_trap_where_they_were_asked_for(run: Run) -> None:
    with Site(Numbered(1, 1300)) as site:
        outcome = crawl(run, site.url + SEED % "1..1300", stop_after=5000)
    assert (outcome.stats.records, outcome.stats.failed) == (2, 649)
