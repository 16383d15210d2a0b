"""RDFa becomes the same things as the other syntaxes; hostile pages stay bounded."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.page import Page
from scraper.parser import rdfa, rdfa_graph
from scraper.parser.rdfa import read_rdfa
from scraper.parser.rdfa_names import MAX_NAMES
from scraper.parser.structured import Markup, read_markup
from scraper.parser.things import INSIDE, Thing, Words
from scraper.pipeline import read_page

VOCAB = '<body vocab="https://schema.org/">'


def things_of(source: str, base: str | None = None) -> tuple[Thing, ...]:
    return read_rdfa(LexborHTMLParser(source), base)


def only(source: str, base: str | None = None) -> Thing:
    (thing,) = things_of(source, base)
    return thing


def simple(thing: Thing) -> dict[str, Any]:
    """Return a thing as plain values, one-line texts in lists."""
    return {
        name: [simple(value) if isinstance(value, Thing) else value.shown.line for value in values]
        for name, values in thing.properties.items()
    }


# What the standard says


def test_values_stand_in_attributes_or_in_the_text() -> None:
    thing = only(f"""{VOCAB}<div typeof="Thing"><b property="text">one<br>two</b>
    <b property="count" content="5">five</b>
    <time property="date" datetime="2024-01-02">x</time><time property="bare">2024-01-03</time>
    <data property="data" value="7">seven</data><a property="url" href="/u">label</a><img property="image" src="/i">
    <link property="link" href="/l"><meta property="meta" content="m"><meta property="none">
    <i property="typed" datatype="xsd:date">2024-01-04</i><i property="empty" datatype="">x<u>y</u></i></div>""")
    literal = {name: [v.literal for v in values if isinstance(v, Words)] for name, values in thing.properties.items()}
    assert literal == {
        "text": ["one two"], "count": ["5"], "date": ["2024-01-02"], "bare": ["2024-01-03"], "data": ["7"],
        "url": ["/u"], "image": ["/i"], "link": ["/l"], "meta": ["m"], "typed": ["2024-01-04"], "empty": ["xy"],
    }  # fmt: skip
    assert thing.first_text("text") == "one\ntwo"
    assert thing.first_line("url") == "label"


@pytest.mark.parametrize(
    "written",
    [
        '<div vocab="http://schema.org/" typeof="Question"><b property="name">x</b>',
        '<div vocab="https://schema.org" typeof="Question"><b property="name">x</b>',
        '<div vocab="//www.schema.org/" typeof="Question"><b property="name">x</b>',
        '<div typeof="schema:Question"><b property="schema:name">x</b>',
        '<div prefix="s: http://schema.org/ o: http://other.example/" typeof="s:Question"><b property="S:name">x</b>',
        '<div xmlns:s="https://schema.org/" typeof="s:Question"><b property="s:name">x</b>',
        '<div typeof="https://schema.org/Question"><b property="http://schema.org/name">x</b>',
        '<div typeof="Question"><b property="name">x</b>',
    ],
)
def test_names_in_all_their_spellings(written: str) -> None:
    thing = only(written)
    assert (thing.types, simple(thing)) == ({"Question"}, {"name": ["x"]})


def test_names_of_other_vocabularies_stay_theirs() -> None:
    things = things_of(
        '<div vocab="http://other.example/ns#" typeof="Question"><b property="name">x</b></div>'
        '<div vocab="" typeof="Question"><b property="name">y</b></div>'
        '<div typeof="sioc:Post"><b property="dc:title">z</b></div>'
    )
    found = [(set(thing.types), simple(thing)) for thing in things]
    assert found == [
        ({"http://other.example/ns#Question"}, {"http://other.example/ns#name": ["x"]}),
        ({"sioc:Post"}, {"dc:title": ["z"]}),
    ]


def test_things_in_things_are_values() -> None:
    source = f"""{VOCAB}<div typeof="Question"><span property="author" typeof="Person"><b property="name">Ann</b></span>
    <div property="suggestedAnswer acceptedAnswer" typeof="Answer"><p property="text">x</p></div></div>"""
    answer = {"text": ["x"]}
    assert simple(only(source)) == {
        "author": [{"name": ["Ann"]}], "suggestedAnswer": [answer], "acceptedAnswer": [answer],
    }  # fmt: skip


def test_a_name_joins_what_is_said_of_one_thing() -> None:
    source = f"""{VOCAB}<p about="#bob"><i property="name">Bob</i></p>
    <div typeof="Answer" resource="/a/1"><p property="text">x</p><link property="author" href="#bob"></div>
    <div resource="https://x.example/a/1"><i property="upvoteCount">3</i></div>"""
    thing = only(source, "https://x.example/q")
    assert thing.name == "https://x.example/a/1"
    assert simple(thing) == {"text": ["x"], "author": [{"name": ["Bob"]}], "upvoteCount": ["3"]}


def test_the_body_tells_of_the_page() -> None:
    source = '<body vocab="https://schema.org/" typeof="QAPage"><div property="mainEntity" typeof="Question">x'
    assert simple(only(source)) == {"mainEntity": [{"name": ["x"]}]}
    assert only(source).types == {"QAPage"}
    assert simple(only('<html typeof="schema:QAPage"><b property="schema:name">x</b>')) == {"name": ["x"]}


def test_links_wait_for_the_things_inside() -> None:
    source = """<div typeof="schema:Question"><div rel="schema:suggestedAnswer"><ul>
    <li typeof="schema:Answer"><b property="schema:text">one</b></li><li about="#two"><b property="schema:text">two</b>
    </ul></div></div>"""
    assert simple(only(source)) == {"suggestedAnswer": [{"text": ["one"]}, {"text": ["two"]}]}


def test_links_may_run_the_other_way() -> None:
    source = """<div about="#q" typeof="schema:Question"><b property="schema:name">x</b></div>
    <div about="#a" typeof="schema:Answer"><i rev="schema:acceptedAnswer" resource="#q"></i>
    <b property="schema:text">y</b></div>"""
    assert simple(only(source)) == {"name": ["x"], "acceptedAnswer": [{"text": ["y"]}]}


def test_things_that_lead_to_each_other_are_told_once() -> None:
    source = f"""{VOCAB}<div typeof="QAPage" resource="#p"><link property="mainEntity" href="#q"></div>
    <div typeof="Question" resource="#q"><link property="mainEntityOfPage" href="#p"><b property="name">x</b></div>"""
    assert simple(only(source)) == {"mainEntity": [{"name": ["x"]}]}


def test_things_inside_that_are_no_property_stand_alone_too() -> None:
    source = f"""{VOCAB}<div typeof="Question"><b property="name">x</b>
    <div typeof="Answer"><b property="text">y</b></div></div>"""
    first, second = things_of(source)
    assert simple(first) == {"name": ["x"], INSIDE: [{"text": ["y"]}]}
    assert simple(second) == {"text": ["y"]}


# What pages mean


def test_a_plain_link_around_a_property_does_not_take_it_away() -> None:
    source = f"""{VOCAB}<div typeof="Question"><a href="/q/1"><b property="name">x</b></a>
    <div property="author" typeof="Person"><a rel="nofollow ugc" href="/u"><b property="name">Ann</b></a></div>
    <a property="url" rel="nofollow" href="/q/1">link</a></div>"""
    thing = only(source)
    assert simple(thing) == {"name": ["x"], "author": [{"name": ["Ann"]}], "url": ["link"]}
    assert thing.first_literal("url") == "/q/1"


def test_the_operator_in_scripts_is_no_mark() -> None:
    class Untouchable:
        def css(self, selector: str) -> None:
            raise AssertionError("the tree was searched")

    source = '<script>if (typeof x === "undefined" && typeof(y)!="a") typeof z</script>' * 100
    assert read_markup(Untouchable(), source) == Markup()  # type: ignore[arg-type]


# Hostile pages


def test_deep_nesting_is_cut() -> None:
    source = VOCAB + "<div typeof=A>" + "<div property=x typeof=A>" * 900 + "<p property=y>1"
    thing, depth = only(source), 0
    while inner := next(thing.things("x"), None):
        thing, depth = inner, depth + 1
    assert depth == rdfa_graph.MAX_DEPTH


def test_a_thing_that_is_its_own_value_ends() -> None:
    source = f'{VOCAB}<div resource="#a" typeof="A"><link property="x" href="#a"><b property="y">1</b></div>'
    assert simple(only(source)) == {"y": ["1"]}


def test_texts_in_texts_are_not_multiplied() -> None:
    depth = 200
    source = VOCAB + "".join(f'<div about="#{n}"><div property="text">x' for n in range(depth))
    values = [value for thing in things_of(source) for value in thing.values("text")]
    assert len(values) == rdfa.MAX_TEXTS


def test_links_and_names_are_bounded() -> None:
    names = " ".join(f"schema:p{n}" for n in range(1000))
    source = f'<div about="#a" rel="{names}">' + "".join(f'<i about="#b{n}" typeof="x"></i>' for n in range(300))
    thing = only(source)
    assert len(thing.properties) == MAX_NAMES
    assert sum(map(len, thing.properties.values())) == MAX_NAMES * 300
    assert len(only(f"<div typeof='A'><p property='{names}'>x").properties) == MAX_NAMES


ATTRIBUTES = st.sampled_from(
    [
        'vocab="https://schema.org/"', 'vocab=""', 'vocab="x:"', 'prefix="s: https://schema.org/"', "typeof",
        'typeof="QAPage"', 'typeof="s:Question"', 'typeof="Question"', 'typeof="Answer"', 'property="mainEntity"',
        "typeof=DiscussionForumPosting", 'property="acceptedAnswer suggestedAnswer"', 'property="name"',
        'property="text"', 'property="comment"', 'property="s:url"', 'rel="s:suggestedAnswer"',
        'rev="s:parentItem"', 'rel="author nofollow"', 'about="#a"', 'about=""', 'resource="#a"',
        'resource="_:b"', 'resource="[s:x]"', 'href="/x"', 'src="//[x"', 'content="y"', "datatype",
        'datetime="2024-01-01"',
    ]
)  # fmt: skip
TAGS = st.tuples(
    st.sampled_from("div p a span link meta body table td template svg time data".split()),
    st.lists(ATTRIBUTES, max_size=4, unique=True).map(" ".join),
).map(lambda pair: f"<{pair[0]} {pair[1]}>")
SOUP = st.lists(TAGS | st.sampled_from(["</div>", "</p>", "</a>", "words", "</body>"]), max_size=25).map("".join)


@given(SOUP)
@settings(max_examples=150)
def test_any_rdfa_gives_records_or_a_reason(source: str) -> None:
    headers = (("Content-Type", "text/html"),)
    reading = read_page(Page(source.encode(), "test", "https://x.example/q", headers=headers), site="universal")
    assert not reading.rejected
    assert bool(reading.records) != bool(reading.not_qa)


@given(SOUP, st.sampled_from([None, "https://x.example/q", "//[", "x"]))
def test_any_rdfa_is_read(source: str, base: str | None) -> None:
    assert len(things_of(source, base)) <= source.count("<") + 1
