"""``qaharvest demo``: a whole crawl over HTTP that needs nothing but this machine."""

import shutil
import time
from contextlib import closing
from urllib.parse import urlsplit

import click

from scraper.cli.crawl import exit_code
from scraper.cli.demo_summary import after_demo
from scraper.cli.failures import DONE
from scraper.cli.numbers import count, seconds
from scraper.cli.portrait import coverage
from scraper.cli.progress import observer_for
from scraper.cli.summary import outcome_dict, typed
from scraper.cli.terminal import finish_output, print_json, printable, say
from scraper.cli.verb import Invocation, json_option, quiet_option, verb
from scraper.demo.server import DemoSite
from scraper.errors import UsageError
from scraper.run import Run


@verb("demo", examples=["qaharvest demo"])
@click.argument("run", metavar="[RUN]", default="demo")
@click.option(
    "--delay", metavar="SECONDS", type=seconds, default=0.02, show_default=True, help="Seconds between request starts."
)
@click.option("--serve", is_flag=True, help="Only serve the site, until Ctrl-C.")
@click.option("--scripted", is_flag=True, help="With --serve: pages that a script makes in the reader's browser.")
@click.option("--port", metavar="N", type=count, default=0, help="Port of the site. [default: any that is free]")
@quiet_option
@click.option("--log-json", is_flag=True, help="Write standard error as JSON objects, one a line.")
@json_option
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    run: str,
    delay: float,
    serve: bool,
    scripted: bool,
    port: int,
    quiet: bool,
    log_json: bool,
    as_json: bool,
) -> int:
    """Serve a small question-and-answer site on this machine and crawl it as any other into RUN (data/demo).

    The pages are authored for the demonstration, but for one. A demonstration that ran before is begun afresh.
    """
    invocation.log_json = log_json
    if not 0 <= port <= 65535:
        raise UsageError(f"--port must lie between 0 and 65535, not {port}.")
    if scripted and not serve:
        raise UsageError("--scripted goes with --serve; crawl that site with: qaharvest crawl RUN URL --render auto.")
    if serve:
        return _serve(port, scripted=scripted, as_json=as_json)
    folder = Run.at(run)
    _refuse_others(folder, run)
    with DemoSite(port=port) as site:
        if not quiet and not log_json:
            again = " (begun afresh)" if folder.exists else ""
            say(f"Crawling the demonstration site on {site.url} into {printable(str(folder.path))}{again} …")
        observer = observer_for(quiet=quiet, verbose=invocation.verbose, log_json=log_json, announce=False)
        with closing(observer):
            outcome = folder.crawl(
                [f"{site.url}/"], changes={"delay": delay, "allow_private_hosts": True}, fresh=True, observer=observer
            )
    if as_json:
        total, found = coverage(folder.records())
        print_json({**outcome_dict(folder, outcome), "coverage": {"records": total, "fields": found}})
    elif not quiet and outcome.ended != "interrupted":
        click.echo("\n".join(after_demo(run, folder, outcome, width=shutil.get_terminal_size().columns)))
    return exit_code(folder, outcome, run, log_json=log_json, again=typed("demo", run).removesuffix(" demo"))


def _refuse_others(folder: Run, name: str) -> None:
    """Refuse to wipe a run that is not a demonstration.

    :raises UsageError: if the run holds anything but a site of this machine.
    """
    if not folder.exists:
        return
    seeds = folder.seeds()
    if any(urlsplit(seed).hostname != "127.0.0.1" for seed in seeds):
        raise UsageError(
            f"the run {name} holds a crawl of {seeds[0]} and is not thrown away; choose another name: "
            f"{typed('demo', 'demo2')}"
        )


def _serve(port: int, *, scripted: bool, as_json: bool) -> int:
    """Serve the site until a signal comes: its ordinary ending."""
    try:
        with DemoSite(port=port, scripted=scripted) as site:
            if as_json:
                print_json({"url": f"{site.url}/"})
            else:
                click.echo(f"The demonstration site is on {site.url}/ until Ctrl-C.")
                crawl = f"{typed('crawl', 'trial')} {site.url}/ --allow-private-hosts --delay 0.05"
                click.echo(f"Crawl it from another terminal: {crawl}")
            finish_output()
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return DONE
