"""What a run's records and rejects say as a whole, counted in one pass over their lines."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scraper.quality.counting import MOST_NAMES, OTHER, Lengths, Passages, clip, count
from scraper.quality.duplicates import Duplicates, compared_text
from scraper.quality.languages import Identifier, agree
from scraper.quality.outliers import IMPOSSIBLE, Outliers, oddities

UNKNOWN = "unknown"
_INDEX = re.compile(r"/\d+(?=/|$)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|(?<!HTTP )\b\d+")  # but a status says what happened
_MOST_SITES = 50
_MOST_DAYS = 3_650  # between a question and its first reply; more are counted as that
_PASSAGE = 30  # characters of a paragraph worth counting
_MOST_PASSAGES = 50  # of a record
_MOST_EXAMPLES = 3
_MOST_CLUSTERS = 10
_MOST_MEMBERS = 10


@dataclass(slots=True)
class Rejects:
    """Rejects of one reason."""

    number: int = 0
    sources: list[str] = field(default_factory=list)
    """Of the first few."""
    issues: Counter[str] = field(default_factory=Counter)
    """Field, what is wrong with it and the rule that found it → times."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Records that say nearly the same as others."""

    exact: int
    """Records that repeat an earlier one's text entirely."""
    records: int
    """Records in clusters of two and more."""
    clusters: int
    sizes: Counter[int]
    """Records of a cluster → clusters."""
    largest: tuple[tuple[int, tuple[str, ...]], ...]
    """The largest clusters: number of records, and the ids of the first few."""


@dataclass(slots=True)
class Metrics:
    """Counts over a run's records and rejects. Bounded: what is counted by name has a limit."""

    records: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    """Name of the profile → records."""
    licences: dict[str, str | None] = field(default_factory=dict)
    """Name of the profile → terms of reuse its site declares."""
    languages: Counter[str] = field(default_factory=Counter)
    """Language that the pages say they are in → records."""
    identified: Counter[tuple[str, str]] = field(default_factory=Counter)
    """That language and the one the text looks like → records; empty without the extra ``quality``."""
    departments: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    """``YYYY-MM`` of the question → records; ``unknown`` where there is no date, or one that cannot be true."""
    waits: Counter[int] = field(default_factory=Counter)
    """Days from the question to its first reply → records."""
    askers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Decade of the asker's least age, and gender → records."""
    replies: Counter[int] = field(default_factory=Counter)
    """Replies of a record → records."""
    question_lengths: Lengths = field(default_factory=Lengths)
    reply_lengths: Lengths = field(default_factory=Lengths)
    passages: Passages = field(default_factory=Passages)
    outliers: Outliers = field(default_factory=Outliers)
    copies: Copies | None = None
    """None without the extra ``quality``."""
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Profile and field, such as ``/replies/author`` → records that have it."""
    rules: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Profile, field and rule → values it found."""
    rejects: dict[str, Rejects] = field(default_factory=dict)
    """Reason of a reject, without what is particular to one page → the rejects."""


def measure(
    records: Iterable[bytes],
    rejects: Iterable[bytes],
    *,
    duplicates: Duplicates | None = None,
    identifier: Identifier | None = None,
    today: str = "9999-12-31",
) -> Metrics:
    """Count a run's lines.

    :param records: lines of ``records.jsonl``.
    :param rejects: lines of ``rejects.jsonl``.
    :param duplicates: finds near-duplicates, empty as yet; without it they are left out.
    :param identifier: tells languages; without it the pages' own word is all there is.
    :param today: ISO 8601; later dates are wrong where a record does not say when its page was read.
    """
    metrics = Metrics()
    for line in records:
        record = json.loads(line)
        _count_record(metrics, record)
        _look_closer(metrics, record, today)
        if identifier is not None:
            _identify(metrics, record, identifier)
        if duplicates is not None:
            duplicates.add(record["record_id"], compared_text(record["question"]["text"], _texts(record)))
    for line in rejects:
        _count_reject(metrics, json.loads(line))
    for kind, lengths in (("question length", metrics.question_lengths), ("reply length", metrics.reply_lengths)):
        number, farthest = lengths.outliers()
        for length, record_id in farthest:
            metrics.outliers.add(kind, record_id, f"{length:,} characters")
        metrics.outliers.numbers[kind] = number
    metrics.copies = None if duplicates is None else _copies(duplicates)
    return metrics


