"""Reading committed lines as they come, also while their file is replaced."""

from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from scraper.errors import UsageError
from scraper.feeding.tail import Opened, Tail, polls
from tests.feeding.receivers import line


class Records:
    """A record file that grows and is replaced as a crawl does it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.committed = 0
        self.outdated = 0

    def write(self, *lines: bytes, torn: bytes = b"") -> None:
        with self.path.open("ab") as file:
            file.truncate(self.committed)
            file.seek(self.committed)
            file.write(b"".join(one + b"\n" for one in lines))
            self.committed = file.tell()
            file.write(torn)

    def replace(self, *lines: bytes) -> None:
        new = self.path.with_suffix(".new")
        new.write_bytes(b"".join(one + b"\n" for one in lines))
        self.committed = new.stat().st_size
        new.replace(self.path)

    def opened(self) -> Opened:
        if not self.committed:
            return Opened(BytesIO(), 0, 0)
        return Opened(self.path.open("rb"), self.committed, self.outdated)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path / "records.jsonl")


def test_each_committed_line_comes_once_and_a_torn_one_never(records: Records) -> None:
    with closing(Tail(records.opened)) as tail:
        assert list(tail.new_lines()) == []
        records.write(line(1), line(2), torn=line(3)[:20])
        assert list(tail.new_lines()) == [line(1), line(2)]
        assert list(tail.new_lines()) == []
        records.write(line(3))
        assert list(tail.new_lines()) == [line(3)]


def test_a_line_that_was_not_taken_comes_again(records: Records) -> None:
    records.write(line(1), line(2))
    with closing(Tail(records.opened)) as tail:
        assert next(tail.new_lines()) == line(1)
        assert list(tail.new_lines()) == [line(2)]


def test_a_file_that_was_replaced_is_read_from_its_beginning(records: Records) -> None:
    records.write(line(1), line(2))
    with closing(Tail(records.opened)) as tail:
        assert len(list(tail.new_lines())) == 2
        records.replace(line(1, "longer than before"), line(2))
        assert list(tail.new_lines()) == [line(1, "longer than before"), line(2)]
        records.write(line(3))
        assert list(tail.new_lines()) == [line(3)]


def test_while_a_refresh_lasts_the_newer_line_of_a_record_is_read_alone(records: Records) -> None:
    records.write(line(1, "old"), line(2, "old"))
    records.outdated = records.committed
    records.write(line(2, "new"), line(3))
    with closing(Tail(records.opened)) as tail:
        assert list(tail.new_lines()) == [line(1, "old"), line(2, "new"), line(3)]


def test_what_is_committed_before_the_end_is_read_after_it(records: Records) -> None:
    """The crawl ends between two looks: its last lines must not be missed."""
    ends = iter([True, True, False])
    waits = iter([lambda: records.write(line(1)), lambda: records.write(line(2))])
    looks = polls(Tail(records.opened), lambda: next(ends), wait=lambda _: next(waits)())
    assert [list(lines) for lines in looks] == [[], [line(1)], [line(2)]]


def test_a_run_that_begins_afresh_has_nothing_new_for_a_moment(records: Records) -> None:
    broken = [True]

    def opened() -> Opened:
        if broken:
            broken.pop()
            raise UsageError("no frontier")
        return records.opened()

    records.write(line(1))
    ends = iter([True, False])
    looks = polls(Tail(opened), lambda: next(ends), wait=lambda _: None)
    assert [list(lines) for lines in looks] == [[], [line(1)]]


def test_a_run_that_is_not_there_and_does_not_begin_is_an_error() -> None:
    def opened() -> Opened:
        raise UsageError("no run")

    with pytest.raises(UsageError, match="no run"):
        list(polls(Tail(opened), lambda: False))
