"""Threads in the shapes of forum programs come out as they are meant, on one page or on several."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ehospital.compare import differences, leaves
from families.awkward import CASES, PLAIN, QUESTION
from families.reading import FLOOR, NAMES, THREE_PAGES, compared, found, page_of, pages_of
from families.threads import Thread, post, thread
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parser.values import clean_text
from scraper.pipeline import extract_page, read_page
from scraper.run import Run
from scraper.sites import BUILT_IN
from tests.runs import crawl
from tests.servers import Received, Server, answer

FORUMS = ("discourse crawler", "phpbb 3.3", "phpbb 3.0", "xenforo 2", "xenforo 1")


@pytest.mark.parametrize("name", NAMES)
def test_pages_give_the_records(name: str) -> None:
    wrong = {case: lines for case in CASES if (lines := compared(name, case)[1])}
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_share_of_right_fields_does_not_fall(name: str) -> None:
    cases = [compared(name, case) for case in CASES]
    assert 1 - sum(len(wrong) for _, wrong in cases) / sum(fields for fields, _ in cases) >= FLOOR[name]


def test_every_variant_has_a_floor() -> None:
    assert set(FLOOR) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_a_thread_make_one_record_with_all_replies_in_order(name: str) -> None:
    shape = NAMES[name]
    assert differences(leaves(shape.record(THREE_PAGES)), found(*pages_of(shape, THREE_PAGES))) == []


@pytest.mark.parametrize("name", NAMES)
def test_later_pages_say_which_page_they_are_and_nothing_of_a_question_that_is_not_there(name: str) -> None:
    repeats = name.startswith("stackexchange")
    drafts = [extract_page(page).drafts[0] for page in pages_of(NAMES[name], THREE_PAGES)]
    assert [draft.part for draft in drafts] == [1, 2, 3]
    assert len({draft.native_id for draft in drafts}) == 1
    for draft in drafts[1:]:
        asked = draft.value["question"]
        said = {asked.get("text"), asked["asked_on"], asked["score"], asked["asker"]["name"]}
        assert (said != {None}) is repeats
        assert draft.value["title"] == THREE_PAGES.title


@pytest.mark.parametrize("name", NAMES)
def test_a_thread_on_one_page_is_no_part(name: str) -> None:
    assert extract_page(page_of(NAMES[name], PLAIN)).drafts[0].part is None


@pytest.mark.parametrize("name", NAMES)
def test_own_rules_find_all_fields(name: str) -> None:
    draft = extract_page(page_of(NAMES[name], PLAIN)).drafts[0]
    assert draft.borrowed == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_id_is_the_threads_number_with_the_site_and_the_same_on_every_page(name: str) -> None:
    family = name.partition(" ")[0]
    site = {
        "stackexchange": "health.stackexchange.com",
        "discourse": "talk.example",
        "phpbb": "board.example/forum",
        "xenforo": "club.example/community",
    }[family]
    assert read_page(page_of(NAMES[name], PLAIN)).records[0].record_id == f"{family}:{site}/4242"
    assert read_page(pages_of(NAMES[name], THREE_PAGES)[1]).parts[0].record_id == f"{family}:{site}/4242"


@pytest.mark.parametrize("name", ["stackexchange tables", "phpbb 3.0"])
def test_without_any_address_the_number_alone_is_the_id_and_links_are_null(name: str) -> None:
    (record,) = read_page(page_of(NAMES[name], PLAIN, url=None)).records
    assert record.record_id == f"{name.partition(' ')[0]}:4242"
    assert record.url is None
    assert {reply.url for reply in record.replies} == {None}


@pytest.mark.parametrize("name", ["stackexchange modern", "discourse crawler", "xenforo 2"])
def test_own_rules_and_structured_markup_agree(name: str) -> None:
    page = page_of(NAMES[name], thread(QUESTION, *PLAIN.posts[1:], post("Sleep.", author="Bo", accepted=True)))
    own = leaves(read_page(page).records[0].model_dump(mode="json"))
    marked = read_page(page, site="universal").records
    told = leaves(marked[0].model_dump(mode="json"))
    both = [
        pointer
        for pointer in own.keys() & told.keys()
        if pointer.startswith(("/question/", "/replies/")) and None not in (own[pointer], told[pointer])
    ]
    assert len(both) >= 15
    # The mark-up's answers begin with the accepted one; each has its author, so they can be told by it.
    replies = {reply.author: reply for reply in read_page(page).records[0].replies}
    for reply in marked[0].replies:
        mine = replies[reply.author]
        assert (mine.text, mine.replied_on, mine.accepted) == (reply.text, reply.replied_on, reply.accepted)
        assert reply.score in (None, mine.score)
    assert all(own[pointer] == told[pointer] for pointer in both if not pointer.startswith("/replies/"))


@pytest.mark.parametrize("name", NAMES)
def test_every_value_tells_its_rule_and_place(name: str) -> None:
    (record,) = read_page(page_of(NAMES[name], PLAIN)).records
    fields = record.provenance.fields
    for pointer in ("/title", "/question/text", "/question/asker/name", "/replies/0/text", "/replies/1/author"):
        assert fields[pointer].rule
        assert fields[pointer].location
    assert fields["/question/text"].rule.startswith("question: css('.")


_WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@given(lines=st.lists(_WORDS, min_size=1, max_size=3))
@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("name", ["stackexchange modern", *FORUMS])
def test_any_text_comes_out_in_normal_form(name: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    meant = thread(QUESTION, post(text, author="Bo"))
    replies = read_page(page_of(NAMES[name], meant)).records[0].replies
    expected = clean_text(text)
    assert [reply.text for reply in replies] == ([expected] if expected is not None else [])


@pytest.mark.parametrize("name", NAMES)
def test_canonical_form_is_stable_and_tells_pages_apart(name: str) -> None:
    shape = NAMES[name]
    profile = BUILT_IN.named(shape.family)
    forms = [profile.canonical(shape.url(THREE_PAGES, page)) for page in (1, 2, 3)]
    assert len(set(forms)) == 3
    assert list(map(profile.canonical, forms)) == forms
    assert forms[0] == shape.record(THREE_PAGES)["url"]


@pytest.mark.parametrize("name", ["stackexchange modern", "discourse crawler", "phpbb 3.3", "xenforo 2"])
def test_crawl_of_a_thread_of_three_pages_gives_one_record(name: str, tmp_path: Path) -> None:
    shape = NAMES[name]
    origin = shape.module.ORIGIN
    served: dict[str, Any] = {}

    def answered(received: Received) -> list[bytes]:
        html = served.get(received.path.replace("&sid=0123456789abcdef0123456789abcdef", ""))
        host = origin.partition("://")[2].partition("/")[0]
        return [answer(200, html.replace(f"https://{host}", server.origin).encode()) if html else answer(404)]

    for page in range(1, len(pages_of(shape, THREE_PAGES)) + 1):
        path = shape.url(THREE_PAGES, page).split("/", 3)[3].replace("&sid=0123456789abcdef0123456789abcdef", "")
        for form in {f"/{path}", f"/{path.replace('f=2&', '')}"}:
            served[form] = shape.page(THREE_PAGES, page)
    with Server({"/": answered, **dict.fromkeys(_paths(served), answered)}) as server:
        seed = server.origin + next(iter(served))
        run = Run.at(tmp_path / "run")
        crawl(run, seed, max_pages=40)
    records = list(run.records())
    assert len(records) == 1
    assert [reply.text for reply in records[0].replies] == [f"Reply number {n}." for n in range(1, 12)]
    assert records[0].question.text == "Since Monday my throat has been sore.\nShould I stay at home?"


def _paths(served: dict[str, Any]) -> set[str]:
    return {path.partition("?")[0] for path in served}


def test_threads_of_two_sites_with_the_same_number_are_two_records() -> None:
    shape = NAMES["stackexchange modern"]
    other = page_of(shape, PLAIN)
    body = other.body.replace(b"health.stackexchange.com", b"cooking.stackexchange.com")
    moved = replace(other, body=body, url="https://cooking.stackexchange.com/questions/4242/x")
    ids = {read_page(page).records[0].record_id for page in (other, moved)}
    assert len(ids) == 2


def test_a_thread_of_one_post_is_a_record_without_replies() -> None:
    for shape in NAMES.values():
        alone: Thread = thread(QUESTION)
        assert read_page(page_of(shape, alone)).records[0].replies == ()
