import json
import os
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest
from calls import COMMAND, Cli, assert_one_sentence, environment

from scraper.demo.server import DemoSite

QUICK = ("--allow-private-hosts", "--delay", "0")


def test_a_crawl_and_its_resumption(cli: Cli, site: DemoSite, tmp_path: Path) -> None:
    first = cli("crawl", "mine", f"{site.url}/", *QUICK, "--max-pages", "40")
    assert first.code in (0, 1), first.err
    assert "Stopped at --max-pages; go on with: qaharvest crawl mine --max-pages 80" in first.text
    again = cli("crawl", "mine", "--max-pages", "none", "--json")
    told = json.loads(again.out)
    assert again.code == 0, again.err
    assert told["ended"] == "done"
    assert told["new"]["pages"] < told["stats"]["pages"]
    finished = cli("crawl", "mine")
    assert finished.code == 0
    assert "nothing was left to fetch" in finished.text


def test_options_given_are_kept_and_those_not_given_stay(cli: Cli, site: DemoSite, tmp_path: Path) -> None:
    def kept() -> dict[str, object]:
        table = tomllib.loads((tmp_path / "data/mine/run.toml").read_text())
        return dict(table.get("settings", table))

    cli(
        "crawl", "mine", f"{site.url}/about", *QUICK, "--max-pages", "1", "--max-depth", "0", "--no-sitemaps", "--quiet"
    )
    before = kept()
    assert (before["max_pages"], before["max_depth"], before["sitemaps"], before["delay"]) == (1, 0, False, 0)
    cli("crawl", "mine", "--quiet", "--max-pages", "2")
    after = kept()
    assert (after["max_pages"], after["max_depth"], after["sitemaps"]) == (2, 0, False)
    cli("crawl", "mine", "--quiet", "--exclude", "nothing", "--contact", "me@site.example")
    assert (kept()["exclude"], kept()["contact"]) == ("nothing", "me@site.example")
    cli("crawl", "mine", "--quiet", "--max-depth", "none", "--exclude", "", "--contact", "")
    assert not {"max_depth", "exclude", "contact"} & kept().keys()


@pytest.mark.slow
def test_kept_liberties_are_said_aloud_at_each_start_and_can_be_taken_back(cli: Cli, site: DemoSite) -> None:
    options = ("--max-pages", "1", "--quiet")
    for arguments in ((f"{site.url}/about", *QUICK, "--ignore-robots"), ()):
        result = cli("crawl", "mine", *arguments, *options)
        assert "Warning: robots.txt is ignored" in result.err
        assert "Note: private and loopback addresses" in result.err
    result = cli("crawl", "mine", "--no-ignore-robots", *options)
    assert "robots.txt is ignored" not in result.err


def test_a_page_without_records_is_exit_1_and_says_where_to_look(cli: Cli, site: DemoSite) -> None:
    result = cli("crawl", "mine", f"{site.url}/about", *QUICK, "--max-pages", "1", "--no-sitemaps")
    assert result.code == 1
    assert "Nothing was extracted; see why with: qaharvest status mine" in result.err


def test_a_host_on_this_machine_is_refused_without_the_option_and_the_sentence_says_so(
    cli: Cli, site: DemoSite
) -> None:
    result = cli("crawl", "mine", f"{site.url}/", "--quiet", "--retries", "0")
    assert_one_sentence_at_end(result.err)
    assert result.code == 1
    assert "--allow-private-hosts" in result.err


def assert_one_sentence_at_end(err: str) -> None:
    assert err.splitlines()[-1].startswith("Nothing was extracted")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mine"], "there is no run mine yet"),
        (["https://site.example/"], "RUN is missing"),
        (["mine", "site.example/q"], "write https://site.example/q"),
        (["mine", "localhost:8000/q"], "write https://localhost:8000/q"),
        (["mine", "ftp://site.example/"], "only http and https"),
        (["mine", "nonsense"], "is not an address"),
        (["mine", "http://[::1"], "is not an address"),
        (["mine", "http://a.example:99999/"], "is not an address"),
        (["mine", "http://\x1b[31m.example/\x07"], "\\x1b[31m"),
        (["../mine", "https://site.example/"], "'..'"),
        (["a/../b", "https://site.example/"], "'..'"),
        ([".hidden", "https://site.example/"], ".hidden"),
        (["a b", "https://site.example/"], "a b"),
        (["", "https://site.example/"], ""),
        (["mine", "https://site.example/", "--site", "nosuch"], "nosuch"),
        (["mine", "https://site.example/", "--delay", "nan"], "--delay must be a number of at least 0, not nan."),
        (["mine", "https://site.example/", "--concurrency", "0"], "--concurrency must be"),
        (["mine", "https://site.example/", "--include", "("], "--include is not a regular expression"),
        (["mine", "https://site.example/", "--contact", "caf\xe9"], "--contact must be printable ASCII"),
    ],
)
def test_mistakes_are_one_sentence_and_touch_nothing(cli: Cli, tmp_path: Path, arguments: list[str], told: str) -> None:
    result = cli("crawl", *arguments)
    assert_one_sentence(result, 2)
    assert told in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_cleanly_and_the_run_goes_on_later(
    cli: Cli, site: DemoSite, tmp_path: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [*COMMAND, "crawl", "mine", f"{site.url}/", "--allow-private-hosts", "--delay", "0.02", "--log-json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if json.loads(line)["event"] == "progress":
                break
        os.kill(running.pid, number)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    last = json.loads(err.splitlines()[-1])
    assert "qaharvest crawl mine" in last["message"]
    result = cli("crawl", "mine", "--delay", "0", "--json")
    assert result.code == 0
    assert json.loads(result.out)["ended"] == "done"
    lines = (tmp_path / "data/mine/records.jsonl").read_bytes().split(b"\n")[:-1]
    ids = [json.loads(line)["record_id"] for line in lines]
    assert len(ids) == len(set(ids))


def test_a_second_crawl_on_the_same_folder_is_refused(cli: Cli, site: DemoSite, tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "crawl", "mine", f"{site.url}/", "--allow-private-hosts", "--delay", "0.02", "--log-json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if json.loads(line)["event"] == "progress":
                break
        second = cli("crawl", "mine", "--quiet")
        status = cli("status", "mine")
        running.terminate()
        running.communicate(timeout=60)
    assert_one_sentence(second, 2)
    assert "a crawl is working on it" in status.text
