import contextlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from calls import COMMAND, Cli, assert_one_sentence, call_here, environment

from scraper.run import Run


def test_the_summary_adds_up_and_its_commands_run(tmp_path: Path) -> None:
    result = call_here(tmp_path, "demo", "--delay", "0")
    assert result.code == 0, result.err
    text = result.text
    stats = json.loads((tmp_path / "data/demo/stats.json").read_bytes())
    numbers = [int(number) for number in re.findall(r"^    +(\d+)  \w", text, re.M)]
    assert numbers == [stats["pages_with_records"], stats["pages_rejected"], stats["pages_not_qa"]]
    assert f"= {sum(numbers)}  read" in text
    assert re.search(rf"^{stats['records']} records from {stats['pages']} pages", text, re.M)
    for heading in ("Pages", "Addresses", "Fields", "One of the records", "Written", "Next"):
        assert f"\n{heading}" in text or f"  {heading}" in text
    for path in re.findall(r"^  (data/demo/\S+)", text, re.M):
        assert (tmp_path / path).exists()
    commands = re.findall(r"^  qaharvest (.+)$", text.split("\nNext\n")[1], re.M)
    assert len(commands) >= 4
    for command in commands:
        assert call_here(tmp_path, *command.split()).code == 0, command
    assert "\x1b" not in text


def test_json_tells_the_outcome_and_the_coverage(cli: Cli, tmp_path: Path) -> None:
    result = cli("demo", "other", "--delay", "0", "--json")
    told = json.loads(result.out)
    assert result.code == 0
    assert told["run"] == "data/other"
    assert told["ended"] == "done"
    assert told["stats"] == json.loads((tmp_path / "data/other/stats.json").read_bytes())
    assert told["coverage"]["records"] == told["stats"]["records"] > 0


@pytest.mark.slow
def test_a_demonstration_that_ran_before_is_begun_afresh(cli: Cli) -> None:
    first = cli("demo", "--delay", "0", "--json")
    second = cli("demo", "--delay", "0", "--json")
    assert "begun afresh" in second.err
    assert json.loads(first.out)["stats"]["pages"] == json.loads(second.out)["stats"]["pages"]


def test_a_run_that_is_no_demonstration_is_not_thrown_away(cli: Cli, tmp_path: Path) -> None:
    run = tmp_path / "data" / "demo"
    run.mkdir(parents=True)
    (run / "run.toml").write_text('seeds = ["https://site.example/"]\n\n[settings]\n')
    result = cli("demo", "--quiet")
    assert_one_sentence(result, 2)
    assert "holds a crawl of https://site.example/ and is not thrown away" in result.err
    assert (run / "run.toml").exists()


def test_the_log_is_json_throughout(cli: Cli) -> None:
    result = cli("demo", "--delay", "0", "--log-json", "--json")
    lines = [json.loads(line) for line in result.err.splitlines()]
    assert lines
    assert all({"time", "event", "run"} <= set(line) for line in lines)


def test_serve_tells_its_address_and_ends_with_a_signal(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "demo", "--serve"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment()
    ) as running:
        assert running.stdout is not None
        line = running.stdout.readline().decode()
        running.terminate()
        _, err = running.communicate(timeout=60)
    assert re.match(r"The demonstration site is on http://127\.0\.0\.1:\d+/ until Ctrl-C\.", line)
    assert (running.returncode, err) == (0, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options", [["--port", "99999"], ["--port", "x"], ["--delay", "-1"], ["a/../b"], ["a b"]])
def test_mistakes_are_one_sentence(cli: Cli, options: list[str], tmp_path: Path) -> None:
    result = cli("demo", "--quiet", *options)
    assert_one_sentence(result, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_one_sentence(cli: Cli, site: object) -> None:
    result = cli("demo", "--serve", "--port", str(site.port))  # type: ignore[attr-defined]
    assert_one_sentence(result, 2)


def test_extracting_the_archive_again_gives_the_same_bytes(demo: Path) -> None:
    result = call_here(demo, "extract", "demo", "--quiet")
    assert result.out == (demo / "data/demo/records.jsonl").read_bytes()


def test_a_run_folder_inside_a_folder_is_read_as_a_run(demo: Path) -> None:
    result = call_here(demo, "extract", "data", "--quiet")
    assert result.out == (demo / "data/demo/records.jsonl").read_bytes()


def test_every_line_of_the_demonstration_is_valid(demo: Path) -> None:
    result = call_here(demo, "validate", "data/demo/records.jsonl")
    assert (result.code, result.out) == (0, b"")


def test_the_records_can_be_had_through_the_run(demo: Path) -> None:
    assert len(list(Run.at(demo / "data/demo").records())) == len(
        (demo / "data/demo/records.jsonl").read_bytes().split(b"\n")[:-1]
    )


@pytest.mark.slow
def test_a_demonstration_as_a_process_leaves_nothing_on_standard_error_but_progress(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--delay", "0"],
        capture_output=True,
        cwd=tmp_path,
        env=environment(),
        timeout=120,
        check=False,
    )
    told = done.stderr.decode().splitlines()
    assert done.returncode == 0, told
    assert told[0].startswith("Crawling the demonstration site on http://127.0.0.1:")
    assert all(re.match(r"\d+\.\d s: \d+ pages", line) for line in told[1:]), told


@pytest.mark.slow
def test_on_a_terminal_the_display_is_live_and_goes_away(tmp_path: Path) -> None:
    master, slave = os.openpty()
    with subprocess.Popen(
        [*COMMAND, "demo", "--delay", "0.01"],
        stdout=subprocess.PIPE,
        stderr=slave,
        cwd=tmp_path,
        env=environment(TERM="xterm-256color", COLUMNS="100"),
    ) as running:
        os.close(slave)
        shown = bytearray()
        with contextlib.suppress(OSError):  # how a terminal says that the other side is gone
            while piece := os.read(master, 65536):
                shown += piece
        assert running.stdout is not None
        summary = running.stdout.read()
    os.close(master)
    assert running.returncode == 0
    assert b"pages/s" in shown
    assert b"in flight" in shown
    assert shown.endswith((b"\x1b[2K", b"\x1b[?25h"))  # the last line is wiped, the cursor is back
    assert b"\x1b" not in summary
    assert b"records from" in summary
