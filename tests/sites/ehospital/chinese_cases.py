"""Invented Chinese threads with awkward values. None of them is a real consultation (CC0-1.0)."""

from dataclasses import replace
from typing import Any

from .chinese import ANNA, DOCTOR, Asker, Reply, Thread

PLAIN = Thread()


def asked_by(printed: str, *values: Any, asked_on: str | None = "2007-02-03", **named: Any) -> Thread:
    """Return the plain thread with another asker: line, name, gender, age as printed, from, to."""
    return Thread(asker=Asker(printed, *values, **named), asked_on=asked_on)


def asks(text: str | None, reads: str | None = None, **changes: Any) -> Thread:
    """Return the plain thread with another question, and what is to be read where that differs."""
    return Thread(question=text, reads={} if reads is None else {"/question/text": reads}, **changes)


def says(text: str, reads: str | None = None) -> Thread:
    """Return the plain thread with another reply, and what is to be read where that differs."""
    return Thread(replies=(replace(DOCTOR, text=text),), reads={} if reads is None else {"/replies/0/text": reads})


def answered_by(printed: str | None, *values: Any, text: str = "可以") -> Thread:
    """Return the plain thread with another doctor: line, name, department, organization, day."""
    return Thread(replies=(Reply(text, printed, *values),))


def titled(title: str | None, reads: str | None = None) -> Thread:
    """Return the plain thread with another title."""
    return Thread(title=title, reads={} if reads is None else {"/title": reads, "/question/title": reads})


DAY = "2007-02-05"
LATER = Reply("已經好多了，謝謝。", "小安／女／(30~39),2007/02/09", "小安", None, None, "2007-02-09", asker=True)
SECOND = Reply("請再回診。", "骨科／李小華, 2007/02/10", "李小華", "骨科", None, "2007-02-10")
BAND = ("30~39", 30, 39)

