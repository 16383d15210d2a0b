"""The pages of a thread become one record."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.qa import QARecord
from scraper.merging import join, merge
from scraper.page import Page
from scraper.parser.draft import Draft, Evidence
from scraper.parser.extraction import Extraction, Links
from scraper.pipeline import outcomes, read_page, read_thread
from scraper.sites import Sites
from scraper.validation import Rejected
from tests.threads import PROFILE, answer, page, parts, replies, sites


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return sites(tmp_path_factory.mktemp("profile"))


def merged(known: Sites, *pages: Page) -> QARecord:
    outcome = merge(parts(known, *pages))
    assert isinstance(outcome, QARecord)
    return outcome


def test_the_first_page_alone_is_its_record(forum: Sites) -> None:
    first = page(1, 1)
    assert merged(forum, first) == read_page(first, sites=forum).records[0]


def test_later_pages_add_their_replies_in_the_order_of_the_pages(forum: Sites) -> None:
    record = merged(forum, page(1, 3), page(1, 1), page(1, 2))
    assert replies(record) == list("012345678")
    assert (record.record_id, record.url, record.question.text) == ("forum:1", "http://forum.test/t/1", "What of 1?")
    assert record.provenance.content_sha256 == page(1, 1).sha256


def test_evidence_is_numbered_anew_and_tells_the_later_pages_address(forum: Sites) -> None:
    record = merged(forum, page(1, 1), page(1, 2))
    fields = record.provenance.fields
    assert {pointer for pointer in fields if pointer.endswith("/text")} == {
        "/question/text",
        *(f"/replies/{number}/text" for number in range(6)),
    }
    alone = read_page(page(1, 2), sites=forum).parts[0]
    there = json.loads(alone.line)["gives"]["provenance"]["fields"]["/replies/1/text"]
    assert fields["/replies/4/text"].location == f"http://forum.test/t/1?page=2 {there['location']}"
    assert fields["/replies/4/text"].rule == there["rule"]
    assert fields["/replies/1/text"].location.startswith("html > body")
    assert fields["/question/text"].location.startswith("html > body")


@pytest.mark.parametrize(
    ("first", "later", "kept"),
    [
        ([answer(1, 0), answer(1, 1)], [answer(1, 1), answer(1, 2)], "012"),
        ([answer(1, 0, url=True)], [answer(1, 0, url=True), answer(1, 1, url=True)], "01"),
        ([answer(1, 0, url=True)], [answer(1, 0)], "0"),
        ([answer(1, 0)], [answer(1, 0, url=True)], "0"),
        ([answer(1, 0)], [answer(1, 0).replace("member0", "another")], "00"),
        ([answer(1, 0, url=True)], [answer(1, 0, url=True).replace("/a/1-0", "/a/other")], "00"),
        ([answer(1, 0), answer(1, 0)], [answer(1, 1), answer(1, 1)], "0011"),
    ],
)
def test_a_reply_that_stood_on_an_earlier_page_is_left_out(
    forum: Sites, first: list[str], later: list[str], kept: str
) -> None:
    record = merged(forum, page(1, 1, answers=first), page(1, 2, answers=later))
    assert replies(record) == list(kept)
    numbered = [f"/replies/{number}/text" for number in range(len(kept))]
    assert [pointer for pointer in record.provenance.fields if pointer.endswith("/text")][1:] == numbered


def test_a_thread_without_a_first_page_is_rejected_and_says_so(forum: Sites) -> None:
    outcome = merge(parts(forum, page(7, 3), page(7, 2)))
    assert isinstance(outcome, Rejected)
    assert (outcome.source, outcome.reason) == (
        "http://forum.test/t/7?page=2",
        "invalid: page 2 of a thread whose first page gave no record",
    )


def test_a_later_page_that_repeats_the_question_stands_in_for_the_first(forum: Sites) -> None:
    second = page(1, 2, question=True)
    record = merged(forum, page(1, 3), second)
    assert replies(record) == list("345678")
    assert record.question.text == "What of 1?"
    assert record.provenance.fields["/replies/0/text"].location.startswith("html > body")
    assert record.provenance.fields["/replies/3/text"].location.startswith("http://forum.test/t/1?page=3 html")
    assert replies(merged(forum, page(1, 1), second)) == list("012345")


def test_what_any_of_the_pages_asks_of_robots_is_told(forum: Sites) -> None:
    asking = replace(page(1, 2), headers=(("Content-Type", "text/html"), ("X-Robots-Tag", "noai, noindex")))
    first = replace(page(1, 1), headers=(("Content-Type", "text/html"), ("X-Robots-Tag", "noindex")))
    assert merged(forum, first, asking).provenance.robots == ("noindex", "noai")


def test_of_two_versions_of_a_page_the_later_one_counts(forum: Sites) -> None:
    record = merged(forum, page(1, 1), page(1, 2), page(1, 2, answers=[answer(1, 9)]))
    assert replies(record) == list("0129")


def test_threads_are_joined_in_the_order_in_which_they_appear(forum: Sites) -> None:
    outcomes = list(join(parts(forum, page(2, 2), page(1, 1), page(3, 2), page(2, 1), page(1, 2))))
    assert [outcome.record_id if isinstance(outcome, QARecord) else None for outcome in outcomes] == [
        "forum:2",
        "forum:1",
        None,
    ]


def test_a_later_page_alone_is_a_part_and_neither_a_record_nor_rejected(forum: Sites) -> None:
    reading = read_page(page(1, 2), sites=forum)
    assert (reading.records, reading.rejected, reading.not_qa) == ((), (), None)
    assert [(part.record_id, part.number) for part in reading.parts] == [("forum:1", 2)]


def test_pages_are_read_together(forum: Sites) -> None:
    reading = read_thread([page(1, 1), page(1, 2)], sites=forum)
    assert [replies(record) for record in reading.records] == [list("012345")]
    lone = read_thread([page(1, 2)], sites=forum)
    assert [rejected.reason for rejected in lone.rejected] == [
        "invalid: page 2 of a thread whose first page gave no record"
    ]
    assert [record.record_id for record in read_thread([page(4, None)], sites=forum).records] == ["forum:4"]


@pytest.mark.parametrize("number", [0, -1, 10_001, 10**30, "2", 2.0, None])
def test_a_number_that_no_page_of_a_thread_has_makes_no_part(forum: Sites, number: Any) -> None:
    one = page(1, 2)
    draft = Draft({"question": {"text": None}, "replies": []}, native_id="1", part=number)
    ((_, outcome),) = outcomes(one, Extraction("forum", (draft,), Links(), one.url), forum)
    assert isinstance(outcome, Rejected)


def test_only_the_sites_own_id_tells_on_another_page_that_it_is_the_same_thread(forum: Sites, tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text(PROFILE.replace("native_id", "# native_id"))
    known = Sites.of(profile=tmp_path / "profile.toml")
    assert read_page(page(1, 1), sites=known).parts == ()
    assert read_page(page(1, 2), sites=known).parts == ()
    one = page(1, 1)
    drafts = tuple(Draft({"question": {"text": None}, "replies": []}, native_id="1", part=2) for _ in range(2))
    made = list(outcomes(one, Extraction("forum", drafts, Links(), one.url), forum))
    assert all(isinstance(outcome, Rejected) for _, outcome in made)


def test_an_invalid_reply_of_a_later_page_is_named_with_its_rule(forum: Sites) -> None:
    one = page(1, 2)
    reply = dict.fromkeys(("author", "department", "organization", "replied_on", "score", "accepted", "url"))
    value = {"question": {"text": None}, "replies": [{**reply, "text": "words", "score": "many"}]}
    evidence = {"/replies/0/score": Evidence("css('.votes')", "html > body")}
    draft = Draft(value, evidence, native_id="1", part=2)
    ((_, outcome),) = outcomes(one, Extraction("forum", (draft,), Links(), one.url), forum)
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("invalid: /replies/0/score: should be a valid integer")
    assert outcome.reason.endswith("css('.votes')")


def test_an_address_of_control_characters_does_no_harm(forum: Sites) -> None:
    odd = Page(page(1, 2).body, source="x", url="http://forum.test/t/1?\x1b\ud800")
    record = merged(forum, page(1, 1), odd)
    assert record.provenance.fields["/replies/3/text"].location.startswith("http://forum.test/t/1??? html")


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=4))
def test_whatever_the_pages_hold_every_reply_is_there_once_and_proven(said: list[list[int]]) -> None:
    known = Sites(given=(PROFILE,))
    pages = [
        page(1, number, answers=[answer(1, n) for n in dict.fromkeys(numbers)])
        for number, numbers in enumerate(said, 1)
    ]
    record = merged(known, *pages)
    assert replies(record) == [str(n) for n in dict.fromkeys(n for numbers in said for n in numbers)]
    for number, reply in enumerate(record.replies):
        assert record.provenance.fields[f"/replies/{number}/text"].location
        assert reply.author == f"member{replies(record)[number]}"
