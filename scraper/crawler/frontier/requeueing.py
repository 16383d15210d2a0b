"""Queueing again what was settled: pages that a refresh asks for, addresses that were given up."""

from collections import Counter
from collections.abc import Iterable

from scraper.crawler.frontier.schema import DONE, FAILED, QUEUED, Database
from scraper.stats import Stats

# A page of which nothing is kept (sitemaps, and runs of older versions) is always due.
_IS_DUE = (
    "state = 2 AND (CAST(:value AS DOUBLE PRECISION) IS NULL"
    " OR NOT EXISTS (SELECT 1 FROM version v WHERE v.request = request.id AND v.due_at > :value))"
)
_HOSTS = "SELECT host, count(*) FROM request WHERE " + _IS_DUE + " GROUP BY host"  # noqa: S608 - constants
# What the reasons of pages that were read begin with; see ``PageLines.standing``.
_VERDICTS = (
    "SELECT count(*),"
    " count(CASE WHEN reason LIKE 'not_qa: %' OR reason LIKE 'drift: %; not_qa: %' THEN 1 END),"
    " count(CASE WHEN reason LIKE 'invalid: %' OR reason LIKE 'drift: %; invalid: %' THEN 1 END)"
    " FROM request WHERE kind = 0 AND "
)
_OUTDATED = (
    "SELECT r.id, r.host FROM request r JOIN version v ON v.request = r.id"
    " WHERE r.key = ? AND r.state = 2 AND v.seen_at < ?"
)
_QUEUE = "UPDATE request SET state = 0, reason = NULL, attempts = 0 WHERE " + _IS_DUE  # noqa: S608


def count_done(db: Database, due: float | None) -> dict[int, int]:
    """Return host → how many addresses ``requeue_done`` would queue."""
    return dict(db.execute(_HOSTS, {"value": due}))


def requeue_done(db: Database, due: float | None) -> tuple[Counter[tuple[int, int]], Stats]:
    """Queue the addresses that are done; return how (host, state) changes, and the counts of the pages among them.

    The caller holds the transaction.

    :param due: only pages that are worth asking again at this Unix time; None for all.
    """
    moves: Counter[tuple[int, int]] = Counter()
    for host, n in count_done(db, due).items():
        moves[host, DONE] -= n
        moves[host, QUEUED] += n
    counts = _counts(db, _IS_DUE, due)
    db.execute(_QUEUE, {"value": due})
    return moves, counts


def requeue_outdated(db: Database, pages: Iterable[tuple[bytes, float]]) -> tuple[Counter[tuple[int, int]], Stats]:
    """Queue the pages that were read before they changed; return what ``requeue_done`` does.

    :param pages: fingerprint of an address, and the Unix time at which its page changed last.
    """
    moves: Counter[tuple[int, int]] = Counter()
    counts = Stats()
    for key, modified in pages:
        for number, host in db.execute(_OUTDATED, (key, modified)).fetchall():
            counts += _counts(db, "id = :value", number)
            db.execute("UPDATE request SET state = 0, reason = NULL, attempts = 0 WHERE id = ?", (number,))
            moves[host, DONE] -= 1
            moves[host, QUEUED] += 1
    return moves, counts


def _counts(db: Database, which: str, value: float | None) -> Stats:
    """Return what pages that were read added to the counts; ``which`` is an SQL condition on ``:value``."""
    pages, not_qa, rejected = db.execute(_VERDICTS + which, {"value": value}).fetchone() or (0, 0, 0)
    return Stats(
        pages=pages, pages_with_records=pages - not_qa - rejected, pages_not_qa=not_qa, pages_rejected=rejected
    )


def requeue_failed(db: Database) -> Counter[tuple[int, int]]:
    """Queue the addresses that were given up; return how (host, state) changes. The caller holds the transaction."""
    moves: Counter[tuple[int, int]] = Counter()
    for host, n in db.execute("SELECT host, count(*) FROM request WHERE state = 4 GROUP BY host"):
        moves[host, FAILED] -= n
        moves[host, QUEUED] += n
    db.execute("UPDATE request SET state = 0, reason = NULL, attempts = 0 WHERE state = 4")
    return moves
