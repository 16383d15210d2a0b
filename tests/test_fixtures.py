"""Fixtures are read as they are written, and a reading is scored field by field."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.comparison import Difference
from scraper.errors import SettingsError, UnknownSite
from scraper.fixtures import Outcome, check, find_fixtures, load_fixture, write_fixture
from scraper.page import Page
from scraper.pipeline import read_thread
from scraper.sites import Sites

URL = "https://a.example/1"
PROFILE = """name = "mine"
[[rendition]]
threads = "css('article')"
native_id = "self[id]"
part = "css('nav') >> count"
[rendition.fields]
"question/text" = "css('h2')"
tags = "each(css('i'))"
[rendition.lists.replies]
each = "css('p')"
text = "self"
"""
RECORD: dict[str, Any] = {
    "title": "Why?",
    "language": "en",
    "tags": ["a", "b"],
    "question": {"text": "Why?"},
    "replies": [{"text": "First."}, {"text": "Second."}],
}
THREAD = "<article id=7><h2>Why?</h2><i>a</i><i>b</i><p>First.</p><p>Second.</p></article>"


def fixture(folder: Path, page: str | bytes, expected: object, name: str = "page.html") -> Path:
    """Write a fixture of the site ``mine``."""
    case = folder / "mine" / "case"
    case.mkdir(parents=True, exist_ok=True)
    (case / name).write_bytes(page if isinstance(page, bytes) else page.encode())
    (case / "expected.json").write_text(expected if isinstance(expected, str) else json.dumps(expected), "utf-8")
    return case


def outcome(folder: Path, page: str, *records: object, **more: object) -> Outcome:
    case = fixture(folder, f"<html lang=en>{page}", {"records": records, **more})
    return check(
        load_fixture(case), Sites((PROFILE.replace('"question/text"', 'title = "css(\'h2\')"\n"question/text"'),))
    )


def test_what_is_right_scores_one(tmp_path: Path) -> None:
    found = outcome(tmp_path, THREAD, RECORD)
    assert (found.score, found.differences, found.records) == (1.0, (), 1)
    assert found.fields == found.right == 8  # site, language, title, two tags, question, two replies
    assert found.coverage["replies/text"] == found.coverage["question/text"] == 1
    assert found.coverage["question/score"] == 0


def test_a_wrong_a_missing_and_a_false_field_are_told(tmp_path: Path) -> None:
    wrong = RECORD | {"title": "Who?", "department": "ENT", "tags": []}
    found = outcome(tmp_path, THREAD, wrong)
    assert found.differences == (
        Difference("/0/title", "Who?", "Why?"),
        Difference("/0/department", "ENT", None),
        Difference("/0/tags/+0", None, "a"),
        Difference("/0/tags/+1", None, "b"),
    )
    assert (found.fields, found.right) == (9, 5)


def test_an_entry_too_few_or_too_many_does_not_shift_the_others(tmp_path: Path) -> None:
    replies = [{"text": "Zeroth."}, *RECORD["replies"]]
    found = outcome(tmp_path, THREAD, RECORD | {"replies": replies})
    assert found.differences == (Difference("/0/replies/0/text", "Zeroth.", None),)
    found = outcome(tmp_path, THREAD, RECORD | {"replies": RECORD["replies"][1:]})
    assert found.differences == (Difference("/0/replies/+0/text", None, "First."),)


def test_a_missing_or_false_record_counts_with_all_its_fields(tmp_path: Path) -> None:
    other = RECORD | {"question": {"text": "Who?"}}
    found = outcome(tmp_path, THREAD, RECORD, other)
    assert (found.fields, found.right, found.score) == (16, 8, 0.5)
    found = outcome(tmp_path, THREAD + "<article><h2>Who?</h2></article>", RECORD)
    assert (found.fields, found.right) == (11, 7)  # of several threads the page's language is not told
    found = outcome(tmp_path, THREAD)
    assert (found.right, found.score) == (0, 0.0)


def test_a_page_without_a_question_tells_why(tmp_path: Path) -> None:
    assert outcome(tmp_path, "<p>A list.", not_qa="css('article') found nothing").score == 1
    assert outcome(tmp_path, "<p>A list.").score == 1
    found = outcome(tmp_path, "<p>A list.", not_qa="because")
    assert found.differences[0].field == "/not_qa"
    assert found.differences[0].expected == "because"
    assert found.score == 0


def test_a_rejected_thread_is_a_false_field(tmp_path: Path) -> None:
    page = "<article><h2>Why?</h2></article>"
    text = PROFILE.replace("[rendition.fields]", "[rendition.fields]\nlanguage = \"constant('not a tag')\"")
    found = check(load_fixture(fixture(tmp_path, page, {})), Sites((text,)))
    assert [difference.field for difference in found.differences] == ["/rejected/0"]
    assert "/language" in found.differences[0].found


def test_the_site_is_the_folder_or_else_the_universal_rules(tmp_path: Path) -> None:
    case = fixture(tmp_path, THREAD, {"records": [RECORD]})
    assert [record["site"] for record in load_fixture(case).records] == ["mine"]
    renamed = Sites((PROFILE.replace('"mine"', '"other"'),))
    assert Difference("/0/site", "mine", "other") in check(load_fixture(case), renamed).differences
    with pytest.raises(UnknownSite):
        check(load_fixture(case), Sites(), site="nowhere")


def test_an_id_is_compared_where_it_is_told(tmp_path: Path) -> None:
    assert outcome(tmp_path, THREAD, RECORD | {"record_id": "mine:7"}).score == 1
    found = outcome(tmp_path, THREAD, RECORD | {"record_id": "mine:8"})
    assert found.differences == (Difference("/0/record_id", "mine:8", "mine:7"),)


def test_pages_of_one_thread_are_merged(tmp_path: Path) -> None:
    first = THREAD.replace("<h2>", "<nav>1</nav><h2>")
    case = fixture(tmp_path, f"<html lang=en>{first}", {"records": [RECORD], "pages": {"page-2.html": f"{URL}?page=2"}})
    (case / "page-2.html").write_text("<html lang=en><article id=7><nav>2</nav><p>Third.</p></article>", "utf-8")
    loaded = load_fixture(case)
    assert [page.url for page in loaded.pages] == [None, f"{URL}?page=2"]
    found = check(loaded, Sites((PROFILE,)), site="mine")
    assert found.records == 1
    assert found.differences[-1] == Difference("/0/replies/+2/text", None, "Third.")


def test_octets_and_content_type_are_those_of_the_fixture(tmp_path: Path) -> None:
    case = fixture(
        tmp_path, "回覆".encode("big5"), {"url": URL, "content_type": "text/plain; charset=big5"}, "page.txt"
    )
    (page,) = load_fixture(case).pages
    assert (page.text, page.url, page.media_type) == ("回覆", URL, "text/plain")
    case = fixture(tmp_path, "<p>x", {})
    assert load_fixture(case).pages[0].header("content-type") == "text/html"


def test_fixtures_are_found_by_site_and_case(tmp_path: Path) -> None:
    case = fixture(tmp_path, "", {})
    (tmp_path / "mine" / "notes").mkdir()
    (tmp_path / "mine" / "expected.json").touch()
    assert find_fixtures(tmp_path) == [case]
    assert find_fixtures(tmp_path / "gone") == []


@pytest.mark.parametrize(
    ("expected", "part"),
    [
        ("{", "is not readable as JSON"),
        ("[" * 100_000, "is not readable as JSON"),
        ([], "must hold an object"),
        ({"recods": []}, "unknown key 'recods'"),
        ({"url": 5}, "url, content_type and not_qa are texts"),
        ({"records": {}}, "records a list"),
        ({"pages": {"../x": "u"}}, "pages file → address"),
        ({"records": [5]}, "record 0 must be an object"),
        ({"records": [{}]}, "record 0 is no record: /question/text: is missing"),
        ({"records": [RECORD | {"titel": "x"}]}, "record 0 is no record: /titel: Extra inputs are not permitted"),
        ({"records": [RECORD | {"replies": [{"text": "a", "replied_on": "soon"}]}]}, "/replies/0/replied_on"),
        ({"records": [RECORD | {"replies": 5}]}, "/replies"),
        ({"records": [RECORD | {"question": "Why?"}]}, "/question"),
        ({"pages": {"page-2.html": URL}}, "page-2.html cannot be read"),
    ],
)
def test_what_is_wrong_with_a_fixture_is_said(tmp_path: Path, expected: object, part: str) -> None:
    case = fixture(tmp_path, "", expected)
    with pytest.raises(SettingsError, match=re.escape(part)) as caught:
        load_fixture(case)
    assert str(case) in str(caught.value)


def test_a_fixture_needs_its_files(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"expected\.json cannot be read"):
        load_fixture(tmp_path)
    (tmp_path / "expected.json").write_text("{}")
    with pytest.raises(SettingsError, match=r"holds no page; save it there as page\.html or page\.txt"):
        load_fixture(tmp_path)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["url", "records", "not_qa", "pages", "content_type"]), VALUES) | VALUES)
def test_any_json_is_a_fixture_or_ends_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, expected: object
) -> None:
    case = fixture(tmp_path_factory.getbasetemp() / "any", "<p>x", expected)
    try:
        loaded = load_fixture(case)
    except SettingsError as error:
        assert str(error).endswith(".")  # noqa: PT017 - both endings are right
    else:
        assert check(loaded, Sites()).score <= 1


def test_a_page_is_kept_with_what_comes_out_of_it(tmp_path: Path) -> None:
    sites = Sites((PROFILE,))
    big5 = (("Content-Type", "text/html; charset=big5"),)
    for number, page in enumerate(
        [
            Page(f"<html lang=en>{THREAD}".encode(), source="t", url=URL, headers=(("Content-Type", "text/html"),)),
            Page("<article id=8><h2>回覆</h2></article>".encode("big5"), source="t", headers=big5),
            Page(b"A text without a question.", source="t.txt"),
        ]
    ):
        folder = tmp_path / "mine" / f"case{number}"
        write_fixture(folder, page, read_thread([page], sites=sites, site="mine").records)
        loaded = load_fixture(folder)
        assert [(one.body, one.url) for one in loaded.pages] == [(page.body, page.url)]
        found = check(loaded, sites, site="mine")
        assert (found.score, found.records) == (1, 1 if number < 2 else 0)
    assert (tmp_path / "mine" / "case2" / "page.txt").exists()
    kept = json.loads((tmp_path / "mine" / "case1" / "expected.json").read_text("utf-8"))
    assert kept == {
        "url": None,
        "content_type": "text/html; charset=big5",
        "records": [{"question": {"text": "回覆"}}],
    }
