"""A page parsed once: nesting that no page has is flattened, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.nesting import MAX_NESTING, limit_markup, limit_nesting
from scraper.parser.view import PageView


def view(markup: str) -> PageView:
    return PageView(Page(markup.encode(), source="t", headers=(("Content-Type", "text/html; charset=utf-8"),)))


@pytest.mark.parametrize(
    "markup",
    [
        "<a name=x>word " * 6000,
        "<li>word" * 6000,
        "<div>word</div>" * 6000,
        "<p title='a > b'>word<br/>" * 6000,
        "a < b " * 6000,
    ],
)
def test_long_pages_that_are_not_deep_are_left_alone(markup: str) -> None:
    assert limit_nesting(markup) == markup


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<div class='x'>", "<font color=red>"])
def test_deep_nesting_is_flattened_and_its_text_kept(tag: str) -> None:
    flat = limit_nesting(f"{tag}word " * 5000)
    assert flat.count(tag) == MAX_NESTING
    assert flat.count("word") == 5000


@pytest.mark.parametrize("piece", ["<a ", '<a "', "<a '", "<", "</", "<div a='"])
def test_tags_that_do_not_end_take_no_quadratic_time(piece: str) -> None:
    # A hundred thousand of them took minutes once; the limit of the test run is the check.
    limit_nesting(piece * 100_000)


@given(st.lists(st.sampled_from(["<div>", "</div>", "<b x='", "'", '"', ">", "word"]), max_size=20))
def test_pages_of_ordinary_size_are_never_changed(pieces: list[str]) -> None:
    markup = "".join(pieces)
    assert limit_nesting(markup) == markup


def test_base_title_and_absolute_addresses() -> None:
    assert view("<title> A\n B </title>").title == "A B"
    assert view("<p>x").title is None
    assert view("<base href='https://x.example/a/'>").absolute("b") == "https://x.example/a/b"
    assert view("<base href='/a/'>").absolute("b") is None
    assert view("<p>x").absolute(None) is None


def test_nul_does_not_end_the_page() -> None:
    assert [block.text for block in view("<p>a\x00b</p><p>c</p>").blocks] == ["ab", "c"]


@pytest.mark.parametrize("inert", ["<script>{}</script>", "<!-- {} -->", "<style>{}</style>", "<title>{}</title>"])
def test_tags_in_scripts_and_comments_do_not_nest(inert: str) -> None:
    markup = inert.format("<div>" * 5000) + "<div><p>word</p></div>"
    assert limit_nesting(markup) == markup


def test_a_tag_of_very_many_attributes_loses_them_and_the_page_stays() -> None:
    attributes = " ".join(f"a{number}=b" for number in range(40_000))
    assert limit_markup(f"<div {attributes}><p class=x>word</p></div>") == "<div><p class=x>word</p></div>"


def test_a_long_attribute_on_a_page_of_usual_size_stays() -> None:
    markup = f"<img src='data:{'x' * 100_000}'><p>word</p>"
    assert limit_markup(markup) == markup
