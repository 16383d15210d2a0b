"""The speed part of docs/figures.md: tables, aims, and what the figures mean."""

from collections.abc import Sequence

from benchmarks.contenders import AIMS, CONTENDERS, CRAWLERS, LIBRARIES, READERS, Figure
from benchmarks.measurement import Measurement
from benchmarks.parsing import SAMPLE

_MIB = 1024 * 1024


def tables(result: Measurement) -> str:
    """Return Markdown tables: those that crawl, those that read, and what is aimed at beside what was reached."""
    parts = [_contenders(result, [name for name in names if name in result.turns]) for names in (CRAWLERS, READERS)]
    return "\n\n".join(part for part in [*parts, _aims(result)] if part)


def _contenders(result: Measurement, names: Sequence[str]) -> str:
    """Return a row for each contender: medians, and of pages a second also least and most."""
    if not names:
        return ""
    lines = ["| | pages/s | CPU a page | peak memory |", "| --- | --: | --: | --: |"]
    for name in names:
        rates = result.figures(name, Figure.RATE)
        memory = "" if name in LIBRARIES else f"{result.median(name, Figure.MEMORY) / _MIB:.0f} MiB"
        lines.append(
            f"| {CONTENDERS[name]} | {result.median(name, Figure.RATE):,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) |"
            f" {1000 * result.median(name, Figure.CPU):.2f} ms | {memory} |"
        )
    return "\n".join(lines)


def _aims(result: Measurement) -> str:
    """Return a row for each aim whose two contenders took part."""
    lines = ["| ratio of medians | aim | reached | |", "| --- | --: | --: | --- |"]
    for aim in AIMS:
        ratio = result.reached(aim)
        if ratio is not None:
            what = f"{aim.figure}: {CONTENDERS[aim.name]} ÷ {CONTENDERS[aim.other]}"
            lines.append(f"| {what} | {aim} | {ratio:.2f} | {'met' if aim.met(ratio) else '**not met**'} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def markdown(result: Measurement, *, rounds: int, command: str, plot: str) -> str:
    """Return the part of the page: what was done, the picture, the tables, how to repeat it.

    :param plot: the plot's address, from the page.
    """
    versions = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    return f"""{result.where} {versions}.

{result.pages:,} pages ({result.questions:,} question pages of 27 KB, the rest lists) from {result.server} on loopback,
which alone gives {result.served:,.0f} answers/s to a bare client. Medians of {rounds} round{"s" * (rounds > 1)}
(least–most in brackets) in which all take turns. The same pages, the same fields: each record of each program is
compared with what the site says; parsers that take no fields, and trafilatura, are the exceptions.

![Pages a second of programs that crawl and of programs that read an archive; the tables below have the numbers]({plot})

{tables(result)}

- `qaharvest crawl` runs with default settings but `--delay 0 --allow-private-hosts`: robots.txt obeyed; archive,
  frontier and records synced to disk. It knows no selector of this site, looks for links on all pages, validates each
  record and writes down where on the page each value stands. It uses several processes, where the other crawlers use
  one: pages/s compares the programs on this machine, CPU the work they do.
- The other crawlers know the mark-up and take the same fields with the same code
  ([`parsel_fields.py`](../benchmarks/peers/parsel_fields.py)), obey robots.txt, have 32 requests in flight, look for
  links on lists only, write JSON Lines and keep no pages. [Scrapy](../benchmarks/peers/scrapy_site.py): cookies off.
  [Crawlee](../benchmarks/peers/crawlee_site.py): its ParselCrawler and its own HTTP client (compiled), no sessions, no
  browser imitated; queue and results in memory, or in files, which is its default.
- `qaharvest extract` reads the archive that the crawl of the same round left, a WARC, and writes validated JSON Lines
  with evidence; on one core as `extract RUN --jobs 1`, held to that core. Its time is that of the whole process: start,
  unpacking, writing.
- The libraries ([`reading.py`](../benchmarks/peers/reading.py)) have one core and the same archive's pages in memory:
  start, unpacking and writing are left out. lexbor (through selectolax) and lxml parse and take nothing; selectolax
  and parsel take all fields by CSS rules and XPath that know the mark-up, without evidence or validation; trafilatura,
  with its defaults, gives title, date and main text as JSON, of {SAMPLE} pages or some more.
- A crawler's time is that of the whole process, start-up included. CPU is user and system time of the process and all
  its children, the server's left out. Memory is the most that was resident at one time (looked at 20 times a second)
  in all its processes together; what they share counts in each.

Repeat it; the plot is drawn from [the same figures](figures-speed.json):

```sh
{command}
```
"""
