"""The command ``qaharvest``: finds the verb, and turns every ending into a sentence and an exit code.

Only what ``qaharvest --help`` needs is imported here; a verb's module is loaded when the verb is called.
"""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

import click

from scraper.cli.failures import CHANGE, DONE, INTERRUPTED, sentence_of
from scraper.cli.terminal import abandon_output, finish_output, prepare_streams, printable, say, say_json
from scraper.cli.verb import Invocation, VerbGroup
from scraper.version import __version__

VERBS = {
    "demo": ("scraper.cli.demo", "Crawl a small site on this machine: the first thing to run."),
    "crawl": ("scraper.cli.crawl", "Fetch, archive and extract a site into a run folder; again = resume."),
    "work": ("scraper.cli.work", "Work beside other processes on a crawl whose frontier is in PostgreSQL."),
    "frontier": ("scraper.cli.frontier", "Move the list of addresses between the run folder and PostgreSQL."),
    "plan": ("scraper.cli.plan", "Tell what a crawl would ask for and how long it takes, before the first request."),
    "extract": ("scraper.cli.extract", "Read records out of files, folders, WARCs or a run; no network."),
    "status": ("scraper.cli.status", "Show where a run stands and what is left."),
    "dashboard": ("scraper.cli.dashboard", "Show a run live on a web page; it only looks."),
    "export": ("scraper.cli.export", "Write records for other tools: tables, chunks, conversations, dataset folders."),
    "feed": ("scraper.cli.feed", "Hand a run's records to another program, also while they are crawled."),
    "report": ("scraper.cli.report", "Write a run's quality report: one HTML file."),
    "explain": ("scraper.cli.explain", "Show why each field of a record has its value."),
    "diff": ("scraper.cli.diff", "Tell which records and fields differ between two runs or files."),
    "validate": ("scraper.cli.validate", "Check lines of records against the contract."),
    "schema": ("scraper.cli.schema", "Print the JSON Schema of a record."),
    "sites": ("scraper.cli.sites", "List the sites that have rules of their own."),
}
"""Every verb: its module and one line of help, in the order of the help."""


@click.group(cls=VerbGroup, verbs=VERBS, examples=["qaharvest demo"])
@click.version_option(__version__, prog_name="qaharvest", message="%(prog)s %(version)s")
def qaharvest() -> None:
    """Crawl question-and-answer sites and get validated, evidenced records as JSON Lines."""


def main() -> None:
    """Run the command line and leave the process with its exit code."""
    _stop_on_sigterm()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing is raised.

    :param arguments: what was typed after ``qaharvest``.
    """
    prepare_streams()
    invocation = Invocation()
    try:
        code = _invoke(list(arguments) or ["--help"], invocation)
        finish_output()
    except (click.Abort, KeyboardInterrupt):
        _report(invocation, "interrupted; nothing was damaged, run the same command again.")
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader has all it wanted (`| head`): that is no failure.
        code = DONE
    except Exception as error:  # noqa: BLE001 - the last line of defence: a person never sees a bare traceback
        if isinstance(error, click.UsageError) and error.ctx is not None:
            invocation.path = error.ctx.command_path
        _report(invocation, sentence_of(error), error)
        code = CHANGE
    abandon_output()
    return code


def _invoke(arguments: list[str], invocation: Invocation) -> int:
    # Not click's own main(): it would write its own messages, and end with 1 where a reader has had enough.
    colour = False if os.environ.get("NO_COLOR") else None  # https://no-color.org
    try:
        with qaharvest.make_context("qaharvest", arguments, obj=invocation, color=colour) as context:
            code = qaharvest.invoke(context)
    except click.exceptions.Exit as ending:  # after --help and --version
        return ending.exit_code
    assert isinstance(code, int)
    return code


def _report(invocation: Invocation, sentence: str, error: Exception | None = None) -> None:
    """Write the sentence, and before it the traceback where it was asked for."""
    lines = traceback.format_exception(error) if error is not None and invocation.verbose else []
    if invocation.log_json:
        say_json("error", message=sentence, traceback="".join(lines) or None)
        return
    for line in "".join(lines).splitlines():
        say(printable(line))
    say(printable(f"{invocation.path}: {sentence}", limit=1000))


def _stop_on_sigterm() -> None:
    """Let SIGTERM end a command as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
