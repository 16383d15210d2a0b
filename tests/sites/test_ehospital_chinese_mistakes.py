"""One test for each mistake that public scrapers of 台灣e院 make."""

import json
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from ehospital.chinese import (
    DOCTOR,
    HOST,
    MAKES,
    Asker,
    Reply,
    Thread,
    big5,
    expected,
    legacy_page,
    question_url,
    served,
)
from ehospital.chinese_cases import CASES, LATER, PLAIN, SECOND
from ehospital.compare import differences, found, leaves

from schemas.qa import QARecord
from scraper import api
from scraper.pipeline import read_page
from scraper.run import Run
from tests.kill.site import Site
from tests.runs import crawl, pages_of, rejects, standing, stats_file
from tests.servers import Server, answer

URL = question_url(310002)
CERTIFICATE = Path(__file__).parents[1] / "crawler" / "tls" / "localhost.pem"
TOPIC = f"{HOST}/doctor/Often_question/type_detail.php?q_type=%A4%E2%B3%C2"
both_makes = pytest.mark.parametrize("make", MAKES)


def read(make: str, thread: Thread, url: str | None = URL) -> QARecord:
    (record,) = read_page(served(MAKES[make](thread), url)).records
    return record


@both_makes
def test_answer_date_is_never_copied_from_the_questions(make: str) -> None:
    undated = replace(PLAIN, replies=(Reply("好", "內科／王大明", "王大明", "內科"),))
    assert read(make, undated).replies[0].replied_on is None
    record = read(make, PLAIN)
    assert (str(record.question.asked_on), str(record.replies[0].replied_on)) == ("2007-02-03", "2007-02-05")
    no_question_date = replace(PLAIN, asker=Asker("小安／女／(30~39)", "小安"))
    assert read(make, no_question_date).question.asked_on is None


@both_makes
def test_department_is_not_stored_as_the_doctor(make: str) -> None:
    for name, author, department, organization in (
        ("doctor_of_two_parts", "王大明", "復健科", None),
        ("doctor_of_three_parts", "王大明", "內科", "台北醫院"),
        ("doctor_nameless", None, "內科", None),
        ("doctor_alone", "王大明", None, None),
    ):
        reply = read(make, CASES[name]).replies[0]
        assert (reply.author, reply.department, reply.organization) == (author, department, organization)


@both_makes
def test_bodies_do_not_move_to_another_threads_row(make: str) -> None:
    threads = [
        Thread(1, question="問一", replies=()),
        Thread(2, question="問二", replies=(replace(DOCTOR, text="答二"),)),
        Thread(3, question=None, replies=(replace(DOCTOR, text="答三"),)),
        Thread(4, question="問四", replies=(Reply("", DOCTOR.printed),)),
        Thread(5, question="問五", asker=None, replies=(replace(DOCTOR, text="答五"),)),
    ]
    rows = [
        (record.record_id, record.question.text, [reply.text for reply in record.replies])
        for record in read_page(served(MAKES[make](*threads), TOPIC)).records
    ]
    assert rows == [
        ("ehospital:1", "問一", []),
        ("ehospital:2", "問二", ["答二"]),
        ("ehospital:3", "左手小指麻木", ["答三"]),
        ("ehospital:4", "問四", []),
        ("ehospital:5", "問五", ["答五"]),
    ]


def test_pages_read_at_once_do_not_share_a_record() -> None:
    threads = [
        Thread(n, title=f"題{n}", question=f"問{n}", replies=(replace(DOCTOR, text=f"答{n}"),)) for n in range(1, 41)
    ]
    pages = [served(list(MAKES.values())[thread.number % 2](thread), question_url(thread.number)) for thread in threads]
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(read_page, pages))
    rows = [
        (one.record_id, one.title, one.question.text, one.replies[0].text) for (one,) in (r.records for r in readings)
    ]
    assert rows == [(f"ehospital:{n}", f"題{n}", f"問{n}", f"答{n}") for n in range(1, 41)]
    with pytest.raises(ValueError, match="frozen"):
        readings[0].records[0].title = "another"  # type: ignore[misc]


@both_makes
@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("name_", "age_", "gender_", "all_but"))])
def test_odd_nicknames_and_missing_ages_are_not_dropped(make: str, name: str) -> None:
    record = read(make, CASES[name])
    asker = CASES[name].asker
    assert asker is not None
    assert (record.question.asker.name, record.question.asker.age_text) == (asker.name, asker.age_text)
    assert record.question.text == PLAIN.question


@both_makes
def test_any_number_of_messages_is_read(make: str) -> None:
    many = tuple(replace(SECOND if n % 2 else LATER, text=f"第{n}則") for n in range(30))
    for replies in ((), (DOCTOR,), (DOCTOR, LATER), (DOCTOR, LATER, SECOND), many):
        record = read(make, replace(PLAIN, replies=replies))
        assert [reply.text for reply in record.replies] == [reply.text for reply in replies]
        assert [reply.author for reply in record.replies] == [reply.author for reply in replies]


