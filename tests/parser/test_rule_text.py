"""Rules written as text read back to the same rules, and what is no rule is told in a sentence."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.page import Page
from scraper.parser.converters import CONVERTERS, Kind
from scraper.parser.rule_text import MAX_RULE_CHARS, RULE_KINDS, parse_rule, read_each, read_entries, read_rule
from scraper.parser.rules import Scope, quoted
from scraper.parser.view import PageView

MARKUP = """<html lang=en><article id=t7><h1>Why <b>so</b>?</h1><p class=by>Asked by Ann on 2024-03-05, 1,234 views</p>
<ul><li class="tag x" data-n=one>a</li><li class=tag data-n=two>b</li></ul><a class=up href="../u?id=1">up</a>
<i class=mark></i></article><p class=by>Asked by Bob</p>"""

SELECTORS = st.sampled_from(
    ["h1", ".a > b", "a[href^='x']", 'a[href="x"]', "p:not(.q)", r".md\:flex", "li:nth-child(2)"]
)
PATTERNS = st.sampled_from([r"^Q: (.+)$", r"\d+", "it's", 'say "so"', r"a\\", r"\bword\b", "回覆：", "a|b", r"\[x\]"])
ATTRIBUTES = st.sampled_from(["", "[href]", "[data-id]", "[xlink:href]"])
HEADS = st.one_of(
    st.builds(lambda selector, name: f"css({quoted(selector)}){name}", SELECTORS, ATTRIBUTES),
    st.builds(lambda name: f"self{name}", ATTRIBUTES),
    st.builds(lambda pattern: f"line({quoted(pattern)})", PATTERNS),
    st.builds(lambda pattern: f"after({quoted(pattern)})", PATTERNS),
    st.builds(lambda first, last: f"between({quoted(first)}, {quoted(last)})", PATTERNS, PATTERNS),
    st.builds(lambda pattern: f"address({quoted(pattern)})", PATTERNS),
    st.builds(
        lambda text: f"constant({quoted(text)})",
        st.text("aä'\"\\ 回", min_size=1).filter(lambda t: t.count("'") * t.count('"') == 0),
    ),
)
STEPS = st.one_of(
    st.just("line"), st.just("age_text"), st.builds(lambda pattern: f"match({quoted(pattern)})", PATTERNS)
)
ENDS = st.sampled_from(["", "absolute", *CONVERTERS])
TEXTS = st.one_of(
    st.builds(
        lambda head, steps, end: " >> ".join(filter(None, [head, *steps, end])),
        HEADS,
        st.lists(STEPS, max_size=2),
        ENDS,
    ),
    st.builds(lambda selector: f"has({quoted(selector)})", SELECTORS),
    st.sampled_from(["constant(True)", "constant(False)", "constant(5)", "constant(-12)"]),
)


def scope(selector: str | None = None, url: str | None = "https://site.example/q/7?page=2") -> Scope:
    view = PageView(Page(MARKUP.encode(), source="t", url=url, headers=(("Content-Type", "text/html"),)))
    return Scope(view, node=view.css_first(selector) if selector else None)


def value(text: str, here: Scope | None = None) -> object:
    found = read_rule(text).find(here or scope())
    return None if found is None else found.value


@given(TEXTS)
def test_a_rule_read_from_its_name_has_that_name(text: str) -> None:
    name = read_rule(text).name
    assert name == text
    assert read_rule(name).name == name


@given(TEXTS)
def test_evidence_names_the_rule_as_it_is_written(text: str) -> None:
    found = read_rule(text).find(scope(".tag"))
    assert found is None or found.rule == text


@given(st.one_of(st.text(), st.text("cssline()'\"[]>|`self, \\"), TEXTS.map(lambda text: text[:-1])))
def test_any_other_text_is_refused_in_one_sentence(text: str) -> None:
    try:
        rule = read_rule(text)
    except ValueError as error:
        message = str(error)
        assert message
        assert message.isprintable()
        assert not message.endswith(".")
    else:
        assert read_rule(rule.name).name == rule.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("css('h1')", "Why so?"),
        ("css('.tag')[data-n]", "one"),
        ("css('html')[lang]", "en"),
        ("css('.by') >> match('on (\\S+),') >> day >> day", None),
        ("css('.by') >> match('by (\\w+)')", "Ann"),
        ("css('.by') >> match('([\\d,]+) views') >> count", 1234),
        ("css('.up')[href] >> absolute", "https://site.example/u?id=1"),
        ("has('.mark')", True),
        ("has('.gone')", None),
        ("line('^Asked by (\\w+)$')", "Bob"),
        ("line('views')", "views"),
        ("between('^Why', '^up$')", "Asked by Ann on 2024-03-05, 1,234 views\n- a\n- b"),
        ("between('^Why', '^gone$')", None),
        ("after('^up$')", "Asked by Bob"),
        ("address('/q/(\\d+)')", "7"),
        ("address('page=\\d') >> match('\\d') >> count", 2),
        ("constant('en')", "en"),
        ("constant(true)", True),
        ("self", None),
    ],
)
def test_rules_find_what_they_say(text: str, expected: object) -> None:
    if ">> day >> day" in text:
        with pytest.raises(ValueError, match="gives a day"):
            read_rule(text)
        return
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("self[data-n]", "one"),
        ("self", "a"),
        ("has('.x')", True),
        ("has('h1')", None),
        ("css('h1')", None),
        ("line('.')", "a"),
        ("line('Asked')", None),
    ],
)
def test_in_an_entry_rules_look_at_its_element_alone(text: str, expected: object) -> None:
    assert value(text, scope(".tag")) == expected


def test_without_an_address_nothing_is_made_absolute_or_found_in_it() -> None:
    assert value("css('.up')[href] >> absolute", scope(url=None)) is None
    assert value("address('.')", scope(url=None)) is None


def test_a_list_of_plain_values_names_the_selector() -> None:
    each = read_each("each(css('.tag')[data-n] >> match('(.)$'))")
    found = [each.fields[""].find(entry) for entry in each.scopes(scope())]
    assert [(one.value, one.rule) for one in found if one] == [
        ("e", "css('.tag')[data-n] >> match('(.)$')"),
        ("o", "css('.tag')[data-n] >> match('(.)$')"),
    ]


def test_entries_that_are_lines_go_to_the_line_before_the_next() -> None:
    entries = read_entries("line('^Asked')")
    assert [value("self", entry) for entry in entries(scope())] == [None, None]
    assert [value("after('^Asked')", entry) for entry in entries(scope())] == ["- a\n- b\nup", None]
    assert [value("line('by (\\w+)')", entry) for entry in entries(scope())] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "begins with no rule; the rules are css, self"),
        ("csss('a')", "did you mean css?"),
        ("css(a)", "write it as css('SELECTOR')"),
        ("css('a', 'b')", "write it as css('SELECTOR')"),
        ("between('a')", "write it as between('REGEX', 'REGEX')"),
        ("css('a[')", "cannot be read as a CSS selector"),
        ("css(':scope')", "cannot be read as a CSS selector"),
        ("line('(')", "is no regular expression"),
        ("line('a{99999999999}')", "is no regular expression"),
        ("css('a') > day", "only '>> CONVERTER' may follow"),
        ("css('a') | css('b')", "only '>> CONVERTER' may follow"),
        ("css('a') >> dya", "did you mean day?"),
        ("css('a') >> match", "write match('REGEX')"),
        ("css('a') >> day('x')", "the others without brackets"),
        ("has('a') >> count", "gives yes or no"),
        ("has('a')[href]", "only css('…') and self may have an attribute"),
        ("css('a\nb')", "cannot be printed"),
        ("css('" + "a" * MAX_RULE_CHARS + "')", "is too long"),
    ],
)
def test_what_is_wrong_is_said(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=re.escape(part)):
        read_rule(text)


@pytest.mark.parametrize("text", ["css('a')", "each(line('a'))", "each(css('a') >> day)", "each(css('a'), css('b'))"])
def test_only_selectors_make_lists_of_plain_values(text: str) -> None:
    with pytest.raises(ValueError, match=r"list|read"):
        read_each(text)


@pytest.mark.parametrize("text", ["css('a')[href]", "css('a') >> line", "between('a', 'b')", "self", "constant('a')"])
def test_only_selectors_and_lines_tell_where_entries_are(text: str) -> None:
    with pytest.raises(ValueError, match="does not tell where entries are"):
        read_entries(text)


def test_an_expression_sees_the_beginning_of_a_very_long_line() -> None:
    long = f"<p>{'a' * 5000}b</p><p>cb</p>".encode()
    here = Scope(PageView(Page(long, source="t", headers=(("Content-Type", "text/html"),))))
    assert value("line('.b$')", here) == "cb"
    assert value("css('p') >> match('b')", here) is None


def test_every_kind_of_rule_and_value_is_described() -> None:
    assert all(kind.form.startswith(name) and kind.about for name, kind in RULE_KINDS.items())
    assert all(converter.about and converter.gives in Kind for converter in CONVERTERS.values())
    assert parse_rule("css('a') >> day").kind is Kind.DAY


TYPES = {Kind.TEXT: str, Kind.DAY: date, Kind.NUMBER: int, Kind.YES_NO: bool, Kind.GENDER: str}
PRINTED = st.lists(
    st.sampled_from(
        ["5", "31", "2024", "0", "٣", "/", ".", "-", "~", "March", "März", "of", "女", "M", "月", " ", "…", "+"]
    ),
    max_size=12,
).map("".join)


@given(st.one_of(st.text(), PRINTED), st.sampled_from(sorted(CONVERTERS)))
def test_a_converter_gives_its_kind_of_value_or_nothing(text: str, name: str) -> None:
    converter = CONVERTERS[name]
    value = converter.convert(text)
    assert value is None or isinstance(value, TYPES[converter.gives])
    assert value != ""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("line", "a\nb", "a b"),
        ("line", " \n", None),
        ("day", "5 March 2024", None),
        ("calendar_day", "asked 5 March 2024", date(2024, 3, 5)),
        ("calendar_day", "03/04/2024", None),
        ("day_first", "03/04/2024", date(2024, 4, 3)),
        ("month_first", "03/04/2024", date(2024, 3, 4)),
        ("month_first", "soon", None),
    ],
)
def test_converters_read_what_the_guide_says(name: str, text: str, expected: object) -> None:
    assert CONVERTERS[name].convert(text) == expected
