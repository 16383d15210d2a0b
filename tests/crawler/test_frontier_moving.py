"""A crawl moved from a file into PostgreSQL and back is the same crawl."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.provenance import ArchiveLocation
from scraper.crawler.frontier import Batch, Found, Frontier, HostRobots, Pace, Seen, Settled, State, Version
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.postgres.moving import TABLES, to_postgres, to_sqlite
from scraper.errors import FrontierError
from scraper.page import ThreadPart, Validators
from scraper.request import Kind, Request, fingerprint
from scraper.stats import FieldCount, Stats
from tests.crawler.engines import Postgres, Sqlite
from tests.feeding.database import Database

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

NOW = 1_000_000.25
PACE = Pace(delay=0, robots=False)
PLACE = ArchiveLocation(file="archive/pages-00001.warc.gz", offset=12, length=345)


def nothing() -> None:
    """Nobody wants to know."""


def work(frontier: Frontier, first: int) -> None:
    """Leave something in every table."""
    for host in ("a.test", "b.test"):
        frontier.open_host(host, f"http://{host}")
    urls = [f"http://{'ab'[n % 2]}.test/{n}/問" for n in range(first, first + 50)]
    kinds = [Kind.SITEMAP, *[Kind.PAGE] * 49]
    found = [
        Found(fingerprint(url), Request(url, n % 5, kind), url.split("/")[2], modified=NOW)
        for n, (url, kind) in enumerate(zip(urls, kinds, strict=True))
    ]
    found.append(Found(fingerprint(f"out{first}"), Request(f"http://c.test/{first}"), None, reason="scope: host"))
    frontier.commit(Batch(found=found, notes={"scope": "all\n\\N\t"}, patterns={b"12345678": 3 + first}))
    frontier.set_robots("a.test", HostRobots("rules", b"\x00\xffAllow: /", NOW, NOW + 10, 1.5))
    ways = [State.DONE, State.FAILED, State.RETRY, State.SKIPPED]
    batch = Batch(files={"records.jsonl": 10 + first}, stats=Stats(pages=2, records=1), records=[b"r%d" % first])
    for n, lease in enumerate(frontier.lease(NOW, 12, lambda lease: None).leases):
        frontier.sent(lease.host, NOW + n)
        frontier.answered(lease.host, 0.125 * n, 1000)
        frontier.returned(lease.host)
        way = ways[n % 4]
        batch.settled.append(Settled(lease, way, "drift: \\ é" if n % 3 else None, NOW + n if n % 4 == 2 else None, n))
        batch.parts.append((lease.id, ThreadPart(f"t{n % 3}", n, b'{"line": "\x00\n"}')))
        seen = Seen(b"d" * 16, Validators('"e"', None), NOW, PLACE)
        batch.versions.append((lease.id, Version(seen, NOW - 1, 2, 1, NOW + 5)))
    batch.coverage = [FieldCount("forum", "records", 1, 0), FieldCount("forum", "title", 0, 1)]
    frontier.refused("b.test", NOW + 20, NOW + 19, 7.5, 0.5)
    frontier.commit(batch)


def content(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as db:
        rows = {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
        rows["sequence"] = list(db.execute("SELECT * FROM sqlite_sequence"))
        return rows


def told_by(ledger: Ledger) -> list[Any]:
    """Return all that a ledger tells."""
    keys = [fingerprint(url) for url, _, _ in ledger.failed()] + [fingerprint("http://a.test/4/問")]
    return [
        ledger.states(), ledger.reasons(), ledger.hosts(), ledger.stats(), ledger.coverage(), ledger.files(),
        list(ledger.failed()), ledger.drifted(5), ledger.next_due(), ledger.note("scope"), list(ledger.workers()),
        ledger.done_by_host(), ledger.done_by_host(NOW), [(ledger.why(key), ledger.version(key)) for key in keys],
    ]  # fmt: skip


def test_there_and_back_again_every_row_is_the_same(postgres_server: Database, tmp_path: Path) -> None:
    file, engine = Sqlite(tmp_path), Postgres(postgres_server)
    address = Address.of(engine.url, engine.crawl)
    with closing(file.open(PACE)) as frontier:
        work(frontier, 0)
    before = content(file.path)
    assert all(before[table] for table in TABLES)
    with closing(file.ledger()) as ledger:
        known = told_by(ledger)
    assert to_postgres(file.path, address, nothing) == 51
    assert not file.path.exists()
    with closing(engine.ledger()) as ledger:
        assert told_by(ledger) == known
    assert to_sqlite(address, file.path, nothing) == 51
    assert content(file.path) == before
    with pytest.raises(FrontierError, match="no crawl at"):
        engine.ledger()


def test_a_crawl_goes_on_where_it_was_moved_to(postgres_server: Database, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    with closing(Sqlite(there).open(PACE)) as frontier:
        work(frontier, 0)
        work(frontier, 100)
    engine = Postgres(postgres_server)
    address = Address.of(engine.url, engine.crawl)
    with closing(engine.open(PACE)) as frontier:
        work(frontier, 0)
    to_sqlite(address, Sqlite(here).path, nothing)
    to_postgres(Sqlite(here).path, address, nothing)
    with closing(engine.open(PACE)) as frontier:
        work(frontier, 100)
    to_sqlite(address, Sqlite(here).path, nothing)
    assert content(Sqlite(here).path) == content(Sqlite(there).path)


def broken() -> None:
    raise FrontierError("the disk is full")


@pytest.mark.parametrize("back", [False, True])
def test_a_move_that_is_broken_off_leaves_the_crawl_where_it_was(
    postgres_server: Database, tmp_path: Path, back: bool
) -> None:
    file, engine = Sqlite(tmp_path), Postgres(postgres_server)
    address = Address.of(engine.url, engine.crawl)
    with closing((engine if back else file).open(PACE)) as frontier:
        work(frontier, 0)
    move: Callable[[Callable[[], None]], int] = (
        (lambda switch: to_sqlite(address, file.path, switch))
        if back
        else (lambda switch: to_postgres(file.path, address, switch))
    )
    with pytest.raises(FrontierError, match="disk is full"):
        move(broken)
    with closing((engine if back else file).ledger()) as ledger:
        assert sum(ledger.states().values()) == 51
    file.path.unlink() if back else None
    assert move(nothing) == 51


def test_nobody_moves_a_crawl_that_is_worked_on_and_nobody_works_on_one_that_is_moved(
    postgres_server: Database, tmp_path: Path
) -> None:
    file, engine = Sqlite(tmp_path), Postgres(postgres_server)
    address = Address.of(engine.url, engine.crawl)
    with closing(engine.open(PACE)) as frontier:
        work(frontier, 0)
        with pytest.raises(FrontierError, match="Somebody works"):
            to_sqlite(address, file.path, nothing)

    def work_meanwhile() -> None:
        with pytest.raises(FrontierError, match="is being moved"):
            engine.open()

    assert to_sqlite(address, file.path, work_meanwhile) == 51


def test_a_crawl_that_is_there_is_not_replaced(postgres_server: Database, tmp_path: Path) -> None:
    file, engine = Sqlite(tmp_path), Postgres(postgres_server)
    address = Address.of(engine.url, engine.crawl)
    for one in (file, engine):
        with closing(one.open(PACE)) as frontier:
            work(frontier, 0)
    with pytest.raises(FrontierError, match="already"):
        to_postgres(file.path, address, nothing)
    with pytest.raises(FrontierError, match="already"):
        to_sqlite(address, file.path, nothing)
