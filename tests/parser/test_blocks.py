"""Blocks are the lines a reader sees, whatever mark-up makes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.blocks import Block, FrameKind, text_blocks
from scraper.parser.rules import visible_text
from scraper.parser.walk import html_blocks


def blocks_of(markup: str) -> list[Block]:
    body = LexborHTMLParser(markup.replace("\x00", "")).body
    return html_blocks(body) if body is not None else []


def lines(markup: str) -> list[str]:
    return [block.mark + block.text for block in blocks_of(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<br>b", ["a", "b"]),
        ("<p>a<p>b", ["a", "b"]),
        ("<div>a<span> b</span>\n<b>c</b></div>d", ["a b c", "d"]),
        ("<span>a</span><span>b</span>", ["ab"]),
        ("a<wbr>b &amp; &lt;i&gt;", ["ab & <i>"]),
        ("<table><tr><td>a<td>b<tr><td>c</table>", ["a", "b", "c"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["- a", "- b", "- c"]),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", ["3. a", "7. b", "8. c"]),
        ("<ol><li>1. a<li>- b</ol>", ["1. a", "- b"]),
        ("<ol><li><p>a</p><p>b</p></ol>", ["1. a", "b"]),
        ("<pre>a\n  b\r\nc</pre>", ["a", "b", "c"]),
        ("<div style='white-space: pre-line'>a\nb</div>", ["a", "b"]),
        ("<p>a\u2028b\u2029c</p>", ["a", "b", "c"]),
        ("<p>a&nbsp;&nbsp;b</p>", ["a b"]),
        ("<span style='display:block'>a</span><span>b</span>", ["a", "b"]),
        ("<dl><dt>a<dd>b</dl>", ["a", "b"]),
    ],
)
def test_lines(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>no</script>",
        "<style>no</style>",
        "<!-- no -->",
        "<template>no</template>",
        "<noscript>no</noscript>",
        "<button>no</button>",
        "<p hidden>no</p>",
        "<p style='color:red; DISPLAY : none'>no</p>",
        "<p style=visibility:hidden>no</p>",
        "<span class='x sr-only'>no</span>",
        "<span aria-hidden=true>no</span>",
        "<select><option>no</select>",
        "<svg><text>no</text></svg>",
        "<textarea>no</textarea>",
    ],
)
def test_what_a_reader_does_not_see_is_no_text(hidden: str) -> None:
    assert "".join(lines(f"<p>a{hidden}</p><p>b</p>")) == "ab"


def test_headings_emphasis_and_gaps() -> None:
    heading, bold, partly, after = blocks_of("<h2>a</h2><p><b>b</b></p><p><b>c</b> d</p>e<br><br><br>f")[:4]
    assert (heading.level, bold.level) == (2, 0)
    assert (bold.strong, partly.strong) == (True, False)
    assert after.gap == 0
    assert blocks_of("e<br><br><br>f")[1].gap == 2
    assert blocks_of("<div role=heading aria-level=3>x</div>")[0].level == 3


def test_level_of_a_heading_by_role_is_bounded() -> None:
    levels = {level: blocks_of(f"<div role=heading aria-level={level}>x</div>")[0].level for level in ("99", "0", "x")}
    assert levels == {"99": 6, "0": 2, "x": 2}
    assert blocks_of(f"<div role=heading aria-level={'9' * 5000}>x</div>")[0].level == 2


def test_elements_alike_but_for_one_attribute_are_told_apart() -> None:
    page = "<p class=a>one</p><p class=a hidden>two</p><p class=a style='font-weight:bold'>three</p><p class=a>four</p>"
    assert [(block.text, block.strong) for block in blocks_of(page)] == [
        ("one", False),
        ("three", True),
        ("four", False),
    ]


def test_links_cover_their_characters() -> None:
    (block,) = blocks_of("<p>see <a href='/x'>the <b>page</b></a> now <a>none</a></p>")
    assert [(block.text[link.start : link.end], link.href) for link in block.links] == [("the page", "/x")]
    assert not block.is_link
    assert blocks_of("<li><a href=y>all of it</a></li>")[0].is_link


def test_link_around_several_lines_covers_each() -> None:
    found = blocks_of("<a href=x><h3>a</h3><p>b</p></a><p>c</p>")
    assert [[link.href for link in block.links] for block in found] == [["x"], ["x"], []]


def test_frames_tell_lists_and_furniture() -> None:
    found = blocks_of("<nav>a</nav><div class=sidebar><ul><li>b</ul></div><div class=article-sidebar>c</div>")
    assert [{frame.kind for frame in block.frames()} for block in found] == [
        {FrameKind.NAVIGATION},
        {FrameKind.FURNITURE, FrameKind.LIST, FrameKind.ITEM},
        set(),
    ]


def test_plain_text_keeps_line_numbers_and_gaps() -> None:
    found = text_blocks("a\r\n\n\n  b \u2028c")
    assert [(block.text, block.line, block.gap) for block in found] == [("a", 1, 0), ("b", 4, 2), ("c", 5, 0)]


@pytest.mark.parametrize("markup", ["<pre>a\n b</pre>", "<p style='white-space: pre-wrap'>a\nb</p>"])
def test_text_of_an_element_keeps_the_breaks_the_element_keeps(markup: str) -> None:
    body = LexborHTMLParser(markup).body
    assert body is not None
    assert body.child is not None
    assert visible_text(body.child) == "a\nb"


@pytest.mark.parametrize("markup", ["<div>" * 5000 + "x", "<b>" * 5000 + "x", "<ul><li>" * 3000 + "x"])
def test_deep_nesting_costs_no_stack(markup: str) -> None:
    assert [block.text for block in blocks_of(markup)] == ["x"]


PIECES = st.sampled_from(
    "<p> </p> <br> <div> </div> <li> <ol> <ul> </ol> <b> </b> <a href=x> </a> <pre> </pre> <td> <table> <h1> <svg>"
    " <math> <template> <!-- --> <script> &nbsp; &#8203; &#x1b; 1. - word \u2028".split(" ")
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map("".join))
@settings(max_examples=300)
def test_any_mark_up_gives_clean_lines(markup: str) -> None:
    for index, block in enumerate(blocks_of(markup)):
        assert block.index == index
        assert block.text == block.text.strip(" ")
        assert block.text
        assert "\n" not in block.text
        assert "  " not in block.text
        assert all(0 <= link.start < link.end <= len(block.text) for link in block.links)


@given(st.text())
def test_any_text_gives_clean_lines(text: str) -> None:
    found = text_blocks(text)
    assert all(block.text == block.text.strip() and block.text for block in found)
    assert [block.line for block in found] == sorted({block.line for block in found})
