"""The judge sees what it is there to see; a crawler that it finds nothing against has done nothing wrong."""

from collections.abc import Callable

import pytest

from tests.politeness.judge import Judge

AGENT = "qaharvest/1 (+https://example.org/bot)"
NOW = 1_000_000.0
Told = Callable[[Judge], None]


def judge(crawl_delay: float | None = None) -> Judge:
    """A judge whose host has told its robots.txt."""
    made = Judge(AGENT, 1.0, crawl_delay)
    ask(made, 0.0, "/robots.txt")
    return made


def ask(judge: Judge, at: float, path: str = "/q/1", **told: object) -> None:
    life = judge.begins(NOW + at, path, AGENT, waiting=True)
    judge.answers(NOW + at + 0.1, life, path, **told)  # type: ignore[arg-type]


def test_a_polite_crawler_is_found_so_and_its_pace_is_measured() -> None:
    one = judge(crawl_delay=2.5)
    for at in (2.5, 5.0, 8.0):
        ask(one, at)
    assert one.violations == []
    assert one.efficiency == pytest.approx(7.5 / 8.0)
    assert one.shortest_gap == 2.5


def test_a_crawler_that_stands_still_is_not_efficient_until_a_kill_or_after_it() -> None:
    one = judge()
    ask(one, 1.0)
    one.killed(NOW + 5.0)
    assert one.efficiency == pytest.approx(2.0 / 5.0)
    ask(one, 9.0)
    assert one.efficiency == pytest.approx(2.0 / 5.0)


@pytest.mark.parametrize(
    ("at", "path", "agent", "found"),
    [
        (0.997, "/q/1", AGENT, "too early"),
        (5.0, "/private/1", AGENT, "forbids"),
        (5.0, "/robots.txt", AGENT, "known"),
        (5.0, "/q/1", "other/1", "as 'other/1'"),
    ],
)
def test_a_wrong_request_is_a_violation(at: float, path: str, agent: str, found: str) -> None:
    one = judge()
    one.begins(NOW + at, path, agent, waiting=True)
    assert len(one.violations) == 1
    assert found in one.violations[0]


def test_a_page_before_robots_txt_and_two_requests_at_once_are_violations() -> None:
    one = Judge(AGENT, 1.0)
    one.begins(NOW, "/", AGENT, waiting=False)
    one.begins(NOW + 5, "/robots.txt", AGENT, waiting=False)
    assert [violation.split(" (")[0] for violation in one.violations] == [
        "/ before robots.txt is known",
        "/robots.txt while another request waits for its answer",
    ]


@pytest.mark.parametrize(("wait", "early", "due"), [(30.0, 30.09, 30.11), (None, 2.05, 2.11)])
def test_retry_after_and_back_off_are_counted_from_the_answer(wait: float | None, early: float, due: float) -> None:
    for at, violations in ((early, 1), (due, 0)):
        one = judge()
        ask(one, 1.0, refuses=True, retry_after=wait)
        ask(one, 1.0 + at - (0.0 if wait else 1.0))
        assert len(one.violations) == violations


def test_back_off_doubles_and_halves() -> None:
    one = judge()
    at = 1.0
    for back_off in (1.0, 2.0, 4.0, 8.0):
        ask(one, at, refuses=True)
        assert one.told.back_off == back_off
        at += back_off + 0.1
    for back_off in (4.0, 2.0, 1.0, 0.0):
        ask(one, at)
        assert one.told.back_off == back_off
        at += 1.0
    assert one.violations == []


def test_the_delay_holds_over_a_kill() -> None:
    one = judge()
    one.begins(NOW + 1.0, "/q/1", AGENT, waiting=True)
    one.killed(NOW + 1.3)
    ask(one, 1.9)
    assert len(one.violations) == 1


@pytest.mark.parametrize(("killed_after", "violations"), [(0.05, 0), (1.0, 1)])
def test_what_may_not_have_been_read_before_a_kill_is_not_held_against_the_next_start(
    killed_after: float, violations: int
) -> None:
    one = judge()
    ask(one, 1.0, refuses=True, retry_after=60.0)
    one.killed(NOW + 1.1 + killed_after)
    ask(one, 5.0)
    assert len(one.violations) == violations


def test_a_request_that_lay_there_when_its_process_died_is_answered_to_nobody() -> None:
    one = judge()
    one.killed(NOW + 1.5)
    life = one.begins(NOW + 1.0, "/q/1", AGENT, waiting=True)
    one.answers(NOW + 1.6, life, "/q/1", refuses=True, retry_after=60.0)
    ask(one, 2.5)
    assert one.violations == []
    assert [start.life for start in one.starts] == [0, 0, 1]


def test_whether_robots_txt_was_read_before_a_kill_is_seen_from_what_comes_next() -> None:
    for path in ("/robots.txt", "/q/1"):
        one = judge()
        one.killed(NOW + 0.2)
        ask(one, 5.0, path)
        ask(one, 9.0)
        assert one.violations == []
