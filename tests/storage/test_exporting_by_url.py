"""An export to a URL is the same as one to a path, and appears whole or not at all."""

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.calls import call_here
from tests.storage.machines import Machine, environ
from tests.storage.served import S3Server

pytestmark = pytest.mark.slow  # each is some exports of the demonstration

Output = tuple[str, tuple[str, ...]]
OUTPUTS: tuple[Output, ...] = (
    ("flat.parquet", ()),
    ("qa.csv.gz", ("--view", "qa", "--manifest")),
    ("records.sqlite", ("--view", "flat")),
    ("dataset/", ("--split", "train=0.8,test=0.2")),
    ("parts.jsonl", ("--shard-rows", "50")),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert call_here(folder, "demo", "--delay", "0", "--quiet").code == 0
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def bucket_contents(environment: Mapping[str, str], bucket: str, prefix: str) -> Iterator[dict[str, bytes]]:
    from scraper.storage.s3 import S3Store  # noqa: PLC0415 - an extra

    with environ(**environment):
        store = S3Store(bucket)
        found = {}
        for key in store.keys(prefix):
            there = store.find(key)
            assert there is not None
            found[key.removeprefix(f"{prefix}/")] = store.read(key, 0, there.octets)
        yield found


@pytest.mark.parametrize("output", OUTPUTS[3:], ids=str)
def test_the_files_at_a_url_are_those_at_a_path(home: Path, tmp_path: Path, output: Output) -> None:
    name, options = output
    (tmp_path / "local").mkdir()
    (tmp_path / "there").mkdir()
    for _ in range(2):  # an earlier export is replaced
        for place in (tmp_path / "local", f"file://{tmp_path}/there"):
            assert call_here(home, "export", "-q", "demo", f"{place}/{name}", *options).code == 0
    assert contents(tmp_path / "there") == contents(tmp_path / "local")


def test_files_of_an_earlier_export_go(home: Path, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/parts.jsonl"
    assert call_here(home, "export", "-q", "demo", url, "--shard-rows", "20").code == 0
    (tmp_path / "parts-of-mine.txt").touch()
    assert call_here(home, "export", "-q", "demo", url, "--shard-rows", "100").code == 0
    assert sorted(contents(tmp_path)) == [
        "parts-00000-of-00002.jsonl", "parts-00001-of-00002.jsonl", "parts-of-mine.txt", "parts.jsonl.manifest.json",
    ]  # fmt: skip


def test_a_folder_that_no_export_made_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    refused = call_here(home, "export", "demo", f"file://{tmp_path}/")
    assert refused.code == 2
    assert "that no export made" in refused.err
    assert list(contents(tmp_path)) == ["mine.txt"]


def test_what_a_kill_left_of_a_folder_is_known_by_its_journal(home: Path, tmp_path: Path) -> None:
    listed = {"made_by": "qaharvest export", "files": [{"path": "data/old.parquet"}], "descriptions": []}
    (tmp_path / "data").mkdir()
    (tmp_path / "data/old.parquet").touch()
    (tmp_path / ".qaharvest-export.json").write_text(json.dumps(listed), encoding="utf-8")
    assert call_here(home, "export", "-q", "demo", f"file://{tmp_path}/").code == 0
    assert "manifest.json" in contents(tmp_path)
    assert not {"data/old.parquet", ".qaharvest-export.json"} & set(contents(tmp_path))


def test_the_manifest_of_a_run_is_not_overwritten(home: Path, tmp_path: Path) -> None:
    refused = call_here(home, "extract", "demo", "-q", "-o", f"file://{tmp_path}/run.manifest.json")
    assert refused.code == 2
    assert contents(tmp_path) == {}


@pytest.mark.s3
@pytest.mark.parametrize("output", OUTPUTS, ids=str)
def test_the_objects_of_a_bucket_are_the_files_at_a_path(
    home: Path, tmp_path: Path, s3: S3Server, bucket: str, output: Output
) -> None:
    name, options = output
    (tmp_path / "local").mkdir()
    machine = Machine(tmp_path / "machine", s3.environment)
    assert call_here(home, "export", "-q", "demo", f"{tmp_path}/local/{name}", *options).code == 0
    done = machine.call("export", "-q", home / "data/demo", f"s3://{bucket}/out/{name}", *options)
    assert (done.code, done.err) == (0, "")
    with bucket_contents(s3.environment, bucket, "out") as found:
        assert found == contents(tmp_path / "local")
    assert machine.has_left_nothing()


@pytest.mark.s3
@pytest.mark.parametrize("output", [OUTPUTS[0], OUTPUTS[3]], ids=["file", "folder"])
def test_an_export_that_is_killed_leaves_nothing_to_be_seen(
    home: Path, tmp_path: Path, s3: S3Server, bucket: str, output: Output
) -> None:
    name, options = output
    machine = Machine(tmp_path / "machine", s3.environment)
    command = ("export", "-q", home / "data/demo", f"s3://{bucket}/out/{name}", *options)
    s3.plan()
    assert machine.call(*command).code == 0
    requests = s3.plan()
    with bucket_contents(s3.environment, bucket, "out") as whole:
        assert whole
    for at in range(1, requests, max(3, requests // 4)):
        prefix = f"killed-{at}"
        again = ("export", "-q", home / "data/demo", f"s3://{bucket}/{prefix}/{name}", *options)
        s3.plan(fate="kill before" if at % 2 else "kill after", at=at, pid_file=str(machine.pid_file))
        assert machine.call(*again).code == -signal.SIGKILL
        s3.plan()
        with bucket_contents(s3.environment, bucket, prefix) as found:
            assert all(whole.get(key) == content for key, content in found.items() if "/." not in f"/{key}")
            if "manifest.json" in found:
                assert {key for key in found if "/." not in f"/{key}"} == set(whole)
        assert machine.call(*again).code == 0
        with bucket_contents(s3.environment, bucket, prefix) as found:
            assert found == whole


@pytest.mark.s3
def test_a_server_that_goes_away_or_refuses_is_told_in_a_sentence(home: Path, tmp_path: Path, bucket: str) -> None:
    with S3Server() as server:
        machine = Machine(tmp_path / "machine", server.environment)
        command = ("export", home / "data/demo", f"s3://{bucket}/out/flat.parquet")
        assert "does not exist" in one_sentence(machine, *command)
        server.plan(fate="refuse")
        assert "refuses" in one_sentence(machine, *command)
        server.plan(fate="die", at=1)
        assert "cannot be reached" in one_sentence(machine, *command)
        done = machine.call("extract", f"s3://{bucket}/pages")
        assert (done.code, done.err.count("\n")) == (2, 2)
        assert done.err.startswith(f"s3://{bucket}/pages: cannot be reached")
    nobody = Machine(tmp_path / "nobody", {"AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_DISABLED": "true"})
    assert "no credentials" in one_sentence(nobody, *command)
    wrong = Machine(tmp_path / "wrong", {**server.environment, "AWS_ENDPOINT_URL": "nonsense"})
    assert "not valid" in one_sentence(wrong, *command)


def one_sentence(machine: Machine, *command: str | Path) -> str:
    done = machine.call(*command)
    assert done.code == 2, done.err
    lines = done.err.splitlines()
    assert len([line for line in lines if not line[0].isdigit()]) == 1, done.err
    assert "Traceback" not in done.err
    assert "a-secret-word" not in done.err
    assert machine.has_left_nothing()
    return done.err


@pytest.mark.s3
def test_an_export_that_fails_aborts_its_uploads(home: Path, tmp_path: Path, s3: S3Server, bucket: str) -> None:
    from scraper.storage.s3 import S3Store  # noqa: PLC0415 - an extra

    machine = Machine(tmp_path / "machine", s3.environment)
    s3.plan()
    assert machine.call("export", "-q", home / "data/demo", f"s3://{bucket}/out/flat.parquet").code == 0
    for at in range(2, s3.plan() + 1, 2):
        s3.plan(fate="deny", at=at)
        done = machine.call("export", "-q", home / "data/demo", f"s3://{bucket}/out-{at}/flat.parquet")
        assert done.code == 2
        s3.plan()
        with environ(**s3.environment):
            assert S3Store(bucket).drop_uploads(f"out-{at}", lambda _: True) == 0
            assert S3Store(bucket).keys(f"out-{at}") == []
