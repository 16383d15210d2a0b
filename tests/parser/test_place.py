"""Places are described so that they can be found again."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser.blocks import html_blocks, text_blocks
from scraper.parser.place import MAX_STEPS, At, BlockPlace, CssPaths, NodePlace

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
    assert BlockPlace(blocks[::3], 0, 1).describe(paths) == (
        "html > body > div:nth-of-type(1) > p:nth-of-type(1) [0:] … html > body > p:nth-of-type(1) [:1]"
    )
    node = tree.css_first("[title]")
    assert node is not None
    assert NodePlace(node, "title").describe(paths) == "html > body > p:nth-of-type(1) [title]"
    assert At("the page's address").describe(paths) == "the page's address"


def test_paths_of_deep_elements_are_cut() -> None:
    tree = LexborHTMLParser("<div>" * 3000 + "<i>x</i>")
    node = tree.css_first("i")
    assert node is not None
    path = CssPaths().of(node)
    assert path.startswith("… > ")
    assert path.count(">") == MAX_STEPS + 1


@given(
    st.lists(st.sampled_from("<p> </p> <div> </div> <b> <table> <td> <ul> <li> <!--x--> words".split(" ")), max_size=30)
)
def test_a_path_selects_its_element_and_no_other(pieces: list[str]) -> None:
    tree = LexborHTMLParser("".join(pieces))
    paths = CssPaths()
    for node in tree.css("body *"):
        found = tree.css(paths.of(node))
        assert [other.mem_id for other in found] == [node.mem_id]
