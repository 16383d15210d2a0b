"""The plots of a report as SVG within the page: text stays text, and colours are the page's own, light or dark.

Needs matplotlib, of the extra ``quality``; ``report`` imports it when it is wanted. Nothing that a page says is drawn:
what stands in a plot are numbers and our own words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

_SIZES = {"wide": (1040, 300), "narrow": (340, 280)}  # CSS pixels at which it is shown; a point is one of them
_DPI = 72
_COLOURS = {"#a10000": "var(--one)", "#a20000": "var(--two)", "#a30000": "var(--three)", "#a40000": "var(--dim)",
            "#a50000": "var(--line)"}  # fmt: skip
_ONE, _TWO, _THREE, _DIM, _LINE = _COLOURS
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "qaharvest",
    "font.size": 13,
    "text.color": _DIM,
    "axes.labelcolor": _DIM,
    "axes.edgecolor": _LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "xtick.color": _DIM,
    "ytick.color": _DIM,
    "ytick.major.size": 0,
    "xtick.major.size": 4,
    "legend.frameon": False,
    "legend.handlelength": 0.9,
    "legend.handleheight": 0.9,
    "legend.columnspacing": 1.0,
    "legend.handletextpad": 0.5,
}
_ID = re.compile(r'(\bid="|href="#|url\(#)')
# Either form, as matplotlib writes one or the other: the page's own font is to be used.
_FONT = re.compile(r"font: ([\d.]+px) [^;\"]*|font-family: [^;\"]*; ?")
_STYLE = re.compile(r"<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_LENGTHS = tuple(first * 10**zeros for zeros in range(8) for first in (1, 2, 5))


def timeline(periods: Sequence[tuple[int, int]], size: int, alternative: str) -> str:
    """Draw the questions of each period.

    :param periods: number of its first month since the year 0, and questions; without gaps.
    :param size: months of a period.
    """
    numbers, questions = [month for month, _ in periods], [number for _, number in periods]
    centres = [month + (size - 1) / 2 for month in numbers]
    end = numbers[-1] + size - 1
    centre = 5.5 if size == 12 else 0  # of the bar of a year, else where it begins

    def draw(axes: Axes, ticks: int) -> None:
        if len(numbers) <= 72:
            axes.bar(centres, questions, width=0.8 * size, color=_ONE)
        else:
            axes.fill_between(centres, questions, color=_ONE, linewidth=0, step="mid")
        axes.set_xlim(numbers[0] - 0.6, end + 0.6)
        axes.xaxis.set_major_locator(FixedLocator([month + centre for month in _month_ticks(numbers[0], end, ticks)]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda month, _: _month(int(month), end - numbers[0] < 24)))
        _count_axis(axes, "questions")

    return _both("timeline", draw, alternative)


def lengths(edges: Sequence[float], series: Mapping[str, Sequence[int]], alternative: str) -> str:
    """Draw how long texts are, on a logarithmic scale.

    :param edges: characters at which the steps begin, and where the last one ends.
    :param series: what is counted → texts in each step; two of them.
    """

    def draw(axes: Axes, ticks: int) -> None:
        for colour, (what, numbers) in zip((_ONE, _TWO), series.items(), strict=False):
            axes.stairs(numbers, edges, fill=True, color=colour, alpha=0.25, linewidth=0)
            axes.stairs(numbers, edges, color=colour, linewidth=2, label=what)
        axes.set_xscale("log")
        axes.set_xlim(edges[0], edges[-1])
        marks = [mark for mark in _LENGTHS if edges[0] <= mark <= edges[-1]]
        round_ones = [mark for mark in marks if str(mark)[0] == "1"]
        axes.xaxis.set_major_locator(FixedLocator(marks if len(marks) <= ticks else round_ones))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda length, _: f"{length:,.0f}"))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlabel("characters")
        _count_axis(axes, "texts")
        _legend(axes)

    return _both("lengths", draw, alternative)


def ages(decades: Sequence[str], series: Mapping[str, Sequence[int]], alternative: str) -> str:
    """Draw the askers' ages, each bar divided by gender.

    :param series: gender → records of each decade; three of them.
    """

    def draw(axes: Axes, ticks: int) -> None:
        below = [0] * len(decades)
        for colour, (gender, numbers) in zip((_ONE, _TWO, _THREE), series.items(), strict=False):
            axes.bar(range(len(decades)), numbers, bottom=below, width=0.75, color=colour, label=gender)
            below = [one + other for one, other in zip(below, numbers, strict=True)]
        axes.set_xticks(range(len(decades)), [one if ticks > 6 else one.partition("–")[0] for one in decades])
        axes.tick_params(axis="x", length=0)
        axes.set_xlabel("age in years" if ticks > 6 else "age in years, from")
        _count_axis(axes, "records")
        _legend(axes)

    return _both("ages", draw, alternative)


def _both(name: str, draw: Callable[[Axes, int], None], alternative: str) -> str:
    """Return the plot for wide screens and for narrow ones; the style sheet shows one of them."""
    return "".join(
        f'<div class="plot {size}">{_svg(f"{name}-{size}", draw, _SIZES[size], alternative)}</div>\n' for size in _SIZES
    )


def _svg(name: str, draw: Callable[[Axes, int], None], size: tuple[int, int], alternative: str) -> str:
    written = StringIO()
    # What the user's own matplotlibrc says must not show, and nothing of ours may stay behind.
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        figure = Figure(figsize=(size[0] / _DPI, size[1] / _DPI), dpi=_DPI, layout="constrained")
        figure.patch.set_visible(False)
        axes = figure.add_subplot()
        axes.patch.set_visible(False)
        draw(axes, 12 if size[0] > 600 else 5)
        canvas: Any = FigureCanvasSVG(figure)
        # Not figure.savefig, which draws everything twice.
        canvas.print_svg(written, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    return _inline(written.getvalue(), name, alternative)


def _inline(svg: str, name: str, alternative: str) -> str:
    """Return an SVG file as an element of a page."""
    svg = _STYLE.sub("", svg[svg.index("<svg") :])
    svg = _ID.sub(rf"\1{name}-", svg)
    svg = _FONT.sub(lambda found: f"font-size: {found[1]}" if found[1] else "", svg)
    for colour, variable in _COLOURS.items():
        svg = svg.replace(colour, variable)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(alternative)}" ', 1).strip()


def _count_axis(axes: Axes, what: str) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(what)


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2, borderpad=0)


def _month(number: int, is_short: bool) -> str:
    year, month = divmod(number, 12)
    return f"{year:04}-{month + 1:02}" if is_short else f"{year:04}"


def _month_ticks(first: int, last: int, most: int) -> list[int]:
    """Return at most that many months to be named: months in a short time, else beginnings of years."""
    if last - first < 24:
        step = -(-(last - first + 1) // min(most, 8))
        return list(range(first, last + 1, step))
    years = range(-(-first // 12), last // 12 + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1_000, 10_000) if len(years) / step <= most)
    return [year * 12 for year in years if year % step == 0]
