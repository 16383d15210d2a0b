"""What records look like: which fields they have, and one of them for reading."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from schemas.qa import QARecord
from scraper.cli.terminal import printable

_BAR = 8  # characters of a whole bar

_FIELDS = (
    "title",
    "department",
    "tags",
    "language",
    "question.title",
    "question.text",
    "question.asked_on",
    "question.asker.name",
    "question.asker.gender",
    "question.asker.age_text",
    "replies",
    "replies.author",
    "replies.replied_on",
    "article",
    "similar",
    "related_faqs",
    "url",
)


def coverage(records: Iterable[QARecord]) -> tuple[int, dict[str, int]]:
    """Count the records, and for each of the main fields those in which it has a value."""
    total, found = 0, Counter[str]()
    for record in records:
        total += 1
        plain = record.model_dump(mode="json", exclude={"provenance"})
        found.update(name for name in _FIELDS if any(True for _ in _values(plain, name.split("."))))
    return total, {name: found[name] for name in _FIELDS}


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield what stands at a dotted path, lists walked through, nulls and empty lists left out."""
    if isinstance(value, list) and path:
        for entry in value:
            yield from _values(entry, path)
    elif not path:
        if value is not None and value != []:
            yield value
    elif isinstance(value, dict):
        yield from _values(value.get(path[0]), path[1:])


def coverage_lines(total: int, found: dict[str, int]) -> Iterator[str]:
    """Yield a small table: field, share of the records that have it, a bar."""
    labels = {name: name.replace("question.asker.", "asker.") for name in found}
    width = max(map(len, labels.values()))
    for name, number in found.items():
        share = number / total if total else 0.0
        full = int(share * _BAR)
        yield f"  {labels[name]:<{width}} {share:>5.0%} {click.style('━' * full, fg='green')}{'╌' * (_BAR - full)}"


def record_lines(record: QARecord, width: int) -> Iterator[str]:
    """Yield one record for reading: the main fields, each cut to one line."""
    asker = record.question.asker
    who = ", ".join(filter(None, (asker.name, asker.gender, asker.age_text)))
    rows: list[tuple[str, str | None]] = [
        ("title", record.title),
        ("department", record.department),
        ("asked by", f"{who}{f', on {record.question.asked_on}' if record.question.asked_on else ''}"),
        ("question", record.question.text),
    ]
    rows += [(f"reply, {reply.author or 'unknown'}", reply.text) for reply in record.replies[:2]]
    if record.article is not None:
        headings = [section.heading for section in record.article.sections if section.heading]
        rows.append(("article", ", ".join(headings) or record.article.heading))
    if record.similar:
        rows.append(("similar", "; ".join(thread.title for thread in record.similar)))
    if record.related_faqs:
        rows.append(("related", ", ".join(topic.term for topic in record.related_faqs)))
    rows.append(("address", record.url))
    shown = [(printable(label, 24), text.replace("\n", " ")) for label, text in rows if text]
    column = max(len(label) for label, _ in shown)
    for label, text in shown:
        yield f"  {click.style(f'{label:<{column}}', dim=True)}  {printable(text, max(width - column - 4, 20))}"
