"""Rules for posts: parts of a scope, and the text of an author without what the site adds."""

from selectolax.lexbor import LexborHTMLParser

from scraper.page import Page
from scraper.parser.nodes import Inside, outermost
from scraper.parser.place import CssPaths
from scraper.parser.post_rules import Prose, Within
from scraper.parser.rules import Css, Found, Rule, Scope
from scraper.parser.view import PageView

MARKUP = """<body><div class=post><p class=by>Ann</p><div class=text>One.<div class=code><p class=cap>Code:</p><pre>a
  b</pre></div><p>Two.</p></div></div><div class=post><p class=by>Bo</p><div class=text> </div>
<div class=text>Three.</div>"""


def scope(markup: str = MARKUP) -> Scope:
    return Scope(PageView(Page(markup.encode(), source="t", headers=(("Content-Type", "text/html"),))))


def found(rule: Rule, where: Scope) -> Found:
    result = rule.find(where)
    assert result is not None
    return result


def test_within_looks_in_the_first_part_and_names_it() -> None:
    whole = scope()
    posts = [Scope(whole.view, node) for node in whole.view.css(".post")]
    whole = Scope(whole.view, parts={"first": posts, "none": []})
    rule = Within("first", (Css(".nobody") | Css(".by")) >> str.upper)
    result = found(rule, whole)
    assert (result.value, result.rule) == ("ANN", "first: css('.by') >> upper")
    assert result.rule in rule.names() or rule.names() == ("first: css('.nobody') >> upper", result.rule)
    assert Within("none", Css(".by")).find(whole) is None
    assert Within("gone", Css(".by")).find(whole) is None
    assert Within("first", Css(".gone")).find(whole) is None


def test_prose_is_the_text_without_what_was_added() -> None:
    result = found(Prose(".text", without=".cap"), scope())
    assert (result.value, result.rule) == ("One.\na\nb\nTwo.", "css('.text') without '.cap'")


def test_prose_tells_the_lines_it_kept() -> None:
    place = found(Prose(".text", without=".cap"), scope()).place.describe(CssPaths())
    assert place.count(" + ") == 1  # the lines before the caption and those behind it


def test_prose_passes_over_elements_without_text() -> None:
    here = scope()
    post = Scope(here.view, here.view.css(".post")[1])
    assert found(Prose(".text", without=".cap"), post).value == "Three."
    assert Prose(".gone", without=".cap").find(post) is None
    assert Prose(".text", without=".text").find(post) is not None  # the element itself is not left out


def test_the_author_of_a_quotation_stands_on_a_line_of_its_own() -> None:
    quoted = "<blockquote><div> <cite>Ann wrote:</cite>Rest.</div></blockquote>See <cite>a book</cite>."
    assert (
        found(Prose(".text", without=".cap"), scope(f"<div class=text>{quoted}</div>")).value
        == "Ann wrote:\nRest.\nSee a book."
    )
    inline = "<div class=text><blockquote>As <cite>Ann</cite> says: rest.</blockquote></div>"
    assert found(Prose(".text", without=".cap"), scope(inline)).value == "As Ann says: rest."


def test_outermost_leaves_out_what_stands_inside() -> None:
    tree = LexborHTMLParser("<div id=a class=x><p><b id=b class=x></b></p></div><i><b id=c class=x></b></i>")
    assert [node.attributes["id"] for node in outermost(tree.css(".x"))] == ["a", "c"]


def test_inside_tells_elements_and_what_stands_in_them() -> None:
    tree = LexborHTMLParser("<div id=a><p id=b>x</p></div><p id=c></p>")
    first, inner, other = (tree.css_first(f"#{name}") for name in "abc")
    inside = Inside([first])  # type: ignore[list-item]
    assert [inside.holds(node) for node in (first, inner, other, None)] == [True, True, False, False]


def test_css_passes_over_elements_in_one_without_text() -> None:
    assert found(Css(".x"), scope("<p class=x> <b class=x> </b></p><p class=x>y</p>")).value == "y"