CASES: dict[str, Thread] = {
    "plain": PLAIN,
    # Nicknames: any of the separators may be in them.
    "name_with_wide_slash": asked_by("小／安／女／(30~39),2007/02/03", "小／安", "female", *BAND),
    "name_with_two_wide_slashes": asked_by("小／安／安／女／(30~39),2007/02/03", "小／安／安", "female", *BAND),
    "name_with_slash": asked_by("小/安／女／(30~39),2007/02/03", "小/安", "female", *BAND),
    "name_ends_in_wide_slash": asked_by("小安／／女／(30~39),2007/02/03", "小安／", "female", *BAND),
    "name_with_comma": asked_by("小,安／女／(30~39),2007/02/03", "小,安", "female", *BAND),
    "name_with_wide_comma": asked_by("小，安／女／(30~39),2007/02/03", "小，安", "female", *BAND),
    "name_with_parentheses": asked_by("小安(媽媽)／女／(30~39),2007/02/03", "小安(媽媽)", "female", *BAND),
    "name_with_wide_parentheses": asked_by("小安（媽）／女／(30~39),2007/02/03", "小安（媽）", "female", *BAND),
    "name_like_a_band": asked_by("(20~29)／女／(30~39),2007/02/03", "(20~29)", "female", *BAND),
    "name_like_a_gender": asked_by("男／女／(30~39),2007/02/03", "男", "female", *BAND),
    "name_with_a_gender_in_it": asked_by("安／男／女／(30~39),2007/02/03", "安／男", "female", *BAND),
    "name_like_a_date": asked_by("2001/01/01／女／(30~39),2007/02/03", "2001/01/01", "female", *BAND),
    "name_with_a_date_behind_a_comma": asked_by(
        "安,2001/01/01／女／(30~39),2007/02/03", "安,2001/01/01", "female", *BAND
    ),
    "name_like_the_label": asked_by("提問：／女／(30~39),2007/02/03", "提問：", "female", *BAND),
    "name_like_the_doctors_label": asked_by("回覆：／女／(30~39),2007/02/03", "回覆：", "female", *BAND),
    "name_of_digits": asked_by("12345／女／(30~39),2007/02/03", "12345", "female", *BAND),
    "name_with_markup": asked_by("<b>安</b>&co／女／(30~39),2007/02/03", "<b>安</b>&co", "female", *BAND),
    "name_with_emoji": asked_by("安🌻👩‍👧／女／(30~39),2007/02/03", "安🌻👩‍👧", "female", *BAND),
    "name_in_hkscs": asked_by("憇担／女／(30~39),2007/02/03", "憇担", "female", *BAND),
    "name_with_wide_space": asked_by("小　安／女／(30~39),2007/02/03", "小　安", "female", *BAND),
    "name_with_blanks_around": asked_by(" 小安 ／女／(30~39),2007/02/03", "小安", "female", *BAND),
    "name_in_latin": asked_by("Anna-Maria O'Neil／女／(30~39),2007/02/03", "Anna-Maria O'Neil", "female", *BAND),
    "name_with_hash": asked_by("#123 安／女／(30~39),2007/02/03", "#123 安", "female", *BAND),
    # What may be missing of an asker.
    "age_missing": asked_by("小安／女,2007/02/03", "小安", "female"),
    "age_missing_behind_its_slash": asked_by("小安／女／,2007/02/03", "小安", "female"),
    "age_in_empty_parentheses": asked_by("小安／女／(),2007/02/03", "小安", "female"),
    "age_unknown": asked_by("小安／女／(不詳),2007/02/03", "小安", "female", "不詳"),
    "gender_missing": asked_by("小安／／(30~39),2007/02/03", "小安", None, *BAND),
    "gender_missing_with_its_slash": asked_by("小安／(30~39),2007/02/03", "小安", None, *BAND),
    "gender_and_age_missing": asked_by("小安,2007/02/03", "小安"),
    "gender_and_age_missing_behind_slashes": asked_by("小安／／(),2007/02/03", "小安"),
    "name_with_wide_slash_and_no_age": asked_by("小／安／女／,2007/02/03", "小／安", "female"),
    "name_with_parentheses_and_no_gender_or_age": asked_by("小安／(媽媽),2007/02/03", "小安／(媽媽)"),
    "name_missing": asked_by("／女／(30~39),2007/02/03", None, "female", *BAND),
    "all_but_the_day_missing": asked_by(",2007/02/03"),
    "day_missing": asked_by("小安／女／(30~39)", "小安", "female", *BAND, asked_on=None),
    "day_missing_behind_its_comma": asked_by("小安／女／(30~39),", "小安", "female", *BAND, asked_on=None),
    "day_of_zeros": asked_by("小安／女／(30~39),0000/00/00", "小安", "female", *BAND, asked_on=None),
    "day_that_is_none": asked_by("小安／女／(30~39),2007/02/30", "小安", "female", *BAND, asked_on=None),
    "day_of_the_republic": asked_by("小安／女／(30~39),96/02/03", "小安", "female", *BAND, asked_on=None),
    "day_without_zeros": asked_by("小安／女／(30~39),2007/2/3", "小安", "female", *BAND),
    "day_behind_a_blank": asked_by("小安／女／(30~39), 2007/02/03", "小安", "female", *BAND),
    "day_behind_a_wide_comma": asked_by("小安／女／(30~39)，2007/02/03", "小安", "female", *BAND),
    "asker_missing": Thread(asker=None),
    # Ages.
    "age_of_children": asked_by("小安／男／(0~9),2007/02/03", "小安", "male", "0~9", 0, 9),
    "age_with_tilde_operator": asked_by("小安／女／(30∼39),2007/02/03", "小安", "female", *BAND),
    "age_with_wide_tilde": asked_by("小安／女／(30～39),2007/02/03", "小安", "female", *BAND),
    "age_with_wave_dash": asked_by("小安／女／(30〜39),2007/02/03", "小安", "female", *BAND),
    "age_open_above": asked_by("小安／女／(80以上),2007/02/03", "小安", "female", "80以上", 80, None),
    "age_open_below": asked_by("小安／女／(未滿10),2007/02/03", "小安", "female", "未滿10", None, 9),
    "age_of_one_year": asked_by("小安／女／(34),2007/02/03", "小安", "female", "34", 34, 34),
    "age_in_wide_parentheses": asked_by("小安／女／（30~39）,2007/02/03", "小安", "female", *BAND),
    # Doctors.
    "doctor_of_two_parts": answered_by("復健科／王大明, 2007/02/05", "王大明", "復健科", None, DAY),
    "doctor_of_three_parts": answered_by("台北醫院／內科／王大明, 2007/02/05", "王大明", "內科", "台北醫院", DAY),
    "doctor_without_blank": answered_by("內科／王大明,2007/02/05", "王大明", "內科", None, DAY),
    "doctor_alone": answered_by("王大明, 2007/02/05", "王大明", None, None, DAY),
    "doctor_nameless": answered_by("內科／, 2007/02/05", None, "內科", None, DAY),
    "doctor_without_day": answered_by("內科／王大明", "王大明", "內科"),
    "doctor_with_day_of_zeros": answered_by("內科／王大明, 0000/00/00", "王大明", "內科"),
    "doctor_with_comma": answered_by("內科／Wang, MD, 2007/02/05", "Wang, MD", "內科", None, DAY),
    "doctor_in_latin": answered_by("內科／Anna-Maria O'Neil, 2007/02/05", "Anna-Maria O'Neil", "內科", None, DAY),
    "hospital_with_wide_slash": answered_by(
        "台大／雲林／內科／王大明, 2007/02/05", "王大明", "內科", "台大／雲林", DAY
    ),
    "department_stretched": answered_by("內　科／王大明, 2007/02/05", "王大明", "內科", None, DAY),
    "department_in_parentheses": answered_by("科（骨）／王大明, 2007/02/05", "王大明", "科（骨）", None, DAY),
    "doctor_missing": answered_by(None),
    # Who answers.
    "unanswered": Thread(replies=()),
    "unanswered_with_an_empty_frame": Thread(
        replies=(Reply("", "內科／王大明, 2007/02/05"),), reads={"/department": "內科"}
    ),
    "two_doctors": Thread(replies=(DOCTOR, SECOND)),
    "asker_writes_again": Thread(replies=(DOCTOR, LATER)),
    "asker_writes_again_and_is_answered": Thread(replies=(DOCTOR, LATER, SECOND)),
    "second_reply_unsigned": Thread(replies=(DOCTOR, Reply("補充：多休息。", None))),
    "department_of_the_first_that_has_one": Thread(
        replies=(Reply("好", "王大明, 2007/02/05", "王大明", None, None, DAY), SECOND)
    ),
    # Titles.
    "title_missing": titled(None),
    "title_ends_like_an_asker": titled("小安／女，想提問："),
    "title_ends_like_a_doctor": titled("醫師,請幫我回覆："),
    "title_says_it_does_not_exist": titled("症狀是否不存在"),
    "title_with_a_number": titled("#12 號診間"),
    "title_with_a_wide_slash": titled("手／腳麻"),
    "title_with_markup": titled("<h2>手</h2> & 腳"),
    "title_with_emoji": titled("手麻😢"),
    "title_with_topic": titled("相關分類 ：手麻"),
    "title_of_one_letter": titled("痛"),
    "title_and_no_body": asks(None),
    "title_and_no_body_and_no_reply": asks(None, replies=()),
    # Bodies.
    "reply_of_two_letters": says("可以"),
    "body_with_empty_lines": asks("第一段\n\n\n第二段", "第一段\n第二段"),
    "body_with_indents": asks("　　第一段\n　　第二段", "第一段\n第二段"),
    "body_with_wide_blank_lines": asks("第一段\n　\n第二段　", "第一段\n第二段"),
    "body_with_no_break_spaces": asks("第一\u00a0段", "第一 段"),
    "body_quotes_an_asker": asks("某人／男／(20~29),2001/01/01 提問：\n我也想問"),
    "body_quotes_an_asker_with_the_label_before": asks("發問者：某人／男／(20~29),2001/01/01\n我也想問"),
    "body_quotes_a_doctor": says("內科／張三, 2001/01/01 回覆：\n如上"),
    "body_quotes_a_doctor_with_the_label_before": says("答復者：內科／張三, 2001/01/01\n如上"),
    "body_quotes_a_number": says("請見 #123456\n#123456 手麻\n如上"),
    "body_quotes_markup": asks('<ul class="QAunit"><li class="subject">#5 假的</li></ul>\n<div class="msg">假的</div>'),
    "body_names_a_topic": asks("相關分類 ：手麻\n請問"),
    "body_says_it_does_not_exist": says("此問題不存在"),
    "body_with_days_of_the_republic": asks("民國96年2月3日，112/02/10 開刀"),
    "body_with_emoji": asks("好痛😭👩‍👧"),
    "body_with_references_shown": asks("好痛&#128557;", "好痛😭"),
    "body_with_a_reference_to_ascii_shown": asks("寫作 &#060; 與 &#38;"),
    "body_in_hkscs": asks("憇担恒碁銹，之後的字還在"),
    "body_with_backslashes_in_big5": asks("許功蓋 淚 餐，之後的字還在"),
    "body_with_lone_numbers": says("1.\n多喝水\n2.\n多休息", "1. 多喝水\n2. 多休息"),
    "body_with_folded_slashes": asks("http:／／example.test／a—b 打不開"),
    "body_of_one_character": asks("痛"),
    "body_with_tabs": asks("一\t二", "一 二"),
    "body_long": says("很長的一段話。" * 700),
    "body_of_many_lines": says("\n".join(f"第{number}行" for number in range(1, 300))),
    "nickname_in_body": asks("我是小安／女／(30~39)"),
}

LEGACY_CASES: dict[str, Thread] = {
    "topic": Thread(topic="手麻"),
    "topic_with_wide_slash": Thread(topic="手／腳"),
    "topic_with_blanks": Thread(topic="手 麻", asker=replace(ANNA)),
}
"""What only the first make shows."""
