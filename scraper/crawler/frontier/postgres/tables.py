"""The tables of a shared crawl, where several who write make a difference."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from scraper.crawler.frontier import HostRobots, Pace
from scraper.crawler.frontier.host_rows import WRITE, WRITE_ROBOTS, read_hosts, row_of
from scraper.crawler.frontier.hosts import Hosts
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.parts import PartTable
from scraper.crawler.frontier.postgres.database import PostgresDatabase, texts
from scraper.crawler.frontier.postgres.ownership import Ownership
from scraper.crawler.frontier.tables import OUTSIDE, Tables

_TURNS = (
    "UPDATE host h SET asked_at = greatest(h.asked_at, t.at)"
    " FROM (SELECT unnest(?::bigint[]) AS id, unnest(?::float8[]) AS at) t"
    " WHERE h.id = t.id AND h.owner = ? RETURNING h.id, h.visited_at"
)
_SETTLE = (
    "UPDATE request r SET state = s.state, reason = s.reason, retry_at = s.retry_at, attempts = s.attempts FROM"
    " unnest(?::bigint[], ?::smallint[], ?::text[], ?::float8[], ?::int[]) s(id, state, reason, retry_at, attempts)"
    " WHERE r.id = s.id"
)
_VISIT = "UPDATE host SET visited_at = ? WHERE id = ?"


class SharedHosts(Hosts):
    """The hosts that this process owns; of all others, their numbers are known."""

    def __init__(self, db: PostgresDatabase, pace: Pace, own: Ownership) -> None:
        self._db = db
        self._pace = pace
        self._own = own
        self._shared = db
        self._by_name: dict[str, Host] = {}
        self._unwritten: dict[str, Host] = {}
        self.ids = {None: OUTSIDE, **dict(db.execute("SELECT name, id FROM host"))}

    def __len__(self) -> int:
        return len(self._by_name)

    def add(self, name: str, origin: str) -> None:
        """Bring a host into the scope, if it is new."""
        if name not in self.ids:
            self._db.execute("INSERT INTO host (name, origin) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, origin))
            (self.ids[name],) = self._db.execute("SELECT id FROM host WHERE name = ?", (name,)).fetchone()

    def adopt(self, numbers: set[int]) -> None:
        """Read hosts that this process owns now."""
        for host in read_hosts(self._db, self._pace, "WHERE id = ANY(?)", (list(numbers),)):
            self._by_name[host.name] = host
            self.ids[host.name] = host.id

    def drop(self, host: Host) -> None:
        """Forget a host that is not ours any more."""
        del self._by_name[host.name]
        self._unwritten.pop(host.name, None)

    def read(self, name: str) -> Host | None:
        """Return a host as it is stored, whoever owns it."""
        return next(iter(read_hosts(self._db, self._pace, "WHERE name = ?", (name,))), None)

    def all(self) -> Iterator[Host]:
        """Yield all hosts of the scope: ours, and the others as they are stored."""
        for host in read_hosts(self._db, self._pace, "ORDER BY id"):
            yield self._by_name.get(host.name, host)

    def take_turns(self, hosts: Sequence[Host]) -> dict[int, float]:
        """Keep when hosts were asked last; return the numbers of those that are still ours, and when visitors were."""
        values = ([host.id for host in hosts], [host.asked_at for host in hosts], self._own.number)
        return dict(self._db.execute(_TURNS, values))

    def visit(self, name: str, now: float) -> float:
        """Take a turn at a host that is another's, if it may be asked now; return since or from when it may be.

        So a robots.txt that lies on a host of another process is asked for without disturbing that host's pace.
        """
        with self._shared.together():
            [host] = read_hosts(self._db, self._pace, "WHERE name = ? FOR UPDATE", (name,))
            (visited_at,) = self._db.execute("SELECT visited_at FROM host WHERE id = ?", (host.id,)).fetchone()
            due = max(host.due_at(), visited_at + host.interval)
            if due <= now:
                self._db.execute(_VISIT, (now, host.id))
        return float(due)

    def write(self, hosts: Sequence[Host]) -> None:
        """Write pace and counts of hosts that are still ours."""
        for host in hosts:
            self._db.execute(f"{WRITE} AND owner = ?", (*row_of(host), self._own.number))
            self._unwritten.pop(host.name, None)

    def write_robots(self, host: Host, robots: HostRobots) -> None:
        """Write a robots.txt answer, and with it pace and counts."""
        host.robots = robots
        told = (robots.state, robots.body, robots.fetched_at, robots.expires_at, robots.crawl_delay)
        self._db.execute(f"{WRITE_ROBOTS} AND owner = ?", (*told, host.id, self._own.number))
        self.write([host])

    def write_counted(self) -> None:
        """Write what was counted; the caller holds the transaction."""
        rows = [(*row_of(host), self._own.number) for host in self._unwritten.values()]
        self._db.executemany(f"{WRITE} AND owner = ?", rows)
        self._unwritten.clear()


class SharedTables(Tables):
    """Addresses and counts. The counts in memory are those of this process's hosts, as of its last look."""

    def select(self, statement: str, keys: Sequence[bytes] | Sequence[int]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that ends in ``IN``."""
        if not keys:
            return []
        return self._db.execute(f"{statement.removesuffix('IN')} = ANY(?)", (list(keys),)).fetchall()

    def settle(self, rows: Sequence[tuple[int, str | None, float | None, int, int]]) -> None:
        """Write what became of addresses, all in one statement."""
        if rows:
            states, reasons, times, attempts, numbers = (list(column) for column in zip(*rows, strict=True))
            self._db.execute(_SETTLE, (numbers, states, texts(reasons), times, attempts))

    def refresh(self, hosts: Iterable[int]) -> None:
        """Read the counts of hosts anew."""
        self.tally.clear()
        for host, state, n in self._db.execute("SELECT host, state, n FROM tally WHERE host = ANY(?)", (list(hosts),)):
            self.tally[host, state] = n


class SharedParts(PartTable):
    """Pages of threads; others add to them, so the table is never known to be empty."""

    def __init__(self, db: PostgresDatabase, path: Path) -> None:
        super().__init__(db, path)
        self._is_empty = False

    def _drop(self, requests: Iterable[int]) -> None:
        self._db.execute("DELETE FROM part WHERE request = ANY(?)", (list(requests),))
