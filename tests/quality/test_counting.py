"""Counters that stay small, against the plain way of counting."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from scraper.quality.counting import MOST_NAMES, OTHER, Lengths, Passages, clip, count


def lengths_of(numbers: list[int]) -> Lengths:
    lengths = Lengths()
    for position, number in enumerate(numbers):
        lengths.add(number, f"r:{position}")
    return lengths


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60))
def test_quantiles_are_those_of_the_sorted_lengths_but_for_a_hundredth(numbers: list[int]) -> None:
    lengths, ordered = lengths_of(numbers), sorted(numbers)
    for share in (0.0, 0.1, 0.5, 1.0):
        exact = ordered[max(0, -int(-share * len(numbers) // 1) - 1)]
        found = lengths.quantile(share)
        assert found is not None
        assert abs(found - exact) <= (0 if exact < 4_096 else exact / 100)
    assert sum(lengths.in_steps([10, 1_000])) == len(numbers)


def test_one_text_far_longer_and_one_far_shorter_are_outliers() -> None:
    usual = [200 + number % 50 for number in range(100)]
    number, farthest = lengths_of([*usual, 90_000, 2]).outliers()
    assert number == 2
    assert farthest == [(90_000, "r:100"), (2, "r:101")]
    assert lengths_of(usual).outliers() == (0, [])
    assert lengths_of([5] * 100).outliers() == (0, [])
    assert Lengths().outliers() == (0, [])


def test_of_many_lengths_the_farthest_few_are_kept() -> None:
    lengths = lengths_of([100] * 500 + list(range(50_000, 50_100)))
    number, farthest = lengths.outliers()
    assert number == 100
    assert [length for length, _ in farthest] == list(range(50_099, 50_089, -1))
    assert len(lengths_of(list(range(100_000))).counts) < 5_000


def test_names_beyond_the_most_are_counted_together() -> None:
    counter: Counter[str] = Counter()
    for number in range(MOST_NAMES + 7):
        count(counter, str(number), OTHER)
    count(counter, "3", OTHER)
    assert (counter[OTHER], counter["3"], len(counter)) == (7, 2, MOST_NAMES + 1)
    assert len(clip("x" * 10**6)) == 120


def test_a_frequent_passage_is_found_among_many_rare_ones() -> None:
    passages = Passages()
    for number in range(50_000):
        passages.add(f"rare {number}")
        if number % 10 == 0:
            passages.add("often")
    assert len(passages.counts) <= 20_000
    often = dict(passages.frequent(4_000, 10))
    assert often.keys() == {"often"}
    assert 5_000 <= often["often"] <= 5_010
