"""The elements of 台灣e院 as they may be written: every form of each gives the same record."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

import pytest
from ehospital.chinese import AUTHORED, Asker, Reply, Thread, expected, question_url, served
from ehospital.compare import differences, found, leaves

from scraper.demo.seed import seed_text
from scraper.pipeline import read_page

URL = question_url(123)
DOCTOR = Reply("回答", "", "王大明", "內科", "台北醫院", "2020-01-05")
THREAD = Thread(123, "標題", Asker("", "小明", "female", "20~29", 20, 29), "2020-01-02", "問題", (DOCTOR,))
ASKER_LINE = "小明／女／(20~29),2020/01/02"
DOCTOR_LINE = "台北醫院／內科／王大明, 2020/01/05"


def legacy(
    subject: str = "#123 標題",
    *,
    asker: str = f"發問者：{ASKER_LINE}",
    ask: str = "問題",
    doctor: str = f"答復者：{DOCTOR_LINE}",
    ans: str = "回答",
    counts: str = '<li class="count">瀏覽：12</li>',
    frame: str = 'class="QAunit"',
    before: str = "",
) -> str:
    return (
        f'<html><body>{AUTHORED}{before}<ul {frame}><li class="subject">{subject}</li>{counts}'
        f'<li class="asker">{asker}</li><li class="ask">{ask}</li><li class="doctor">{doctor}</li>'
        f'<li class="ans">{ans}</li></ul></body></html>'
    )


def w3(
    number: str = "<h2>#123</h2>",
    title: str = "<h2>標題</h2>",
    *,
    asker: str = f"{ASKER_LINE}&nbsp;提問：",
    ask: str = "<div>問題</div>",
    doctor: str = f"{DOCTOR_LINE}&nbsp;回覆：",
    ans: str = "<div>回答</div>",
    before: str = "",
    after: str = "",
    entry: str = 'div class="w3-bar-item w3-padding-0"',
) -> str:
    def bar(*entries: str) -> str:
        shown = "".join(f"<{entry}>{content}</{entry.partition(' ')[0]}>" for content in entries)
        return f'<div class="w3-bar">{shown}</div>'

    return (
        f"<html><body>{AUTHORED}{before}<div>{bar(number, title)}"
        f'<div>{bar("<i></i>", asker)}<div class="msg">{ask}</div></div>'
        f'<div>{bar("<i></i>", doctor)}<div class="msg">{ans}</div></div></div>{after}</body></html>'
    )


def asked(line: str) -> dict[str, str]:
    """The arguments of both makes for an asker's line."""
    return {"legacy": f"發問者：{line}", "w3": f"{line}&nbsp;提問："}


