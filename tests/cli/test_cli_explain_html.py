"""The explained page: every field highlighted and told, and nothing of a hostile page in it but its words."""

import json
import re
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence, call_here
from explained_pages import HOSTILE, RECORDS, explained, html_page
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from schemas.qa import QARecord
from scraper.cli import explain_page
from scraper.cli.explain_html import Explained, render
from scraper.cli.explain_page import Mark, marked_page, visible
from scraper.cli.stories import RecordStory, groups, short_name, stories
from scraper.page import Page
from scraper.parser.blocks import text_blocks
from scraper.parser.locate import Locator
from scraper.parser.view import PageView
from scraper.pipeline import extract_page, outcomes

TAGS = frozenset(
    "html head meta title style body header main aside section nav h1 h2 h3 p a b bdi ul ol li div span mark strong hr"
    " code pre details summary".split()
)
ATTRIBUTES = frozenset(
    "lang dir charset http-equiv content name class id href rel role aria-level aria-label aria-labelledby"
    " tabindex".split()
)


def assert_sound(markup: str) -> LexborHTMLParser:
    """Nothing but the allowed tags and attributes; anchors lead somewhere; ids are not given twice."""
    tree = LexborHTMLParser(markup)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in tree.css("*"):
        assert node.tag in TAGS
        assert node.attributes.keys() <= ATTRIBUTES
        href = node.attributes.get("href")
        if href and href.startswith("#"):
            assert href[1:] in ids
        elif href:
            assert href.startswith(("https://", "http://"))
            assert node.attributes["rel"] == "noopener noreferrer nofollow"
    policy = tree.css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    assert str(policy.attributes["content"]).startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert len(tree.css("meta[http-equiv]")) == len(tree.css("style")) == 1
    return tree


def test_a_hostile_page_is_words_only() -> None:
    tree = assert_sound(explained(html_page(HOSTILE)))
    main = tree.css_first("main")
    assert main is not None
    assert "<script>evil()</script> --> ?" in main.text()
    assert [node.attributes["href"] for node in main.css("a:not(.tag)")] == [
        "https://qa.example/four%22%20onmouseover=%22evil()",
        "https://five.example/",
    ]
    listed = tree.css_first("aside").text()  # type: ignore[union-attr]
    assert "U+202E" in listed
    assert "U+0007" in listed
    assert "\u202e" not in tree.html  # type: ignore[operator]
    assert "url(" not in re.sub(r"<style>.*?</style>", "", tree.html or "", flags=re.S)


def test_fields_are_highlighted_and_told_with_rule_and_place() -> None:
    tree = assert_sound(explained(html_page(RECORDS)))
    assert [node.text() for node in tree.css("main mark")] == [
        "سؤال؟Field: question text",
        "جواب.Field: reply 1 textField: reply 1 accepted",
        "問題？Field: question text",
        "答案。Field: reply 1 textField: reply 1 accepted",
    ]  # fmt: skip
    main = tree.css_first("main")
    assert main is not None
    assert (main.attributes["lang"], main.attributes["dir"]) == ("ar", "rtl")
    first = tree.css_first("aside li:has(a)")
    assert first is not None
    assert first.css_first("a").attributes["href"] == "#" + str(main.css_first("mark").attributes["id"])  # type: ignore[union-attr]
    assert "microdata(name) >> text" in first.text()
    assert "h2:nth-of-type(1) [0:5]" in first.text()
    assert [node.attributes["href"] for node in tree.css("nav a")] == ["#r1", "#r2"]
    assert "سؤال؟" in tree.css_first("nav").text()  # type: ignore[union-attr]


def test_what_is_not_shown_is_told_with_an_excerpt() -> None:
    tree = LexborHTMLParser(explained(html_page(HOSTILE)))
    told = {node.css_first("b").text(): node.text() for node in tree.css("aside li[id]")}  # type: ignore[union-attr]
    assert "script says it in JSON-LD" in told["asked_on"]
    assert "dateCreated: 2020-01-02" in told["asked_on"]
    assert "lang = en" in told["language"]


def test_fields_may_overlap_and_hold_one_another() -> None:
    blocks = text_blocks("one two three\nfour")
    marks = [
        Mark(1, "question", "outer", ((0, 18),)),
        Mark(2, "asker", "inner", ((4, 7),)),
        Mark(3, "reply", "across", ((6, 15),)),
        Mark(4, "page", "same", ((4, 7),)),
        Mark(5, "page", "behind", ((90, 99),)),
    ]
    page = marked_page(blocks, marks, lambda href: href)
    assert page.shown == {1, 2, 3, 4}
    tree = LexborHTMLParser(page.markup)
    for node in tree.css(".tags"):
        node.decompose()
    assert tree.css_first("body").text().replace("\n", "") == "1one two three2four"  # type: ignore[union-attr]
    begins = [tree.css_first(f"#f{number}").text() for number in (1, 2, 3, 4)]  # type: ignore[union-attr]
    assert begins == ["one ", "tw", "o", "tw"]
    covered = {number: "".join(node.text() for node in tree.css(f".in{number}")) for number in (2, 3, 4)}
    assert covered == {2: "two", 3: "o threef", 4: "two"}


