"""The lines that carry structure: who, when, and what they label."""

from datetime import date

import pytest

from scraper.parser.blocks import text_blocks
from scraper.parser.unmarked.byline import is_byline, name_in, plausible_name
from scraper.parser.unmarked.day_lines import Role, read_line, role_of
from scraper.parser.unmarked.labels import read_label
from scraper.parser.unmarked.post_words import is_button

BYLINES = {
    "Posted by Ann on March 3, 2024 at 10:00": "Ann",
    "ann » Tue Mar 05, 2024 10:00 am": "ann",
    "2024-03-05 10:00 by ann": "ann",
    "#1 ann · 2024-03-05": "ann",
    "Ann Smith (2024-03-05)": "Ann Smith",
    "— Ann, 5 March 2024": "Ann",
    "Ann asked on 2024-03-05": "Ann",
    "asked Mar 5, 2024 at 10:00 ann 1,234": "ann",
    "123 points by ann 3 hours ago | hide | past | favorite | 45 comments": "ann",
    "张三 发表于 2024-03-05 10:00": "张三",
    "楼主：张三 时间：2024-03-05 10:00:00 点击：123": "张三",
    "2024-03-05 张三 回答": "张三",
    "Gefragt von Karl am 3. März 2024": "Karl",
    "Preguntado por Luis el 3 de marzo de 2024": "Luis",
    "From: Ann Smith <ann@mail.example> Date: 2024-03-05": "Ann Smith",
    "ann at mail.example (Ann Smith) Tue Mar 5 2024": "Ann Smith",
    "Dr. Lin, Family Medicine, 2024-03-05": "Dr. Lin",
    "Dr. Mo, Nov 2, 2023": "Dr. Mo",
    "User ann_92 posted this on 2024-03-05": "ann_92",
    "Written by Dr. Jane Doe, MD on March 5, 2024": "Dr. Jane Doe",
    "2024-03-05 10:00": None,
    "Date: Tue, 5 Mar 2024 10:00:00 +0000": None,
    "Reply #3 on: March 05, 2024, 10:00:12 AM »": None,
    "Posted: Mon Mar 04, 2024 5:00 pm Post subject: Re: lid": None,
}


@pytest.mark.parametrize("text", BYLINES)
def test_the_name_in_a_line_that_dates_a_post(text: str) -> None:
    line = read_line(text)
    assert line is not None
    name = name_in(text, line.start, line.end)
    assert (name.text if name is not None else None) == BYLINES[text]
    assert name is None or text[name.start : name.end] == name.text


@pytest.mark.parametrize(
    "text",
    ["Reply", "Senior Member", "Joined: Jan 2020", "OP", "I have a lid.", "Thanks!", "Hello all", "2024-03-05",
     "Re: lid", "a@b.example"],
)  # fmt: skip
def test_what_is_no_name(text: str) -> None:
    assert not plausible_name(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("— Ann, 5 March 2024", True), ("Asked by: Ann, March 5, 2024", True), ("2024-03-05", True),
        ("回答者：老王 2024-03-05", True),
        ("It happened on 2024-03-05", False), ("I bought it on 2024-03-05", False),
    ],
)  # fmt: skip
def test_a_line_that_says_who_and_when_alone(text: str, is_one: bool) -> None:
    line = read_line(text)
    assert line is not None
    assert is_byline(text, line.start, line.end) is is_one


@pytest.mark.parametrize(
    "text",
    [
        "I bought it on March 5, 2024. It broke at once.", "Joined: 2019-03-12",
        "Last edited by ann on 2024-03-05 10:00",
        "Thank you, this is just what I needed to hear today.", "Version 1.2.3", "See you at 10:30",
    ],
)  # fmt: skip
def test_what_dates_no_post(text: str) -> None:
    assert read_line(text) is None


def test_a_text_may_begin_behind_name_and_day() -> None:
    text = "ann (2024-03-05): My kettle switches off too early. " + "Is it the lid? " * 20
    line = read_line(text)
    assert line is not None
    assert line.body is not None
    assert text[line.body :].startswith("My kettle")
    assert line.readings == (date(2024, 3, 5),)


def test_how_long_ago_tells_no_day() -> None:
    for text in ("ann 3 hours ago", "vor 2 Tagen von Karl", "hace 3 días", "张三 3天前", "Yesterday, 10:32"):
        line = read_line(text)
        assert line is not None, text
        assert line.readings == ()
        assert line.end > line.start


def test_who_asked_and_who_answered() -> None:
    assert role_of("Asked by Ann on 2024-03-05") is Role.ASKED
    assert role_of("Beantwortet von Karl am 3. März 2024") is Role.ANSWERED
    assert role_of("回答者：李四") is Role.ANSWERED
    assert role_of("Posted by Ann on 2024-03-05") is None


@pytest.mark.parametrize(
    ("line", "is_question", "text"),
    [
        ("Question: Why?", True, "Why?"), ("Q1. Why?", True, "Why?"), ("Frage Nr. 2: Warum?", True, "Warum?"),
        ("Answer by Dr. Bob Moore: So.", False, "So."), ("【回答】因为。", False, "因为。"),
        ("专家回答：因为。", False, "因为。"), ("問：為何？", True, "為何？"),
    ],
)  # fmt: skip
def test_labels(line: str, is_question: bool, text: str) -> None:
    label = read_label(text_blocks(line)[0])
    assert label is not None
    assert label.is_question is is_question
    assert line[label.start :] == text


@pytest.mark.parametrize(
    "line", ["Questions: three", "Answering: no", "A", "Quarter: 3", "About: us", "Response", "F.A.Q.", "A long day"]
)
def test_what_is_no_label(line: str) -> None:
    assert read_label(text_blocks(line)[0]) is None


def test_who_asks_may_stand_in_the_label() -> None:
    label = read_label(text_blocks("Question from Ann Lee: Why?")[0])
    assert label is not None
    assert label.name is not None
    assert label.name.text == "Ann Lee"


def test_buttons() -> None:
    assert all(map(is_button, ("Reply", "↑ Upvote 12", "Antworten", "回复(3)")))
    assert not any(map(is_button, ("Reply to Ann about the lid", "x" * 500, "Answer")))
