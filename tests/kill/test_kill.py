"""SIGKILL at random instants loses nothing and doubles nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.kill.matrix import kill_reextraction, run_matrix
from tests.kill.writes import kill_at_writes


def test_a_killed_crawl_goes_on_without_loss(tmp_path: Path) -> None:
    figures = run_matrix(1, 45, tmp_path / "run", seed=7, threads=5)
    assert figures.kills == 1
    assert figures.ok, str(figures)


@pytest.mark.slow
def test_a_crawl_killed_again_and_again_goes_on_without_loss(tmp_path: Path) -> None:
    figures = run_matrix(5, 350, tmp_path / "run", seed=11, threads=50)
    assert figures.ok, str(figures)
    assert kill_reextraction(5, tmp_path / "run", seed=11) == 0


@pytest.mark.slow
@pytest.mark.tracing
def test_a_crawl_killed_at_any_system_call_that_changes_a_file_goes_on_without_loss(tmp_path: Path) -> None:
    toll = kill_at_writes(tmp_path, every=45)
    assert toll.kills >= 5
    assert not toll.faults, str(toll)


@pytest.mark.slow
def test_too_few_kills_prove_nothing(tmp_path: Path) -> None:
    figures = run_matrix(1, 20, tmp_path / "run", seed=7)
    assert figures.ok
    assert not replace(figures, wanted=2).ok
