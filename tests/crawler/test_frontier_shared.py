"""What only a shared frontier does: one owner a host, whatever happens to the others who work on the crawl."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from scraper.crawler.frontier import Batch, Conflict, Found, HostRobots, Lease, Pace, Settled, State
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.opening import open_shared_ledger
from scraper.crawler.frontier.postgres.database import PostgresDatabase
from scraper.crawler.frontier.postgres.frontier import PostgresFrontier
from scraper.crawler.frontier.postgres.ownership import GRACE_SECONDS, LEASE_SECONDS
from scraper.crawler.frontier.schema import Rows
from scraper.errors import FrontierError
from scraper.request import Request, fingerprint
from scraper.stats import Stats
from tests.crawler.engines import Postgres
from tests.feeding.database import Database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

HOSTS = tuple(f"{letter}.test" for letter in "abcdefgh")
DEAD = LEASE_SECONDS + GRACE_SECONDS + 1


class Crawl:
    """Several workers on one crawl, and the time they live in."""

    def __init__(self, postgres_server: Database, pace: Pace | None = None, hosts: tuple[str, ...] = HOSTS) -> None:
        self.engine = Postgres(postgres_server)
        self.pace = pace or Pace(delay=0, robots=False)
        self.hosts = hosts
        self.now = 1_000_000.0
        self.open: list[PostgresFrontier] = []

    def worker(self, ahead: float = 0.0) -> PostgresFrontier:
        address = Address.of(self.engine.url, self.engine.crawl)
        frontier = PostgresFrontier(address, self.pace, worker=f"w{len(self.open)}", clock=lambda: self.now + ahead)
        for host in self.hosts:
            frontier.open_host(host, f"http://{host}")
        self.open.append(frontier)
        return frontier

    def take(self, frontier: PostgresFrontier, limit: int = 100) -> list[Lease]:
        return frontier.lease(self.now, limit, lambda lease: None).leases

    def close(self) -> None:
        for frontier in self.open:
            frontier.close()


@pytest.fixture
def crawl(postgres_server: Database) -> Iterator[Crawl]:
    with closing(Crawl(postgres_server)) as opened:
        yield opened


@pytest.fixture
def own_server() -> Iterator[Database]:
    """A server that a test may stop."""
    with Database() as running:
        yield running


def queue(frontier: PostgresFrontier, *urls: str) -> None:
    found = [Found(fingerprint(url), Request(url), url.split("/")[2]) for url in urls]
    frontier.commit(Batch(found=found))


def settle(frontier: PostgresFrontier, lease: Lease, **more: object) -> None:
    frontier.returned(lease.host)
    frontier.commit(Batch(settled=[Settled(lease, State.DONE)], **more))  # type: ignore[arg-type]


def names(frontier: PostgresFrontier) -> set[str]:
    return {host.name for host in frontier._hosts}


def test_hosts_are_spread_evenly_over_workers_that_come_one_after_the_other(crawl: Crawl) -> None:
    first = crawl.worker()
    queue(first, *(f"http://{host}/{n}" for host in HOSTS for n in range(20)))
    assert len({lease.host for lease in crawl.take(first, 8)}) == 8
    workers = [first, *(crawl.worker() for _ in range(3))]
    for _ in range(6):
        crawl.now += 1
        for worker in workers:
            worker.look()
            for host in list(worker._hosts):
                for lease in list(host.leased.values()):
                    if lease not in host.ready:
                        settle(worker, lease)
    assert [len(names(worker)) for worker in workers] == [2, 2, 2, 2]
    assert set.union(*(names(worker) for worker in workers)) == set(HOSTS)


def test_what_is_found_for_a_host_of_another_is_seen_by_its_owner(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    [lease] = crawl.take(first)
    queue(second, "http://a.test/2")
    assert crawl.take(second) == []
    settle(first, lease)
    crawl.now += 1
    assert [one.request.url for one in crawl.take(first)] == ["http://a.test/2"]


def test_an_idle_worker_takes_what_another_finds(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    [lease] = crawl.take(first)
    crawl.now += 1
    due = second.next_due()
    assert due is not None
    assert due - crawl.now < 1
    settle(first, lease, found=[Found(fingerprint(f"http://{h}/"), Request(f"http://{h}/"), h) for h in HOSTS[:2]])
    crawl.now += 1
    got = [*crawl.take(first), *crawl.take(second)]
    if len(got) < 2:
        crawl.now += 1
        got += [*crawl.take(first), *crawl.take(second)]
    assert {lease.host for lease in got} == {"a.test", "b.test"}


def test_nothing_is_due_any_more_once_all_are_idle(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    [lease] = crawl.take(first)
    crawl.now += 1
    assert second.next_due() is not None
    settle(first, lease)
    assert first.next_due() is None
    assert second.next_due() is None


def test_work_that_must_wait_for_long_is_told_to_all_with_its_time(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    [lease] = crawl.take(first)
    first.refused("a.test", crawl.now, crawl.now, 500.0, 0.0)
    first.returned("a.test")
    first.commit(Batch(settled=[Settled(lease, State.RETRY, retry_at=crawl.now)]))
    until = crawl.now + 500
    crawl.now += 1
    for worker in (first, second):
        worker.look()
    crawl.now += 1
    assert (first.next_due(), second.next_due()) == (until, until)


def test_hosts_of_a_dead_worker_are_claimed_with_their_pace_when_its_time_is_up(postgres_server: Database) -> None:
    with closing(Crawl(postgres_server, Pace(delay=100.0, robots=False))) as crawl:
        first, second = crawl.worker(), crawl.worker()
        queue(first, "http://a.test/1", "http://a.test/2")
        assert len(crawl.take(first)) == 1
        asked = crawl.now
        crawl.now += LEASE_SECONDS
        second.look()
        assert names(second) == set()
        crawl.now = asked + DEAD
        second.look()
        assert names(second) == {"a.test"}
        assert crawl.take(second) == []
        assert second.next_due() == asked + 100
        crawl.now = asked + 100
        assert [lease.request.url for lease in crawl.take(second)] == ["http://a.test/1"]


def test_a_worker_that_was_paused_may_neither_ask_nor_commit(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    [old] = crawl.take(first)
    crawl.now += DEAD
    [new] = crawl.take(second)
    assert not first.holds(old)
    assert second.holds(new)
    first.returned("a.test")
    with pytest.raises(Conflict):
        first.commit(Batch(settled=[Settled(old, State.DONE)], stats=Stats(pages=1), files={"w0": 10}))
    settle(second, new, stats=Stats(pages=1))
    assert (second.stats().pages, second.files(), second.states()[State.DONE]) == (1, {}, 1)
    first.commit(Batch(stats=Stats(fetched=1)))
    assert second.stats().fetched == 1


def test_a_worker_that_was_paused_does_not_write_an_old_pace(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1")
    crawl.take(first)
    crawl.now += DEAD
    crawl.take(second)
    second.refused("a.test", crawl.now, crawl.now, 300.0, 0.0)
    first.refused("a.test", crawl.now, crawl.now, 1.0, 0.0)
    first.set_robots("a.test", HostRobots("open", b"", 0.0, 1.0, None))
    first.close()
    with closing(crawl.engine.ledger()) as ledger:
        [host] = [host for host in ledger.hosts() if host.host == "a.test"]
    assert (host.due_at, host.robots) == (crawl.now + 300, None)


def test_a_record_that_another_wrote_is_a_conflict_that_leaves_nothing(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    queue(first, "http://a.test/1", "http://b.test/1")
    [a], [b] = crawl.take(first, 1), crawl.take(second, 1)
    settle(first, a, records=[b"same"])
    again = Batch(settled=[Settled(b, State.DONE)], records=[b"same"], stats=Stats(pages=1), files={"w1": 7})
    for _ in range(2):
        with pytest.raises(Conflict):
            second.commit(again)
    assert second.holds(b)
    again.records.clear()
    second.commit(again)
    assert (first.states()[State.DONE], first.files()) == (2, {"w1": 7})


def test_an_address_that_two_find_at_once_is_kept_once_at_the_nearest_depth(crawl: Crawl) -> None:
    first, second = crawl.worker(), crawl.worker()
    url = "http://a.test/x"
    for worker in (first, second):
        assert worker.unseen([(fingerprint(url), 2)]) == {fingerprint(url)}
    for worker, depth in ((first, 5), (second, 2)):
        worker.commit(Batch(found=[Found(fingerprint(url), Request(url, depth), "a.test")]))
    [lease] = [*crawl.take(first), *crawl.take(second)]
    assert lease.request.depth == 2
    assert sum(first.states().values()) == 1


def test_robots_txt_on_a_host_of_another_keeps_that_hosts_pace(postgres_server: Database) -> None:
    with closing(Crawl(postgres_server, Pace(delay=10.0, robots=False))) as crawl:
        owner, guest = crawl.worker(), crawl.worker()
        queue(owner, *(f"http://a.test/{n}" for n in range(3)))
        [lease] = crawl.take(owner)
        settle(owner, lease)
        assert guest.due_at("a.test") == crawl.now + 10
        guest.look()
        crawl.now += 10
        assert guest.due_at("a.test") <= crawl.now  # and with it goes the turn
        assert crawl.take(owner) == []
        assert owner.next_due() == crawl.now + 10
        crawl.now += 10
        assert len(crawl.take(owner)) == 1
        assert guest.due_at("a.test") == crawl.now + 10


def test_a_server_that_starts_again_loses_nothing_and_ends_nothing(own_server: Database) -> None:
    with closing(Crawl(own_server)) as crawl:
        worker = crawl.worker()
        queue(worker, *(f"http://a.test/{n}" for n in range(5)))
        leases = crawl.take(worker, 3)
        assert worker.lock("mine")
        own_server.stop()
        own_server.start()
        settle(worker, leases[0], stats=Stats(pages=1))
        own_server.stop()
        own_server.start()
        assert len(crawl.take(worker, 3)) == 2
        assert worker.states()[State.DONE] == worker.stats().pages == 1
        assert not crawl.worker().lock("mine")


class Cut(PostgresDatabase):
    """A connection that breaks around the next commit, before it or before its answer."""

    when = ""
    server: Database

    def ask_server_to_cut(self) -> None:
        self.server.ask(f"SELECT pg_terminate_backend({self._db.info.backend_pid})")

    def execute(self, statement: str, values: Any = (), /) -> Rows:
        if statement != "COMMIT" or not self.when:
            return super().execute(statement, values)
        if self.when == "after":
            super().execute(statement)
            super().execute("BEGIN")  # what is said in a transaction is not said again
        self.when = ""
        self.ask_server_to_cut()
        return super().execute(statement)


class CutFrontier(PostgresFrontier):
    def _connect(self, address: Address) -> PostgresDatabase:
        self.cut = Cut(address, create=True, works=True)
        return self.cut


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_commit_around_which_the_connection_breaks_counts_once(postgres_server: Database, when: str) -> None:
    engine = Postgres(postgres_server)
    with closing(CutFrontier(Address.of(engine.url, engine.crawl), Pace(delay=0, robots=False))) as worker:
        worker.open_host("a.test", "http://a.test")
        queue(worker, "http://a.test/1")
        [lease] = worker.lease(0.0, 1, lambda lease: None).leases
        worker.returned(lease.host)
        batch = Batch(settled=[Settled(lease, State.DONE)], stats=Stats(pages=1))
        worker.cut.server, worker.cut.when = postgres_server, when
        if when == "before":
            with pytest.raises(Conflict):
                worker.commit(batch)
            assert worker.holds(lease)
        worker.commit(batch)
        assert (worker.stats().pages, worker.states()[State.DONE]) == (1, 1)
        assert worker.next_due() is None


def test_a_server_that_is_gone_is_told_in_a_sentence(own_server: Database) -> None:
    engine = Postgres(own_server)
    worker = engine.open()
    own_server.stop()
    worker.close()
    for opened in (engine.open, engine.ledger):
        with pytest.raises(FrontierError, match=r"see that the server runs") as caught:
            opened()
        assert "a-password" not in str(caught.value)
    own_server.start()


def test_a_server_without_free_connections_is_told_in_a_sentence(postgres_server: Database) -> None:
    [(most,)] = postgres_server.ask("SHOW max_connections")
    engine = Postgres(postgres_server)

    def refusal(held: ExitStack) -> str:
        try:
            held.enter_context(closing(engine.open()))
        except FrontierError as error:
            return str(error)
        return ""

    with ExitStack() as held:
        refusals = [refusal(held) for _ in range(int(most) + 1)]
    assert re.search("too many clients|connection slots", refusals[-1])
    assert refusals[0] == ""


def test_a_crawl_of_a_newer_version_is_refused_and_an_unknown_one_told(postgres_server: Database) -> None:
    engine = Postgres(postgres_server)
    with pytest.raises(FrontierError, match="no crawl at"):
        engine.ledger()
    engine.open().close()
    postgres_server.ask(f'INSERT INTO "qaharvest_{engine.crawl}".tables VALUES (99)')
    for opened in (engine.open, engine.ledger):
        with pytest.raises(FrontierError, match="newer version"):
            opened()


def test_who_only_looks_sees_the_workers_and_cannot_write(crawl: Crawl) -> None:
    live = crawl.engine.open()
    live.open_host("a.test", "http://a.test")
    live.commit(Batch(found=[Found(fingerprint("http://a.test/"), Request("http://a.test/"), "a.test")]))
    live.lease(0.0, 1, lambda lease: None)
    with closing(open_shared_ledger(crawl.engine.url, crawl=crawl.engine.crawl)) as ledger:
        [worker] = ledger.workers()
        assert worker.hosts == 1
        assert worker.silent < 60
        with pytest.raises(FrontierError, match="read-only"):
            ledger._db.execute("DELETE FROM request")
    live.close()
    with closing(open_shared_ledger(crawl.engine.url, crawl=crawl.engine.crawl)) as ledger:
        assert ledger.workers() == []


class Workers(RuleBasedStateMachine):
    """Three workers whose clocks differ a little; each may be paused for any time, or die."""

    server: Database

    @initialize(delay=st.sampled_from([0.0, 3.0]))
    def begin(self, delay: float) -> None:
        self.crawl = Crawl(self.server, Pace(delay=delay, robots=False, concurrency=3), HOSTS[:3])
        self.workers = [self.crawl.worker(ahead) for ahead in (-0.4, 0.0, 0.4)]
        self.out: list[dict[int, Lease]] = [{}, {}, {}]
        self.asked = dict.fromkeys(HOSTS, 0.0)
        self.known: set[str] = set()
        self.done: set[str] = set()

    @rule(worker=st.integers(0, 2), host=st.sampled_from(HOSTS[:3]), numbers=st.lists(st.integers(0, 20), max_size=5))
    def find(self, worker: int, host: str, numbers: list[int]) -> None:
        urls = {f"http://{host}/{number}" for number in numbers}
        queue(self.workers[worker], *urls)
        self.known |= urls

    @rule(worker=st.integers(0, 2), limit=st.integers(1, 4))
    def lease(self, worker: int, limit: int) -> None:
        frontier = self.workers[worker]
        for lease in self.crawl.take(frontier, limit):
            assert frontier.holds(lease)
            assert lease.request.url not in self.done
            assert self.asked[lease.host] + self.crawl.pace.delay <= self.crawl.now
            self.asked[lease.host] = self.crawl.now
            for other, held in zip(self.workers, self.out, strict=True):
                assert other is frontier or not any(other.holds(one) for one in held.values() if one.host == lease.host)
            self.out[worker][lease.id] = lease

    @rule(worker=st.integers(0, 2))
    def settle(self, worker: int) -> None:
        if not self.out[worker]:
            return
        frontier = self.workers[worker]
        _, lease = self.out[worker].popitem()
        url = lease.request.url
        frontier.returned(lease.host)
        try:
            frontier.commit(
                Batch(settled=[Settled(lease, State.DONE)], records=[fingerprint(url)], stats=Stats(pages=1))
            )
        except Conflict:
            assert not frontier.holds(lease)
        else:
            assert url not in self.done
            self.done.add(url)

    @rule(seconds=st.sampled_from([0.3, 1.0, 5.0, DEAD]))
    def pass_time(self, seconds: float) -> None:
        self.crawl.now += seconds

    @rule(worker=st.integers(0, 2))
    def die(self, worker: int) -> None:
        self.workers[worker]._db.close()
        self.workers[worker] = self.crawl.worker()
        self.out[worker].clear()

    def teardown(self) -> None:
        if not hasattr(self, "crawl"):
            return
        for worker in range(3):
            while self.out[worker]:
                self.settle(worker)
        for _ in range(1000):
            for worker, frontier in enumerate(self.workers):
                frontier.next_due()
                self.lease(worker, 4)
                while self.out[worker]:
                    self.settle(worker)
            if self.done == self.known:
                break
            self.crawl.now += 2.0
        assert self.done == self.known
        assert self.workers[0].stats().pages == self.workers[0].states()[State.DONE] == len(self.done)
        self.crawl.close()


def test_no_two_workers_ever_hold_one_host_and_nothing_is_lost(postgres_server: Database) -> None:
    Workers.server = postgres_server
    run_state_machine_as_test(Workers, settings=settings(max_examples=30, stateful_step_count=30, deadline=None))
