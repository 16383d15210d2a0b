"""An archive that is read shard by shard gives what it gives when it is read as a whole."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import chdir
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from calls import Cli, assert_one_sentence
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cli.inputs import read_input
from scraper.cli.reading import ReadLines, Unread, read_in_order
from scraper.cli.shard_lines import read_results, write_results
from scraper.cli.sharding import ShardJob, read_shard, read_sharded
from scraper.cli.shards import Shard, ShardFile, shards_of
from scraper.crawler.reading import PageLines
from scraper.errors import UsageError
from scraper.executors import WorkerLost
from scraper.executors.local import InProcess
from scraper.page import ThreadPart
from scraper.sites import BUILT_IN, Sites
from scraper.stats import FieldCount
from scraper.storage.scratch import Scratch, scratch_at
from scraper.storage.urls import Place
from tests.sharded import cut, pages, write_warcs
from tests.test_worker_death import Deadly
from tests.threads import sites as forum

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # the process that reads lasts as long as this one


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The current folder, with an archive of two files, loose files and links in it."""
    with chdir(tmp_path):
        write_warcs(tmp_path / "archive", cut(pages(24), 2))
        (tmp_path / "archive/broken.warc.gz").write_bytes((tmp_path / "archive/000.warc.gz").read_bytes()[:9000])
        (tmp_path / "archive/note.txt").write_text("nothing asked here")
        (tmp_path / "archive/zlink").symlink_to("note.txt")
        yield tmp_path


def whole(paths: list[str], sites: Sites = BUILT_IN) -> list[ReadLines | Unread]:
    found = (page for path in paths for page in read_input(path))
    return list(read_in_order(found, None, 1, sites=sites))


def sharded(paths: list[str], executor: Any = None, scratch: str | None = None, **options: Any) -> list[Any]:
    with scratch_at(scratch) as place:
        sites = options.pop("sites", BUILT_IN)
        return list(read_sharded(paths, executor or InProcess(), place, None, sites, **options))


class Failing(InProcess):
    """Loses its worker the first few times."""

    def __init__(self, losses: int) -> None:
        self.losses = losses
        self.begun: list[str] = []
        self.did: list[bool] = []

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        self.begun.append(argument.name)
        if self.losses:
            self.losses -= 1
            future: Future[Any] = Future()
            future.set_exception(WorkerLost("a process was lost"))
            return future
        future = super().submit(work, argument)
        self.did.append(future.exception() is None and future.result())
        return future


def test_a_shard_is_an_archive_file_or_some_small_ones(folder: Path) -> None:
    shards = list(shards_of("archive") or ())
    assert [shard.label for shard in shards] == [
        "archive/000.warc.gz",
        "archive/001.warc.gz",
        "archive/broken.warc.gz",
        "archive/note.txt and 1 more",
    ]


def test_what_only_this_machine_can_read_is_no_shard(folder: Path) -> None:
    assert [shards_of(given) for given in ("-", "missing", "/dev/null")] == [None, None, None]


@pytest.mark.slow
def test_shards_give_what_the_whole_gives(folder: Path, demo: Path) -> None:
    paths = ["archive", "missing", "archive/000.warc.gz", str(demo / "data/demo"), "archive/000.warc.gz"]
    paths += [f"file://{folder}/archive", f"file://{folder}/archive/001.warc.gz"]
    sites = forum(folder)
    expected = whole(paths, sites)
    assert sum(isinstance(result, Unread) for result in expected) == 4
    for octets in (1, 10**9):
        assert sharded(paths, octets=octets, sites=sites) == expected


@pytest.mark.slow
def test_a_damaged_file_ends_its_run_in_shards_too(folder: Path, demo: Path) -> None:
    (damaged := folder / "run").mkdir()
    for path in (demo / "data/demo").iterdir():
        if path.is_file():
            (damaged / path.name).write_bytes(path.read_bytes())
    assert sharded(["run"]) == whole(["run"])
    assert [type(result) for result in sharded(["run"])] == [Unread]


@pytest.mark.slow
@settings(max_examples=8)
@given(st.sets(st.integers(1, 29), max_size=6), st.integers(1, 40_000))
def test_any_partition_into_files_and_shards_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, cuts: set[int], octets: int
) -> None:
    made = pages(30)
    edges = [0, *sorted(cuts), len(made)]
    folder = tmp_path_factory.mktemp("partition")
    sites = forum(folder)
    write_warcs(folder / "archive", [made[a:b] for a, b in pairwise(edges)])
    (folder / "one").mkdir()
    write_warcs(folder / "one/archive", [made])
    results = sharded([str(folder / "archive")], octets=octets, sites=sites)
    assert list(map(_without_place, results)) == list(map(_without_place, whole([str(folder / "one")], sites)))


def _without_place(result: ReadLines | Unread) -> Any:
    """What a page gave, but for the file it lies in, which is another in each partition."""
    assert isinstance(result, ReadLines)
    gave = result.gave

    def placeless(line: bytes) -> Any:
        value = json.loads(line)
        value.pop("source", None)
        value.get("provenance", {}).update(source=None, archive=None)
        return value

    lines = [placeless(line) for _, line in (*gave.records, *gave.rejects)]
    return result.url, gave.verdict, lines, [(part.record_id, part.number) for part in gave.parts], gave.reason


@pytest.mark.slow
def test_a_shard_whose_worker_died_is_read_again(folder: Path) -> None:
    news: list[str | None] = []
    executor = Failing(2)
    results = sharded(["archive"], executor, told=lambda _done, _of, what: news.append(what))
    assert results == whole(["archive"])
    again = "archive/000.warc.gz is read again: a process was lost."
    assert [what for what in news if what is not None] == [
        again,
        "archive/001.warc.gz is read again: a process was lost.",
    ]
    assert len(executor.begun) == len(set(executor.begun)) + 2


