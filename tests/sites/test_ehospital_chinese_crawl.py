"""A whole crawl of a small invented 台灣e院 on loopback: every question once, twin addresses asked for once."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from ehospital.chinese import AUTHORED, DOCTOR, MAKES, MENU, Thread, big5, expected, legacy_page, listing
from ehospital.chinese_cases import CASES

from scraper.run import Run
from scraper.sites.ehospital.escapes import read_value
from scraper.sites.ehospital.urls import canonical
from tests.kill.site import Answer, Site
from tests.runs import crawl, standing, stats_file

PER_PAGE = 20
MISSING = frozenset({105, 117, 140})
FILED = {"內科": range(100, 145), "復健科": range(145, 160), "牙科": range(160, 161)}
TOPICS = {("手麻", "復健科"): range(147, 154), ("牙痛", "牙科"): range(160, 161)}
_AWKWARD = [thread for thread in CASES.values() if thread.asker is not None and thread.title and not thread.reads]


def thread(number: int) -> Thread:
    department = next(name for name, numbers in FILED.items() if number in numbers)
    reply = replace(DOCTOR, printed=f"{department}／王大明, 2007/02/05", department=department, organization=None)
    topic = next((name for (name, _), numbers in TOPICS.items() if number in numbers), None)
    return replace(_AWKWARD[number % len(_AWKWARD)], number=number, replies=(reply,), topic=topic)


def detail(number: int) -> str:
    if number in MISSING:
        return f"<html><body>{AUTHORED}<h1>您查詢的問題 #{number} 不存在</h1></body></html>"
    one = thread(number)
    return MAKES["zh_w3" if number % 2 and one.topic is None else "zh_legacy"](one)


def shown(path: str, query: dict[str, str]) -> str | None:
    """Return the page of an address; parameters are answered in Big5 and in UTF-8, as the site does."""
    page = int(query.get("PageNo", "1"))
    first = (page - 1) * PER_PAGE
    match path.removeprefix("/doctor/"):
        case "Index1.php":
            return f'<html><body>{MENU}<a href="Often_question/index.php">常見問題</a></body></html>'
        case "All/index.php":
            name = query["d_class"]
            twins = [quote(name, encoding="big5hkscs"), quote(name), name]
            return "".join(f'<a href="history.php?UrlClass={twin}">歷史問題</a>' for twin in twins)
        case "All/history.php":
            numbers = FILED[query["UrlClass"]]
            pages = range(1, -(-len(numbers) // PER_PAGE) + 1)
            rows = [Thread(number, title=f"第{number}題") for number in numbers[first : first + PER_PAGE]]
            return listing(rows, query["UrlClass"], pages if len(pages) > 1 else ())
        case "All/ShowDetail.php":
            return detail(int(query["q_no"]))
        case "Often_question/index.php":
            ways = [f"q_type={topic}&UrlClass={quote(name)}" for topic, name in TOPICS]
            return "".join(
                f'<a href="type_detail.php?{way}">x</a><a href="type_detail.php?{way}&PageNo=1">x</a>' for way in ways
            )
        case "Often_question/type_detail.php":
            numbers = TOPICS[(query["q_type"], query["UrlClass"])]
            threads = [thread(number) for number in numbers[(page - 1) * 5 : page * 5]]
            onward = f"type_detail.php?q_type={query['q_type']}&UrlClass={query['UrlClass']}&PageNo={page + 1}"
            return legacy_page(*threads, rest=f'<a href="{onward}">下一頁</a>' if threads else "查無資料")
    return None


def site(target: str) -> Answer:
    parts = urlsplit(target)
    query = {
        name: read_value(value) or "" for name, _, value in (pair.partition("=") for pair in parts.query.split("&"))
    }
    html = shown(parts.path, query)
    return (404, {}, b"") if html is None else (200, {"Content-Type": "text/html"}, big5(html))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, str, Counter[str]]:
    run = Run.at(Path(tmp_path_factory.mktemp("zh")) / "run")
    with Site(site) as server:
        assert crawl(run, f"{server.url}/doctor/Index1.php").ended == "done"
        return run, server.url, server.asked


def test_every_question_gives_exactly_one_record(crawled: tuple[Run, str, Counter[str]]) -> None:
    run, _, _ = crawled
    numbers = [number for numbers in FILED.values() for number in numbers if number not in MISSING]
    ids = Counter(record.record_id for record in run.records())
    assert ids == Counter(f"ehospital:{number}" for number in numbers)


def test_records_are_the_ones_that_were_served(crawled: tuple[Run, str, Counter[str]]) -> None:
    run, origin, _ = crawled
    for record in run.records():
        number = int(record.record_id.partition(":")[2])
        url = f"{origin}/doctor/All/ShowDetail.php?q_no={number}"
        assert record.model_dump(mode="json", exclude={"record_id", "provenance"}) == expected(thread(number), url)


def test_twin_addresses_are_asked_for_once(crawled: tuple[Run, str, Counter[str]]) -> None:
    _, origin, asked = crawled
    pages = Counter[str]()
    for target, times in asked.items():
        pages[canonical(f"{origin}{target}")] += times
    assert max(pages.values()) == 1
    lists = [target for target in asked if "history.php" in target]
    assert len(lists) == 3 + 1 + 1
    assert len([target for target in asked if "ShowDetail.php" in target]) == 61
    # Each topic's pages, with the empty one behind the last.
    assert len([target for target in asked if "type_detail.php" in target]) == 3 + 2


def test_pages_without_a_question_are_counted_with_a_reason(crawled: tuple[Run, str, Counter[str]]) -> None:
    run, origin, _ = crawled
    stats = stats_file(run)
    assert (stats["failed"], stats["pages_rejected"], stats["records"]) == (0, 0, 58)
    assert stats["pages_not_qa"] == len(MISSING) + 1 + 3 + 5 + 1 + 2
    for number in MISSING:
        state, reason = standing(run, f"{origin}/doctor/All/ShowDetail.php?SortBy=q_no&q_no={number}")
        assert "不存在" in (reason or ""), state
