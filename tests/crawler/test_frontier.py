"""The contract of a frontier; every backend is a parameter."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scraper.crawler.frontier import Batch, Found, Frontier, HostRobots, Lease, Pace, Settled, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.errors import FrontierError
from scraper.request import Kind, Request, canonical_url, fingerprint, host_key
from scraper.stats import Stats
from tests.crawler.engines import Engine

HOST = "site.test"
NOW = 1_000_000.0
Opener = Callable[..., Frontier]


@pytest.fixture
def opened(engine: Engine) -> Iterator[Opener]:
    """Opens the same frontier again and again, as restarts do."""
    frontiers: list[Frontier] = []

    def open_again(pace: Pace | None = None, hosts: tuple[str, ...] = (HOST,)) -> Frontier:
        for frontier in frontiers:
            frontier.close()
        frontier = engine.open(pace or Pace(delay=0, robots=False))
        for host in hosts:
            frontier.open_host(host, f"http://{host}")
        frontiers[:] = [frontier]
        return frontier

    yield open_again
    for frontier in frontiers:
        frontier.close()


def key(url: str) -> bytes:
    return fingerprint(canonical_url(url))


def link(path: str, depth: int = 0, reason: str | None = None, host: str | None = HOST, **request: object) -> Found:
    url = path if path.startswith("http") else f"http://{HOST}{path}"
    return Found(key(url), Request(url, depth, **request), host, reason=reason)  # type: ignore[arg-type]


def add(frontier: Frontier, *links: Found) -> None:
    frontier.commit(Batch(found=list(links)))


def take(frontier: Frontier, limit: int = 100, now: float = NOW) -> list[Lease]:
    return frontier.lease(now, limit, lambda lease: None).leases


def paths(leases: list[Lease]) -> list[str]:
    return [lease.request.url.removeprefix(f"http://{HOST}") for lease in leases]


def settle(frontier: Frontier, lease: Lease, state: State = State.DONE, **more: object) -> None:
    frontier.returned(lease.host)
    frontier.commit(Batch(settled=[Settled(lease, state, **more)]))  # type: ignore[arg-type]


def total(frontier: Frontier) -> int:
    return sum(frontier.states().values())


def test_an_address_is_handed_out_once(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"), link("/a"))
    add(frontier, link("/a#x"))
    assert paths(take(frontier)) == ["/a"]
    assert take(frontier) == []
    assert total(frontier) == 1


def test_sitemaps_come_first_then_pages_by_depth(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/deep", 2), link("/near", 1), link("/map", kind=Kind.SITEMAP), link("/seed"))
    assert paths(take(frontier)) == ["/map", "/seed", "/near", "/deep"]


def test_a_lease_that_dies_with_its_process_is_given_out_again(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"), link("/b"))
    first, _ = take(frontier)
    settle(frontier, first)
    frontier = opened()
    assert paths(take(frontier)) == ["/b"]


def test_settled_addresses_stay_settled_over_restarts_and_say_why(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"), link("/b"), link("/c"))
    a, b, c = take(frontier)
    settle(frontier, a)
    settle(frontier, b, State.SKIPPED, reason="robots: Disallow: /b")
    settle(frontier, c, State.FAILED, reason="failed: HTTP 404", attempts=1)
    frontier = opened()
    assert take(frontier) == []
    entry = frontier.why(b.key)
    assert entry is not None
    assert (entry.state, entry.reason) == (State.SKIPPED, "robots: Disallow: /b")
    assert frontier.states() == {
        State.QUEUED: 0, State.LEASED: 0, State.RETRY: 0, State.DONE: 1, State.SKIPPED: 1, State.FAILED: 1,
    }  # fmt: skip
    assert (frontier.stats().skipped, frontier.stats().failed, frontier.stats().deferred) == (1, 1, 0)


def test_addresses_outside_the_scope_are_in_the_ledger_and_never_handed_out(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("http://other.test/x", host=None, reason="scope: host"))
    assert take(frontier) == []
    entry = frontier.why(key("http://other.test/x"))
    assert entry is not None
    assert entry.reason == "scope: host"


def test_the_ledger_tells_which_page_led_to_an_address(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/seed"))
    [seed] = take(frontier)
    child = link("/child", 1)
    frontier.commit(Batch(settled=[Settled(seed, State.DONE)], found=[Found(child.key, child.request, HOST, seed.id)]))
    entry = frontier.why(child.key)
    assert entry is not None
    assert (entry.via, entry.depth) == (f"http://{HOST}/seed", 1)


def test_an_address_found_nearer_is_asked_for_at_the_smaller_depth(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a", 3), link("/too-deep", 9, reason="depth"))
    assert frontier.unseen([(key(f"http://{HOST}/a"), 3), (key(f"http://{HOST}/a"), 1)]) == {key(f"http://{HOST}/a")}
    add(frontier, link("/a", 1), link("/too-deep", 2))
    leases = take(frontier)
    assert [lease.request.depth for lease in leases] == [1, 2]
    assert paths(leases) == ["/a", "/too-deep"]
    assert total(frontier) == 2
    for lease in leases:
        settle(frontier, lease)
    assert frontier.unseen([(lease.key, 0) for lease in leases]) == set()


def test_unseen_tells_only_what_is_new(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"))
    frontier = opened()  # nothing in memory helps
    a, b = key(f"http://{HOST}/a"), key(f"http://{HOST}/b")
    assert frontier.unseen([(a, 1), (b, 1), (a, 1)]) == {b}
    assert frontier.unseen([(a, 1)]) == set()


# -- pace ---------------------------------------------------------------------------------------------------------


def test_a_host_is_asked_once_in_its_delay(opened: Opener) -> None:
    frontier = opened(Pace(delay=2.0, robots=False))
    add(frontier, *(link(f"/{n}") for n in range(5)))
    [lease] = take(frontier)
    frontier.returned(lease.host)
    assert take(frontier, now=NOW + 1.9) == []
    assert frontier.next_due() == NOW + 2.0
    assert len(take(frontier, now=NOW + 2.0)) == 1


def test_one_request_at_a_time_goes_to_a_host_with_a_delay(opened: Opener) -> None:
    frontier = opened(Pace(delay=2.0, robots=False))
    add(frontier, link("/a"), link("/b"))
    take(frontier)
    assert take(frontier, now=NOW + 100) == []
    assert frontier.next_due() is None


def test_without_delay_as_many_go_out_as_are_allowed_in_total(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, concurrency=3, robots=False))
    add(frontier, *(link(f"/{n}") for n in range(5)))
    assert len(take(frontier)) == 3
    frontier.returned(HOST)
    assert len(take(frontier)) == 1


def test_per_host_bounds_the_requests_in_flight(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, per_host=2, robots=False))
    add(frontier, *(link(f"/{n}") for n in range(5)))
    assert len(take(frontier)) == 2


def test_hosts_take_turns(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, robots=False), hosts=(HOST, "b.test"))
    add(frontier, *(link(f"/{n}") for n in range(50)), link("http://b.test/1", host="b.test"))
    assert {lease.host for lease in take(frontier, 2)} == {HOST, "b.test"}


def test_the_pace_survives_a_restart_that_follows_a_kill(opened: Opener) -> None:
    frontier = opened(Pace(delay=10.0, robots=False))
    add(frontier, link("/a"), link("/b"))
    take(frontier)
    frontier = opened(Pace(delay=10.0, robots=False))
    assert take(frontier, now=NOW + 9.9) == []
    assert len(take(frontier, now=NOW + 10)) == 1


def test_retry_after_is_kept_over_restarts(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"))
    [lease] = take(frontier)
    frontier.refused(HOST, NOW, NOW, 500.0, 0.5)
    settle(frontier, lease, State.RETRY, retry_at=NOW + 1, attempts=1)
    frontier = opened()
    assert take(frontier, now=NOW + 499) == []
    assert frontier.next_due() == NOW + 500
    assert [host.waits_for for host in frontier.hosts()] == ["back-off"]
    [again] = take(frontier, now=NOW + 500)
    assert again.attempts == 1


def test_back_off_doubles_with_each_new_refusal_and_not_with_those_on_their_way(opened: Opener) -> None:
    frontier = opened()
    for started, now, least in [(0, 1, 1), (0, 1, 1), (2, 3, 2), (6, 7, 4), (0, 7, 4)]:
        frontier.refused(HOST, NOW + now, NOW + started, None, 0.0)
        assert frontier.due_at(HOST) == NOW + now + least


def test_a_host_that_answers_is_trusted_again(opened: Opener) -> None:
    frontier = opened()
    for started in range(6):
        frontier.refused(HOST, NOW + started, NOW + started, None, 0.0)
    for _ in range(20):
        frontier.welcomed(HOST)
    frontier.refused(HOST, NOW + 100, NOW + 100, None, 0.0)
    assert frontier.due_at(HOST) == NOW + 101


def test_a_retry_is_not_handed_out_before_its_time(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"))
    [lease] = take(frontier)
    settle(frontier, lease, State.RETRY, retry_at=NOW + 5, attempts=1)
    assert frontier.states()[State.RETRY] == 1
    assert take(frontier, now=NOW + 4) == []
    assert frontier.next_due() == NOW + 5
    assert [lease.attempts for lease in take(frontier, now=NOW + 5)] == [1]


# -- robots.txt ---------------------------------------------------------------------------------------------------


def test_robots_txt_is_due_once_and_before_anything_else(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0))
    add(frontier, link("/a"), link("/b"))
    leased = frontier.lease(NOW, 10, lambda lease: None)
    assert ([due.origin for due in leased.robots], leased.leases) == ([f"http://{HOST}"], [])
    assert frontier.lease(NOW, 10, lambda lease: None).robots == []
    frontier.set_robots(HOST, HostRobots("rules", b"", NOW, NOW + 100, None))
    frontier.returned(HOST)
    assert len(take(frontier)) == 2


def test_a_closed_host_is_asked_again_when_its_answer_expires(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0))
    add(frontier, link("/a"))
    frontier.lease(NOW, 10, lambda lease: None)
    frontier.set_robots(HOST, HostRobots("closed", b"", NOW, NOW + 300, None))
    frontier.returned(HOST)
    frontier = opened(Pace(delay=0.0))
    assert frontier.next_due() == NOW + 300
    leased = frontier.lease(NOW + 300, 10, lambda lease: None)
    assert (len(leased.robots), leased.leases) == (1, [])


def test_the_crawl_delay_counts_from_the_start_of_the_robots_request(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0))
    add(frontier, link("/a"))
    frontier.lease(NOW, 10, lambda lease: None)
    frontier.set_robots(HOST, HostRobots("rules", b"", NOW, NOW + 86400, 7.0))
    frontier.returned(HOST)
    assert take(frontier, now=NOW + 6.9) == []
    assert len(take(frontier, now=NOW + 7)) == 1


# -- commits ------------------------------------------------------------------------------------------------------


def test_a_batch_is_kept_with_the_lengths_of_the_files_and_the_record_ids(opened: Opener) -> None:
    frontier = opened()
    records = [fingerprint("a:1"), fingerprint("a:2")]
    frontier.commit(Batch(records=records, files={"records.jsonl": 10}, stats=Stats(pages=1, records=2)))
    frontier.commit(Batch(files={"records.jsonl": 30}, stats=Stats(pages=1)))
    frontier = opened()
    assert frontier.files() == {"records.jsonl": 30}
    assert frontier.known_records([*records, fingerprint("a:3")]) == set(records)
    assert (frontier.stats().pages, frontier.stats().records) == (2, 2)


def test_a_refused_lease_takes_no_turn_of_its_host(opened: Opener) -> None:
    frontier = opened(Pace(delay=5.0, robots=False))
    add(frontier, *(link(f"/no/{n}") for n in range(300)), link("/yes"))

    def admit(lease: Lease) -> Settled | None:
        return Settled(lease, State.SKIPPED, "robots: x") if "/no/" in lease.request.url else None

    refused = 0
    for _ in range(10):
        leased = frontier.lease(NOW, 1, admit)
        frontier.commit(Batch(settled=leased.refused))
        refused += len(leased.refused)
        if leased.leases:
            break
    assert (refused, paths(leased.leases)) == (300, ["/yes"])


def test_a_parked_request_comes_after_all_others(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, concurrency=1, robots=False))
    add(frontier, link("/a"), link("/b", 5))
    leased = frontier.lease(
        NOW, 1, lambda lease: Settled(lease, State.QUEUED, parked=True) if lease.request.depth == 0 else None
    )
    frontier.commit(Batch(settled=leased.refused))
    assert paths(leased.leases) == ["/b"]
    settle(frontier, leased.leases[0])
    [parked] = take(frontier)
    assert parked.parked


def test_an_address_held_under_another_name_is_not_asked_for(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, concurrency=1, robots=False))
    add(frontier, link("/a"), link("/b"), link("/c"))
    [a] = take(frontier)
    frontier.returned(HOST)
    same = [link(path, reason="duplicate: same page as /a") for path in ("/b", "/new")]
    frontier.commit(Batch(settled=[Settled(a, State.DONE)], superseded=same))
    assert paths(take(frontier)) == ["/c"]
    assert frontier.states()[State.SKIPPED] == 2
    assert total(frontier) == 4


def test_an_address_superseded_while_it_is_asked_for_is_told_so(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"), link("/b"))
    a, b = take(frontier)
    frontier.commit(
        Batch(settled=[Settled(a, State.DONE)], superseded=[link("/b", reason="duplicate: same page as /a")])
    )
    assert frontier.is_superseded(b)
    settle(frontier, b, State.SKIPPED, reason="duplicate: same page as /a")
    assert not frontier.is_superseded(b)
    assert (frontier.states()[State.SKIPPED], total(frontier)) == (1, 2)


def test_a_superseded_lease_that_fails_for_the_moment_is_not_asked_again(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"), link("/b"))
    a, b = take(frontier)
    frontier.commit(Batch(settled=[Settled(a, State.DONE)], superseded=[link("/b", reason="duplicate: x")]))
    settle(frontier, b, State.RETRY, retry_at=NOW, attempts=1)
    assert take(frontier, now=NOW + 10) == []
    assert (frontier.states()[State.SKIPPED], total(frontier)) == (1, 2)


def test_what_was_answered_is_not_superseded(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"))
    [a] = take(frontier)
    settle(frontier, a)
    frontier.commit(Batch(superseded=[link("/a", reason="duplicate: x")]))
    assert frontier.states()[State.DONE] == 1


def test_a_redirect_to_the_same_page_is_asked_for_at_its_new_address(opened: Opener) -> None:
    frontier = opened()
    add(frontier, link("/a"))
    [lease] = take(frontier)
    settle(frontier, lease, State.QUEUED, url=f"http://{HOST}/a?sid=1", hops=1)
    [again] = take(frontier)
    assert (again.request.url, again.request.hops, again.key) == (f"http://{HOST}/a?sid=1", 1, lease.key)


def test_pattern_counts_survive(opened: Opener) -> None:
    frontier = opened()
    frontier.commit(Batch(patterns={b"12345678": 7}))
    assert opened().pattern_pages(b"12345678") == 7
    assert opened().pattern_pages(b"unknown!") == 0


def test_states_add_up_whatever_happens(opened: Opener) -> None:
    frontier = opened(Pace(delay=0.0, robots=False, concurrency=7))
    add(frontier, *(link(f"/{n}") for n in range(40)))
    ways = [State.DONE, State.SKIPPED, State.FAILED, State.RETRY, State.QUEUED]
    for turn in range(30):
        for number, lease in enumerate(take(frontier, 5, NOW + turn)):
            way = ways[(turn + number) % 5]
            settle(frontier, lease, way, retry_at=NOW + turn + 2 if way is State.RETRY else None)
        add(frontier, link(f"/more/{turn}", 1))
        assert total(frontier) == 40 + turn + 1
    states = frontier.states()
    assert opened().states() == frontier_states_after_restart(states)


def frontier_states_after_restart(states: dict[State, int]) -> dict[State, int]:
    return {**states, State.QUEUED: states[State.QUEUED] + states[State.LEASED], State.LEASED: 0}


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    frontier = SqliteFrontier(tmp_path / "f.sqlite")
    frontier._db.execute("PRAGMA user_version = 99")
    frontier.close()
    with pytest.raises(FrontierError, match="newer version"):
        SqliteFrontier(tmp_path / "f.sqlite")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(FrontierError):
        SqliteFrontier(tmp_path / "f.sqlite")


def test_skipped_addresses_come_back_when_the_scope_grows(opened: Opener) -> None:
    frontier = opened()
    add(
        frontier,
        link("/deep", 3, reason="depth"),
        link("http://b.test/x", 1, host=None, reason="scope: host"),
        link("/q", 1),
    )
    frontier.open_host("b.test", "http://b.test")
    assert frontier.rejudge(lambda url, depth: "depth" if depth > 2 else None, ("scope: host", "depth")) == 1
    assert sorted(host_key(lease.request.url) for lease in take(frontier)) == ["b.test", HOST]
    assert frontier.rejudge(lambda url, depth: None, ("depth",)) == 1
    assert paths(take(frontier)) == ["/deep"]


def test_the_delay_counts_from_when_the_request_goes_out(opened: Opener) -> None:
    frontier = opened(Pace(delay=1.0, robots=False))
    add(frontier, link("/a"), link("/b"))
    [a] = take(frontier, now=NOW)
    frontier.sent(HOST, NOW + 0.3)  # connecting took its time
    settle(frontier, a)
    assert take(frontier, now=NOW + 1.2) == []
    frontier = opened(Pace(delay=1.0, robots=False))  # a restart knows it too
    assert take(frontier, now=NOW + 1.2) == []
    assert paths(take(frontier, now=NOW + 1.3)) == ["/b"]


def test_nothing_more_is_handed_out_while_a_request_waits_for_its_connection(opened: Opener) -> None:
    frontier = opened(Pace(delay=1.0, per_host=2, robots=False))
    add(frontier, link("/a"), link("/b"), link("/c"))
    assert paths(take(frontier, now=NOW)) == ["/a"]
    assert take(frontier, now=NOW + 5) == []
    frontier.sent(HOST, NOW + 5)
    assert take(frontier, now=NOW + 5.9) == []
    assert paths(take(frontier, now=NOW + 6)) == ["/b"]


def test_a_request_that_never_went_out_holds_nobody_up(opened: Opener) -> None:
    frontier = opened(Pace(delay=1.0, robots=False))
    add(frontier, link("/a"), link("/b"))
    [a] = take(frontier, now=NOW)
    settle(frontier, a, State.FAILED, reason="failed: refused")
    assert paths(take(frontier, now=NOW + 1)) == ["/b"]
