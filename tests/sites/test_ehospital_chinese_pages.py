"""Pages of 台灣e院 by kind: topics with several questions, lists and missing ones with none; and their layouts."""

from dataclasses import replace

import pytest
from ehospital.chinese import (
    AUTHORED,
    DOCTOR,
    HOST,
    MAKES,
    MENU,
    Reply,
    Thread,
    expected,
    legacy_page,
    legacy_unit,
    listing,
    question_url,
    served,
    w3_page,
    w3_thread,
)
from ehospital.chinese_cases import ANNA, CASES, PLAIN
from ehospital.compare import differences, found, leaves

from scraper.parser.locate import Locator, Sight
from scraper.parser.values import clean_text
from scraper.parser.view import PageView
from scraper.pipeline import Reading, read_page

TOPIC_URL = f"{HOST}/doctor/Often_question/type_detail.php?q_type=%A4%E2%B3%C2&UrlClass=%B4_%B0%B7%AC%EC"
THREADS = tuple(
    replace(PLAIN, number=number, title=f"第{number}題", topic="手麻") for number in (7, 12, 305, 9001, 226014)
)
MISSING = "您查詢的問題 #999999 不存在"


def read(html: str | bytes, url: str | None) -> Reading:
    return read_page(served(html, url))


def records(reading: Reading) -> list[dict[str, object]]:
    return [record.model_dump(mode="json", exclude={"record_id", "provenance"}) for record in reading.records]


@pytest.mark.parametrize("url", [TOPIC_URL, f"{TOPIC_URL}&PageNo=2", "http://127.0.0.1:8000/topic.html"])
@pytest.mark.parametrize("make", MAKES)
def test_page_of_several_questions_gives_each_its_own_record(make: str, url: str) -> None:
    threads = [replace(thread, topic=thread.topic if make == "zh_legacy" else None) for thread in THREADS]
    reading = read(MAKES[make](*threads, rest='<a href="?PageNo=2">下一頁</a>'), url)
    host = url.split("/doctor", maxsplit=1)[0].removesuffix("/topic.html")
    assert [record.record_id for record in reading.records] == [f"ehospital:{thread.number}" for thread in threads]
    assert records(reading) == [expected(thread, question_url(thread.number, host)) for thread in threads]


@pytest.mark.parametrize("make", MAKES)
def test_page_of_several_questions_without_an_address_gives_them_without_one(make: str) -> None:
    reading = read(MAKES[make](THREADS[0], THREADS[1]), None)
    assert [(record.record_id, record.url) for record in reading.records] == [
        ("ehospital:7", None),
        ("ehospital:12", None),
    ]


def test_only_question_of_a_topic_has_its_own_address_and_the_topics_department() -> None:
    thread = replace(
        PLAIN, replies=(replace(DOCTOR, printed="骨科／王大明, 2007/02/05", department="骨科", organization=None),)
    )
    reading = read(legacy_page(thread), TOPIC_URL)
    assert records(reading) == [expected(thread, question_url(thread.number), department="復健科")]


def test_copy_of_the_site_in_a_folder_keeps_its_folder() -> None:
    reading = read(legacy_page(*THREADS[:2]), "http://127.0.0.1/copy/doctor/Often_question/type_detail.php?q_type=x")
    assert reading.records[0].url == "http://127.0.0.1/copy/doctor/All/ShowDetail.php?q_no=7"


@pytest.mark.parametrize("make", MAKES)
def test_number_on_the_page_counts_more_than_the_one_in_the_address(make: str) -> None:
    reading = read(MAKES[make](PLAIN), question_url(5))
    assert [(record.record_id, record.url) for record in reading.records] == [
        ("ehospital:310002", question_url(310002))
    ]


@pytest.mark.parametrize("make", MAKES)
def test_page_without_its_number_takes_it_from_the_address(make: str) -> None:
    reading = read(MAKES[make](PLAIN).replace("#310002", ""), f"{question_url(310002)}&SortBy=q_no")
    assert records(reading) == [expected(PLAIN, question_url(310002))]
    assert reading.records[0].record_id == "ehospital:310002"


