"""A run's quality on one page of HTML: no script, no network, readable on a phone and in the dark."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scraper.quality.coverage import Drift
from scraper.quality.markup import bar, bars, page, table, text
from scraper.quality.metrics import Metrics
from scraper.stats import Stats

_MOST_REASONS = 50
_MOST_DEPARTMENTS = 20
_MOST_MONTHS = 60
_MOST_LANGUAGES = 10
_MOST_REPLIES = 10
_MOST_RULES = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about."""

    name: str
    """The run as one types it."""
    seeds: Sequence[str]
    made_at: str
    """Moment of the report, RFC 3339."""
    stats: Stats
    drift: Sequence[Drift]
    drifted: Sequence[str]
    """Addresses of pages that their site's own profile should have read and did not."""
    explain: str
    """The command that explains a page, up to the page's name."""


def render(subject: Subject, metrics: Metrics) -> str:
    """Return the report as one HTML document."""
    return page(f"qaharvest report: {subject.name}", _body(subject, metrics))


def _body(subject: Subject, metrics: Metrics) -> Iterator[str]:
    yield f"<header><h1>{text(subject.name)}</h1>\n"
    seeds = ", ".join(subject.seeds)
    yield f'<p class="dim">From {text(seeds)}; report of {text(subject.made_at)}.</p></header>\n<main>\n'
    yield _tiles(subject.stats, metrics)
    yield _drift(subject)
    yield "<h2>Sites</h2>\n"
    rows = [
        (text(site), f"{number:,}", text(metrics.licences.get(site) or "not known"))
        for site, number in metrics.sites.most_common()
    ]
    yield table(
        "Records by the profile that read them", ("profile", "records", "licence of the site"), rows, numbers=(1,)
    )
    for site, number in metrics.sites.most_common():
        yield _coverage(site, number, metrics)
    yield _rejects(subject, metrics)
    yield '<h2>What the records hold</h2>\n<div class="columns">\n'
    years = Counter[str]()
    for month, number in metrics.months.items():
        years[month[:4] if month != "unknown" else month] += number
    yield bars("Year of the question", _by_name(years), most=_MOST_MONTHS)
    yield bars("Department", dict(metrics.departments.most_common()), most=_MOST_DEPARTMENTS)
    yield bars("Age of the asker", _by_name(metrics.ages), most=20)
    yield bars("Gender of the asker", dict(metrics.genders.most_common()), most=5)
    yield bars("Replies", {str(n): metrics.replies[n] for n in sorted(metrics.replies)}, most=_MOST_REPLIES)
    yield bars("Language", dict(metrics.languages.most_common()), most=_MOST_LANGUAGES)
    yield "</div>\n</main>\n"


def _tiles(stats: Stats, metrics: Metrics) -> str:
    shown = {
        "records": metrics.records,
        "pages": stats.pages,
        "pages with records": stats.pages_with_records,
        "pages rejected": stats.pages_rejected,
        "pages not Q&A": stats.pages_not_qa,
        "addresses failed": stats.failed,
        "addresses skipped": stats.skipped,
    }
    tiles = "".join(f'<div class="tile"><b>{number:,}</b>{text(name)}</div>\n' for name, number in shown.items())
    return f'<div class="tiles">\n{tiles}</div>\n'


def _drift(subject: Subject) -> str:
    if not subject.drift and not subject.drifted:
        return '<p class="dim">No sign that a site has changed its layout.</p>\n'
    signs = "".join(f"<li>{text(sign)}</li>\n" for sign in subject.drift)
    pages = "".join(f"<li><code>{text(url)}</code></li>\n" for url in subject.drifted)
    passed = f"<p>Pages that their own profile should have read and did not:</p><ul>\n{pages}</ul>\n" if pages else ""
    return f'<section class="warn" aria-label="Drift"><strong>Drift</strong>\n<ul>\n{signs}</ul>\n{passed}</section>\n'


def _coverage(site: str, records: int, metrics: Metrics) -> str:
    """Return the share of a profile's records that have each field, with the rules that found it."""
    rows = []
    for (name, field), number in sorted(metrics.fields.items()):
        if name == site:
            rules = Counter(
                {rule: n for (of, found, rule), n in metrics.rules.items() if (of, found) == (site, field)}
            ).most_common()
            found_by = _rules(rules)
            share = number / records
            rows.append((f"<code>{text(field)}</code>", f"{share:.0%}", bar((share, "own")), found_by))
    head = ("field", "share", "", "found by")
    return f"<h2>Fields: {text(site)}</h2>\n" + table(f"Share of its {records:,} records", head, rows, numbers=(1,))


def _rules(rules: list[tuple[str, int]]) -> str:
    if len(rules) < 2:
        return "".join(f"<code>{text(rule)}</code>" for rule, _ in rules)
    told = "".join(f"<li><code>{text(rule)}</code> {number:,}</li>" for rule, number in rules[:_MOST_RULES])
    return f"<details><summary>{len(rules)} rules</summary><ul>{told}</ul></details>"


def _rejects(subject: Subject, metrics: Metrics) -> str:
    if not metrics.reasons:
        return "<h2>Rejects</h2>\n<p>None.</p>\n"
    rows = []
    for reason, number in metrics.reasons.most_common(_MOST_REASONS):
        command = f"{subject.explain} {metrics.examples.get(reason, '')}"
        rows.append((text(reason), f"{number:,}", f"<code>{text(command)}</code>"))
    head = ("reason", "rejects", "look at the first with")
    return "<h2>Rejects</h2>\n" + table("By reason", head, rows, numbers=(1,))


def _by_name(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts in the order of their names, numbers as numbers, unknown last."""

    def order(name: str) -> tuple[bool, int, str]:
        first = name.partition("–")[0]
        return (name == "unknown", int(first) if first.isdecimal() else 0, name)

    return {name: counts[name] for name in sorted(counts, key=order)}
