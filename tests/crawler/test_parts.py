"""What pages gave to threads that span several, as the frontier keeps it."""

from contextlib import closing
from pathlib import Path

import pytest

from scraper.crawler.frontier import Batch, Found, Frontier, Lease, Pace, Parts, Settled, State
from scraper.crawler.frontier.parts import PartTable
from scraper.crawler.frontier.schema import scratch
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.errors import FrontierError
from scraper.page import ThreadPart
from scraper.request import Request, fingerprint
from scraper.stats import FieldCount, Stats
from tests.crawler.engines import Engine


def part(record_id: str, number: int, line: bytes = b"line") -> ThreadPart:
    return ThreadPart(record_id, number, line)


def table(*given: tuple[int, ThreadPart], max_bytes: int = 1000) -> PartTable:
    made = PartTable(scratch(), Path("scratch"), max_bytes)
    made.replace((), given)
    return made


def order(parts: Parts) -> list[tuple[str, list[int]]]:
    return [(record_id, [one.number for one in some]) for record_id, some in parts.threads()]


def test_threads_come_in_the_order_they_appeared_and_their_pages_by_number() -> None:
    parts = table((1, part("b", 2)), (2, part("a", 1)), (3, part("b", 1)), (4, part("c", 3)), (5, part("a", 9)))
    assert order(parts) == [("b", [1, 2]), ("a", [1, 9]), ("c", [3])]
    assert parts.begun(["a", "b", "c", "d"]) == {"a", "b"}
    assert parts.orphans() == {"c"}


def test_an_address_read_again_gives_another_page_in_the_place_of_its_first() -> None:
    parts = table((1, part("a", 1)), (2, part("a", 2)), (3, part("b", 1)))
    parts.replace([1, 4], [(1, part("a", 3))])
    assert order(parts) == [("a", [2, 3]), ("b", [1])]
    assert parts.last() == 4
    parts.replace([1, 2, 3], [])
    assert (order(parts), parts.last()) == ([], 4)


def test_of_a_page_given_by_two_addresses_the_newest_counts() -> None:
    parts = table((1, part("a", 1, b"old")), (2, part("a", 1, b"new")))
    assert [one.line for _, some in parts.threads() for one in some] == [b"new"]


@pytest.mark.parametrize(("before", "known"), [(1, False), (2, False), (3, True)])
def test_a_page_is_known_if_an_address_found_earlier_gave_it(before: int, known: bool) -> None:
    assert table((2, part("a", 1))).has("a", 1, before) is known
    assert not table((2, part("a", 1))).has("a", 2, before)
    assert not table().has("a", 1, before)


def test_a_thread_that_is_too_large_is_cut_behind_its_first_page() -> None:
    large = [(n, part("a", n, b"x" * 400)) for n in range(1, 5)]
    assert order(table(*large)) == [("a", [1, 2])]
    assert order(table(*large, max_bytes=100)) == [("a", [1])]


def test_more_records_than_fit_one_statement_can_be_asked_for() -> None:
    parts = table(*((n, part(str(n), 1)) for n in range(1200)))
    assert len(parts.begun([str(n) for n in range(1100, 2500)])) == 100


def opened(engine: Engine) -> Frontier:
    frontier = engine.open(Pace(delay=0, robots=False))
    frontier.open_host("a.test", "http://a.test")
    return frontier


def read(frontier: Frontier, *given: ThreadPart, url: str = "http://a.test/", **more: object) -> Lease:
    """Find an address, ask it, and keep what it gives."""
    frontier.commit(Batch(found=[Found(fingerprint(url), Request(url), "a.test")]))
    (lease,) = frontier.lease(0.0, 1, lambda lease: None).leases
    frontier.returned(lease.host)
    parts = [(lease.id, one) for one in given]
    frontier.commit(Batch(settled=[Settled(lease, State.DONE)], parts=parts, **more))  # type: ignore[arg-type]
    return lease


def test_a_frontier_keeps_what_a_page_gives_until_it_is_asked_again(engine: Engine) -> None:
    with closing(opened(engine)) as frontier:
        read(frontier, part("a", 1))
        read(frontier, part("a", 2), url="http://a.test/2")
    with closing(opened(engine)) as frontier:
        assert order(frontier.parts) == [("a", [1, 2])]
        frontier.requeue_done({})
        assert order(frontier.parts) == [("a", [1, 2])]
        read(frontier, part("b", 1))
        assert order(frontier.parts) == [("a", [2]), ("b", [1])]


class Reread:
    def records(self) -> list[tuple[bytes, bool]]:
        return [(b"new", False), (b"kept", True)]

    def parts(self) -> list[tuple[bytes, ThreadPart]]:
        return [(fingerprint("http://a.test/"), part("b", 1)), (b"unknown", part("b", 2))]

    def reasons(self) -> list[tuple[bytes, str | None]]:
        return [(fingerprint("http://a.test/"), "not_qa: today"), (b"unknown", "nothing")]

    def spans(self) -> list[tuple[int, FieldCount]]:
        return [(0, FieldCount("site", "title", 1, 0))]


def test_what_pages_gave_is_replaced_as_a_whole(engine: Engine) -> None:
    with closing(opened(engine)) as frontier:
        lease = read(frontier, part("a", 1), records=[b"old"], stats=Stats(pages=1, records=1, fetched=3))
        frontier.commit(Batch(reread=Reread(), stats=Stats(pages=2, records=5)))
        assert frontier.known_records([b"old", b"new", b"kept"]) == {b"new", b"kept"}
        assert frontier.renewed_records([b"old", b"new", b"kept"]) == {b"new"}
        assert order(frontier.parts) == [("b", [1, 2])]
        assert frontier.standing(lease.key) == (State.DONE, "not_qa: today")
        assert frontier.stats() == Stats(pages=2, records=5, fetched=3)


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    with closing(SqliteFrontier(tmp_path / "f.sqlite")) as frontier:
        frontier.parts.replace((), [(1, part("a", 1))])
        frontier._db.execute("DROP TABLE part")
        for call in (
            frontier.parts.orphans,
            lambda: list(frontier.parts.threads()),
            lambda: frontier.parts.begun(["a"]),
        ):
            with pytest.raises(FrontierError):
                call()
