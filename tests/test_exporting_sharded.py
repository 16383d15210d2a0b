"""An export made of shards is, octet by octet, the export made at once."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import UsageError
from scraper.executors.local import InProcess
from scraper.exporting.export import export, export_lines
from scraper.exporting.options import Exported, Options
from scraper.exporting.sharding import RangeJob, Sharding, fits, make_rows
from scraper.exporting.source import Source
from scraper.storage.scratch import scratch_at
from tests.exporters.authored import SAMPLE, record, reply, sample, write

KEY = "0123456789abcdef" * 4 + "\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The sample, and records of which the views and counts have something to tell."""
    many = [
        record(
            number,
            f"Call me at 0912-345-67{number:02}\u2028or not.",
            language=("en", "zh", None)[number % 3],
            replies=[reply("Rest.", author="Dr. A", replied_on="2007-02-03")] * (number % 3),
            provenance={"fetched_at": f"2026-01-{number % 28 + 1:02}T12:00:00Z", "licence": ("A", None)[number % 2]},
        )
        for number in range(60)
    ]
    (tmp_path / "key").write_text(KEY)
    return write(tmp_path / "records", *sample(), *many)


def exported(records: Path, out: Path, options: Options, octets: int | None) -> Exported:
    with records.open("rb") as file, scratch_at(None) as scratch:
        sharding = None if octets is None else Sharding(InProcess(), scratch, octets=octets)
        return export(Source(file, "records", path=records), str(out), options, sharding=sharding)


def tree(path: Path) -> dict[str, bytes]:
    return {str(one.relative_to(path)): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()}


CASES: list[tuple[str, dict[str, Any]]] = [
    ("out.jsonl", {}),
    ("out.jsonl.gz", {"view": "chat", "select": ("messages",)}),
    ("out.csv", {"view": "flat", "where": ("replies.count >= 1",), "manifest": True}),
    ("out.parquet", {"view": "qa", "sample": 0.5, "seed": 3}),
    ("out.sqlite", {"view": "rag"}),
    ("out.jsonl", {"privacy": "pseudonymise", "shard_rows": 7}),
    ("out.jsonl", {"view": "flat", "privacy": "redact", "manifest": True}),
    ("dataset/", {"view": "alpaca"}),
    ("dataset/", {"format": ".jsonl", "privacy": "pseudonymise"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("out", "options"), CASES, ids=[f"{out}-{'-'.join(options)}" for out, options in CASES])
def test_shards_make_the_same_files(tmp_path: Path, records: Path, out: str, options: dict[str, Any]) -> None:
    key = tmp_path / "key" if "privacy" in options else None
    asked = Options(**options, privacy_key=key)
    found: list[tuple[Exported, dict[str, bytes]]] = []
    for octets in (None, 1, 20_000, 10**9):
        (folder := tmp_path / str(octets)).mkdir()
        made = exported(records, folder / out, asked, octets)
        found.append((replace(made, out=""), tree(folder)))
    assert found[0][0].rows > 0
    assert all(one == found[0] for one in found[1:])


def test_lines_to_a_stream_are_the_same(records: Path) -> None:
    streams = []
    for octets in (None, 5_000):
        stream = BytesIO()
        with records.open("rb") as file, scratch_at(None) as scratch:
            sharding = Sharding(InProcess(), scratch, octets=octets) if octets else None
            export_lines(Source(file, "records", path=records), stream, Options(view="qa"), sharding=sharding)
        streams.append(stream.getvalue())
    assert streams[0] == streams[1] != b""


@pytest.mark.parametrize(
    "options", [{"dedup": True}, {"clusters": True}, {"split": {"a": 1.0}}, {"sample": 5}, {"view": "graph"}]
)
def test_what_needs_all_records_is_not_cut_into_shards(records: Path, options: dict[str, Any]) -> None:
    with records.open("rb") as file:
        source = Source(file, "records", path=records)
        assert fits(source, Options())
        assert not fits(source, Options(**options))
        assert not fits(Source(file, "a pipe"), Options())


def test_a_line_that_is_no_record_is_named_by_its_number_in_the_file(tmp_path: Path, records: Path) -> None:
    with records.open("ab") as file:
        file.write(b"\n\nnothing\n" + SAMPLE.read_bytes())
    number = records.read_bytes().split(b"\n").index(b"nothing") + 1
    for octets in (None, 5_000):
        with pytest.raises(UsageError, match=f"^records, line {number} is no record"):
            exported(records, tmp_path / "out.jsonl", Options(), octets)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_machine_that_lacks_something_says_what(tmp_path: Path, records: Path) -> None:
    asked = Options(privacy="redact", privacy_key=str(tmp_path / "key"))
    with scratch_at(None) as scratch:
        job = RangeJob("x.shard", str(records), records.stat().st_ino, 0, 9, asked, "another", scratch)
        for wrong, told in (
            (replace(job, program="0"), "not 0; install the same"),
            (replace(job, path="/nowhere"), "does not see /nowhere: put it where"),
            (replace(job, options=replace(asked, privacy_key="/nokey")), "does not see /nokey: put it where"),
            (job, "has another key in"),
            (replace(job, options=Options(), key=None, inode=1), "changed while it was read"),
        ):
            with pytest.raises(UsageError, match=told):
                make_rows(wrong)
    assert not Path("/nokey").exists()
