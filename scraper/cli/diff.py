"""``qaharvest diff``: which records and fields differ between two files of records."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import click

from scraper.cli.comparing import FieldChange, compare
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.record_files import LineIndex, RecordFile
from scraper.cli.terminal import output, print_json, printable, say, table
from scraper.cli.verb import json_option, quiet_option, verb
from scraper.errors import UsageError

_ROWS_AT_ONCE = 500  # of the table: wide enough columns need to know their cells
_VALUE_CHARS = 40
_RULE_CHARS = 60
_KINDS = ("added", "removed", "changed")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that differs."""

    record_id: str
    change: str
    """``added``, ``removed`` or ``changed``."""
    title: str | None
    """What was asked, in short."""
    fields: tuple[FieldChange, ...] = ()
    """What differs, where the record is on both sides."""


@verb(
    "diff",
    examples=[
        "qaharvest diff demo data/demo/records.jsonl",
        "qaharvest extract data/demo --quiet -o now.jsonl && qaharvest diff --summary demo now.jsonl",
    ],
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--rules", is_flag=True, help="Tell also fields with the same value, found by another rule or elsewhere.")
@click.option("--summary", is_flag=True, help="Only count, field by field.")
@json_option
@quiet_option
def command(*, old: str, new: str, rules: bool, summary: bool, as_json: bool, quiet: bool) -> int:
    """Tell which records were added, removed and changed between OLD and NEW, and which of their fields.

    OLD and NEW are files of records, runs, or - for standard input. Entries of lists are compared by their place.
    Where, when and by which rule a value was read is no difference, unless --rules makes the rule and its place one.
    With --json every record that differs is one line of JSON (with --summary, one object). The exit code is 0 if both
    hold the same, 1 if they differ, 2 if one cannot be read.
    """
    if old == new == "-":
        raise UsageError("standard input can be read only once; give - once.")
    with ExitStack() as held:
        before, after = (held.enter_context(closing(RecordFile(given))) for given in (old, new))
        before.make_seekable()
        counts = _Counts()
        changes = counts.counted(_changes(before, after, rules=rules, held=held, counts=counts))
        if summary:
            for _ in changes:
                continue
            _print_summary(before, after, counts, as_json=as_json)
        elif as_json:
            for change in changes:
                output().write(json.dumps(asdict(change), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        else:
            _print_table(changes)
    if not quiet:
        say(f"{before.name} → {after.name}: {counts}.")
    return NOTHING if counts.differ else DONE


class _Counts:
    """How many records differ, and how often each field does."""

    def __init__(self) -> None:
        self.same = 0
        self.records: Counter[str] = Counter()
        self.fields: dict[str, Counter[str]] = {}

    @property
    def differ(self) -> bool:
        """Whether anything does."""
        return self.records.total() > 0

    def counted(self, changes: Iterator[RecordChange]) -> Iterator[RecordChange]:
        """Pass the changes on, counted."""
        for change in changes:
            self.records[change.change] += 1
            for field in change.fields:
                self.fields.setdefault(_general(field.field), Counter())[_kind_of_change(field)] += 1
            yield change

    def __str__(self) -> str:
        """Return the counts of records as words."""
        told = [f"{self.records[kind]:,} {kind}" for kind in _KINDS]
        return f"{', '.join(told)}, {self.same:,} the same"


def _changes(
    before: RecordFile, after: RecordFile, *, rules: bool, held: ExitStack, counts: _Counts
) -> Iterator[RecordChange]:
    """Yield what differs: changed and added records in the order of the new file, then the removed ones."""
    index = held.enter_context(closing(LineIndex(before)))
    for record_id, line, _, number in after.lines():
        old_line = index.take(record_id)
        if old_line is None:
            yield RecordChange(record_id, "added", _title(_parsed(line, f"{after.name}, line {number}")))
            continue
        fields: list[FieldChange] = []
        if old_line.rstrip(b"\n") != line.rstrip(b"\n"):
            record = _parsed(line, f"{after.name}, line {number}")
            fields = compare(_parsed(old_line, f"{before.name}, {record_id}"), record, rules=rules)
        if fields:
            yield RecordChange(record_id, "changed", _title(record), tuple(fields))
        else:
            counts.same += 1
    for record_id, line in index.left():
        yield RecordChange(record_id, "removed", _title(_parsed(line, f"{before.name}, {record_id}")))


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise UsageError(f"{where} is no record; see what is wrong with: qaharvest validate")
    return record


def _title(record: dict[str, Any]) -> str | None:
    question = record.get("question")
    told = (question.get("title") or question.get("text")) if isinstance(question, dict) else None
    return told if isinstance(told, str) else None


def _general(pointer: str) -> str:
    """Return the field without the numbers of list entries."""
    return "/".join("*" if step.isdecimal() else step for step in pointer.split("/"))


def _kind_of_change(field: FieldChange) -> str:
    if field.old == field.new:
        return "rule"
    return "appeared" if field.old is None else "gone" if field.new is None else "changed"


def _print_table(changes: Iterator[RecordChange]) -> None:
    rows = (row for change in changes for row in _rows(change))
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        click.echo(table(["record", "change", "field", "old", "new", "rule"], some))


def _rows(change: RecordChange) -> Iterator[tuple[str, ...]]:
    name = printable(change.record_id, _VALUE_CHARS)
    if not change.fields:
        told = _shown(change.title)
        yield name, change.change, "", *((told, "") if change.change == "removed" else ("", told)), ""
    for field in change.fields:
        rules = dict.fromkeys(rule for rule in (field.old_rule, field.new_rule) if rule is not None)
        shown = " → ".join(printable(rule, _RULE_CHARS) for rule in rules)
        yield name, _kind_of_change(field), printable(field.field), _shown(field.old), _shown(field.new), shown


def _shown(value: Any) -> str:
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _VALUE_CHARS)


def _print_summary(before: RecordFile, after: RecordFile, counts: _Counts, *, as_json: bool) -> None:
    kinds = ("changed", "appeared", "gone", "rule")
    fields = sorted(counts.fields.items())
    if as_json:
        print_json(
            {
                "old": before.name,
                "new": after.name,
                "same": counts.same,
                **{kind: counts.records[kind] for kind in _KINDS},
                "fields": {name: {kind: counted[kind] for kind in kinds} for name, counted in fields},
            }
        )
    elif fields:
        rows = [(printable(name), *(f"{counted[kind]:,}" for kind in kinds)) for name, counted in fields]
        click.echo(table(["field", *kinds], rows))
