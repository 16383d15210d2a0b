"""What ``qaharvest sites new`` tells: each field with its value, its rules and how well they last."""

import shlex
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click

from schemas.qa import QARecord
from scraper.cli.summary import program
from scraper.cli.terminal import printable, width_of
from scraper.learning.choosing import Choice
from scraper.learning.extents import goes_on
from scraper.learning.known import Known
from scraper.learning.learner import Lesson
from scraper.learning.nearest import nearest
from scraper.parser.converters import Kind
from scraper.parser.profile_making import FIELDS, LISTS

_LEAST_COLUMNS, _MOST_COLUMNS = 60, 140


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a lesson.

    :param record: what the page gives, read by the profile; None where the profile reads nothing.
    :param own_values: whether the values were found by the profiles there are, not given.
    """

    name: str
    lesson: Lesson
    record: QARecord | None
    own_values: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Which files are written."""

    profile: Path
    fixture: Path


@dataclass(frozen=True, slots=True)
class FieldReport:
    """One field of the profile."""

    field: str
    value: str | None
    rules: tuple[str, ...]
    kept: int
    asked: int
    given: bool


def as_dict(learned: Learned, written: Written) -> dict[str, Any]:
    """Return everything that is told, for programs."""
    lesson = learned.lesson
    return {
        "profile": str(written.profile) if learned.record is not None else None,
        "fixture": str(written.fixture) if learned.record is not None else None,
        "fields": [asdict(field) for field in _fields(learned)],
        "lists": {
            name: {"each": found.each, "required": list(found.required), "entries": found.count}
            for name, found in lesson.lists.items()
        },
        "threads": lesson.threads.each if lesson.threads is not None else None,
        "not_on_the_page": [
            {"field": known.label, "text": known.text, "nearest": nearest(known, lesson.bench.sheet)}
            for known in lesson.unseen
        ],
        "not_learned": [{"field": known.label, "text": known.text} for known in lesson.unlearned],
    }


def report(learned: Learned, written: Written) -> Iterator[str]:
    """Yield the lines of the report."""
    columns = min(max(shutil.get_terminal_size((80, 24)).columns, _LEAST_COLUMNS), _MOST_COLUMNS)
    yield from _table(learned, columns)
    notes = list(_notes(learned))
    if notes:
        yield ""
    for note in notes:
        yield from textwrap.wrap(printable(note), columns, subsequent_indent="  ")
    yield ""
    if learned.record is None:
        yield from textwrap.wrap(_why_nothing(learned), columns)
        return
    lesson = learned.lesson
    missed = {known.field for known in (*lesson.unseen, *lesson.unlearned)}
    asked = {known.field for known in lesson.known}
    fields = [field for field in _fields(learned) if field.asked]
    kept, tried = sum(field.kept for field in fields), sum(field.asked for field in fields)
    share = f"; on changed copies of the page their rules were right {kept / tried:.0%} of the time" if tried else ""
    yield from textwrap.wrap(f"{len(asked - missed)} of {len(asked)} fields learned{share}.", columns)
    yield f"Written:  {printable(str(written.profile))}"
    yield f"          {printable(str(written.fixture))}"
    folder = written.fixture.parent.parent
    home = "" if folder == Path("tests/sites") else f" --fixtures {shlex.quote(str(folder))}"
    yield f"Next:     {program()} sites check --profile {shlex.quote(str(written.profile))}{home}"


def _why_nothing(learned: Learned) -> str:
    if "question/text" not in learned.lesson.fields:
        given = any(known.field == "question/text" for known in learned.lesson.known)
        hint = "tell another part of it, or more of it" if given else 'tell it: --value question.text="…"'
        return f"Nothing was written, for without a rule for question.text a profile reads nothing; {hint}."
    return "Nothing was written, for the profile read no record from the page; tell more values."


def _table(learned: Learned, columns: int) -> Iterator[str]:
    fields = list(_fields(learned))
    if not fields:
        return
    width = max(len("FIELD"), *(len(field.field) for field in fields)) + 4
    yield click.style(f"{'FIELD':<{width}}{'LASTS':<8}VALUE, AND THE RULES THAT FIND IT", bold=True)
    told: set[str] = set()
    for field in fields:
        name = field.field.partition(".")[0]
        found = learned.lesson.lists.get(name)
        if found is not None and "." in field.field and name not in told:
            told.add(name)
            entries = "1 entry" if found.count == 1 else f"{found.count} entries"
            yield f"{name:<{width}}{'':<8}{entries}"
            yield click.style(_cut(f"{'':<{width + 8}}{printable(found.each)}", columns), dim=True)
        mark = "" if field.given else " +"
        lasts = f"{field.kept}/{field.asked}" if field.asked else ""
        value = "nothing" if field.value is None else printable(_ends(field.value, columns - width - 8))
        yield _cut(f"{field.field + mark:<{width}}{lasts:<8}{value}", columns)
        for number, rule in enumerate(field.rules):
            yield click.style(_cut(f"{'':<{width + 8}}{'else ' if number else ''}{printable(rule)}", columns), dim=True)