def _count_record(metrics: Metrics, record: Mapping[str, Any]) -> None:
    site, asker = clip(record["site"]), record["question"]["asker"]
    if site not in metrics.sites and len(metrics.sites) >= _MOST_SITES:
        site = OTHER
    metrics.records += 1
    metrics.sites[site] += 1
    metrics.licences.setdefault(site, record["provenance"]["licence"])
    count(metrics.languages, clip(record["language"] or UNKNOWN), OTHER)
    count(metrics.departments, clip(record["department"] or UNKNOWN), OTHER)
    metrics.askers[_decade(asker), asker["gender"] or UNKNOWN] += 1
    metrics.replies[min(len(record["replies"]), MOST_NAMES)] += 1
    for name in dict.fromkeys(_had(record)):
        count(metrics.fields, (site, name), (site, OTHER))
    for pointer, evidence in record["provenance"]["fields"].items():
        name = _INDEX.sub("", pointer)
        key = (site, clip(name), clip(evidence["rule"]))
        known = key in metrics.rules or len(metrics.rules) < MOST_NAMES
        metrics.rules[key if known else (site, OTHER, OTHER)] += 1


def _look_closer(metrics: Metrics, record: Mapping[str, Any], today: str) -> None:
    record_id, question = clip(record["record_id"]), record["question"]
    metrics.question_lengths.add(len(question["text"]), record_id)
    passages: dict[str, None] = {}
    for text in _texts(record):
        metrics.reply_lengths.add(len(text), record_id)
        passages |= dict.fromkeys(clip(part) for part in text.split("\n", _MOST_PASSAGES) if len(part) >= _PASSAGE)
    for passage in list(passages)[:_MOST_PASSAGES]:
        metrics.passages.add(passage)
    odd = dict(oddities(record, today))
    for kind, what in odd.items():
        metrics.outliers.add(kind, record_id, what)
    is_dated = question["asked_on"] is not None and odd.keys().isdisjoint(IMPOSSIBLE)
    count(metrics.months, question["asked_on"][:7] if is_dated else UNKNOWN, OTHER)
    replied_on = min((reply["replied_on"] for reply in record["replies"] if reply["replied_on"]), default=None)
    if replied_on and question["asked_on"]:
        days = (date.fromisoformat(replied_on) - date.fromisoformat(question["asked_on"])).days
        metrics.waits[max(0, min(days, _MOST_DAYS))] += 1


def _identify(metrics: Metrics, record: Mapping[str, Any], identifier: Identifier) -> None:
    own, found = record["language"], identifier.language_of(record["question"]["text"])
    count(metrics.identified, (clip(own or UNKNOWN), found), (OTHER, OTHER))
    if own and not agree(own, found):
        metrics.outliers.add("language", record["record_id"], f"says {clip(own)}, looks like {found}")


def _count_reject(metrics: Metrics, reject: Mapping[str, Any]) -> None:
    reason = clip(_QUOTED.sub("…", str(reject["reason"])[:1_000]))
    if reason not in metrics.rejects and len(metrics.rejects) >= MOST_NAMES:
        reason = OTHER
    rejects = metrics.rejects.setdefault(reason, Rejects())
    rejects.number += 1
    if len(rejects.sources) < _MOST_EXAMPLES:
        rejects.sources.append(str(reject["source"])[:2_000])
    if rejects.number <= MOST_NAMES:
        for issue in reject["issues"][:_MOST_EXAMPLES]:
            told = ": ".join(str(issue[part])[:300] for part in ("field", "message", "rule") if issue[part])
            if told in rejects.issues or len(rejects.issues) < _MOST_EXAMPLES * 3:
                rejects.issues[told] += 1


def _copies(duplicates: Duplicates) -> Copies:
    sizes: Counter[int] = Counter()
    largest: list[tuple[int, int]] = []
    for cluster in duplicates.clusters():
        sizes[cluster.size] += 1
        largest = sorted([*largest, (-cluster.size, cluster.first)])[:_MOST_CLUSTERS]
    told = tuple(
        (-size, tuple(clip(duplicates.record_id(at)) for at in duplicates.members(first, _MOST_MEMBERS)))
        for size, first in largest
    )
    in_clusters = sum(size * number for size, number in sizes.items())
    return Copies(duplicates.exact(), in_clusters, sizes.total(), sizes, told)


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    return (reply["text"] for reply in record["replies"])


def _decade(asker: Mapping[str, Any]) -> str:
    least = asker["age_min"] if asker["age_min"] is not None else asker["age_max"]
    return UNKNOWN if least is None else f"{least // 10 * 10}–{least // 10 * 10 + 9}"


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
