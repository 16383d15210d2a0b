"""What tells the versions of a record apart."""

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import UsageError
from scraper.feeding.told import Told, key_of, version_of
from tests.feeding.receivers import line


def test_a_version_is_what_a_record_says_not_where_that_was_read() -> None:
    assert version_of(line(1, source="a")) == version_of(line(1, source="b"))
    assert version_of(line(1, "one")) != version_of(line(1, "two"))
    assert version_of(line(1)).key == version_of(line(1, "two")).key == key_of(line(1))


@given(st.text())
def test_no_text_can_be_taken_for_the_provenance(text: str) -> None:
    told = version_of(line(1, f'{text},"provenance":{{'))
    assert told == version_of(line(1, f'{text},"provenance":{{', source="b"))
    assert told != version_of(line(1, f'{text},"provenance":{{ '))


def test_a_record_that_changes_back_is_news_again() -> None:
    with closing(Told()) as told:
        course = [line(1, "a"), line(1, "a"), line(1, "b"), line(1, "a"), line(2, "a")]
        assert list(told.news(course)) == [line(1, "a"), line(1, "b"), line(1, "a"), line(2, "a")]


@pytest.mark.parametrize("wrong", [b"", b"{}", b"[]", b'{"record_id":1}', b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_record_is_a_sentence(wrong: bytes) -> None:
    with pytest.raises(UsageError, match="no record"):
        version_of(wrong)