@pytest.mark.parametrize("make", MAKES)
def test_page_of_a_host_and_path_that_nobody_knows_is_read_all_the_same(make: str) -> None:
    for url in ("http://127.0.0.1:8000/a.html", "https://mirror.example/q/1", None):
        reading = read(MAKES[make](PLAIN), url)
        assert records(reading) == [expected(PLAIN, url)]
        assert reading.records[0].record_id == "ehospital:310002"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<html><body>{AUTHORED}<h1>{MISSING}</h1></body></html>", id="first make"),
        pytest.param(f"<body><h1>台灣e院</h1><h1>{MISSING}！</h1><a href='/doctor/'>回首頁</a></body>", id="with more"),
        pytest.param(w3_page(rest=f"<h2>{MISSING}</h2>"), id="second make"),
        pytest.param(
            w3_page(rest='<div class="w3-bar"><div class="w3-bar-item w3-padding-0"><h2>#9</h2></div>'
            '<div class="w3-bar-item w3-padding-0"><h2>問題不存在</h2></div></div><div class="msg"><div></div></div>'),
            id="second make in a question's frame",
        ),
        pytest.param(
            w3_page(rest='<div class="w3-bar"><div class="w3-bar-item w3-padding-0">#9</div></div><h2>問題不存在</h2>'
            '<div class="msg"><div>請重新查詢</div></div>'),
            id="second make with a message",
        ),
        pytest.param(legacy_page(Thread(title="不存在", asker=None, question=None, replies=())), id="as a subject"),
        pytest.param(f"<body><h3>{MISSING}</h3><div>發問者：回首頁</div></body>", id="with words of a question"),
    ],
)  # fmt: skip
def test_missing_question_is_no_record_and_nobody_else_is_asked(html: str) -> None:
    reading = read(html, question_url(999999))
    assert (reading.records, reading.rejected) == ((), ())
    assert reading.not_qa == "the page says that the question does not exist (不存在) (ehospital)"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(legacy_page(Thread(title="", asker=None, question=None, replies=())), id="empty frame"),
        pytest.param('<body><ul class="QAunit"></ul></body>', id="empty list"),
        pytest.param(legacy_page(), id="page without a frame"),
        pytest.param(w3_page(), id="second make without a frame"),
        pytest.param(w3_page(rest='<div class="msg"><div></div></div>'), id="second make with an empty message"),
        pytest.param("<html><body></body></html>", id="nothing"),
    ],
)
def test_page_without_a_subject_is_no_record(html: str) -> None:
    reading = read(html, question_url(999999))
    assert (reading.records, reading.rejected) == ((), ())
    assert (reading.not_qa or "").startswith("no subject")
    assert (reading.not_qa or "").endswith("(ehospital)")


def test_frame_that_names_an_asker_and_nothing_else_is_no_record() -> None:
    for make in MAKES.values():
        reading = read(make(Thread(title="", question=None, replies=())), question_url(999999))
        assert (reading.records, reading.rejected) == ((), ())
        assert "no subject" in (reading.not_qa or "")


def test_page_elsewhere_that_says_that_something_does_not_exist_is_still_asked_of_others() -> None:
    data = '{"@type":"QAPage","mainEntity":{"@type":"Question","name":"鬼不存在","text":"真的嗎？"}}'
    html = f'<body><h1>鬼不存在</h1><script type="application/ld+json">{data}</script></body>'
    reading = read_page(served(html.encode(), "https://forum.example/1"))
    assert [(record.site, record.question.text) for record in reading.records] == [("universal", "真的嗎？")]


