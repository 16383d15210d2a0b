"""What ``benchmarks.scale`` multiplies with: octets of a frontier's rows in PostgreSQL, its rates, octets of pages.

Rows are written and settled through the frontier itself, in a server of its own on loopback. Pages are those of the
benchmark's site (27 KB each) and of the demonstration, packed and read as a crawl does.

python -m benchmarks.scale_measure --addresses 200000
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import queues
from benchmarks.figures import machine, today
from benchmarks.frontier import measure as measure_file
from benchmarks.site import question_page, thread
from scraper.archive.warc import pack_page
from scraper.crawler.frontier.address import Address
from scraper.crawler.frontier.opening import open_frontier
from scraper.crawler.frontier.postgres.database import PostgresDatabase
from scraper.crawler.frontier.postgres.ownership import Ownership
from scraper.page import Page
from tests.feeding.database import Database

OUT = Path(__file__).with_name("scale_measured.json")
PARTS = ("pages", "rows", "rates", "looks")
_CRAWL = "rows"
_SITE_PAGES = 200
_LOOKED_AT = (10_000, 100_000, 1_000_000)
_SIZES = (
    "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND c.relname IN ('request', 'host') AND n.nspname NOT LIKE 'pg_%'"
)


def rows(server: Database, addresses: int) -> dict[str, float]:
    """Return the octets an address takes while it is queued and when it is done, indexes included."""
    frontier = open_frontier(server.url, queues.PACE, crawl=_CRAWL)
    found = queues.fill(frontier, addresses)
    frontier.close()
    queued = dict(server.ask(_SIZES))
    queues.drain(server.url, _CRAWL)
    done = dict(server.ask(_SIZES))
    server.ask(f"DROP SCHEMA {_schema(server)} CASCADE")
    return {
        "queued_octets": queued["request"] / addresses,
        "done_octets": done["request"] / addresses,
        "host_octets": done["host"] / queues.HOSTS,
        "found_a_second": found,
    }


def rates(server: Database, addresses: int, processes: list[int]) -> dict[str, float]:
    """Return how many requests are leased and settled in a second, by so many processes on one server."""
    return {str(number): queues.measure(server.url, addresses, number).settled for number in processes}


def pages(folder: Path) -> dict[str, float]:
    """Return the octets of a page and of its record, as they are stored."""
    site = [question_page(thread(number, _SITE_PAGES)).encode() for number in range(_SITE_PAGES)]
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    url = "https://forum.example/q"
    packed = [pack_page(Page(body, url, url, 200, headers)) for body in site]
    _qaharvest(folder, "demo", "run", "--quiet", "--delay", "0")
    run = folder / "data" / "run"
    lines = (run / "records.jsonl").read_bytes()
    records = lines.count(b"\n")
    stats = json.loads((run / "stats.json").read_text(encoding="utf-8"))
    _qaharvest(folder, "export", "run", "records.parquet", "--quiet")
    return {
        "page_octets": sum(map(len, site)) / len(site),
        "warc_octets": sum(map(len, packed)) / len(packed),
        "demo_warc_octets": sum(path.stat().st_size for path in (run / "archive").iterdir()) / stats["pages"],
        "record_octets": len(lines) / records,
        "record_gzip_octets": len(gzip.compress(lines)) / records,
        "record_parquet_octets": (folder / "records.parquet").stat().st_size / records,
    }


def looks(server: Database) -> dict[str, float]:
    """Return the seconds a worker's look at a crawl of so many hosts takes, all of which have work and are free."""
    frontier = open_frontier(server.url, queues.PACE, crawl=_CRAWL)
    schema = _schema(server)
    seconds, last = {}, 0
    for hosts in _LOOKED_AT:
        new = f"FROM generate_series({last + 1}, {hosts}) n"
        server.ask(f"INSERT INTO {schema}.host (name, origin) SELECT 'h' || n, 'https://h' || n {new}")
        server.ask(f"INSERT INTO {schema}.tally SELECT id, 0, 100 FROM {schema}.host WHERE id > {last}")
        server.ask(f"ANALYZE {schema}.host")
        server.ask(f"ANALYZE {schema}.tally")
        own = Ownership(PostgresDatabase(Address.of(server.url, _CRAWL), create=False), "looks")
        own.register(frontier.now())
        begun = time.perf_counter()
        own.share(frontier.now())
        own.claim(frontier.now(), 200)
        seconds[str(hosts)] = time.perf_counter() - begun
        own.leave()
        last = hosts
    frontier.close()
    server.ask(f"DROP SCHEMA {schema} CASCADE")
    return seconds


def _schema(server: Database) -> str:
    table = "SELECT n.nspname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE c.relname = 'request'"
    return f'"{server.ask(table)[0][0]}"'


def _qaharvest(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-c", "import sys; from scraper.cli.main import main; sys.exit(main())", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


def main() -> None:
    """Measure all, and write it beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this; the rest is kept")
    parser.add_argument("--addresses", type=int, default=200_000, help="of the frontier whose size is measured")
    parser.add_argument("--queued", type=int, default=40_000, help="of the frontiers whose rates are measured")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    measured: dict[str, Any] = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    measured |= {"machine": machine(), "date": today()}
    parts = options.only or PARTS
    with tempfile.TemporaryDirectory() as folder:
        if "pages" in parts:
            measured["pages"] = pages(Path(folder))
        if "rows" in parts:
            measured["addresses"] = options.addresses
            measured["file_octets"] = measure_file(options.addresses, Path(folder)).disk
    with Database(sync=True) as server:
        if "rows" in parts:
            measured["postgresql"] = rows(server, options.addresses)
        if "rates" in parts:
            measured["settled_a_second"] = rates(server, options.queued, options.processes)
        if "looks" in parts:
            measured["look_seconds"] = looks(server)
    text = json.dumps(measured, indent=2)
    options.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
