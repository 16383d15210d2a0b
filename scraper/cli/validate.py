"""``qaharvest validate``: checks lines against the record's contract."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import click
from pydantic import ValidationError

from schemas.qa import QARecord
from scraper.cli.failures import DONE, NOTHING
from scraper.cli.terminal import input_octets, output, print_json, printable, say
from scraper.cli.verb import json_option, quiet_option, verb
from scraper.errors import UsageError
from scraper.storage.urls import is_url
from scraper.validation import escape

MOST_BYTES = 64 * 1024 * 1024
"""Longest line that is read; more is no record."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a line is no record."""

    line: int
    """Counted from 1."""
    field: str
    """JSON pointer; empty for the line as a whole."""
    reason: str

    def __str__(self) -> str:
        """Return the finding as one printable line."""
        return printable(f"line {self.line}: {f'{self.field}: ' if self.field else ''}{self.reason}")


@verb(
    "validate",
    examples=["qaharvest validate data/demo/records.jsonl", "qaharvest extract data/demo | qaharvest validate -"],
)
@click.argument("file", metavar="FILE|-")
@json_option
@quiet_option
def command(*, file: str, as_json: bool, quiet: bool) -> int:
    """Check every line of FILE against the record's contract and name line, field and reason.

    Findings go to standard output, the summary to standard error. The exit code is 0 if every line is a record, 1 if
    some are not or there is none, 2 if FILE cannot be read.
    """
    lines, invalid, found = 0, 0, []
    with nullcontext(input_octets()) if file == "-" else _opened(file) as stream:
        for line in _lines(stream):
            lines += 1
            findings = check_line(lines, line)
            invalid += bool(findings)
            if as_json:
                found += findings
            else:
                output().writelines(f"{finding}\n".encode() for finding in findings)
    if as_json:
        print_json({"file": file, "lines": lines, "valid": lines - invalid, "findings": [asdict(f) for f in found]})
    if not quiet:
        say(_summary("standard input" if file == "-" else printable(file), lines, invalid))
    return DONE if lines and not invalid else NOTHING


def check_line(number: int, line: bytes) -> list[Finding]:
    """Return what is wrong with one line; nothing if it is a record.

    :param line: with its line feed, if it has one; of a line that is too long, its beginning.
    """
    reason = _wrong_bytes(line, first=number == 1)
    if reason is not None:
        return [Finding(number, "", reason)]
    try:
        QARecord.model_validate_json(line)
    except ValidationError as error:
        return [
            Finding(number, _pointer(problem["loc"]), _reason(problem["type"], problem["msg"], problem["input"]))
            for problem in error.errors(include_url=False, include_context=False)
        ]
    return []


def _wrong_bytes(line: bytes, *, first: bool) -> str | None:
    """Return what keeps a line from being JSON Lines at all."""
    content = line.removesuffix(b"\n")
    if len(content) > MOST_BYTES:
        return f"is longer than {MOST_BYTES // 1024**2} MiB"
    if content.startswith(_BOM):
        return "begins with a byte order mark; save the file as UTF-8 without one" if first else "begins with U+FEFF"
    if content.endswith(b"\r"):
        return "ends in a carriage return; lines end in a line feed alone"
    if not content.strip():
        return "is blank"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"is not UTF-8 (octet {error.start + 1} of the line)"
    return None


def _pointer(location: tuple[int | str, ...]) -> str:
    """Return pydantic's location as a JSON pointer (RFC 6901)."""
    return "".join(f"/{escape(str(part))}" for part in location)


def _reason(kind: str, message: str, value: object) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is no field of the record"
    if kind == "json_invalid":
        return "is not JSON: " + message.removeprefix("Invalid JSON: ")
    if kind in ("string_pattern_mismatch", "string_too_short"):
        message = _text_reason(kind, str(value), message)
    return f"{message.removeprefix('Input ')}, not {printable(_shown(value), limit=60)}"


def _text_reason(kind: str, value: str, message: str) -> str:
    if kind == "string_too_short":
        return "should be null or a text that is not empty"
    if any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) <= 0x9F for c in value):
        return "should hold no control characters"
    return message.removeprefix("String ")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return repr(value)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines with their line feed; of one that is too long only the beginning, so that memory stays bounded."""
    while line := stream.readline(MOST_BYTES + 2):
        yield line
        while len(line) > MOST_BYTES + 1 and not line.endswith(b"\n"):
            line = stream.readline(MOST_BYTES)
            if not line:
                return


def _opened(file: str) -> BinaryIO:
    if not file:
        raise UsageError("an empty path names nothing; name a file.")
    path = Path(file)
    if is_url(file):
        from scraper.cli.inputs_by_url import open_url  # noqa: PLC0415 - local files do without

        return open_url(file)
    if path.is_dir():
        inside = path / "records.jsonl"
        hint = f"validate {inside}" if inside.exists() else "name a file in it"
        raise UsageError(f"{file} is a folder; {hint}.")
    return path.open("rb")


def _summary(name: str, lines: int, invalid: int) -> str:
    if not lines:
        return f"{name} is empty: it holds no record."
    if not invalid:
        told = "the only line is a valid record" if lines == 1 else f"all {lines:,} lines are valid records"
        return f"{name}: {told}."
    return f"{name}: {invalid:,} of {lines:,} lines {'is' if invalid == 1 else 'are'} not valid."
