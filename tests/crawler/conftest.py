"""Frontiers in every database they can be kept in."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.crawler.engines import ENGINES, Engine, Postgres, Sqlite

# All of their tests are marked postgres; without psycopg they cannot even be collected.
collect_ignore = [] if find_spec("psycopg") else ["test_frontier_shared.py", "test_frontier_moving.py"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A crawl of its own."""
    if request.param == "sqlite":
        return Sqlite(tmp_path)
    return Postgres(request.getfixturevalue("postgres_server"))
