"""How fast: crawls and readings beside others' programs, on the same pages, one after the other, several rounds."""

import json
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
_PEERS = REPOSITORY / "benchmarks" / "peers"
_LIMIT_SECONDS = 120.0  # of one run, and as much again for every 1,000 pages
_SAMPLE = 300  # pages that trafilatura reads: it takes a hundred times as long as a parser
_ONE_CORE = ("taskset", "-c", "0")
MIB = 1024 * 1024

CRAWL, SCRAPY, SCRAPY_JOBDIR, CRAWLEE, CRAWLEE_FILES = "crawl", "scrapy", "scrapy-jobdir", "crawlee", "crawlee-files"
EXTRACT, EXTRACT_ONE = "extract", "extract-one"
LEXBOR, PARSEL, TRAFILATURA = "lexbor", "parsel", "trafilatura"
CRAWLERS = {
    CRAWL: "`qaharvest crawl`, durable",
    SCRAPY: "Scrapy, in memory",
    SCRAPY_JOBDIR: "Scrapy with JOBDIR",
    CRAWLEE: "Crawlee, in memory",
    CRAWLEE_FILES: "Crawlee, kept in files",
}
"""Names on the command line → names in the table, in the order they run."""
READERS = {
    EXTRACT: "`qaharvest extract` of a WARC to validated lines, all cores",
    EXTRACT_ONE: "the same on one core",
    LEXBOR: "lexbor, parsing alone",
    PARSEL: "parsel, all fields",
    TRAFILATURA: "trafilatura, main text",
}
"""The same of those that read pages without a network."""
CONTENDERS = CRAWLERS | READERS


@dataclass(frozen=True)
class Aim:
    """A ratio that is aimed at: a contender's pages a second to another one's, or its processor time a page.

    :param least: of pages a second; None where ``most`` is given.
    :param most: of processor time.
    """

    name: str
    other: str
    least: float | None = None
    most: float | None = None


AIMS = (
    Aim(CRAWL, SCRAPY, least=10),
    Aim(CRAWL, SCRAPY_JOBDIR, least=10),
    Aim(CRAWL, CRAWLEE, least=10),
    Aim(CRAWL, CRAWLEE_FILES, least=10),
    Aim(CRAWL, SCRAPY, most=1 / 6),
    Aim(EXTRACT, LEXBOR, least=0.9),
    Aim(EXTRACT_ONE, LEXBOR, least=0.45),
    Aim(EXTRACT_ONE, PARSEL, least=4),
    Aim(EXTRACT_ONE, TRAFILATURA, least=20),
)
"""What this program wants to reach."""


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
            if CRAWL not in costs and costs.keys() & {EXTRACT, EXTRACT_ONE}:
                _crawler(environment, f"{base}/", folder, CRAWL, questions)
            for name, measurements in costs.items():
                if name in (LEXBOR, PARSEL, TRAFILATURA):
                    cost, output = _library(environment, site / "www", base, folder, name)
                else:
                    cost, output = _crawler(environment, f"{base}/", folder, name, questions)
                if output is not None:
                    check(output, expected)
                measurements.append(cost)
                say(
                    f"round {number}: {name:<14} {len(paths) / cost.seconds:7,.0f} pages/s {cost.seconds:7.2f} s "
                    f"{1000 * cost.cpu_seconds / len(paths):7.2f} ms CPU a page {cost.peak_rss / MIB:5.0f} MiB"
                )
            shutil.rmtree(folder)
    return Measurement(server, served, questions, len(paths), costs, environment.versions())


def _crawler(environment: Environment, url: str, folder: Path, name: str, questions: int) -> tuple[Cost, Path]:
    """Run one program once; return its cost and the file it wrote."""
    output = folder / f"{name}.jsonl"
    command: list[object]
    if name == CRAWL:
        output = folder / "run" / "records.jsonl"
        command = [environment.qaharvest, "crawl", folder / "run", url, "--delay", 0, "--allow-private-hosts"]
    elif name in (EXTRACT, EXTRACT_ONE):
        one = _ONE_CORE if name == EXTRACT_ONE else ()
        command = [*one, environment.qaharvest, "extract", folder / "run", "-o", output]
    else:
        script = "crawlee_site.py" if name in (CRAWLEE, CRAWLEE_FILES) else "scrapy_site.py"
        kept = {SCRAPY_JOBDIR: ["--jobdir", folder / "jobdir"], CRAWLEE_FILES: ["--kept", folder / "crawlee"]}
        command = [environment.python, _PEERS / script, url, output, *kept.get(name, ())]
    limit = _LIMIT_SECONDS * (1 + questions / 1000)
    return measured([str(part) for part in command], log=folder / f"{name}.log", limit=limit), output


