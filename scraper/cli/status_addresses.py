"""What ``qaharvest status`` tells of single addresses: what became of one, and which were given up."""

import click

from scraper.cli.addresses import check_address
from scraper.cli.summary import moment, typed
from scraper.cli.terminal import print_json, printable, table
from scraper.errors import UsageError
from scraper.run import Run
from scraper.standing import Standing


def tell_address(run: Run, name: str, url: str, *, as_json: bool) -> None:
    """Tell what became of one address, and what decided it.

    :raises UsageError: if the run never saw it.
    """
    standing = run.why(check_address(url))
    if standing is None:
        raise UsageError(f"the run {name} has never seen {printable(url, 200)}; check its spelling.")
    if as_json:
        print_json(standing.as_dict())
        return
    for label, value in _lines(standing):
        if value is not None:
            click.echo(f"{label:<13} {printable(str(value))}")


def _lines(standing: Standing) -> list[tuple[str, str | int | None]]:
    entry = standing.entry
    hops = [f"{hop.url} ({hop.state}{f': {hop.reason}' if hop.reason else ''})" for hop in standing.redirects_to]
    asked_again = f"{standing.checks:,} times, {standing.changes:,} of them changed" if standing.checks else None
    return [
        ("url", entry.url),
        ("known as", standing.canonical if standing.canonical != entry.url else None),
        ("state", entry.state.value),
        ("reason", entry.reason),
        ("robots.txt", standing.robots),
        ("kind", entry.kind),
        ("depth", entry.depth),
        ("via", entry.via or "a seed"),
        *(("redirected by", url) for url in standing.redirected_from),
        *(("redirects to", hop) for hop in hops),
        ("failed tries", entry.attempts or None),
        ("retry at", None if entry.retry_at is None else moment(entry.retry_at)),
        ("read at", None if standing.seen_at is None else moment(standing.seen_at)),
        ("asked again", asked_again),
        ("due again", None if standing.due_at is None else moment(standing.due_at)),
    ]


def tell_failed(run: Run, name: str, *, as_json: bool) -> None:
    """Tell the addresses that were given up, why, and after how many tries."""
    failed = list(run.failed())
    if as_json:
        print_json([{"url": url, "reason": reason, "attempts": tries} for url, reason, tries in failed])
    elif not failed:
        click.echo("No address was given up.")
    else:
        rows = [(tries, printable(reason, 60), printable(url)) for url, reason, tries in failed]
        click.echo(table(("TRIES", "REASON", "ADDRESS"), rows))
        click.echo(f"\nAsk for them again: {typed('crawl', name)} --retry-failed")