def _fields(learned: Learned) -> Iterator[FieldReport]:
    """Yield the fields in the order of the record."""
    lesson = learned.lesson
    given = {known.field for known in lesson.known}
    record = learned.record.model_dump(mode="json") if learned.record is not None else None
    for field in FIELDS:
        if field in lesson.fields:
            yield _field(field, field.replace("/", "."), lesson.fields[field], _value(record, field), given)
    if (tags := lesson.lists.get("tags")) is not None:
        choice = replace(tags.fields[""], rules=(f"each({tags.each})",))
        yield _field("tags", "tags", choice, ", ".join(record["tags"]) if record is not None else None, given)
    for name, keys in LISTS.items():
        found = lesson.lists.get(name)
        for key in keys if found is not None else ():
            if found is not None and key in found.fields:
                entries = record[name] if record is not None else []
                first = next((entry[key] for entry in entries if entry[key] is not None), None)
                yield _field(f"{name}/{key}", f"{name}.{key}", found.fields[key], first, given)


def _field(field: str, label: str, choice: Choice, value: Any, given: set[str]) -> FieldReport:
    shown = None if value is None else "yes" if value is True else str(value)
    return FieldReport(label, shown, choice.rules, choice.kept, choice.asked, field in given)


def _value(record: Mapping[str, Any] | None, field: str) -> Any:
    value: Any = record
    for key in field.split("/"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _ends(text: str, room: int) -> str:
    """Return a text that is too long by its beginning and its end, so that one sees how far it goes."""
    lines = text.split("\n")
    whole = " ".join(lines)
    count = f" ({len(lines)} lines)" if len(lines) > 1 else ""
    if width_of(whole) + len(count) <= room:
        return whole + count
    half = max((room - len(count) - 1) // (4 if width_of(whole) > len(whole) * 1.3 else 2), 8)
    return f"{whole[:half].rstrip()}…{whole[-half:].lstrip()}{count}"


def _notes(learned: Learned) -> Iterator[str]:
    lesson = learned.lesson
    if lesson.found:
        names = dict.fromkeys(known.field.replace("/", ".") for known in lesson.found)
        yield f"+ {', '.join(names)}: not given, but found without a doubt; take out what you do not want."
    if lesson.threads is not None:
        yield f"The page holds {lesson.threads.count} threads: {lesson.threads.each}"
    for known in lesson.unseen if not learned.own_values else ():
        near = nearest(known, lesson.bench.sheet)
        hint = f"; nearest: {_quoted(near)}" if near is not None else ""
        yield f"{known.label}: {_quoted(known.text)} is not on the page{hint}"
    yield from (_not_told_apart(known, lesson) for known in lesson.unlearned)
    learned_fields = [known for known in lesson.known if known not in lesson.unlearned]
    yield from (note for known in learned_fields if (note := _going_on(known, lesson)) is not None)


def _not_told_apart(known: Known, lesson: Lesson) -> str:
    """Return why no rule was found for a value that is on the page."""
    if known.kind is Kind.YES_NO:
        return f"{known.label}: nothing was found that marks this entry and no other"
    places = lesson.bench.seen.get(known, ())
    stretch = places[0].stretch if places and places[0].aside is None else None
    if stretch is not None and known.is_body:
        line = lesson.bench.sheet.stream.lines[stretch.last].text
        if stretch.right < len(line):
            return f"{known.label}: what follows it in its line cannot be told apart: {_quoted(line[stretch.left :])}"
    return f"{known.label}: {_quoted(known.text)} is on the page, but no rule was found that tells it apart"


def _going_on(known: Known, lesson: Lesson) -> str | None:
    """Return a hint where a text that was given as a whole looks like the beginning of one."""
    if not known.is_body or known.ends is not None or not (places := lesson.bench.seen.get(known)):
        return None
    stretch = places[0].stretch
    more = goes_on(places[0], lesson.bench.sheet)
    if more is None or stretch is None or stretch.last + 1 in lesson.bench.scene.changing:
        return None  # the next line is another value
    return f"{known.label} ends before {_quoted(more)}; if that belongs to it, end the value with … and its last words."


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return repr(words if len(words) <= 60 else f"{words[:59]}…")


def _cut(line: str, columns: int) -> str:
    """Return a line that fits the terminal."""
    if width_of(line) <= columns:
        return line
    while line and width_of(line) > columns - 1:
        line = line[: max(columns - 1, 1)] if len(line) > columns else line[:-1]
    return f"{line}…"
