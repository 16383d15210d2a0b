"""Printed values: what each text says, and None for what says nothing."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.language import language_tag
from scraper.parser.values import (
    age_text,
    ages,
    clean_line,
    clean_text,
    count,
    day,
    gender,
    is_lone_number,
    is_truncated,
    paragraphs,
)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("40~49", (40, 49)),
        ("40～49", (40, 49)),
        ("40∼49", (40, 49)),
        ("10-19", (10, 19)),
        ("４０~４９", (40, 49)),
        ("34", (34, 34)),
        ("0~9", (0, 9)),
        ("80+", (80, None)),
        ("80以上", (80, None)),
        ("80歲以上", (80, None)),
        ("70 and over", (70, None)),
        ("over 70", (71, None)),
        ("under 10", (None, 9)),
        ("未滿10", (None, 9)),
        ("", None),
        ("adult", None),
        ("49~40", None),
        ("400", None),
        ("under 0", None),
    ],
)
def test_ages(text: str, band: tuple[int | None, int | None] | None) -> None:
    assert ages(text) == band


def test_age_text_is_as_printed_but_for_the_tilde() -> None:
    assert age_text(" 40～49 ") == "40~49"
    assert age_text("") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2007/02/03", date(2007, 2, 3)),
        ("2007-2-3", date(2007, 2, 3)),
        ("on 2007.02.03.", date(2007, 2, 3)),
        ("2007年2月3日", date(2007, 2, 3)),
        ("2024-03-05T23:30:00-08:00", date(2024, 3, 5)),
        ("2024-03-05 10:00:00Z", date(2024, 3, 5)),
        ("２００７/０２/０３", date(2007, 2, 3)),
        ("2007/13/03", None),
        ("2007/02/30", None),
        ("2007/02/311", None),
        ("12007/02/03", None),
        ("0000-01-01", None),
        ("soon", None),
        ("", None),
    ],
)
def test_day(text: str, value: date | None) -> None:
    assert day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("1,234", 1234),
        ("1,234,567", 1234567),
        ("-3", -3),
        ("−3", -3),
        ("+5", 5),
        (" 7 ", 7),
        ("9" * 18, int("9" * 18)),
        ("9,999" + ",999" * 5, None),
    ]
    + [(text, None) for text in ("", "many", "1.5", "1k", "1,23", "--1", "9" * 19, "1 2")],
)
def test_count(text: str, value: int | None) -> None:
    assert count(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("Female", "female"), ("男", "male"), ("f.", "female"), ("other", "other"), ("robot", None)]
)
def test_gender(text: str, value: str | None) -> None:
    assert gender(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("zh_TW", "zh-TW"),
        ("es-419", "es-419"),
        ("de-CH-1996", "de-CH-1996"),
        ("en-US-u-islamcal", "en-US-u-islamcal"),
        ("yue", "yue"),
    ]
    + [
        (text, None) for text in ("", "English", "english-us", "und", "x-klingon", "en us", "en-", "12", "ⅸn", "e" * 99)
    ],
)
def test_language_tag(text: str, value: str | None) -> None:
    assert language_tag(text) == value


@pytest.mark.parametrize(
    ("text", "cut"), [("abc...", True), ("abc… ", True), ("abc.", False), ("", False), (None, False)]
)
def test_truncation(text: str | None, cut: bool) -> None:
    assert is_truncated(text) is cut


def test_lone_numbers_are_joined_to_the_line_after_them() -> None:
    assert (
        paragraphs(["1.", "", "It is possible", "2.", "3. Three", "(4)", ""]) == "1. It is possible\n2. 3. Three\n(4)"
    )
    assert is_lone_number(" 12) ")
    assert not is_lone_number("2007")
    assert paragraphs(["", " "]) is None


def test_emoji_keep_their_joiners_and_nothing_else_does() -> None:
    assert clean_line("👩‍⚕️ a\u200db") == "👩‍⚕️ ab"


@given(st.text())
def test_clean_line_is_one_line_in_normal_form(text: str) -> None:
    line = clean_line(text)
    assert unicodedata.is_normalized("NFC", line)
    assert line == line.strip()
    assert "  " not in line
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line


@given(st.text())
def test_clean_text_has_no_empty_lines_and_is_stable(text: str) -> None:
    cleaned = clean_text(text)
    if cleaned is not None:
        assert all(line and line == line.strip() for line in cleaned.split("\n"))
        assert not {"\u2028", "\u2029", "\r", "\xa0", "\ufeff"} & set(cleaned)


@given(st.integers(-(10**17), 10**17))
def test_every_written_number_is_counted(number: int) -> None:
    assert count(str(number)) == number
    assert count(f"{number:,}") == number


@given(st.dates())
def test_every_iso_date_is_read(value: date) -> None:
    assert day(value.isoformat()) == value


@given(st.text(), st.text(alphabet="0123456789~+-以上未滿 under歲over", max_size=12))
def test_readers_never_raise(text: str, numbers: str) -> None:
    for value in (text, numbers):
        day(value)
        count(value)
        gender(value)
        language_tag(value)
        band = ages(value)
        assert band is None or None in band or band.low <= band.high  # type: ignore[operator]