def _library(environment: Environment, pages: Path, base: str, folder: Path, name: str) -> tuple[Cost, Path | None]:
    """Let a library read all pages once on one core; return what it cost, loading left out, and the file it wrote.

    trafilatura reads some of them; its cost is that of as many as there are.
    """
    output = folder / f"{name}.jsonl" if name == PARSEL else None
    log = folder / f"{name}.log"
    command: list[object] = [environment.python, _PEERS / "reading.py", name, pages, "--base", base]
    command += ["--out", output] if output is not None else []
    command += ["--most", _SAMPLE] if name == TRAFILATURA else []
    cost = measured([str(part) for part in command], log=log, limit=_LIMIT_SECONDS)
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    seconds = told["seconds"] / told["pages"] * sum(1 for _ in pages.rglob("*.html"))
    return Cost(seconds, seconds, cost.peak_rss), output


def table(result: Measurement) -> str:
    """Return the medians as Markdown tables: of those that crawl, of those that read, and what was aimed at."""
    parts = []
    for names in (CRAWLERS, READERS):
        lines = ["| | pages/s | CPU a page | peak memory |", "| --- | --: | --: | --: |"]
        for name in names:
            if name in result.costs:
                costs = result.costs[name]
                rates = [result.pages / cost.seconds for cost in costs]
                memory = f"{median(cost.peak_rss for cost in costs) / MIB:.0f} MiB"
                lines.append(
                    f"| {names[name]} | {median(rates):,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | "
                    f"{1000 * _cpu(costs) / result.pages:.2f} ms | {memory if name not in _LOADED else ''} |"
                )
        if len(lines) > 2:
            parts.append("\n".join(lines))
    return "\n\n".join([*parts, *_aims(result)])


_LOADED = (LEXBOR, PARSEL, TRAFILATURA)  # all pages are in their memory


def _cpu(costs: Sequence[Cost]) -> float:
    return median(cost.cpu_seconds for cost in costs)


def _aims(result: Measurement) -> list[str]:
    lines = ["| ratio | aim | reached |", "| --- | --: | --: |"]
    for aim in AIMS:
        own, other = result.costs.get(aim.name), result.costs.get(aim.other)
        if own and other:
            what = f"{CONTENDERS[aim.name]} ÷ {CONTENDERS[aim.other]}"
            if aim.least is not None:
                ratio = median(cost.seconds for cost in other) / median(cost.seconds for cost in own)
                lines.append(f"| pages/s: {what} | ≥ {aim.least:g} | {ratio:.2f} |")
            else:
                lines.append(f"| CPU a page: {what} | ≤ {aim.most:.2f} | {_cpu(own) / _cpu(other):.2f} |")
    return ["\n".join(lines)] if len(lines) > 2 else []


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
  record and writes down where on the page each value stands. It uses several processes, where the others use one:
  pages/s compares the programs on this machine, CPU the work they do.
- The others know the mark-up and take the same fields with the same code
  ([`parsel_fields.py`](../benchmarks/peers/parsel_fields.py)), obey robots.txt, have 32 requests in flight, look for
  links on lists only, write JSON Lines and keep no pages: [`scrapy_site.py`](../benchmarks/peers/scrapy_site.py),
  cookies off; [`crawlee_site.py`](../benchmarks/peers/crawlee_site.py), no sessions, its own HTTP client (compiled).
- The libraries ([`reading.py`](../benchmarks/peers/reading.py)) have one core and the pages in memory; trafilatura
  reads 300 of them.
- Time is that of the whole process, start-up included; of the libraries, reading alone. CPU is user and system time of
  the process and all its children, the server's left out. Memory is the most that was resident at one time (looked at
  20 times a second) in all its processes together; what they share counts in each.

Repeat it:

```sh
{command}
```
"""
