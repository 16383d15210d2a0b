"""What is found of the labelled texts does not fall, and the page says how much it is."""

import pytest

from tests.privacy import table
from tests.privacy.measuring import PARTS, texts

WRITE = "write it with: python -m tests.privacy"


def test_the_page_is_current() -> None:
    text = table.PAGE.read_text(encoding="utf-8")
    assert text.partition(table.BEGIN)[2].partition(table.END)[0] == table.section(), WRITE


def test_no_figure_falls_below_its_floor() -> None:
    floors, measured = table.floors(), table.measured()
    assert floors.keys() == measured.keys(), WRITE
    low = {
        key: (measured[key], floor)
        for key, floor in floors.items()
        if min(map(float.__sub__, measured[key], floor)) < 0
    }
    assert not low


@pytest.mark.parametrize("part", PARTS)
def test_each_part_holds_both_languages_and_texts_in_which_nothing_is_to_be_found(part: str) -> None:
    languages = [text.language for text in texts(part)]
    assert min(languages.count("en"), languages.count("zh-Hant")) >= 50
    assert sum(not text.marks for text in texts(part)) >= 25


def test_no_text_is_in_both_parts() -> None:
    first, second = ({text.text for text in texts(part)} for part in PARTS)
    assert not first & second
    assert len(first) + len(second) >= 200
