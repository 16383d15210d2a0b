"""Profile files become profiles, are written as they are read, and say in one sentence what is wrong with them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.qa import QARecord
from scraper.errors import NotQAPage, SettingsError
from scraper.page import Page
from scraper.parser.draft import Draft
from scraper.parser.profile_file import MAX_FILE_OCTETS, parse_profile, read_profile, read_profile_file
from scraper.parser.profile_making import ALWAYS_REQUIRED, FIELDS, LISTS
from scraper.parser.profile_text import ListText, ProfileText, RenditionText, write_profile
from scraper.parser.view import PageView

PROFILE = r"""
name = "myforum"
description = "My forum"
hosts = ["forum.example", "www.forum.example:8080"]
licence = "CC-BY-4.0"
questions = '/t/\d+'

[baseline]
"question/text" = 1

[[rendition]]
name = "2026"
native_id = "address('/t/(\\d+)')"
part = ["address('page=(\\d+)') >> count", "constant(1)"]
[rendition.fields]
language = "constant('en')"
"question/title" = "css('h1')"
"question/text" = ["css('.post .body')", "between('^Question:$', '^Answers$')"]
"question/asked_on" = "css('time')[datetime] >> day"
tags = "each(css('a.tag'))"
[rendition.lists.replies]
each = "css('.answer')"
required = ["author"]
text = "css('.body')"
author = "css('.author')"
accepted = ["has('.best')", "constant(False)"]
url = "css('a.link')[href] >> absolute"

