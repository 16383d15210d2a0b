"""What was asked of each host and how, as a report that one can hand to its webmaster."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from scraper.cli.progress import duration
from scraper.cli.summary import moment
from scraper.cli.terminal import printable, size
from scraper.crawler.http import user_agent
from scraper.run import HostStatus
from scraper.settings import Settings
from scraper.version import __version__

_LABEL = 16  # columns


def hosts_dict(run: str, hosts: Sequence[HostStatus], settings: Settings) -> dict[str, Any]:
    """Return what ``status --hosts --json`` prints. Times are Unix seconds, as in ``status --json``."""
    return {
        "run": run,
        "user_agent": user_agent(settings, __version__),
        "contact": settings.contact,
        "delay": settings.delay,
        "ignore_robots": settings.ignore_robots,
        "hosts": [asdict(host) for host in hosts],
    }


def hosts_lines(run: str, hosts: Sequence[HostStatus], settings: Settings, now: float) -> Iterator[str]:
    """Yield the lines of the report; what came from servers is escaped.

    :param now: Unix time.
    """
    number = f"{len(hosts):,} {'host' if len(hosts) == 1 else 'hosts'}"
    yield f"{printable(run)}: what was asked of {number}. Times are UTC."
    yield ""
    yield _line("User-Agent", printable(user_agent(settings, __version__)), indent="")
    if settings.contact is None:
        yield _line("contact", "none was given (qaharvest crawl --contact names one)", indent="")
    obeyed = "not asked for in this run (--ignore-robots)" if settings.ignore_robots else "obeyed as RFC 9309 says"
    yield _line("robots.txt", obeyed, indent="")
    for host in hosts:
        yield ""
        yield printable(host.host)
        yield from (_line(label, value) for label, value in _facts(host, settings, now))


def _line(label: str, value: str, indent: str = "  ") -> str:
    return f"{indent}{label:<{_LABEL - len(indent)}}{value}"


def _facts(host: HostStatus, settings: Settings, now: float) -> Iterator[tuple[str, str]]:
    if host.first_at is None or host.last_at is None:
        yield "requests", "none so far"
    else:
        yield "requests", f"{host.requests:,}, with {size(host.received)} of answers"
        yield "from", f"{moment(host.first_at)} to {moment(host.last_at)}"
        yield "intervals", _intervals(host, host.last_at - host.first_at)
    yield "delay now", _delay(host, settings)
    if not settings.ignore_robots:
        yield "robots.txt", _robots(host)
    waited = f"; longest wait after one: {duration(host.longest_wait)}" if host.refusals else ""
    yield "refusals", f"{host.refusals:,} (status 429 or 503){waited}"
    yield "next request", _next(host, now)


def _intervals(host: HostStatus, seconds: float) -> str:
    if host.shortest_gap is None or host.requests < 2:
        return "none: only one request went out"
    mean = seconds / (host.requests - 1)
    return f"shortest {_seconds(host.shortest_gap)}, mean {_seconds(mean)} (between request starts)"


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds < 10 else duration(seconds)


def _delay(host: HostStatus, settings: Settings) -> str:
    usual = max(settings.delay, host.crawl_delay or 0.0)
    if host.paced_by == "slow answers":
        return f"{round(host.interval, 2):g} s, as answers come slowly now; otherwise {usual:g} s"
    if host.paced_by == "crawl-delay":
        return f"{host.interval:g} s, as robots.txt asks (Crawl-delay); ours is {settings.delay:g} s"
    return f"{host.interval:g} s, our own" if host.interval else "none (--delay 0)"


def _robots(host: HostStatus) -> str:
    if host.robots_at is None or host.robots_until is None:
        return "not read yet; it is read before anything else"
    asked = {"rules": "read", "open": "none there", "closed": "not to be had"}[host.robots]
    holds = "nothing else is asked" if host.robots == "closed" else "holds"
    return f"{asked} {moment(host.robots_at)},\n{'':{_LABEL}}{holds} until {moment(host.robots_until)}"


def _next(host: HostStatus, now: float) -> str:
    if not any(host.states.get(state) for state in ("queued", "retry", "leased")):
        return "none: nothing is left to ask for"
    if host.next_at <= now:
        return "allowed now"
    return f"not before {moment(host.next_at)} ({printable(host.waits_for or 'our delay')})"
