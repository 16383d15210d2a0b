import gzip
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from calls import Cli, assert_one_sentence

from schemas.qa import QARecord
from scraper.archive.warc import pack_page
from scraper.page import Page


def lines(out: bytes) -> list[dict[str, object]]:
    assert b"\r" not in out
    assert out == b"" or out.endswith(b"\n")
    return [json.loads(line) for line in out.split(b"\n")[:-1]]


def warc(*bodies: bytes, compressed: bool = True) -> bytes:
    packed = b"".join(
        pack_page(
            Page(
                body=body,
                source="",
                url=f"http://pages.example/{number}",
                status=200,
                headers=(("Content-Type", "text/plain; charset=utf-8"),),
                fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
        for number, body in enumerate(bodies)
    )
    return packed if compressed else gzip.decompress(packed)


def test_a_file_becomes_one_line_on_standard_output(cli: Cli, seed: Path) -> None:
    result = cli("extract", "page.txt")
    assert result.code == 0
    (record,) = lines(result.out)
    QARecord.model_validate_json(result.out)
    assert record["provenance"]["source"] == "page.txt"  # type: ignore[index]
    assert record["title"] == "How to Alleviate Foot Cramps Near the Big Toe and Ankle"
    assert result.err == "1 page: 1 with records (1), 0 rejected, 0 not Q&A.\n"


def test_quiet_says_nothing(cli: Cli, seed: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("nothing asked here")
    assert cli("extract", "--quiet", seed, "other.txt").err == ""


def test_standard_input_is_read_for_a_dash(cli: Cli, seed: Path) -> None:
    result = cli("extract", "-", stdin=seed.read_bytes())
    (record,) = lines(result.out)
    assert record["provenance"]["source"] == "-"  # type: ignore[index]


def test_url_tells_where_a_single_file_came_from(cli: Cli, seed: Path) -> None:
    result = cli("extract", seed, "--url", "http://hospital.example/q?b=2&a=1&utm_source=x")
    (record,) = lines(result.out)
    assert record["url"] == "http://hospital.example/q?a=1&b=2"


@pytest.mark.parametrize(
    "arguments", [["page.txt", "page.txt"], ["."], ["pages.warc.gz"], ["-", "page.txt"], ["pages.warc"]]
)
def test_url_with_anything_but_a_single_file_is_refused(
    cli: Cli, seed: Path, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(warc(b"x"))
    (tmp_path / "pages.warc").write_bytes(warc(b"x", compressed=False))
    result = cli("extract", *arguments, "--url", "http://hospital.example/q")
    assert_one_sentence(result, 2)
    assert "--url" in result.err


@pytest.mark.parametrize("url", ["hospital.example/q", "ftp://hospital.example/", "", "//x", "http://"])
def test_url_must_be_an_address(cli: Cli, seed: Path, url: str) -> None:
    assert_one_sentence(cli("extract", seed, "--url", url), 2)


def test_an_unknown_site_is_refused_before_anything_is_read(cli: Cli, seed: Path) -> None:
    result = cli("extract", seed, "--site", "ehospitl")
    assert_one_sentence(result, 2)
    assert "ehospital" in result.err


def test_a_site_can_be_forced(cli: Cli, seed: Path) -> None:
    result = cli("extract", seed, "--site", "universal")
    assert result.code == 1
    assert result.err.startswith(f"{seed}: not_qa: ")


def test_folders_are_read_in_the_order_of_names_with_their_subfolders(cli: Cli, seed: Path, tmp_path: Path) -> None:
    for name in ("d/b.txt", "d/a/z.txt", "d/a/1.txt", "d/c.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(seed.read_bytes())
    result = cli("extract", "d/")
    sources = [record["provenance"]["source"] for record in lines(result.out)]  # type: ignore[index]
    assert sources == ["d/a/1.txt", "d/a/z.txt", "d/b.txt", "d/c.html"]


def test_links_pipes_and_too_large_files_in_a_folder_are_left_out(cli: Cli, seed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    (folder / "page").symlink_to(seed)
    os.mkfifo(folder / "pipe")
    with (folder / "large.html").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    (folder / "real.txt").write_bytes(seed.read_bytes())
    result = cli("extract", "d")
    assert len(lines(result.out)) == 1
    assert "d/large.html: is larger than 64 MiB and was not read." in result.err
    assert "d/page: is a link and was not followed." in result.err
    assert "d/pipe: is not a regular file" in result.err


def test_a_very_deep_folder_is_read_without_recursion(cli: Cli, seed: Path, tmp_path: Path) -> None:
    folders = [str(tmp_path / "deep") + "/d" * depth for depth in range(1010)]
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - pathlib recurses
    page = f"{folders[-1]}/page.txt"
    os.link(seed, page)
    found = len(lines(cli("extract", "deep").out))
    os.unlink(page)  # noqa: PTH108
    for folder in reversed(folders):
        os.rmdir(folder)  # noqa: PTH106
    assert found == 1


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("suffix", [True, False])
def test_a_warc_is_known_by_its_name_or_its_first_bytes(
    cli: Cli, seed: Path, tmp_path: Path, compressed: bool, suffix: bool
) -> None:
    name = f"pages{'.warc' + '.gz' * compressed if suffix else ''}"
    (tmp_path / name).write_bytes(warc(seed.read_bytes(), b"nothing", compressed=compressed))
    result = cli("extract", name)
    (record,) = lines(result.out)
    assert result.code == 0
    assert record["provenance"]["archive"]["file"] == name  # type: ignore[index]
    assert record["provenance"]["source"] == name  # type: ignore[index]
    assert f"{name} (http://pages.example/1): not_qa: " in result.err


def test_a_damaged_warc_gives_the_pages_before_the_damage(cli: Cli, seed: Path, tmp_path: Path) -> None:
    whole = warc(seed.read_bytes(), seed.read_bytes())
    (tmp_path / "cut.warc.gz").write_bytes(whole[:-40])
    result = cli("extract", "cut.warc.gz")
    assert len(lines(result.out)) == 1
    assert result.code == 2
    assert "cut.warc.gz" in result.err


def test_gzipped_html_is_not_taken_for_a_warc(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "page.gz").write_bytes(gzip.compress(b"<p>hello</p>"))
    result = cli("extract", "page.gz")
    assert result.code == 1
    assert "page.gz: not_qa: " in result.err


def test_binary_and_empty_files_are_not_qa_with_a_reason(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 100)
    result = cli("extract", "empty.html", "noise.bin")
    assert (result.code, result.out) == (1, b"")
    told = result.err.splitlines()
    assert re.match(r"empty\.html: not_qa: \S", told[0])
    assert re.match(r"noise\.bin: not_qa: \S", told[1])


def test_what_cannot_be_read_does_not_keep_the_others_from_being_read(cli: Cli, seed: Path) -> None:
    result = cli("extract", "nowhere.html", seed, "neither.html")
    assert result.code == 2
    assert len(lines(result.out)) == 1
    assert "nowhere.html: does not exist" in result.err
    assert "neither.html: does not exist" in result.err
    assert "2 could not be read" in result.err


def test_rejects_are_kept_with_source_reason_and_issues(cli: Cli, seed: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("nothing asked here")
    result = cli("extract", seed, "other.txt", "--rejects", "rejects.jsonl")
    assert result.code == 0
    (rejected,) = lines((tmp_path / "rejects.jsonl").read_bytes())
    assert list(rejected) == ["source", "reason", "issues"]
    assert rejected["source"] == "other.txt"
    assert str(rejected["reason"]).startswith("not_qa: ")


def test_output_appears_whole_with_ordinary_permissions(cli: Cli, seed: Path, tmp_path: Path) -> None:
    assert cli("extract", seed, "-o", "new.jsonl").out == b""
    assert len(lines((tmp_path / "new.jsonl").read_bytes())) == 1
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "new.jsonl").stat().st_mode == plain.stat().st_mode
    assert not list(tmp_path.glob(".*"))


def test_output_in_the_folder_that_is_read_is_not_read_again(cli: Cli, seed: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_bytes(seed.read_bytes())
    result = cli("extract", ".", "-o", "out.jsonl")
    assert result.err == "1 page: 1 with records (1), 0 rejected, 0 not Q&A.\n"


@pytest.mark.parametrize(
    "options",
    [
        ["-o", "page.txt"],
        ["--rejects", "page.txt"],
        ["-o", "same.jsonl", "--rejects", "same.jsonl"],
        ["-o", "."],
        ["-o", "no/such/folder/out.jsonl"],
        ["-o", "page.txt/out.jsonl"],
    ],
)
def test_an_output_that_cannot_be_meant_is_refused_and_nothing_is_touched(
    cli: Cli, seed: Path, options: list[str]
) -> None:
    before = seed.read_bytes()
    assert_one_sentence(cli("extract", "page.txt", *options), 2)
    assert seed.read_bytes() == before


def test_names_with_control_characters_are_escaped_everywhere(cli: Cli, seed: Path, tmp_path: Path) -> None:
    name = "a\x1b[31m\n.txt"
    (tmp_path / name).write_bytes(seed.read_bytes())
    (tmp_path / "b\x07.warc").write_bytes(warc(b"x"))
    (tmp_path / os.fsdecode(b"c\xff.txt")).write_bytes(seed.read_bytes())
    seed.unlink()
    result = cli("extract", ".")
    sources = [record["provenance"]["source"] for record in lines(result.out)]  # type: ignore[index]
    assert sources == ["./a\\x1b[31m\\n.txt", "./c\\udcff.txt"]
    assert "\x07" not in result.err
    assert "b\\x07.warc: has a name" in result.err


def test_a_word_is_a_file_before_it_is_a_run(cli: Cli, seed: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "mine").mkdir(parents=True)
    (tmp_path / "mine").write_bytes(seed.read_bytes())
    assert len(lines(cli("extract", "mine").out)) == 1


@pytest.mark.parametrize("jobs", ["0", "-1", "1000", "many"])
def test_a_number_of_jobs_must_make_sense(cli: Cli, seed: Path, jobs: str) -> None:
    assert_one_sentence(cli("extract", seed, "--jobs", jobs), 2)


def test_several_processes_write_the_same_in_the_same_order(cli: Cli, seed: Path, tmp_path: Path) -> None:
    bodies = [seed.read_bytes().replace(b"miki", b"miki%d" % n) if n % 7 else b"nothing" for n in range(300)]
    (tmp_path / "pages.warc.gz").write_bytes(warc(*bodies))
    arguments = ("extract", "nowhere", "pages.warc.gz", "page.txt", "--rejects")
    alone = cli(*arguments, "alone.jsonl", "--jobs", "1")
    beside = cli(*arguments, "beside.jsonl", "--jobs", "2")
    assert len(lines(alone.out)) == 300 - 300 // 7
    assert alone.out == beside.out
    assert alone.err == beside.err
    assert (tmp_path / "alone.jsonl").read_bytes() == (tmp_path / "beside.jsonl").read_bytes()
