"""JSON-LD and microdata become the same things, whatever the page does wrong; hostile pages stay bounded."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.page import Page
from scraper.parser import jsonld, microdata
from scraper.parser.place import CssPaths
from scraper.parser.structured import Markup, read_markup
from scraper.parser.things import INSIDE, Syntax, Thing, Words, local_name
from scraper.parser.tolerant_json import MAX_CHARS, MAX_DEPTH, Unreadable, read_values
from scraper.parser.universal import UNIVERSAL
from scraper.pipeline import read_page

LD = '<script type="application/ld+json">%s</script>'


def markup_of(source: str) -> Markup:
    return read_markup(LexborHTMLParser(source), source)


def only(source: str) -> Thing:
    (thing,) = markup_of(source).things
    return thing


def simple(thing: Thing) -> dict[str, Any]:
    """Return a thing as plain values, one-line texts in lists."""
    return {
        name: [simple(value) if isinstance(value, Thing) else value.shown.line for value in values]
        for name, values in thing.properties.items()
    }


# JSON


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1.0, "b": -2, "c": 1e3}', {"a": "1", "b": "-2", "c": "1e3"}),
        ('{"a": NaN, "b": null, "c": true}', {"a": None, "b": None, "c": True}),
        ('\ufeff {"a": "x"} ; ', {"a": "x"}),
        ('{"a": "x\n\ty\x01"}', {"a": "x\n\ty\x01"}),
        ('{"a": ["x",], "b": {"c": 1,},}', {"a": ["x"], "b": {"c": "1"}}),
        ('{"a": "x", /* , */ "b": "/* y */ // z" // w\n}', {"a": "x", "b": "/* y */ // z"}),
        ('//<![CDATA[\n{"a": "x"}\n//]]>', {"a": "x"}),
        ('/*<![CDATA[*/ {"a": "x"} /*]]>*/', {"a": "x"}),
        ('<![CDATA[{"a": "x"}]]>', {"a": "x"}),
        ('<!-- {"a": "x"} -->', {"a": "x"}),
        ('<!-- a plug-in wrote this --> {"a": "x"}', {"a": "x"}),
        ('<!-- //--><![CDATA[//><!--\n{"a": "x"}\n//--><!]]>', {"a": "x"}),
        ("{&quot;a&quot;: &quot;x&quot;}", {"a": "x"}),
        (r'{"a": "it\'s \d C:\\ \u00e9"}', {"a": r"it's \d C:\ é"}),
        ('{"a": "say "yes", "no" or "maybe": go", "b": ""c""}', {"a": 'say "yes", "no" or "maybe": go', "b": '"c"'}),
        (
            '[{"t": "<a href="https://x.example/">l</a>"}, {"t": 1}]',
            [{"t": '<a href="https://x.example/">l</a>'}, {"t": "1"}],
        ),
        ('{"a": "x "y" z", "b": "C:\\\\",}', {"a": 'x "y" z', "b": "C:\\"}),
    ],
)
def test_json_as_pages_write_it(text: str, value: Any) -> None:
    assert read_values(text) == [value]


def test_values_one_after_the_other() -> None:
    assert read_values('{"a": "x"};\n{"b": "y"},[]') == [{"a": "x"}, {"b": "y"}, []]


@pytest.mark.parametrize(
    "text",
    ["", " ", "null", '"x"', "5", "{", '{"a": "x"', '{"a" "x"}', '["a "b", "c" d"]', "alert(1)", '{"a": {]}', "'a'"],
)
def test_json_that_has_no_single_reading_is_left_out(text: str) -> None:
    with pytest.raises(Unreadable):
        read_values(text)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[" * 500 + "]" * 500, " " * (MAX_CHARS + 1) + "{}"]
)
def test_json_too_deep_or_too_large_is_left_out(text: str) -> None:
    with pytest.raises(Unreadable):
        read_values(text)


def test_brackets_inside_strings_are_not_depth() -> None:
    assert read_values(json.dumps({"a": "[" * MAX_DEPTH * 3})) == [{"a": "[" * MAX_DEPTH * 3}]


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_right_json_is_read_as_it_is(value: Any) -> None:
    assert read_values(json.dumps({"v": value})) == [{"v": value}]


@given(st.text(alphabet='{}[]":,\\/*<!->;a1 \n', max_size=200))
@settings(max_examples=300)
def test_json_soup_is_read_or_refused(text: str) -> None:
    try:
        values = read_values(text)
    except Unreadable:
        return
    assert values
    assert all(isinstance(value, dict | list) for value in values)


@given(st.text(alphabet='ab" <>=,:', max_size=30))
def test_requoting_never_changes_other_values(inner: str) -> None:
    # Whatever the repair makes of the broken string, it is dropped or leaves the rest as it stands.
    try:
        (value,) = read_values('{"first": "1", "t": "' + inner + '", "last": "2"}')
    except (Unreadable, ValueError):
        return
    assert value["first"] == "1"
    assert value["last"] == "2"


# JSON-LD


def test_types_and_names_lose_the_address_of_the_vocabulary() -> None:
    thing = only(LD % '{"@type": ["http://schema.org/Question", "schema:Thing", "Q"], "https://schema.org/name": "x"}')
    assert thing.types == {"Question", "Thing", "Q"}
    assert simple(thing) == {"name": ["x"]}
    assert local_name("https://www.schema.org/name/") == "name"


def test_graph_with_nested_lists_and_other_values() -> None:
    source = (
        LD
        % '{"@context": "x", "@graph": [1, null, "s", [{"@type": "A"}, [{"@type": "B", "@graph": [{"@type": "C"}]}]]]}'
    )
    assert [set(thing.types) for thing in markup_of(source).things] == [{"A"}, {"B"}, {"C"}]


def test_values_keep_their_path() -> None:
    source = LD % "{}" + LD % '{"@type": "Q", "a": [{"text": "x"}, {"text": {"@value": "y"}}]}'
    (thing,) = markup_of(source).things
    assert [value.place.describe(CssPaths()) for value in thing.values("a/text")] == [
        "html > head > script:nth-of-type(2) [json-ld] /a/0/text",
        "html > head > script:nth-of-type(2) [json-ld] /a/1/text/@value",
    ]


def test_references_are_resolved_at_the_place_of_the_object() -> None:
    source = LD % '{"@type": "Q", "author": {"@id": "#p"}}' + LD % '{"@id": "#p", "@type": "Person", "name": "Ann"}'
    author = next(markup_of(source).things[0].things("author"))
    assert author.place.describe(CssPaths()) == "html > head > script:nth-of-type(2) [json-ld]"
    assert author.first_line("name") == "Ann"


def test_reference_with_a_type_does_not_take_an_object_of_another() -> None:
    source = (
        LD % '[{"@id": "u", "@type": "WebPage", "name": "x"}, {"@type": "Q", "a": {"@id": "u", "@type": "Answer"}}]'
    )
    assert simple(markup_of(source).things[1]) == {"a": [{}]}


def test_references_in_a_circle_end() -> None:
    source = LD % '[{"@id": "a", "x": {"@id": "b"}}, {"@id": "b", "y": {"@id": "a"}, "z": {"@id": "b"}}]'
    first, second = markup_of(source).things
    assert simple(first) == {"x": [{}]}
    assert simple(second) == {}


def test_text_that_is_referred_to_is_not_multiplied_without_end() -> None:
    levels = [{"@id": f"n{n}", "x": [{"@id": f"n{n + 1}"}] * 20} for n in range(8)]
    big = {"@id": "n8", "text": "x" * 10_000}
    things = markup_of(LD % json.dumps([*levels, big])).things

    def chars(thing: Thing) -> int:
        return sum(
            chars(value) if isinstance(value, Thing) else len(value.raw or "")
            for values in thing.properties.values()
            for value in values
        )

    assert chars(things[0]) <= jsonld.MAX_REPEATED_CHARS * 1.1


def test_a_broken_block_does_not_hide_the_others() -> None:
    markup = markup_of(LD % "{" + LD % '{"@type": "Q"}' + LD % "")
    assert markup.broken == 1
    assert [set(thing.types) for thing in markup.things] == [{"Q"}]


@pytest.mark.parametrize(
    "kind", ["Application/LD+JSON", "application/ld&#43;json", "application/ld+json; charset=utf-8"]
)
def test_media_type_in_all_its_spellings(kind: str) -> None:
    assert only(f'<script type="{kind}">{{"@type": "Q"}}</script>').types == {"Q"}


def test_other_scripts_are_not_read() -> None:
    source = '<script type="application/json">{"@type": "Q"}</script><p>application/ld+json</p>'
    assert markup_of(source) == Markup()


# Microdata


def test_property_values_by_element() -> None:
    source = """<div itemscope itemtype="https://schema.org/Thing http://other.example/Type" itemid=" urn:x ">
    <meta itemprop="meta" content="m"><img itemprop="img" src="/i"><a itemprop="a" href="/h">label</a>
    <link itemprop="link" href="/l"><object itemprop="object" data="/o"></object>
    <data itemprop="data" value="d">x</data>
    <meter itemprop="meter" value="3">x</meter>
    <time itemprop="time" datetime="2024-01-02">x</time>
    <time itemprop="bare">2024-01-03</time><p itemprop="text p2">a<br>b<span hidden>c</span></p>
    <b itemprop="content" content="5">five</b>
    <meta itemprop="none"><p itemprop="">nothing</p></div>"""
    thing = only(source)
    assert thing.types == {"Thing", "http://other.example/Type"}
    assert thing.name == "urn:x"
    literal = {name: [v.literal for v in values if isinstance(v, Words)] for name, values in thing.properties.items()}
    assert literal == {
        "meta": ["m"], "img": ["/i"], "a": ["/h"], "link": ["/l"], "object": ["/o"], "data": ["d"], "meter": ["3"],
        "time": ["2024-01-02"], "bare": ["2024-01-03"], "text": ["a b"], "p2": ["a b"], "content": ["5"],
    }  # fmt: skip
    assert thing.first_line("a") == "label"
    assert thing.first_text("text") == "a\nb"


def test_items_without_a_property_stand_alone_even_inside_others() -> None:
    source = '<div itemscope><p itemprop="x">1</p><div itemscope><p itemprop="y">2</p></div><p itemprop="x">3</p></div>'
    assert [simple(thing) for thing in markup_of(source).things] == [
        {"x": ["1", "3"], INSIDE: [{"y": ["2"]}]},
        {"y": ["2"]},
    ]


def test_referenced_parts_come_in_the_order_of_the_page() -> None:
    source = """<p id="a" itemprop="x">1</p><div itemscope itemref="c a gone"><p itemprop="x">2</p></div>
    <div id="c"><p itemprop="x">3</p><div itemprop="y" itemscope><p itemprop="x">4</p></div></div>"""
    assert [simple(thing) for thing in markup_of(source).things] == [{"x": ["1", "2", "3"], "y": [{"x": ["4"]}]}]


def test_items_that_hold_themselves_end() -> None:
    inner = '<div itemprop="x" itemscope itemref="b"><i itemprop="n">1</i></div>'
    source = f'<div itemscope itemref="b"></div><div id="b">{inner}</div>'
    assert simple(only(source)) == {"x": [{"n": ["1"]}]}


def test_deep_nesting_is_cut() -> None:
    source = "<div itemscope>" + '<div itemprop="x" itemscope>' * 5000 + '<p itemprop="y">1</p>'
    thing, depth = only(source), 0
    while inner := next(thing.things("x"), None):
        thing, depth = inner, depth + 1
    assert depth == microdata.MAX_DEPTH


def test_texts_in_texts_are_not_multiplied() -> None:
    source = "<div itemscope>" + "<div itemprop=x>1" * 200
    assert len(only(source).properties["x"]) == microdata.MAX_TEXTS


def test_many_properties_deep_in_the_page_stay_cheap() -> None:
    # Each step up the tree is made once: thousands of properties below each other take no quadratic time.
    source = "<div itemscope>" + "<div><i itemprop=x></i>" * 5_000
    assert len(only(source).properties["x"]) == 5_000


# Both


def test_a_page_without_marks_is_not_looked_through() -> None:
    class Untouchable:
        def css(self, selector: str) -> None:
            raise AssertionError("the tree was searched")

    assert read_markup(Untouchable(), "<p>plain</p>" * 1000) == Markup()  # type: ignore[arg-type]


def test_json_ld_comes_first() -> None:
    source = '<div itemscope itemtype="A"></div>' + LD % '{"@type": "B"}'
    assert [thing.syntax for thing in markup_of(source).things] == [Syntax.JSON_LD, Syntax.MICRODATA]


NAMES = st.sampled_from(
    (
        "@id @type @graph @value @list @set @reverse @context @language type id schema:text mainEntity hasPart name"
        " acceptedAnswer suggestedAnswer text author url comment parentItem itemListElement item headline keywords"
        " isAcceptedAnswer upvoteCount interactionStatistic interactionType userInteractionCount commentCount"
    ).split()
)
WORDS = st.sampled_from(
    [
        "QAPage",
        "FAQPage",
        "Question",
        "Answer",
        "DiscussionForumPosting",
        "ItemList",
        "http://schema.org/LikeAction",
        "true",
        "#a",
        "#b",
        "<p>x",
        "&lt;p&gt;",
        "",
        "12",
        "\x00\ud800",
        "//x",
    ]
)
SOUP = st.recursive(
    WORDS | st.none() | st.integers() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


@given(SOUP)
@settings(max_examples=150)
def test_any_json_gives_records_or_a_reason(value: Any) -> None:
    body = (LD % json.dumps([{"@type": "QAPage", "mainEntity": value}, value])).encode()
    reading = read_page(Page(body, source="test", headers=(("Content-Type", "text/html"),)), site=UNIVERSAL.name)
    assert not reading.rejected
    assert bool(reading.records) != bool(reading.not_qa)


TAGS = st.sampled_from(
    [
        "<div itemscope>",
        '<div itemscope itemtype="https://schema.org/QAPage">',
        '<div itemscope itemtype="https://schema.org/Question">',
        '<div itemprop=mainEntity itemscope itemref="a b">',
        '<div itemprop="acceptedAnswer" itemscope id=a>',
        "<p itemprop=text id=b>",
        "<span itemprop=name>",
        "<a itemprop=url href=x>",
        "<meta itemprop=text content=y>",
        "<svg itemscope>",
        '<div itemtype="https://schema.org/Answer">',
        '<article itemscope itemtype="https://schema.org/DiscussionForumPosting">',
        '<li itemprop="comment" itemscope itemtype="https://schema.org/Comment" itemid="#c">',
        '<meta itemprop="parentItem" itemscope itemid="#c">',
        "<b itemprop=headline>",
        "<time itemprop=datePublished datetime=2024-01-01>",
        "<aside>",
        *("</div>", "</p>", "words", "<template>", "<table>", "<td>"),
    ]
)


@given(st.lists(TAGS, max_size=25).map("".join))
@settings(max_examples=150)
def test_any_microdata_gives_records_or_a_reason(source: str) -> None:
    page = Page(source.encode(), source="test", headers=(("Content-Type", "text/html"),))
    reading = read_page(page, site=UNIVERSAL.name)
    assert not reading.rejected
    assert bool(reading.records) != bool(reading.not_qa)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    source = f'<script type="application/ld+json">{text}</script><div itemscope>{text}'
    read_markup(LexborHTMLParser(source.replace("\x00", "").encode("utf-8", "replace").decode()), source)
