"""The names other people's programs may import; a change here is a change of the contract."""

import subprocess
import sys
from pathlib import Path

import pytest

import scraper

NAMES = {
    "InvalidRecord",
    "NotQAPage",
    "Outcome",
    "Page",
    "QARecord",
    "Reading",
    "Rejected",
    "Run",
    "ScraperError",
    "Settings",
    "SiteProfile",
    "__version__",
    "crawl",
    "extract",
    "read_page",
    "read_records",
}


def test_the_public_names_are_these() -> None:
    assert set(scraper.__all__) == NAMES
    assert set(dir(scraper)) >= NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_can_be_had(name: str) -> None:
    assert getattr(scraper, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        scraper.nonsense  # noqa: B018


def test_importing_the_package_loads_none_of_its_parts() -> None:
    program = (
        "import sys, scraper\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('scraper', 'schemas', 'pydantic'))))"
    )
    home = Path(scraper.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60, cwd=home
    )
    assert done.stdout.split() == ["scraper", "scraper.version"]
