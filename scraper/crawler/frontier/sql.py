"""The frontier in the tables of a database: leases in memory, group commits.

What is said here holds for every database; ``sqlite`` and ``postgres`` say the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scraper.crawler.frontier import (
    Batch,
    Entry,
    Found,
    Settled,
    State,
    Version,
)
from scraper.crawler.frontier.hosts import Hosts
from scraper.crawler.frontier.leasing import Leasing
from scraper.crawler.frontier.ledger import (
    CODES,
    KIND_NAMES,
    KINDS,
    STATES,
    entry_of,
    states_of,
    stats_of,
)
from scraper.crawler.frontier.parts import PartTable
from scraper.crawler.frontier.patterns import Patterns
from scraper.crawler.frontier.requeueing import requeue_done, requeue_failed, requeue_outdated
from scraper.crawler.frontier.rereading import replace_readings
from scraper.crawler.frontier.schema import FAILED, QUEUED, RETRY, SKIPPED, Database, mapped_errors, transaction
from scraper.crawler.frontier.spans import Spans
from scraper.crawler.frontier.tables import OUTSIDE, PARKED_RANK, Tables, rank_of
from scraper.crawler.frontier.versions import keep_versions, version_of
from scraper.request import Kind, Request, host_key
from scraper.stats import FieldCount, Stats

_ROWS = 500  # judged again in one transaction

_RECORD = "INSERT INTO record (key, kept) VALUES (?, ?) ON CONFLICT (key) DO NOTHING"
_FILE = "INSERT INTO file VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET length = excluded.length"
_NOTE = "INSERT INTO note VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
_STAT = "INSERT INTO stat VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = stat.n + excluded.n"
_REQUEUE = "UPDATE request SET url = ?, hops = ?, rank = ? WHERE id = ?"


class SqlFrontier(Leasing):
    """The ``Frontier`` of one process, kept in a database.

    A lease is remembered in memory only: the row stays queued until it is settled, so a process that dies gives its
    leases back by dying. Memory does not grow with the crawl: hosts of the scope, a bounded memory of keys seen
    lately, and what is handed out.

    :param path: what the database is called in messages.
    :raises FrontierError: by every method, if the database cannot be used.
    :raises StorageFull: by every method that writes, if the disk refuses.
    """

    def __init__(self, db: Database, path: Path, hosts: Hosts, tables: Tables, parts: PartTable) -> None:
        super().__init__(db, path, hosts, tables)
        self.parts = parts
        self._spans = Spans(self._db)
        self._patterns = Patterns(self._db)
        with mapped_errors(path):
            self._files: dict[str, int] = dict(self._db.execute("SELECT name, length FROM file"))

    def close(self) -> None:
        """Release the database."""
        self._db.close()

    # -- what is known -------------------------------------------------------------------------------------------

    def unseen(self, links: Iterable[tuple[bytes, int]]) -> set[bytes]:
        """Return the keys that are new, or known only at a greater depth than now."""
        with mapped_errors(self._path):
            return self._tables.unseen(links)

    def address(self, number: int) -> str | None:
        """Return the address of a number; None if there is none."""
        with mapped_errors(self._path):
            row = self._db.execute("SELECT url FROM request WHERE id = ?", (number,)).fetchone()
        return str(row[0]) if row else None

    def standing(self, key: bytes) -> tuple[State, str | None] | None:
        """Return the state and reason of an address; None if it was never seen."""
        with mapped_errors(self._path):
            return next(((STATES[state], reason) for _, _, state, _, reason, _ in self._tables.rows([key])), None)

    def known_records(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of the record fingerprints that were written already."""
        return {key for (key,) in self._tables.select("SELECT key FROM record WHERE key IN", keys)}

    def renewed_records(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of the record fingerprints that were written since the last refresh began, if there was one."""
        return {key for (key,) in self._tables.select("SELECT key FROM record WHERE kept = 0 AND key IN", keys)}

    def pattern_pages(self, key: bytes) -> int:
        """Return the pages of an address pattern since its last new record."""
        with mapped_errors(self._path):
            return self._patterns.pages(key)

    def states(self) -> dict[State, int]:
        """Return how many addresses stand in each state."""
        return states_of(self._tables.tally, sum(host.handed_out for host in self._hosts))

    def stats(self) -> Stats:
        """Return the counts over the whole life; failed, skipped and deferred follow from the states."""
        with mapped_errors(self._path):
            return stats_of(dict(self._db.execute("SELECT name, n FROM stat")), self.states())

    def coverage(self) -> list[tuple[int, FieldCount]]:
        """Return which fields the records of each profile have: the number of a span of records, and a count in it."""
        return self._spans.all()

    def files(self) -> Mapping[str, int]:
        """Return the committed lengths of the files."""
        return dict(self._files)

    def why(self, key: bytes) -> Entry | None:
        """Return the ledger's entry of one address."""
        return entry_of(self._db, self._path, key)

    def version(self, key: bytes) -> Version | None:
        """Return what is kept of an address's page to ask for it again; None where it was never read."""
        with mapped_errors(self._path):
            return version_of(self._db, key)

    def note(self, name: str) -> str | None:
        """Return a note kept with the frontier."""
        with mapped_errors(self._path):
            row = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else None

    def set_note(self, name: str, value: str) -> None:
        """Keep a note with the frontier."""
        with mapped_errors(self._path):
            self._db.execute(_NOTE, (name, value))

    # -- changes -------------------------------------------------------------------------------------------------

    def commit(self, batch: Batch) -> None:
        """Make the batch true in one transaction."""
        with mapped_errors(self._path), transaction(self._db):
            superseded = self._write(batch)
        self._apply(batch, superseded)

    def _write(self, batch: Batch) -> list[int]:
        """Write a batch within a transaction; return the numbers of requests that are out and superseded."""
        if batch.reread is not None:
            replace_readings(self._db, batch.reread)
            self._forget_counts("pages", "records")
        if batch.retry_failed:
            self._tables.move(requeue_failed(self._db))
        self._settle(batch.settled)
        for number in self._tables.find(batch.found, self._hosts.ids):
            self._read_again(number)
        self._ask_again((one.key, one.modified) for one in batch.found if one.modified is not None)
        superseded = self._supersede(batch.superseded)
        self._keep_records(batch)
        self._db.executemany(_FILE, batch.files.items())
        self._patterns.write(batch.patterns)
        self._db.executemany(_NOTE, batch.notes.items())
        keep_versions(self._db, batch.versions)
        self._spans.add(batch.coverage)
        self.parts.replace([one.lease.id for one in batch.settled if one.state is State.DONE], batch.parts)
        self.parts.forget_first(batch.whole)
        self._count(batch.stats)
        self._hosts.write_counted()
        return superseded

    def _apply(self, batch: Batch, superseded: Iterable[int]) -> None:
        """Remember what a batch made true: only now, as a transaction that fails must leave nothing behind."""
        for number in superseded:
            for host in self._hosts:
                if host.leased.pop(number, None) is not None:
                    self._superseded.add(number)
        for one in batch.settled:
            lease = one.lease
            if known := self._hosts.get(lease.host):
                known.leased.pop(lease.id, None)
                if one.retry_at is not None and one.state is State.RETRY and lease.id not in self._superseded:
                    known.retry_at = min(known.retry_at or one.retry_at, one.retry_at)
        if self._superseded:
            self._superseded.difference_update(one.lease.id for one in batch.settled)
        self._files.update(batch.files)
        if batch.retry_failed:
            self._tables.forget()
            self._look_for_retries()
        for name in {one.lease.host for one in batch.settled} | {one.host for one in batch.found if one.host}:
            if known := self._hosts.get(name):
                self._schedule(known)

    def rejudge(self, verdict: Callable[[str, int], str | None], prefixes: Sequence[str]) -> int:
        """Judge again what was skipped for a reason that begins with one of ``prefixes``, and what is queued.

        :param verdict: of an address and its depth: the reason to skip it, or None.
        :return: how many addresses changed their state.
        """
        some = (
            "SELECT id, url, host, state, depth, kind, reason FROM request"
            " WHERE id > ? AND state IN (0, 1, 3) ORDER BY id LIMIT ?"
        )
        liftable = tuple(prefixes)
        changed = last = 0
        with mapped_errors(self._path):
            while rows := self._db.execute(some, (last, _ROWS)).fetchall():
                last = rows[-1][0]
                rows = [row for row in rows if row[3] != SKIPPED or (row[6] or "").startswith(liftable)]
                with transaction(self._db):
                    changed += sum(self._judge_again(row, verdict) for row in rows)
        self._tables.forget()
        self._look_for_retries()
        return changed

    def revive(self, key: bytes) -> bool:
        """Queue an address again that was skipped or given up; tell whether it was."""
        with mapped_errors(self._path), transaction(self._db):
            row = self._db.execute("SELECT id, url, state, kind, host FROM request WHERE key = ?", (key,)).fetchone()
            if row is None or row[2] not in (SKIPPED, FAILED):
                return False
            number, url, state, kind, before = row
            place = (self._hosts.ids[host_key(url)], QUEUED)
            self._tables.replace(number, (before, state), place, Request(url, kind=KIND_NAMES[kind]), None)
            self._db.execute("UPDATE request SET attempts = 0, hops = 0, via = NULL WHERE id = ?", (number,))
        self._tables.forget()
        if known := self._hosts.get(host_key(url)):
            self._schedule(known)
        return True

    def make_due(self, key: bytes) -> None:
        """Let the page of an address be worth asking again from now on, if it was ever read."""
        with mapped_errors(self._path):
            self._db.execute(
                "UPDATE version SET due_at = 0 WHERE request = (SELECT id FROM request WHERE key = ?)", (key,)
            )

    def requeue_done(self, notes: Mapping[str, str], due: float | None = None) -> int:
        """Queue the addresses that are done, as if no record had been written; tell how many."""
        with mapped_errors(self._path), transaction(self._db):
            moves, pages = requeue_done(self._db, due)
            self._db.execute("DELETE FROM record")
            self._db.execute("DELETE FROM pattern")
            if due is None:
                self._forget_counts("pages")
            else:
                self._count(Stats() - pages)
            self._db.executemany(_NOTE, notes.items())
            self._tables.move(moves)
        self._patterns.clear()
        self._tables.forget()
        self._look_for_retries()
        return sum(n for (_, state), n in moves.items() if state == QUEUED)

    def _ask_again(self, pages: Iterable[tuple[bytes, float]]) -> None:
        """Queue pages that were read before they changed; to be called within a transaction."""
        moves, counts = requeue_outdated(self._db, pages)
        if moves:
            self._tables.move(moves)
            self._count(Stats() - counts)
            self._tables.forget()

    def _judge_again(self, row: tuple[Any, ...], verdict: Callable[[str, int], str | None]) -> bool:
        number, url, before, state, depth, kind, reason = row
        judged = None if kind == KINDS[Kind.SITEMAP] else verdict(url, depth)
        after = QUEUED if judged is None else SKIPPED
        if judged == reason or (state == RETRY and after == QUEUED):
            return False
        place = (self._hosts.ids.get(host_key(url), OUTSIDE), after)
        self._tables.replace(number, (before, state), place, Request(url, depth, KIND_NAMES[kind]), judged)
        return True

    def _settle(self, settled: Sequence[Settled]) -> None:
        moves: Counter[tuple[int, int]] = Counter()
        rows = []
        for one in settled:
            host = self._hosts[one.lease.host]
            number = one.lease.id
            before = SKIPPED if number in self._superseded else QUEUED
            after = CODES[one.state]
            if before == SKIPPED and after in (QUEUED, RETRY):
                continue  # it was found to be a page that is held: no need to ask again
            moves[host.id, before] -= 1
            moves[host.id, after] += 1
            rows.append((after, one.reason, one.retry_at, one.attempts or one.lease.attempts, number))
            if after == QUEUED:
                rank = rank_of(one.lease.request) + (PARKED_RANK if one.parked else 0)
                url = one.url or one.lease.request.url
                self._db.execute(_REQUEUE, (url, one.hops or one.lease.request.hops, rank, number))
        self._tables.settle(rows)
        self._tables.move(moves)

    def _read_again(self, number: int) -> None:
        """Forget what was only read from the queue, so that it is read again with its new depth."""
        for host in self._hosts:
            lease = host.leased.get(number)
            if lease is not None and lease in host.ready:
                host.ready.remove(lease)
                del host.leased[number]

    def _supersede(self, superseded: Sequence[Found]) -> list[int]:
        out = []
        wanted = {one.key: one for one in superseded}
        for key, number, state, _, _, before in self._tables.rows(list(wanted)):
            one = wanted.pop(key)
            if state not in (QUEUED, RETRY):
                continue
            self._tables.replace(number, (before, state), (before, SKIPPED), one.request, one.reason)
            self._read_again(number)
            out.append(number)
        self._tables.insert(wanted.values(), self._hosts.ids)
        return out

    def _keep_records(self, batch: Batch) -> None:
        self._db.executemany(_RECORD, ((key, 0) for key in batch.records))
        self._db.executemany(_RECORD, ((key, 1) for key in batch.kept))

    def _count(self, stats: Stats) -> None:
        self._db.executemany(_STAT, ((name, n) for name, n in stats.as_dict().items() if n))

    def _forget_counts(self, *beginnings: str) -> None:
        names = [
            name for (name,) in self._db.execute("SELECT name FROM stat").fetchall() if name.startswith(beginnings)
        ]
        self._db.executemany("DELETE FROM stat WHERE name = ?", ((name,) for name in names))
