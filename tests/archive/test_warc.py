"""Pages written as WARC records and read back."""

import gzip
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.archive.reader import read_member, read_warc
from scraper.archive.warc import pack_page, pack_warcinfo
from scraper.errors import ArchiveError
from scraper.page import Page

MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def page(number: int, body: bytes = b"<p>hello</p>", headers: tuple[tuple[str, str], ...] = ()) -> Page:
    url = f"http://site.test/q?n={number}"
    return Page(
        body=body, source=url, url=url, status=200, headers=(("Content-Type", "text/html"), *headers), fetched_at=MOMENT
    )


def write(path: Path, *members: bytes) -> Path:
    path.write_bytes(b"".join(members))
    return path


def test_a_page_reads_back_with_its_url_status_date_and_body(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.warc.gz", pack_warcinfo("a.warc.gz", {"software": "x"}), pack_page(page(1, b"\x00\xff" * 50_000))
    )
    [read] = read_warc(path)
    assert (read.url, read.status, read.fetched_at, read.body) == (
        "http://site.test/q?n=1",
        200,
        MOMENT,
        b"\x00\xff" * 50_000,
    )
    assert read.source == str(path)


def test_the_place_of_each_page_leads_to_that_page_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", pack_warcinfo("a", {}), *[pack_page(page(n, b"%d" % n)) for n in range(20)])
    pages = list(read_warc(path))
    assert len(pages) == 20
    for one in pages:
        assert one.archive is not None
        again = read_member(path, one.archive.offset, one.archive.length)
        assert (again.url, again.body, again.archive) == (one.url, one.body, one.archive)
        member = path.read_bytes()[one.archive.offset :][: one.archive.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_another_reader_finds_the_same_records_and_true_digests(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", pack_warcinfo("a", {"software": "x"}), pack_page(page(1)), pack_page(page(2)))
    with path.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests="raise"):
            kinds.append(record.rec_type)
            record.content_stream().read()
    assert kinds == ["warcinfo", "response", "response"]


def test_a_decoded_body_is_stored_under_headers_that_tell_so(tmp_path: Path) -> None:
    headers = (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "3"), ("X-A", "b"))
    [read] = read_warc(write(tmp_path / "a.warc.gz", pack_page(page(1, b"plain", headers))))
    assert read.body == b"plain"
    assert read.header("X-Crawler-Content-Encoding") == "gzip"
    assert read.header("Content-Encoding") is None
    assert read.header("Transfer-Encoding") is None
    assert read.header("Content-Length") == "5"
    assert read.header("x-a") == "b"


def test_headers_cannot_break_out_of_their_line(tmp_path: Path) -> None:
    headers = (("X-A", "b\r\nWARC-Type: request\r\n\r\nX"), ("X\r\nEvil: 1", "v"), ("X-B", "日本"))
    [read] = read_warc(write(tmp_path / "a.warc.gz", pack_page(page(1, b"body", headers))))
    assert read.body == b"body"
    assert read.header("Evil") is None
    assert "\n" not in (read.header("X-A") or "")


@pytest.mark.parametrize("value", ["a=b; caf\xe9", "x; \x80", 'filename="a"; \xff', "\u4e2d; a=1", "caf\xe9 au lait"])
def test_no_value_of_a_header_prevents_its_page_from_being_kept(tmp_path: Path, value: str) -> None:
    [read] = read_warc(write(tmp_path / "a.warc.gz", pack_page(page(1, b"body", (("Set-Cookie", value),)))))
    assert read.body == b"body"
    assert (read.header("Set-Cookie") or "").isascii()


