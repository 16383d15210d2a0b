"""The dashboard's page: whole as it comes from the server, and renewed in place where scripts run."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from scraper.operations.looking import Seen
from scraper.quality.markup import code, link, name, percent, section, table, text
from scraper.quality.style import STYLE
from scraper.run_status import HostStatus, Status

_LOOK = (
    STYLE
    + """
.live { display: inline-block; padding: .1rem .7rem; border-radius: 1rem; border: 1px solid var(--line);
  background: var(--card); font-size: .875rem; } .live.on { border-color: var(--good); }
.tiles { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); }
.chart { display: block; width: 100%; height: 7rem; } .chart path { fill: none; stroke: var(--one); stroke-width: 2;
  vector-effect: non-scaling-stroke; } .chart line { stroke: var(--line); vector-effect: non-scaling-stroke; }
"""
)

SCRIPT = """
'use strict';
const renew = async () => {
  try {
    const answer = await fetch('main', {cache: 'no-store', credentials: 'same-origin'});
    if (!answer.ok) throw new Error('');
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of fresh.querySelectorAll('[data-part]')) {
      const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old && old.innerHTML !== part.innerHTML && !old.contains(document.activeElement)) old.replaceWith(part);
    }
    document.getElementById('lost').hidden = true;
  } catch { document.getElementById('lost').hidden = false; }
  setTimeout(renew, document.hidden ? 10000 : 1000);
};
setTimeout(renew, 1000);
"""

_MOST_HOSTS = 100


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_hash(_LOOK)}; script-src {_hash(SCRIPT)}; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of the page: its own style and script by their hashes, and nothing from elsewhere."""


