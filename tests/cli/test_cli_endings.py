"""Endings that only a real process has: pipes, signals, full disks, missing permissions."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from calls import COMMAND, Cli, Result, assert_one_sentence, environment


def test_a_reader_that_has_enough_is_no_failure(seed: Path, tmp_path: Path) -> None:
    script = f"set -o pipefail; {' '.join(COMMAND)} extract {'page.txt ' * 200} --quiet | head -n 1 | wc -l"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=tmp_path, env=environment(), timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"1", b"")


@pytest.mark.parametrize("verb", [["schema"], ["extract", "page.txt", "--quiet"], ["sites", "list"]])
def test_a_full_disk_behind_standard_output_is_one_sentence(tmp_path: Path, seed: Path, verb: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *verb],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert b"the disk is full" in done.stderr


def test_a_full_disk_leaves_the_old_output_as_it_was(process: Cli, seed: Path, tmp_path: Path) -> None:
    old = tmp_path / "out.jsonl"
    old.write_bytes(b"old\n")

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = process("extract", *["page.txt"] * 50, "-o", "out.jsonl", "--quiet", preexec_fn=small_disk)
    assert_one_sentence(result, 2)
    assert "the disk is full at out.jsonl" in result.err
    assert old.read_bytes() == b"old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "page.txt"]


def test_a_full_disk_under_a_crawl_is_one_sentence_and_the_run_goes_on_later(process: Cli, tmp_path: Path) -> None:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    result = process("demo", "--delay", "0", "--quiet", preexec_fn=small_disk)
    assert_one_sentence(result, 2)
    assert "space" in result.err
    assert process("status", "demo").code == 0


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_without_a_standard_error_the_work_is_done_all_the_same(seed: Path, tmp_path: Path, redirection: str) -> None:
    script = f"{' '.join(COMMAND)} extract page.txt nowhere {redirection}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=tmp_path, env=environment(), timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stdout.count(b"\n") == 1


def test_closed_standard_input_is_one_sentence(tmp_path: Path) -> None:
    script = f"{' '.join(COMMAND)} validate - <&-"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=tmp_path, env=environment(), timeout=60, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert b"standard input is closed" in done.stderr


def test_closed_standard_output_is_one_sentence(tmp_path: Path) -> None:
    script = f"{' '.join(COMMAND)} schema >&-"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=tmp_path, env=environment(), timeout=60, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_an_output_device_is_written_directly(process: Cli, seed: Path) -> None:
    result = process("extract", "page.txt", "--quiet", "-o", "/dev/stdout")
    assert result.code == 0
    assert result.out.startswith(b"{")


AS_NOBODY = """
import os, sys
import scraper.cli.extract
from scraper.cli.main import run
from scraper.sites import BUILT_IN
BUILT_IN.all()  # everything is loaded while the program's own files can still be read
if os.getuid() == 0:  # root ignores permissions
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run(sys.argv[1:]))
"""


def run_as_nobody(folder: Path, *arguments: str) -> Result:
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *arguments],
        capture_output=True,
        cwd=folder,
        env=environment(),
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr.decode())


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that nobody can reach; the path to pytest's own is closed to others."""
    folder = tmp_path
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.getuid() and "pytest" in str(parent):
            parent.chmod(0o755)
    return folder


def test_a_folder_without_permission_is_reported_and_the_others_are_read(seed: Path, open_folder: Path) -> None:
    locked = open_folder / "locked"
    locked.mkdir()
    (locked / "page.txt").write_bytes(seed.read_bytes())
    locked.chmod(0)
    (open_folder / "secret.txt").write_bytes(seed.read_bytes())
    (open_folder / "secret.txt").chmod(0)
    try:
        result = run_as_nobody(open_folder, "extract", "locked", "secret.txt", "page.txt")
    finally:
        locked.chmod(0o755)
    assert result.code == 2, result.err
    assert result.out.count(b"\n") == 1
    told = result.err.splitlines()
    assert told[0] == "locked: no permission for locked; change its permissions or choose another."
    assert told[1] == "secret.txt: no permission for secret.txt; change its permissions or choose another."


def test_an_output_without_permission_is_one_sentence(seed: Path, open_folder: Path) -> None:
    locked = open_folder / "locked"
    locked.mkdir(mode=0o555)
    result = run_as_nobody(open_folder, "extract", "page.txt", "-o", "locked/out.jsonl", "--quiet")
    assert_one_sentence(result, 2)
    assert "no permission for locked/out.jsonl" in result.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_with_130_and_leaves_no_half_output(tmp_path: Path, number: signal.Signals) -> None:
    # Without warnings as errors: a file that the signal finds just opened is closed when nobody holds it any more.
    command = (COMMAND[0], *COMMAND[3:])
    with subprocess.Popen(
        [*command, "extract", "-", "-o", "out.jsonl"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as running:
        while not list(tmp_path.glob(".out.jsonl*")):  # about now it waits for its input
            assert running.poll() is None
        running.send_signal(number)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    assert b"qaharvest extract: interrupted" in err
    assert list(tmp_path.iterdir()) == []


def test_output_is_utf8_whatever_the_locale(seed: Path, tmp_path: Path) -> None:
    page = seed.read_text(encoding="utf-8").replace("miki", "美紀")
    seed.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, "extract", "page.txt"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
        timeout=60,
        check=True,
    )
    assert "美紀".encode() in done.stdout
