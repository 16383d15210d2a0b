"""Frontiers in every database they can be kept in."""

from pathlib import Path

import pytest

from tests.crawler.engines import ENGINES, Engine, Postgres, Sqlite


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A crawl of its own."""
    if request.param == "sqlite":
        return Sqlite(tmp_path)
    return Postgres(request.getfixturevalue("postgres_server"))
