"""An export of very many records: rows a second, and the most memory, beside json and pandas doing the same.

The records are those of the sample with ids of their own, made by another process and read from a pipe, so that the
disk is no part of it. The peer is given fewer of them: it holds all rows in memory at once.

    python -m benchmarks.exporting --records 1000000
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "data/sample/records.jsonl"
PEER_RECORDS = 50_000
_ID = b'"record_id":"'
_PEER = """
import json, sys
import pandas

def flat(record):
    question, asker = record["question"], record["question"]["asker"]
    replies = record["replies"]
    first = next((reply for reply in replies if reply["accepted"]), replies[0] if replies else {})
    return {
        "record_id": record["record_id"], "site": record["site"], "url": record["url"], "title": record["title"],
        "language": record["language"], "department": record["department"], "tags": ", ".join(record["tags"]),
        "question_title": question["title"], "question_text": question["text"], "asked_on": question["asked_on"],
        "gender": asker["gender"], "age_min": asker["age_min"], "age_max": asker["age_max"],
        "reply_author": first.get("author"), "reply_text": first.get("text"), "replied_on": first.get("replied_on"),
        "replies_text": "\\n\\n".join(reply["text"] for reply in replies), "reply_count": len(replies),
        "similar_count": len(record["similar"]), "faq_count": len(record["related_faqs"]),
        "source": record["provenance"]["source"], "licence": record["provenance"]["licence"],
    }

frame = pandas.DataFrame(flat(json.loads(line)) for line in sys.stdin.buffer)
frame["asked_on"] = pandas.to_datetime(frame["asked_on"])
frame.to_parquet(sys.argv[1], compression="zstd")
"""


@dataclass(frozen=True, slots=True)
class ExportCost:
    """What one way of making a file costs."""

    way: str
    records: int
    rate: float
    """Records for each second of processor time."""
    memory: int
    """Octets that were resident at most."""
    octets: int
    """Size of the file."""


def measure(records: int, folder: Path) -> list[ExportCost]:
    """Return what exports of so many records cost, and what the peer costs.

    :param folder: an existing one, for the files.
    """
    peer = [sys.executable, "-c", _PEER]
    own = [sys.executable, "-c", "import sys; from scraper.cli.main import main; sys.exit(main())", "export", "-"]
    return [
        _cost("view flat to Parquet", records, folder / "flat.parquet", own, ("--view", "flat", "--quiet")),
        _cost("view flat to JSON Lines", records // 10, folder / "flat.jsonl", own, ("--view", "flat", "--quiet")),
        _cost("whole records to Parquet", records // 10, folder / "full.parquet", own, ("--quiet",)),
        _cost("whole records to JSON Lines", records // 10, folder / "full.jsonl", own, ("--quiet",)),
        _cost("json and pandas, to Parquet", min(records, PEER_RECORDS), folder / "peer.parquet", peer),
    ]


def _cost(way: str, records: int, out: Path, command: Sequence[str], options: Sequence[str] = ()) -> ExportCost:
    maker = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.exporting", "--make", str(records)], stdout=subprocess.PIPE
    )
    exporter = subprocess.Popen([*command, str(out), *options], stdin=maker.stdout)
    assert maker.stdout is not None
    maker.stdout.close()
    _, status, used = os.wait4(exporter.pid, 0)
    maker.wait()
    if status or maker.returncode:
        raise RuntimeError(f"{way}: the export ended with status {status}, its source with {maker.returncode}")
    octets = out.stat().st_size
    out.unlink()
    return ExportCost(way, records, records / (used.ru_utime + used.ru_stime), used.ru_maxrss * 1024, octets)


def make(records: int) -> None:
    """Write so many records to standard output, each with an id of its own."""
    lines = [line for line in SAMPLE.read_bytes().split(b"\n") if line]
    heads = [line.partition(_ID) for line in lines]
    for number in range(records):
        before, mark, behind = heads[number % len(heads)]
        sys.stdout.buffer.write(b"%s%s%d-%s\n" % (before, mark, number, behind))


def main() -> None:
    """Measure, and print the result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make is not None:
        make(options.make)
        return
    with tempfile.TemporaryDirectory() as folder:
        json.dump([asdict(cost) for cost in measure(options.records, Path(folder))], sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
