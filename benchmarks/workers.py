"""Pages a second of one process with a frontier in its folder, and of one, two and four workers on one PostgreSQL.

Sixteen hosts on loopback, each a port of one server that knows a hundred questions; no delay, so that reading and
committing are what is measured. Wall-clock time from the first process's start to the last one's end, starts included.

python -m benchmarks.workers
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.feeding.database import Database
from tests.shared.hosts import Hosts

_MAIN = [sys.executable, "-m", "scraper.cli.main"]
_OPTIONS = ["--allow-private-hosts", "--delay", "0", "--concurrency", "16", "--no-sitemaps", "--quiet"]
_SECONDS = 600


def crawl(folder: Path, hosts: Hosts, url: str | None, workers: int) -> float:
    """Crawl; return the seconds it took."""
    environment = dict(os.environ)
    options = list(_OPTIONS)
    if url is not None:
        parts = urlsplit(url)
        environment["PGPASSWORD"] = parts.password or ""
        options += ["--frontier", parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()]
    began = time.monotonic()
    crew = [subprocess.Popen([*_MAIN, "crawl", str(folder), *hosts.seeds, *options], env=environment)]
    while workers > 1 and not (folder / "run.toml").exists():
        time.sleep(0.01)
    time.sleep(1.0 if workers > 1 else 0.0)  # the crawl must have been begun before others can join it
    crew += [subprocess.Popen([*_MAIN, "work", str(folder), "--quiet"], env=environment) for _ in range(workers - 1)]
    codes = [worker.wait(_SECONDS) for worker in crew]
    if any(codes):
        raise RuntimeError(f"workers ended with {codes}")
    return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=16)
    parser.add_argument("--pages", type=int, default=100, help="questions of each host")
    options = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as name, Hosts(options.hosts, options.pages) as hosts, Database() as database:
        for label, url, workers in (
            ("SQLite, one process", None, 1),
            ("PostgreSQL, 1 worker", database.url, 1),
            ("PostgreSQL, 2 workers", database.url, 2),
            ("PostgreSQL, 4 workers", database.url, 4),
        ):
            folder = Path(name) / f"run{len(found)}"
            seconds = crawl(folder, hosts, url, workers)
            records = sum(1 for line in (folder / "records.jsonl").read_bytes().split(b"\n") if line)
            if records != options.hosts * options.pages:
                raise RuntimeError(f"{label}: {records} records")
            pages = options.hosts * (options.pages + 1)
            found.append({"what": label, "seconds": seconds, "pages_per_second": pages / seconds})
            print(f"{label:<24} {pages / seconds:8,.0f} pages/s {seconds:7.1f} s", file=sys.stderr, flush=True)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
