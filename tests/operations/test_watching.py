"""Metrics and health of a crawl over real HTTP."""

import json
import re
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from scraper.crawler.observer import SECONDS_BOUNDS, HostWait, Silent, Snapshot
from scraper.errors import UsageError
from scraper.operations.metrics import METRICS, Measured, State
from scraper.operations.serving import MOST_AT_ONCE, Asked, Reply, address_of, serving
from scraper.operations.watching import watched
from scraper.run import Run
from scraper.stats import Stats
from tests.runs import Events, crawl
from tests.servers import NOT_FOUND, Server, answer

SNAPSHOT = Snapshot(
    Stats(pages=7, records=5), queued=9, in_flight=2, seconds=3.5, pages_per_second=2.0,
    hosts=(HostWait('evil"host\n', 4.0, "back-off"),),
    requests=12, requests_within=tuple(range(1, len(SECONDS_BOUNDS) + 1)),
)  # fmt: skip


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Address(Silent):
    url = ""

    def event(self, name: str, **fields: object) -> None:
        if name == "metrics":
            self.url = str(fields["url"])


def test_every_metric_is_told_with_its_value_and_no_text_breaks_out() -> None:
    told = Address()
    with watched(told, "0") as observer:
        observer.progress(SNAPSHOT)
        observer.event("robots", host="a")
        observer.event("robots", host="b")
        status, text = get(told.url)
    assert status == 200
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert set(families) == {metric.name for metric in METRICS}
    values = {sample.name: sample.value for family in families.values() for sample in family.samples}
    assert (values["qaharvest_pages_total"], values["qaharvest_queue"]) == (7, 9)
    assert values["qaharvest_events_total"] == 2
    within = {sample.labels["le"]: sample.value for sample in families["qaharvest_requests_within_seconds"].samples}
    assert (within["0.05"], within["0.1"], within["30"], within["+Inf"]) == (1, 2, len(SECONDS_BOUNDS), 12)
    [wait] = families["qaharvest_host_wait_seconds"].samples
    assert wait.labels == {"host": 'evil"host\n', "reason": "back-off"}


def test_a_crawl_is_ready_while_it_works_and_not_when_it_stops() -> None:
    told = Address()
    with watched(told, "127.0.0.1:0") as observer:
        base = told.url.removesuffix("/metrics")
        assert get(f"{base}/readyz")[0] == 503
        observer.progress(SNAPSHOT)
        assert get(f"{base}/readyz")[0] == get(f"{base}/healthz")[0] == 200
        observer.event("stopping", in_flight=3)
        status, body = get(f"{base}/readyz")
        assert (status, json.loads(body)["reason"]) == (503, "the crawl is stopping")
        assert get(f"{base}/healthz")[0] == 200
        assert get(f"{base}/other")[0] == 404


def test_a_crawl_that_hangs_is_not_healthy() -> None:
    state = State()
    assert state.ill() is None
    state.ticked_at -= 60
    assert "60 seconds" in str(state.ill())


def test_a_crawl_whose_folder_is_gone_is_not_ready(tmp_path: Path) -> None:
    state = State()
    state.snapshot, state.run = SNAPSHOT, str(tmp_path)
    assert state.unready() is None
    state.run = str(tmp_path / "gone")
    assert "cannot be reached" in str(state.unready())


def test_names_of_events_are_bounded() -> None:
    state = State()
    observer = Measured(Silent(), state)
    for number in range(500):
        observer.event(f"event{number}")
    assert len(state.events) <= 50


def test_the_numbers_of_a_whole_crawl_are_those_of_its_run(tmp_path: Path) -> None:
    pages = {f"/{n}": [answer(200, b"<p>page</p>")] for n in range(5)}
    told = Address()
    with Server(pages | {"/robots.txt": NOT_FOUND}) as server, watched(told, "0") as observer:
        run = Run(tmp_path / "run")
        outcome = crawl(run, *[f"{server.origin}/{n}" for n in range(5)], sitemaps=False, observer=observer)
        text = get(told.url)[1]
    assert f"qaharvest_pages_total {float(outcome.stats.pages)}" in text
    assert 'qaharvest_events_total{event="robots"} 1.0' in text


def test_what_is_observed_is_passed_on(tmp_path: Path) -> None:
    events = Events()
    with watched(events, "0") as observer:
        observer.event("robots", host="a")
    assert events.names() == ["metrics", "robots"]


@pytest.mark.parametrize("text", ["", "x", "1.2.3.4", "99999", "host:", "::", "-1", "٣"])
def test_what_is_no_port_is_one_sentence(text: str) -> None:
    with pytest.raises(UsageError):
        address_of(text)


def test_addresses_are_read_and_a_bare_port_is_loopback() -> None:
    assert address_of("9100") == ("127.0.0.1", 9100)
    assert address_of("0.0.0.0:9100") == ("0.0.0.0", 9100)
    assert address_of("[::1]:9100") == ("::1", 9100)


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with serving("127.0.0.1", 0, lambda _: Reply(200, b"")) as port:  # noqa: SIM117
        with pytest.raises(UsageError, match="cannot be used"), serving("127.0.0.1", port, lambda _: Reply(200, b"")):
            pass


def test_more_than_a_few_at_once_are_told_to_come_back() -> None:
    gate, inside = threading.Event(), threading.Semaphore(0)

    def slow(_: Asked) -> Reply:
        inside.release()
        gate.wait(10)
        return Reply(200, b"")

    with serving("127.0.0.1", 0, slow) as port:
        threads = [threading.Thread(target=get, args=(f"http://127.0.0.1:{port}/",)) for _ in range(MOST_AT_ONCE)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert inside.acquire(timeout=10)
        status, _ = get(f"http://127.0.0.1:{port}/")
        gate.set()
        for thread in threads:
            thread.join()
    assert status == 503


def test_the_page_on_operations_names_every_metric() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    for metric in METRICS:
        name = f"{metric.name}_total" if metric.kind == "counter" else metric.name
        assert re.search(rf"^\| `{name}`.* {re.escape(metric.help.split(';')[0].rstrip('.'))}", page, re.M), name


@pytest.mark.slow
def test_a_collector_is_told_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (  # noqa: PLC0415
        ExportMetricsServiceRequest,
    )

    told: dict[str, float] = {}

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                import gzip  # noqa: PLC0415

                body = gzip.decompress(body)
            request = ExportMetricsServiceRequest.FromString(body)
            for resource in request.resource_metrics:
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        for point in (*metric.sum.data_points, *metric.gauge.data_points):
                            told[metric.name] = point.as_int or point.as_double
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    try:
        with watched(Silent(), None) as observer:
            observer.progress(SNAPSHOT)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert (told["qaharvest_pages"], told["qaharvest_queue"]) == (7, 9)
    assert set(told) <= {metric.name for metric in METRICS}
