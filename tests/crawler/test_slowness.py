"""A host that answers more slowly than usual is asked less often, and never more often than its delay says."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.crawler.frontier.slowness import FLOOR, MOST_SECONDS, MOST_TIMES, Slowness

seconds = st.floats(0, 1e6)


def after(*answers: float) -> Slowness:
    slowness = Slowness()
    for one in answers:
        slowness.measure(one)
    return slowness


@pytest.mark.parametrize("latency", [0.0, 0.02, 0.6, 3.0, 29.0, 1e9])
def test_answers_that_always_take_as_long_change_nothing(latency: float) -> None:
    slowness = Slowness()
    for _ in range(500):
        slowness.measure(latency)
        assert slowness.lengthen(1.0) == 1.0


def test_quick_answers_never_count_as_slow_however_they_differ() -> None:
    rng = random.Random(1)
    slowness = Slowness()
    for _ in range(500):
        slowness.measure(rng.choice([0.001, FLOOR]))
        assert slowness.lengthen(0.2) == 0.2


def test_a_quick_front_page_does_not_make_all_others_slow() -> None:
    slowness = Slowness()
    for latency in [0.005, *[2.0] * 100]:
        slowness.measure(latency)
        assert slowness.lengthen(1.0) == 1.0


def test_the_delay_grows_while_answers_are_slow_and_shrinks_again_by_itself() -> None:
    slowness = after(*[0.05] * 20)
    grown = []
    for latency in [*[2.0] * 8, *[0.05] * 8]:
        slowness.measure(latency)
        grown.append(slowness.lengthen(1.0))
    slow, quick = grown[:8], grown[8:]
    assert slow == sorted(slow)
    assert slow[-1] > 2.0 + 0.5  # the host has time to itself between an answer and the next request
    assert quick == sorted(quick, reverse=True)
    assert quick[-1] == 1.0


def test_one_answer_that_hangs_is_forgotten_after_a_few_quick_ones() -> None:
    slowness = after(*[0.05] * 20, 30.0)
    assert slowness.lengthen(1.0) > 2.0
    for _ in range(6):
        slowness.measure(0.05)
    assert slowness.lengthen(1.0) == 1.0


def test_what_stays_slow_becomes_usual() -> None:
    assert after(*[0.05] * 20, *[2.0] * 200).lengthen(1.0) == 1.0


@given(st.lists(seconds, max_size=40), st.floats(0, 100))
def test_the_delay_only_grows_and_is_bounded(answers: list[float], delay: float) -> None:
    lengthened = after(*answers).lengthen(delay)
    assert delay <= lengthened <= max(delay, min(MOST_TIMES * delay, delay + MOST_SECONDS))
    assert after(*answers).lengthen(0.0) == 0.0


def test_a_clock_that_was_set_back_meanwhile_measures_nothing_negative() -> None:
    assert after(-3600.0).lately == 0.0
