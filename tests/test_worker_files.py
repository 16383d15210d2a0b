"""What workers of a shared crawl wrote, put together in the run's own files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.crawler.frontier import Batch
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.crawler.reading import Packed
from scraper.errors import UsageError
from scraper.run_folder import RECORDS, REJECTS, RunFiles, is_own_file, worker_file_names
from scraper.worker_files import gather_worker_files, pending


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[SqliteFrontier]:
    frontier = SqliteFrontier(tmp_path / "frontier.sqlite")
    yield frontier
    frontier.close()


def write(path: Path, frontier: SqliteFrontier, **contents: bytes) -> None:
    """Write files of which all but the last octet of ``_torn`` ones is committed."""
    (path / "workers").mkdir(exist_ok=True)
    lengths = {}
    for key, content in contents.items():
        worker, _, kind = key.partition("_")
        name = {"records": RECORDS, "rejects": REJECTS}.get(kind, RECORDS)
        if worker.startswith("w"):
            name = worker_file_names(int(worker[1:]))[kind.startswith("rejects")]
        (path / name).write_bytes(content + (b'{"torn' if kind.endswith("torn") else b""))
        lengths[name] = len(content)
    frontier.commit(Batch(files=lengths))


def test_files_are_appended_in_the_order_of_the_workers_up_to_what_was_committed(
    tmp_path: Path, frontier: SqliteFrontier
) -> None:
    write(tmp_path, frontier, own_records=b"0\n", w2_records_torn=b"2\n", w1_records=b"1\n1\n", w2_rejects=b"r\n")
    assert gather_worker_files(tmp_path, frontier) == 3
    assert (tmp_path / RECORDS).read_bytes() == b"0\n1\n1\n2\n"
    assert (tmp_path / REJECTS).read_bytes() == b"r\n"
    assert frontier.files()[RECORDS] == 8
    assert not pending(dict(frontier.files()), RECORDS)
    assert not list((tmp_path / "workers").iterdir())
    assert gather_worker_files(tmp_path, frontier) == 0
    assert (tmp_path / RECORDS).read_bytes() == b"0\n1\n1\n2\n"


def test_a_file_that_is_elsewhere_is_named_and_nothing_is_changed(tmp_path: Path, frontier: SqliteFrontier) -> None:
    write(tmp_path, frontier, own_records=b"0\n", w1_records=b"1\n", w2_records=b"2\n")
    missing = tmp_path / worker_file_names(2)[0]
    missing.rename(tmp_path / "elsewhere")
    before = dict(frontier.files())
    with pytest.raises(UsageError, match=r"00002\.records\.jsonl is not here: bring the folders"):
        gather_worker_files(tmp_path, frontier)
    assert (tmp_path / RECORDS).read_bytes() == b"0\n"
    assert dict(frontier.files()) == before
    (tmp_path / "elsewhere").rename(missing)
    assert gather_worker_files(tmp_path, frontier) == 2
    assert (tmp_path / RECORDS).read_bytes() == b"0\n1\n2\n"


def test_a_file_that_somebody_shortened_is_refused(tmp_path: Path, frontier: SqliteFrontier) -> None:
    write(tmp_path, frontier, w1_records=b"1\n2\n")
    (tmp_path / worker_file_names(1)[0]).write_bytes(b"1\n")
    with pytest.raises(UsageError, match="was shortened by someone"):
        gather_worker_files(tmp_path, frontier)


def test_what_was_not_committed_is_taken_back(tmp_path: Path) -> None:
    files = RunFiles(tmp_path, {}, {"software": "x"}, worker=lambda: 7)
    first = files.write([Packed(b"one", [b'{"a":1}'])], [])
    sizes = {name: (tmp_path / name).stat().st_size for name in first.lengths}
    assert sizes == first.lengths
    files.write([Packed(b"two", [b'{"b":1}'])], [b'{"r":1}'])
    files.take_back()
    assert {name: (tmp_path / name).stat().st_size for name in first.lengths} == first.lengths
    again = files.write([Packed(b"three", [b'{"c":1}'])], [])
    files.close()
    assert again.places[0].offset == first.places[0].offset + 3
    assert (tmp_path / worker_file_names(7)[0]).read_bytes() == b'{"a":1}\n{"c":1}\n'
    assert (tmp_path / worker_file_names(7)[1]).read_bytes() == b""


def test_a_worker_of_a_new_number_begins_new_files(tmp_path: Path) -> None:
    numbers = iter([3, 3, 4])
    files = RunFiles(tmp_path, {}, {"software": "x"}, worker=lambda: next(numbers))
    old = files.write([Packed(b"one", [b"1"])], [])
    new = files.write([Packed(b"two", [b"2"])], [])
    files.close()
    assert old.places[0].file == "archive/pages-0000300001.warc.gz"
    assert new.places[0].file == "archive/pages-0000400001.warc.gz"
    assert set(old.lengths).isdisjoint(new.lengths)
    assert all(is_own_file(name) for name in (*old.lengths, *new.lengths))
    assert (tmp_path / worker_file_names(4)[0]).read_bytes() == b"2\n"


@pytest.mark.parametrize("name", ["workers/1.records.jsonl", "workers/00001.changes.jsonl", "workers/../records.jsonl"])
def test_other_names_are_no_files_of_a_worker(name: str) -> None:
    assert not is_own_file(name)
