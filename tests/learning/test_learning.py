"""Learned from one page, a profile reads the other pages of every site there is here."""

import pytest

from tests.learning.taught import FLOOR, LEAST, SITES, learned, score

QUICK = ("ehospital semantic", "ehospital br", "zh_w3", "stackexchange modern", "xenforo 1", "harbour")


@pytest.mark.parametrize("name", [name for name in SITES if name.endswith(QUICK)])
def test_one_page_teaches_the_others(name: str) -> None:
    found = score(name, every=10)
    assert found.right / found.fields >= LEAST


@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_no_site_is_learned_worse_than_before(name: str) -> None:
    found = score(name)
    assert found.right / found.fields >= max(LEAST, FLOOR[name])


def test_every_site_has_a_floor() -> None:
    assert set(FLOOR) == set(SITES)


def test_what_is_not_on_the_page_is_not_learned() -> None:
    _, known, lesson, _ = learned("harbour")
    assert len(known) > 5
    assert lesson is not None
