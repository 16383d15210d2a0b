"""Reads a run's archive again, and dies where it is told to.

python -m tests.kill.reextraction RUN never|before|after
"""

import os
import sys
from pathlib import Path

from schemas.qa import QARecord
from scraper.crawler.frontier import Batch
from scraper.crawler.frontier.sqlite import SqliteFrontier
from scraper.lines import read_lines
from scraper.reextraction import Reextraction
from scraper.run import Run
from scraper.run_folder import RunFolder

DIED = 9


class Dying(SqliteFrontier):
    """A frontier whose process ends before or after its first commit."""

    when = "never"

    def commit(self, batch: Batch) -> None:
        if self.when == "before":
            os._exit(DIED)
        super().commit(batch)
        if self.when == "after":
            os._exit(DIED)


def take_all(run: Run, again: Reextraction) -> bytes:
    """Take every page; return what is written."""
    lines = []
    sites = run.sites()
    for page in run.newest_pages():
        lines += again.take(read_lines(page, run.settings().site, sites)[0], page.url or page.source)
    lines += [outcome.model_dump_json().encode() for outcome in again.joined() if isinstance(outcome, QARecord)]
    return b"".join(line + b"\n" for line in lines)


def main() -> None:
    path, Dying.when = sys.argv[1:]
    run = Run.at(path)
    with Reextraction(RunFolder(Path(path)), run.sites().canonical, open_frontier=Dying) as again:
        take_all(run, again)
        again.put_in_place()


if __name__ == "__main__":
    main()
