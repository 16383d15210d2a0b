"""Every pair of the table: what a reader gives is what was exported."""

import pytest

from tests.readers.cases import CASES
from tests.readers.comparing import differences, same
from tests.readers.table import PAGE, Pair, cases_of, page, pairs


@pytest.mark.slow
@pytest.mark.readers
@pytest.mark.filterwarnings("ignore")  # of the libraries, which warn one another
@pytest.mark.parametrize("pair", list(pairs()), ids=lambda pair: f"{pair.view.name}-{pair.kind}-{pair.reading.reader}")
def test_a_reader_gives_what_was_exported(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> None:
    for case in cases_of(pair):
        assert pair.differences(case, tmp_path_factory.mktemp("read")) == [], case


def test_the_page_names_what_is_tested() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(), "run: python -m tests.readers"
    assert text.count("| ok") == len(list(pairs()))


def test_the_cases_are_as_hostile_as_they_say() -> None:
    records = next(iter(CASES.values()))
    lines = [record.model_dump_json() for record in records]
    assert max(map(len, lines)) > 1_000_000
    assert any("\u2028" in line for line in lines)
    assert any("膝" in line for line in lines)
    assert CASES["no records"] == []


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (None, ""),
        ("", None),
        (None, "None"),
        (True, "true"),
        (True, 2),
        (1, "1"),
        (1, True),
        (1, 1.5),
        ("a", "a "),
        ("1", 1),
        ([], None),
        ([1], [1, 1]),
        ([1], [2]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {}),
        ({"a": 1}, {"a": 1, "b": 2}),
    ],
)
def test_a_value_that_differs_is_seen(expected: object, found: object) -> None:
    assert not same(expected, found)


@pytest.mark.parametrize(
    "found", [[], [{"a": "x", "b": 1}], [{"a": "x"}], [{"a": "x", "c": None}], [{"a": "y", "b": None}]]
)
def test_a_row_that_differs_is_told(found: list[dict[str, object]]) -> None:
    assert differences([{"a": "x", "b": None}], found)
