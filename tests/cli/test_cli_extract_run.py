"""``extract`` of a run: its records go to standard output and take the place of the old ones."""

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from calls import COMMAND, Cli, assert_one_sentence, environment

from scraper.run import Run
from tests.kill.site import Site, questions
from tests.runs import crawl
from tests.test_joining import crawl_forum
from tests.threads import PROFILE, forum, profile_file, thread_page


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a few questions; tests only copy it."""
    run = Run.at(tmp_path_factory.mktemp("crawled") / "small")
    with Site(questions(12)) as site:
        crawl(run, f"{site.url}/", sitemaps=False)
    return run.path


@pytest.fixture
def copy(crawled: Path, tmp_path: Path) -> Path:
    """That run under ``data``."""
    shutil.copytree(crawled, tmp_path / "data/small")
    return tmp_path / "data/small"


@pytest.fixture
def threads(tmp_path: Path) -> Run:
    """A run of threads of three pages, read by a profile file and forced to it."""
    run = Run.at(tmp_path / "data/threads")
    (tmp_path / "data").mkdir()
    with Site(forum(4, 3)) as site:
        crawl_forum(run, f"{site.url}/")
    return run


def files(run: Path) -> dict[str, bytes]:
    return {name: (run / name).read_bytes() for name in ("records.jsonl", "rejects.jsonl", "stats.json")}


def outdate(run: Path) -> dict[str, bytes]:
    """Leave the run with other records than its archive gives, as an older version would have."""
    content = (run / "records.jsonl").read_bytes()
    (run / "records.jsonl").write_bytes(content.replace(b'"title":"Foot cramps', b'"title":"Foot pains!'))
    return files(run)


def test_a_run_is_replaced_by_what_its_archive_gives(cli: Cli, copy: Path) -> None:
    whole = files(copy)
    assert outdate(copy) != whole
    result = cli("extract", "small", "--jobs", "1")
    assert (result.code, result.out) == (0, whole["records.jsonl"])
    assert files(copy) == whole
    assert "data/small/records.jsonl holds these records now." in result.err
    assert not list(copy.glob(".*"))
    assert cli("status", "small").code == 0


def test_with_an_output_the_run_stays_as_it_is(cli: Cli, copy: Path, tmp_path: Path) -> None:
    whole = files(copy)
    before = outdate(copy)
    assert cli("extract", "data/small", "-o", "new.jsonl", "--quiet").code == 0
    assert (tmp_path / "new.jsonl").read_bytes() == whole["records.jsonl"]
    assert cli("extract", "data/small", "data/small/run.toml", "--quiet").code == 0
    assert files(copy) == before


@pytest.mark.parametrize("options", [["-o", "data/small/records.jsonl"], ["--rejects", "data/small/rejects.jsonl"]])
def test_the_runs_own_files_are_no_output(cli: Cli, copy: Path, options: list[str]) -> None:
    before = files(copy)
    assert_one_sentence(cli("extract", "small", *options), 2)
    assert files(copy) == before


def test_while_a_crawl_holds_the_run_its_records_are_only_told(cli: Cli, copy: Path) -> None:
    whole = files(copy)
    before = outdate(copy)
    place = os.open(copy, os.O_RDONLY)
    fcntl.flock(place, fcntl.LOCK_EX)
    result = cli("extract", "small", "--quiet")
    os.close(place)
    assert (result.code, result.out) == (0, whole["records.jsonl"])
    assert files(copy) == before
    assert result.err.startswith(
        "data/small/records.jsonl was left as it is: Another crawl or extraction is working on data/small"
    )
    assert result.err.count("\n") == 1


def test_a_reader_that_has_enough_leaves_the_run_as_it_was(copy: Path, tmp_path: Path) -> None:
    before = outdate(copy)
    script = f"set -o pipefail; {' '.join(COMMAND)} extract small --quiet | head -n 1 | wc -l"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=tmp_path, env=environment(), timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, b"1")
    assert b"was left as it is: standard output was closed before all was written." in done.stderr
    assert files(copy) == before
    assert not list(copy.glob(".*"))


def test_a_damaged_archive_leaves_the_run_as_it_was(cli: Cli, copy: Path) -> None:
    before = outdate(copy)
    archive = copy / "archive/pages-00001.warc.gz"
    content = archive.read_bytes()
    archive.write_bytes(content[: len(content) // 2] + bytes(100) + content[len(content) // 2 + 100 :])
    result = cli("extract", "small", "--quiet")
    assert result.code == 2
    assert result.out.count(b"\n") > 2
    assert "was left as it is: not every page of the archive could be read." in result.err
    assert files(copy) == before


def test_a_full_disk_leaves_the_run_as_it_was(process: Cli, copy: Path) -> None:
    before = outdate(copy)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    result = process("extract", "small", "--quiet", preexec_fn=small_disk)
    assert_one_sentence(result, 2)
    assert "space" in result.err
    assert files(copy) == before
    assert not list(copy.glob(".*"))


def test_a_signal_leaves_the_run_as_it_was(copy: Path, tmp_path: Path) -> None:
    before = outdate(copy)
    running = subprocess.Popen(
        [*COMMAND, "extract", "small", "--quiet"], stdout=subprocess.PIPE, cwd=tmp_path, env=environment()
    )
    while not (copy / ".records.jsonl.new").exists():
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=30)
    assert running.returncode == 130
    assert files(copy) == before
    assert not list(copy.glob(".*"))


def test_a_run_is_read_with_the_profile_it_was_crawled_with(cli: Cli, threads: Run) -> None:
    before = files(threads.path)
    result = cli("extract", "threads", "--quiet")
    assert (result.code, result.out) == (0, before["records.jsonl"])
    assert files(threads.path) == before
    assert cli("extract", "threads", "-o", "elsewhere.jsonl", "--quiet").code == 0
    assert (threads.path.parents[1] / "elsewhere.jsonl").read_bytes() == before["records.jsonl"]
    assert cli("extract", "threads", "--site", "stackexchange", "--quiet").code == 1
    assert threads.stats().records == 0
    assert cli("extract", "threads", "--quiet").out == before["records.jsonl"]


def test_two_versions_of_the_rules_can_be_compared(cli: Cli, threads: Run, tmp_path: Path) -> None:
    shutil.copy(threads.path / "records.jsonl", tmp_path / "before.jsonl")
    (tmp_path / "data/forum.toml").write_text(PROFILE.replace("""author = "css('.by')\"""", ""))
    assert cli("extract", "threads", "--quiet").code == 0
    told = json.loads(cli("diff", "before.jsonl", "threads", "--summary", "--json").out)
    assert (told["changed"], told["same"]) == (4, 0)
    assert told["fields"] == {"/replies/*/author": {"changed": 0, "appeared": 0, "gone": 36, "rule": 0}}


