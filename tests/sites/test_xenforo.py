"""XenForo: addresses, and odd threads."""

from dataclasses import replace

import pytest
from families.awkward import PLAIN, QUESTION, REPLY
from families.reading import HTML, NAMES, THREE_PAGES, page_of
from families.threads import post, thread
from families.xenforo import version_2

from scraper.page import Page
from scraper.pipeline import extract_page, read_page
from scraper.sites import BUILT_IN
from scraper.sites.xenforo import canonical, take_apart

SITE = "https://club.example"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/threads/sore-throat.7/", "/threads/sore-throat.7/"),
        ("/threads/sore-throat.7", "/threads/sore-throat.7/"),
        ("/threads/sore-throat.7/page-1", "/threads/sore-throat.7/"),
        ("/threads/sore-throat.7/page-3?order=vote_score", "/threads/sore-throat.7/page-3"),
        ("/threads/sore-throat.7/page-3#post-12", "/threads/sore-throat.7/page-3"),
        ("/threads/sore-throat.7/post-12", "/threads/sore-throat.7/"),
        ("/threads/sore-throat.7/unread", "/threads/sore-throat.7/"),
        ("/threads/7/", "/threads/7/"),
        ("/threads/%E5%96%89%E5%9A%A8.7/", "/threads/%E5%96%89%E5%9A%A8.7/"),
        ("/community/index.php?threads/sore-throat.7/page-2", "/community/index.php?threads/sore-throat.7/page-2"),
        ("/index.php?threads/sore-throat.7/&x=1", "/index.php?threads/sore-throat.7/"),
        ("/threads/sore-throat.7/reply", "/threads/sore-throat.7/reply"),
        ("/forums/sleep.2/page-3", "/forums/sleep.2/page-3"),
    ],
)
def test_of_a_threads_address_only_itself_and_the_page_count(url: str, form: str) -> None:
    assert canonical(SITE + url) == SITE + form


def test_threads_are_known_by_their_path_on_any_host() -> None:
    for path, known in (("/threads/x.7/", True), ("/board/threads/x.7/page-2", True), ("/threads/7/", False)):
        home = BUILT_IN.at_home(SITE + path)
        assert (home is not None and home.name == "xenforo") is known


def test_folder_of_the_board_is_part_of_the_id() -> None:
    address = take_apart(f"{SITE}/community/threads/sore-throat.7/page-2")
    assert address is not None
    assert (address.site, address.number, address.page) == ("club.example/community", "7", 2)


def test_question_that_is_pinned_on_each_page_is_no_reply() -> None:
    body = version_2(THREE_PAGES, 2)
    first = version_2(replace(THREE_PAGES, posts=THREE_PAGES.posts[:1]))
    pinned = first[first.index('<article class="message ') : first.rindex("</article>")] + "</article>"
    start = body.index('<article class="message ')
    page = Page((body[:start] + pinned + body[start:]).encode(), source="x", url=f"{SITE}/x", headers=HTML)
    (draft,) = extract_page(page).drafts
    assert draft.part == 2
    assert draft.value["question"]["text"] == "Since Monday my throat has been sore.\nShould I stay at home?"
    assert [reply["text"] for reply in draft.value["replies"]] == [f"Reply number {n}." for n in range(4, 8)]


def test_votes_may_be_negative_and_count_before_reactions() -> None:
    meant = thread(QUESTION, replace(REPLY, likes=-2))
    (record,) = read_page(page_of(NAMES["xenforo 2"], meant)).records
    assert record.replies[0].score == -2


def test_only_questions_tell_that_a_reply_is_not_the_solution() -> None:
    for is_question, told in ((True, [False, True]), (False, [None, None])):
        posts = (*PLAIN.posts[:2], post("Sleep.", accepted=is_question))
        meant = thread(*posts, is_question=is_question)
        body = version_2(meant).replace('itemprop="suggestedAnswer"', "").replace('itemprop="acceptedAnswer"', "")
        (record,) = read_page(Page(body.encode(), source="x", url=f"{SITE}/threads/x.4242/", headers=HTML)).records
        assert [reply.accepted for reply in record.replies] == told


def test_prefix_is_no_part_of_the_title_but_a_word_like_it_is() -> None:
    (record,) = read_page(page_of(NAMES["xenforo 2"], thread(QUESTION, title="Solved: sore throat"))).records
    assert record.title == "Solved: sore throat"
    assert record.provenance.fields["/title"].location.endswith("[7:26]")


def test_deleted_posts_are_left_out() -> None:
    body = (
        version_2(PLAIN)
        .replace('data-content="post-70001"', 'data-content="post-70001" data-x')
        .replace(
            'class="message message--post js-post js-inlineModContainer" data-author="Dr. Lin"',
            'class="message message--post message--deleted js-post" data-author="Dr. Lin"',
        )
    )
    (record,) = read_page(Page(body.encode(), source="x", url=f"{SITE}/threads/x.4242/", headers=HTML)).records
    assert [reply.author for reply in record.replies] == ["rainy"]


@pytest.mark.parametrize("template", ["forum_view_discussion", "member_view", "search_results", "login", "forum_list"])
def test_pages_of_other_kinds_say_what_they_are(template: str) -> None:
    body = f'<html id="XF" data-template="{template}"><body><article class="js-post" data-content="post-1">x</article>'
    reading = read_page(Page(body.encode(), source="x", url=f"{SITE}/whats-new/", headers=HTML))
    assert (reading.site, reading.records) == ("xenforo", ())
    assert template in (reading.not_qa or "")
