"""Places are described so that they can be found again."""

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.blocks import text_blocks
from scraper.parser.place import MAX_RUNS, MAX_STEPS, At, BlockPlace, CssPaths, NodePlace
from scraper.parser.walk import html_blocks

MARKUP = "<div><p>a</p><span>x</span><p>b <i>c</i></p></div><p title=t>d</p>"


def test_places_in_text_are_lines_and_characters() -> None:
    blocks = text_blocks("one\n\ntwo")
    assert BlockPlace(blocks).describe(CssPaths()) == "lines 1-3 [0:3]"
    assert BlockPlace(blocks[1:], 1, 2).describe(CssPaths()) == "line 3 [1:2]"


def test_places_in_html_are_paths() -> None:
    tree = LexborHTMLParser(MARKUP)
    assert tree.body is not None
    blocks = html_blocks(tree.body)
    paths = CssPaths()
    assert BlockPlace(blocks[2:3]).describe(paths) == "html > body > div:nth-of-type(1) > p:nth-of-type(2) [0:3]"
    assert BlockPlace(blocks[2:], 0, 1).describe(paths) == (
        "html > body > div:nth-of-type(1) > p:nth-of-type(2) [0:] … html > body > p:nth-of-type(1) [:1]"
    )
    assert BlockPlace(blocks[::3], 0, 1).describe(paths) == (
        "html > body > div:nth-of-type(1) > p:nth-of-type(1) [0:1] + html > body > p:nth-of-type(1) [0:1]"
    )
    node = tree.css_first("[title]")
    assert node is not None
    assert NodePlace(node, "title").describe(paths) == "html > body > p:nth-of-type(1) [title]"
    assert NodePlace(node).describe(paths) == "html > body > p:nth-of-type(1) [0:1]"
    assert NodePlace(tree.body).describe(paths) == "html > body [0:9]"
    assert At("the page's address").describe(paths) == "the page's address"


def test_lines_of_one_element_are_counted_in_it() -> None:
    tree = LexborHTMLParser("<p>one<br>two <b>three</b><br>four</p>")
    assert tree.body is not None
    blocks = html_blocks(tree.body)
    assert BlockPlace(blocks[1:2], 4, 9).describe(CssPaths()) == "html > body > p:nth-of-type(1) [8:13]"
    assert BlockPlace(blocks[1:]).describe(CssPaths()) == "html > body > p:nth-of-type(1) [4:18]"


def test_a_place_in_very_many_parts_is_told_from_first_to_last() -> None:
    tree = LexborHTMLParser("<p>x</p><i>-</i>" * 3 * MAX_RUNS)
    assert tree.body is not None
    told = BlockPlace(html_blocks(tree.body)[::2]).describe(CssPaths())
    assert told.count(" + ") == MAX_RUNS - 1
    assert told.endswith(" … html > body > p:nth-of-type(60) [:1]")


def test_elements_too_deep_for_a_path_are_told_by_their_number() -> None:
    tree = LexborHTMLParser("<div>" * 3000 + "<i>x</i>")
    paths = CssPaths()
    node = tree.css_first("i")
    assert node is not None
    assert paths.of(node) == "element 3004"
    assert tree.css("*")[3003].mem_id == node.mem_id
    divs = tree.css("div")
    assert paths.of(divs[MAX_STEPS - 3]).count(" > ") == MAX_STEPS - 1
    assert paths.of(divs[MAX_STEPS - 2]) == f"element {MAX_STEPS + 2}"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from("<p> </p> <div> </div> <b> <table> <td> <ul> <li> <!--x--> <o:p> <a[b> words".split(" ")),
        max_size=30,
    )
)
def test_a_path_selects_its_element_and_no_other(pieces: list[str]) -> None:
    tree = LexborHTMLParser("".join(pieces))
    paths = CssPaths()
    for node in tree.css("body *"):
        found = tree.css(paths.of(node))
        assert [other.mem_id for other in found] == [node.mem_id]
