"""Which request goes out when: the hosts of a frontier, their queues and their pace."""

from collections.abc import Callable, Sequence
from pathlib import Path

from scraper.crawler.frontier import (
    HostEntry,
    HostRobots,
    Lease,
    Leased,
    RobotsDue,
    Settled,
)
from scraper.crawler.frontier.calendar import Calendar
from scraper.crawler.frontier.clocks import steady_clock
from scraper.crawler.frontier.hosts import Hosts
from scraper.crawler.frontier.ledger import (
    KIND_NAMES,
    first_retry,
    host_entry,
)
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.schema import QUEUED, RETRY, Database, mapped_errors, transaction
from scraper.crawler.frontier.tables import PARKED_RANK, Tables
from scraper.crawler.frontier.versions import OF_MANY, versions_in
from scraper.request import Request

_REFILL = 64  # rows read from the queue at a time
_REFUSALS = 500  # turned away in one call; the rest follows once these are settled
_NEWS_SECONDS = 0.001  # a request that goes out this much after it was handed out has its time written anew
_KEPT_SECONDS = 0.05  # a turn is kept for so long for a request that was not leased

_QUEUE = (
    "SELECT id, key, url, depth, kind, hops, attempts, via, rank FROM request"
    " WHERE host = ? AND state = 0 ORDER BY rank, id LIMIT ?"
)


