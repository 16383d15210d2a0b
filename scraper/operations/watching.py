"""Metrics and health of one crawl over HTTP, and to an OpenTelemetry collector where one is named."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from scraper.crawler.observer import Observer
from scraper.errors import MissingExtra
from scraper.operations.metrics import METRICS, Measured, Metric, State
from scraper.operations.serving import Asked, Reply, address_of, serving

if TYPE_CHECKING:
    from opentelemetry.metrics import CallbackOptions, Observation

OTLP = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""The variable of the environment that names a collector (OpenTelemetry, *OTLP Exporter Configuration*)."""

_JSON = "application/json"


@contextmanager
def watched(observer: Observer, metrics: str | None) -> Iterator[Observer]:
    """Make a crawl visible from outside for the length of a block; its observer is the one that is yielded.

    :param metrics: ``[HOST:]PORT`` of ``/metrics``, ``/healthz`` and ``/readyz``; None where nobody asks. A collector
        that the environment names is told in any case.
    :raises MissingExtra: if a library is missing.
    :raises UsageError: if the port cannot be used.
    """
    state = State()
    with ExitStack() as held:
        if metrics is not None:
            host, port = address_of(metrics)
            port = held.enter_context(serving(host, port, _answering(state)))
            observer.event("metrics", url=f"http://{host}:{port}/metrics")
        if os.environ.get(OTLP):
            held.enter_context(_telling(state))
        yield Measured(observer, state)


def _answering(state: State) -> Any:
    try:
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - an extra
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("--metrics needs prometheus-client: pip install 'qaharvest[metrics]'.") from error

    class Collector:
        """Reads the table whenever somebody asks."""

        def collect(self) -> Iterator[Any]:
            """Yield the metrics with their values now."""
            for metric in METRICS:
                family = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
                values = list(metric.values(state))
                labels = list(values[0].labels) if values else []
                made = family(metric.name, metric.help, labels=labels)
                for labelled, value in values:
                    made.add_metric(list(labelled.values()), value)
                yield made

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector())

    def answer(asked: Asked) -> Reply:
        if asked.path == "/metrics":
            return Reply(200, generate_latest(registry), "text/plain; version=0.0.4; charset=utf-8")
        if asked.path in ("/healthz", "/readyz"):
            why = state.ill() if asked.path == "/healthz" else state.unready()
            body = json.dumps({"ok": why is None, "reason": why, "run": state.run}).encode()
            return Reply(200 if why is None else 503, body + b"\n", _JSON)
        return Reply(404, b"There are /metrics, /healthz and /readyz.\n")

    return answer


@contextmanager
def _telling(state: State) -> Iterator[None]:
    """Tell a collector every so often (``OTEL_METRIC_EXPORT_INTERVAL``), and once more at the end."""
    try:
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415
        from opentelemetry.metrics import Observation  # noqa: PLC0415
        from opentelemetry.sdk.metrics import MeterProvider  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra(f"{OTLP} is set, which needs: pip install 'qaharvest[otel]'; or unset it.") from error

    def reading(metric: Metric) -> Any:
        def read(_: "CallbackOptions") -> Iterable["Observation"]:
            return [Observation(value, labels) for labels, value in metric.values(state)]

        return [read]

    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "qaharvest")})
    provider = MeterProvider([PeriodicExportingMetricReader(OTLPMetricExporter())], resource)
    meter = provider.get_meter("qaharvest")
    for metric in METRICS:
        make = meter.create_observable_counter if metric.kind == "counter" else meter.create_observable_gauge
        make(metric.name, callbacks=reading(metric), unit=metric.unit, description=metric.help)
    try:
        yield
    finally:
        provider.shutdown()
