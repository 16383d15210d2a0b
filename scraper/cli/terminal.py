"""Writing for people and for pipes: what leaves the program passes through here.

Text that comes from pages, files or servers is escaped, because a terminal executes control characters.
"""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click

from scraper.errors import UsageError

# Marks that reorder or hide what stands beside them (Unicode TR 36 §2.7 and the "Trojan Source" set).
_REORDERING = {*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x061C, 0xFEFF}


def printable(text: str, limit: int | None = None) -> str:
    """Return ``text`` on one line and harmless: what a terminal would execute is shown as an escape.

    :param limit: most characters; a longer text is cut and ends in an ellipsis.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _is_harmless(c) else _escape(c) for c in text)


def say(text: str) -> None:
    """Write one line to standard error; where that is full or gone, the work goes on without it."""
    with suppress(OSError):
        click.echo(text, err=True)


def say_json(event: str, **fields: object) -> None:
    """Write one structured log line to standard error: ``time`` and ``event`` first, then the fields."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    say(json.dumps({"time": now, "event": event, **fields}, ensure_ascii=True, default=str))


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person watches the stream; a closed one is None."""
    return stream is not None and stream.isatty()


def print_json(value: Any) -> None:
    """Write a value as indented JSON to standard output."""
    output().write(json.dumps(value, ensure_ascii=False, indent=2, default=str).encode("utf-8", "replace") + b"\n")


def output() -> BinaryIO:
    """Return standard output as bytes.

    :raises UsageError: if the process was started without one.
    """
    if sys.stdout is None:
        raise UsageError("standard output is closed; give it somewhere to go, such as > FILE.")
    sys.stdout.flush()
    return sys.stdout.buffer


def input_octets() -> BinaryIO:
    """Return standard input as bytes.

    :raises UsageError: if the process was started without one.
    """
    if sys.stdin is None:
        raise UsageError("standard input is closed; give it something to read, such as < FILE.")
    return sys.stdin.buffer


def finish_output() -> None:
    """Hand over what is still buffered.

    :raises OSError: if the reader or the disk does not take it.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def abandon_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not complain about it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def prepare_streams() -> None:
    """Let standard output and error show as an escape what their encoding lacks, instead of failing.

    A standard error that is closed is opened to nowhere, lest a file takes its number.
    """
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - open as long as the process
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def width_of(text: str) -> int:
    """Return the columns a text takes on a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def size(octets: int) -> str:
    """Return a number of octets as people write it: ``512 B``, ``31 kB``, ``1.2 MB``."""
    return f"{octets} B" if octets < 1000 else f"{octets / 1000:.0f} kB" if octets < 1e6 else f"{octets / 1e6:,.1f} MB"


def table(head: Sequence[str], rows: Iterable[Sequence[str | int | float]], *, indent: str = "") -> str:
    """Return aligned columns under bold headings; numbers stand at the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    numeric = [all(set(row[n]) <= set("0123456789.,-+ %") for row in cells) and bool(cells) for n in range(len(head))]
    widths = [max([width_of(name), *(width_of(row[n]) for row in cells)]) for n, name in enumerate(head)]
    lines = [click.style(_row(head, widths, numeric, indent), bold=True)]
    lines += [_row(row, widths, numeric, indent) for row in cells]
    return "\n".join(lines)


def side_by_side(left: Sequence[str], right: Sequence[str], *, columns: int, gap: int = 4) -> list[str]:
    """Return two blocks of lines beside each other, or below each other where they do not fit.

    :param columns: width of the terminal; styles do not count.
    """
    width, other = (max((width_of(click.unstyle(line)) for line in block), default=0) for block in (left, right))
    width += gap
    if width + other > columns:
        return [*left, *right]
    height = max(len(left), len(right))
    pairs = zip([*left, *[""] * (height - len(left))], [*right, *[""] * (height - len(right))], strict=True)
    return [(one + " " * (width - width_of(click.unstyle(one))) + two).rstrip() for one, two in pairs]


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], indent: str) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, numeric, strict=True):
        blanks = " " * (width - width_of(cell))
        padded.append(blanks + cell if right else cell + blanks)
    return (indent + "  ".join(padded)).rstrip()


@lru_cache(maxsize=4096)
def _is_harmless(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cf", "Co"):  # joiners inside emoji, private characters: part of ordinary text
        return ord(character) not in _REORDERING
    return category[0] != "C" and category not in ("Zl", "Zp")


def _escape(character: str) -> str:
    number = ord(character)
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
