"""Making a crawl visible from outside; what that takes is loaded only where somebody asks for it."""

import os
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click

from scraper.crawler.observer import Observer


def metrics_option(function: Any) -> Any:
    """Give a verb the option that makes a crawl visible from outside."""
    return click.option(
        "--metrics", metavar="[HOST:]PORT", help="Serve /metrics (Prometheus), /healthz and /readyz; 0: any free port."
    )(function)


def visible(observer: Observer, metrics: str | None) -> AbstractContextManager[Observer]:
    """Return what makes a crawl visible while it is entered, as the option and the environment ask for.

    :raises UsageError: on entering, if the port cannot be used or a library is missing.
    """
    if metrics is None and not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return nullcontext(observer)
    from scraper.operations.watching import watched  # noqa: PLC0415 - few crawls are watched

    return watched(observer, metrics)
