from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from calls import Cli, call_here, call_process

from scraper.demo.seed import seed_text
from scraper.demo.server import DemoSite


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return partial(call_here, tmp_path)


@pytest.fixture
def process(tmp_path: Path) -> Cli:
    return partial(call_process, tmp_path)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """The one real page, as a text file."""
    path = tmp_path / "page.txt"
    path.write_text(seed_text(), encoding="utf-8")
    return path


@pytest.fixture
def records(cli: Cli, seed: Path) -> Path:
    """A file with one valid record."""
    path = seed.with_name("records.jsonl")
    assert cli("extract", seed, "-o", path).code == 0
    return path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``qaharvest demo`` has made ``data/demo``; tests only read it."""
    folder = tmp_path_factory.mktemp("demo")
    result = call_here(folder, "demo", "--delay", "0", "--quiet")
    assert (result.code, result.out, result.err) == (0, b"", "")
    return folder


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite() as served:
        yield served
