"""How work on pages runs, apart from what it does: in this process, in others, later on other machines."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from scraper.errors import ScraperError

A = TypeVar("A")
R = TypeVar("R")


class WorkerLost(ScraperError):
    """The process that did the work died or did not answer in time; the work may be what killed it."""


class Executor(Protocol):
    """The port: run a pure function of a module somewhere."""

    workers: int
    """How many calls run at the same time."""

    def submit(self, work: Callable[[A], R], argument: A) -> "Future[R]":
        """Run ``work(argument)``; function, argument and result pickle.

        The future raises what ``work`` raises, and ``WorkerLost`` if its process dies.
        """

    def close(self) -> None:
        """End the workers; what still runs is given up."""
