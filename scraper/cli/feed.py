"""``qaharvest feed``: a run's records → another program, while they are crawled if need be."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import click

from scraper.cli.failures import DONE, NOTHING
from scraper.cli.feed_shape import shape_of
from scraper.cli.numbers import count, seconds
from scraper.cli.progress import Ticker, duration
from scraper.cli.terminal import output, printable, say
from scraper.cli.verb import quiet_option, verb
from scraper.errors import UsageError
from scraper.feeding.feeder import Feeder, Limits
from scraper.feeding.outbox import Outbox
from scraper.feeding.port import Shape
from scraper.feeding.tail import polls
from scraper.feeding.targets import FOLDER, Secrets, Target, target_of
from scraper.feeding.told import Told
from scraper.run import PATIENCE, Run
from scraper.storage.urls import is_url

TOKEN = "QAHARVEST_FEED_TOKEN"  # noqa: S105 - the name of a variable
_MOST_ROWS = 100_000
_MOST_OCTETS = 64 * 1024  # of a token's file


@verb(
    "feed",
    examples=[
        "qaharvest feed demo | head -n 1",
        "qaharvest feed demo --follow --view qa | tail -n 1",
    ],
)
@click.argument("run", metavar="RUN")
@click.argument("to", metavar="[TO]", default="-")
@click.option("--follow", is_flag=True, help="Go on with new records until no crawl works on the run any more.")
@click.option("--forever", is_flag=True, help="Go on over further crawls too, until Ctrl-C.")
@click.option("--view", metavar="NAME", default="full", help="Feed the rows of a view. [default: full, whole records]")
@click.option("--batch", metavar="N", type=count, help=f"Most rows sent at once. [default: {Limits().rows}]")
@click.option(
    "--max-wait",
    metavar="SECONDS",
    type=seconds,
    help=f"Give up when the receiver takes nothing for so long. [default: {Limits().max_wait:g}]",
)
@click.option("--token-file", metavar="FILE", help=f"Read the Bearer token for TO here. [default: ${TOKEN}]")
@click.option("--settings", metavar="FILE", help="Settings for Kafka, key=value lines as librdkafka takes them.")
@quiet_option
def command(
    *,
    run: str,
    to: str,
    follow: bool,
    forever: bool,
    view: str,
    batch: int | None,
    max_wait: float | None,
    token_file: str | None,
    settings: str | None,
    quiet: bool,
) -> int:
    """Feed the records of RUN to TO, each version of a record once.

    TO is - (standard output, the default), https://HOST/PATH (each batch is posted as JSON Lines),
    kafka://HOST:PORT/TOPIC or postgresql://HOST/DATABASE?table=NAME. What a receiver has is kept in the run folder:
    started again, after whatever, only the rest is sent. Standard output gets everything at each start.
    """
    limits = _limits(batch, max_wait)
    shape = shape_of(view)
    folder = Run.at(run)
    if is_url(run) and (to != "-" or follow or forever):
        raise UsageError(
            f"what is published at {run} can be fed to standard output, once; for anything else crawl into a folder."
        )
    secrets = Secrets(_token(token_file), Path(settings) if settings else None)
    target = None if to == "-" else target_of(to, view, secrets)
    with ExitStack() as held:
        if follow or forever:
            looks: Iterable[Iterable[bytes]] = polls(
                folder.tail(), lambda: folder.running, forever=forever, patience=PATIENCE
            )
        else:
            looks = (held.enter_context(closing(folder.tail())).new_lines(),)
        if target is None:
            return _print(looks, shape)
        return _send(folder, target, looks, shape, limits, quiet=quiet)


def _print(looks: Iterable[Iterable[bytes]], shape: Shape) -> int:
    """Write what is new, that of each look at once."""
    stream, printed = output(), 0
    with closing(Told()) as told:
        for lines in looks:
            for line in told.news(lines):
                printed += 1
                stream.writelines(row.line + b"\n" for row in shape(line))
            stream.flush()
    return DONE if printed else NOTHING


def _send(
    folder: Run,
    target: Target,
    looks: Iterable[Iterable[bytes]],
    shape: Shape,
    limits: Limits,
    *,
    quiet: bool,
) -> int:
    """Send what is new to a receiver.

    :raises UsageError: if it takes nothing.
    """
    with ExitStack() as held:
        receiver = held.enter_context(closing(target.connect()))
        ticker = held.enter_context(closing(Ticker(quiet=quiet)))

        def waiting(why: str, wait: float) -> None:
            ticker.close()
            if not quiet:
                say(f"{receiver.name}: {printable(why, 300)}; trying again in {duration(wait)}.")

        feeder = None
        for lines in looks:
            if not folder.path.is_dir():  # a run that is waited for
                continue
            if feeder is None:
                outbox = held.enter_context(closing(Outbox(folder.path / FOLDER / target.file)))
                feeder = Feeder(outbox, receiver, shape, limits, waiting=waiting)
                feeder.resume()
            feeder.feed(_counted(lines, feeder, ticker))
    assert feeder is not None, "a run that is not there is an error"
    fed = feeder.fed
    if not quiet:
        sent = f"{_so_many(fed.records, 'record', 'records')} sent in {_so_many(fed.batches, 'batch', 'batches')}"
        say(f"{receiver.name}: {sent}; {fed.known:,} were there already.")
    return DONE if fed.records or fed.known else NOTHING


def _so_many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _counted(lines: Iterable[bytes], feeder: Feeder, ticker: Ticker) -> Iterator[bytes]:
    for line in lines:
        ticker.tick(f"{feeder.fed.records:,} records sent, {feeder.fed.known:,} were there already")
        yield line


def _limits(batch: int | None, max_wait: float | None) -> Limits:
    """Return the limits asked for.

    :raises UsageError: if they are impossible.
    """
    default = Limits()
    if batch is not None and not 1 <= batch <= _MOST_ROWS:
        raise UsageError(f"--batch must lie between 1 and {_MOST_ROWS}, not {batch}.")
    return Limits(rows=batch or default.rows, max_wait=default.max_wait if max_wait is None else max_wait)


def _token(path: str | None) -> str | None:
    """Return the secret for the receiver: never an argument, which every user of the machine could read.

    :raises OSError: if its file cannot be read.
    """
    if path is None:
        return os.environ.get(TOKEN)
    with Path(path).open("rb") as file:
        return file.read(_MOST_OCTETS).decode("utf-8", "replace").strip()
