"""Patterns of addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.traps import PAGES_PER_PATTERN, PAGES_PER_SESSION_PATTERN, Budgets, patterns_of


def texts(path: str) -> set[str]:
    return {pattern.text for pattern in patterns_of(f"http://a.test{path}")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/cal/2024/01/02", "/cal/2031/11/30"),
        ("/q?id=1&page=2", "/q?page=7&id=9"),
        ("/x/0123456789abcdef0", "/x/fedcba98765432100"),
        ("/maze/red", "/maze/blue"),
        ("/a/b/c/d/e/f/g", "/a/b/q/d/e/f/g/h/i/j"),
        ("/page-1.html", "/page-22.html"),
    ],
)
def test_addresses_that_vary_share_a_pattern(one: str, other: str) -> None:
    assert texts(one) & texts(other)


@pytest.mark.parametrize(("one", "other"), [("/a/x", "/b/x"), ("/q?id=1", "/q?page=1"), ("/a/1", "/b/1")])
def test_addresses_that_differ_share_none(one: str, other: str) -> None:
    assert not texts(one) & texts(other)


@pytest.mark.parametrize(
    "path",
    ["/x?session_id=abc", "/x?PHPSESSID2=1&s=3", "/x/0123456789abcdef0/y", "/x?k=f81d4fae7dec11d0a76500a0c91e6bf6"],
)
def test_what_looks_like_a_session_has_the_smaller_budget(path: str) -> None:
    assert min(pattern.limit for pattern in patterns_of(f"http://a.test{path}")) == PAGES_PER_SESSION_PATTERN


def test_other_patterns_have_the_larger_budget() -> None:
    assert {pattern.limit for pattern in patterns_of("http://a.test/q/12?page=3")} == {PAGES_PER_PATTERN}


@given(st.text(max_size=200))
def test_any_path_has_a_pattern(path: str) -> None:
    assert patterns_of("http://a.test/" + path.replace("[", "").replace("]", ""))


def test_pages_on_their_way_are_counted_until_they_are_settled() -> None:
    budgets = Budgets()
    key = patterns_of("http://a.test/q/1")[0].key
    budgets.start(1, "http://a.test/q/1")
    budgets.start(2, "http://a.test/q/2")
    budgets.end(1)
    budgets.end(99)
    assert budgets.on_the_way(key) == 1
