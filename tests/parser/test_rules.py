"""Rules combine, convert, and name themselves in what they find."""

import re

from scraper.page import Page
from scraper.parser.blocks import text_blocks
from scraper.parser.layout import NO_LAYOUT, Layout
from scraper.parser.place import At, CssPaths
from scraper.parser.rules import Computed, Constant, Css, Each, Group, LinkIn, Scope, Span, Text, native_id_in_url
from scraper.parser.values import count
from scraper.parser.view import PageView

MARKUP = (
    "<base href='/sub/'><p class=a> </p><p class=a>12 <b>x</b></p><p class=n title=' t '>7</p><a href='y?a=1'>l</a>"
)


def scope(url: str | None = "https://site.example/q?id=5") -> Scope:
    return Scope(PageView(Page(MARKUP.encode(), source="t", url=url, headers=(("Content-Type", "text/html"),))))


def test_css_finds_the_first_element_with_text() -> None:
    found = Css(".a").find(scope())
    assert found is not None
    assert (found.value, found.rule) == ("12 x", "css('.a')")
    assert found.place.describe(CssPaths()) == "html > body > p:nth-of-type(2) [0:4]"


def test_css_attribute() -> None:
    found = Css("p", attribute="title").find(scope())
    assert found is not None
    assert (found.value, found.rule) == ("t", "css('p')[title]")
    assert found.place.describe(CssPaths()).endswith("p:nth-of-type(3) [title]")


def test_alternatives_and_conversions_name_the_winner() -> None:
    rule = (Css(".none") | Css(".a") | Css(".n")) >> count
    assert rule.find(scope()) is None  # the first that finds something wins, also where it cannot be converted
    each = (Css(".none") >> count) | (Css(".a") >> count) | (Css(".n") >> count)
    found = each.find(scope())
    assert found is not None
    assert (found.value, found.rule) == (7, "css('.n') >> count")
    assert each.names() == ("css('.none') >> count", "css('.a') >> count", "css('.n') >> count")
    assert found.rule in each.names()


def test_spans_groups_and_links() -> None:
    page = PageView(Page(b"", source="t", url="https://site.example/", headers=(("Content-Type", "text/plain"),)))
    blocks = text_blocks("one\ntwo")
    here = Scope(page, spans={"body": Span(blocks, groups={"who": ("Ann", At("x")), "empty": ("", At("x"))})})
    found = Text("body").find(here)
    assert found is not None
    assert (found.value, found.place.describe(CssPaths())) == ("one\ntwo", "lines 1-2 [0:3]")
    assert Text("gone").find(here) is None
    group = Group("body", "who").find(here)
    assert group is not None
    assert group.rule == "landmark('body').who"
    assert Group("body", "empty").find(here) is None
    assert Group("body", "gone").find(here) is None
    assert LinkIn("body", "who").find(here) is None
    assert LinkIn("gone").find(here) is None


def test_text_carries_the_marks_of_its_lists_but_not_of_the_page() -> None:
    view = PageView(Page(b"<ul><li>x<ol><li>a<li>b</ol></ul>", source="t", headers=(("Content-Type", "text/html"),)))
    landmark, *rest = view.blocks
    for layout, text in ((NO_LAYOUT, "- x\n1. a\n2. b"), (Layout.around([landmark]), "x\n1. a\n2. b")):
        found = Text("body").find(Scope(view, spans={"body": Span([landmark, *rest], layout)}))
        assert found is not None
        assert found.value == text


def test_link_in_a_span_is_absolute() -> None:
    here = scope()
    spans = {"more": Span([block for block in here.view.blocks if block.links])}
    found = (LinkIn("gone") | LinkIn("more")).find(Scope(here.view, spans=spans))
    assert found is not None
    assert found.value == "https://site.example/sub/y?a=1"


def test_constants_computed_values_and_ids() -> None:
    assert Constant("en").find(scope()).value == "en"  # type: ignore[union-attr]
    assert Computed("x", lambda scope: (None, At("y"))).find(scope()) is None
    rule = native_id_in_url(re.compile(r"id=(\d+)"))
    found = rule.find(scope())
    assert found is not None
    assert found.value == "5"
    assert rule.find(scope(url=None)) is None


def test_each_takes_named_parts_or_a_function() -> None:
    part = scope()
    whole = Scope(part.view, parts={"replies": [part]})
    assert list(Each("replies", {}).scopes(whole)) == [part]
    assert list(Each("gone", {}).scopes(whole)) == []
    assert list(Each(lambda scope: [scope, scope], {}).scopes(part)) == [part, part]
