"""Discourse: addresses, and odd topics."""

import pytest
from families.awkward import PLAIN
from families.discourse import crawler, postings, rendered
from families.reading import HTML, NAMES, THREE_PAGES, page_of
from families.threads import post, thread

from scraper.page import Page
from scraper.pipeline import extract_page, read_page
from scraper.sites.discourse import canonical, take_apart

SITE = "https://talk.example"
SHELL = """<!DOCTYPE html><html lang="en"><head><title>Sore throat - Talk</title>
<!-- Authored for testing; not a real page. CC0-1.0. -->
<meta name="generator" content="Discourse 2026.1.0 - https://github.com/discourse/discourse version 0"></head>
<body><discourse-assets></discourse-assets><div id="data-discourse-setup" data-locale="en"></div>
<section id="main"></section>{}</body></html>"""


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/t/sore-throat/7", "/t/sore-throat/7"),
        ("/t/sore-throat/7/", "/t/sore-throat/7"),
        ("/t/sore-throat/7/12", "/t/sore-throat/7"),
        ("/t/sore-throat/7?u=ann&page=1", "/t/sore-throat/7"),
        ("/t/sore-throat/7?page=3&u=ann", "/t/sore-throat/7?page=3"),
        ("/t/7", "/t/7"),
        ("/t/sore-throat/7/print", "/t/sore-throat/7"),
        ("/forum/t/sore-throat/7/2", "/forum/t/sore-throat/7"),
        ("/c/sleep/6?page=2", "/c/sleep/6?page=2"),
        ("/t/sore-throat", "/t/sore-throat"),
    ],
)
def test_of_a_topics_address_only_itself_and_the_page_count(url: str, form: str) -> None:
    assert canonical(SITE + url) == SITE + form


def test_an_address_of_a_post_does_not_tell_the_page() -> None:
    address = take_apart(f"{SITE}/t/sore-throat/7/12")
    assert address is not None
    assert (address.page, address.number, address.site) == (None, "7", "talk.example")


def test_page_reached_by_a_post_is_told_by_the_pages_around_it() -> None:
    page = page_of(NAMES["discourse crawler"], THREE_PAGES, 2, f"{SITE}/t/sore-throat-after-a-cold-night/4242/6")
    (draft,) = extract_page(page).drafts
    assert draft.part == 2
    assert draft.address == f"{SITE}/t/sore-throat-after-a-cold-night/4242"


def test_page_of_one_later_post_alone_is_no_question() -> None:
    body = crawler(thread(*PLAIN.posts)).replace("post_1'", "post_9'").replace(">1</span>", ">9</span>")
    reading = read_page(Page(body.encode(), source="x", url=f"{SITE}/t/x/4242/9", headers=HTML))
    assert (reading.records, reading.rejected) == ((), ())
    assert "does not show its first post" in (reading.not_qa or "")


def test_solution_is_told_by_the_address_in_json_ld() -> None:
    meant = thread(*PLAIN.posts, post("Sleep.", accepted=True, author="Bo"))
    (record,) = read_page(page_of(NAMES["discourse postings"], meant)).records
    assert [reply.accepted for reply in record.replies] == [None, None, True]
    assert record.provenance.fields["/replies/2/accepted"].rule == "json-ld(acceptedAnswer/url)"


def test_day_is_read_from_print_where_no_element_tells_it() -> None:
    body = crawler(PLAIN).replace("<time itemprop='datePublished' datetime=", "<b data-x=").replace("</time>", "</b>")
    (record,) = read_page(Page(body.encode(), source="x", url=f"{SITE}/t/x/4242", headers=HTML)).records
    assert [str(reply.replied_on) for reply in record.replies] == ["2024-03-06", "2024-03-07"]


@pytest.mark.parametrize(
    ("path", "content", "why"),
    [
        ("/t/sore-throat/7", "", "only scripts would show"),
        ("/latest", "<table class='topic-list'><tr><td>x</td></tr></table>", "lists topics"),
        ("/about", "<p>About us</p>", "without a topic"),
    ],
)
def test_pages_without_a_topic_say_why(path: str, content: str, why: str) -> None:
    page = Page(SHELL.format(content).encode(), source="x", url=SITE + path, headers=HTML)
    reading = read_page(page)
    assert reading.site == "discourse"
    assert reading.records == ()
    assert why in (reading.not_qa or "")


def test_notes_of_what_was_done_to_a_topic_are_no_replies() -> None:
    note = '<article id="post_9" data-post-id="9" class="small-action"><p class="cooked">Closed it.</p></article>'
    body = rendered(PLAIN).replace('<div class="post-stream">', f'<div class="post-stream">{note}')
    (record,) = read_page(Page(body.encode(), source="x", url=f"{SITE}/t/x/4242", headers=HTML)).records
    assert [reply.author for reply in record.replies] == ["Dr. Lin", "rainy"]


def test_posts_in_a_noscript_element_are_read() -> None:
    assert "<noscript" in postings(PLAIN)
    assert len(read_page(page_of(NAMES["discourse postings"], PLAIN)).records[0].replies) == 2
