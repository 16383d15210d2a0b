"""What four workers make together, killed and asleep, is what one process makes."""

import pytest

from tests.kill.matrix import CONCURRENCY
from tests.shared.crew import compare


@pytest.mark.slow
@pytest.mark.postgres
def test_four_workers_lose_and_double_nothing_and_stay_polite_though_some_are_killed_and_one_sleeps() -> None:
    one, many = compare(seed=1)
    assert not one.violations
    assert not many.violations
    assert many.records == one.records
    assert len(one.records) == 8 * 30
    # What was in flight when a worker was killed or taken for dead, and robots.txt by no means.
    assert sum(number - 1 for number in many.asked.values()) <= 3 * CONCURRENCY
    assert not [page for page in many.asked if page.endswith("/robots.txt")]
