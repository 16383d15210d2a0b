"""The scratch file of one shard: what its pages gave, as lines of text, with an end that tells whether it is whole.

A page is one line of JSON that tells what follows, then the lines of its records, rejects and parts as they are.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from scraper.cli.reading import ReadLines, Unread
from scraper.crawler.reading import PageLines
from scraper.errors import UsageError
from scraper.page import ThreadPart
from scraper.stats import FieldCount


def write_results(results: Iterable[ReadLines | Unread], file: BinaryIO) -> int:
    """Write what pages gave; return how many there were."""
    pages = 0
    for result in results:
        if isinstance(result, Unread):
            _write(file, {"unread": result.source, "reason": result.reason, "failed": result.failed})
            continue
        pages += 1
        gave = result.gave
        head = {
            "page": result.source,
            "url": result.url,
            "verdict": gave.verdict,
            "records": [record_id for record_id, _ in gave.records],
            "rejects": [reason for reason, _ in gave.rejects],
            "parts": [(part.record_id, part.number) for part in gave.parts],
            "reason": gave.reason,
            "coverage": gave.coverage,
            "passed_over": gave.passed_over,
            "nofollow": gave.nofollow,
        }
        _write(file, head)
        lines = [line for _, line in (*gave.records, *gave.rejects)] + [part.line for part in gave.parts]
        file.writelines(line + b"\n" for line in lines)
    _write(file, {"pages": pages})
    return pages


def read_results(file: BinaryIO) -> Iterator[ReadLines | Unread]:
    """Yield what was written.

    :raises UsageError: if the file is not whole, or none of these.
    """
    try:
        yield from _results(file)
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(
            "A scratch file of a shard is damaged; remove the folder of --scratch and run again."
        ) from error


def _results(file: BinaryIO) -> Iterator[ReadLines | Unread]:
    pages = 0
    while "pages" not in (head := json.loads(file.readline())):
        if "unread" in head:
            yield Unread(head["unread"], head["reason"], head["failed"])
            continue
        pages += 1
        records = tuple(zip(head["records"], _lines(file, len(head["records"])), strict=True))
        rejects = tuple(zip(head["rejects"], _lines(file, len(head["rejects"])), strict=True))
        parts = zip(head["parts"], _lines(file, len(head["parts"])), strict=True)
        gave = PageLines(
            head["verdict"],
            records,
            rejects,
            tuple(ThreadPart(record_id, number, line) for (record_id, number), line in parts),
            head["reason"],
            tuple(FieldCount(*count) for count in head["coverage"]),
            head["passed_over"],
            head["nofollow"],
        )
        yield ReadLines(head["page"], head["url"], gave)
    if head["pages"] != pages:
        raise ValueError("pages are missing")


def _write(file: BinaryIO, head: dict[str, Any]) -> None:
    # ASCII: an address may hold what UTF-8 cannot (half a surrogate pair).
    file.write(json.dumps(head, separators=(",", ":")).encode("ascii") + b"\n")


def _lines(file: BinaryIO, count: int) -> list[bytes]:
    lines = list(islice(file, count))
    if len(lines) < count or not all(line.endswith(b"\n") for line in lines):
        raise ValueError("lines are missing")
    return [line.removesuffix(b"\n") for line in lines]
