"""Long-lived workers placed by Ray: one actor each, begun again where its process or machine dies.

Ray only says where a worker runs. What is true of a crawl is in its frontier, so that one that dies loses nothing.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from typing import TypeVar

from scraper.executors import WorkerLost
from scraper.executors.ray import RayExecutor

A = TypeVar("A")
R = TypeVar("R")

RESTARTS = 20
"""How often a worker is begun again before it is given up; machines of a cluster come and go."""


def place_workers(
    work: Callable[[A], R],
    arguments: Sequence[A],
    *,
    address: str | None = None,
    restarts: int = RESTARTS,
    told: Callable[[str], None] = lambda _: None,
) -> list[R]:
    """Run ``work`` once for each argument, each in an actor of its own that takes one CPU, all at the same time.

    :param work: a function of a module; it must be able to go on where one that died left off.
    :param address: of the cluster, as for ``RayExecutor``; None for a Ray of our own.
    :param restarts: how often one worker is begun again.
    :param told: a sentence for each that is.
    :return: what each gave, in the order of the arguments.
    :raises WorkerLost: if a worker died more often than that. What a worker itself raises is raised as it is; the
        others are ended.
    :raises UsageError: if the cluster cannot be joined.
    """
    results: dict[int, R] = {}
    begun = [1] * len(arguments)
    with closing(RayExecutor(address, len(arguments))) as executor:
        placed: dict[Future[R], int] = {
            executor.place(work, argument): number for number, argument in enumerate(arguments)
        }
        while placed:
            ended, _ = wait(placed, return_when=FIRST_COMPLETED)
            for future in ended:
                number = placed.pop(future)
                try:
                    results[number] = future.result()
                except WorkerLost as error:
                    if begun[number] > restarts:
                        raise
                    told(f"Worker {number + 1} is begun again: {error}.")
                    begun[number] += 1
                    placed[executor.place(work, arguments[number])] = number
    return [results[number] for number in range(len(arguments))]
