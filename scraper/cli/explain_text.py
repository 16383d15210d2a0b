"""A record explained on a terminal or in a pipe."""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from scraper.cli.stories import FieldStory, Group, RecordStory, groups, short_name, silent_together
from scraper.cli.terminal import is_terminal, printable, width_of

_INDENT = "  "
_STEP = re.compile(r"\.\d+\b")
_LABELS = 9  # columns of "  where  "


def explained(story: RecordStory, *, site: str, source: str, width: int | None) -> Iterator[str]:
    """Yield the lines that explain one record.

    :param site: the profile that read the page.
    :param width: columns that there are; None for as many as it takes.
    """
    name = "a thread that gave no valid record" if story.record_id is None else story.record_id
    yield click.style(f"{printable(name)}, read by {site} from {printable(source)}", bold=True)
    found = [group for group in map(_found, groups(story.fields)) if group.fields]
    shared = _shared_path([field.location or "" for group in found for field in group.fields]) if width else ""
    if shared:
        yield click.style(f"places are told from {shared}", dim=True)
    for group in found:
        yield ""
        yield click.style(group.title, bold=True)
        column = max(width_of(short_name(field.field)) for field in group.fields) + 2
        for field in group.fields:
            yield from _field(field, site=site, shared=shared, column=column, width=width)
    silent = silent_together(story.fields)
    if silent:
        yield ""
        yield click.style("nothing found", bold=True)
    for rules, fields in silent:
        yield from _wrapped(_INDENT, fields, ", ", width)
        yield from (click.style(line, dim=True) for line in _wrapped(f"{_INDENT}  tried  ", rules, "; ", width))
    unsought = dict.fromkeys(
        _STEP.sub(".*", field.field[1:].replace("/", "."))
        for field in story.fields
        if field.rule is None and not field.tried
    )
    if unsought:
        yield ""
        yield click.style("no rule looks for", bold=True)
        yield from (click.style(line, dim=True) for line in _wrapped(_INDENT, list(unsought), ", ", width))


def terminal_width() -> int | None:
    """Return the columns of the terminal; None in a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None


def plain(value: Any) -> str:
    """Return a value as text: ``null``, ``true``, ``[]``, else as it is."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "[]" if value == [] else str(value)


def _found(group: Group) -> Group:
    return Group(group.kind, group.title, tuple(field for field in group.fields if field.rule is not None))


def _field(field: FieldStory, *, site: str, shared: str, column: int, width: int | None) -> Iterator[str]:
    name = short_name(field.field)
    head = f"{_INDENT}{printable(name)}{' ' * (column - width_of(name))}"
    yield head + _cut(printable(plain(field.value)), width, column + 2)
    rule = printable(field.rule or "")
    if field.borrowed:
        rule += f"  (universal: {site}'s own rules found nothing)"
    place = printable(field.location or "")
    if shared and place.startswith(shared):
        place = "…" + place[len(shared) :].replace(f" {shared} > ", " … > ")
    yield click.style(f"    rule   {_cut(rule, width, _LABELS + 2)}", fg="yellow" if field.borrowed else "green")
    yield from (click.style(line, dim=True) for line in _wrapped("    where  ", place.split(" > "), " > ", width))
    if field.tried:
        yield from (click.style(line, dim=True) for line in _wrapped("    tried  ", field.tried, "; ", width))


def _cut(text: str, width: int | None, used: int) -> str:
    """Return a text cut to what is left of a line."""
    if width is None:
        return text
    room = max(width - used, 20)
    columns = 0
    for number, character in enumerate(text):
        columns += width_of(character)
        if columns > room:
            return text[: number - 1] + "…"
    return text


def _wrapped(head: str, words: Sequence[str], between: str, width: int | None) -> Iterator[str]:
    """Yield words behind a head, in lines as wide as there is room; words are never parted."""
    line = head
    for number, word in enumerate(words):
        last = number == len(words) - 1
        piece = _cut(printable(word), width, len(head) + 1) + ("" if last else between)
        if width is not None and line.strip() and line != head and width_of(line) + width_of(piece.rstrip()) > width:
            yield line.rstrip()
            line = " " * len(head)
        line += piece
    yield line.rstrip()


def _shared_path(locations: Sequence[str]) -> str:
    """Return the beginning that all CSS paths of a page have in common, in whole steps."""
    paths = [location.partition(" [")[0].split(" > ") for location in locations if location.startswith("html > body")]
    if len(paths) < 2:
        return ""
    shared = paths[0][:-1]
    for path in paths:
        length = next((n for n, (one, other) in enumerate(zip(shared, path[:-1], strict=False)) if one != other), None)
        shared = shared[: len(path) - 1 if length is None else length]
    return " > ".join(shared) if len(shared) > 2 else ""
