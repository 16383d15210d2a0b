"""The frontier of one process among those that share a crawl.

A host belongs to one process at a time, and so do its queue, its pace and its requests in flight: what is remembered
of them is remembered by the owner alone, as in a file. Twice a second each process looks: it says that it lives, claims
hosts that nobody owns, hands over what is more than its share, and reads what others found for its hosts.
"""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from scraper.crawler.frontier import Batch, Conflict, HostEntry, HostRobots, Lease, Leased, Pace, Settled, State
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.ledger import STATES, host_entry, read_tally
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.postgres.clock import DatabaseClock
from scraper.crawler.frontier.postgres.database import Disconnected, PostgresDatabase
from scraper.crawler.frontier.postgres.ownership import LEASE_SECONDS, Others, Ownership
from scraper.crawler.frontier.postgres.schema import UNFINISHED
from scraper.crawler.frontier.postgres.tables import SharedHosts, SharedParts, SharedTables
from scraper.crawler.frontier.schema import QUEUED, RETRY, transaction
from scraper.crawler.frontier.sql import SqlFrontier
from scraper.errors import FrontierError

LOOK_SECONDS = 0.5
"""Between two looks; more where looking takes long."""
MARGIN_SECONDS = 2.0
"""A request goes out only while so much of the lease is left."""
MOST_HOSTS = 2_000
"""Owned at once."""

_RARELY = 20  # looking and counting take a twentieth of the time each at most
_ADJUST_SECONDS = 60.0


