"""Records as files for other tools, from the command line."""

import csv
import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from calls import COMMAND, Cli, assert_one_sentence, call_here, environment

from schemas.views import ROWS
from schemas.views.json_schema import view_schema_text
from scraper.run import Run
from tests.exporters.authored import SAMPLE, record, write

COUNT = len(SAMPLE.read_bytes().splitlines())


@pytest.mark.parametrize("view", list(ROWS))
def test_every_view_comes_out_as_lines(cli: Cli, tmp_path: Path, view: str) -> None:
    result = cli("export", SAMPLE, "out.jsonl", "--view", view)
    assert (result.code, result.out) == (0, b"")
    assert result.err.startswith("out.jsonl: ")
    for line in (tmp_path / "out.jsonl").read_bytes().split(b"\n")[:-1]:
        ROWS[view].model_validate_json(line)


@pytest.mark.parametrize("view", list(ROWS))
def test_the_schema_of_every_view_is_printed(cli: Cli, view: str) -> None:
    assert cli("schema", "--view", view).text == view_schema_text(view)
    assert cli("schema").text == view_schema_text("full")
    assert_one_sentence(cli("schema", "--view", "flut"), 2)


def test_a_run_and_its_file_give_the_same(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "data", tmp_path / "data")
    for given, out in (("demo", "a.csv"), ("data/demo/records.jsonl", "b.csv")):
        assert call_here(tmp_path, "export", given, out, "--view", "flat").code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == Run(tmp_path / "data/demo").stats().records
    made = Run(tmp_path / "data/demo").export(tmp_path / "c.csv", "flat", where=["replies > 0"], sample=3)
    assert (made.rows, made.view, made.format) == (3, "flat", ".csv")


def test_standard_output_gets_lines_and_nothing_else(cli: Cli) -> None:
    result = cli("export", "-", "-", "--view", "chat", "--select", "messages", stdin=SAMPLE.read_bytes())
    assert (result.code, result.err) == (0, "")
    rows = [json.loads(line) for line in result.out.split(b"\n")[:-1]]
    assert all(list(row) == ["messages"] for row in rows)
    assert 0 < len(rows) <= COUNT


def test_json_tells_what_was_done(cli: Cli, tmp_path: Path) -> None:
    result = cli(
        "export", SAMPLE, "x.jsonl", "--view", "qa", "--where", "replies < 9", "--json", "--quiet", "--manifest"
    )
    told = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert told["records"] == COUNT
    assert told["chosen"] == told["rows"] + told["without_rows"]
    assert told["without_rows"] == sum(b'"replies":[]' in line for line in SAMPLE.read_bytes().splitlines())
    manifest = json.loads((tmp_path / "x.jsonl.manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == told["files"]
    assert manifest["choices"]["where"] == ["replies < 9"]


def test_records_without_rows_are_told_and_none_at_all_is_one(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path / "one", record())
    result = cli("export", "one", "x.jsonl", "--view", "qa")
    assert (result.code, result.out) == (1, b"")
    assert "1 record gave no row" in result.err
    assert (tmp_path / "x.jsonl").read_bytes() == b""
    (tmp_path / "none").touch()
    assert cli("export", "none", "x.csv", "--view", "flat").code == 1
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").startswith("record_id,")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere", "x.jsonl"], "does not exist"),
        ([".", "x.jsonl"], "no run"),
        (["one", "x.exe"], ".jsonl.gz"),
        (["one", "x.json"], ".jsonl"),
        (["one", ""], "empty path"),
        (["one", "no/x.jsonl"], "does not exist"),
        (["one", "x.jsonl", "--view", "flut"], "there are full, flat"),
        (["one", "x.jsonl", "--where", "a"], "is no condition"),
        (["one", "x.jsonl", "--select", "a"], "no column"),
        (["one", "x.jsonl", "--sample", "none"], "no sample"),
        (["one", "x.jsonl", "--split", "a"], "no split"),
        (["one", "x.jsonl", "--shard-rows", "0"], "at least one"),
        (["one", "x.jsonl", "--privacy", "hide"], "keep, pseudonymise, redact"),
        (["one", "-", "--shard-rows", "3"], "Standard output"),
        (["one", "-", "--json"], "standard output"),
        (["one"], "OUT"),
    ],
)
def test_what_cannot_be_is_one_sentence(cli: Cli, tmp_path: Path, arguments: list[str], told: str) -> None:
    write(tmp_path / "one", record())
    result = cli("export", *arguments)
    assert_one_sentence(result, 2)
    assert told in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_bad_line_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(write(tmp_path / "one", record()).read_bytes() + b"nonsense\n")
    for out in ("x.jsonl", "folder/", "-"):
        result = cli("export", "bad", out, "--format", "jsonl") if out == "folder/" else cli("export", "bad", out)
        assert_one_sentence(result, 2)
        assert "bad, line 2 is no record" in result.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "one"]


@pytest.mark.slow
@pytest.mark.parametrize("out", ["x.jsonl", "folder"])
def test_a_stopped_export_leaves_what_was_there(tmp_path: Path, out: str) -> None:
    write(tmp_path / "one", record())
    more = ["--format", "jsonl"] if out == "folder" else []
    assert call_here(tmp_path, "export", "one", out, *more, "--quiet").code == 0
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    line = (tmp_path / "one").read_bytes()
    child = subprocess.Popen(
        [*COMMAND, "export", "-", out, *more],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    assert child.stdin is not None
    child.stdin.write(line * 3)
    child.stdin.flush()
    for _ in range(1000):
        if (tmp_path / f".{out}.part" / "new").exists():
            break
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 130, err
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "one", record(1, "long " * 100_000))
    limited = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); " + (
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
        "from scraper.cli.main import main; sys.argv[1:] = ['export', 'one', 'x.jsonl']; main()"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", limited],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "The disk is full" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_new_key_is_told_once(cli: Cli, tmp_path: Path) -> None:
    command = ("export", SAMPLE, "x.jsonl", "--privacy", "pseudonymise", "--privacy-key", "own.key")
    assert "own.key. Keep it" in cli(*command).err
    assert "own.key" not in cli(*command).err
    assert (tmp_path / "own.key").stat().st_mode & 0o077 == 0


def test_presidio_looks_only_where_something_is_changed(cli: Cli) -> None:
    result = cli("export", SAMPLE, "x.jsonl", "--presidio")
    assert_one_sentence(result, 2)
    assert "--privacy pseudonymise or redact" in result.err
