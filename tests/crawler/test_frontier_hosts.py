"""What the frontier keeps of a host's pace and for its webmaster, over restarts too."""

from collections.abc import Callable, Iterator

import pytest

from scraper.crawler.frontier import Batch, Found, Frontier, HostEntry, HostRobots, Pace
from scraper.crawler.frontier.ledger import Ledger
from scraper.request import Request, fingerprint
from tests.crawler.engines import Engine

HOST = "site.test"
NOW = 1_000_000.0
Opener = Callable[..., Frontier]


@pytest.fixture
def opened(engine: Engine) -> Iterator[Opener]:
    """Opens the same crawl again and again, as starts after a kill do: nothing is told to the frontier at its end."""
    last: list[Frontier] = []

    def open_again(delay: float = 1.0, *, robots: bool = False) -> Frontier:
        for one in last:
            one.close()
        last[:] = [engine.open(Pace(delay=delay, robots=robots))]
        last[0].open_host(HOST, f"http://{HOST}")
        return last[0]

    yield open_again
    last[0].close()


def queue(frontier: Frontier, number: int) -> None:
    urls = [f"http://{HOST}/{n}" for n in range(number)]
    frontier.commit(Batch(found=[Found(fingerprint(url), Request(url), HOST) for url in urls]))


def ask(frontier: Frontier, at: float, seconds: float | None = 0.05) -> None:
    """Ask once; fails if the host may not be asked at that time."""
    [lease] = frontier.lease(at, 1, lambda _: None).leases
    frontier.sent(HOST, at)
    frontier.answered(HOST, seconds, 1000)
    frontier.returned(lease.host)
    frontier.commit(Batch())


def entry(frontier: Frontier | Ledger) -> HostEntry:
    [host] = frontier.hosts()
    return host


def grow_slow(frontier: Frontier, delay: float) -> float:
    """Let a host answer slowly after a while; return when it was asked last."""
    queue(frontier, 100)
    at = NOW
    for latency in [*[0.05] * 20, *[2.0] * 8]:
        ask(frontier, at, latency)
        at = max(at + delay, entry(frontier).due_at)
    return frontier.hosts()[0].asked_at


def test_a_host_that_answers_slowly_waits_longer_and_it_is_told_why(opened: Opener) -> None:
    frontier = opened()
    last = grow_slow(frontier, 1.0)
    host = entry(frontier)
    assert host.interval > 2.5
    assert host.due_at == frontier.next_due() == last + host.interval
    assert (host.waits_for, host.paced_by) == ("slow answers", "slow answers")
    assert frontier.lease(last + 2.5, 1, lambda _: None).leases == []
    for _ in range(12):
        ask(frontier, entry(frontier).due_at)
    assert (entry(frontier).interval, entry(frontier).waits_for) == (1.0, "delay")


def test_slow_answers_are_remembered_by_the_next_start(opened: Opener) -> None:
    frontier = opened()
    grow_slow(frontier, 1.0)
    before = entry(frontier)
    again = opened()
    assert (entry(again).interval, entry(again).due_at) == (before.interval, before.due_at)


def test_a_host_without_delay_is_never_slowed_down(opened: Opener) -> None:
    frontier = opened(0.0)
    last = grow_slow(frontier, 0.0)
    assert (entry(frontier).interval, entry(frontier).due_at) == (0.0, last)
    assert len(frontier.lease(last, 8, lambda _: None).leases) == 8


def test_crawl_delay_is_told_as_the_cause_of_the_interval(opened: Opener) -> None:
    frontier = opened(robots=True)
    assert entry(frontier).paced_by == "delay"
    frontier.set_robots(HOST, HostRobots("rules", b"", NOW, NOW + 100, 2.5))
    assert (entry(frontier).interval, entry(frontier).paced_by) == (2.5, "crawl-delay")


def test_requests_are_counted_over_restarts_and_read_by_who_looks(opened: Opener, engine: Engine) -> None:
    frontier = opened()
    queue(frontier, 10)
    for at in (0.0, 1.5):
        ask(frontier, NOW + at)
    frontier = opened()
    ask(frontier, NOW + 3.25)
    frontier.answered(HOST, None, 0, refused=True)
    frontier.refused(HOST, NOW + 4, NOW + 3.25, 20.0, 0.0)
    ledger = engine.ledger(Pace())
    traffic = entry(ledger).traffic
    ledger.close()
    assert (traffic.requests, traffic.received, traffic.refusals) == (3, 3000, 1)
    assert (traffic.first_at, entry(frontier).asked_at) == (NOW, NOW + 3.25)
    assert (traffic.shortest_gap, traffic.longest_wait) == (1.5, 20.0)


def test_the_shortest_gap_is_right_across_a_kill_that_lost_the_counts(opened: Opener) -> None:
    frontier = opened()
    queue(frontier, 10)
    frontier.lease(NOW, 1, lambda _: None)
    frontier.sent(HOST, NOW + 0.5)  # and then the process dies
    frontier = opened()
    ask(frontier, NOW + 1.75)
    assert entry(frontier).traffic.shortest_gap == 1.25


def test_a_clock_that_was_set_back_measures_no_gap(opened: Opener) -> None:
    frontier = opened(0.0)
    for at in (NOW, NOW - 3600, NOW - 3595):
        frontier.sent(HOST, at)
    assert entry(frontier).traffic.shortest_gap == 5.0


def test_hosts_outside_the_scope_are_not_counted(opened: Opener) -> None:
    frontier = opened()
    frontier.sent("other.test", NOW)
    frontier.answered("other.test", 1.0, 10)
    assert entry(frontier).traffic.requests == 0
