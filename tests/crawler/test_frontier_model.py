"""The frontier against a model: whatever the order of events and restarts, nothing is lost, doubled or miscounted."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from schemas.provenance import ArchiveLocation
from scraper.crawler.frontier import Batch, Found, Frontier, Lease, Pace, Seen, Settled, State, Version
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.page import Validators
from scraper.request import Request, fingerprint
from scraper.stats import Stats
from tests.crawler.engines import Postgres
from tests.feeding.database import Database

HOSTS = ("a.test", "b.test")
PLACE = ArchiveLocation(file="archive/pages-00001.warc.gz", offset=0, length=9)
paths = st.integers(0, 30)


class FrontierMachine(RuleBasedStateMachine):
    @initialize(delay=st.sampled_from([0.0, 3.0]))
    def begin(self, delay: float) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.pace = Pace(delay=delay, robots=False, concurrency=4)
        self.now = 1_000.0
        self.states: dict[str, State] = {}
        self.leased: dict[str, Lease] = {}
        self.asked = dict.fromkeys(HOSTS, 0.0)
        self.not_before = dict.fromkeys(HOSTS, 0.0)
        self.retry_at: dict[str, float] = {}
        self.seen: dict[str, tuple[float, float]] = {}
        """Address → when its page was read last, and when it is due again."""
        self.frontier = self.open()

    def open(self) -> Frontier:
        frontier = self.open_file()
        for host in HOSTS:
            frontier.open_host(host, f"http://{host}")
        return frontier

    def open_file(self) -> Frontier:
        return SqliteFrontier(Path(self.folder.name) / "f.sqlite", self.pace)

    @rule(host=st.sampled_from(HOSTS), numbers=st.lists(paths, max_size=6), depth=st.integers(0, 3))
    def find(self, host: str, numbers: list[int], depth: int) -> None:
        urls = [f"http://{host}/{number}" for number in numbers]
        unseen = self.frontier.unseen((fingerprint(url), depth) for url in urls)
        assert {url for url in urls if url not in self.states} <= {url for url in urls if fingerprint(url) in unseen}
        self.frontier.commit(Batch(found=[Found(fingerprint(url), Request(url, depth), host) for url in urls]))
        for url in urls:
            self.states.setdefault(url, State.QUEUED)

    @rule(limit=st.integers(1, 5))
    def lease(self, limit: int) -> None:
        for lease in self.frontier.lease(self.now, limit, lambda lease: None).leases:
            url = lease.request.url
            assert url not in self.leased
            assert self.states[url] in (State.QUEUED, State.RETRY)
            assert self.retry_at.get(url, 0) <= self.now
            assert self.asked[lease.host] + self.pace.delay <= self.now
            assert self.not_before[lease.host] <= self.now
            self.asked[lease.host] = self.now
            self.leased[url] = lease
            self.states[url] = State.QUEUED

    @rule(
        way=st.sampled_from([State.DONE, State.SKIPPED, State.FAILED, State.RETRY, State.QUEUED]),
        wait=st.integers(0, 9),
    )
    def settle(self, way: State, wait: int) -> None:
        if not self.leased:
            return
        url, lease = self.leased.popitem()
        retry_at = self.now + wait if way is State.RETRY else None
        self.frontier.returned(lease.host)
        batch = Batch(settled=[Settled(lease, way, retry_at=retry_at)])
        if way is State.DONE:
            self.seen[url] = self.now, self.now + wait
            version = Version(Seen(b"d" * 16, Validators(), self.now, PLACE), self.now, due_at=self.now + wait)
            batch.versions.append((lease.id, version))
            batch.stats = Stats(pages=1, pages_with_records=1)
        self.frontier.commit(batch)
        self.states[url] = way
        if retry_at is not None:
            self.retry_at[url] = retry_at
        else:
            self.retry_at.pop(url, None)

    @rule(due=st.booleans())
    def refresh(self, due: bool) -> None:
        self.restart()
        wanted = {url for url, state in self.states.items() if state is State.DONE}
        if due:
            wanted = {url for url in wanted if url not in self.seen or self.seen[url][1] <= self.now}
        assert self.frontier.requeue_done({}, self.now if due else None) == len(wanted)
        self.states.update(dict.fromkeys(wanted, State.QUEUED))

    @rule()
    def retry_failed(self) -> None:
        self.restart()
        self.frontier.commit(Batch(retry_failed=True))
        self.states.update({url: State.QUEUED for url, state in self.states.items() if state is State.FAILED})

    @rule(host=st.sampled_from(HOSTS), number=paths, ago=st.integers(0, 20))
    def hear_of_a_change(self, host: str, number: int, ago: int) -> None:
        url, modified = f"http://{host}/{number}", self.now - ago
        self.frontier.commit(Batch(found=[Found(fingerprint(url), Request(url), host, modified=modified)]))
        known = self.states.setdefault(url, State.QUEUED)
        if known is State.DONE and url in self.seen and self.seen[url][0] < modified:
            self.states[url] = State.QUEUED

    @rule(host=st.sampled_from(HOSTS), seconds=st.integers(0, 20))
    def refuse(self, host: str, seconds: int) -> None:
        self.frontier.refused(host, self.now, self.now, float(seconds), 0.0)
        self.not_before[host] = max(self.not_before[host], self.now + seconds)

    @rule(seconds=st.integers(0, 10))
    def pass_time(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def restart(self) -> None:
        self.frontier.close()
        self.frontier = self.open()
        self.leased.clear()

    @rule()
    def everything_is_handed_out_in_the_end(self) -> None:
        """Whatever waits is handed out once its time has come: nothing is stuck."""
        for url in list(self.leased):
            lease = self.leased.pop(url)
            self.frontier.returned(lease.host)
            self.frontier.commit(Batch(settled=[Settled(lease, State.FAILED)]))
            self.states[url] = State.FAILED
        while (due := self.frontier.next_due()) is not None:
            self.now = max(self.now, due)
            before = len(self.leased)
            self.lease(5)
            assert len(self.leased) > before
            self.settle(State.DONE, 0)
            while self.leased:
                self.settle(State.DONE, 0)
        assert State.QUEUED not in self.states.values()
        assert State.RETRY not in self.states.values()

    @invariant()
    def the_states_add_up(self) -> None:
        if not hasattr(self, "frontier"):
            return
        counted = self.frontier.states()
        assert sum(counted.values()) == len(self.states)
        for state in (State.DONE, State.SKIPPED, State.FAILED):
            assert counted[state] == sum(1 for known in self.states.values() if known is state)
        assert counted[State.LEASED] == len(self.leased)
        assert self.frontier.stats().pages == counted[State.DONE]

    def teardown(self) -> None:
        if hasattr(self, "frontier"):
            self.frontier.close()
            self.folder.cleanup()


FrontierMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_frontier_against_a_model = FrontierMachine.TestCase


@pytest.mark.slow
@pytest.mark.postgres
def test_a_shared_frontier_against_a_model(postgres_server: Database) -> None:
    class SharedMachine(FrontierMachine):
        def open_file(self) -> Frontier:
            if not hasattr(self, "engine"):
                self.engine = Postgres(postgres_server)
            return self.engine.open(self.pace)

    run_state_machine_as_test(SharedMachine, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
