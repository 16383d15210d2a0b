"""Every page of 台灣e院 gives exactly the record it says, in both makes, and the two makes the same one."""

from functools import cache
from typing import Any

import pytest
from ehospital.chinese import MAKES, Thread, expected, question_url, served
from ehospital.chinese_cases import CASES, LEGACY_CASES
from ehospital.compare import FLOOR, differences, found, leaves

from scraper.page import Page
from scraper.pipeline import read_page

PAIRS = [(make, name) for make in MAKES for name in CASES] + [("zh_legacy", name) for name in LEGACY_CASES]
ALL = CASES | LEGACY_CASES


def wanted(thread: Thread) -> dict[str, Any]:
    return leaves(expected(thread, question_url(thread.number))) | thread.reads


def page_of(make: str, thread: Thread) -> Page:
    return served(MAKES[make](thread), f"{question_url(thread.number)}&SortBy=q_no&PageNo=3")


@cache
def wrong(make: str, name: str) -> list[str]:
    return differences(wanted(ALL[name]), found(page_of(make, ALL[name])))


@pytest.mark.parametrize(("make", "name"), PAIRS)
def test_page_gives_the_record(make: str, name: str) -> None:
    assert not wrong(make, name), f"{make} × {name}\n" + "\n".join(wrong(make, name))


@pytest.mark.parametrize("make", MAKES)
def test_share_of_right_fields_does_not_fall(make: str) -> None:
    names = [name for one, name in PAIRS if one == make]
    fields = sum(len(wanted(ALL[name])) for name in names)
    assert 1 - sum(len(wrong(make, name)) for name in names) / fields >= FLOOR[make]


@pytest.mark.parametrize("name", ["plain", "name_in_hkscs", "asker_writes_again_and_is_answered", "title_missing"])
def test_the_two_makes_of_a_page_give_the_same_record(name: str) -> None:
    readings = [read_page(page_of(make, CASES[name])) for make in MAKES]
    first, second = [[record.model_dump(exclude={"provenance"}) for record in one.records] for one in readings]
    assert first == second
    assert first[0]["record_id"] == "ehospital:310002"


@pytest.mark.parametrize("make", MAKES)
def test_the_licence_is_that_of_the_chinese_site(make: str) -> None:
    (record,) = read_page(page_of(make, next(iter(CASES.values())))).records
    assert (record.provenance.licence or "").startswith("free reuse with attribution")
