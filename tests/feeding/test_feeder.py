"""Batches: how large, in which order, how often."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.feeding.feeder import Feeder, Limits
from scraper.feeding.outbox import Outbox
from scraper.feeding.port import NotTaken, Refused, Row
from scraper.lines import record_id_of
from tests.feeding.receivers import ListSide, line

Make = Callable[..., Feeder]


def whole(given: bytes) -> Sequence[Row]:
    return (Row(record_id_of(given), given),)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "feed.sqlite")) as made:
        yield made


@pytest.fixture
def waits() -> list[tuple[str, float]]:
    return []


@pytest.fixture
def make(outbox: Outbox, waits: list[tuple[str, float]]) -> Make:
    def feeder(side: ListSide, shape: Callable[[bytes], Sequence[Row]] = whole, **limits: float) -> Feeder:
        def waiting(why: str, seconds: float) -> None:
            waits.append((why, seconds))

        return Feeder(
            outbox, side, shape, Limits(**limits), waiting=waiting, sleep=lambda _: None, rng=random.Random(1)
        )

    return feeder


def test_batches_keep_the_order_and_both_bounds(make: Make) -> None:
    side = ListSide()
    octets = len(line(1)) + 1
    make(side, rows=3, octets=1000).feed(line(n) for n in range(7))
    assert [len(batch.rows) for batch in side.batches] == [3, 3, 1]
    assert [batch.number for batch in side.batches] == [1, 2, 3]
    assert side.rows == [f"r:{n}" for n in range(7)]
    make(side, octets=2 * octets).feed([line(n) for n in (7, 8)] + [line(9, "x" * 1000), line(6, "y")])
    assert [len(batch.rows) for batch in side.batches[3:]] == [2, 1, 1]


def test_what_the_receiver_has_is_not_sent_again(make: Make) -> None:
    side = ListSide()
    make(side).feed(line(n) for n in range(5))
    again = make(side)
    again.feed([line(0), line(1, "changed"), line(2, source="elsewhere"), line(5)])
    assert side.rows[5:] == ["r:1", "r:5"]
    assert (again.fed.records, again.fed.known, again.fed.batches) == (2, 2, 1)


def test_a_batch_is_tried_again_under_one_key_after_longer_and_longer_waits(
    make: Make, waits: list[tuple[str, float]]
) -> None:
    side = ListSide(NotTaken("a"), NotTaken("b", retry_after=90), NotTaken("c"))
    make(side).feed([line(1)])
    assert len(side.tried) == 4
    assert len(set(side.tried)) == 1
    assert [why for why, _ in waits] == ["a", "b", "c"]
    assert 0.5 <= waits[0][1] <= 0.75
    assert waits[1][1] == 90
    assert 2 <= waits[2][1] <= 3


def test_what_came_through_though_nobody_said_so_is_not_sent_again(make: Make) -> None:
    class Deaf(ListSide):
        def send(self, batch: object) -> None:
            super().send(batch)
            if len(self.tried) == 1:
                raise NotTaken("the answer was lost")

    side = Deaf()
    make(side).feed([line(1)])
    assert len(side.tried) == 1
    assert side.rows == ["r:1"]


@pytest.mark.parametrize(
    ("failure", "said"), [(Refused("no"), "^no$"), (NotTaken("x", retry_after=1e9), "run the same")]
)
def test_a_batch_that_is_not_taken_comes_first_the_next_time(
    make: Make, outbox: Outbox, failure: NotTaken | Refused, said: str
) -> None:
    refusing = ListSide(None, failure)
    with pytest.raises(UsageError, match=said):
        make(refusing, rows=2).feed(line(n) for n in range(6))
    side = ListSide()
    again = make(side, rows=4)
    again.resume()
    again.feed(line(n) for n in range(6))
    assert [[row.key for row in batch.rows] for batch in side.batches] == [["r:2", "r:3"], ["r:4", "r:5"]]
    assert side.tried[0] == refusing.tried[1]
    assert outbox.pending() is None


def test_a_view_may_have_many_rows_of_a_record_or_none(make: Make) -> None:
    def rows(given: bytes) -> Sequence[Row]:
        n = int(record_id_of(given)[2:])
        return [Row(f"{n}/{m}", b"{}") for m in range(n)]

    side = ListSide()
    feeder = make(side, rows, rows=3)
    feeder.feed([line(0), line(2), line(2, "two"), line(5), line(0, "two")])
    assert [[row.key for row in batch.rows] for batch in side.batches] == [
        ["2/0", "2/1"],
        ["2/0", "2/1"],
        ["5/0", "5/1", "5/2", "5/3", "5/4"],
    ]
    again = make(side, rows)
    again.feed([line(0, "two"), line(5)])
    assert again.fed.known == 2
