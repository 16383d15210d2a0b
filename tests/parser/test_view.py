"""A page parsed once: nesting that no page has is flattened, and nothing else is touched."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.page import Page
from scraper.parser.nesting import MAX_EMPHASIS, MAX_NESTING, MAX_OPTIONS, limit_markup, limit_nesting
from scraper.parser.view import PageView

TAGS = (
    "<div> </div> <span> </span> <b> </b> <font> <a> </a> <p> </p> <table> <tr> <td> </td> </table> <caption>"
    " <ul> <li> </ul> <svg> </svg> <math> <mtext> <foreignObject> <desc> <template> </template> <form> <button>"
    " <select> <option> <optgroup> <svg/> <marquee> <noscript> <center> </table> <tbody> <th> <pre> </z> <z>"
    " <object> </object> <ruby> <rt> <h1> <dl> <dd> <nobr> <section> </section> <x-y> </x-y> <i> </i>"
).split()


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


@pytest.mark.parametrize(
    ("tag", "most"),
    [
        ("<div>", MAX_NESTING),
        ("<span class='x'>", MAX_NESTING),
        ("<optgroup>", MAX_NESTING),
        ("<rt>", MAX_NESTING),
        ("<div>x</b></z>", MAX_NESTING),
        ("<svg><a>", MAX_NESTING // 2),
        ("<template><form>", MAX_NESTING // 2),
        ("<b>", MAX_EMPHASIS),
        ("<p><font color=red>", MAX_EMPHASIS),
        ("<div><i></div>", MAX_EMPHASIS),
        ("<li><ul></li>", MAX_NESTING // 2),
        ("<svg><title><z></title><g>", MAX_NESTING // 2),
        ("<section><svg/>x<p>", 5000),
        ("<option>", 5000),
        ("<li><div>x</div><p>", 5000),
        ("<dt>x<dd>", 5000),
        ("<h1>x</h2>", 5000),
        ("<div>x</div><b><i>y</b></i>", 5000),
        ("<b>x<table><tr><td>y</b></table></b>", 5000),
        ("<ruby>x<rt>y<rt>z</ruby>", 5000),
        ("<svg><path/><a>x</svg><p>", 5000),
        ("<span>x<div>y</div></span>", 5000),
    ],
)
def test_deep_nesting_is_flattened_and_its_text_kept(tag: str, most: int) -> None:
    last = re.findall("<[a-z]+[^>]*>", tag)[-1]
    flat = limit_nesting(f"{tag}word " * 5000)
    assert flat.count(last) == most * tag.count(last)
    assert flat.count("word") == 5000


def test_a_choice_of_very_many_options_keeps_their_words() -> None:
    flat = limit_nesting("<select>" + "<option>word" * 9000 + "</select><select><option>more</select><option>last")
    assert flat.count("<option>") == MAX_OPTIONS + 2
    assert flat.count("word") == 9000


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(TAGS), min_size=1, max_size=6))
def test_no_mixture_of_tags_makes_a_deep_tree(tags: list[str]) -> None:
    tree = LexborHTMLParser(limit_nesting("".join(f"{tag}x" for tag in tags) * 1500))
    deepest, depth, node = 0, 0, tree.root
    while node is not None:
        child = node.first_child
        if child is not None:
            node, depth = child, depth + 1
            deepest = max(deepest, depth)
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    assert deepest <= 8 * MAX_NESTING


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
