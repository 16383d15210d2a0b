"""The sections of a report with plots: when people asked, how long texts are, who asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from scraper.quality.counting import Lengths
from scraper.quality.markup import bars, figure, percent, table, text
from scraper.quality.metrics import UNKNOWN, Metrics
from scraper.quality.run_sections import Section

_PERIODS = {1: "month", 3: "quarter", 12: "year"}  # months in one
_LEAST_IN_PERIOD = 5  # records on average; fewer make a comb of a plot
_FEW = 24  # months that are drawn as they are
_MOST_YEARS = 60
_MOST_REPLIES = 8
_STEPS = 4  # to a doubling of the length
_SHARES = {"shortest": 0.0, "a tenth up to": 0.1, "half up to": 0.5, "nine tenths up to": 0.9, "longest": 1.0}
_GENDERS = {"female": "female", "male": "male", "other": "other or unknown", UNKNOWN: "other or unknown"}


class Drawing(Protocol):
    """What draws plots: the module ``plots``."""

    def timeline(self, periods: Sequence[tuple[int, int]], size: int, alternative: str) -> str:
        """Draw questions by time."""
        ...

    def lengths(self, edges: Sequence[float], series: Mapping[str, Sequence[int]], alternative: str) -> str:
        """Draw lengths on a logarithmic scale."""
        ...

    def ages(self, decades: Sequence[str], series: Mapping[str, Sequence[int]], alternative: str) -> str:
        """Draw ages by gender."""
        ...


def timeline(metrics: Metrics, plots: Drawing | None) -> Section:
    """Tell when questions were asked, and how long they waited for a reply."""
    months = {_number(month): n for month, n in metrics.months.items() if month[:4].isdecimal()}
    if not months:
        return "No record says when it was asked.", ""
    first, last = min(months), max(months)
    best = max(months, key=lambda month: (months[month], -month))
    size = next(
        (n for n in _PERIODS if last - first < _FEW or sum(months.values()) * n > (last - first) * _LEAST_IN_PERIOD), 12
    )
    whole = [
        (month, sum(months.get(month + offset, 0) for offset in range(size)))
        for month in range(first // size * size, last + 1, size)
    ]
    told = (
        f"From {_month(first)} to {_month(last)}, most in {_month(best)} ({months[best]:,} of {_some(months)} records)."
    )
    years: Counter[str] = Counter()
    for month, number in months.items():
        years[f"{month // 12:04}"] += number
    numbers = bars("Questions by year", "year", dict(sorted(years.items())), most=_MOST_YEARS, kind="unheard")
    drawn = plots.timeline(whole, size, f"Questions by {_PERIODS[size]}. {told}") if plots else ""
    unknown = metrics.records - sum(months.values())
    said = f"{percent(unknown / metrics.records)} of the records have no usable date." if unknown else ""
    if metrics.waits:
        waits = Lengths(metrics.waits)
        said += f" Half of the first replies came within {_days(waits.quantile(0.5))}, nine in ten within "
        said += f"{_days(waits.quantile(0.9))}."
    return said, figure(f"Questions by {_PERIODS[size]}", told, drawn, numbers)


def lengths(metrics: Metrics, plots: Drawing | None) -> Section:
    """Tell how long questions and replies are, and how many replies there are."""
    series = {"questions": metrics.question_lengths, "replies": metrics.reply_lengths}
    if not metrics.records:
        return "No records yet.", ""
    longest = max((max(of.counts, default=1) for of in series.values()), default=1)
    shortest = max(1, min(min(of.counts, default=1) for of in series.values()))
    first = (shortest.bit_length() - 1) * _STEPS
    edges = [2 ** (step / _STEPS) for step in range(first, (longest.bit_length()) * _STEPS + 1)]
    bounds = [-int(-edge // 1) for edge in edges]
    steps = {what: list(of.in_steps(bounds))[1:-1] for what, of in series.items()}
    told = "; ".join(
        f"half of the {what} have up to {_chars(of.quantile(0.5))}" for what, of in series.items() if of.counts
    )
    drawn = plots.lengths(edges, steps, f"Lengths. {told}.") if plots else ""
    rows = [("texts", *(f"{of.counts.total():,}" for of in series.values()))] + [
        (what, *(_plain(of.quantile(share)) for of in series.values())) for what, share in _SHARES.items()
    ]
    numbers = table("Characters", ("", *series), rows, numbers=(1, 2))
    counts = {str(number): metrics.replies[number] for number in sorted(metrics.replies)}
    shown = figure("Characters of questions and replies", f"{told[:1].upper()}{told[1:]}.", drawn, numbers)
    return "", shown + "<h3>Replies</h3>\n" + bars(
        "Replies of a record", "replies", counts, most=_MOST_REPLIES, kind="unheard"
    )


def askers(metrics: Metrics, plots: Drawing | None) -> Section:
    """Tell age and gender of those who asked."""
    known = {who: n for who, n in metrics.askers.items() if who != (UNKNOWN, UNKNOWN)}
    if not known:
        return "No record tells who asked.", ""
    decades = sorted({age for age, _ in known} - {UNKNOWN}, key=_least)
    if decades:  # those between them too
        decades = [f"{least}–{least + 9}" for least in range(_least(decades[0]), _least(decades[-1]) + 1, 10)]
    counts: Counter[tuple[str, str]] = Counter()
    for (age, gender), number in known.items():
        counts[age, _GENDERS[gender]] += number
    genders = list(dict.fromkeys(_GENDERS.values()))
    aged = sum(number for (age, _), number in known.items() if age != UNKNOWN) / metrics.records
    gendered = sum(number for (_, gender), number in known.items() if gender != UNKNOWN) / metrics.records
    said = (
        f"{percent(aged)} of the records tell the asker's age, {percent(gendered)} the gender. "
        "The asker is often not the patient."
    )
    rows = [(text(age), *(f"{counts[age, gender]:,}" for gender in genders)) for age in (*decades, UNKNOWN)]
    numbers = table("Records", ("age", *genders), rows, numbers=(1, 2, 3))
    if not decades:
        return said, numbers
    best = max(decades, key=lambda age: sum(counts[age, gender] for gender in genders))
    told = f"Most askers are {best} years old."
    series = {gender: [counts[age, gender] for age in decades] for gender in genders}
    drawn = plots.ages(decades, series, f"Age and gender of the asker. {told}") if plots else ""
    return said, figure("Age and gender of the asker", told, drawn, numbers)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _least(decade: str) -> int:
    return int(decade.partition("–")[0])


def _some(months: Mapping[int, int]) -> str:
    return f"{sum(months.values()):,}"


def _plain(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _chars(number: int | None) -> str:
    return f"{_plain(number)} character{'' if number == 1 else 's'}"


def _days(number: int | None) -> str:
    return "a day" if number is not None and number <= 1 else f"{_plain(number)} days"