class PostgresFrontier(SqlFrontier):
    """The ``Frontier`` of one process, in a database that others use too.

    :param worker: name of this process, shown to those who look.
    :param clock: Unix time, for simulations; else the database's.
    :raises FrontierError: by every method, if the database cannot be used; what was committed stands.
    :raises MissingExtra: if psycopg is not installed.
    :raises StorageFull: by every method that writes, if the server has no space left.
    """

    _db: PostgresDatabase
    _hosts: SharedHosts
    _tables: SharedTables

    def __init__(
        self,
        address: Address,
        pace: Pace | None = None,
        *,
        worker: str = "",
        clock: Callable[[], float] | None = None,
    ) -> None:
        db = self._connect(address)
        try:
            path = Path(address.schema)
            self._own = Ownership(db, worker or f"{socket.gethostname()}-{os.getpid()}")
            hosts = SharedHosts(db, pace or Pace(), self._own)
            super().__init__(db, path, hosts, SharedTables(db), SharedParts(db, path))
            self._clock = clock or DatabaseClock(db)
            self._adjust_at = self._clock() + _ADJUST_SECONDS
            self._leaving: set[str] = set()
            self._released: set[int] = set()
            self._others = Others(0, None)
            self._free = 0
            self._look_at = 0.0
            self._batch: int | None = None
            self._counted: dict[State, int] = {}
            self._counted_until = 0.0
            self._until = self._clock() + LEASE_SECONDS
            self._own.register(self._until - LEASE_SECONDS)
            db.execute("DELETE FROM note WHERE name = ?", (UNFINISHED,))  # who works here has it for whole
        except BaseException:
            db.close()
            raise

    def _connect(self, address: Address) -> PostgresDatabase:
        return PostgresDatabase(address, create=True, works=True)

    def close(self) -> None:
        """Give all hosts back, and end the connection."""
        self._db.is_patient = False
        with suppress(FrontierError):  # a server that is gone will find out by itself
            self._hosts.write(list(self._hosts))
            self._own.leave()
        super().close()

    def holds(self, lease: Lease) -> bool:
        """Whether a request that was handed out is still ours to make and to settle."""
        return super().holds(lease) and self._clock() < self._until - MARGIN_SECONDS

    def number(self) -> int:
        """Return the number under which this process works; another one once it was taken for dead."""
        return self._own.number

    def is_alone(self) -> bool:
        """Whether no other process works on the crawl now."""
        self._look()
        return not self._others.number

    def lock(self, name: str) -> bool:
        """Take a lock that is held until it is released or this process ends; tell whether it was free."""
        return self._db.lock(name)

    def unlock(self, name: str) -> None:
        """Release a lock."""
        self._db.unlock(name)

    # -- hosts ---------------------------------------------------------------------------------------------------

    def due_at(self, host: str) -> float:
        """Return the Unix time before which the host is not asked; 0 for a host outside the scope.

        Where it is another's, a turn is taken with it if that time has come (see ``SharedHosts.visit``).
        """
        if known := self._known(host):
            return known.due_at()
        return self._hosts.visit(host, self._clock()) if host in self._hosts.ids else 0.0

    def take_turn(self, host: str, now: float) -> bool:
        """Take a host's turn for a request that was not leased; tell whether it was free."""
        if self._known(host) is not None:
            return super().take_turn(host, now)
        return host in self._hosts.ids and self._hosts.visit(host, now) <= now

    def robots(self, host: str) -> HostRobots | None:
        """Return the robots.txt answer kept with the host."""
        known = self._hosts.get(host) or self._hosts.read(host)
        return known.robots if known else None

    def _known(self, host: str) -> Host | None:
        """Return a host of which something is told; one that is nobody's becomes ours, if only for a moment."""
        known = self._hosts.get(host)
        if known is None and host in self._hosts.ids and (number := self._own.claim_one(self._clock(), host)):
            self._hosts.adopt({number})
            self._tables.refresh([one.id for one in self._hosts])
            known = self._hosts[host]
            self._schedule(known)
        return known

    def hosts(self) -> list[HostEntry]:
        """Return what is known of the hosts of the scope."""
        tally = read_tally(self._db)
        return [host_entry(host, tally, host.handed_out) for host in self._hosts.all()]

    # -- looking -------------------------------------------------------------------------------------------------

    def look(self) -> bool:
        """See what other workers changed, if it is time to; tell whether there may be more to lease now."""
        if self._clock() < self._look_at:
            return False
        before = self._calendar.first()
        self._look()
        return self._calendar.first() != before

    def _look(self) -> None:
        began = self._clock()
        try:
            with self._db.together():
                self._look_around(began)
        except Disconnected:
            self._db.reconnect()
            with self._db.together():
                self._look_around(began)
        self._until = began + LEASE_SECONDS
        ended = self._clock()
        self._look_at = ended + max(LOOK_SECONDS, _RARELY * (ended - began))
        if isinstance(self._clock, DatabaseClock) and ended > self._adjust_at:
            self._clock.adjust()
            self._adjust_at = ended + _ADJUST_SECONDS

    def _look_around(self, now: float) -> None:
        if not self._own.renew(now):
            self._own.register(now)
        mine = self._own.owned()
        for host in [host for host in self._hosts if host.id not in mine]:
            self._drop(host)
        self._tables.refresh(mine)
        share = self._own.share(now)
        self._hand_over(min(share.hosts, MOST_HOSTS))
        room = min(share.hosts, MOST_HOSTS) - len(self._hosts)
        claimed = self._own.claim(now, room) if room > 0 and share.free else set()
        for host in [host for host in self._hosts if host.id in claimed]:
            self._drop(host)  # it was another's meanwhile
        known = {host.id for host in self._hosts}
        if new := (self._own.owned() if claimed else mine) - known - self._released:
            self._hosts.adopt(new)
            self._patterns.forget()
        if claimed or new:
            self._tables.refresh([host.id for host in self._hosts])
        self._look_for_retries()
        self._free = max(share.free - len(claimed), 0)
        self._others = self._own.others(now)
        self._own.publish(0.0 if self._is_busy() else self._calendar.first())

    def _hand_over(self, share: int) -> None:
        """Give back the hosts that have nothing left, and those that are more than our share.

        A host with requests out is given back once they are settled, and handed no more until then.
        """
        idle: list[Host] = []
        quiet: list[Host] = []
        busy: list[Host] = []
        for host in self._hosts:
            is_out = host.in_flight or host.robots_pending or host.handed_out
            left = self._tables.tally[host.id, QUEUED] + self._tables.tally[host.id, RETRY]
            (busy if is_out else quiet if left else idle).append(host)
        surplus = max(len(quiet) + len(busy) - share, 0)
        gone = idle + quiet[:surplus]
        self._leaving = {host.name for host in busy[: max(surplus - len(quiet), 0)]}
        self._hosts.write(gone)
        self._released = {host.id for host in gone}
        self._own.release(list(self._released))
        for host in gone:
            self._drop(host)

    def _drop(self, host: Host) -> None:
        self._calendar.remove(host)
        self._hosts.drop(host)

    def _look_for_retries(self) -> None:
        self._counted_until = 0.0
        hosts = {host.id: host for host in self._hosts}
        rows = self._db.execute(
            "SELECT host, min(retry_at) FROM request WHERE state = 1 AND host = ANY(?) GROUP BY host", (list(hosts),)
        )
        first = dict(rows)
        for number, host in hosts.items():
            host.retry_at = first.get(number)
            self._schedule(host)

    def _is_busy(self) -> bool:
        return any(host.in_flight or host.robots_pending or host.handed_out for host in self._hosts)

    # -- leases --------------------------------------------------------------------------------------------------

    def lease(self, now: float, limit: int, admit: Callable[[Lease], Settled | None]) -> Leased:
        """Hand out requests whose hosts may be asked at ``now``."""
        self.look()
        if self._clock() > self._until - MARGIN_SECONDS:
            self._look()
        return super().lease(now, limit, admit)

    def next_due(self) -> float | None:
        """Return when the next request may be made, or when to look again; None when nothing waits that is not leased.

        Others that live and work may find something for us, or die: as long as they do, there is a time to look again.
        """
        self.look()
        first = self._calendar.first()
        if first is None and not self._is_busy():
            self._look()  # the others may have done something since, and this may be the end
            first = self._calendar.first()
        waits = [] if first is None else [first]
        if self._free:
            waits.append(self._look_at)
        if self._others.due_at is not None:
            waits.append(max(self._others.due_at, self._look_at))
        return min(waits, default=None)

    def _save_turns(self, hosts: Sequence[Host], given: Leased) -> None:
        if not hosts:
            return
        visited = self._hosts.take_turns(hosts)
        lost = {host.name for host in hosts if host.id not in visited}
        early = {host.name for host in hosts if (at := visited.get(host.id)) and at + host.interval > host.asked_at}
        if not lost and not early:
            return
        for lease in given.leases:
            if lease.host in early:
                self.give_back(lease)
        for name in early - lost:
            host = self._hosts[name]
            host.asked_at = visited[host.id]
            host.in_flight -= 1
            host.unsent = host.robots_pending = False
            self._schedule(host)
        for name in lost:
            self._drop(self._hosts[name])
        given.leases = [lease for lease in given.leases if lease.host not in lost | early]
        given.robots = [due for due in given.robots if due.host not in lost | early]
        given.refused = [one for one in given.refused if one.lease.host not in lost]

    def _schedule(self, host: Host) -> None:
        if host.name in self._leaving:
            self._calendar.remove(host)
        else:
            super()._schedule(host)

    def _promote(self, host: Host, now: float) -> None:
        try:
            super()._promote(host, now)
        except Disconnected:
            self._db.reconnect()
            super()._promote(host, now)

    # -- what is known -------------------------------------------------------------------------------------------

    def states(self) -> dict[State, int]:
        """Return how many addresses stand in each state; of those leased, the ones of this process."""
        began = self._clock()
        if began >= self._counted_until:
            rows = self._db.execute("SELECT state, sum(n)::bigint FROM tally GROUP BY state")
            self._counted = {STATES[code]: n for code, n in rows}
            ended = self._clock()
            self._counted_until = ended + _RARELY * (ended - began)
        states = dict.fromkeys(State, 0) | self._counted
        states[State.LEASED] = sum(host.handed_out for host in self._hosts)
        states[State.QUEUED] -= states[State.LEASED]
        return states

    def files(self) -> Mapping[str, int]:
        """Return the committed lengths of the files, of all processes."""
        return dict(self._db.execute("SELECT name, length FROM file"))

    # -- changes -------------------------------------------------------------------------------------------------

    def commit(self, batch: Batch) -> None:
        """Make the batch true in one transaction.

        :raises Conflict: if another process was quicker; nothing of the batch holds then.
        """
        if self._clock() > self._until - LEASE_SECONDS / 2:
            self._look()
        if not all(super(PostgresFrontier, self).holds(one.lease) for one in batch.settled):
            raise Conflict("A host was taken over by another worker.")
        superseded: list[int] = []
        self._batch = None
        try:
            with transaction(self._db):
                superseded = self._write(batch)
        except Disconnected as error:
            self._forget()
            if not self._was_taken():
                self._look()
                raise Conflict("The connection broke before the commit.") from error
        except FrontierError:
            self._forget()
            self._look()
            raise
        self._counted_until = 0.0
        self._apply(batch, superseded)
        if not self._others.number and any(one.host and self._hosts.get(one.host) is None for one in batch.found):
            self._look_at = 0.0

    def _write(self, batch: Batch) -> list[int]:
        hosts = {self._hosts[one.lease.host].id for one in batch.settled}
        self._batch = self._own.take_batch(self._clock(), sorted(hosts))
        if self._batch is None:
            raise Conflict("A host was taken over by another worker.")
        if batch.records and self._tables.select("SELECT key FROM record WHERE key IN", batch.records):
            raise Conflict("A record was written by another worker.")
        return super()._write(batch)

    def _was_taken(self) -> bool:
        """Whether the last batch holds, of which no answer came."""
        return self._batch is not None and self._own.batches() == self._batch

    def _forget(self) -> None:
        """Drop what is remembered of tables in which nothing changed after all."""
        self._tables.forget()
        self._patterns.forget()
