"""Writing one batch into the tables: states, addresses, counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from scraper.crawler.frontier import DEPTH_REASON, Found
from scraper.crawler.frontier.ledger import KINDS, read_tally
from scraper.crawler.frontier.schema import QUEUED, SKIPPED, Database
from scraper.request import Kind, Request

OUTSIDE = 0
"""The host number of addresses outside the scope."""
PARKED_RANK = 1_000_000
"""Behind every depth."""

_SITEMAP_RANK = -1  # before every depth
_VARIABLES = 500  # placeholders in one statement
_KNOWN_KEYS = 50_000  # bound of the memory of keys seen lately
_NEVER = -1  # remembered as the depth of an address that no later sighting changes

_INSERT = (
    "INSERT INTO request (id, key, url, host, state, rank, depth, kind, hops, attempts, via, retry_at, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, NULL, ?)"
)
_TALLY = "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT (host, state) DO UPDATE SET n = tally.n + excluded.n"
_SETTLE = "UPDATE request SET state = ?, reason = ?, retry_at = ?, attempts = ? WHERE id = ?"
_REPLACE = "UPDATE request SET state = ?, rank = ?, depth = ?, host = ?, reason = ? WHERE id = ?"


class Tables:
    """The rows of addresses, and the counts of them that are kept beside. Callers hold the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.tally = Counter(read_tally(db))
        """(host, state) → number of addresses."""
        self._known: dict[bytes, int] = {}

    def select(self, statement: str, keys: Sequence[bytes] | Sequence[int]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that ends in ``IN``."""
        rows: list[tuple[Any, ...]] = []
        for start in range(0, len(keys), _VARIABLES):
            some = keys[start : start + _VARIABLES]
            rows += self._db.execute(f"{statement} ({','.join('?' * len(some))})", some)
        return rows

    def rows(self, keys: Sequence[bytes]) -> list[tuple[Any, ...]]:
        """Return key, id, state, depth, reason and host of the addresses known of these."""
        return self.select("SELECT key, id, state, depth, reason, host FROM request WHERE key IN", keys)

    def unseen(self, links: Iterable[tuple[bytes, int]]) -> set[bytes]:
        """Return the keys that are new, or known only at a greater depth than now."""
        wanted: dict[bytes, int] = {}
        for key, depth in links:
            known = self._known.get(key)
            if (known is None or depth < known) and depth < wanted.get(key, depth + 1):
                wanted[key] = depth
        for key, _, state, depth, reason, _ in self.rows(list(wanted)):
            moves = _may_move(state, reason)
            if not moves or depth <= wanted[key]:
                self._remember(key, depth if moves else _NEVER)
                del wanted[key]
        return set(wanted)

    def forget(self) -> None:
        """Drop what is remembered of keys; the table knows them all."""
        self._known.clear()

    def find(self, found: Iterable[Found], host_id: Mapping[str | None, int]) -> list[int]:
        """Add the addresses that are new; bring nearer those that lay deeper. Return the numbers of the latter."""
        nearest: dict[bytes, Found] = {}
        for one in found:
            other = nearest.get(one.key)
            if other is None or one.request.depth < other.request.depth:
                nearest[one.key] = one
        moved = []
        for key, number, state, depth, reason, before in self.rows(list(nearest)):
            one = nearest.pop(key)
            if _may_move(state, reason) and one.request.depth < depth:
                after = SKIPPED if one.reason else QUEUED
                self.replace(number, (before, state), (host_id[one.host], after), one.request, one.reason)
                moved.append(number)
        self.insert(nearest.values(), host_id)
        return moved

    def insert(self, found: Iterable[Found], host_id: Mapping[str | None, int]) -> None:
        """Add addresses that are new for certain."""
        moves: Counter[tuple[int, int]] = Counter()
        rows = []
        last = int(self._db.execute("SELECT coalesce(max(id), 0) FROM request").fetchone()[0])
        for number, one in enumerate(found, start=last + 1):
            request = one.request
            host, state = host_id[one.host], SKIPPED if one.reason else QUEUED
            moves[host, state] += 1
            kind = KINDS[request.kind]
            rows.append(
                (number, one.key, request.url, host, state, rank_of(request), request.depth, kind, request.hops,
                 one.via, one.reason)
            )  # fmt: skip
            self._remember(one.key, request.depth if _may_move(state, one.reason) else _NEVER)
        self._db.executemany(_INSERT, rows)
        self.move(moves)

    def settle(self, rows: Sequence[tuple[int, str | None, float | None, int, int]]) -> None:
        """Write what became of addresses: state, reason, when to try again, tries so far and number."""
        self._db.executemany(_SETTLE, rows)

    def replace(
        self, number: int, before: tuple[int, int], after: tuple[int, int], request: Request, reason: str | None
    ) -> None:
        """Give an address another place; ``before`` and ``after`` are host and state."""
        host, state = after
        self._db.execute(_REPLACE, (state, rank_of(request), request.depth, host, reason, number))
        moves = Counter({before: -1})
        moves[after] += 1
        self.move(moves)

    def move(self, moves: Mapping[tuple[int, int], int]) -> None:
        """Count addresses that changed their state."""
        for place, n in moves.items():
            self.tally[place] += n
        self._db.executemany(_TALLY, [(host, state, n) for (host, state), n in moves.items()])

    def _remember(self, key: bytes, depth: int) -> None:
        if len(self._known) >= _KNOWN_KEYS:
            for old in list(islice(self._known, _KNOWN_KEYS // 2)):
                del self._known[old]
        self._known[key] = depth


def rank_of(request: Request) -> int:
    """Return the place of a request in its host's queue: sitemaps first, then pages by depth."""
    return _SITEMAP_RANK if request.kind is Kind.SITEMAP else request.depth


def _may_move(state: int, reason: str | None) -> bool:
    """Whether an address found nearer than before is to be asked for there."""
    return state == QUEUED or (state == SKIPPED and reason == DEPTH_REASON)
