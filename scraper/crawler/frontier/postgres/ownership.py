"""Who owns which host of a shared crawl: the statements. What follows from them is the frontier's business.

A worker is a number that is never used again, and the time until which it is believed to live. It owns a host as long
as its number stands with it and it lives. So one row is renewed, however many hosts there are; and a worker that was
taken for dead owns nothing any more, even if it wakes up: whoever claimed a host put another number in its place.
"""

from typing import NamedTuple

from scraper.crawler.frontier.postgres.database import PostgresDatabase

LEASE_SECONDS = 20.0
"""A worker that is not heard of for so long is taken for dead."""
GRACE_SECONDS = 2.0
"""Its hosts are claimed so much later: by so much may the clocks of two workers differ, each beside the database's."""
FORGOTTEN_SECONDS = 3600.0
"""Rows of dead workers are removed after that."""

_HAS_WORK = "EXISTS (SELECT 1 FROM tally t WHERE t.host = h.id AND t.state < 2 AND t.n > 0)"
_FREE = f" FROM host h LEFT JOIN worker w ON w.id = h.owner AND w.until > :alive WHERE w.id IS NULL AND {_HAS_WORK}"
_CLAIM = (
    f"WITH free AS MATERIALIZED (SELECT h.id{_FREE} ORDER BY h.asked_at, h.id LIMIT :most"  # noqa: S608
    " FOR UPDATE OF h SKIP LOCKED)"
    " UPDATE host SET owner = :me, asked_at = greatest(asked_at, visited_at)"
    " FROM free WHERE host.id = free.id RETURNING host.id"
)
_SHARE = (
    "SELECT (SELECT count(*) FROM worker WHERE until > :now),"  # noqa: S608 - constants
    " (SELECT count(*) FROM worker WHERE until > :now AND id < :me),"
    f" (SELECT count(*) FROM host h WHERE {_HAS_WORK}), (SELECT count(*){_FREE})"
)


class Share(NamedTuple):
    """How the hosts are to be spread."""

    hosts: int
    """So many are this worker's."""
    free: int
    """So many with work are nobody's."""


class Others(NamedTuple):
    """The other workers that live."""

    number: int
    due_at: float | None
    """Unix time at which the first of them has something to do, 0 while it does; None where none has."""


class Ownership:
    """One worker. Times are the database's.

    :param name: shown to those who look.
    """

    def __init__(self, db: PostgresDatabase, name: str) -> None:
        self._db = db
        self._name = name
        self.number = 0

    def register(self, now: float) -> None:
        """Begin as a worker of a new number, which owns nothing."""
        self._db.execute("DELETE FROM worker WHERE until < ?", (now - FORGOTTEN_SECONDS,))
        (self.number,) = self._db.execute(
            "INSERT INTO worker (name, until, due_at) VALUES (?, ?, 0) RETURNING id", (self._name, now + LEASE_SECONDS)
        ).fetchone()

    def renew(self, now: float) -> bool:
        """Live on, and be busy; False for a worker that may have been taken for dead."""
        values = (now + LEASE_SECONDS, self.number, now)
        renewed = self._db.execute("UPDATE worker SET until = ?, due_at = 0 WHERE id = ? AND until > ?", values)
        return renewed.rowcount == 1

    def publish(self, due_at: float | None) -> None:
        """Tell the others when there is something to do here."""
        self._db.execute("UPDATE worker SET due_at = ? WHERE id = ?", (due_at, self.number))

    def owned(self) -> set[int]:
        """Return the numbers of the hosts that are this worker's."""
        return {host for (host,) in self._db.execute("SELECT id FROM host WHERE owner = ?", (self.number,))}

    def share(self, now: float) -> Share:
        """Return how the hosts that have work are to be spread: evenly, the rest to those that came first."""
        values = {"now": now, "alive": now - GRACE_SECONDS, "me": self.number}
        workers, before, active, free = self._db.execute(_SHARE, values).fetchone()
        each, rest = divmod(active, max(workers, 1))
        return Share(each + (before < rest), free)

    def claim(self, now: float, most: int) -> set[int]:
        """Take hosts that have work and are nobody's, those first that were not asked for longest."""
        values = {"alive": now - GRACE_SECONDS, "me": self.number, "most": most}
        return {host for (host,) in self._db.execute(_CLAIM, values)}

    def claim_one(self, now: float, name: str) -> int | None:
        """Take a host that is nobody's, whether or not it has work; return its number."""
        row = self._db.execute(
            "UPDATE host h SET owner = ?, asked_at = greatest(asked_at, visited_at) WHERE name = ?"
            " AND NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = h.owner AND w.until > ?) RETURNING h.id",
            (self.number, name, now - GRACE_SECONDS),
        ).fetchone()
        return row[0] if row else None

    def release(self, hosts: list[int]) -> None:
        """Let others have hosts."""
        if hosts:
            self._db.execute("UPDATE host SET owner = NULL WHERE id = ANY(?) AND owner = ?", (hosts, self.number))

    def others(self, now: float) -> Others:
        """Return what the other workers that live have told."""
        row = self._db.execute(
            "SELECT count(*), min(due_at) FROM worker WHERE until > ? AND id <> ?", (now - GRACE_SECONDS, self.number)
        ).fetchone()
        return Others(*row)

    def take_batch(self, now: float, hosts: list[int]) -> int | None:
        """Begin a commit: return its number, or None where one of the hosts, or life, was lost meanwhile.

        To be called within the transaction; nobody claims these hosts before it ends.
        """
        row = self._db.execute(
            "UPDATE worker SET commits = commits + 1 WHERE id = ? AND until > ? RETURNING commits", (self.number, now)
        ).fetchone()
        if row is None:
            return None
        held = self._db.execute(
            "SELECT id FROM host WHERE id = ANY(?) AND owner = ? ORDER BY id FOR NO KEY UPDATE", (hosts, self.number)
        ).fetchall()
        return int(row[0]) if len(held) == len(hosts) else None

    def batches(self) -> int | None:
        """Return the number of the last commit that ended well."""
        row = self._db.execute("SELECT commits FROM worker WHERE id = ?", (self.number,)).fetchone()
        return int(row[0]) if row else None

    def leave(self) -> None:
        """Give everything back."""
        self._db.execute("UPDATE host SET owner = NULL WHERE owner = ?", (self.number,))
        self._db.execute("DELETE FROM worker WHERE id = ?", (self.number,))
