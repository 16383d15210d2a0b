"""Pages of 台灣e院 as people save, clean, wrap and quote them give the same records; so do mixtures of all of that."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from ehospital.chinese import (
    MAKES,
    Asker,
    Body,
    Reply,
    Thread,
    big5,
    expected,
    legacy_page,
    lines,
    paragraphs,
    question_url,
    served,
)
from ehospital.chinese_cases import CASES, DOCTOR, PLAIN
from ehospital.compare import differences, found, leaves
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.pipeline import read_page

URL = question_url(310002)
FORUM = (
    '<header><nav><ul class="nav"><li><a href="/a">首頁</a></li>'
    '<li class="w3-bar-item">#1 公告</li></ul></nav></header>'
)
Change = Callable[[str], str]


def minified(html: str) -> str:
    html = re.sub(r"<!--.*?-->", "", html, flags=re.S)
    html = re.sub(r">[ \t\r\n]+<", "><", re.sub(r"[ \t\r\n]+", " ", html))  # a wide blank (U+3000) is a letter
    return re.sub(r'="([\w./#:-]+)"', r"=\1", html).replace(" />", ">")


def upper(html: str) -> str:
    return re.sub(r"</?[a-z][a-z0-9]*", lambda tag: tag[0].upper(), html)


def reordered(html: str) -> str:
    return re.sub(r'<(\w+) class="([^"]+)"', r'<\1 data-x="1" id="" class="a \2  b" title="發問者：x"', html)


def indented(html: str) -> str:
    return html.replace("><", ">\n\t\t  <")


def wrapped(html: str) -> str:
    inner = re.sub(r"(?s).*<body>|</body>.*", "", html)
    return (
        f"<!DOCTYPE html><html><head><title>存檔</title></head><body>{FORUM}<main><article><table><tr><td>{inner}</td>"
        "<td><aside><h2>熱門</h2><ul><li>#5 手麻</li></ul></aside></td></tr></table></article></main>"
        "<footer>回覆：</footer></body></html>"
    )


CHANGES: dict[str, Change] = {
    "as it is": str,
    "minified": minified,
    "upper case": upper,
    "other attributes": reordered,
    "indented": indented,
    "wrapped": wrapped,
    "without ends of entries": lambda html: html.replace("</li>", ""),
    "without ends of the page": lambda html: re.sub(r"</(?:body|html)>", "", html),
    "without head": lambda html: re.sub(r"(?s)<head>.*</head>", "", html),
    "windows line breaks": lambda html: html.replace("\n", "\r\n"),
    "breaks as br": lambda html: html.replace("<br />", "<br>"),
    "breaks before their line": lambda html: html.replace("<br />\n", "\n<br/>"),
    "spans in lines": lambda html: re.sub(r"／(女|男)／", r"／<span>\1</span>／", html),
    "fonts in bodies": lambda html: html.replace("醫師您好：", '<font color="red"><b>醫師</b></font>您好：'),
    "links in bodies": lambda html: html.replace("復健科門診", '<a href="/doctor/All/index.php">復健科門診</a>'),
    "comments between": lambda html: re.sub(
        r"(<(?:li|div)[^>]*>)", r"\1<!-- 發問者：x／女／(1~2),2000/01/01 -->", html
    ),
    "scripts between": lambda html: re.sub(r"(<(?:li|div)[^>]*>)", r"\1<script>var a='<li class=ask>';</script>", html),
    "strict": lambda html: f'<?xml version="1.0"?>\n{html}',
}
BODIES: dict[str, Body] = {
    "br": lines,
    "p": paragraphs,
    "pre": lambda text: f'<pre style="x">{lines(text).replace("<br />", "")}</pre>',
    "div": lambda text: "".join(f"<div>{line}</div>" for line in lines(text).split("<br />\n")),
    "pre-wrap": lambda text: f'<span style="white-space: pre-wrap">{lines(text).replace("<br />", "")}</span>',
}


def page(make: str, thread: Thread, change: str, body: str = "br") -> str:
    return CHANGES[change](MAKES[make](thread, body=BODIES[body]))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("make", MAKES)
def test_changed_page_gives_the_same_record(make: str, change: str) -> None:
    for thread in (PLAIN, CASES["asker_writes_again_and_is_answered"], CASES["unanswered"]):
        html = page(make, thread, change)
        for body in (big5(html), html.encode()):
            assert not differences(leaves(expected(thread, URL)), found(served(body, URL)))


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("make", MAKES)
def test_body_of_any_markup_gives_the_same_text(make: str, body: str) -> None:
    for change in ("as it is", "upper case", "other attributes", "wrapped"):
        html = page(make, PLAIN, change, body)
        assert not differences(leaves(expected(PLAIN, URL)), found(served(html, URL)))


def test_lists_in_a_body_keep_their_marks() -> None:
    for make in MAKES.values():
        html = make(
            replace(PLAIN, question="X"),
            body=lambda text: text.replace("X", "問：<ul><li>一<li>二</ul><ol><li>三</ol>"),
        )
        assert read_page(served(html, URL)).records[0].question.text == "問：\n- 一\n- 二\n1. 三"


def test_file_saved_without_an_address_keeps_its_number() -> None:
    for make in MAKES.values():
        (record,) = read_page(served(make(PLAIN).encode(), None)).records
        assert (record.record_id, record.url) == ("ehospital:310002", None)


def test_page_quoted_in_another_page_is_no_page() -> None:
    for make in MAKES.values():
        quoted = make(PLAIN).replace("&", "&amp;").replace("<", "&lt;")
        html = f"<html><body><h1>How to scrape</h1><pre>{quoted}</pre></body></html>"
        assert read_page(served(html.encode(), "https://blog.example/1")).records == ()


_TEXTS = st.text(
    st.characters(whitelist_categories=["Lo", "Lu", "Ll", "Nd", "Po", "Ps", "Pe"], max_codepoint=0x9FFF),
    min_size=1,
    max_size=30,
).map(str.strip)
_LINES = st.lists(_TEXTS.filter(lambda text: len(text) > 3), min_size=1, max_size=5).map("\n".join)
_AWKWARD = st.sampled_from([thread for thread in CASES.values() if thread.question and not thread.reads])


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    make=st.sampled_from(list(MAKES)),
    changes=st.lists(
        st.sampled_from([name for name in CHANGES if name not in ("indented", "strict")]), max_size=3, unique=True
    ),
    body=st.sampled_from(["br", "p", "div"]),
    utf8=st.booleans(),
)
def test_mixtures_of_awkward_parts_give_the_record(
    data: st.DataObject, make: str, changes: list[str], body: str, utf8: bool
) -> None:
    asker, question, replies, title = (data.draw(_AWKWARD) for _ in range(4))
    thread = Thread(
        title=title.title,
        asker=asker.asker,
        asked_on=asker.asked_on,
        question=question.question,
        replies=replies.replies,
    )
    html = MAKES[make](thread, body=BODIES[body])
    for change in changes:
        html = CHANGES[change](html)
    wanted = leaves(expected(thread, URL))
    assert not differences(wanted, found(served(html.encode() if utf8 else big5(html), URL)))


@settings(max_examples=40, deadline=None)
@given(name=_TEXTS, gender=st.sampled_from([None, "男", "女"]), low=st.integers(0, 8), number=st.integers(1, 10**9))
def test_any_nickname_with_a_whole_line_is_read(name: str, gender: str | None, low: int, number: int) -> None:
    age = f"{low * 10}~{low * 10 + 9}"
    asker = Asker(f"{name}／{gender or ''}／({age}),2007/02/03", name.strip("　 ") or None)
    for make in MAKES.values():
        (record,) = read_page(served(make(Thread(number, asker=asker)).encode(), question_url(number))).records
        read = record.question.asker
        assert read.name is not None
        assert re.sub(r"\W", "", read.name) == re.sub(r"\W", "", unicodedata.normalize("NFC", name))
        assert (read.age_text, read.age_min, str(record.question.asked_on)) == (age, low * 10, "2007-02-03")
        assert read.gender == {"男": "male", "女": "female"}.get(gender or "")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 999_999), _LINES, st.booleans()), min_size=1, max_size=6, unique_by=lambda row: row[0]
    )
)
def test_any_topic_gives_each_of_its_questions_once(rows: list[tuple[int, str, bool]]) -> None:
    threads = [
        Thread(number, title=f"題{number}", question=text, replies=(DOCTOR,) if answered else ())
        for number, text, answered in rows
    ]
    for make in MAKES.values():
        reading = read_page(
            served(make(*threads).encode(), "http://127.0.0.1/doctor/Often_question/type_detail.php?q_type=x")
        )
        assert [(record.record_id, len(record.replies)) for record in reading.records] == [
            (f"ehospital:{number}", int(answered)) for number, _, answered in rows
        ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(re.split(r"(?<=>)|(?=<)", legacy_page(PLAIN) + MAKES["zh_w3"](PLAIN))), max_size=60))
def test_pieces_of_pages_in_any_order_do_not_crash(pieces: list[str]) -> None:
    reading = read_page(served("".join(pieces), URL))
    assert reading.records or reading.rejected or reading.not_qa


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<ul class="QAunit">' * 3000 + "<li class=subject>#1 a<li class=ask>b", id="frames in frames"),
        pytest.param('<ul class="QAunit">' * 900 + "<p class=ask>x</p>" * 9000, id="parts in frames in frames"),
        pytest.param(
            '<div class="w3-bar-item">' * 900 + "#1" + "<b></b>" * 9000 + '<p class="msg">x', id="empty entries"
        ),
        pytest.param("<h2><div>" * 400 + "x" * 90_000 + '<div class="msg">x', id="headings in headings"),
        pytest.param('<div class="msg">' * 3000 + "x", id="bodies in bodies"),
        pytest.param('<div class="w3-bar-item">#' * 900 + "x", id="entries in entries"),
        pytest.param(
            '<div class="msg">x</div>' + '<div class="w3-bar-item">小安／女／(30~39),2007/02/03 提問：</div>' * 8_000,
            id="askers",
        ),
        pytest.param('<div class="w3-bar-item">#1</div>' + '<div class="msg">x</div>' * 8_000, id="bodies"),
        pytest.param(
            "".join(f'<div class="w3-bar-item">#{n}</div><div class="msg">x</div>' for n in range(3000)), id="threads"
        ),
        pytest.param(
            '<ul class="QAunit"><li class="asker">發問者：' + "／" * 500_000 + "<li class=ask>x</ul>", id="slashes"
        ),
        pytest.param(
            '<ul class="QAunit"><li class="asker">發問者：' + "　," * 300_000 + "<li class=ask>x</ul>", id="blanks"
        ),
        pytest.param(
            '<ul class="QAunit"><li class="doctor">' + "(" * 500_000 + "<li class=ans>x</ul>", id="parentheses"
        ),
        pytest.param('<ul class="QAunit"><li class="ask">' + "&#1" * 300_000 + "</ul>", id="references"),
        pytest.param("<h1>x不存在</h1>" * 50_000, id="headings"),
        pytest.param('<select id="PageNo">' + "<option>7</option>" * 60_000, id="choices"),
    ],
)
def test_hostile_pages_are_read_in_bounded_time(html: str) -> None:
    reading = read_page(served(html, URL))
    assert len(reading.records) <= 1000


def test_reply_that_is_only_the_askers_name_is_kept() -> None:
    thread = replace(PLAIN, replies=(Reply("小安", DOCTOR.printed, *("王大明", "復健科", "台北醫院", "2007-02-05")),))
    for make in MAKES.values():
        assert not differences(leaves(expected(thread, URL)), found(served(make(thread), URL)))
