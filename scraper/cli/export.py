"""``qaharvest export``: records as files that other tools take as they are."""

from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from scraper.cli.executor_option import Placement, executor_options
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.inputs import kind_of, open_input, run_named
from scraper.cli.numbers import count
from scraper.cli.progress import Ticker
from scraper.cli.terminal import input_octets, output, print_json, printable, say, size
from scraper.cli.verb import json_option, quiet_option, verb
from scraper.errors import UsageError
from scraper.exporting.choosing import parsed_sample, parsed_split
from scraper.exporting.export import export, export_lines
from scraper.exporting.options import Exported, Options
from scraper.exporting.sharding import Sharding, fits
from scraper.exporting.source import Source
from scraper.privacy import key_path
from scraper.run_folder import RECORDS
from scraper.storage.scratch import scratch_at
from scraper.storage.urls import is_url


@verb(
    "export",
    examples=[
        "qaharvest export demo questions.jsonl.gz",
        "qaharvest export demo table.csv --view flat --where 'replies.count >= 1'",
        "qaharvest export demo - --view chat --select messages | head -n 1",
        "qaharvest export demo chunks.jsonl --view rag --sample 10 --privacy redact --privacy-key privacy.key",
    ],
)
@click.argument("records", metavar="RUN|FILE|-")
@click.argument("out", metavar="OUT|-")
@click.option(
    "--view",
    default="full",
    show_default=True,
    metavar="VIEW",
    help="What a row is: full (the record), flat (one row of scalars), qa (a question with one answer), chat, alpaca "
    "(the same for fine-tuning), rag (a chunk of text with its metadata), graph (nodes and edges).",
)
@click.option("--select", metavar="COLUMNS", help="Keep these columns alone, in this order; commas between them.")
@click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    help="Keep records that meet this: FIELD OP VALUE, such as 'question.asked_on >= 2007-01-01'; OP is one of = != < "
    "<= > >= ~ !~ (~ looks for a regular expression). Given again, all must hold.",
)
@click.option("--dedup", is_flag=True, help="Of records that say nearly the same keep the first.")
@click.option(
    "--clusters", is_flag=True, help="Add a column cluster: records that say nearly the same have one number."
)
@click.option(
    "--sample", metavar="N|SHARE", help="Keep N records, or a share of them such as 0.1; always the same ones."
)
@click.option(
    "--split",
    metavar="SHARES",
    help="Divide into parts, such as train=0.8,test=0.2; what is nearly the same stays together.",
)
@click.option(
    "--seed", metavar="N", type=count, default=0, help="Another number gives another sample and split. [default: 0]"
)
@click.option("--shard-rows", metavar="N", type=count, help="Begin another file after so many rows.")
@click.option(
    "--privacy",
    default="keep",
    show_default=True,
    metavar="MODE",
    help="What becomes of what points at a person: keep, pseudonymise or redact.",
)
@click.option(
    "--privacy-key", metavar="FILE", help="Key of the pseudonyms; made if it does not exist. [default: your own]"
)
@click.option(
    "--presidio", is_flag=True, help="Let Microsoft Presidio look for what points at a person, too (extra presidio)."
)
@click.option("--manifest", is_flag=True, help="Write a manifest beside a single file, too.")
@click.option("--format", "suffix", metavar="SUFFIX", help="Format of the files in a folder. [default: .parquet]")
@executor_options()
@click.option("--jobs", metavar="N", type=count, help="Shards that Ray works on at once. [default: one a CPU]")
@json_option
@quiet_option
def command(
    *,
    records: str,
    out: str,
    select: str | None,
    sample: str | None,
    split: str | None,
    privacy_key: str | None,
    suffix: str | None,
    executor: str,
    ray_address: str | None,
    scratch: str | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Write the records of a run or file to OUT, for other tools.

    The end of OUT's name tells the format: .jsonl, .csv, .parquet, .sqlite, .duckdb, .graphml (.jsonl and .csv also
    with .gz, .jsonl with .zst). A name that ends in / or has no end is a dataset folder for the Hugging Face hub, - is
    standard output (JSON Lines). OUT appears when it is whole; an earlier export there is replaced.

    The exit code is 0 if a row came out, 1 if none did, 2 if something must be changed.
    """
    asked = Options(
        select=tuple(name.strip() for name in select.split(",")) if select is not None else (),
        sample=parsed_sample(sample) if sample is not None else None,
        split=parsed_split(split) if split is not None else {},
        privacy_key=privacy_key,
        format=suffix if suffix is None or suffix.startswith(".") else f".{suffix}",
        **options,
    )
    if out == "-" and as_json:
        raise UsageError("OUT - and --json would both write to standard output; leave one out.")
    key = Path(privacy_key) if privacy_key else key_path()
    makes_key = options["privacy"] != "keep" and not key.exists()
    ticker = Ticker(quiet=quiet or (out == "-" and not quiet))
    placement = Placement(executor, ray_address, scratch)
    with closing(_opened(records)) as source, closing(ticker), ExitStack() as held:
        sharding = _sharding(placement, source, asked, jobs, ticker, held=held)

        def tick(read: int, rows: int) -> None:
            ticker.tick(f"{read:,} records read, {rows:,} rows written")

        if out == "-":
            exported = export_lines(source, output(), asked, progress=tick, sharding=sharding)
        else:
            exported = export(source, out, asked, progress=tick, sharding=sharding)
    if as_json:
        print_json({**asdict(exported), "chosen": exported.chosen})
    elif not quiet and out != "-":
        say(_summary(exported))
    if makes_key and not quiet:
        say(f"The key of the pseudonyms is new: {printable(str(key))}. Keep it, and keep it to yourself.")
    return DONE if exported.rows else NOTHING


def _sharding(
    placement: Placement, source: Source, asked: Options, jobs: int | None, ticker: Ticker, *, held: ExitStack
) -> Sharding | None:
    """Start or join Ray where it can do a part; tell where it cannot."""
    if placement.is_local:
        if jobs is not None:
            raise UsageError("--jobs is for work that is given away; add --executor ray.")
        return None
    if not fits(source, asked):
        if not ticker.quiet:
            say(
                "All of this is done on this machine: --dedup, --clusters, --split, --sample N, the view graph and "
                "records that are packed or in a pipe are dealt with as a whole."
            )
        return None
    place = held.enter_context(scratch_at(placement.scratch))

    def tell(done: int, count: int, news: str | None) -> None:
        if news is not None and not ticker.quiet:
            ticker.close()
            say(printable(news))
        ticker.tick(f"{done:,} of {count:,} shards made")

    return Sharding(placement.begin(held, jobs), place, tell)


def _opened(given: str) -> Source:
    """Open what the records come from.

    :raises UsageError: if there are none to be read.
    """
    name = printable(given)
    kind = kind_of(given)
    if kind == "stdin":
        return Source(input_octets(), "standard input", is_ours=False)
    if kind == "run":
        run = run_named(given)
        file, length = run.open_records()
        return Source(file, name, length=length, path=None if is_url(run.where) else run.path / RECORDS)
    if kind == "folder":
        raise UsageError(f"{name} is a folder but no run; name a file of records in it.")
    if kind == "missing":
        raise UsageError(f"{name or 'an empty path'} does not exist; name a run or a file of records.")
    return Source(open_input(given), name, path=None if is_url(given) else Path(given))


def _summary(exported: Exported) -> str:
    octets = sum(file.octets for file in exported.files)
    told = f"{printable(exported.out)}: {_some(exported.rows, 'row')} of {_some(exported.chosen, 'record')}"
    told += f" in {_some(len(exported.files), 'file')} ({size(octets)})."
    if exported.not_chosen:
        told += " Left out: " + ", ".join(f"{count:,} by --{name}" for name, count in exported.not_chosen.items()) + "."
    if exported.without_rows:
        told += f" {_some(exported.without_rows, 'record')} gave no row: the view {exported.view} is of replies."
    if exported.privacy["mode"] != "keep":
        changes = sum(change["count"] for change in exported.privacy["changes"])
        told += f" {_some(changes, 'value')} changed in {_some(exported.privacy['changed'], 'record')}."
    return told


def _some(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"