LISTS = {
    f"{HOST}/doctor/All/history.php?UrlClass=%B4_%B0%B7%AC%EC&SortBy=q_no&PageNo=2": "a listing of questions",
    f"{HOST}/doctor/All/index.php?d_class=%A4%BA%AC%EC": "a department's page",
    f"{HOST}/doctor/Often_question/index.php": "a list of topics",
    f"{HOST}/doctor/Index1.php": "the front page",
    "http://127.0.0.1:8000/doctor/All/history.php?UrlClass=%A4%BA%AC%EC": "a listing of questions",
    "http://127.0.0.1:8000/list.html": "a listing of questions",
}


@pytest.mark.parametrize("url", [*LISTS, None])
def test_page_that_lists_questions_is_no_record(url: str | None) -> None:
    reading = read(listing(THREADS, "復健科", range(1, 5)), url)
    assert (reading.records, reading.rejected) == ((), ())
    assert reading.not_qa == f"{LISTS.get(url or '', 'a listing of questions')} (ehospital)"


def test_page_behind_the_last_one_of_a_topic_is_no_record() -> None:
    for html in (legacy_page(), w3_page(rest="<p>查無資料</p>")):
        reading = read(html, f"{TOPIC_URL}&PageNo=99")
        assert reading.records == ()
        assert reading.not_qa == "a topic's page without a question: it is empty, or behind the last one (ehospital)"


def test_empty_frames_on_a_topics_page_are_passed_over() -> None:
    empty = '<ul class="QAunit"><li class="subject"># </li><li class="ask"></li></ul>'
    reading = read(legacy_page(*THREADS[:2], rest=empty), TOPIC_URL)
    assert [record.record_id for record in reading.records] == ["ehospital:7", "ehospital:12"]


def test_second_make_with_all_lines_above_all_bodies_pairs_them_in_order() -> None:
    entries = ["#310002", "12", "", f"{ANNA.printed}&nbsp;提問：", "", f"{DOCTOR.printed}&nbsp;回覆："]
    bar = "".join(f'<div class="w3-bar-item w3-padding-0">{entry}</div>' for entry in entries)
    bodies = "".join(
        f'<div class="msg"><div>{text}</div></div>'.replace("\n", "<br>") for text in (PLAIN.question, DOCTOR.text)
    )
    html = f'<body><div class="w3-bar">{bar}</div><h2>{PLAIN.title}</h2>{bodies}</body>'
    assert records(read(html, question_url(310002))) == [expected(PLAIN, question_url(310002))]


def test_second_make_without_boxes_keeps_bodies_and_lines_together() -> None:
    html = (
        f"<body><h1>台灣e院</h1><h2>{PLAIN.title}</h2><div class='w3-bar-item'>#310002</div>"
        f"<div class='w3-bar-item'>{ANNA.printed} 提問：</div><div class='msg'>{PLAIN.question}</div>"
        f"<div class='w3-bar-item'>{DOCTOR.printed} 回覆：</div><div class='msg'>{DOCTOR.text}</div></body>"
    ).replace("\n", "<br>")
    assert records(read(html, question_url(310002))) == [expected(PLAIN, question_url(310002))]


def test_second_make_whose_question_lost_its_body_keeps_the_reply_a_reply() -> None:
    html = w3_page(PLAIN).replace('<div class="msg"><div>醫師您好：', '<div class="gone"><div>醫師您好：')
    thread = replace(PLAIN, question=None)
    assert records(read(html, question_url(310002))) == [expected(thread, question_url(310002))]


def test_second_make_without_the_askers_line_keeps_the_doctor_with_the_reply() -> None:
    bodies = ['<div class="msg">問</div>', '<div class="msg">答</div>']
    line = '<div class="w3-bar-item">內科／王大明, 2007/02/05 回覆：</div>'
    for parts in ([line, *bodies], [bodies[0], line, bodies[1]]):
        html = f'<body><div class="w3-bar-item">#5</div><h2>題</h2>{"".join(parts)}</body>'
        record = read(html, question_url(5)).records[0]
        assert (record.question.text, [(reply.author, reply.text) for reply in record.replies]) == (
            "問",
            [("王大明", "答")],
        )