def write_pages(folder: Path, **pages: tuple[int, int | None]) -> None:
    folder.mkdir()
    for name, (thread, number) in pages.items():
        (folder / f"{name}.html").write_bytes(thread_page(thread, number))


def test_pages_of_a_thread_in_files_are_merged_behind_all_other_records(cli: Cli, tmp_path: Path) -> None:
    without_address = PROFILE.replace("address('/t/(\\\\d+)')", "line('Thread (.*)')").replace("hosts", "# hosts")
    (tmp_path / "own.toml").write_text(without_address)
    write_pages(tmp_path / "d", a=(1, 2), b=(2, None), c=(3, 2), d=(1, 1))
    result = cli("extract", "d", "--profile", "own.toml", "--rejects", "rejects.jsonl")
    told: list[dict[str, Any]] = [json.loads(line) for line in result.out.splitlines()]
    assert [(one["record_id"], len(one["replies"])) for one in told] == [("forum:2", 3), ("forum:1", 6)]
    reason = "invalid: page 2 of a thread whose first page gave no record"
    assert result.err.splitlines() == [f"d/c.html: {reason}", "4 pages: 4 with records (2), 0 rejected, 0 not Q&A."]
    assert json.loads((tmp_path / "rejects.jsonl").read_bytes())["reason"] == reason


def test_a_page_that_gives_nothing_but_replies_is_no_record_of_its_own(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "2.html").write_bytes(thread_page(1, 2))
    profile = profile_file(tmp_path).name
    result = cli("extract", "2.html", "--url", "http://forum.test/t/1?page=2", "--profile", profile)
    assert result.code == 1
    assert "page 2 of a thread whose first page gave no record" in result.err
