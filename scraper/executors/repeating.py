"""Jobs handed out to workers, and handed out again where a worker dies with one."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Generic, Protocol, TypeVar

from scraper.executors import Executor, WorkerLost

TRIES = 3
"""How often a job is begun, as long as workers die of it or with it."""

_AHEAD = 4  # jobs handed out for each worker

Told = Callable[[int, int, str | None], None]
"""Told how many jobs are done, of how many, and what happened if it is to be said aloud."""


class Job(Protocol):
    """Something to be done, whose result depends on nothing but itself: done twice is done once."""

    @property
    def name(self) -> str:
        """What sets it apart from every other job."""
        ...

    @property
    def label(self) -> str:
        """How messages call it."""
        ...


J = TypeVar("J", bound=Job)


class Repeating(Generic[J]):
    """Hands out jobs in their order.

    :param work: does one; a function of a module.
    """

    def __init__(self, executor: Executor, work: Callable[[J], object], jobs: Sequence[J], told: Told) -> None:
        self._executor = executor
        self._work = work
        self._left = iter(jobs)
        self._count = len({job.name for job in jobs})
        self._told = told
        self._tries: dict[str, int] = {}
        self._running: dict[Future[object], J] = {}
        self._done: set[str] = set()

    def wait_for(self, job: J) -> None:
        """Return when a job is done; those behind it are done meanwhile.

        :raises WorkerLost: if no worker survives it. What the work itself raises is raised as it is.
        """
        self._hand_out()
        while job.name not in self._done:
            finished, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in [one for one in self._running if one in finished]:
                self._settle(future, self._running.pop(future))
            self._hand_out()

    def _hand_out(self) -> None:
        while len(self._running) < _AHEAD * self._executor.workers and (job := next(self._left, None)) is not None:
            if job.name not in self._tries:  # an input may be named twice
                self._begin(job)

    def _begin(self, job: J) -> None:
        self._tries[job.name] = self._tries.get(job.name, 0) + 1
        self._running[self._executor.submit(self._work, job)] = job

    def _settle(self, future: "Future[object]", job: J) -> None:
        news = None
        try:
            future.result()
        except WorkerLost as error:
            if self._tries[job.name] >= TRIES:
                raise WorkerLost(
                    f"{job.label} could not be read in {TRIES} tries: {error}; see that the machines have enough "
                    "memory, and run the same command again."
                ) from error
            news = f"{job.label} is read again: {error}."
            self._begin(job)
        else:
            self._done.add(job.name)
        self._told(len(self._done), self._count, news)