class Leasing:
    """Hands out requests, host by host, each no sooner than it may go out; what is handed out is kept in memory.

    :param path: what the database is called in messages.
    """

    def __init__(self, db: Database, path: Path, hosts: Hosts, tables: Tables) -> None:
        self._path = path
        self._db = db
        self._clock = steady_clock()
        self._superseded: set[int] = set()
        self._calendar = Calendar()
        self._hosts = hosts
        self._tables = tables

    def holds(self, lease: Lease) -> bool:
        """Whether a request that was handed out is still ours; it is, where the frontier is not shared."""
        known = self._hosts.get(lease.host)
        return known is not None and (known.leased.get(lease.id) is lease or lease.id in self._superseded)

    def give_back(self, lease: Lease) -> None:
        """Take back a request that was handed out and did not go out: it is the next one of its host."""
        known = self._hosts.get(lease.host)
        if known is not None and known.leased.get(lease.id) is lease:
            known.ready.appendleft(lease)
            self._schedule(known)

    def look(self) -> bool:
        """See what others changed; a frontier that is not shared has no others."""
        return False

    def now(self) -> float:
        """Return the Unix time by a clock that does not jump while the process runs."""
        return self._clock()

    # -- hosts ---------------------------------------------------------------------------------------------------

    def open_host(self, name: str, origin: str) -> None:
        """Bring a host into the scope."""
        with mapped_errors(self._path):
            self._hosts.add(name, origin)

    def returned(self, host: str) -> None:
        """Tell that a request to the host (or for its robots.txt) is no longer in flight."""
        if known := self._hosts.get(host):
            known.in_flight = max(known.in_flight - 1, 0)
            if known.in_flight == 0:
                known.unsent = False
            self._schedule(known)

    def take_turn(self, host: str, now: float) -> bool:
        """Take a host's turn for a request that was not leased; tell whether it was free."""
        known = self._known(host)
        if known is None:
            return False
        if known.unsent or known.in_flight >= known.limit or known.due_at() > now:
            # Who asks will ask again: until then nothing else is handed out, or a long queue would always be first.
            known.kept_until = max(known.due_at(), now) + _KEPT_SECONDS
            self._schedule(known)
            return False
        known.in_flight += 1
        known.asked_at = now
        if known.delay > 0:
            known.unsent = True
            self._save_pace([known])
        self._schedule(known)
        return True

    def sent(self, host: str, now: float) -> None:
        """Tell that a request to the host goes out just now; kept at once where that tells something new."""
        if known := self._known(host):
            late = now - known.asked_at > _NEWS_SECONDS
            known.go_out(now)
            self._hosts.count(known)
            if known.delay > 0:
                if late:
                    self._save_pace([known])
                self._schedule(known)

    def answered(self, host: str, seconds: float | None, octets: int, *, refused: bool = False) -> None:
        """Tell how a request to the host ended; kept with the next commit."""
        if known := self._known(host):
            known.take_answer(seconds, octets, refused=refused)
            self._hosts.count(known)

    def due_at(self, host: str) -> float:
        """Return the Unix time before which the host is not asked; 0 for a host outside the scope."""
        known = self._known(host)
        return known.due_at() if known else 0.0

    def refused(self, host: str, now: float, started: float, retry_after: float | None, jitter: float) -> bool:
        """Tell that the host asked us to slow down; kept at once."""
        known = self._known(host)
        if known is None:
            return False
        news = known.refuse(now, started, retry_after, jitter)
        self._save_pace([known])
        self._schedule(known)
        return news

    def welcomed(self, host: str) -> None:
        """Tell that the host answered normally, so that back-off shrinks."""
        known = self._known(host)
        if known and known.back_off:
            known.welcome()
            self._save_pace([known])

    def set_robots(self, host: str, robots: HostRobots) -> None:
        """Keep a robots.txt answer with its host."""
        if known := self._known(host):
            known.robots_pending = False
            with mapped_errors(self._path):
                self._hosts.write_robots(known, robots)
            self._schedule(known)

    def robots(self, host: str) -> HostRobots | None:
        """Return the robots.txt answer kept with the host."""
        known = self._hosts.get(host)
        return known.robots if known else None

    def _known(self, host: str) -> Host | None:
        """Return a host of which something is told; None where it is not ours to keep."""
        return self._hosts.get(host)

    def hosts(self) -> list[HostEntry]:
        """Return what is known of the hosts of the scope."""
        return [host_entry(host, self._tables.tally, host.handed_out) for host in self._hosts]

    def waits(self, now: float, most: int) -> list[tuple[str, float, str]]:
        """Return hosts that may not be asked yet, the longest waits first: name, when it may be, and why not before."""
        return self._hosts.waits(now, most)

    # -- leases --------------------------------------------------------------------------------------------------

    def lease(self, now: float, limit: int, admit: Callable[[Lease], Settled | None]) -> Leased:
        """Hand out requests whose hosts may be asked at ``now``."""
        given = Leased()
        paced = []
        while len(given.leases) < limit and len(given.refused) < _REFUSALS and (host := self._calendar.take(now)):
            if host.due_at() > now:
                self._schedule(host)
                continue
            if host.needs_robots(now):
                host.robots_pending = True
                host.in_flight += 1
                host.asked_at = now
                given.robots.append(RobotsDue(host.name, host.origin))
            else:
                refused = len(given.refused)
                if not self._hand_out(host, now, given, admit):
                    # Without a refusal either, nothing was there: it waits until something is.
                    host.slot = None
                    if len(given.refused) > refused or host.retry_at is not None:
                        self._schedule(host)
                    continue
            if host.delay > 0:
                host.unsent = True
                paced.append(host)
            self._schedule(host)
        # Written before the request starts: a kill must not let the next start ask again too early.
        self._save_turns(paced, given)
        return given

    def next_due(self) -> float | None:
        """Return when the next request may be made; None when nothing waits that is not leased."""
        return self._calendar.first()

    def is_superseded(self, lease: Lease) -> bool:
        """Whether the address was found, while leased, to be a page that is held already."""
        return lease.id in self._superseded

    def _hand_out(self, host: Host, now: float, given: Leased, admit: Callable[[Lease], Settled | None]) -> bool:
        for _ in range(_REFILL):  # bounded, so that a host with a million refused addresses does not stop the others
            if not host.ready and not self._refill(host, now):
                return False
            lease = host.ready.popleft()
            refusal = admit(lease)
            if refusal is None:
                host.in_flight += 1
                host.asked_at = now
                given.leases.append(lease)
                return True
            given.refused.append(refusal)
        return False

    def _refill(self, host: Host, now: float) -> bool:
        with mapped_errors(self._path):
            if host.retry_at is not None and host.retry_at <= now:
                self._promote(host, now)
            rows = self._db.execute(_QUEUE, (host.id, _REFILL + len(host.leased))).fetchall()
            rows = [row for row in rows if row[0] not in host.leased]
            versions = versions_in(self._tables.select(OF_MANY, [row[0] for row in rows]))
        for number, key, url, depth, kind, hops, attempts, via, rank in rows:
            request = Request(url, depth, KIND_NAMES[kind], hops)
            parked = rank >= PARKED_RANK
            lease = Lease(number, key, host.name, request, attempts, via, parked, versions.get(number))
            host.leased[number] = lease
            host.ready.append(lease)
        return bool(host.ready)

    def _promote(self, host: Host, now: float) -> None:
        with transaction(self._db):
            cursor = self._db.execute(
                "UPDATE request SET state = 0, retry_at = NULL WHERE host = ? AND state = 1 AND retry_at <= ?",
                (host.id, now),
            )
            self._tables.move({(host.id, RETRY): -cursor.rowcount, (host.id, QUEUED): cursor.rowcount})
        host.retry_at = first_retry(self._db, self._path, host.id)

    def _schedule(self, host: Host) -> None:
        """Put the host into the calendar at the time it may be asked next, if anything waits for it."""
        due = max(host.due_at(), host.kept_until)
        if host.robots_pending or host.unsent or host.in_flight >= host.limit:
            self._calendar.remove(host)
        elif host.ready or self._tables.tally[host.id, QUEUED] > len(host.leased):
            self._calendar.enter(host, due)
        elif host.retry_at is not None:
            self._calendar.enter(host, max(due, host.retry_at))
        else:
            self._calendar.remove(host)

    def _look_for_retries(self) -> None:
        for host in self._hosts:
            host.retry_at = first_retry(self._db, self._path, host.id)
            self._schedule(host)

    def _save_turns(self, hosts: Sequence[Host], given: Leased) -> None:  # noqa: ARG002 - see the shared frontier
        """Keep that hosts were given a turn; what turns out not to be ours is taken out of ``given``."""
        self._save_pace(hosts)

    def _save_pace(self, hosts: Sequence[Host]) -> None:
        with mapped_errors(self._path):
            self._hosts.write(hosts)
