"""Workers of a shared crawl that Ray places: ``qaharvest work RUN --executor ray``."""

from typing import NamedTuple

from scraper.cli.executor_option import Placement
from scraper.cli.terminal import printable, say
from scraper.outcome import Outcome
from scraper.run import Run


class Worker(NamedTuple):
    """One worker, by strings. Pickles."""

    run: str
    frontier: str | None
    name: str


def work(worker: Worker) -> Outcome:
    """Work on a shared crawl until nothing is left."""
    return Run.at(worker.run).work(frontier=worker.frontier, name=worker.name)


def place_on_run(
    run: Run, frontier: str | None, name: str, workers: int, placement: Placement, *, quiet: bool
) -> Outcome:
    """Let Ray place workers on a crawl, and wait for all; return how it ended, as the last one saw it.

    :param name: of the workers; each has its number behind it.
    :raises MissingExtra: if Ray is not installed.
    :raises WorkerLost: if a worker died too often.
    """
    from scraper.executors.ray_workers import place_workers  # noqa: PLC0415 - an extra

    named = [f"{name}-{number + 1}" if name else "" for number in range(workers)]
    # Every machine must see the folder under the same name.
    placed = [Worker(str(run.path.absolute()), frontier, one) for one in named]

    def tell(sentence: str) -> None:
        if not quiet:
            say(printable(sentence))

    outcomes = place_workers(work, placed, address=placement.address, told=tell)
    return max(outcomes, key=lambda outcome: (outcome.stats.pages, outcome.new.pages))
