"""Stack Exchange: addresses, and odd questions."""

from dataclasses import replace

import pytest
from families.awkward import PLAIN, QUESTION, REPLY
from families.reading import HTML, NAMES, page_of
from families.stackexchange import modern, old
from families.threads import post, thread

from scraper.page import Page
from scraper.pipeline import read_page
from scraper.sites import BUILT_IN
from scraper.sites.stackexchange import canonical, without_status

SITE = "https://stackoverflow.com"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/questions/7/any-title-at-all", "/questions/7"),
        ("/questions/7", "/questions/7"),
        ("/q/7", "/questions/7"),
        ("/q/7/99", "/questions/7"),
        ("/questions/7/any-title/12#12", "/questions/7"),
        ("/questions/7/any-title?noredirect=1&lq=1", "/questions/7"),
        ("/questions/7/any-title?answertab=oldest#tab-top", "/questions/7"),
        ("/questions/7/any-title?page=1&tab=votes", "/questions/7"),
        ("/questions/7/any-title?page=2&tab=votes#tab-top", "/questions/7?page=2"),
        ("/questions/tagged/c%2b%2b?tab=newest&page=3", "/questions/tagged/c%2B%2B?page=3&tab=newest"),
        ("/a/12", "/a/12"),
        ("/c/team/questions/7/any-title", "/c/team/questions/7"),
    ],
)
def test_of_a_questions_address_only_number_and_page_count(url: str, form: str) -> None:
    assert canonical(SITE + url) == SITE + form


@pytest.mark.parametrize(
    ("host", "at_home"),
    [
        ("stackoverflow.com", True),
        ("ru.stackoverflow.com", True),
        ("meta.superuser.com", True),
        ("unix.stackexchange.com", True),
        ("unix.meta.stackexchange.com", True),
        ("stackexchange.com", False),
        ("notstackexchange.com", False),
        ("stackoverflow.com.example", False),
    ],
)
def test_hosts_of_the_network_are_known_by_their_domain(host: str, at_home: bool) -> None:
    home = BUILT_IN.at_home(f"https://{host}/questions/1/x")
    assert (home is not None and home.name == "stackexchange") is at_home


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Why? [closed]", "Why?"),
        ("Why? [duplicate]", "Why?"),
        ("¿Por qué? [cerrada]", "¿Por qué?"),
        ("Why use [closed] sets?", "Why use [closed] sets?"),
        ("Array access a[i]", "Array access a[i]"),
    ],
)
def test_title_is_without_the_note_that_the_question_is_closed(printed: str, title: str) -> None:
    assert without_status(printed) == title


@pytest.mark.parametrize("name", ["stackexchange modern", "stackexchange tables"])
def test_negative_scores_count(name: str) -> None:
    meant = thread(replace(QUESTION, likes=-4), replace(REPLY, likes=-1))
    (record,) = read_page(page_of(NAMES[name], meant)).records
    assert (record.question.score, record.replies[0].score) == (-4, -1)


def test_score_that_is_shown_in_short_is_read_where_it_is_whole() -> None:
    body = modern(thread(replace(QUESTION, likes=12_345))).replace('data-value="12345"', 'title="12,345"')
    assert "12.3k" in body
    assert read(body).question.score == 12_345
    assert read(body.replace('title="12,345"', "")).question.score is None


@pytest.mark.parametrize("notice", ["closed", "duplicate"])
def test_notes_of_the_site_are_no_part_of_the_text(notice: str) -> None:
    for page in (modern, old):
        record = read(page(replace(PLAIN, notice=notice)))
        assert record.question.text == "Since Monday my throat has been sore.\nShould I stay at home?"
        assert record.title == PLAIN.title


def test_deleted_answers_are_left_out() -> None:
    body = modern(PLAIN).replace('class="answer js-answer"', 'class="answer js-answer deleted-answer"', 1)
    assert len(read(body).replies) == len(PLAIN.posts) - 2


def test_the_readers_own_number_is_no_part_of_an_answers_address() -> None:
    body = modern(PLAIN).replace('href="/a/70001"', 'href="/a/70001/12345"')
    assert read(body).replies[0].url == "https://health.stackexchange.com/a/70001"


def test_tables_tell_what_an_answer_is_without_structured_markup() -> None:
    meant = thread(QUESTION, REPLY, post("Sleep.", accepted=True))
    body = old(meant).replace(' itemprop="acceptedAnswer"', "")
    assert [reply.accepted for reply in read(body).replies] == [False, True]


def test_licence_is_told() -> None:
    assert (read(modern(PLAIN)).provenance.licence or "").startswith("CC BY-SA")


def test_a_page_of_another_host_that_is_made_alike_has_no_licence_known() -> None:
    assert read(modern(PLAIN), "https://copy.example/questions/4242/x").provenance.licence is None


def read(body: str, url: str = "https://health.stackexchange.com/questions/4242/x"):  # type: ignore[no-untyped-def]
    (record,) = read_page(Page(body.encode(), source="x", url=url, headers=HTML)).records
    return record
