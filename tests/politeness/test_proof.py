"""The proof of politeness, small and large, and that a client without manners does not pass it."""

import http.client
from pathlib import Path

import pytest

from tests.politeness.hosts import HOSTS, Host
from tests.politeness.judge import Judge
from tests.politeness.proof import AGENT, Figures, prove


def faults(figures: list[Figures]) -> list[str]:
    # How near the permitted rate a crawl comes depends on what else the machine does; the command judges that too.
    return [
        f"{one.name}: {fault}"
        for one in figures
        for fault in (*one.violations, one.misreported, one.pressed and "pressed")
        if fault
    ]


def test_a_crawl_that_is_killed_breaks_no_rule_of_eight_hosts(tmp_path: Path) -> None:
    figures = prove(tmp_path / "run", HOSTS, seconds=2.0, kills=1)
    assert faults(figures) == []
    assert len(figures) == 8
    assert all(one.requests for one in figures)
    assert any(one.refusals for one in figures)


@pytest.mark.slow
def test_a_crawl_that_is_killed_often_breaks_no_rule_through_storms_and_slow_answers(tmp_path: Path) -> None:
    figures = prove(tmp_path / "run", HOSTS, seconds=26.0, kills=5)
    assert faults(figures) == []
    assert sum(one.requests for one in figures) > 200
    assert sum(one.refusals for one in figures) > 20


def test_a_client_without_manners_is_found_out() -> None:
    host = Host(HOSTS[0], 10, Judge(AGENT, 0.2))
    try:
        client = http.client.HTTPConnection(host.name, timeout=10)
        for path in ("/q/1", "/robots.txt", "/private/1"):
            client.request("GET", path, headers={"User-Agent": AGENT})
            assert client.getresponse().read() is not None
        client.close()
    finally:
        host.close()
    found = " ".join(host.judge.violations)
    assert all(what in found for what in ("before robots.txt", "too early", "forbids"))
