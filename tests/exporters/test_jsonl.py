"""Rows as JSON Lines, plain and packed."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from schemas.types import Model
from scraper.exporters.jsonl import JsonLines
from scraper.exporters.views import VIEWS
from tests.exporters.authored import record, reply

STRANGE = "一\u2028二\u2029三 \u0085"[:-1] + ' "quoted" \\ \t end'


def rows() -> list[Model]:
    return [*VIEWS["full"].rows(record(1, STRANGE)), *VIEWS["full"].rows(record(2, "x" * 1_000_000))]


def written(path: Path, some: list[Model]) -> bytes:
    writer = JsonLines().open(path, VIEWS["full"])
    writer.write(some)
    writer.close()
    return path.read_bytes()


@pytest.mark.parametrize("suffix", JsonLines.suffixes)
def test_lines_are_read_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    content = written(tmp_path / f"x{suffix}", rows())
    if suffix.endswith(".gz"):
        content = gzip.decompress(content)
    elif suffix.endswith(".zst"):
        content = zstandard.ZstdDecompressor().stream_reader(content).read()
    lines = content.split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == [json.loads(row.model_dump_json()) for row in rows()]


@pytest.mark.parametrize("suffix", JsonLines.suffixes)
def test_the_same_rows_give_the_same_octets_whatever_the_name(tmp_path: Path, suffix: str) -> None:
    assert written(tmp_path / f"one{suffix}", rows()) == written(tmp_path / f"another{suffix}", rows())


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_no_rows_are_a_whole_file_too(tmp_path: Path, suffix: str) -> None:
    content = written(tmp_path / f"x{suffix}", [])
    if suffix == ".jsonl.zst":
        assert zstandard.ZstdDecompressor().stream_reader(content).read() == b""
    else:
        assert (gzip.decompress(content) if suffix == ".jsonl.gz" else content) == b""


def test_a_packed_file_holds_no_time_and_no_name(tmp_path: Path) -> None:
    head = written(tmp_path / "secret.jsonl.gz", rows())[:10]
    assert (head[3], head[4:8]) == (0, bytes(4))  # RFC 1952 §2.3: no name among the flags, no time


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    one = record(1, replies=[reply("膝蓋痛 😀")])
    assert "膝蓋痛 😀".encode() in written(tmp_path / "x.jsonl", list(VIEWS["chat"].rows(one)))