@both_makes
def test_line_breaks_stay(make: str) -> None:
    record = read(make, PLAIN)
    assert record.question.text.split("\n") == ["醫師您好：", "左手小指麻木已經兩個月。", "請問該看哪一科？"]
    assert record.replies[0].text == DOCTOR.text


def test_nothing_is_passed_over_without_a_count_and_a_reason(tmp_path: Path) -> None:
    pages = {
        "/": "".join(f'<a href="/doctor/All/ShowDetail.php?q_no={n}">x</a>' for n in range(1, 6)),
        "/doctor/All/ShowDetail.php?q_no=1": legacy_page(Thread(1)),
        "/doctor/All/ShowDetail.php?q_no=2": "<h1>問題不存在</h1>",
        "/doctor/All/ShowDetail.php?q_no=3": legacy_page(Thread(3, title=None, question=None)),
        "/doctor/All/ShowDetail.php?q_no=4": "<p>維護中</p>",
    }
    run = Run.at(tmp_path / "run")
    with Site(pages_of(pages)) as site:
        crawl(run, f"{site.url}/")
        where = {n: f"{site.url}/doctor/All/ShowDetail.php?q_no={n}" for n in range(1, 6)}
    stats = stats_file(run)
    assert (stats["pages"], stats["records"], stats["pages_rejected"], stats["pages_not_qa"]) == (5, 1, 1, 3)
    assert stats["failed"] == 1
    reasons = {n: standing(run, url)[1] or "" for n, url in where.items()}
    assert "不存在" in reasons[2]
    assert "no subject" in reasons[4]
    assert "404" in reasons[5]
    invalid = [reject for reject in rejects(run) if reject["issues"]]
    assert [(reject["source"], reject["issues"][0]["field"]) for reject in invalid] == [(where[3], "/question/text")]


@pytest.mark.parametrize("make", MAKES)
def test_places_in_the_page_are_told_by_meaning_not_by_position(make: str) -> None:
    html = MAKES[make](PLAIN)
    shifted = [
        html.replace("<body>", "<body><div><div>公告</div><div><div>請勿提供個資</div></div></div>"),
        html.replace('<div class="w3-bar">', '<div class="w3-bar"><div class="w3-bar-item w3-padding-0">x</div>'),
        html.replace('<ul class="QAunit">', '<ul class="QAunit"><li class="notice">公告</li><li class="count">1</li>'),
        html.replace("<body>", "<body><table><tr><td>").replace("</body>", "</td></tr></table></body>"),
        html.replace('<div class="msg">', '<div>分享</div><div class="msg">'),
    ]
    for page in shifted:
        assert not differences(leaves(expected(PLAIN, URL)), found(served(page, URL)))


@both_makes
def test_big5_is_not_decoded_strictly_and_no_page_is_dropped_for_an_octet(make: str) -> None:
    body = big5(MAKES[make](CASES["body_in_hkscs"]))
    assert b"\xfc\x7c\xfc\xae" in body
    for broken in (body, body.replace(b"\xfc\x7c", b"\xff\xfc\x7c"), body.replace("請".encode("big5"), b"\xbd")):
        (record,) = read_page(served(broken, URL)).records
        assert "憇担恒碁銹，之後的字還在" in record.question.text


def test_records_are_written_as_utf_8_whatever_the_page_was(tmp_path: Path) -> None:
    thread = CASES["body_with_emoji"]
    (tmp_path / "page.html").write_bytes(big5(legacy_page(thread)))
    (record,) = api.extract(tmp_path / "page.html")
    line = record.model_dump_json().encode()
    assert QARecord.model_validate_json(line) == record
    assert json.loads(line.decode("utf-8"))["question"]["text"] == thread.question


@both_makes
def test_the_address_is_kept_and_is_no_hash(make: str) -> None:
    record = read(make, PLAIN, f"{URL}&SortBy=q_no&PageNo=3")
    assert record.url == URL
    assert record.record_id == "ehospital:310002"
    assert record.provenance.source == f"{URL}&SortBy=q_no&PageNo=3"


def test_certificates_are_checked(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    run = Run.at(tmp_path / "run")
    page = [answer(200, big5(legacy_page(PLAIN)), {"Content-Type": "text/html"})]
    with Server({"/doctor/All/ShowDetail.php": page}, tls=context, name="localhost") as server:
        url = f"{server.origin}/doctor/All/ShowDetail.php?q_no=310002"
        crawl(run, url, max_wait=0.0)
        # A connection is made and broken off before anything is asked on it.
        assert server.connections > 0
        assert server.requests == []
    assert stats_file(run)["records"] == 0
