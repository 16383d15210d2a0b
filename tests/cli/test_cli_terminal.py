import unicodedata

import click
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli.terminal import printable, side_by_side, table, width_of


@given(st.text())
def test_printable_text_is_one_line_without_anything_a_terminal_executes(text: str) -> None:
    shown = printable(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"))))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_escapes_name_the_character() -> None:
    assert printable("a\x1b[2Jb\nc\u202ed\ud800") == "a\\x1b[2Jb\\nc\\u202ed\\ud800"


def test_emoji_keep_their_joiners() -> None:
    assert printable("👩‍⚕️") == "👩‍⚕️"


@given(st.text(), st.integers(1, 20))
def test_a_limit_bounds_the_characters_shown_of_a_text(text: str, limit: int) -> None:
    ordinary = "".join(character for character in text if printable(character) == character)
    assert len(printable(ordinary, limit)) <= limit


def test_wide_characters_take_two_columns() -> None:
    assert width_of("復健科ab") == 8


def test_columns_are_aligned_and_numbers_stand_at_the_right() -> None:
    lines = table(("NAME", "N"), [("復健科", 5), ("abc", 1000)]).splitlines()
    assert lines[1:] == ["復健科     5", "abc     1000"]


def test_blocks_stand_side_by_side_where_they_fit_and_below_each_other_where_not() -> None:
    left, right = [click.style("復健", bold=True), "b"], ["c"]
    assert [click.unstyle(line) for line in side_by_side(left, right, columns=7, gap=2)] == ["復健  c", "b"]
    assert [click.unstyle(line) for line in side_by_side(left, right, columns=6, gap=2)] == ["復健", "b", "c"]
