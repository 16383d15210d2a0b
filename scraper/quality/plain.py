"""The metrics as plain values, for programs."""

from collections import Counter, defaultdict
from dataclasses import asdict
from typing import Any

from scraper.quality.counting import Lengths
from scraper.quality.metrics import Metrics
from scraper.quality.subject import Subject


def as_dict(metrics: Metrics) -> dict[str, Any]:
    """Return dicts, lists, strings and numbers; names in the order of their counts where that means something."""
    copies = metrics.copies
    rules: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (site, field, rule), number in metrics.rules.items():
        rules[site, field][rule] = number
    return {
        "records": metrics.records,
        "sites": [
            {"site": site, "records": number, "licence": metrics.licences.get(site)}
            for site, number in metrics.sites.most_common()
        ],
        "fields": [
            {"site": site, "field": field, "records": number, "rules": rules[site, field]}
            for (site, field), number in sorted(metrics.fields.items())
        ],
        "months": dict(sorted(metrics.months.items())),
        "days_to_first_reply": {str(days): metrics.waits[days] for days in sorted(metrics.waits)},
        "replies": {str(number): metrics.replies[number] for number in sorted(metrics.replies)},
        "departments": dict(metrics.departments.most_common()),
        "askers": [
            {"age": age, "gender": gender, "records": number} for (age, gender), number in _sorted(metrics.askers)
        ],
        "languages": dict(metrics.languages.most_common()),
        "languages_identified": [
            {"stated": own, "identified": found, "records": number}
            for (own, found), number in _sorted(metrics.identified)
        ],
        "question_lengths": _lengths(metrics.question_lengths),
        "reply_lengths": _lengths(metrics.reply_lengths),
        "near_duplicates": None
        if copies is None
        else {
            "exact": copies.exact,
            "records": copies.records,
            "clusters": copies.clusters,
            "largest": [{"records": size, "first": list(ids)} for size, ids in copies.largest],
        },
        "outliers": {
            kind: {
                "records": number,
                "first": [{"record_id": name, "what": what} for name, what in metrics.outliers.examples[kind]],
            }
            for kind, number in metrics.outliers.numbers.items()
        },
        "rejects": [
            {"reason": reason, "rejects": found.number, "first": found.sources, "issues": dict(found.issues)}
            for reason, found in sorted(metrics.rejects.items(), key=lambda one: (-one[1].number, one[0]))
        ],
    }


def subject_dict(subject: Subject) -> dict[str, Any]:
    """Return what a report says of its run besides the records."""
    plain = asdict(subject)
    return {part: plain[part] for part in ("name", "made_at", "seeds", "stats", "drift", "drifted", "hosts")}


def _sorted(counts: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _lengths(lengths: Lengths) -> dict[str, int | None]:
    shares = {"shortest": 0.0, "tenth": 0.1, "median": 0.5, "nine_tenths": 0.9, "longest": 1.0}
    return {"texts": lengths.counts.total(), **{name: lengths.quantile(share) for name, share in shares.items()}}
