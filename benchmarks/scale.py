"""How long polite crawls take, and what they need: from one host to 10^6 hosts and 10^9 pages, on a virtual clock.

Crawls are simulated host by host (``scale_flow``); what a request takes comes from a simulation by request with the
frontier's own classes of pace (``scale_host``), for each of 63 kinds of hosts. Small crawls are simulated by request,
with workers that die (``scale_events``), and the table "checked" holds both beside each other. What hosts are
like is said in ``scale_world``, what was measured in ``scale_measured.json``. The same seed gives the same numbers.

python -m benchmarks.scale                      writes the tables of docs/scale.md
python -m benchmarks.scale --only checked --json
python -m benchmarks.scale --hosts 10000 --pages 1e8 --largest 1e6 --workers 8 --price 0.05
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.figures import write_part
from benchmarks.scale_events import Events
from benchmarks.scale_flow import Force, Outcome, crawl
from benchmarks.scale_host import Course, courses
from benchmarks.scale_needs import COMMON_CRAWL_WARC, Needs, imbalance
from benchmarks.scale_world import World

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
DELAY = 1.0
HOUR, DAY = 3_600.0, 86_400.0
LOOK = 5.0
"""Seconds between two looks of a worker in a crawl of 100,000 hosts: 20 times what one takes."""
CHECKED = (
    (World(200, 20_000, 1_000), Force(1)),
    (World(200, 20_000, 1_000), Force(1, pages_a_second=40)),
    (World(200, 20_000, 1_000), Force(2, in_flight=16)),
    (World(400, 20_000, 1_000), Force(2, hosts=40)),
    (World(400, 20_000, 1_000, seed=3), Force(4, lifetime=600)),
)
CASES = (
    (World(1, 100_000, 100_000), Force(1)),
    (World(100, 1_000_000, 100_000), Force(1)),
    (World(10_000, 100_000_000, 1_000_000), Force(1)),
    (World(10_000, 100_000_000, 1_000_000), Force(4)),
    (World(10_000, 1_000_000_000, 1_000_000), Force(1)),
    (World(10_000, 1_000_000_000, 1_000_000), Force(4)),
    (World(10_000, 1_000_000_000, 1_000_000), Force(16)),
    (World(10_000, 1_000_000_000, 1_000_000), Force(64)),
    (World(1_000_000, 1_000_000_000, 1_000_000), Force(4, look=LOOK)),
    (World(1_000_000, 1_000_000_000, 1_000_000), Force(16, look=LOOK)),
    (World(1_000_000, 1_000_000_000, 1_000_000), Force(16, look=LOOK, lifetime=6 * HOUR)),
    (World(1_000_000, 1_000_000_000, 1_000_000), Force(64, look=LOOK)),
)
LARGEST = (10_000, 100_000, 1_000_000, 10_000_000)
NEEDED = (1e5, 1e6, 1e7, 1e8, 1e9)


@dataclass(frozen=True, slots=True)
class Row:
    """One crawl, and what it needs."""

    hosts: int
    pages: int
    largest: int
    workers: int
    lifetime_hours: float | None
    marks_days: dict[str, float]
    pace: float
    lone_days: float
    """Of the host that takes longest, alone."""
    bound_days: float
    pages_a_second: float
    """Until half of the pages were there."""
    databases: float
    """So many of what one PostgreSQL settles."""


@cache
def known_courses(delay: float = DELAY) -> list[Course]:
    """Return what a request takes of each kind of host."""
    return courses(delay)


@cache
def simulated(world: World, force: Force) -> Outcome:
    """Return the outcome of a crawl."""
    return crawl(world, force, known_courses())


def row(world: World, force: Force) -> Row:
    """Return what is told of a crawl."""
    outcome = simulated(world, force)
    rate = outcome.pages / 2 / outcome.marks["50%"]
    return Row(
        hosts=world.hosts,
        pages=outcome.pages,
        largest=int(world.fetched.max()),
        workers=force.workers,
        lifetime_hours=None if force.lifetime == float("inf") else force.lifetime / HOUR,
        marks_days={mark: seconds / DAY for mark, seconds in outcome.marks.items()},
        pace=outcome.pace,
        lone_days=float(outcome.lone.max()) / DAY,
        bound_days=outcome.bound / DAY,
        pages_a_second=rate,
        databases=rate / Needs(outcome.pages).pages_a_second,
    )


def checked() -> list[dict[str, Any]]:
    """Return small crawls as both simulations have them."""
    rows = []
    for world, force in CHECKED:
        told, outcome = Events(world, force, DELAY).run(), simulated(world, force)
        both = {
            "pages": (told.pages, outcome.pages),
            "requests": (told.requests, outcome.requests),
            "mean_end": (sum(told.ends) / len(told.ends), float(outcome.ends.mean())),
            "end": (told.seconds, float(outcome.ends.max())),
        }
        rows.append({
            "hosts": world.hosts, "workers": force.workers, "deaths": told.deaths, "lost": told.lost,
            "violations": len(told.violations), "both": both,
        })  # fmt: skip
    return rows


def checked_text() -> str:
    """Return the table of small crawls."""
    lines = ["| workers | pages by request | by host | a host ends after, by request | by host | deaths | violations |"]
    lines += ["| --- | --: | --: | --: | --: | --: | --: |"]
    for (_, force), one in zip(CHECKED, checked(), strict=True):
        pages, end = one["both"]["pages"], one["both"]["mean_end"]
        lines.append(
            f"| {_force(force)} | {pages[0]:,} | {pages[1]:,} | {end[0]:.0f} s | {end[1]:.0f} s"
            f" | {one['deaths']} | {one['violations']} |"
        )
    return "\n".join(lines)


def cases_text() -> str:
    """Return the table of crawls."""
    lines = ["| hosts | pages | workers | half | 90 % | 99 % | all | pace | pages/s | PostgreSQL |"]
    lines += ["| --: | --: | --- | --: | --: | --: | --: | --: | --: | --: |"]
    for world, force in CASES:
        one = row(world, force)
        times = " | ".join(_days(days) for days in one.marks_days.values())
        lines.append(
            f"| {one.hosts:,} | {one.pages:,} | {_force(force)} | {times} | {one.pace:.2f} | {one.pages_a_second:,.0f}"
            f" | {one.databases:.2f} |"
        )
    return "\n".join(lines)


def largest_text() -> str:
    """Return the table of crawls that take more or less of one host."""
    lines = ["| at most of one host | pages | 90 % | 99 % | all | the longest host alone | bound |"]
    lines += ["| --: | --: | --: | --: | --: | --: | --: |"]
    for largest in LARGEST:
        world = World(1_000_000, 1_000_000_000, largest)
        one = row(world, Force(16, look=LOOK))
        marks = " | ".join(_days(one.marks_days[mark]) for mark in ("90%", "99%", "100%"))
        lines.append(f"| {largest:,} | {one.pages:,} | {marks} | {_days(one.lone_days)} | {_days(one.bound_days)} |")
    return "\n".join(lines)


def needs_text() -> str:
    """Return the table of what so many pages need."""
    lines = ["| pages | frontier, addresses | as a file | in PostgreSQL | WARC | records | Parquet | core hours |"]
    lines += ["| --: | --: | --: | --: | --: | --: | --: | --: |"]
    for pages in NEEDED:
        one = Needs(pages)
        sizes = (one.file, one.database, one.archive, one.records, one.parquet)
        octets = " | ".join(_octets(size) for size in sizes)
        lines.append(f"| {pages:,.0f} | {one.rows:,.0f} | {octets} | {one.core_hours:,.1f} |")
    return "\n".join(lines)


def measured_text() -> str:
    """Return what was measured."""
    one = Needs(1e9)
    measured = one.measured
    pages, database = measured["pages"], measured["postgresql"]
    found = database["found_a_second"]
    rates = ", ".join(f"{rate:,.0f} by {number}" for number, rate in measured["settled_a_second"].items())
    looks = ", ".join(f"{seconds:.2f} s at {int(hosts):,}" for hosts, seconds in measured["look_seconds"].items())
    kilo = {name: f"{octets / 1000:.1f} kB" for name, octets in pages.items()}
    lines = [
        f"- {measured['machine']}, {measured['date']}; server and workers share the cores.".replace("- on", "- On"),
        f"- An address in PostgreSQL takes {database['queued_octets']:.0f} octets queued and"
        f" {database['done_octets']:.0f} done, indexes and bloat included",
        f"  ({measured['addresses']:,} addresses of 54 octets); in a file {measured['file_octets']:.0f},"
        " or 142 at ten million.",
        f"- Requests leased and settled in a second: {rates} processes; addresses added: {found:,.0f}.",
        f"- So one PostgreSQL holds **{one.pages_a_second:,.0f} pages/s** where each leads to"
        f" {one.addresses:.0f} new addresses: what"
        f" {one.pages_a_second / Force(1).pages_a_second:.0f} workers fetch.",
        f"- One look of a worker for free hosts: {looks} hosts with work.",
        f"- A page of {kilo['page_octets']} takes {kilo['warc_octets']} of WARC, a record {kilo['record_octets']} of"
        f" JSON Lines, {kilo['record_gzip_octets']} with gzip,",
        f"  {kilo['record_parquet_octets']} of Parquet. These texts are authored and much alike: real ones compress"
        " worse. Common Crawl's archives",
        f"  come to about {COMMON_CRAWL_WARC / 1000:.0f} kB of WARC a page.",
    ]
    return "\n".join(lines)


def shards_text() -> str:
    """Return how evenly a hash of the host spreads pages."""
    lines = ["| shards | 10,000 hosts | 1,000,000 hosts |", "| --: | --: | --: |"]
    few, many = World(10_000, 1_000_000_000, 1_000_000), World(1_000_000, 1_000_000_000, 1_000_000)
    lines += [f"| {n} | {imbalance(few, n):.2f} | {imbalance(many, n):.2f} |" for n in (2, 4, 16, 64)]
    return "\n".join(lines)


PARTS: dict[str, Callable[[], str]] = {
    "measured": measured_text,
    "checked": checked_text,
    "cases": cases_text,
    "largest": largest_text,
    "needs": needs_text,
    "shards": shards_text,
}
QUICK = ("measured", "checked", "needs")
"""Parts that a test makes again each time."""


def _force(force: Force) -> str:
    words = [f"{force.workers}"]
    if force.pages_a_second != Force(1).pages_a_second:
        words.append(f"{force.pages_a_second:.0f} pages/s each")
    if force.in_flight != Force(1).in_flight:
        words.append(f"{force.in_flight} in flight")
    if force.hosts != Force(1).hosts:
        words.append(f"{force.hosts} hosts each")
    if force.lifetime != float("inf"):
        words.append(f"dying every {force.lifetime / HOUR:.2g} h")
    return ", ".join(words)


def _days(days: float) -> str:
    return f"{days * 24:.1f} h" if days < 2 else f"{days:,.0f} d"


def _octets(octets: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if octets < 1000:
            return f"{octets:.3g} {unit}"
        octets /= 1000
    return f"{octets:,.3g} TB" if octets < 1000 else f"{octets:,.0f} TB"


def _own(options: argparse.Namespace) -> dict[str, Any]:
    world = World(int(options.hosts), int(options.pages), int(options.largest or options.pages), options.seed)
    lifetime = float("inf") if options.lifetime is None else options.lifetime * HOUR
    one, needs = row(world, replace(Force(options.workers), lifetime=lifetime)), Needs(float(options.pages))
    names = ("rows", "file", "database", "archive", "records", "parquet", "core_hours", "pages_a_second")
    return asdict(one) | {"needs": {name: getattr(needs, name) for name in names} | {"cost": needs.cost(options.price)}}


def main() -> None:
    """Print or write tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="only this table; may be given several times")
    parser.add_argument("--json", action="store_true", help="print numbers instead of writing the page")
    parser.add_argument("--hosts", type=float, help="one crawl of your own: so many hosts")
    parser.add_argument("--pages", type=float, default=1e6, help="pages of that crawl")
    parser.add_argument("--largest", type=float, help="most pages of one of its hosts [default: no limit]")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--lifetime", type=float, help="mean hours until a worker dies [default: none does]")
    parser.add_argument("--price", type=float, default=0.0, help="of one core for an hour")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    if options.hosts:
        json.dump(_own(options), sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    if options.json:
        numbers: dict[str, Callable[[], Any]] = {
            "checked": checked,
            "cases": lambda: [asdict(row(*case)) for case in CASES],
        }
        json.dump({name: make() for name, make in numbers.items() if name in (options.only or PARTS)}, sys.stdout)
        sys.stdout.write("\n")
        return
    for name in options.only or PARTS:
        text = PARTS[name]()
        print(f"{name}\n\n{text}\n", flush=True)
        write_part(options.out, name, text)


if __name__ == "__main__":
    main()
