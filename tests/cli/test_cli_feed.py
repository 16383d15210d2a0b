"""``qaharvest feed``, and ``crawl -o -``: records for other programs while they are crawled."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from calls import COMMAND, Cli, assert_one_sentence, call_here, environment

from scraper.cli.feed import TOKEN
from scraper.run import Run
from tests.feeding.receivers import WebSide
from tests.kill.site import Site, questions
from tests.runs import HTML, crawl, pages_of

SPEED = ("--allow-private-hosts", "--delay", "0", "--no-sitemaps")


def open_process(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *arguments], cwd=folder, stdout=subprocess.PIPE, env=environment(), **options)


def ids(lines: bytes) -> list[str]:
    return [json.loads(line)["record_id"] for line in lines.split(b"\n")[:-1]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 30 records."""
    folder = tmp_path_factory.mktemp("feed")
    with Site(questions(30)) as site:
        crawl(Run(folder / "small"), f"{site.url}/")
    return folder


@pytest.fixture
def small(crawled: Path, tmp_path: Path) -> Path:
    """A folder with a copy of the run."""
    shutil.copytree(crawled, tmp_path / "data")
    return tmp_path


@pytest.fixture
def records(small: Path) -> bytes:
    return (small / "data/small/records.jsonl").read_bytes()


def test_standard_output_gets_the_records_as_they_are(cli: Cli, records: bytes) -> None:
    result = cli("feed", "small")
    assert (result.code, result.out, result.err) == (0, records, "")
    assert cli("feed", "small", "--follow").out == records  # nobody adds to it


def test_a_view_is_fed_as_its_rows(cli: Cli, records: bytes) -> None:
    result = cli("feed", "small", "--view", "flat")
    assert ids(result.out) == ids(records)
    assert "provenance" not in json.loads(result.out.split(b"\n")[0])
    assert_one_sentence(cli("feed", "small", "--view", "nonsense"), 2)


def test_a_receiver_gets_each_record_once(small: Path, cli: Cli, records: bytes) -> None:
    with WebSide() as side:
        first = cli("feed", "small", side.url, "--batch", "8")
        again = cli("feed", "small", side.url)
        assert (first.code, again.code) == (0, 0)
        assert first.err == f"{side.url}: 30 records sent in 4 batches; 0 were there already.\n"
        assert again.err == f"{side.url}: 0 records sent in 0 batches; 30 were there already.\n"
        assert b"".join(posted.body for posted in side.posted) == records
        assert cli("feed", "small", side.url, "--view", "flat", "-q").err == ""
        assert len(side.posted) == 5
    assert len(list((small / "data/small/feeds").glob("*.sqlite"))) == 2


def test_what_a_refresh_changed_is_sent_again_and_nothing_else(tmp_path: Path, cli: Cli) -> None:
    page = (200, HTML, questions(3)("/doctor/All/ShowDetail.php?q_no=1")[2])
    target = "/doctor/All/ShowDetail.php?q_no={}"
    pages = {"/": "".join(f'<a href="{target.format(n)}">x</a>' for n in range(2))}
    pages |= {target.format(n): (200, HTML, questions(3)(target.format(n))[2]) for n in range(2)}
    run = Run(tmp_path / "data/r")
    with Site(pages_of(pages)) as site, WebSide() as side:
        crawl(run, f"{site.url}/")
        cli("feed", "r", side.url)
        pages[target.format(0)] = (200, HTML, page[2].replace(b"number 1", b"number 7").replace(b"miki1", b"miki0"))
        crawl(run, refresh=True)
        result = cli("feed", "r", side.url)
        assert "1 record sent in 1 batch; 1 were there already" in result.err
        assert sorted(side.times.values()) == [1, 2]
        kept = {record.record_id: json.loads(record.model_dump_json())["question"] for record in run.records()}
        assert {key: record["question"] for key, record in side.records.items()} == kept


@pytest.mark.slow
def test_the_token_comes_from_the_environment_or_a_file_and_is_not_kept(small: Path, process: Cli) -> None:
    (small / "token").write_text("from-a-file\n")
    with WebSide() as side:
        assert process("feed", "small", side.url, env=environment(**{TOKEN: "from-outside"})).code == 0
        assert process("feed", "small", side.url, "--view", "flat", "--token-file", "token").code == 0
        sent = [posted.fields["Authorization"] for posted in side.posted]
    assert sent == ["Bearer from-outside", "Bearer from-a-file"]
    kept = b"".join(path.read_bytes() for path in (small / "data/small/feeds").iterdir())
    assert b"from-" not in kept


def test_a_receiver_that_refuses_is_one_sentence(small: Path, cli: Cli) -> None:
    with WebSide(lambda *_: (403, {}, b"go away")) as side:
        assert_one_sentence(cli("feed", "small", side.url), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("feed", "nosuchrun"),
        ("feed", "../x"),
        ("feed", "small", "ftp://example.org/"),
        ("feed", "small", "https://example.org/", "--batch", "0"),
        ("feed", "small", "https://example.org/", "--token-file", "nosuchfile"),
        ("feed", "small", "kafka://127.0.0.1:1/"),
        ("feed", "small", "postgresql://127.0.0.1/x", "--view", "flat"),
        ("crawl", "small", "-o", "records.jsonl"),
        ("crawl", "small", "-o", "-", "--json"),
    ],
)
def test_mistakes_are_one_sentence(small: Path, cli: Cli, arguments: tuple[str, ...]) -> None:
    assert_one_sentence(cli(*arguments), 2)