PIECES = "<p> <ul><li> <table><tr><td> <b> </b> <a\xa0href=/x> </a> <br> words and\xa0more ".split(" ")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20))))
def test_what_is_highlighted_is_what_stands_there(pieces: list[str], places: list[tuple[int, int]]) -> None:
    locator = Locator(PageView(html_page("".join(pieces).replace("\xa0", " "))))
    spans = [(start, start + length) for start, length in places if start + length <= len(locator.text)]
    marks = [Mark(n, "page", "x", (span,)) for n, span in enumerate(spans[: explain_page.MAX_AT_ONCE])]
    tree = LexborHTMLParser(marked_page(locator.blocks, marks, lambda _: "https://qa.example/").markup)
    for node in tree.css(".tags, .mark"):
        node.decompose()
    for mark in marks:
        highlighted = "".join(node.text() for node in tree.css(f".in{mark.number}"))
        assert highlighted == locator.text[slice(*mark.spans[0])].replace("\n", "")


def test_a_text_has_the_numbers_of_its_lines() -> None:
    tree = LexborHTMLParser(explained(Page(b"one\n\ntwo", source="page.txt")))
    assert [node.text() for node in tree.css("main .number")] == ["1", "3"]
    assert "No record came out of this page." in tree.css_first("aside").text()  # type: ignore[union-attr]


def test_long_pages_are_cut_to_what_matters() -> None:
    lines = [f"line {n} {'x' * 200}" for n in range(25_000)]
    page = marked_page(text_blocks("\n".join(lines)), [Mark(1, "page", "field", ((3_000_000, 3_000_010),))], str)
    assert page.shown == {1}
    assert 1000 < len(page.markup) < 50_000
    assert page.markup.count("lines left out") == 2
    long = marked_page(text_blocks("y" * 5_000_000), [Mark(1, "page", "field", ((4_000_000, 4_000_010),))], str)
    assert "4,980,000 characters left out" in long.markup
    assert long.shown == frozenset()
    assert len(long.markup) < 2 * explain_page.MAX_LINE_CHARS


def test_very_many_fields_at_one_place_are_bounded() -> None:
    marks = [Mark(n, "page", "field", ((0, 5000),)) for n in range(3000)]
    page = marked_page(text_blocks("\n".join("word" for _ in range(1000))), marks, str)
    assert len(page.markup) < 1_000_000


def test_invisible_characters_are_shown_as_numbers() -> None:
    assert visible("a\u202e<\x00\ud800é👩\u200d👩\u3000") == (
        'a<span class="control">U+202E</span>&lt;<span class="control">U+0000</span>'
        '<span class="control">U+D800</span>é👩\u200d👩\u3000'
    )


def test_what_other_pages_of_a_thread_added_is_told_but_not_highlighted() -> None:
    page = html_page(RECORDS)
    draft, outcome = next(outcomes(page, extract_page(page)))
    assert isinstance(outcome, QARecord)
    added = {
        "/replies/1/text": {
            "rule": "css('.post')",
            "location": f"{page.url}?page=2 html > body > p:nth-of-type(1) [0:5]",
        }
    }
    written = outcome.model_dump(mode="json")
    written["replies"].append(written["replies"][0] | {"text": "later"})
    written["provenance"]["fields"] |= added
    merged = QARecord.model_validate_json(json.dumps(written))
    told = {story.field: story for story in stories(draft, merged)}
    assert (told["/replies/1/text"].value, told["/replies/1/text"].rule) == ("later", "css('.post')")
    assert told["/replies/0/text"].location == draft.evidence["/replies/0/text"].location
    story = RecordStory(outcome.record_id, tuple(told.values()))
    tree = LexborHTMLParser("".join(render(PageView(page), Explained(page.source, "universal", [story]))))
    (entry,) = [node.text() for node in tree.css("aside li[id]") if "later" in node.text()]
    assert "On another page of the thread." in entry


def test_fields_are_grouped_for_reading() -> None:
    draft = extract_page(html_page(HOSTILE)).drafts[0]
    found = {group.title: [short_name(story.field) for story in group.fields] for group in groups(stories(draft))}
    assert list(found) == ["page", "question", "asker", "reply 1", "article", "similar", "related"]
    assert found["asker"] == ["name", "gender", "age_min", "age_max", "age_text"]
    assert {"author", "text", "score"} <= set(found["reply 1"])


def test_the_file_is_written_whole_or_not_at_all(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    result = call_here(demo, "explain", "--run", "demo", "--html", out)
    assert (result.code, result.err) == (0, "")
    assert re.fullmatch(rf"{out}: 1 record, \d+ fields explained\.\n", result.text)
    assert len(assert_sound(out.read_text(encoding="utf-8")).css("main mark")) > 20
    printed = call_here(demo, "explain", "--run", "demo", "--html", "-")
    assert printed.text == out.read_text(encoding="utf-8")


def test_a_page_without_a_record_is_written_with_the_reason(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>hello</p>")
    result = cli("explain", "page.html", "--html", "out.html")
    assert result.code == 1
    assert "not_qa: " in (tmp_path / "out.html").read_text()


@pytest.mark.parametrize(
    "arguments", [["--html", "."], ["--html", ""], ["--html", "page.txt"], ["--html", "no/x.html"]]
)
def test_a_target_that_cannot_be_meant_is_refused(cli: Cli, seed: Path, arguments: list[str]) -> None:
    before = seed.read_bytes()
    assert_one_sentence(cli("explain", "page.txt", *arguments), 2)
    assert_one_sentence(cli("explain", "page.txt", "--json", "--html", "x.html"), 2)
    assert seed.read_bytes() == before
