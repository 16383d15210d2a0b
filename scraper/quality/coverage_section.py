"""The section of a report that tells which fields the records have, by site and by rule."""

from collections import Counter, defaultdict

from scraper.quality.markup import bar, code, name, percent, table, text
from scraper.quality.metrics import Metrics

_MOST_SITES = 20  # with a table of their own
_MOST_FIELDS = 100
_MOST_RULES = 8


def coverage(metrics: Metrics) -> tuple[str, str]:
    """Return what is said, and the tables of all sites."""
    if not metrics.records:
        return "No records yet.", ""
    sites = [
        (name(site), f"{number:,}", text(metrics.licences.get(site) or "not known"))
        for site, number in metrics.sites.most_common()
    ]
    shown = table(
        "Profiles",
        ("profile that read the page", "records", "licence of the site"),
        sites,
        numbers=(1,),
        kind="unheard",
    )
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (site, field, rule), number in metrics.rules.items():
        found[site, field][rule] += number
    for place, (site, number) in enumerate(metrics.sites.most_common(_MOST_SITES)):
        rows = [
            (
                code(field.removeprefix("/")),
                percent(had / number),
                bar((had / number, "good")),
                _rules(found[of, field]),
            )
            for (of, field), had in sorted(metrics.fields.items())
            if of == site
        ][:_MOST_FIELDS]
        head = ("field", "share", "", "found by")
        told = table(
            f"Share of its {number:,} records that have the field",
            head,
            rows,
            numbers=(1,),
            drawn=2,
            kind="bars fields",
        )
        folded = f"<details{' open' if place == 0 else ''}><summary>{len(rows)} fields</summary>\n{told}</details>\n"
        shown += f"<h3>{name(site)}</h3>\n{folded}"
    return "How many records have each field, and which rules found it.", shown


def _rules(rules: Counter[str]) -> str:
    if len(rules) < 2:
        return "".join(code(rule) for rule in rules)
    told = "".join(f"<li>{code(rule)} {number:,}</li>" for rule, number in rules.most_common(_MOST_RULES))
    return f"<details><summary>{len(rules)} rules</summary><ul>{told}</ul></details>"
