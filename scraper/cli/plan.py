"""``qaharvest plan``: what a crawl would ask for, before the first request."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from scraper.cli.addresses import check_address
from scraper.cli.crawl import again_option, changes_of, run_at, with_settings
from scraper.cli.failures import DONE
from scraper.cli.progress import duration
from scraper.cli.summary import typed
from scraper.cli.terminal import print_json, printable, table
from scraper.cli.verb import json_option, verb
from scraper.planning import HostPlan
from scraper.refresh import Refreshing


@verb(
    "plan",
    examples=["qaharvest plan demo --refresh", "qaharvest plan later 'https://qa.example.org/q/{1..5000}' --delay 2"],
)
@click.argument("run", metavar="RUN")
@click.argument("urls", metavar="[URL…]", nargs=-1)
@with_settings
@again_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    run: str,
    urls: tuple[str, ...],
    again: Refreshing,
    retry_failed: bool,
    as_json: bool,
    **settings: Any,
) -> int:
    """Tell what ``crawl`` with the same words would ask for, and how long that takes at least at the permitted pace.

    Nothing is fetched and nothing is written. What the pages lead to is not known yet, and comes on top.
    """
    seeds = tuple(check_address(url) for url in urls)
    folder = run_at(run, seeds, fresh=False)
    hosts = folder.plan(seeds, changes=changes_of(context, settings), refresh=again, retry_failed=retry_failed)
    longest = max((host.seconds for host in hosts), default=0.0)
    total = sum(host.requests for host in hosts)
    if as_json:
        told = {"requests": total, "seconds": longest, "hosts": [asdict(host) for host in hosts]}
        print_json({"run": str(folder.path), **told})
    else:
        click.echo("\n".join(_lines(run, hosts, total, longest)))
    return DONE


def _lines(run: str, hosts: tuple[HostPlan, ...], total: int, longest: float) -> Iterator[str]:
    if not total:
        yield f"Nothing is left to ask for in {printable(run)}; ask again with --refresh or --retry-failed."
        return
    requests = "1 request" if total == 1 else f"{total:,} requests"
    yield f"{requests}, at least {duration(longest)}; what the pages lead to comes on top."
    yield ""
    head = ("HOST", "WAITING", "NUMBERS", "AGAIN", "ROBOTS", "DELAY", "REQUESTS", "AT LEAST")
    yield table(head, [_row(host) for host in hosts])
    if any(host.robots == "unknown" and host.requests for host in hosts):
        yield ""
        yield "A robots.txt that is unknown yet may forbid some of it, or ask for a longer delay."
    if not all(host.has_end for host in hosts):
        yield ""
        yield "A seed that counts without an end goes on as long as its numbers give records."
    yield ""
    yield f"Start it with: {typed('crawl', run)} and the same words."


def _row(host: HostPlan) -> tuple[str | int, ...]:
    because = "" if host.paced_by == "delay" else f" ({host.paced_by})"
    return (
        printable(host.host),
        f"{host.waiting:,}",
        f"{host.numbers:,}" if host.has_end else f"{host.numbers:,}+",
        f"{host.again:,}",
        host.robots,
        f"{round(host.interval, 2):g} s{because}",
        f"{host.requests:,}",
        duration(host.seconds),
    )