@pytest.mark.slow
def test_following_a_crawl_gives_each_record_once_and_ends_with_it(tmp_path: Path) -> None:
    with Site(questions(40), delay=0.01) as site:
        follower = open_process(tmp_path, "feed", "live", "--follow")  # before there is a run
        crawler = open_process(tmp_path, "crawl", "live", f"{site.url}/", *SPEED, stderr=subprocess.DEVNULL)
        out, _ = follower.communicate(timeout=60)
        crawler.communicate(timeout=60)
    assert (follower.returncode, crawler.returncode) == (0, 0)
    assert out == (tmp_path / "data/live/records.jsonl").read_bytes()
    assert len(ids(out)) == 40


@pytest.mark.slow
def test_ctrl_c_ends_a_feed_that_goes_on_for_ever(small: Path, records: bytes) -> None:
    follower = open_process(small, "feed", "small", "--forever", stderr=subprocess.PIPE)
    assert follower.stdout is not None
    read = b""
    while len(read) < len(records):
        read += os.read(follower.stdout.fileno(), 1 << 16)
    follower.send_signal(signal.SIGINT)
    out, err = follower.communicate(timeout=30)
    assert (follower.returncode, read + out) == (130, records)
    assert b"Traceback" not in err
    assert err.count(b"\n") == 1


@pytest.mark.slow
def test_a_crawl_streams_what_it_commits_and_says_the_rest_elsewhere(tmp_path: Path, process: Cli) -> None:
    with Site(questions(30)) as site:
        result = process("crawl", "s", f"{site.url}/", *SPEED, "-o", "-")
        assert result.code == 0
        assert result.out == (tmp_path / "data/s/records.jsonl").read_bytes()
        assert "32 pages" in result.err
        again = process("crawl", "s", "-o", "-", "-q")  # each start gives every record once
        assert again.out == result.out
        fresh = process("crawl", "s", "-o", "-", "-q", "--fresh")
    assert len(ids(fresh.out)) == len(set(ids(fresh.out))) == 30


@pytest.mark.slow
def test_records_come_while_the_crawl_goes_on(tmp_path: Path) -> None:
    with Site(questions(60), delay=0.02) as site:
        crawler = open_process(tmp_path, "crawl", "s", f"{site.url}/", *SPEED, "-q", "-o", "-", "--concurrency", "1")
        assert crawler.stdout is not None
        with crawler.stdout:
            first = crawler.stdout.readline()
            assert crawler.poll() is None
            assert json.loads(first)["site"] == "ehospital"
            # Not by communicate(): with a time limit it passes over what readline() had read beyond the line.
            assert len(ids(first + crawler.stdout.read())) == 60
        assert crawler.wait(60) == 0


@pytest.mark.slow
def test_a_reader_that_goes_away_takes_nothing_from_the_crawl(tmp_path: Path) -> None:
    with Site(questions(60)) as site:
        crawler = open_process(tmp_path, "crawl", "s", f"{site.url}/", *SPEED, "-o", "-", stderr=subprocess.PIPE)
        assert crawler.stdout is not None
        crawler.stdout.close()
        _, err = crawler.communicate(timeout=60)
    assert crawler.returncode == 0, err
    assert b"the crawl goes on" in err
    assert b"60 written" in err


@pytest.mark.slow
def test_a_disk_that_takes_no_more_is_told_and_the_crawl_is_done_all_the_same(small: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "crawl", "small", "-o", "-", "--log-json"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=small,
            env=environment(),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert any("can no longer be written" in line.get("message", "") for line in told)
    assert told[-1]["event"] in ("ended", "warning")


@pytest.mark.slow
def test_a_reader_that_takes_nothing_does_not_hold_up_an_interruption(tmp_path: Path) -> None:
    with Site(questions(400), delay=0.005) as site:
        crawler = open_process(tmp_path, "crawl", "s", f"{site.url}/", *SPEED, "-q", "-o", "-", "--max-wait", "0")
        while not (records := tmp_path / "data/s/records.jsonl").exists() or records.stat().st_size < 200_000:
            assert crawler.poll() is None
            time.sleep(0.01)
        crawler.send_signal(signal.SIGTERM)
        assert crawler.wait(timeout=30) == 130
        assert crawler.stdout is not None
        crawler.stdout.close()


@pytest.mark.slow
def test_a_crawl_in_this_process_streams_too(tmp_path: Path) -> None:
    with Site(questions(3)) as site:
        result = call_here(tmp_path, "crawl", "s", f"{site.url}/", *SPEED, "-o", "-", "-q")
    assert (result.code, len(ids(result.out))) == (0, 3)
