"""What holds for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.feeding.database import Database

# The same inputs in every run, what is drawn anew each time is the business of ``python -m tests.fuzz``; and no test
# fails because the machine was busy.
settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Database]:
    """A PostgreSQL server, for all tests that use one and let it run."""
    with Database() as running:
        yield running
