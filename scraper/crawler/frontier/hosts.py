"""The hosts of the scope: in memory while a frontier is open, and in its file."""

from collections.abc import Iterator, Sequence
from heapq import nlargest

from scraper.crawler.frontier import HostRobots, Pace
from scraper.crawler.frontier.host_rows import read_hosts, write_hosts, write_robots
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.schema import Database, transaction
from scraper.crawler.frontier.tables import OUTSIDE


class Hosts:
    """The hosts by name; their pace is written at once, what was counted with the next commit."""

    def __init__(self, db: Database, pace: Pace) -> None:
        self._db = db
        self._pace = pace
        self._by_name = {host.name: host for host in read_hosts(db, pace)}
        self._unwritten: dict[str, Host] = {}
        self.ids: dict[str | None, int] = {None: OUTSIDE, **{host.name: host.id for host in self}}
        """Name → number; None stands for all that is outside the scope."""

    def __getitem__(self, name: str) -> Host:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Host]:
        return iter(self._by_name.values())

    def get(self, name: str) -> Host | None:
        """Return a host; None where it is outside the scope."""
        return self._by_name.get(name)

    def add(self, name: str, origin: str) -> None:
        """Bring a host into the scope, if it is new."""
        if name not in self._by_name:
            self._db.execute("INSERT INTO host (name, origin) VALUES (?, ?)", (name, origin))
            (number,) = self._db.execute("SELECT id FROM host WHERE name = ?", (name,)).fetchone()
            self._by_name[name] = Host(id=number, name=name, origin=origin, pace=self._pace)
            self.ids[name] = self._by_name[name].id

    def waits(self, now: float, most: int) -> list[tuple[str, float, str]]:
        """Return those that may not be asked yet, the longest waits first: name, when it may be, and why not before."""
        waiting = ((due, host.id, host) for host in self if (due := host.due_at()) > now)
        return [(host.name, due, host.waits_for()) for due, _, host in nlargest(most, waiting)]

    def count(self, host: Host) -> None:
        """Have what was counted written with the next commit."""
        self._unwritten[host.name] = host

    def write(self, hosts: Sequence[Host]) -> None:
        """Write pace and counts in a transaction of their own."""
        if hosts:
            with transaction(self._db):
                write_hosts(self._db, hosts)
            for host in hosts:
                self._unwritten.pop(host.name, None)

    def write_robots(self, host: Host, robots: HostRobots) -> None:
        """Write a robots.txt answer, and with it pace and counts."""
        host.robots = robots
        with transaction(self._db):
            write_robots(self._db, host.id, robots)
            write_hosts(self._db, [host])

    def write_counted(self) -> None:
        """Write what was counted; the caller holds the transaction."""
        write_hosts(self._db, self._unwritten.values())
        self._unwritten.clear()
