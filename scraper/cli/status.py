"""``qaharvest status``: where a run stands."""

import time
from collections.abc import Iterator

import click

from scraper.cli.failures import DONE
from scraper.cli.progress import duration
from scraper.cli.status_addresses import tell_address, tell_failed
from scraper.cli.status_hosts import hosts_dict, hosts_lines
from scraper.cli.summary import counts, moment, typed
from scraper.cli.terminal import print_json, printable, table
from scraper.cli.verb import json_option, verb
from scraper.errors import UsageError
from scraper.run import HostStatus, Run, Status


@verb("status", examples=["qaharvest status demo", "qaharvest status demo --hosts"])
@click.argument("run", metavar="RUN")
@click.option("--why", metavar="URL", help="Tell what became of this address, and why.")
@click.option("--hosts", "by_host", is_flag=True, help="Tell what was asked of each host, for its webmaster.")
@click.option("--failed", is_flag=True, help="List the addresses that were given up, and why.")
@json_option
def command(run: str, why: str | None, by_host: bool, failed: bool, as_json: bool) -> int:
    """Show the frontier of RUN by state and host, its pace, and what is left. Works while a crawl is running."""
    folder = Run.at(run)
    if not folder.exists:
        raise UsageError(f"there is no run {run}; check the name, or begin it: {typed('crawl', run)} https://…")
    if (why is not None) + by_host + failed > 1:
        raise UsageError("--why, --hosts and --failed tell different things; give one of them.")
    if why is not None:
        tell_address(folder, run, why, as_json=as_json)
        return DONE
    if failed:
        tell_failed(folder, run, as_json=as_json)
        return DONE
    status, settings = folder.status(), folder.settings()
    if by_host and as_json:
        print_json(hosts_dict(status.run, status.hosts, settings))
    elif by_host:
        click.echo("\n".join(hosts_lines(status.run, status.hosts, settings, time.time())))
    elif as_json:
        print_json({**status.as_dict(), "delay": settings.delay, "seconds_left": seconds_left(status)})
    else:
        click.echo("\n".join(_lines(run, status, time.time())))
    return DONE


def seconds_left(status: Status) -> float:
    """Return the least time in which what is left can be asked for at the present pace; hosts go side by side."""
    return max((_open(host) * host.interval for host in status.hosts), default=0.0)


def _open(host: HostStatus) -> int:
    return sum(number for state, number in host.states.items() if state in ("queued", "retry", "leased"))


def _lines(name: str, status: Status, now: float) -> Iterator[str]:
    yield f"{printable(status.run)}: {_standing(name, status, now)}"
    yield f"Seeds: {printable(', '.join(status.seeds), 300)}"
    yield f"Pages: {counts(status.stats)}"
    states = {state: number for state, number in status.states.items() if number}
    total = sum(states.values())
    yield f"Addresses: {' + '.join(f'{number:,} {state}' for state, number in states.items()) or '0'} = {total:,}"
    if status.reasons:
        yield f"Reasons: {', '.join(f'{number:,} {printable(reason)}' for reason, number in status.reasons.items())}"
    yield from _coverage(status)
    if status.hosts:
        least = seconds_left(status)
        if least:
            yield f"Pace: at least {duration(least)} for what is left"
        yield ""
        head = ("HOST", *(state.upper() for state in states), "ROBOTS", "DELAY", "NEXT REQUEST")
        yield table(head, [_host_row(host, list(states), now) for host in status.hosts])
    if status.workers:
        yield ""
        rows = [(printable(one.name), one.hosts, f"{duration(one.silent)} ago") for one in status.workers]
        yield table(("WORKER", "HOSTS", "HEARD OF"), rows)


def _coverage(status: Status) -> Iterator[str]:
    """Yield the field coverage of each profile, and the signs of drift."""
    for site in dict.fromkeys(field.site for field in status.coverage):
        fields = [field for field in status.coverage if field.site == site]
        shares = ", ".join(
            f"{printable(field.field)} {(field.own + field.borrowed) / field.records:.0%}"
            for field in fields
            if field.records
        )
        if shares:
            yield f"Fields of {fields[0].records:,} records read by {printable(site)}: {shares}"
    yield from (click.style(f"Drift: {printable(str(sign))}.", fg="yellow") for sign in status.drift)
    if status.drifted:
        yield f"Passed over, newest: {printable(', '.join(status.drifted), 300)}"


def _host_row(host: HostStatus, states: list[str], now: float) -> tuple[str | int, ...]:
    wait = host.next_at - now
    soon = f"in {duration(wait)}{f' ({printable(host.waits_for)})' if host.waits_for else ''}" if wait > 0 else "now"
    return (
        printable(host.host),
        *(host.states.get(state, 0) for state in states),
        host.robots,
        f"{round(host.interval, 2):g} s",
        soon if _open(host) else "nothing left",
    )


def _standing(name: str, status: Status, now: float) -> str:
    if status.running:
        return f"a crawl is working on it, {status.left:,} addresses are left"
    if not status.left:
        return "finished"
    wait = "" if status.due_at is None or status.due_at <= now else f" (the next one from {moment(status.due_at)} on)"
    return f"stopped, {status.left:,} addresses are left{wait}; go on with: {typed('crawl', name)}"
