"""What worker processes do with pages."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from schemas.provenance import ArchiveLocation
from scraper.archive.files import Shelf
from scraper.archive.reader import read_warc
from scraper.crawler.reading import Packed, with_archive
from scraper.executors import WorkerLost
from scraper.executors.local import InProcess
from scraper.packing import pack
from scraper.page import Page
from scraper.reader import ExecutorReader
from scraper.run_folder import RunFiles
from scraper.sites import BUILT_IN
from tests.kill.site import question_page


def page(number: int, body: bytes | None = None) -> Page:
    url = f"http://site.test/doctor/All/ShowDetail.php?q_no={number}"
    return Page(body=question_page(number) if body is None else body, source=url, url=url, status=200)


class Mortal:
    """An executor whose worker dies of some pages."""

    workers = 1

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        if any(b"poison" in one.body for one in argument[0]):
            future: Future[Any] = Future()
            future.set_exception(WorkerLost("the worker process ended"))
            return future
        return InProcess().submit(work, argument)

    def close(self) -> None:
        pass


def test_a_page_that_ends_its_reader_is_rejected_and_the_others_are_read() -> None:
    lost: list[str] = []
    reader = ExecutorReader(Mortal(), None, BUILT_IN, lost.append)
    poison = page(2, b"<p>poison</p>")
    results = asyncio.run(reader.read([page(1), poison, page(3)]))
    assert [result.gave.verdict for result in results] == ["records", "rejected", "records"]
    assert lost == [poison.source]
    ((reason, line),) = results[1].gave.rejects
    assert json.loads(line)["reason"] == reason
    assert reason.startswith("invalid: the page could not be read")


class Dead:
    """An executor that cannot do anything."""

    workers = 1

    def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_exception(WorkerLost("the worker process ended"))
        return future

    def close(self) -> None:
        pass


def test_no_page_is_set_aside_where_no_worker_can_run_at_all() -> None:
    with pytest.raises(WorkerLost):
        asyncio.run(ExecutorReader(Dead(), None, BUILT_IN, print).read([page(1)]))


def test_a_page_without_a_question_says_why_and_still_leads_on() -> None:
    [read] = pack(((page(1, b'<html><body><h1>List</h1><a href="/b">b</a></body></html>'),), None, BUILT_IN))
    gave = read.gave
    assert (gave.verdict, gave.records, [url for url, _ in read.links]) == ("not_qa", (), ["http://site.test/b"])
    assert (gave.reason or "").startswith("not_qa: ")


def test_the_place_in_the_archive_is_put_where_it_belongs_and_nowhere_else() -> None:
    line = b'{"text":"\\"archive\\":null","provenance":{"archive":null}}'
    filled = json.loads(with_archive(line, ArchiveLocation(file="a", offset=1, length=2)))
    assert filled == {"text": '"archive":null', "provenance": {"archive": {"file": "a", "offset": 1, "length": 2}}}


def test_a_new_archive_file_is_begun_when_one_is_large_enough(tmp_path: Path) -> None:
    files = RunFiles(tmp_path, {}, {"software": "x"}, max_bytes=3_000)
    members = [pack(((page(number),), None, BUILT_IN))[0].member for number in range(6)]
    lengths: dict[str, int] = {}
    for member in members[:3]:
        lengths |= files.write([Packed(member, [])], []).lengths
    files.close()
    files = RunFiles(tmp_path, lengths, {"software": "x"}, max_bytes=3_000)
    for member in members[3:]:
        lengths |= files.write([Packed(member, [])], []).lengths
    files.close()
    names = sorted(name for name in lengths if name.startswith("archive/"))
    assert len(names) > 1
    read = [one.url for name in names for one in read_warc(tmp_path / name)]
    assert read == [page(number).url for number in range(6)]
    assert all((tmp_path / name).stat().st_size == lengths[name] for name in names)


def test_a_shelf_goes_on_where_the_last_file_ends() -> None:
    location, packed = Shelf({"archive/pages-00003.warc.gz": 500, "records.jsonl": 9}, {}).place(b"member")
    assert (location.file, location.offset, location.length) == ("archive/pages-00003.warc.gz", 500, 6)
    assert packed == b"member"


def test_a_worker_is_started_ahead_of_the_first_page() -> None:
    class Counting(InProcess):
        submitted = 0

        def submit(self, work: Callable[[Any], Any], argument: Any) -> "Future[Any]":
            self.submitted += 1
            return super().submit(work, argument)

    executor = Counting()
    ExecutorReader(executor, None, BUILT_IN, print).warm_up()
    assert executor.submitted == 1


def test_what_a_worker_loads_knows_no_event_loop() -> None:
    code = "import sys; sys.modules['fsspec'] = None; import scraper.packing; print('asyncio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
