"""What is read at a URL gives what it gives at a path."""

import shutil
from pathlib import Path

import pytest

from scraper.demo.seed import seed_text
from tests.cli.calls import call_here
from tests.storage.machines import Machine
from tests.storage.served import S3Server

pytestmark = pytest.mark.slow  # each is a crawl of the demonstration, or some reading of it


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages: folders whose names sort otherwise than their keys, a WARC, what is no page."""
    home = tmp_path_factory.mktemp("pages")
    assert call_here(home, "demo", "--delay", "0", "--quiet").code == 0
    folder = home / "pages"
    for name in ("a/page.txt", "a-b/page.txt", "Z.txt", "ä 漢.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(seed_text().replace("Foot cramps", f"Foot cramps of {name}"), encoding="utf-8")
    (folder / "empty.html").touch()
    shutil.copy(home / "data/demo/archive/pages-00001.warc.gz", folder / "a/crawl.warc.gz")
    shutil.copy(home / "data/demo/records.jsonl", home / "records.jsonl")
    return home


def extracted(home: Path, given: str) -> tuple[bytes, bytes]:
    assert call_here(home, "extract", given, "-q", "-o", "out.jsonl", "--rejects", "rejects.jsonl").code == 0
    return (home / "out.jsonl").read_bytes(), (home / "rejects.jsonl").read_bytes()


def test_a_folder_by_url_gives_the_same_records(pages: Path) -> None:
    records, rejects = extracted(pages, "pages")
    assert records.count(b"\n") > 150
    assert extracted(pages, f"file://{pages}/pages") == tuple(
        lines.replace(b'"source":"pages', f'"source":"file://{pages}/pages'.encode()).replace(
            b'"file":"pages', f'"file":"file://{pages}/pages'.encode()
        )
        for lines in (records, rejects)
    )


def test_what_is_no_page_is_told_and_the_rest_is_read(pages: Path) -> None:
    done = call_here(pages, "extract", "-o", "-", f"file://{pages}/none", f"file://{pages}/pages/Z.txt")
    assert done.code == 2
    assert done.out.count(b"\n") == 1
    assert f"file://{pages}/none: does not exist" in done.err


def test_outputs_are_not_read(pages: Path) -> None:
    url = f"file://{pages}/pages/a-b"
    assert call_here(pages, "extract", "-q", url, "-o", f"{url}/out.jsonl").code == 0
    assert call_here(pages, "extract", "-q", url, "-o", f"{url}/out.jsonl").code == 0
    assert (pages / "pages/a-b/out.jsonl").read_bytes().count(b"\n") == 1
    (pages / "pages/a-b/out.jsonl").unlink()
    refused = call_here(pages, "extract", f"{url}/page.txt", "-o", f"{url}/page.txt")
    assert refused.code == 2
    assert "read and written at once" in refused.err


def test_verbs_that_read_records_take_urls(pages: Path) -> None:
    url = f"file://{pages}/records.jsonl"
    assert call_here(pages, "validate", url).code == 0
    assert call_here(pages, "export", url, "-", "--view", "chat").out.count(b"\n") > 100
    assert call_here(pages, "report", "-q", url, "-o", f"file://{pages}/report.html").code == 0
    assert (pages / "report.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert "0 changed" in call_here(pages, "diff", url, "records.jsonl").err


@pytest.mark.s3
def test_a_bucket_gives_the_same_records(pages: Path, s3: S3Server, bucket: str, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "home", s3.environment)
    put_folder(machine, pages / "pages", f"s3://{bucket}/pages")
    records, rejects = extracted(pages, "pages")
    done = machine.call("extract", f"s3://{bucket}/pages", "-q", "-o", "out.jsonl", "--rejects", "rejects.jsonl")
    assert done.code == 0, done.err
    for name, lines in (("out.jsonl", records), ("rejects.jsonl", rejects)):
        found = (machine.folder / name).read_bytes().replace(f"s3://{bucket}/pages".encode(), b"pages")
        assert found == lines


def put_folder(machine: Machine, folder: Path, url: str) -> None:
    """Put the files of a folder into a bucket."""
    from scraper.storage.opening import store_at  # noqa: PLC0415
    from scraper.storage.urls import place_at  # noqa: PLC0415
    from tests.storage.machines import environ  # noqa: PLC0415

    place = place_at(url)
    names = {name: value for name, value in machine.environment.items() if name.startswith("AWS_")}
    with environ(**names):
        store = store_at(place)
        for path in folder.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    key = f"{place.key}/{path.relative_to(folder).as_posix()}"
                    store.upload(file, 0, path.stat().st_size, key).publish()
