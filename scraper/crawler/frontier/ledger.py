"""Reading a frontier's file: the ledger of addresses, by the crawl itself and by those who only look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from scraper.crawler.frontier import Entry, HostEntry, Pace, State, Version
from scraper.crawler.frontier.host_rows import read_hosts
from scraper.crawler.frontier.pace import Host
from scraper.crawler.frontier.requeueing import count_done
from scraper.crawler.frontier.schema import DONE, FAILED, QUEUED, RETRY, SKIPPED, Database, connect, mapped_errors
from scraper.crawler.frontier.spans import read_spans
from scraper.crawler.frontier.versions import version_of
from scraper.request import Kind
from scraper.stats import FieldCount, Stats

CODES = {State.QUEUED: QUEUED, State.RETRY: RETRY, State.DONE: DONE, State.SKIPPED: SKIPPED, State.FAILED: FAILED}
STATES = {code: state for state, code in CODES.items()}
KINDS = {Kind.PAGE: 0, Kind.SITEMAP: 1}
KIND_NAMES = {code: kind for kind, code in KINDS.items()}


class Ledger:
    """A view of a frontier's file that never writes and never makes the crawl wait.

    :raises FrontierError: if the file cannot be read.
    """

    def __init__(self, path: Path, pace: Pace | None = None) -> None:
        self._open(connect(path, read_only=True), path, pace)

    def _open(self, db: Database, path: Path, pace: Pace | None) -> None:
        self._path = path
        self._db = db
        with mapped_errors(path):
            self._tally = read_tally(self._db)
            self._hosts = read_hosts(self._db, pace or Pace())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def workers(self) -> Sequence[tuple[str, int, float]]:
        """Return the processes that share the crawl: name, hosts owned, seconds since they were heard of last."""
        return ()

    def states(self) -> dict[State, int]:
        """Return how many addresses stand in each state."""
        return states_of(self._tally)

    def reasons(self) -> dict[str, int]:
        """Return how many addresses were skipped or given up for each kind of reason, the most frequent first."""
        with mapped_errors(self._path):
            return dict(
                self._db.execute(
                    "SELECT substr(reason, 1, instr(reason || ':', ':') - 1), count(*) AS n FROM request"
                    " WHERE state IN (3, 4) AND reason IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
                )
            )

    def hosts(self) -> list[HostEntry]:
        """Return what is known of the hosts of the scope."""
        return [host_entry(host, self._tally, leased=0) for host in self._hosts]

    def done_by_host(self, due: float | None = None) -> dict[str, int]:
        """Return how many addresses a refresh would ask again of each host.

        :param due: only pages that are worth asking again at this Unix time; None for all.
        """
        names = {host.id: host.name for host in self._hosts}
        with mapped_errors(self._path):
            return {names[host]: n for host, n in count_done(self._db, due).items() if host in names}

    def next_due(self) -> float | None:
        """Return when the next request may be made; None when nothing is left."""
        times = []
        for host in self._hosts:
            if self._tally.get((host.id, QUEUED)):
                times.append(host.due_at())
            elif (retry_at := first_retry(self._db, self._path, host.id)) is not None:
                times.append(max(retry_at, host.due_at()))
        return min(times, default=None)

    def stats(self) -> Stats:
        """Return the counts over the whole life."""
        with mapped_errors(self._path):
            return stats_of(dict(self._db.execute("SELECT name, n FROM stat")), self.states())

    def coverage(self) -> list[tuple[int, FieldCount]]:
        """Return which fields the records of each profile have: the number of a span of records, and a count in it."""
        with mapped_errors(self._path):
            return read_spans(self._db)

    def drifted(self, limit: int) -> list[str]:
        """Return the newest addresses whose page the site's own profile should have read and did not."""
        with mapped_errors(self._path):
            rows = self._db.execute(
                "SELECT url FROM request WHERE state = ? AND reason LIKE 'drift: %' ORDER BY id DESC LIMIT ?",
                (DONE, limit),
            )
            return [url for (url,) in rows]

    def files(self) -> dict[str, int]:
        """Return the committed lengths of the files."""
        with mapped_errors(self._path):
            return dict(self._db.execute("SELECT name, length FROM file"))

    def note(self, name: str) -> str | None:
        """Return a note kept with the frontier."""
        with mapped_errors(self._path):
            row = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def version(self, key: bytes) -> Version | None:
        """Return what is kept of an address's page to ask for it again; None where it was never read."""
        with mapped_errors(self._path):
            return version_of(self._db, key)

    def failed(self) -> Iterator[tuple[str, str, int]]:
        """Yield the addresses that were given up: address, reason and number of tries, in the order they were found."""
        with mapped_errors(self._path):
            yield from self._db.execute(
                "SELECT url, substr(coalesce(reason, ''), 1 + length('failed: ')), attempts FROM request"
                " WHERE state = 4 ORDER BY id"
            )

    def why(self, key: bytes) -> Entry | None:
        """Return the entry of one address; None if it was never seen."""
        return entry_of(self._db, self._path, key)


def read_tally(db: Database) -> dict[tuple[int, int], int]:
    """Return (host, state) → number of addresses."""
    return {(host, state): n for host, state, n in db.execute("SELECT host, state, n FROM tally")}


def states_of(counts: Mapping[tuple[int, int], int], leased: int = 0) -> dict[State, int]:
    """Add a tally up by state; ``leased`` of the queued addresses are handed out."""
    states = dict.fromkeys(State, 0)
    for (_, code), n in counts.items():
        states[STATES[code]] += n
    states[State.LEASED] = leased
    states[State.QUEUED] -= leased
    return states


def stats_of(counts: Mapping[str, int], states: Mapping[State, int]) -> Stats:
    """Return the stored counts with those that follow from the states."""
    left = states[State.QUEUED] + states[State.RETRY] + states[State.LEASED]
    derived = {"failed": states[State.FAILED], "skipped": states[State.SKIPPED], "deferred": left}
    return Stats(**{**counts, **derived})


def host_entry(host: Host, counts: Mapping[tuple[int, int], int], leased: int) -> HostEntry:
    """Return what is known of a host."""
    own = {place: counts.get(place, 0) for code in STATES if (place := (host.id, code))}
    return HostEntry(
        host=host.name,
        states=states_of(own, leased),
        asked_at=host.asked_at,
        due_at=host.due_at(),
        waits_for=host.waits_for(),
        robots=host.robots,
        interval=host.interval,
        paced_by=host.paced_by(),
        traffic=replace(host.traffic),
    )


def first_retry(db: Database, path: Path, host: int) -> float | None:
    """Return the Unix time of a host's earliest retry."""
    with mapped_errors(path):
        found: tuple[float | None] = db.execute(
            "SELECT min(retry_at) FROM request WHERE host = ? AND state = 1", (host,)
        ).fetchone()
    return found[0]


def entry_of(db: Database, path: Path, key: bytes) -> Entry | None:
    """Return the ledger's entry of one address; None if it was never seen."""
    with mapped_errors(path):
        row = db.execute(
            "SELECT r.url, r.state, r.reason, r.kind, r.depth, r.hops, r.attempts, r.retry_at, v.url"
            " FROM request r LEFT JOIN request v ON v.id = r.via WHERE r.key = ?",
            (key,),
        ).fetchone()
    if row is None:
        return None
    url, state, reason, kind, depth, hops, attempts, retry_at, via = row
    return Entry(url, STATES[state], reason, KIND_NAMES[kind].value, depth, hops, attempts, retry_at, via)