[[rendition]]
name = "lines"
threads = "line('^Question \\d')"
[rendition.fields]
"question/text" = "after('^Question')"
"""
PAGE = """<h1>Why?</h1><div class=post><p class=body>Tell me.</p><time datetime=2024-03-05T10:00Z>today</time></div>
<a class=tag>a</a><a class=tag>b</a>
<div class=answer><p class=body>So.</p><p class=author>Ann</p><b class=best>✓</b><a class=link href="#p2">2</a></div>
<div class=answer><p class=body>Not signed.</p></div>"""


def drafts(markup: str, text: str = PROFILE, url: str = "https://forum.example/t/7") -> tuple[Draft, ...]:
    page = Page(markup.encode(), source="t", url=url, headers=(("Content-Type", "text/html; charset=utf-8"),))
    return read_profile(text).drafts(PageView(page))


def minimal(fields: str = '"question/text" = "css(\'p\')"', more: str = "") -> str:
    return f'name = "a"\n[[rendition]]\n[rendition.fields]\n{fields}\n{more}'


def test_a_file_becomes_a_profile() -> None:
    profile = read_profile(PROFILE)
    assert (profile.name, profile.hosts, profile.anywhere) == (
        "myforum",
        ("forum.example", "www.forum.example:8080"),
        False,
    )
    assert (profile.licence, profile.example, profile.baseline) == (
        "CC-BY-4.0",
        "https://forum.example/",
        {"question/text": 1.0},
    )
    assert profile.questions is not None
    assert profile.questions.search("https://forum.example/t/12")


def test_its_rules_read_a_page() -> None:
    (draft,) = drafts(PAGE)
    question = draft.value["question"]
    assert (draft.native_id, draft.part, draft.value["language"], draft.value["tags"]) == ("7", 1, "en", ["a", "b"])
    assert (draft.value["title"], question["title"], question["text"]) == ("Why?", "Why?", "Tell me.")
    assert question["asked_on"].isoformat() == "2024-03-05"
    (reply,) = draft.value["replies"]
    assert (reply["text"], reply["author"], reply["accepted"], reply["url"]) == ("So.", "Ann", True, None)
    assert draft.evidence["/replies/0/author"].rule == "css('.author')"
    assert draft.evidence["/tags/1"].rule == "css('a.tag')"


def test_alternatives_are_tried_in_order() -> None:
    (draft,) = drafts("<h1>T</h1><p>Question:</p><p>One.</p><p>Two.</p><p>Answers</p>")
    assert draft.value["question"]["text"] == "One.\nTwo."
    assert draft.silent["/question/text"] == ("css('.post .body')",)
    assert draft.silent["/replies"] == ("each(css('.answer'))",)


def test_a_later_rendition_reads_what_the_first_does_not() -> None:
    found = drafts("<p>Question 1</p><p>One?</p><p>Question 2</p><p>Two?</p>")
    assert [draft.value["question"]["text"] for draft in found] == ["One?", "Two?"]


def test_a_page_on_which_only_constants_are_found_holds_no_question() -> None:
    text = minimal('language = "constant(\'en\')"\n"question/text" = ["css(\'p\')", "constant(\'x\')"]')
    assert drafts("<p>q</p>", text)[0].value["question"]["text"] == "q"
    with pytest.raises(NotQAPage, match=re.escape("css('p') found nothing")):
        drafts("<b>q</b>", text)


def test_a_later_page_of_a_thread_needs_replies_only() -> None:
    text = PROFILE.replace('required = ["author"]', "")
    (draft,) = drafts("<p class=answer><i class=body>More.</i>", text, url="https://forum.example/t/7?page=2")
    assert (draft.native_id, draft.part, draft.value["question"].get("text")) == ("7", 2, None)
    with pytest.raises(NotQAPage):
        drafts("<p>A list.</p>", text, url="https://forum.example/t/7?page=2")
    with pytest.raises(NotQAPage):
        drafts("<p class=answer><i class=body>More.</i>", text)


def test_threads_are_looked_for_in_their_elements() -> None:
    text = 'threads = "css(\'article\')"\nkey = "self[id]"\n[rendition.fields]\n"question/text" = "css(\'p\')"'
    text = f'name = "a"\n[[rendition]]\n{text}\n'
    found = drafts("<article id=x><p>One?</p></article><article id=y>None.</article><p>Not this.</p>", text)
    assert [(draft.key, draft.value["question"]["text"]) for draft in found] == [("x", "One?")]
    with pytest.raises(NotQAPage, match=re.escape("css('p') found nothing in css('article')")):
        drafts("<article>None.</article>", text)
    with pytest.raises(NotQAPage, match=re.escape("css('article') found nothing")):
        drafts("<p>Not this.</p>", text)


def test_a_thread_inside_a_thread_is_part_of_it() -> None:
    text = 'name = "a"\n[[rendition]]\nthreads = "css(\'div\')"\n[rendition.fields]\n"question/text" = "css(\'p\')"\n'
    found = drafts("<div><p>One?</p><div><p>Part of it.</p></div></div><div><p>Two?</p></div>", text)
    assert [draft.value["question"]["text"] for draft in found] == ["One?", "Two?"]


def test_entries_within_entries_do_not_multiply_the_page() -> None:
    text = minimal(more='[rendition.lists.replies]\neach = "css(\'div\')"\ntext = "self"')
    (draft,) = drafts("<p>Why?</p>" + "<div>" * 500 + "word " * 40_000, text)
    replies = draft.value["replies"]
    assert len(replies) < 20
    assert sum(len(reply["text"]) for reply in replies) < 4 * 200_000 + 2 * 1024 * 1024


def test_what_is_written_reads_back() -> None:
    profile = parse_profile(PROFILE)
    assert parse_profile(write_profile(profile)) == profile
    assert write_profile(parse_profile(write_profile(profile))) == write_profile(profile)


NAMES = st.text("ab_é'\"\\ \t\x7f回", min_size=1, max_size=6)
RULES = st.lists(st.text(max_size=8), min_size=1, max_size=4).map(tuple)
ENTRIES = st.builds(
    ListText,
    each=NAMES,
    fields=st.dictionaries(NAMES, RULES, max_size=3),
    required=st.lists(NAMES, max_size=2).map(tuple),
)
RENDITIONS = st.builds(
    RenditionText,
    name=NAMES,
    fields=st.dictionaries(NAMES, RULES, max_size=3),
    lists=st.dictionaries(NAMES, ENTRIES, max_size=2),
    threads=st.none() | NAMES,
    native_id=st.just(()) | RULES,
    part=st.just(()) | RULES,
)
PROFILES = st.builds(
    ProfileText,
    name=NAMES,
    renditions=st.lists(RENDITIONS, min_size=1, max_size=2).map(tuple),
    description=st.text(),
    hosts=st.lists(NAMES, max_size=30).map(tuple),
    questions=st.none() | NAMES,
    baseline=st.dictionaries(NAMES, st.floats(0, 1), max_size=2),
)


@given(PROFILES)
def test_any_profile_is_written_so_that_it_reads_back(profile: ProfileText) -> None:
    assert parse_profile(write_profile(profile)) == profile


@given(st.text() | st.text("[]=\"'.abcdefghi\n ").map(lambda text: PROFILE + text) | PROFILES.map(write_profile))
def test_whatever_a_file_holds_ends_in_a_profile_or_a_sentence(text: str) -> None:
    try:
        read_profile(text, file="a.toml")
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = "a.toml."
    assert sentence.startswith("a.toml")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "name is missing"),
        ("name = ", "is not readable as TOML"),
        ("a = " + "[" * 5000, "is not readable as TOML"),
        ("name = 5", "name: write a text in quotes, not 5"),
        ('name = "A b"', "has no [[rendition]]"),
        ('name = "a"\nrendition = 3', "rendition: write [[rendition]]"),
        ('name = "a"\n[rendition]\nname = "x"', "rendition: write [[rendition]]"),
        ('name = "a"\nhost = ["a.example"]', "'host' is no key of a profile; did you mean 'hosts'?"),
        ('name = "a"\nhosts = "a.example"', "hosts: write a list of texts"),
        ('name = "a"\n[[rendition]]\n', "rendition '1': it has no rule for question/text"),
        ('name = "a"\n[[rendition]]\nthread = "x"', "rendition '1', 'thread' is no key of a profile"),
        (minimal().replace('"a"', '"A b"', 1), "lower-case letters"),
        (minimal().replace('"a"', '"universal"', 1), "choose another"),
        (f'hosts = ["https://a.example"]\n{minimal()}', "write the name alone"),
        (f'hosts = ["a.example:443"]\n{minimal()}', "write the name alone"),
        (f'hosts = ["a.example:x"]\n{minimal()}', "write the name alone"),
        (f'questions = "("\n{minimal()}', "questions: '(' is no regular expression"),
        (minimal(more='[[rendition]]\nname = "1"\nfields.title = "css(\'p\')"'), "two renditions are named '1'"),
        (minimal(more="[[rendition]]\nfields.title = \"css('p')\""), "rendition '2': it has no rule for question/text"),
        (minimal(more="[baseline]\ntitle = 2"), "baseline, title: a share lies between 0 and 1"),
        (minimal(more='[baseline]\ntitle = "1"'), "baseline, title: write a number"),
        (minimal('"question/tetx" = "css(\'p\')"'), "there is no field 'question/tetx'; did you mean 'question/text'?"),
        (minimal("article = \"css('p')\""), "there is no field 'article'"),
        (minimal('"question/text" = []'), "question/text: give one rule"),
        (minimal('"question/text" = "p"'), "rendition '1': question/text: 'p' begins with no rule"),
        (minimal('"question/text" = "css(\'p\') >> count"'), "gives a number, and this takes text"),
        (minimal(more='"question/asked_on" = "css(\'p\')"'), "this takes a day: use '>> day'"),
        (minimal(more="tags = \"css('p')\""), "write it as each(css('a.tag'))"),
        (minimal(more="[rendition.lists.replies]\ntext = \"css('p')\""), "replies, each is missing"),
        (minimal(more="[rendition.lists.replies]\neach = \"css('p')\""), "an entry needs its text"),
        (minimal(more="[rendition.lists.reply]\neach = \"css('p')\""), "there is no list 'reply'"),
        (
            minimal(more="[rendition.lists.replies]\neach = \"line('x')\"\ntext = \"css('p')\""),
            "looks for elements, and the entries are lines",
        ),
        (
            minimal(more='[rendition.lists.replies]\neach = "css(\'x\')"\ntext = "self"\nurl = "self[href]"'),
            "this takes an address: use '>> absolute'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(text: str, part: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(part)) as caught:
        read_profile(text, file="a.toml")
    assert str(caught.value).startswith("a.toml")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_nothing_in_a_file_executes(tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    call = f"__import__('pathlib').Path({str(bait)!r}).touch()"
    for text in (f"constant({quoted_twice(call)})", call, f"css('p') >> {call}", f"{{{call}}}"):
        file = tmp_path / "a.toml"
        file.write_text(minimal(f'"question/text" = {quoted_twice(text)}'), encoding="utf-8")
        try:
            profile = read_profile(read_profile_file(file))
        except SettingsError:
            continue
        with pytest.raises(NotQAPage):
            profile.drafts(PageView(Page(b"<p>x</p>", source="t")))
    assert not bait.exists()


def quoted_twice(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    (tmp_path / "huge").write_bytes(b"#" * (MAX_FILE_OCTETS + 1))
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbf" + minimal().encode())
    (tmp_path / "empty").touch()
    for name, part in [
        ("gone", "does not exist"),
        (".", "is not a file"),
        ("binary", "is not UTF-8 text"),
        ("huge", "is larger than"),
        ("empty", "name is missing"),
        ("no\0path", "cannot be read"),
        ("n" * 300, "cannot be read"),
    ]:
        with pytest.raises(SettingsError, match=re.escape(part)):
            read_profile_file(tmp_path / name)
    assert read_profile(read_profile_file(tmp_path / "bom")).name == "a"


def test_the_fields_are_those_of_the_record() -> None:
    schema = QARecord.model_json_schema()
    for name, fields in LISTS.items():
        entry = schema["$defs"][schema["properties"][name]["items"]["$ref"].rpartition("/")[2]]
        assert list(entry["properties"]) == list(fields)
        assert ALWAYS_REQUIRED[name] in fields
    asker = [f"question/asker/{name}" for name in schema["$defs"]["Asker"]["properties"]]
    question = [f"question/{name}" for name in schema["$defs"]["Question"]["properties"] if name != "asker"]
    page = [name for name in ("language", "title", "department", "tags") if name in schema["properties"]]
    assert list(FIELDS) == [*page, *question, *asker]
