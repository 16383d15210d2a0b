"""How fast: a crawl and an extraction beside Scrapy, on the same pages, one after the other, several rounds."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.check import check, expected_records
from benchmarks.environment import REPOSITORY, Environment
from benchmarks.measure import Cost, measured
from benchmarks.server import HOST, answer_rate, serving

_PLACEHOLDER = "http://site.invalid"  # benchmarks.site.BASE, which only the environment can import
_PEER = REPOSITORY / "benchmarks" / "peers" / "scrapy_site.py"
_LIMIT_SECONDS = 120.0  # of one run, and as much again for every 1,000 pages
MIB = 1024 * 1024

CRAWL, EXTRACT, SCRAPY, SCRAPY_JOBDIR = "crawl", "extract", "scrapy", "scrapy-jobdir"
CONTENDERS = {
    CRAWL: "`qaharvest crawl`, durable",
    EXTRACT: "`qaharvest extract` of that archive (no network)",
    SCRAPY: "Scrapy, in memory",
    SCRAPY_JOBDIR: "Scrapy with JOBDIR",
}
"""Names on the command line → names in the table, in the order they run."""


@dataclass(frozen=True)
class Measurement:
    """What came out of all rounds.

    :param server: name and version of the web server.
    :param served: answers a second that it gave to one bare client.
    :param questions: question pages.
    :param pages: all pages that a crawl fetches.
    :param costs: contender → cost of each round.
    :param versions: distribution → version.
    """

    server: str
    served: float
    questions: int
    pages: int
    costs: dict[str, list[Cost]]
    versions: dict[str, str]


def measure(
    work: Path,
    environment: Environment,
    *,
    questions: int,
    rounds: int,
    only: Sequence[str],
    say: Callable[[str], None],
) -> Measurement:
    """Measure the contenders in turn, in several rounds.

    :param work: an empty folder for everything that is written.
    :param questions: number of question pages.
    :raises RuntimeError: if one of them fails or does not give all records.
    """
    site = work / "site"
    making = [str(environment.python), "-m", "benchmarks.site", str(site), "--pages", str(questions)]
    subprocess.run(making, cwd=REPOSITORY, check=True, timeout=600)
    paths = [f"/{file.relative_to(site / 'www')}" for file in (site / "www").rglob("*.html")]
    costs: dict[str, list[Cost]] = {name: [] for name in CONTENDERS if name in only}
    (work / "server").mkdir()
    with serving(site / "www", work / "server") as (server, port):
        say(f"{len(paths):,} pages, {questions:,} of them with a question, served by {server} on {HOST}:{port}")
        answer_rate(port, site / "www", paths)
        served = answer_rate(port, site / "www", paths)
        say(f"the server alone: {served:,.0f} answers/s")
        base = f"http://{HOST}:{port}"
        expected = expected_records(site, base, _PLACEHOLDER)
        for number in range(1, rounds + 1):
            folder = work / f"round-{number}"
            folder.mkdir()
            if EXTRACT in costs and CRAWL not in costs:
                _round(environment, f"{base}/", folder, CRAWL, questions)
            for name, measurements in costs.items():
                cost, output = _round(environment, f"{base}/", folder, name, questions)
                check(output, expected)
                measurements.append(cost)
                say(
                    f"round {number}: {name:<14} {len(paths) / cost.seconds:7,.0f} pages/s {cost.seconds:7.2f} s "
                    f"{1000 * cost.cpu_seconds / len(paths):7.2f} ms CPU a page {cost.peak_rss / MIB:5.0f} MiB"
                )
            shutil.rmtree(folder)
    return Measurement(server, served, questions, len(paths), costs, environment.versions())


def _round(environment: Environment, url: str, folder: Path, name: str, questions: int) -> tuple[Cost, Path]:
    """Run one contender once; return its cost and the file it wrote."""
    output = folder / f"{name}.jsonl"
    command: list[object]
    if name == CRAWL:
        output = folder / "run" / "records.jsonl"
        command = [environment.qaharvest, "crawl", folder / "run", url, "--delay", 0, "--allow-private-hosts"]
    elif name == EXTRACT:
        command = [environment.qaharvest, "extract", folder / "run", "-o", output]
    else:
        command = [environment.python, _PEER, url, output]
        if name == SCRAPY_JOBDIR:
            command += ["--jobdir", folder / "jobdir"]
    limit = _LIMIT_SECONDS * (1 + questions / 1000)
    return measured([str(part) for part in command], log=folder / f"{name}.log", limit=limit), output


def table(result: Measurement) -> str:
    """Return the medians and ratios as a Markdown table."""
    lines = [
        "| | pages/s | CPU a page | peak memory | pages/s ÷ Scrapy's | CPU ÷ Scrapy's |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    peer = result.costs.get(SCRAPY)
    for name, costs in result.costs.items():
        rates = [result.pages / cost.seconds for cost in costs]
        rate, cpu = median(rates), median(cost.cpu_seconds for cost in costs)
        ratios = ["", ""]
        if peer:
            ratios[0] = f"{rate / median(result.pages / cost.seconds for cost in peer):.2f}"
            ratios[1] = f"{cpu / median(cost.cpu_seconds for cost in peer):.2f}"
        lines.append(
            f"| {CONTENDERS[name]} | {rate:,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | "
            f"{1000 * cpu / result.pages:.2f} ms | {median(cost.peak_rss for cost in costs) / MIB:.0f} MiB | "
            f"{ratios[0]} | {ratios[1]} |"
        )
    return "\n".join(lines)


def markdown(result: Measurement, *, rounds: int, command: str, where: str) -> str:
    """Return the part of the page: what was done, the table, how to repeat it."""
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    pages = f"{result.pages:,} pages ({result.questions:,} question pages of 27 KB, the rest lists)"
    return f"""{where} {versions}.

{pages} from {result.server} on loopback, which alone gives
{result.served:,.0f} answers/s to a bare client. Medians of {rounds} round{"s" * (rounds > 1)} (least–most in brackets)
in which all take turns. The same pages, the same fields; every output is compared with what the site says, all
records, all common fields.

{table(result)}

- `qaharvest crawl` runs with default settings but `--delay 0 --allow-private-hosts`: robots.txt obeyed; archive,
  frontier and records synced to disk. It knows no selector of this site, looks for links on all pages, validates each
  record and writes down where on the page each value stands. It uses several processes, where Scrapy uses one: pages/s
  compares the programs on this machine, CPU the work they do.
- Scrapy's spider ([`scrapy_site.py`](../benchmarks/peers/scrapy_site.py)) knows the mark-up, obeys robots.txt, has 32
  requests in flight and cookies off; it looks for links on lists only, writes JSON Lines and keeps no pages.
- Time is that of the whole process, start-up included. CPU is user and system time of the process and all its
  children, the server's left out. Memory is the most that was resident at one time (looked at 20 times a second) in all
  its processes together; what they share counts in each.

Repeat it:

```sh
{command}
```
"""