@given(body=st.binary(max_size=3000), name=st.text(max_size=20), value=st.text(max_size=60))
def test_any_body_and_header_survive_the_way_through_a_file(
    body: bytes, name: str, value: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.warc.gz"
    write(path, pack_page(page(1, body, ((name, value),))), pack_page(page(2, b"next")))
    first, second = read_warc(path)
    assert (first.body, second.body) == (body, b"next")


@pytest.mark.parametrize("cut", [1, 5, 50, 120])
def test_a_torn_tail_gives_the_whole_pages_and_then_an_error_with_the_place(tmp_path: Path, cut: int) -> None:
    whole = pack_page(page(1))
    path = write(tmp_path / "a.warc.gz", whole, pack_page(page(2))[:-cut])
    pages = read_warc(path)
    assert next(pages).url == "http://site.test/q?n=1"
    with pytest.raises(ArchiveError, match=f"byte {len(whole)} "):
        next(pages)


def test_bytes_that_are_no_warc_are_refused(tmp_path: Path) -> None:
    for number, content in enumerate(
        [
            b"hello\n",
            gzip.compress(b"hello\n"),
            b"\x1f\x8bjunk",
            b"WARC/1.1\r\n\r\n",
            b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n",
        ]
    ):
        with pytest.raises(ArchiveError):
            list(read_warc(write(tmp_path / f"{number}.warc", content)))


def test_an_empty_file_holds_no_page(tmp_path: Path) -> None:
    assert list(read_warc(write(tmp_path / "a.warc.gz"))) == []


@given(content=st.binary(max_size=400))
def test_reading_any_bytes_ends_or_says_that_they_are_no_archive(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for number, prefix in enumerate(
        (
            b"",
            b"WARC/1.0\r\n",
            b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 50\r\nWARC-Target-URI: http://a/\r\n\r\n",
        )
    ):
        for packed in (prefix + content, gzip.compress(prefix + content)):
            path = write(tmp_path_factory.getbasetemp() / f"fuzz{number}.warc", packed)
            with suppress(ArchiveError):
                list(read_warc(path))


def foreign(gz: bool) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=gz)
    chunked = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    for name, fields, payload in [
        ("chunked", [("Transfer-Encoding", "chunked")], chunked),
        ("gzip", [("Content-Encoding", "gzip")], gzip.compress(b"hello world")),
        (
            "both",
            [("Transfer-Encoding", "Chunked"), ("Content-Encoding", "GZip")],
            _chunk(gzip.compress(b"hello world")),
        ),
    ]:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *fields], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                f"http://f.test/{name}", "response", payload=BytesIO(payload), length=len(payload), http_headers=http
            )
        )
    writer.write_record(
        writer.create_warc_record("http://f.test/r", "request", payload=BytesIO(b"GET / HTTP/1.1\r\n\r\n"), length=18)
    )
    writer.write_record(
        writer.create_warc_record(
            "http://f.test/c", "conversion", payload=BytesIO(b"hello world"), length=11, warc_content_type="text/plain"
        )
    )
    writer.write_record(
        writer.create_warc_record(
            "dns:f.test", "resource", payload=BytesIO(b"hello world"), length=11, warc_content_type="text/dns"
        )
    )
    writer.write_record(
        writer.create_revisit_record("http://f.test/v", "sha1:A", "http://f.test/c", "2020-01-01T00:00:00Z")
    )
    return out.getvalue()


def _chunk(payload: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(payload), payload)


@pytest.mark.parametrize("gz", [True, False])
def test_the_files_of_other_tools_are_read(tmp_path: Path, gz: bool) -> None:
    path = write(tmp_path / "f.warc", foreign(gz))
    pages = list(read_warc(path))
    assert [p.body for p in pages] == [b"hello world"] * 5
    assert [p.url for p in pages] == [
        "http://f.test/chunked",
        "http://f.test/gzip",
        "http://f.test/both",
        "http://f.test/c",
        None,
    ]
    for one in pages:
        assert one.archive is not None
        assert read_member(path, one.archive.offset, one.archive.length).body == one.body


def test_records_that_share_a_member_are_read_without_a_place(tmp_path: Path) -> None:
    both = gzip.decompress(pack_page(page(1, b"one"))) + gzip.decompress(pack_page(page(2, b"two")))
    pages = list(read_warc(write(tmp_path / "a.warc.gz", gzip.compress(both))))
    assert [(p.body, p.archive) for p in pages][1] == (b"two", None)
    assert pages[0].body == b"one"


def test_a_body_beyond_the_bound_is_left_out_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", pack_page(page(1, b"x" * 5000)), pack_page(page(2, b"small")))
    pages = read_warc(path, max_bytes=1000)
    assert next(pages).body == b"small"
    with pytest.raises(ArchiveError, match="left out"):
        next(pages)


def test_an_endless_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="head"):
        list(read_warc(write(tmp_path / "a.warc", b"WARC/1.1\r\n" + b"X-A: b\r\n" * 400_000)))


def test_nothing_of_a_foreign_archive_is_printed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/ \x1b[31m x\r\nContent-Length: 0\r\n"
    with suppress(ArchiveError):
        list(read_warc(write(tmp_path / "a.warc", head + b"\r\n\r\n\r\n")))
    assert not caplog.records


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_without_end_is_not_read_to_its_end_whatever_length_is_told(tmp_path: Path, packed: bool) -> None:
    head = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.test/\r\nContent-Length: 999999999999\r\n"
        b"Content-Type: application/http\r\n\r\n"
    )
    content = head + b"x" * 30_000_000
    path = write(tmp_path / "a.warc", gzip.compress(content, 1) if packed else content)
    tracemalloc.start()
    with pytest.raises(ArchiveError, match="head of more than"):
        list(read_warc(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
