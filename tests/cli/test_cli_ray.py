"""Work that is given away to Ray: the same bytes as here, whatever dies, and nothing left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from calls import COMMAND, Cli, assert_one_sentence, call_process, environment

from tests.executors.ray_cluster import ENVIRONMENT, Cluster, cluster, free_port, processes_below
from tests.sharded import cut, pages, write_warcs
from tests.threads import profile_file

pytestmark = [pytest.mark.slow, pytest.mark.ray]

SURROUNDINGS = environment(**ENVIRONMENT)


@pytest.fixture(scope="module")
def joined() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of four files, loose files beside it, and what the local reading makes of them."""
    folder = tmp_path_factory.mktemp("ray")
    write_warcs(folder / "archive", cut(pages(400), 4))
    (folder / "archive/broken.warc.gz").write_bytes((folder / "archive/000.warc.gz").read_bytes()[:9000])
    (folder / "archive/note.txt").write_text("nothing asked here")
    profile_file(folder)
    result = call_process(folder, *EXTRACT, "-o", "here.jsonl", "--rejects", "here-rejects.jsonl")
    assert (result.code, len((folder / "here.jsonl").read_bytes().splitlines()) > 250) == (2, True), result.err
    return folder


EXTRACT = ("extract", "archive", "--profile", "forum.toml")


def assert_same(folder: Path, name: str) -> None:
    for suffix in (".jsonl", "-rejects.jsonl"):
        assert (folder / f"{name}{suffix}").read_bytes() == (folder / f"here{suffix}").read_bytes()


@pytest.fixture
def there(archive: Path) -> Cli:
    return partial(call_process, archive, env=SURROUNDINGS)


def test_a_ray_of_our_own_gives_the_same_and_ends(archive: Path, there: Cli) -> None:
    result = there(*EXTRACT, "--executor", "ray", "--jobs", "1", "-o", "own.jsonl", "--rejects", "own-rejects.jsonl")
    assert result.code == 2, result.err  # one file is damaged
    assert "raylet" not in result.err
    assert_same(archive, "own")


@pytest.mark.parametrize("way", ["address", "client"])
def test_a_cluster_gives_the_same_and_is_left_as_it_is(archive: Path, there: Cli, joined: Cluster, way: str) -> None:
    options = ("--executor", "ray", "--ray-address", getattr(joined, way))
    result = there(*EXTRACT, *options, "-o", f"{way}.jsonl", "--rejects", f"{way}-rejects.jsonl")
    assert result.code == 2, result.err
    assert_same(archive, way)
    assert joined.is_up()


def test_a_run_is_read_again_there(demo: Path, tmp_path: Path, joined: Cluster) -> None:
    copied = tmp_path / "data/demo"
    subprocess.run(["cp", "-r", demo / "data/demo", copied.parent.mkdir() or copied], check=True)
    before = {name: (copied / name).read_bytes() for name in ("records.jsonl", "rejects.jsonl", "stats.json")}
    (copied / "records.jsonl").with_name("kept").write_bytes(before["records.jsonl"])
    result = call_process(
        tmp_path, "extract", "demo", "--executor", "ray", env={**SURROUNDINGS, "RAY_ADDRESS": joined.address}
    )
    assert (result.code, result.out) == (0, before["records.jsonl"]), result.err
    assert {name: (copied / name).read_bytes() for name in before} == before


def test_an_export_is_made_there(archive: Path, there: Cli, joined: Cluster) -> None:
    options = ("--view", "flat", "--where", "replies.count >= 1", "--manifest")
    assert there("export", "here.jsonl", "one/", *options).code == 0
    away = ("--executor", "ray", "--ray-address", joined.address)
    result = there("export", "here.jsonl", "other/", *options, *away)
    assert result.code == 0, result.err
    one, other = (
        {path.relative_to(archive / name): path.read_bytes() for path in (archive / name).rglob("*") if path.is_file()}
        for name in ("one", "other")
    )
    assert one == other
    assert one


def begun(folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    command = [*COMMAND, *EXTRACT, "--executor", "ray", *options]
    return subprocess.Popen(command, cwd=folder, env=SURROUNDINGS, stderr=subprocess.PIPE, start_new_session=True)


def busy(pid: int) -> int:
    """Wait until a process of Ray works on a shard, and return it."""
    for _ in range(600):
        below = processes_below(pid)
        if any("scraper.executors.worker" in name for _, name in below):
            return next(process for process, name in below if name.startswith("ray::_call"))
        time.sleep(0.05)
    raise AssertionError("no shard was begun")


def test_a_killed_worker_costs_nothing(archive: Path, joined: Cluster) -> None:
    options = ("--ray-address", joined.address, "-o", "killed.jsonl", "--rejects", "killed-rejects.jsonl")
    process = begun(archive, *options)
    os.kill(busy(joined.pid), signal.SIGKILL)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2, told
    assert b"is read again: a process of Ray was lost" in told
    assert_same(archive, "killed")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_interrupt_leaves_nothing_behind(archive: Path) -> None:
    process = begun(archive, "--jobs", "1", "-o", "never.jsonl")
    busy(process.pid)
    below = [pid for pid, _ in processes_below(process.pid)]
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told.count(b"\n")) == (130, 1), told
    deadline = time.monotonic() + 30
    while any(map(lives, below)):  # the last of them were told to end, and do
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not (archive / "never.jsonl").exists()


def test_a_killed_driver_goes_on_where_it_was(archive: Path, there: Cli, joined: Cluster) -> None:
    options = ("--ray-address", joined.address, "--scratch", "scratch")
    process = begun(archive, *options, "-o", "again.jsonl")
    while len(list((archive / "scratch").glob("*.shard"))) < 2 and process.poll() is None:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    left = {path.name: path.stat().st_mtime_ns for path in (archive / "scratch").glob("*.shard")}
    assert len(left) >= 2
    result = there(*EXTRACT, "--executor", "ray", *options, "-o", "again.jsonl", "--rejects", "again-rejects.jsonl")
    assert result.code == 2, result.err
    assert_same(archive, "again")
    assert not (archive / "scratch").exists()


def test_where_no_ray_answers_one_sentence_says_so(there: Cli) -> None:
    for address in (f"127.0.0.1:{free_port()}", f"ray://127.0.0.1:{free_port()}", "bogus", "ray://:1"):
        assert_one_sentence(there(*EXTRACT, "--executor", "ray", "--ray-address", address), 2)
