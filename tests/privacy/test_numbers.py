"""Numbers of documents and cards are told by their check digits, telephones by how they are written."""

import pytest

from scraper.privacy.kinds import Kind
from scraper.privacy.numbers import is_card, is_resident_id, is_social_security, is_taiwan_id, same_phone
from scraper.privacy.patterns import shaped_ids, shaped_phones


@pytest.mark.parametrize("number", ["A123456789", "a123456789", "F131104093", "A800000014"])
def test_numbers_of_taiwan_with_the_right_check_digit(number: str) -> None:
    assert is_taiwan_id(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_taiwan_id(wrong)
    assert [span.kind for span in shaped_ids(f"我的{number}號，{wrong}")] == [Kind.ID]


@pytest.mark.parametrize(
    "number", ["", "A12345678", "A1234567890", "1234567890", "A323456789", "AE23456789", "É123456789"]
)
def test_what_is_no_number_of_taiwan(number: str) -> None:
    assert not is_taiwan_id(number)


def test_chinese_resident_numbers() -> None:
    assert is_resident_id("11010519491231002X")
    assert is_resident_id("11010519491231002x")
    assert not is_resident_id("110105194912310021")
    assert not is_resident_id("11010519491231002")


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("219-09-9999", True), ("000-12-3456", False), ("666-12-3456", False),
        ("900-12-3456", False), ("123-00-4567", False), ("123-45-0000", False),
    ],
)  # fmt: skip
def test_social_security_numbers(number: str, possible: bool) -> None:
    assert is_social_security(number) is possible


@pytest.mark.parametrize("number", ["4111111111111111", "378282246310005", "5500000000000004", "30569309025904"])
def test_cards_after_luhn(number: str) -> None:
    assert is_card(number)
    assert not is_card(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert not is_card("9" + number[1:])


@pytest.mark.parametrize(
    "number",
    [
        "0912-345-678", "0912345678", "02-2345-6789",
        "(02)2345-6789", "(04) 2205 2121", "+886-2-2345-6789", "0800-000-123",
        "+886912345678", "(212) 555-0147", "212-555-0147", "+44 20 7946 0958", "020 7946 0958", "13812345678",
    ],
)  # fmt: skip
def test_telephone_numbers(number: str) -> None:
    for text in (number, f"電話{number}。", f"call {number}, please"):
        assert [text[span.start : span.end] for span in shaped_phones(text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "2007-02-03", "1998-2003", "120/80", "E11.9", "0.25-0.5", "200 400 1000", "20070203", "1,000,000",
        "3-4 x 10-15",
        "10-20-30-40", "2019/03/05 12:30:45", "5.6-7.8-9.0",
        "109年3月5日", "08:30-17:00", "123456789", "0000000000",
    ],
)  # fmt: skip
def test_what_is_no_telephone_number(text: str) -> None:
    assert not list(shaped_phones(text))


def test_two_numbers_in_a_row_are_two() -> None:
    assert len(list(shaped_phones("0912345678 0922345678"))) == 2


@pytest.mark.parametrize("text", ["+886 912 345 678", "886912345678", "00886-912-345-678", "0912-345-678"])
def test_one_number_is_one_however_it_is_dialled(text: str) -> None:
    assert same_phone(text) == "0912345678"
