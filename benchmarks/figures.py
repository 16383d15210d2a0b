"""Parts of ``docs/figures.md`` between markers: each is rewritten by the command that measures it."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).parents[1] / "docs" / "figures.md"

_PAGE = """# Figures

<!-- machine -->
<!-- /machine -->

Nothing here is a promise: it is what one machine did on one day, and how to measure it on yours. Where something was
aimed at, the aim stands beside what was reached.

## Speed

<!-- speed -->
Not measured yet.
<!-- /speed -->

## Extraction

<!-- extraction -->
Not measured yet.
<!-- /extraction -->

## Ways of reading

<!-- paths -->
Not measured yet.
<!-- /paths -->

## Frontier

<!-- frontier -->
Not measured yet.
<!-- /frontier -->

## Exports

<!-- exporting -->
Not measured yet.
<!-- /exporting -->

## Kill test

<!-- kill -->
Not measured yet.
<!-- /kill -->
"""


def write_part(path: Path, name: str, text: str) -> None:
    """Replace what stands between the markers of a part; the page is begun where there is none."""
    page = path.read_text(encoding="utf-8") if path.exists() else _PAGE
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    if not marked.search(page):
        raise RuntimeError(f"{path} has no markers <!-- {name} --> … <!-- /{name} -->.")
    path.write_text(marked.sub(lambda match: f"{match[1]}{text.rstrip()}\n{match[2]}", page), encoding="utf-8")


def write_machine(path: Path, note: str | None) -> None:
    """Say at the head of the page on what machine and when the last measurement was made."""
    noted = f"\n\n**{note}**" if note else ""
    write_part(path, "machine", f"Measured {machine()}, {today()}. Each part says when, and how to repeat it.{noted}")


def today() -> str:
    """Return today's date in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def machine() -> str:
    """Return what the machine is, in one clause."""
    model = _first(r"model name\s*:\s*(.+)", "/proc/cpuinfo") or platform.processor() or platform.machine()
    kib = _first(r"MemTotal:\s*(\d+) kB", "/proc/meminfo")
    memory = f", {int(kib) / 1024**2:.0f} GiB of memory" if kib else ""
    virtual = " (virtual)" if "hypervisor" in (_first(r"flags\s*:\s*(.+)", "/proc/cpuinfo") or "") else ""
    cores = f"{os.cpu_count()} cores of {model}{virtual}{memory}"
    return f"on {cores}, {platform.system()}"


def where() -> str:
    """Return machine and date as a sentence."""
    sentence = machine()
    return f"{sentence[0].upper()}{sentence[1:]}; {today()}."


def extraction_text(rows: list[dict[str, Any]]) -> str:
    """Return the part of the page that tells what ``benchmarks.extraction`` counted."""
    pages, fields, wrong = (sum(row[name] for row in rows) for name in ("pages", "fields", "wrong"))
    lines = "\n".join(
        f"| {row['site']} | `{row['rendering']}` | {row['pages']:,} | {row['fields']:,} | {row['wrong']:,} |"
        f" {1 - row['wrong'] / row['fields']:.4f} |"
        for row in rows
    )
    return f"""{where()}

{pages:,} pages, {fields:,} fields: **{wrong:,} fields wrong**.

| site | rendering | pages | fields | wrong | score |
| --- | --- | --: | --: | --: | --: |
{lines}

- All pages but one are authored: threads with awkward values, and threads written for the demonstration, in renderings
  that are authored too. The mark-up of the e-Hospital's English pages is not known; so this says how little the reading
  depends on mark-up, not how well it reads the site's own.
- A field is a leaf of the record; the length of each list counts as one.

Repeat it:

```sh
python -m benchmarks --only extraction
```
"""


def paths_text(costs: list[dict[str, Any]]) -> str:
    """Return the part of the page that tells what ``benchmarks.paths`` measured."""
    rows = "\n".join(
        f"| {cost['pages']} | {cost['way']} | {cost['microseconds']:,.0f} µs | {cost['ratio']:.2f} |" for cost in costs
    )
    return f"""{where()} The same pages read in each way to a validated record with evidence, links
included; processor time of one thread. The ways take turns: the time is the least of the rounds, the ratio the median.

| pages | way | a page | ÷ selectors |
| --- | --- | --: | --: |
{rows}

Of the question pages, structured mark-up and the structure alone tell neither similar threads and topics nor all of the
asker; of the bare threads, both ways read the same fields.

Repeat it (the aim is 2; it fails where a way costs more than 2.2 times what selectors cost):

```sh
python -m benchmarks --only paths
```
"""


def frontier_text(cost: dict[str, Any], arguments: list[str]) -> str:
    """Return the part of the page that tells what ``benchmarks.frontier`` measured."""
    return f"""{where()} A frontier of {cost["addresses"]:,} addresses on 100 hosts, beside one of
{cost["small"]:,}: both hand out requests and settle them, by turns, in processor time.

| | |
| --- | --: |
| most memory resident, beyond the program's own | {cost["memory"] / 1024**2:,.0f} MiB |
| file, for each address ({cost["url_octets"]:.0f} octets long on average) | {cost["disk"]:.0f} octets |
| one lease and its settling | {cost["microseconds"]:.0f} µs |
| the same ÷ with {cost["small"]:,} addresses (median of the rounds) | {cost["slowdown"]:.2f} |

Repeat it:

```sh
python {" ".join(arguments)}
```
"""


def exporting_text(costs: list[dict[str, Any]]) -> str:
    """Return the part of the page that tells what ``benchmarks.exporting`` measured."""
    peer = costs[-1]
    rows = "\n".join(
        f"| {cost['way']} | {cost['records']:,} | {cost['rate']:,.0f} | {cost['rate'] / peer['rate']:.2f} |"
        f" {cost['memory'] / 1024**2:,.0f} MiB | {cost['octets'] / 1024**2:,.1f} MiB |"
        for cost in costs
    )
    return f"""{where()} Records of the sample (about 10 KB each) with ids of their own, from a pipe.

| | records | records a second of processor time | ÷ json and pandas | most memory | file |
| --- | --: | --: | --: | --: | --: |
{rows}

An export checks each record against its model, with the evidence of every field, and holds some thousand rows at a
time; json and pandas check nothing, take 22 columns, and hold all rows in memory.

Repeat it:

```sh
python -m benchmarks --only exporting
```
"""


def kill_text(line: str, arguments: list[str]) -> str:
    """Return the part of the page that tells what ``tests.kill.matrix`` printed."""
    return f"""{where()} A crawl with default settings but no delay, killed with SIGKILL at random
instants and started again until it is done:

- {line}

Repeat it (the instants depend on the machine, and with them the count of pages fetched again):

```sh
python {" ".join(arguments)}
```
"""


def _first(pattern: str, path: str) -> str | None:
    try:
        match = re.search(pattern, Path(path).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return match[1].strip() if match else None
