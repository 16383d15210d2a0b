"""Every saved page of every site gives exactly the records it says, read by the profile it finds on its own."""

from pathlib import Path

import pytest

from scraper.fixtures import PAGE_NAMES, check, find_fixtures, load_fixture

HERE = Path(__file__).parent
CASES = [str(path.relative_to(HERE)) for path in find_fixtures(HERE)]


@pytest.mark.parametrize("case", CASES)
def test_fixture_gives_its_records(case: str) -> None:
    outcome = check(load_fixture(HERE / case))
    assert outcome.differences == ()
    assert outcome.fixture.records or outcome.fixture.name.startswith("not_") or outcome.fixture.not_qa


def test_no_page_lies_without_what_it_must_give() -> None:
    pages = {str(path.parent.relative_to(HERE)) for name in PAGE_NAMES for path in HERE.glob(f"*/*/{name}")}
    assert pages == set(CASES)
