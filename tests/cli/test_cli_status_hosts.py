import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from calls import assert_one_sentence, call_here

from scraper.cli.status_hosts import hosts_lines
from scraper.run import HostStatus
from scraper.settings import Settings

NOW = 1_700_000_000.0
ASKED = HostStatus(
    host="qa.example.org",
    states={"queued": 5, "done": 1239},
    crawl_delay=2.0,
    robots="rules",
    next_at=NOW + 60,
    waits_for="back-off",
    interval=2.0,
    paced_by="crawl-delay",
    robots_at=NOW - 3600,
    robots_until=NOW + 82_800,
    requests=1240,
    received=31_249_000,
    refusals=3,
    longest_wait=120.0,
    first_at=NOW - 3600,
    last_at=NOW - 2,
    shortest_gap=2.0004,
)
SETTINGS = Settings(contact="https://example.org/bot")


def told(host: HostStatus, settings: Settings = SETTINGS) -> str:
    return "\n".join(hosts_lines("data/x", [host], settings, NOW))


def test_the_report_reads_as_one_would_hand_it_to_a_webmaster() -> None:
    assert re.sub(r"qaharvest/[0-9.]+", "qaharvest/1", told(ASKED)) == (
        "data/x: what was asked of 1 host. Times are UTC.\n"
        "\n"
        "User-Agent      qaharvest/1 (+https://example.org/bot)\n"
        "robots.txt      obeyed as RFC 9309 says\n"
        "\n"
        "qa.example.org\n"
        "  requests      1,240, with 31.2 MB of answers\n"
        "  from          2023-11-14T21:13:20Z to 2023-11-14T22:13:18Z\n"
        "  intervals     shortest 2.000 s, mean 2.904 s (between request starts)\n"
        "  delay now     2 s, as robots.txt asks (Crawl-delay); ours is 1 s\n"
        "  robots.txt    read 2023-11-14T21:13:20Z,\n"
        "                holds until 2023-11-15T21:13:20Z\n"
        "  refusals      3 (status 429 or 503); longest wait after one: 2 min 00 s\n"
        "  next request  not before 2023-11-14T22:14:20Z (back-off)"
    )


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"first_at": None, "last_at": None, "requests": 0}, "  requests      none so far\n"),
        ({"requests": 1, "shortest_gap": None}, "  intervals     none: only one request went out\n"),
        (
            {"interval": 3.456, "paced_by": "slow answers"},
            "  delay now     3.46 s, as answers come slowly now; otherwise 2 s\n",
        ),
        ({"interval": 1.0, "paced_by": "delay"}, "  delay now     1 s, our own\n"),
        ({"robots": "open"}, "  robots.txt    none there 2023-11-14T21:13:20Z,\n"),
        ({"robots": "closed"}, "                nothing else is asked until 2023-11-15T21:13:20Z\n"),
        ({"robots": "unknown", "robots_at": None}, "  robots.txt    not read yet; it is read before anything else\n"),
        ({"refusals": 0}, "  refusals      0 (status 429 or 503)\n"),
        ({"next_at": NOW}, "  next request  allowed now\n"),
        ({"states": {"done": 9}}, "  next request  none: nothing is left to ask for\n"),
        ({"host": "qa.example\x1b[2J\n"}, "qa.example\\x1b[2J\\n\n"),
    ],
)
def test_each_case_has_its_words_and_fits_a_terminal(change: dict[str, object], line: str) -> None:
    text = told(replace(ASKED, **change)) + "\n"  # type: ignore[arg-type]
    assert line in text
    assert all(len(one) <= 80 for one in text.split("\n"))


def test_what_is_unusual_about_the_run_is_said() -> None:
    text = told(ASKED, Settings(ignore_robots=True, delay=0.0))
    assert "contact         none was given (qaharvest crawl --contact names one)\n" in text
    assert "robots.txt      not asked for in this run (--ignore-robots)\n" in text
    assert "read 2023" not in text
    assert "delay now     none (--delay 0)" in told(replace(ASKED, interval=0.0, paced_by="delay"), Settings(delay=0.0))


def test_the_report_of_a_run_is_the_same_as_json(demo: Path) -> None:
    text = call_here(demo, "status", "demo", "--hosts").text
    report = json.loads(call_here(demo, "status", "demo", "--hosts", "--json").out)
    [host] = report["hosts"]
    assert text.startswith("data/demo: what was asked of 1 host.")
    assert f"\n{host['host']}\n  requests      {host['requests']:,}, with " in text
    assert report["user_agent"] in text
    assert host["requests"] >= sum(host["states"][state] for state in ("done", "failed"))
    assert host["received"] > 10_000
    assert host["first_at"] <= host["last_at"]


def test_one_address_and_all_hosts_are_two_questions(demo: Path) -> None:
    assert_one_sentence(call_here(demo, "status", "demo", "--hosts", "--why", "http://127.0.0.1/"), 2)
