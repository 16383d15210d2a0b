"""The databases a frontier can be kept in: what holds for one holds for all, so that the tests are the same."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from scraper.crawler.frontier import Frontier, Pace
from scraper.crawler.frontier.ledger import Ledger
from scraper.crawler.frontier.opening import open_frontier, open_ledger
from tests.feeding.database import Database

ENGINES = ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])]
Servers = Callable[[], Database]


class Engine(Protocol):
    """Opens one crawl again and again."""

    def open(self, pace: Pace | None = None) -> Frontier: ...

    def ledger(self, pace: Pace | None = None) -> Ledger: ...


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "frontier.sqlite"

    def open(self, pace: Pace | None = None) -> Frontier:
        return open_frontier(self.path, pace)

    def ledger(self, pace: Pace | None = None) -> Ledger:
        return open_ledger(self.path, pace)


class Postgres:
    def __init__(self, server: Database) -> None:
        self.server = server
        self.url = server.url
        self.crawl = uuid.uuid4().hex

    def open(self, pace: Pace | None = None) -> Frontier:
        return open_frontier(self.url, pace, crawl=self.crawl)

    def ledger(self, pace: Pace | None = None) -> Ledger:
        return open_ledger(self.url, pace, crawl=self.crawl)
