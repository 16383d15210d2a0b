"""Names in JSON-LD mean what its contexts say, as far as pages use them; everything else is schema.org's."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.parser import json_nodes
from scraper.parser.contexts import DEFAULT
from scraper.parser.jsonld import read_jsonld
from scraper.parser.place import CssPaths
from scraper.parser.things import Thing


def things_of(*blocks: Any, language: str = "") -> tuple[Thing, ...]:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    return read_jsonld(LexborHTMLParser(f'<html lang="{language}">{scripts}'))[0]


@pytest.mark.parametrize(
    ("context", "key", "name"),
    [
        (None, "name", "name"),
        ("https://schema.org", "schema:name", "name"),
        ("https://else.example/context.jsonld", "name", "name"),
        ("http://schema.org", "type", "@type"),
        ({"s": "https://schema.org/"}, "s:name", "name"),
        ({"s": "https://schema.org/", "titel": "s:name"}, "titel", "name"),
        ({"titel": {"@id": "https://schema.org/name", "@language": "de"}}, "titel", "name"),
        ({"kind": "@type"}, "kind", "@type"),
        ({"@vocab": "http://www.schema.org/"}, "name", "name"),
        ({"@vocab": "http://other.example/ns#"}, "name", "http://other.example/ns#name"),
        ([{"@vocab": "http://other.example/ns#"}, "https://schema.org"], "name", "name"),
        (["https://schema.org", {"x": "http://x.example/"}], "x:name", "http://x.example/name"),
        ({"@vocab": None, "name": None, "x": 5, "": "y"}, "name", "name"),
        ({"@vocab": "x" * 10_000}, "name", "name"),
        (5, "name", "name"),
        ("https://schema.org", "dc:title", "dc:title"),
    ],
)
def test_names(context: Any, key: str, name: str) -> None:
    assert DEFAULT.within(context).name(key) == name


def test_a_context_holds_inside_its_object_alone() -> None:
    inner = {"@context": {"n": "https://schema.org/name"}, "n": "x"}
    first, second = things_of({"@type": "Q", "author": inner, "n": "y"}, {"n": "z"})
    assert first.first_line("author/name") == "x"
    assert first.first_line("n") == "y"
    assert second.first_line("n") == "z"


def test_values_in_several_languages_give_the_pages_own_first() -> None:
    values = [{"@value": "eins", "@language": "de"}, {"@value": "one", "@language": "en-US"}, "bare"]
    assert things_of({"name": values}, language="EN")[0].first_line("name") == "one"
    assert things_of({"name": values}, language="fr")[0].first_line("name") == "eins"
    assert things_of({"name": values})[0].first_line("name") == "eins"


def test_properties_said_the_other_way_round() -> None:
    turned = {"@type": "A", "@reverse": {"x": [{"@id": "#q"}, {"@type": "R"}]}}
    holders = things_of(turned, {"@id": "#q", "n": 1})[1:]
    assert [thing.first_line("n") for thing in holders] == ["1", None]
    assert [len(list(thing.things("x"))) for thing in holders] == [1, 1]


def test_objects_of_one_name_and_type_fill_each_other() -> None:
    blocks = [{"@id": "#q", "@type": "Q", "a": 1}, {"@id": "#q", "b": 2}, {"@id": "#q", "@type": "R", "c": 3}]
    first, second, third = things_of(*blocks)
    assert [first.first_line(name) for name in "abc"] == ["1", "2", None]
    assert [second.first_line(name) for name in "abc"] == [None, "2", None]
    assert [third.first_line(name) for name in "abc"] == [None, "2", "3"]


def test_places_are_json_pointers() -> None:
    (thing,) = things_of({"a~b": {"https://x.example/c": [{"text": "x"}]}})
    (inner,) = next(thing.things("a~b")).things("https://x.example/c")
    place = next(inner.values("text")).place.describe(CssPaths())
    assert place.endswith(" [json-ld] /a~0b/https:~1~1x.example~1c/0/text")


def test_several_values_in_a_block_are_a_list() -> None:
    tree = LexborHTMLParser('<script type="application/ld+json">{"a": "x"};{"a": "y"}</script>')
    places = [next(thing.values("a")).place.describe(CssPaths()) for thing in read_jsonld(tree)[0]]
    assert places == [f"html > head > script:nth-of-type(1) [json-ld] /{number}/a" for number in (0, 1)]


def test_depth_and_number_are_bounded() -> None:
    deep: Any = {"text": "x"}
    for _ in range(90):
        deep = {"a": deep}
    (thing,) = things_of(deep)
    depth = 0
    while inner := next(thing.things("a"), None):
        thing, depth = inner, depth + 1
    assert depth <= json_nodes.MAX_DEPTH
    (thing,) = things_of({"a": [1] * (json_nodes.MAX_PARTS + 10)})
    assert len(thing.properties["a"]) < json_nodes.MAX_PARTS


CONTEXTS = st.recursive(
    st.none() | st.sampled_from(["https://schema.org", "@type", "s:x", "x"]) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("@vocab @id @base s name a:b @type".split()), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(CONTEXTS, st.sampled_from("name s:name a:b @type type s : x:// https://schema.org/name".split()))
def test_any_context_gives_a_name(context: Any, key: str) -> None:
    assert isinstance(DEFAULT.within(context).name(key), str)
