"""``qaharvest work``: one more process on a crawl that several share."""

from contextlib import closing

import click

from scraper.cli.crawl import exit_code
from scraper.cli.crawl_by_url import refuse_shared
from scraper.cli.executor_option import Placement, executor_options
from scraper.cli.numbers import count
from scraper.cli.placed_work import place_on_run
from scraper.cli.progress import observer_for
from scraper.cli.summary import after_crawl, outcome_dict, typed
from scraper.cli.terminal import print_json
from scraper.cli.verb import Invocation, json_option, quiet_option, verb
from scraper.cli.visible import metrics_option, visible
from scraper.errors import UsageError
from scraper.run import Run
from scraper.storage.urls import is_url


@verb(
    "work",
    examples=[
        "qaharvest crawl big https://qa.example.org/ --frontier postgresql://db.example.org/crawls",
        "qaharvest work big",
        "qaharvest work big --frontier postgresql://db.example.org/crawls --name second-machine",
    ],
)
@click.argument("run", metavar="RUN")
@click.option("--frontier", metavar="URL", help="Where the frontier is; a folder RUN in which was worked knows it.")
@click.option("--workers", metavar="N", type=count, default=1, show_default=True, help="Workers that Ray places.")
@executor_options(scratch=False)
@click.option("--name", metavar="TEXT", default="", help="Name of this worker. [default: machine and process]")
@quiet_option
@click.option("--log-json", is_flag=True, help="Write standard error as JSON objects, one a line.")
@metrics_option
@json_option
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    run: str,
    frontier: str | None,
    name: str,
    workers: int,
    executor: str,
    ray_address: str | None,
    quiet: bool,
    log_json: bool,
    metrics: str | None,
    as_json: bool,
) -> int:
    """Work beside others on the crawl RUN, whose frontier is in PostgreSQL (crawl --frontier).

    Any number of workers, on any machines, may come and go at any time: each host is one worker's at a time, and what a
    worker leaves undone others take over within half a minute. The last to end puts together what all wrote; on several
    machines RUN must lie on storage they share, or the folders are brought together before the last one ends.
    """
    invocation.log_json = log_json
    if is_url(run):
        refuse_shared(run)
    folder = Run.at(run)
    placement = Placement(executor, ray_address)
    if placement.is_local and workers != 1:
        raise UsageError("--workers is for workers that are placed by Ray; add --executor ray, or start work N times.")
    if not placement.is_local:
        outcome = place_on_run(folder, frontier, name, workers, placement, quiet=quiet)
    else:
        display = observer_for(quiet=quiet, verbose=invocation.verbose, log_json=log_json)
        with closing(display) as shown, visible(shown, metrics) as observer:
            outcome = folder.work(frontier=frontier, name=name, observer=observer)
    if as_json:
        print_json(outcome_dict(folder, outcome))
    elif not quiet:
        click.echo(after_crawl(run, folder, outcome))
    return exit_code(folder, outcome, run, log_json=log_json, again=typed("work", run))