def page(seen: Seen) -> str:
    """Return the whole document."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<noscript><meta http-equiv="refresh" content="5"></noscript>\n'
        f"<title>qaharvest: {text(seen.status.run)}</title>\n<style>{_LOOK}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#hosts">To the hosts</a>\n'
        '<p id="lost" class="warn" role="status" hidden>The dashboard does not answer; what is shown is old.</p>\n'
        f"<main>\n{main(seen)}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def main(seen: Seen) -> str:
    """Return what changes of it, in parts that the script puts in place of the old ones."""
    parts = {
        "head": _head(seen),
        "numbers": _numbers(seen),
        "speed": _speed(seen),
        "hosts": _hosts(seen),
        "workers": _workers(seen.status),
        "rejects": _rejects(seen),
        "fields": _fields(seen.status),
    }
    return "".join(f'<div data-part="{part}">\n{markup}</div>\n' for part, markup in parts.items())


def _head(seen: Seen) -> str:
    status = seen.status
    standing = "running" if status.running else "stopped" if status.left else "finished"
    trouble = f'<p class="warn">{text(seen.trouble)}</p>\n' if seen.trouble else ""
    when = datetime.fromtimestamp(seen.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return (
        f'<p class="over">qaharvest</p>\n<h1>{name(status.run)}</h1>\n'
        f'<p><span class="live{" on" if status.running else ""}">{standing}</span> '
        f'<span class="dim">as of {when}</span></p>\n{trouble}'
    )


def _numbers(seen: Seen) -> str:
    stats, status = seen.status.stats, seen.status
    tiles = {
        "pages/s": f"{seen.pages_per_second:.1f}",
        "pages": f"{stats.pages:,}",
        "records": f"{stats.records:,}",
        "rejected": f"{stats.pages_rejected:,}",
        "not Q&A": f"{stats.pages_not_qa:,}",
        "addresses left": f"{status.left:,}",
        "failed": f"{stats.failed:,}",
        "time left, about": span(seen.eta) if seen.eta is not None else "–",
    }
    shown = "".join(f'<div class="tile"><b>{number}</b>{text(label)}</div>\n' for label, number in tiles.items())
    return f'<div class="tiles">\n{shown}</div>\n'


def _speed(seen: Seen) -> str:
    most = max(seen.speeds, default=0.0)
    said = f"Pages a second since the dashboard looks, ten minutes at most; the highest: {most:.1f}."
    return section("speed", "Speed", said, chart(seen.speeds))


def chart(speeds: tuple[float, ...]) -> str:
    """Return a line of numbers as SVG."""
    most, last = max(speeds, default=0.0) or 1.0, max(len(speeds) - 1, 1)
    points = " L".join(f"{600 * n / last:.1f} {98 - 94 * speed / most:.1f}" for n, speed in enumerate(speeds))
    line = f'<path d="M{points}"/>' if len(speeds) > 1 else ""
    return (
        '<svg class="chart" viewBox="0 0 600 100" preserveAspectRatio="none" role="img" '
        f'aria-label="Pages a second, the newest at the right"><line x1="0" y1="98" x2="600" y2="98"/>{line}</svg>\n'
    )


def _hosts(seen: Seen) -> str:
    status = seen.status
    states = {state: number for state, number in status.states.items() if number}
    total = ", ".join(f"{number:,} {text(state)}" for state, number in states.items()) or "none yet"
    busy = sorted(status.hosts, key=lambda host: (-_left(host), host.host))[:_MOST_HOSTS]
    rows = [
        (name(host.host), f"{_left(host):,}", f"{host.requests:,}", f"{host.interval:.2f} s", text(host.paced_by),
         _wait(host, seen.at), f"{host.refusals:,}", text(host.robots))
        for host in busy
    ]  # fmt: skip
    head = ("Host", "Left", "Requests", "Interval", "Paced by", "Next request", "Refusals", "robots.txt")
    more = "" if len(busy) == len(status.hosts) else f" The {len(busy)} busiest of {len(status.hosts):,} hosts."
    shown = table("Hosts", head, rows, numbers=(1, 2, 3, 6), kind="hosts unheard")
    return section("hosts", "Hosts", f"Addresses: {total}.{more}", shown)


def _left(host: HostStatus) -> int:
    return sum(host.states.get(state, 0) for state in ("queued", "retry", "leased"))


def _wait(host: HostStatus, now: float) -> str:
    if not _left(host):
        return "nothing left"
    if host.next_at <= now:
        return "allowed now"
    return f"in {span(host.next_at - now)} ({text(host.waits_for or 'delay')})"


def _workers(status: Status) -> str:
    if not status.workers:
        return ""
    rows = [(name(one.name), f"{one.hosts:,}", f"{span(one.silent)} ago") for one in status.workers]
    shown = table("Workers", ("Worker", "Hosts", "Heard of"), rows, numbers=(1,), kind="unheard")
    return section("workers", "Workers", "Processes that share this crawl.", shown)


def _fields(status: Status) -> str:
    rows = [
        (
            code(field.field),
            f'<span class="word">{name(field.site)}</span>',
            percent((field.own + field.borrowed) / field.records),
        )
        for field in status.coverage
        if field.records
    ]
    drift = "".join(f"<li>{text(sign)}</li>\n" for sign in status.drift)
    warned = section("drift", "Signs of a changed layout", "", f"<ul>\n{drift}</ul>\n", warns=True) if drift else ""
    shown = table("Coverage", ("Field", "Profile", "Records with it"), rows, numbers=(2,), kind="unheard")
    return warned + (section("fields", "Fields", "How many records have each.", shown) if rows else "")


def _rejects(seen: Seen) -> str:
    def lines() -> Iterator[tuple[str, str]]:
        for source, reason in seen.rejects:
            yield link(source), text(reason)

    if not seen.rejects:
        return section("rejects", "Newest rejects", "None.", "")
    shown = table("Newest rejects", ("Source", "Reason"), lines(), kind="unheard")
    return section("rejects", "Newest rejects", "Pages that gave no valid record, and addresses given up.", shown)


def span(seconds: float) -> str:
    """Return a time span as hours, minutes and seconds: ``0:02:05``."""
    return str(timedelta(seconds=max(round(seconds), 0)))
