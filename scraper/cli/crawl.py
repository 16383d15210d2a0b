"""``qaharvest crawl``: a site → archive → records, in one run folder that can be resumed."""

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from scraper.cli.addresses import check_address
from scraper.cli.crawl_by_url import is_cached, refuse_shared, run_by_url
from scraper.cli.failures import CHANGE, DONE, INTERRUPTED, NOTHING
from scraper.cli.numbers import count, count_or_none, seconds
from scraper.cli.profile_option import profile_option, sites_with, warn_not_at_home
from scraper.cli.progress import Display, observer_for
from scraper.cli.summary import after_crawl, outcome_dict, typed
from scraper.cli.terminal import print_json, printable, say, say_json
from scraper.cli.verb import Invocation, json_option, quiet_option, verb
from scraper.cli.visible import metrics_option, visible
from scraper.errors import UsageError
from scraper.refresh import Refreshing
from scraper.run import Outcome, Run
from scraper.settings import MIB, RENDER_MODES, Settings
from scraper.storage.urls import is_url

if TYPE_CHECKING:
    from scraper.cli.streaming import Streaming

_DEFAULT = Settings()
_MOST_BYTES = 64 * 1024  # of a line of rejects.jsonl that is shown

# The names of these parameters are the names of the settings.
_SETTINGS = (
    click.option("--site", metavar="NAME", help="Read every page with this profile (see: qaharvest sites list)."),
    profile_option,
    click.option(
        "--max-pages", metavar="N|none", type=count_or_none, help="Stop after this many pages; none: no limit."
    ),
    click.option(
        "--max-depth", metavar="N|none", type=count_or_none, help="Links followed from a seed; none: no limit."
    ),
    click.option(
        "--delay",
        metavar="SECONDS",
        type=seconds,
        help="Seconds between request starts to one host; the larger of it and Crawl-delay holds. "
        f"[default: {_DEFAULT.delay:g}]",
    ),
    click.option(
        "--concurrency", metavar="N", type=count, help=f"Requests in flight. [default: {_DEFAULT.concurrency}]"
    ),
    click.option(
        "--per-host",
        metavar="N|none",
        type=count_or_none,
        help="Requests in flight to one host. [default: 1; as --concurrency where no delay applies]",
    ),
    click.option(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        help=f"Seconds for a whole request. [default: {_DEFAULT.timeout:g}]",
    ),
    click.option(
        "--retries", metavar="N", type=count, help=f"Further tries of a failed request. [default: {_DEFAULT.retries}]"
    ),
    click.option(
        "--max-bytes",
        metavar="N",
        type=count,
        help=f"Largest page, decoded, in bytes. [default: {_DEFAULT.max_bytes // MIB} MiB]",
    ),
    click.option(
        "--max-wait",
        metavar="SECONDS",
        type=seconds,
        help="End when all that is left must wait longer than these seconds, and say until when. "
        f"[default: {_DEFAULT.max_wait:g}]",
    ),
    click.option("--include", metavar="REGEX", help="Follow only addresses in which this is found; '' for all."),
    click.option("--exclude", metavar="REGEX", help="Do not follow addresses in which this is found; '' for none."),
    click.option(
        "--stop-after",
        metavar="N",
        type=count,
        help="End a seed that counts, such as …?id={1..9000}, after N numbers in a row without a record. "
        f"[default: {_DEFAULT.stop_after}]",
    ),
    click.option("--sitemaps/--no-sitemaps", default=None, help="Whether sitemaps are read. [default: yes]"),
    click.option("--contact", metavar="TEXT", help="E-mail address or URL told to servers in the User-Agent."),
    click.option(
        "--allow-private-hosts/--no-allow-private-hosts",
        default=None,
        help="Whether the seeds' own hosts may lie in private or loopback ranges. [default: no]",
    ),
    click.option(
        "--ignore-robots/--no-ignore-robots", default=None, help="Whether robots.txt is ignored. [default: no]"
    ),
    click.option(
        "--frontier",
        metavar="URL",
        help="Keep the frontier in a PostgreSQL database (postgresql://HOST/DB), where other workers share it.",
    ),
    click.option(
        "--render",
        type=click.Choice(RENDER_MODES),
        help="Which pages are shown in a browser first: none, those of sites whose profile says so, those that hold "
        f"scripts in the place of a text too, or all. [default: {_DEFAULT.render}]",
    ),
    click.option(
        "--fail-on-drift/--no-fail-on-drift",
        default=None,
        help="Whether signs of a changed layout make the exit code 1. [default: no]",
    ),
)


