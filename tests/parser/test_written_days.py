"""Calendar days in lines of text, in figures and with the names of months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.parser.values import calendar_day, written_days

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T10:00:00Z",
        "2024/3/5",
        "2024年3月5日 10:00",
        "2024년 3월 5일",
        "5.3.2024",
        "05.03.2024, 10:30",
        "March 5, 2024 at 10:00",
        "Tue Mar 05, 2024 10:00 am",
        "Mar 5th 2024",
        "5 March 2024",
        "5-Mar-2024",
        "5th of March 2024",
        "5. März 2024",
        "5 de marzo de 2024",
        "5 mars 2024",
        "5 marzo 2024",
        "5 de março de 2024",
        "5 maart 2024",
        "5 марта 2024 г.",
        "5 marca 2024",
        "２０２４/３/５",
    ],
)
def test_one_day_however_it_is_written(text: str) -> None:
    assert calendar_day(text) == DAY
    [found] = written_days(text)
    assert found.readings == (DAY,)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("03/04/2024", (date(2024, 4, 3), date(2024, 3, 4))),
        ("25/03/2024", (date(2024, 3, 25),)),
        ("03/25/2024", (date(2024, 3, 25),)),
        ("04/04/2024", (date(2024, 4, 4),)),
        ("05.03.24", ()),
        ("5/3/24", ()),
    ],
)
def test_what_day_and_month_may_mean(text: str, readings: tuple[date, ...]) -> None:
    [found] = written_days(text)
    assert found.readings == readings
    assert calendar_day(text) == (readings[0] if len(readings) == 1 else None)


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4",
        "10.10.2024.1",
        "2024-13-05",
        "31.2.2024",
        "March 2024",
        "Smarch 5, 2024",
        "1/2/2024/3",
        "20240305",
        "call 555-2024",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert written_days(text) in ((), [])


def test_several_days_of_a_line_in_order() -> None:
    text = "from March 5, 2024 to 6.3.2024"
    assert [text[found.start : found.end] for found in written_days(text)] == ["March 5, 2024", "6.3.2024"]


@given(st.text(alphabet=st.sampled_from("0123456789/.-年月日 MarchMaidet,ª"), max_size=40))
def test_any_line_has_days_within_it(text: str) -> None:
    for found in written_days(text):
        assert 0 <= found.start < found.end <= len(text)
        assert len(found.readings) <= 2
