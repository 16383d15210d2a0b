"""Learned from one page, a profile reads the other pages of every site there is here."""

import pytest

from tests.learning.taught import FLOOR, LEAST, SITES, score

QUICK = ("ehospital semantic", "ehospital br", "zh_w3", "stackexchange modern", "xenforo 1", "harbour", "chandler")


@pytest.mark.parametrize("name", [name for name in SITES if name.endswith(QUICK)])
def test_one_page_teaches_the_others(name: str) -> None:
    found = score(name, every=10)
    assert found.share >= LEAST, found.wrong[:5]


@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_no_site_is_learned_worse_than_before(name: str) -> None:
    found = score(name)
    assert found.share >= max(LEAST, FLOOR[name]), found.wrong[:5]


def test_every_site_has_a_floor() -> None:
    assert set(FLOOR) == set(SITES)
    assert min(FLOOR.values()) >= LEAST