def test_headings_around_do_not_become_the_title() -> None:
    for html in (
        w3_page(PLAIN).replace('<div class="w3-row">', '<h1>線上諮詢</h1><h2>各科別</h2><div class="w3-row">'),
        w3_page(PLAIN).replace('<div class="w3-panel">', '<div class="w3-panel"><h2>問題內容</h2>'),
        w3_page(PLAIN).replace('<div class="msg">', '<h3>內容</h3><div class="msg">'),
    ):
        assert not differences(leaves(expected(PLAIN, question_url(310002))), found(served(html, question_url(310002))))


def test_what_stands_beside_a_body_is_no_part_of_it() -> None:
    html = w3_page(PLAIN).replace('<div class="msg">', '<div class="msg"><span class="w3-right">推薦 5</span>')
    assert records(read(html, question_url(310002))) == [expected(PLAIN, question_url(310002))]


def test_hidden_frames_are_not_read() -> None:
    for hidden in ('<div style="display:none">', "<div hidden>", "<template>"):
        end = "</template>" if "template" in hidden else "</div>"
        for thread in (legacy_unit(THREADS[0]), w3_thread(THREADS[0])):
            reading = read(legacy_page(PLAIN, rest=f"{hidden}{thread}{end}"), question_url(310002))
            assert [record.record_id for record in reading.records] == ["ehospital:310002"]


def test_one_frame_that_lost_its_end_does_not_take_the_next_for_its_own() -> None:
    html = legacy_page(*THREADS).replace("</li>\n</ul>\n<ul", "</li>\n<ul").replace("</ul>", "")
    assert [record.record_id for record in read(html, TOPIC_URL).records] == [f"ehospital:{t.number}" for t in THREADS]


def test_pages_of_other_sites_with_the_same_class_names_are_not_taken() -> None:
    for body in (
        '<div class="msg">hello</div><div class="msg">world</div><h2>Chat</h2>',
        '<h2>#5 Best tips</h2><div class="msg"><div>Tip</div></div>',
        '<a class="w3-bar-item" href="/">Home</a><h2>News</h2><div class="msg">words</div>',
        MENU,
    ):
        assert read(f"<html><body>{body}</body></html>", "https://w3css.example/").records == ()


def test_question_with_an_unsigned_reply_of_each_kind_reads_the_same_in_both_makes() -> None:
    thread = replace(PLAIN, replies=(Reply("好", None), DOCTOR))
    for make in MAKES.values():
        assert records(read(make(thread), question_url(310002))) == [expected(thread, question_url(310002))]


def test_every_value_names_its_rule_and_its_place() -> None:
    for name in ("plain", "asker_writes_again"):
        for make in MAKES.values():
            record = read(make(CASES[name]), question_url(310002)).records[0]
            proved = set(record.provenance.fields)
            assert {
                "/title",
                "/department",
                "/question/text",
                "/question/asked_on",
                "/question/asker/age_max",
            } <= proved
            assert {
                "/replies/0/author",
                "/replies/0/organization",
                "/replies/0/replied_on",
                "/replies/0/text",
            } <= proved
            assert all(one.rule and one.location for one in record.provenance.fields.values())


# Their values are made of what stands there, not only found there: wide spaces left out, references resolved.
_MADE = {"department_stretched", "body_with_references_shown", "age_with_wide_tilde", "body_with_lone_numbers"}


@pytest.mark.parametrize("make", MAKES)
def test_places_lead_back_to_the_values(make: str) -> None:
    for name in [*list(CASES)[::4], "body_with_indents", "asker_writes_again", "title_with_a_number"]:
        page = served(MAKES[make](CASES[name]), question_url(310002))
        record = read_page(page).records[0]
        locator = Locator(PageView(page))
        for pointer, evidence in record.provenance.fields.items():
            place = locator.locate(evidence.location)
            assert place is not None
            if place.sight is Sight.SHOWN and pointer.endswith(("/title", "/text", "/name", "/author", "/department")):
                value = leaves(record.model_dump(mode="json"))[pointer]
                assert name in _MADE or clean_text(place.text or "") == value, (name, pointer)