def test_a_shard_that_no_worker_survives_ends_the_reading(folder: Path) -> None:
    with pytest.raises(WorkerLost, match="could not be read in 3 tries"):
        sharded(["archive/000.warc.gz"], Failing(99))


@pytest.mark.slow
def test_what_was_done_is_not_done_again_and_gone_in_the_end(folder: Path) -> None:
    class Lost(Failing):
        def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
            self.losses = 99 if len(self.begun) >= 2 else 0
            return super().submit(work, argument)

    with pytest.raises(WorkerLost):
        sharded(["archive"], Lost(0), "scratch")
    assert len(list((folder / "scratch").glob("*.shard"))) == 2
    executor = Failing(0)
    assert sharded(["archive"], executor, "scratch") == whole(["archive"])
    assert executor.did == [False, False, True, True]
    assert not (folder / "scratch").exists()


@pytest.mark.slow
def test_a_shard_done_twice_is_the_same_bytes(folder: Path) -> None:
    (shard, *_) = shards_of("archive") or ()
    made = []
    for name in ("a", "b"):
        with scratch_at(str(folder / name)) as place:
            assert read_shard(ShardJob(shard, "x.shard", None, BUILT_IN, place, str(folder)))
            made.append((folder / name / "x.shard").read_bytes())
    assert made[0] == made[1]


@pytest.mark.slow
def test_a_page_that_ends_its_reader_is_set_aside_in_a_shard_too(folder: Path) -> None:
    (folder / "deadly").mkdir()
    for name, body in (("1", "nothing"), ("2", "SEGFAULT"), ("3", "nothing")):
        (folder / "deadly" / f"{name}.txt").write_text(body)
    (shard,) = shards_of("deadly") or ()
    with scratch_at(None) as place:
        read_shard(ShardJob(shard, "x.shard", None, BUILT_IN, place, str(folder)), Deadly)
        with place.opened("x.shard") as file:
            results = list(read_results(file))
    assert results == list(read_in_order(read_input("deadly"), None, 1, sites=BUILT_IN, alone=0, pool=Deadly))
    reasons = [result.rejects[0][0] for result in results if isinstance(result, ReadLines)]
    assert "signal 11" in reasons[1]


def test_a_machine_that_lacks_something_says_what(folder: Path) -> None:
    shard = Shard((ShardFile("/nowhere/a.warc.gz", in_folder=False, octets=1, stamp=""),))
    with scratch_at(None) as place:
        job = ShardJob(shard, "x.shard", None, BUILT_IN, place, str(folder))
        with pytest.raises(UsageError, match=r"does not see /nowhere/a\.warc\.gz: put the archive where"):
            read_shard(job)
        with pytest.raises(UsageError, match=r"of the cluster has qaharvest/.*, not qaharvest/0; install the same"):
            read_shard(ShardJob(shard, "x.shard", None, BUILT_IN, place, str(folder), "qaharvest/0"))
    elsewhere = Scratch(Place("file", "", str(folder / "elsewhere"), "elsewhere"), "mark")
    with pytest.raises(UsageError, match="does not see elsewhere: name a folder that every machine sees"):
        read_shard(ShardJob(shard, "x.shard", None, BUILT_IN, elsewhere, str(folder)))


def test_what_a_worker_left_elsewhere_is_missed_here(folder: Path) -> None:
    class Elsewhere(InProcess):
        def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
            return super().submit(lambda _: True, argument)

    with pytest.raises(UsageError, match="is not to be seen here: name a folder that every machine sees"):
        sharded(["archive/000.warc.gz"], Elsewhere())


def test_options_of_work_given_away_go_with_an_executor(cli: Cli, seed: Path) -> None:
    for option, value in (("--ray-address", "auto"), ("--scratch", "x")):
        assert_one_sentence(cli("extract", seed, option, value), 2)


def test_without_ray_its_pip_line_is_told(folder: Path) -> None:
    code = (
        "import sys; sys.modules['ray'] = None\n"
        "from scraper.cli.main import run\n"
        "sys.exit(run(['extract', 'archive', '--executor', 'ray']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "qaharvest extract: The executor ray needs Ray: pip install 'qaharvest[ray]'.\n",
    )


texts = st.text(max_size=5)
lines = st.binary(max_size=9).map(lambda octets: octets.replace(b"\n", b" "))
gaves = st.builds(
    PageLines,
    st.sampled_from(["records", "rejected", "not_qa"]),
    st.lists(st.tuples(texts, lines), max_size=3).map(tuple),
    st.lists(st.tuples(texts, lines), max_size=3).map(tuple),
    st.lists(st.builds(ThreadPart, texts, st.integers(1, 9), lines), max_size=3).map(tuple),
    st.none() | texts,
    st.lists(st.builds(FieldCount, texts, texts, st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    st.none() | texts,
    st.booleans(),
)
results = st.builds(Unread, texts, texts, st.booleans()) | st.builds(ReadLines, texts, st.none() | texts, gaves)


@settings(max_examples=50)
@given(st.lists(results, max_size=4))
def test_results_come_back_as_they_were_and_a_cut_is_noticed(made: list[ReadLines | Unread]) -> None:
    file = BytesIO()
    write_results(made, file)
    written = file.getvalue()
    assert list(read_results(BytesIO(written))) == made
    for end in {len(written) // 2, len(written) - 2}:
        with pytest.raises(UsageError, match="damaged"):
            list(read_results(BytesIO(written[:end])))
