"""phpBB: addresses, and odd topics."""

import pytest
from families.phpbb import version_3_0
from families.reading import HTML, NAMES, THREE_PAGES, page_of
from families.threads import post, thread

from scraper.page import Page
from scraper.pipeline import extract_page, read_page
from scraper.sites.phpbb import canonical, take_apart

BOARD = "https://board.example/forum/viewtopic.php"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        (f"{BOARD}?t=7", "?t=7"),
        (f"{BOARD}?f=2&t=7&sid=0123&hilit=sore+throat", "?t=7"),
        (f"{BOARD}?t=7&start=0#p12", "?t=7"),
        (f"{BOARD}?f=2&t=7&start=40&view=previous", "?t=7&start=40"),
        (f"{BOARD}?p=12&f=2#p12", "?p=12"),
        (f"{BOARD}?view=print", "?view=print"),
    ],
)
def test_of_a_topics_address_only_number_and_page_count(url: str, form: str) -> None:
    assert canonical(url) == BOARD + form


def test_of_a_forums_address_only_number_and_page_count() -> None:
    board = "https://board.example/viewforum.php"
    assert canonical(f"{board}?f=2&sid=1&start=50&sk=t") == f"{board}?f=2&start=50"
    assert canonical("https://board.example/index.php?x=1") == "https://board.example/index.php?x=1"


def test_an_address_of_a_post_names_no_topic() -> None:
    assert take_apart(f"{BOARD}?p=12") is None
    assert take_apart("https://board.example/viewtopic.php?id=7") is None
    address = take_apart(f"{BOARD}?t=7&start=20")
    assert address is not None
    assert (address.site, address.number, address.page) == ("board.example/forum", "7", None)


def test_page_reached_by_a_post_is_a_part_of_its_topic() -> None:
    page = page_of(NAMES["phpbb 3.3"], THREE_PAGES, 2, f"{BOARD}?p=70005")
    (draft,) = extract_page(page).drafts
    assert (draft.part, draft.native_id) == (2, "board.example/forum/4242")
    assert draft.address == f"{BOARD}?t=4242"


def test_page_without_numbers_is_told_by_where_it_begins() -> None:
    body = version_3_0(THREE_PAGES, 3).replace('class="pagination"', 'class="pages"')
    (draft,) = extract_page(Page(body.encode(), source="x", url=f"{BOARD}?t=4242&start=8", headers=HTML)).drafts
    assert draft.part == 3
    assert draft.value["question"].get("text") is None


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Tue Mar 05, 2024 3:04 pm", "2024-03-05"),
        ("05 Mar 2024, 15:04", "2024-03-05"),
        ("Di 5. März 2024, 15:04", "2024-03-05"),
        ("05.03.2024 15:04", "2024-03-05"),
        ("2024-03-05 15:04", "2024-03-05"),
        ("Yesterday, 3:04 pm", None),
        ("03/05/2024 3:04 pm", None),
    ],
)
def test_day_is_read_as_boards_print_it(printed: str, day: str | None) -> None:
    body = version_3_0(thread(post("Why?", author="Ann »  Mar 1, 1999"))).replace("Tue Mar 05, 2024 3:04 pm", printed)
    (record,) = read_page(Page(body.encode(), source="x", url=f"{BOARD}?t=1", headers=HTML)).records
    assert (record.question.asked_on and record.question.asked_on.isoformat()) == day
    assert record.question.asker.name == "Ann » Mar 1, 1999"
