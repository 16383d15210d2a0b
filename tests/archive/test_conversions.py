"""Pages that a browser showed: the answer and what became of it, in the archive."""

import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.warcwriter import WARCWriter

from scraper.archive.files import Shelf
from scraper.archive.reader import read_member, read_warc
from scraper.archive.warc import pack_page, pack_rendered
from scraper.errors import ArchiveError
from scraper.page import Page, rendered

URL = "http://site.test/q/1"
HEADERS = (("Content-Type", "text/html; charset=big5"), ("X-Robots-Tag", "nofollow"), ("Content-Encoding", "gzip"))
PLAIN = Page(b"<script src=/app.js></script>", URL, URL, 200, HEADERS, datetime(2026, 1, 2, tzinfo=UTC))
SHOWN = rendered(PLAIN, "<p>你好</p>".encode(), datetime(2026, 1, 2, 0, 0, 3, tzinfo=UTC))
OTHER = Page(b"<p>other</p>", "http://site.test/2", "http://site.test/2", 200, (("Content-Type", "text/html"),))


def test_a_rendered_page_is_read_in_the_place_of_its_answer(tmp_path: Path) -> None:
    answer, conversion = pack_rendered(SHOWN)
    location, packed = Shelf({}, {"software": "x"}).place(answer + conversion, len(answer))
    file = tmp_path / "a.warc.gz"
    file.write_bytes(packed + pack_page(OTHER))
    first, second = read_warc(file)
    assert (first.body, first.text, first.status, first.url) == (SHOWN.body, "<p>你好</p>", 200, URL)
    assert first.header("x-robots-tag") == "nofollow"
    assert first.header("content-encoding") is None
    assert first.fetched_at == SHOWN.fetched_at
    assert first.plain is None
    assert first.archive is not None
    assert (first.archive.offset, first.archive.length) == (location.offset, location.length)
    assert read_member(file, location.offset, location.length).body == SHOWN.body
    assert second.body == OTHER.body


def test_the_answer_itself_stays_in_the_archive(tmp_path: Path) -> None:
    answer, conversion = pack_rendered(SHOWN)
    assert PLAIN.body in zlib.decompress(answer, 31)
    named = [line for line in zlib.decompress(conversion, 31).split(b"\r\n") if line.startswith(b"WARC-Refers-To")]
    assert named
    assert named[0].partition(b": ")[2] in zlib.decompress(answer, 31)


def test_a_file_that_ends_behind_an_answer_gives_the_answer(tmp_path: Path) -> None:
    answer, conversion = pack_rendered(SHOWN)
    file = tmp_path / "a.warc.gz"
    file.write_bytes(answer)
    assert [page.body for page in read_warc(file)] == [PLAIN.body]
    file.write_bytes(answer + conversion[:-9])
    pages = read_warc(file)
    assert next(pages).body == PLAIN.body
    with pytest.raises(ArchiveError, match="cut off"):
        next(pages)


@pytest.mark.parametrize("media_type", ["text/plain", "application/pdf"])
def test_what_other_tools_converted_to_something_else_is_left_out(tmp_path: Path, media_type: str) -> None:
    file = tmp_path / "foreign.warc"
    out = BytesIO()
    writer = WARCWriter(out, gzip=False)
    answer = b"HTTP/1.1 200 OK\r\n\r\n<p>one</p>"
    response = writer.create_warc_record(URL, "response", payload=BytesIO(answer), length=len(answer))
    writer.write_record(response)
    named = response.rec_headers.get_header("WARC-Record-ID")
    headers = {"WARC-Refers-To": named}
    text = writer.create_warc_record(
        URL, "conversion", payload=BytesIO(b"one"), length=3, warc_content_type=media_type, warc_headers_dict=headers
    )
    writer.write_record(text)
    file.write_bytes(out.getvalue())
    assert [page.body for page in read_warc(file)] == [b"<p>one</p>"]


def test_a_conversion_of_a_record_that_is_elsewhere_is_a_page(tmp_path: Path) -> None:
    _, conversion = pack_rendered(SHOWN)
    file = tmp_path / "wet.warc.gz"
    file.write_bytes(pack_page(OTHER) + conversion)
    assert [page.body for page in read_warc(file)] == [OTHER.body, SHOWN.body]
