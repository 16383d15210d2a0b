"""What becomes of stored times when the system's clock was set back between two starts of a crawl."""

from pathlib import Path

from scraper.crawler.frontier.schema import connect, mapped_errors, transaction

SLACK_SECONDS = 5.0
"""Clocks that are kept in step move by less; so short a wait is waited out."""

_MOVED = {
    "host": ("asked_at", "not_before", "backed_off_at", "robots_at", "robots_until", "first_at"),
    "request": ("retry_at",),
    "version": ("seen_at", "first_at", "due_at"),
}


def follow_clock(path: Path, now: float) -> float:
    """Move all stored times back where the last request lies in the future; return by how many seconds.

    Otherwise a clock that had been wrong by a year would keep a host waiting for a year. What a host asked for still
    holds: the time that is left of each wait stays what it was when the last request went out. A clock that was set
    forward cannot be told from time that has passed.

    :param path: the frontier's file.
    :param now: Unix time.
    :raises FrontierError: if the file is no frontier.
    :raises StorageFull: if the disk refuses.
    """
    if not path.exists():
        return 0.0
    db = connect(path)
    try:
        with mapped_errors(path):
            latest = float(db.execute("SELECT coalesce(max(asked_at), 0) FROM host").fetchone()[0])
            ahead = latest - now
            if ahead <= SLACK_SECONDS:
                return 0.0
            with transaction(db):
                for table, columns in _MOVED.items():
                    moved = ", ".join(f"{column} = max({column} - :ahead, 0)" for column in columns)
                    db.execute(f"UPDATE {table} SET {moved}", {"ahead": ahead})  # noqa: S608 - our own names
            return ahead
    finally:
        db.close()
