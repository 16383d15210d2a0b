"""Seeded crawls in virtual time: storms of faults, kills at any moment, many hosts, and the truth at the end."""

from pathlib import Path

import pytest

from tests.simulation.world import Course, simulate


def test_a_crawl_keeps_the_pace_and_uses_it(tmp_path: Path) -> None:
    course = simulate(tmp_path, seed=1, pages=400, hosts=4, kills=0)
    assert course.faults() == []
    assert course.efficiency >= 0.98


@pytest.mark.parametrize("seed", range(3))
def test_kills_lose_and_double_nothing_and_make_nobody_impolite(tmp_path: Path, seed: int) -> None:
    course = simulate(tmp_path, seed=seed, pages=300, hosts=5, kills=6)
    assert course.starts == 7
    assert course.faults() == []


def test_a_seed_repeats_its_course(tmp_path: Path) -> None:
    courses: list[Course] = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        courses.append(simulate(tmp_path / name, seed=5, pages=120, hosts=3, kills=3))
    assert courses[0] == courses[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_many_seeds(tmp_path: Path, seed: int) -> None:
    assert simulate(tmp_path, seed=seed, pages=1_000, hosts=8, kills=20).faults() == []
