"""Moving the frontier of a run between its folder and PostgreSQL."""

from collections.abc import Callable
from contextlib import closing

from scraper.crawler.frontier.address import Address, is_shared
from scraper.crawler.frontier.opening import kept_url, open_shared, open_shared_ledger
from scraper.crawler.frontier.schema import remove
from scraper.errors import UsageError
from scraper.run_folder import RunFolder
from scraper.settings import Settings
from scraper.worker_files import gather_worker_files

SQLITE = "sqlite"
"""What stands for the run's own folder."""


def move_frontier(folder: RunFolder, to: str, told: Callable[[int], None] = lambda _: None) -> int:
    """Move the frontier of a run, whole or not at all; return how many addresses it knows.

    :param to: ``sqlite`` for the run's own folder, or the URL of a PostgreSQL database.
    :param told: is called with the number of rows copied so far, now and then.
    :raises UsageError: if there is nothing to move, or it is there already.
    :raises RunLocked: if somebody works on the run.
    :raises FrontierError: if somebody works on the crawl, or the database cannot be used.
    :raises MissingExtra: if psycopg is not installed.
    :raises StorageFull: if the disk refuses.
    """
    if to != SQLITE and not is_shared(to):
        raise UsageError(f"A frontier goes to {SQLITE!r} or to postgresql://HOST/DATABASE.")
    if not folder.toml.is_file():
        raise UsageError(f"There is no run in {folder.path}: start one with 'qaharvest crawl {folder.path.name} URL'.")
    with folder.lock():
        settings, seeds = folder.read_toml()
        if to == SQLITE:
            return _home(folder, settings, seeds, told)
        return _away(folder, to, settings, seeds, told)


def _away(folder: RunFolder, url: str, settings: Settings, seeds: tuple[str, ...], told: Callable[[int], None]) -> int:
    name = folder.path.name
    address, kept = Address.of(url, name), settings.changed(frontier=kept_url(url, name))
    if settings.frontier is not None and settings.frontier == kept.frontier and folder.frontier.is_file():
        return _finish(folder, url)
    if settings.frontier is not None:
        raise UsageError(f"The frontier of {folder.path} is in PostgreSQL already: move it to {SQLITE!r} first.")
    if not folder.frontier.is_file():
        raise UsageError(f"The crawl into {folder.path} has not begun: there is nothing to move.")
    from scraper.crawler.frontier.postgres.moving import to_postgres  # noqa: PLC0415 - an extra

    return to_postgres(folder.frontier, address, lambda: folder.write_toml(kept, seeds), told)


def _finish(folder: RunFolder, url: str) -> int:
    """Remove the file that a move left which was broken off once the run knew of its end."""
    with closing(open_shared_ledger(url, crawl=folder.path.name)) as ledger:
        addresses = sum(ledger.states().values())
    remove(folder.frontier)
    return addresses


def _home(folder: RunFolder, settings: Settings, seeds: tuple[str, ...], told: Callable[[int], None]) -> int:
    if settings.frontier is None:
        raise UsageError(f"The frontier of {folder.path} is in its folder already.")
    from scraper.crawler.frontier.postgres.moving import to_sqlite  # noqa: PLC0415 - an extra

    name = folder.path.name
    frontier = open_shared(settings.frontier, crawl=name, worker="moving")
    try:
        if not frontier.is_alone():
            raise UsageError("Somebody works on the crawl: wait until all have ended, or stop them.")
        gather_worker_files(folder.path, frontier)
    finally:
        frontier.close()
    kept = settings.changed(frontier=None)
    return to_sqlite(Address.of(settings.frontier, name), folder.frontier, lambda: folder.write_toml(kept, seeds), told)
