"""A receiver as it is documented: it keys on the batch, and keeps the newest version of each record."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self

from scraper.feeding.port import Batch, NotTaken, Refused, Row
from scraper.feeding.told import Version, version_of

SAYS_NOTHING = 0
"""Status that stands for: close the connection before an answer."""
KEEPS_AND_SAYS_NOTHING = 1
"""The same, after the batch was kept."""


class Posted(NamedTuple):
    """One request as it came."""

    key: str
    fields: dict[str, str]
    body: bytes


Answer = Callable[[int, Posted], tuple[int, dict[str, str], bytes]]


class WebSide:
    """An HTTP server on loopback; ``answer`` tells what the n-th request (from 0) is answered."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.posted: list[Posted] = []
        self.keys: set[str] = set()
        self.records: dict[str, dict[str, Any]] = {}
        self.times: Counter[str] = Counter()
        side, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if len(body) < int(self.headers["Content-Length"]):
                    return  # the sender was killed
                with lock:
                    posted = Posted(self.headers["Idempotency-Key"], dict(self.headers), body)
                    side.posted.append(posted)
                    status, fields, said = (answer or ok)(len(side.posted) - 1, posted)
                    if status == KEEPS_AND_SAYS_NOTHING or 200 <= status < 300:
                        side.keep(posted)
                if status < 100:
                    self.close_connection = True
                    return
                self.send_response_only(status)
                for name, value in {**fields, "Content-Length": str(len(said))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A sender that was killed is no failure of this side."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/records"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def keep(self, posted: Posted) -> None:
        if posted.key in self.keys:
            return
        self.keys.add(posted.key)
        for line in posted.body.split(b"\n")[:-1]:
            record = json.loads(line)
            self.records[record["record_id"]] = record
            self.times[record["record_id"]] += 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def ok(_number: int, _posted: Posted) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, b""


class ListSide:
    """A receiver in memory: takes what it is sent, or fails as it is told, once for each failure."""

    name = "a list"

    def __init__(self, *failures: NotTaken | Refused | None) -> None:
        self.failures = list(failures)
        self.batches: list[Batch] = []
        self.tried: list[str] = []

    def has(self, batch: Batch) -> bool:
        return bool(self.batches) and self.batches[-1].key == batch.key

    def send(self, batch: Batch) -> None:
        self.tried.append(batch.key)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.batches.append(batch)

    def close(self) -> None:
        """Nothing is open."""

    @property
    def rows(self) -> list[str]:
        return [row.key for batch in self.batches for row in batch.rows]


def sample() -> list[Row]:
    """The records of the sample, as they are fed."""
    lines = (Path(__file__).parents[2] / "data/sample/records.jsonl").read_bytes().split(b"\n")[:-1]
    return [Row(json.loads(line)["record_id"], line) for line in lines]


def line(number: int, text: str = "text", source: str = "a") -> bytes:
    """A line that begins and ends as those of records do."""
    record = {"schema_version": "1.0", "record_id": f"r:{number}", "text": text, "provenance": {"source": source}}
    return json.dumps(record, separators=(",", ":")).encode()


def batch_of(*numbers: int, number: int = 1, feed: str = "f") -> Batch:
    return Batch(feed, number, tuple(Row(f"r:{n}", line(n)) for n in numbers))


def versions_of(batch: Batch) -> tuple[Version, ...]:
    return tuple(version_of(row.line) for row in batch.rows)