_AGAIN = (
    click.option(
        "--refresh",
        "again",
        flag_value=True,
        type=click.UNPROCESSED,
        default=False,
        help="Ask again for every page that is done; what changed is told in changes.jsonl.",
    ),
    click.option(
        "--refresh-due",
        "again",
        flag_value="due",
        type=click.UNPROCESSED,
        help="The same for the pages that are due, by how often they were seen to change.",
    ),
    click.option("--retry-failed", is_flag=True, help="Ask again for every address that was given up."),
)


def with_settings(function: Any) -> Any:
    """Give a verb the options that are settings of a run."""
    for option in reversed(_SETTINGS):
        function = option(function)
    return function


def again_option(function: Any) -> Any:
    """Give a verb the options that ask again for what was settled."""
    for option in reversed(_AGAIN):
        function = option(function)
    return function


def changes_of(context: click.Context, settings: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that were given.

    :raises SettingsError: if one is impossible.
    """
    changes: dict[str, Any] = {
        name: None if value == "" else value  # an empty text takes a kept one away
        for name, value in settings.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    Settings(**changes)  # refused before the folder is touched
    return changes


@verb(
    "crawl",
    examples=[
        "qaharvest crawl demo",
        "qaharvest crawl demo -o - | head -n 1",
        "qaharvest demo --serve --port 8765 &",
        "qaharvest crawl trial http://127.0.0.1:8765/ --allow-private-hosts --delay 0.05 --max-pages 20",
    ],
)
@click.argument("run", metavar="RUN")
@click.argument("urls", metavar="[URL…]", nargs=-1)
@with_settings
@click.option("--fresh", is_flag=True, help="Throw away what the run holds and begin again.")
@again_option
@click.option(
    "-o",
    "--output",
    metavar="-",
    help="-: write the run's records to standard output too, each as soon as it is committed.",
)
@quiet_option
@click.option("--log-json", is_flag=True, help="Write standard error as JSON objects, one a line.")
@metrics_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    run: str,
    urls: tuple[str, ...],
    fresh: bool,
    again: Refreshing,
    retry_failed: bool,
    output: str | None,
    quiet: bool,
    log_json: bool,
    metrics: str | None,
    as_json: bool,
    **settings: Any,
) -> int:
    """Crawl from the URLs into the run folder RUN, or go on with a run where it stopped.

    RUN is a name (the folder is then data/RUN), a path, or a URL such as s3://bucket/run (then it is worked on in
    your cache, and published there). Options are kept with the run and hold when it is resumed;
    given again they replace what is kept. A URL added to a run that exists is one more seed. A URL may count: with
    {1..9000} in its path or query it stands for so many addresses ({1..} for as many as there are).
    """
    invocation = context.ensure_object(Invocation)
    invocation.log_json = log_json
    if output not in (None, "-"):
        raise UsageError(
            "-o takes - alone, which is standard output: the records are in the run's records.jsonl in any case."
        )
    if output and as_json:
        raise UsageError("-o - and --json would both write to standard output; leave one out.")
    changes = changes_of(context, settings)
    seeds = tuple(check_address(url) for url in urls)
    sites = sites_with(changes.get("profile"), log_json=log_json)
    folder = run_at(run, seeds, fresh=fresh)
    if is_url(run):
        refuse_shared(changes.get("frontier"))
        folder = run_by_url(context, run, quiet=quiet, log_json=log_json)
    if changes.get("profile") and not changes.get("site"):
        warn_not_at_home(sites, seeds or folder.seeds(), changes["profile"], log_json=log_json)
    display = observer_for(quiet=quiet, verbose=invocation.verbose, log_json=log_json)
    stream = _streaming(folder, display, log_json=log_json) if output else None
    with closing(stream or display) as shown, visible(shown, metrics) as observer:
        outcome = folder.crawl(
            seeds, changes=changes, fresh=fresh, refresh=again, retry_failed=retry_failed, observer=observer
        )
    if as_json:
        print_json(outcome_dict(folder, outcome))
    elif not quiet and not (output and log_json):
        click.echo(after_crawl(run, folder, outcome), err=bool(output))
    code = exit_code(folder, outcome, run, log_json=log_json)
    return CHANGE if stream is not None and stream.failed and code == DONE else code


def _streaming(folder: Run, display: Display, *, log_json: bool) -> "Streaming":
    from scraper.cli.streaming import Streaming  # noqa: PLC0415 - only where it is wanted

    def tell(sentence: str) -> None:
        if log_json:
            say_json("warning", message=sentence)
        else:
            say(sentence)

    return Streaming(folder, display, tell)


def exit_code(folder: Run, outcome: Outcome, name: str, *, log_json: bool = False, again: str | None = None) -> int:
    """Return the exit code of a crawl; an interruption and an empty run are said in a sentence.

    :param again: what to type after an interruption; by default the same run's ``crawl``.
    """
    if outcome.ended == "interrupted":
        sentence, code = f"Interrupted; nothing is lost. Go on with: {again or typed('crawl', name)}", INTERRUPTED
    elif outcome.drift and folder.settings().fail_on_drift:
        sentence, code = _drifted(outcome, name), NOTHING
    elif outcome.stats.records == 0:
        sentence, code = f"Nothing was extracted{_why_nothing(folder, outcome, name)}", NOTHING
    else:
        return DONE
    if log_json:
        say_json("ended", message=sentence, code=code)
    else:
        say(printable(sentence))
    return code


def _drifted(outcome: Outcome, name: str) -> str:
    signs = "1 sign" if len(outcome.drift) == 1 else f"{len(outcome.drift)} signs"
    return f"{signs} of drift, and --fail-on-drift is set; see them with: {typed('status', name)}"


def _why_nothing(folder: Run, outcome: Outcome, name: str) -> str:
    """Return the end of the sentence: the first address given up where no page came at all."""
    rejects = folder.path / "rejects.jsonl"
    if outcome.stats.pages == 0 and outcome.stats.failed:
        try:
            with rejects.open("rb") as file:
                first = json.loads(file.readline(_MOST_BYTES))
            return f": {first['source']} {printable(str(first['reason']), 300)}"
        except (OSError, ValueError, KeyError, TypeError):
            return f"; see why in {rejects}"
    where = f"in {rejects}, and " if outcome.stats.pages_rejected or outcome.stats.failed else ""
    return f"; see why {where}with: {typed('status', name)}"


def run_at(name: str, seeds: tuple[str, ...], *, fresh: bool) -> Run:
    """Return the run.

    :raises UsageError: if the name is not allowed, or there is nothing to begin with.
    """
    if "://" in name and not is_url(name):
        raise UsageError(f"RUN is missing: give the run a name before the address, such as mysite {name}.")
    folder = Run.at(name)
    if not seeds and not folder.exists and not (is_url(name) and is_cached(name)):
        raise UsageError(
            f"there is no run {name} yet; give it an address to begin with: {typed('crawl', name)} https://…"
        )
    if not seeds and fresh and folder.exists and not folder.seeds():
        raise UsageError(f"the run {name} holds no address to begin with; give one: {typed('crawl', name)} https://…")
    return folder
