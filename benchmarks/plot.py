"""The plot of docs/figures.md as SVG: pages a second, one group of bars for crawlers and one for readers.

It is drawn by ``python -m benchmarks``; again, from what that measured, by

    python -m benchmarks.plot docs/figures-speed.json docs/figures-speed.svg
"""

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks.contenders import CRAWL, CRAWLERS, EXTRACT, EXTRACT_ONE, READERS, Figure
from benchmarks.measurement import Measurement, from_json

_OWN = (CRAWL, EXTRACT, EXTRACT_ONE)
_WIDTH, _LEFT, _RIGHT, _ROW, _BAR, _MARGIN = 820, 240, 110, 30, 18, 24
_TITLE, _HEAD, _GAP, _NOTE = 52, 34, 16, 18
_STYLE = """
    .plate { fill: #ffffff } text { fill: #57606a } .title, .group, .own { fill: #1f2328; font-weight: 600 }
    .title { font-size: 17px } .note { font-size: 12px } .label { text-anchor: end }
    .axis { stroke: #d0d7de } .range { stroke: #1f2328; opacity: .6 } .bar { fill: #8c959f } .bar.mine { fill: #2f7d4f }
    @media (prefers-color-scheme: dark) {
      .plate { fill: #0d1117 } text { fill: #9ea7b3 } .title, .group, .own { fill: #e6edf3 }
      .axis { stroke: #30363d } .range { stroke: #e6edf3 } .bar { fill: #6e7681 } .bar.mine { fill: #3fb068 }
    }
  """


@dataclass(frozen=True)
class Bar:
    """One bar: a median with the least and the most of the rounds.

    :param own: whether it is this program's, which has a colour of its own.
    """

    label: str
    value: float
    least: float
    most: float
    own: bool = False


@dataclass(frozen=True)
class Group:
    """Bars with one scale; it begins at zero."""

    title: str
    bars: Sequence[Bar]


def svg(title: str, groups: Sequence[Group], notes: Sequence[str] = ()) -> str:
    """Return the plot. Every text is escaped; no font, script or file is loaded.

    :param notes: lines below the bars.
    :raises ValueError: if a number is negative or not finite.
    """
    foot = _TITLE + sum(_height(group) for group in groups)
    height = foot + _NOTE * len(notes) + _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="t"'
        ' font-family="system-ui, sans-serif" font-size="14">',
        f'<title id="t">{escape(title)}</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="plate" width="{_WIDTH}" height="{height}" rx="6"/>',
        f'<text class="title" x="{_MARGIN}" y="34">{escape(title)}</text>',
    ]
    top = _TITLE
    for group in groups:
        parts += _group(group, top)
        top += _height(group)
    for number, note in enumerate(notes, 1):
        parts.append(f'<text class="note" x="{_MARGIN}" y="{foot + _NOTE * number}">{escape(note)}</text>')
    return "\n  ".join(parts) + "\n</svg>\n"


def _height(group: Group) -> int:
    return _HEAD + _ROW * len(group.bars) + _GAP


def _group(group: Group, top: int) -> Iterator[str]:
    yield f'<text class="group" x="{_MARGIN}" y="{top + 20}">{escape(group.title)}</text>'
    numbers = [number for bar in group.bars for number in (bar.value, bar.least, bar.most)]
    if not all(math.isfinite(number) and number >= 0 for number in numbers):
        raise ValueError(f"{group.title}: a bar needs finite numbers that are not negative")
    scale = (_WIDTH - _LEFT - _RIGHT) / (max(numbers, default=0) or 1)
    first = top + _HEAD
    yield f'<line class="axis" x1="{_LEFT}" x2="{_LEFT}" y1="{first}" y2="{first + _ROW * len(group.bars)}"/>'
    for number, bar in enumerate(group.bars):
        middle = first + _ROW * number + _ROW // 2
        end, least, most = (_LEFT + scale * value for value in (bar.value, bar.least, bar.most))
        own = " own" if bar.own else ""
        yield f'<text class="label{own}" x="{_LEFT - 10}" y="{middle + 5}">{escape(bar.label)}</text>'
        box = f'x="{_LEFT}" y="{middle - _BAR // 2}" width="{end - _LEFT:.1f}" height="{_BAR}"'
        yield f'<rect class="bar{" mine" if bar.own else ""}" {box}/>'
        yield f'<line class="range" x1="{least:.1f}" x2="{most:.1f}" y1="{middle}" y2="{middle}"/>'
        yield f'<text class="value{own}" x="{max(end, most) + 8:.1f}" y="{middle + 5}">{bar.value:,.0f}</text>'


def groups(result: Measurement) -> list[Group]:
    """Return the bars of a measurement; a group that nobody of took part is left out."""
    named = ("Crawling, the server on the same machine", CRAWLERS), ("Reading the archived pages", READERS)
    found = [
        Group(title, [_bar(result, name, names[name]) for name in names if name in result.turns])
        for title, names in named
    ]
    return [group for group in found if group.bars]


def _bar(result: Measurement, name: str, label: str) -> Bar:
    rates = result.figures(name, Figure.RATE)
    return Bar(label.replace("`", ""), result.median(name, Figure.RATE), min(rates), max(rates), own=name in _OWN)


def plot(result: Measurement) -> str:
    """Return the plot of a measurement."""
    rounds = max(map(len, result.turns.values()))
    note = f"Medians of {rounds} rounds, lines from the least to the most." if rounds > 1 else "One round."
    title = f"Pages a second: {result.questions:,} question pages of 27 KB and their lists"
    return svg(title, groups(result), [note, result.where])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measurement", type=Path)
    parser.add_argument("svg", type=Path)
    options = parser.parse_args()
    result = from_json(options.measurement.read_text(encoding="utf-8"))
    options.svg.write_text(plot(result), encoding="utf-8")


if __name__ == "__main__":
    main()
