"""The frontier against a model: whatever the order of events and restarts, nothing is lost, doubled or miscounted."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from scraper.crawler.frontier import Batch, Found, Lease, Pace, Settled, State
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.request import Request, fingerprint

HOSTS = ("a.test", "b.test")
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
        self.frontier = self.open()

    def open(self) -> SqliteFrontier:
        frontier = SqliteFrontier(Path(self.folder.name) / "f.sqlite", self.pace)
        for host in HOSTS:
            frontier.open_host(host, f"http://{host}")
        return frontier

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
        self.frontier.commit(Batch(settled=[Settled(lease, way, retry_at=retry_at)]))
        self.states[url] = way
        if retry_at is not None:
            self.retry_at[url] = retry_at
        else:
            self.retry_at.pop(url, None)

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
            self.frontier.commit(Batch(settled=[Settled(lease, State.DONE)]))
            self.states[url] = State.DONE
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

    def teardown(self) -> None:
        if hasattr(self, "frontier"):
            self.frontier.close()
            self.folder.cleanup()


FrontierMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
test_frontier_against_a_model = FrontierMachine.TestCase
