"""What a page's structure alone tells is what selectors written for the page read."""

import pytest

from benchmarks.bare_threads import BARE_SELECTORS, bare_thread
from scraper.parser.universal import UNIVERSAL
from scraper.parser.unmarked.day_lines import TellingWords, read_line, role_of
from scraper.parser.view import PageView


@pytest.mark.parametrize("posts", [2, 10, 30])
def test_the_structure_alone_reads_every_field_that_selectors_read(posts: int) -> None:
    page = bare_thread(7, posts)
    (structure,) = UNIVERSAL.drafts(PageView(page))
    (selectors,) = BARE_SELECTORS.drafts(PageView(page))
    assert structure.value == selectors.value
    assert len(structure.value["replies"]) == posts - 1


@pytest.mark.parametrize(
    "lines",
    [
        ["Asked by Ann", "3 hours ago", "Réponse de Bob, le 5 mars 2024"],
        ["提问者：老王", "3天前", "I have a lid."],
        ["ANSWERED BY BOB on 2024-03-05", "Yesterday at 10:00", "5.3.2024"],
        ["Nothing here", "Reply"],
    ],
)
def test_the_words_of_a_page_are_enough_to_read_its_lines(lines: list[str]) -> None:
    words = TellingWords.of(lines)
    assert [read_line(line, words) for line in lines] == [read_line(line) for line in lines]
    assert [role_of(line, words) for line in lines] == [role_of(line) for line in lines]
