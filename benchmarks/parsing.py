"""Libraries that read the pages of an archive, each on one core: what benchmarks/peers/reading.py does, checked."""

import json
from pathlib import Path
from typing import Any

from benchmarks.check import check, check_texts
from benchmarks.contenders import PARSEL, SELECTOLAX, TRAFILATURA
from benchmarks.environment import REPOSITORY, Environment
from benchmarks.measure import measured
from benchmarks.measurement import Turn

SAMPLE = 300
"""Pages that trafilatura reads: it takes a hundred times as long as a parser."""
_READING = REPOSITORY / "benchmarks" / "peers" / "reading.py"


def read(
    library: str,
    environment: Environment,
    run: Path,
    folder: Path,
    *,
    pages: int,
    expected: dict[str, dict[str, Any]],
    limit: float,
) -> Turn:
    """Let a library read all pages of a run's archive once.

    :param run: folder of the run.
    :param folder: where its output and its messages go.
    :param pages: pages that the archive must hold.
    :param expected: what :func:`benchmarks.check.expected_records` gave.
    :param limit: seconds after which it is killed.
    :return: what reading cost; the program's start, reading the archive and writing the output are left out.
    :raises RuntimeError: if it fails, or does not give what it should.
    """
    output, log = folder / f"{library}.jsonl", folder / f"{library}.log"
    command = [environment.python, _READING, library, output, *sorted((run / "archive").glob("*.warc.gz"))]
    sample = ["--sample", str(SAMPLE)] if library == TRAFILATURA else []
    measured([*map(str, command), *sample], log=log, limit=limit)
    told = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
    if not sample and told["pages"] != pages:
        raise RuntimeError(f"{library} found {told['pages']} pages in the archive, not {pages}")
    if library in (PARSEL, SELECTOLAX):
        check(output, expected)
    elif library == TRAFILATURA:
        check_texts(output, expected)
    return Turn(told["pages"], told["seconds"], told["cpu_seconds"], None)
