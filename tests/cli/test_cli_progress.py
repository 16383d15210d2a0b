import contextlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from scraper.cli.live import render
from scraper.cli.progress import JsonLines, Plain, duration, line_of, unusual
from scraper.crawler.observer import HostWait, Snapshot
from scraper.settings import Settings
from scraper.stats import Stats

SNAPSHOT = Snapshot(
    stats=Stats(
        pages=1234, pages_with_records=1200, pages_rejected=4, pages_not_qa=30, records=1210, fetched=1240, failed=5
    ),
    queued=77,
    in_flight=8,
    seconds=95.0,
    pages_per_second=12.34,
    hosts=(HostWait("slow.example\x1b[31m", 42.0, "back-off"), HostWait("quick.example", 0.2, "delay")),
    eta=6.2,
)


def told(work: object) -> str:
    err = io.StringIO()
    with contextlib.redirect_stderr(err):
        work()  # type: ignore[operator]
    return err.getvalue()


def test_a_plain_line_tells_everything() -> None:
    assert line_of(SNAPSHOT) == (
        "1 min 35 s: 1,234 pages (12.3/s), 1,210 records, 4 rejected, 30 not Q&A, 77 queued, 8 in flight, 5 failed, "
        "slow.example\\x1b[31m waits 42.0 s (back-off), about 6.2 s left"
    )


def test_the_live_display_tells_the_same_and_is_escaped() -> None:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    with console.capture() as captured:
        console.print(render("data/run", SNAPSHOT))
    text = captured.get()
    for expected in (
        "data/run", "12.3 pages/s", "1 min 35 s", "6.2 s left", "pages 1,234", "records 1,210", "rejected 4",
        "not Q&A 30", "queue 77", "in flight 8", "failed 5", "waits 42.0 s: slow.example\\x1b[31m (back-off)",
    ):  # fmt: skip
        assert expected in text
    assert "\x1b[31m" not in text
    assert "quick.example" not in text


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0.0 s"),
        (8.44, "8.4 s"),
        (59.99, "60.0 s"),
        (60, "1 min 00 s"),
        (3599.7, "1 h 00 min"),
        (7325, "2 h 02 min"),
    ],
)
def test_durations_read_well(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@given(st.floats(0, 1e9))
def test_any_duration_can_be_told(seconds: float) -> None:
    assert duration(seconds)


def test_unusual_settings_are_said_aloud_also_when_quiet() -> None:
    settings = Settings(ignore_robots=True, allow_private_hosts=True)
    text = told(lambda: Plain(quiet=True).started(Path("data/x"), settings))
    assert text.startswith("Warning: robots.txt is ignored")
    assert "--allow-private-hosts" in text
    assert unusual(Settings()) == []


def test_json_lines_are_objects_with_time_event_and_run() -> None:
    def work() -> None:
        log = JsonLines()
        log.started(Path("data/x"), Settings(ignore_robots=True))
        log.progress(SNAPSHOT)
        log.event("failed", url="http://a.example/\x1b[0m\n", time="mine", error=ValueError("x"))

    lines = [json.loads(line) for line in told(work).splitlines()]
    assert [line["event"] for line in lines] == ["started", "warning", "progress", "failed"]
    assert all(list(line)[:3] == ["time", "event", "run"] for line in lines)
    assert lines[2]["stats"]["pages"] == 1234
    assert lines[3]["time_"] == "mine"
    assert lines[3]["error"] == "x"


def test_no_log_line_holds_a_control_character() -> None:
    text = told(lambda: JsonLines().event("x", url="\x1b[2J\u202e\x85\n"))
    assert text.removesuffix("\n").isprintable()


def test_what_keeps_a_crawl_from_bringing_anything_is_said_without_being_asked_for() -> None:
    def work() -> None:
        plain = Plain()
        plain.event("robots", host="a.example", state="closed", reason="HTTP 500")
        plain.event("robots", host="b.example", state="rules", reason=None)
        plain.event("seed_redirects_away", url="http://c.example/", target="http://www.c.example/")
        Plain(quiet=True).event("robots", host="d.example", state="closed", reason="HTTP 500")

    lines = told(work).splitlines()
    assert len(lines) == 2
    assert "a.example" in lines[0]
    assert "HTTP 500" in lines[0]
    assert "http://www.c.example/" in lines[1]
