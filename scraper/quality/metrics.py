"""What a run's records and rejects say as a whole, counted in one pass over their lines."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_NAMES = 5_000  # of departments or reasons held at once; what comes later is counted together
OTHER = "(other)"
_INDEX = re.compile(r"/\d+(?=/|$)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")


@dataclass(slots=True)
class Metrics:
    """Counts over a run's records and rejects. Bounded: what is counted by name has a limit."""

    records: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    """Name of the profile → records."""
    licences: dict[str, str | None] = field(default_factory=dict)
    """Name of the profile → terms of reuse its site declares."""
    languages: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    """``YYYY-MM`` of the question → records."""
    ages: Counter[str] = field(default_factory=Counter)
    """Decade of the asker's least age → records."""
    genders: Counter[str] = field(default_factory=Counter)
    replies: Counter[int] = field(default_factory=Counter)
    """Replies of a record → records."""
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Profile and field, such as ``/replies/author`` → records that have it."""
    rules: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Profile, field and rule → values it found."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Reason of a reject, without what is particular to one page → rejects."""
    examples: dict[str, str] = field(default_factory=dict)
    """Reason → source of the first page rejected for it."""


def measure(records: Iterable[bytes], rejects: Iterable[bytes]) -> Metrics:
    """Count a run's lines.

    :param records: lines of ``records.jsonl``.
    :param rejects: lines of ``rejects.jsonl``.
    """
    metrics = Metrics()
    for line in records:
        _count_record(metrics, json.loads(line))
    for line in rejects:
        _count_reject(metrics, json.loads(line))
    return metrics


def _count_record(metrics: Metrics, record: Mapping[str, Any]) -> None:
    site, asker, question = record["site"], record["question"]["asker"], record["question"]
    metrics.records += 1
    metrics.sites[site] += 1
    metrics.licences.setdefault(site, record["provenance"]["licence"])
    _count(metrics.languages, record["language"] or "unknown")
    _count(metrics.departments, record["department"] or "none")
    metrics.months[(question["asked_on"] or "unknown")[:7]] += 1
    metrics.genders[asker["gender"] or "unknown"] += 1
    least = asker["age_min"] if asker["age_min"] is not None else asker["age_max"]
    metrics.ages["unknown" if least is None else f"{least // 10 * 10}–{least // 10 * 10 + 9}"] += 1
    metrics.replies[len(record["replies"])] += 1
    for name in dict.fromkeys(_had(record)):
        metrics.fields[site, name] += 1
    for pointer, evidence in record["provenance"]["fields"].items():
        name = _INDEX.sub("", pointer)
        key = (site, name, evidence["rule"])
        known = key in metrics.rules or len(metrics.rules) < MOST_NAMES
        metrics.rules[key if known else (site, name, OTHER)] += 1


def _count_reject(metrics: Metrics, reject: Mapping[str, Any]) -> None:
    reason = _QUOTED.sub("…", str(reject["reason"]))[:200]
    _count(metrics.reasons, reason)
    if len(metrics.examples) < MOST_NAMES:
        metrics.examples.setdefault(reason, str(reject["source"]))


def _count(counter: Counter[str], name: str) -> None:
    counter[name if name in counter or len(counter) < MOST_NAMES else OTHER] += 1


def _had(value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the fields of a record that hold a value, lists without their numbers."""
    for name, part in value.items():
        pointer = f"{prefix}/{name}"
        if prefix == "" and name in ("provenance", "schema_version", "record_id", "site"):
            continue
        if isinstance(part, dict):
            yield from _had(part, pointer)
        elif isinstance(part, list):
            if part:
                yield pointer
            for entry in part:
                if isinstance(entry, dict) and name not in ("sections", "items"):
                    yield from _had(entry, pointer)
        elif part is not None and part is not False:
            yield pointer