LINES = {
    "bold parts": "<b>小明</b>／<i>女</i>／(20~29),<span>2020/01/02</span>",
    "line breaks": "小明／女／(20~29),\r\n\t\t2020/01/02",
    "break element": "小明／女／(20~29),<br>2020/01/02",
    "references": "小明&#65295;女&#65295;&#40;20~29&#41;,2020/01/02",
    "a time of day": "小明／女／(20~29),2020/01/02 13:05",
    "dashes in the day": "小明／女／(20~29),2020-01-02",
    "wide signs": "小明／女／（20∼29），2020／01／02",
    "blanks between": "小明 ／ 女 ／ (20~29) , 2020/01/02",
    "long words for genders": "小明／女性／(20~29),2020/01/02",
}
FORMS: dict[str, str] = {
    "legacy": legacy(),
    "w3": w3(),
    **{f"legacy {name}": legacy(asker=asked(line)["legacy"]) for name, line in LINES.items()},
    **{f"w3 {name}": w3(asker=asked(line)["w3"]) for name, line in LINES.items()},
    # The first make.
    "subject in a link": legacy('<a href="ShowDetail.php?q_no=123">#123 標題</a>'),
    "subject in parts": legacy("<span>#123</span> <b>標題</b>"),
    "subject without a blank": legacy("<b>#123</b>標題"),
    "subject with a no-break space": legacy("#123&nbsp;標題"),
    "subject with wide signs": legacy("＃123　標題"),
    "subject on two lines": legacy("\n#123<br>\n標題\n"),
    "subject in a heading": legacy("<h2>#123 標題</h2>"),
    "subject without its number": legacy("標題"),
    "label in an element": legacy(asker=f'<span class="label">發問者：</span>{ASKER_LINE}'),
    "no labels": legacy(asker=ASKER_LINE, doctor=DOCTOR_LINE),
    "other labels": legacy(doctor=f"答覆者：{DOCTOR_LINE}"),
    "links in the doctor's line": legacy(doctor='答復者：<a>台北醫院</a>／<a href="x">內科</a>／王大明, 2020/01/05'),
    "more classes": legacy(frame='id="a" class="w3-ul QAunit big" style="color:red"'),
    "topic without a name": legacy(counts='<li class="count">相關分類 ：</li>'),
    "another make around it": legacy(
        before='<div class="w3-bar"><a class="w3-bar-item" href="#">#5 公告</a></div><div class="msg">公告</div>'
    ),
    "the same frame twice": legacy() + legacy(),
    # The second make.
    "entries that are no boxes": w3(entry='span class="w3-padding-0 x w3-bar-item"'),
    "number without a heading": w3("#123"),
    "number with more": w3("#123 瀏覽 55"),
    "number and title in one heading": w3("", "<h2>#123 標題</h2>"),
    "number after the title": w3("<h2>標題</h2>", "#123"),
    "title that is an entry": w3(title="").replace(
        '<div class="w3-bar-item w3-padding-0"></div>', '<h2 class="w3-bar-item w3-padding-0">標題</h2>', 1
    ),
    "title above the bars": w3(title="", before="<h1>台灣e院</h1><h2>標題</h2>"),
    "title of the first level": w3(title="<h1>標題</h1>"),
    "title of the third level": w3(title="<h3>標題</h3>"),
    "asker's line in a heading": w3(asker=f"<h3>{ASKER_LINE}&nbsp;提問：</h3>"),
    "asker's line with a picture": w3(asker=f'<i class="fa fa-user"></i> {ASKER_LINE}&nbsp;<b>提問：</b>'),
    "labels without a colon": w3(asker=f"{ASKER_LINE} 提問", doctor=f"{DOCTOR_LINE} 回覆"),
    "labels with an ASCII colon": w3(asker=f"{ASKER_LINE} 提問:", doctor=f"{DOCTOR_LINE} 答覆:"),
    "lines for narrow and for wide screens": w3(
        asker=f'{ASKER_LINE} 提問：</div><div class="w3-bar-item w3-hide-small">{ASKER_LINE} 提問：',
        doctor=f'{DOCTOR_LINE} 回覆：</div><div class="w3-bar-item w3-hide-small">{DOCTOR_LINE} 回覆：',
    ),
    "a notice above": w3(before='<div class="msg"><div>系統公告</div></div>'),
    "an empty message above": w3(before='<div class="msg"></div>'),
    "numbers in the menu": w3(before='<a class="w3-bar-item">#122</a><a class="w3-bar-item" href="?">#124 下一題</a>'),
    "other questions below": w3(after='<div class="w3-bar-item">#9 腳麻</div><h2>#200 手麻</h2><h2>相關問題</h2>'),
    "body without a box": w3(ask="問題<br>", ans="<p>回答</p>"),
    "body with more beside its box": w3(ans='<div>回答</div><button>讚</button><span class="stars">★★★</span>'),
    "body with a form": w3(ans="<div>回答</div><form><input value=x><label>滿意度</label></form>"),
    "bars in an entry": w3()
    .replace('<div class="w3-bar">', '<div class="w3-bar-item"><div class="w3-bar">')
    .replace('</div><div class="msg">', '</div></div><div class="msg">'),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_form_gives_the_record(name: str) -> None:
    assert not differences(leaves(expected(THREAD, URL)), found(served(FORMS[name], URL)))


VALUES: dict[str, tuple[str, dict[str, Any]]] = {
    "topic without a blank": (legacy(counts='<li class="count">相關分類：手麻</li>'), {"topic": "手麻"}),
    "topic in a link": (legacy(counts='<li class="count">相關分類 ：<a href="x">手麻</a></li>'), {"topic": "手麻"}),
    "topic in a bar": (w3().replace("<i></i>", "相關分類 ：手麻", 1), {"topic": "手麻"}),
    "title like an asker's line": (
        w3(title="<h2>看到 2020/01/01 提問：</h2>"), {"title": "看到 2020/01/01 提問："},
    ),
    "table in a body": (w3(ask="<table><tr><td>問<td>題</table>"), {"question": "問\n題"}),
    "two boxes in a body": (w3(ask="<div>問</div><div>題</div>"), {"question": "問\n題"}),
    "hidden text": (legacy(ask='問<span style="display:none">秘</span>題<script>x</script>'), {"question": "問題"}),
    "empty answer": (legacy(ans="&nbsp;"), {"replies": (replace(DOCTOR, text=""),)}),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_form_gives_the_record_with_another_value(name: str) -> None:
    html, changes = VALUES[name]
    assert not differences(leaves(expected(replace(THREAD, **changes), URL)), found(served(html, URL)))


def test_a_question_may_have_several_topics() -> None:
    html = legacy(counts='<li class="count">相關分類 ：手麻</li><li class="count">相關分類 ：腳麻</li>')
    assert read_page(served(html, URL)).records[0].tags == ("手麻", "腳麻")


def test_questions_of_a_page_without_numbers_are_told_apart() -> None:
    html = "".join(legacy(subject=f"題{n}", ask=f"問{n}") for n in range(3))
    reading = read_page(served(html, "http://127.0.0.1/doctor/Often_question/type_detail.php?q_type=x"))
    assert [record.question.text for record in reading.records] == ["問0", "問1", "問2"]
    assert len({record.record_id for record in reading.records}) == 3


@pytest.mark.parametrize(
    "body",
    [
        "<h1>請登入</h1><form>帳號<input></form>",
        "<p>系統維護中，請稍候。</p>",
        "<b>Warning</b>: mysql_connect(): Too many connections in /www/ShowDetail.php on line 5",
        '<h1>我要提問</h1><div class="w3-bar-item">提問：</div><div class="msg"><textarea></textarea></div>',
        "",
    ],
)
def test_other_pages_at_a_questions_address_are_no_record(body: str) -> None:
    reading = read_page(served(f"<html><body>{body}</body></html>", URL))
    assert (reading.records, reading.rejected) == ((), ())
    assert reading.not_qa


def english_parts() -> dict[str, str]:
    """The parts of the real English page: title, question, lines of asker and doctor, reply, its day, the rest."""
    text = seed_text().split("\n")
    asker = next(number for number, line in enumerate(text) if "Ask Date:" in line)
    doctor = next(number for number, line in enumerate(text) if number > asker and line.startswith("Dr. "))
    dated = next(number for number, line in enumerate(text) if line.startswith("Reply Date:"))
    return {
        "title": text[0],
        "ask": "<br>".join(map(escape, text[text.index("Foot cramps") + 1 : asker])),
        "asker": text[asker],
        "doctor": text[doctor],
        "ans": "<br>".join(map(escape, text[doctor + 1 : dated])),
        "rest": "".join(f"<p>{escape(line)}</p>" for line in text[dated:]),
    }


def english_in(make: Callable[..., str]) -> str:
    """The English page in the elements of a make of the Chinese one."""
    parts = english_parts()
    rest, title = parts.pop("rest"), parts.pop("title")
    html = make(**parts).replace("#123", "#310002").replace("標題", f"{title}").replace("</body>", f"{rest}</body>")
    return html.replace('<li class="count">瀏覽：12</li>', "")


@pytest.mark.parametrize("make", [legacy, w3])
def test_english_rendition_in_the_same_elements_is_read_as_english(make: Callable[..., str]) -> None:
    (record,) = read_page(served(english_in(make), question_url(310002))).records
    assert (record.language, record.record_id, record.question.asker.name) == ("en", "ehospital:310002", "miki")
    assert (record.replies[0].author, str(record.replies[0].replied_on)) == ("Chen Xianchang", "2007-02-03")
    assert len(record.similar) > 1
