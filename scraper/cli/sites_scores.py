"""How the fixtures of a site came out, as text and as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from scraper.cli.terminal import printable, table
from scraper.fixtures import Outcome
from scraper.parser.profile_making import FIELDS, LISTS

_WIDTH = 80
_SHOWN_CHARS = 60  # of a value
_SHOWN_DIFFERENCES = 10  # of one case
_FIRST = "SHARE OF RECORDS"

_ORDER = [
    *("url", *FIELDS),
    *(f"{name}/{field}" for name, fields in LISTS.items() for field in fields),
    "article",
]


@dataclass(frozen=True)
class SiteOutcome:
    """How the fixtures of one site came out."""

    site: str
    outcomes: tuple[Outcome, ...]

    @property
    def score(self) -> float:
        """Share of right fields over all cases."""
        fields = sum(outcome.fields for outcome in self.outcomes)
        return sum(outcome.right for outcome in self.outcomes) / fields if fields else 1.0

    def coverage(self) -> dict[str, float]:
        """Return field → share of the records found that have it."""
        records = sum(outcome.records for outcome in self.outcomes)
        had: Counter[str] = Counter()
        for outcome in self.outcomes:
            had.update(outcome.coverage)
        return {name: number / records for name, number in had.items()} if records else {}


def score_lines(sites: Sequence[SiteOutcome]) -> Iterator[str]:
    """Yield the scores of every case, what is wrong, and the share of records that have each field."""
    rows: list[Sequence[str | int]] = []
    for site in sites:
        rows.append(_row(site.site, site.outcomes))
        rows += [_row(f"  {outcome.fixture.name}", [outcome]) for outcome in site.outcomes]
    yield table(("SITE AND CASE", "SCORE", "FIELDS", "RIGHT", "WRONG"), rows)
    for outcome in (outcome for site in sites for outcome in site.outcomes if outcome.differences):
        yield ""
        yield click.style(f"{outcome.fixture.site}/{outcome.fixture.name}", bold=True)
        for field, expected, found in outcome.differences[:_SHOWN_DIFFERENCES]:
            yield f"  {printable(field)}"
            yield f"      must be  {_shown(expected)}"
            yield f"      but is   {_shown(found)}"
        if (more := len(outcome.differences) - _SHOWN_DIFFERENCES) > 0:
            yield f"  and {more:,} more (all of them: --json)"
    yield from _coverage(sites)


def _row(name: str, outcomes: Sequence[Outcome]) -> Sequence[str | int]:
    fields, right = sum(outcome.fields for outcome in outcomes), sum(outcome.right for outcome in outcomes)
    return (printable(name), f"{right / fields if fields else 1:.3f}", fields, right, fields - right)


def _coverage(sites: Sequence[SiteOutcome]) -> Iterator[str]:
    """Yield the share of records that have each field, site by site, in as many tables as their width asks for."""
    shares = {site.site: coverage for site in sites if (coverage := site.coverage())}
    names = [name for name in _ORDER if any(name in share for share in shares.values())]
    left = list(shares)
    while left:
        width = max(map(len, [_FIRST, *names]))
        shown: list[str] = []
        while left and (not shown or width + 2 + len(left[0]) <= _WIDTH):
            width += 2 + max(len(left[0]), 4)
            shown.append(left.pop(0))
        yield ""
        rows = [
            [name, *(f"{shares[site][name]:.2f}" if name in shares[site] else "-" for site in shown)]
            for name in names
            if any(name in shares[site] for site in shown)
        ]
        yield table((_FIRST, *map(printable, shown)), rows)


def _shown(value: Any) -> str:
    return "nothing" if value is None else printable(json.dumps(value, ensure_ascii=False), _SHOWN_CHARS)


def score_dict(site: SiteOutcome) -> dict[str, Any]:
    """Return what ``--json`` prints of a site."""
    return {
        "site": site.site,
        "score": site.score,
        "cases": [
            {
                "case": outcome.fixture.name,
                "score": outcome.score,
                "fields": outcome.fields,
                "right": outcome.right,
                "wrong": outcome.fields - outcome.right,
                "records": outcome.records,
                "differences": [difference._asdict() for difference in outcome.differences],
            }
            for outcome in site.outcomes
        ],
        "coverage": site.coverage(),
    }
