"""Reading pages out of WARC files, our own and others'. What is read is hostile: every size is bounded."""

import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.bufferedreaders import BufferedReader, ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParserException

from schemas.provenance import ArchiveLocation
from scraper.archive.members import Beginning, File, Members, Plain, Stream, is_gzip
from scraper.errors import ArchiveError
from scraper.page import Page, Revisit, rendered

MAX_BODY_BYTES = 64 * 1024 * 1024
"""Largest body that is read; a record with a larger one is left out."""

# warcio warns of addresses with spaces in them by printing them, with whatever a terminal would obey.
logging.getLogger("warcio").setLevel(logging.ERROR)

_CHUNK = 64 * 1024
# warcio would read brotli too where its module is there, but unpacks 16 KiB of it at once: that may be gigabytes.
_CODINGS = ("gzip", "deflate")
_PAGES = ("response", "conversion", "resource")
_REVISIT = "revisit"
# warcio raises these on records that are not WARC, whose numbers are no numbers, or whose compression is broken.
_BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    ChunkedDataException,
    zlib.error,
    EOFError,
    OverflowError,
    ValueError,
    AttributeError,
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is read of a file.

    :param limit: octets of the largest body.
    :param too_large: takes the addresses of records with larger ones.
    """

    limit: int = MAX_BODY_BYTES
    kinds: tuple[str, ...] = _PAGES
    too_large: list[str] = field(default_factory=list)


Opener = Callable[[str | Path], BinaryIO]
"""Opens a file by what it is called: its path, or the URL of an object."""


def open_path(path: str | Path) -> BinaryIO:
    """Open a local file.

    :raises OSError: if it cannot be opened.
    """
    return Path(path).open("rb")


def read_warc(
    path: str | Path,
    *,
    max_bytes: int = MAX_BODY_BYTES,
    length: int | None = None,
    revisits: bool = False,
    open_file: Opener = open_path,
) -> Iterator[Page]:
    """Yield the pages of a WARC file in their order: its response, conversion and resource records.

    Of an answer and the conversion right behind it, one page is made: a conversion to HTML is read in the place of its
    answer, with that one's status; any other (a text, an image) is left out.

    ``source`` of each page is the path as given; ``archive`` tells where its record lies, but for records that share
    a gzip member.

    :param length: read only so many bytes of the file; None for all.
    :param revisits: whether revisit records are yielded too: pages without a body that have a ``revisit``.
    :param open_file: opens the file that ``path`` names.
    :raises ArchiveError: behind the last whole page, if the file is cut off or damaged, if it is no WARC, or if a
        record was left out because its body is larger than ``max_bytes``.
    """
    wanted = _Wanted(max_bytes, (*_PAGES, _REVISIT) if revisits else _PAGES)
    too_large = wanted.too_large
    try:
        with open_file(path) as file:
            part = file if length is None else Beginning(file, length)
            yield from _pages(part, str(path), 0, wanted)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ArchiveError as error:
        raise ArchiveError(f"{path}: {error}; the pages before it were read.") from error
    if too_large:
        raise ArchiveError(
            f"{path}: {len(too_large)} records hold more than {max_bytes} bytes and were left out: {too_large[0]} …"
        )


def read_member(path: str | Path, offset: int, length: int, *, open_file: Opener = open_path) -> Page:
    """Return the page of one record.

    :param offset: first byte of the record (of its gzip member) in the file.
    :param length: bytes of that member.
    :param open_file: opens the file that ``path`` names.
    :raises ArchiveError: if no whole page lies there.
    """
    try:
        with open_file(path) as file:
            file.seek(offset)
            piece = BytesIO(file.read(length))
        page = next(_pages(piece, str(path), offset, _Wanted()), None)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ArchiveError as error:
        raise ArchiveError(f"{path}: {error}.") from error
    if page is None:
        raise ArchiveError(f"{path} holds no page at byte {offset}.")
    return page


def _pages(file: File, name: str, shift: int, wanted: _Wanted) -> Iterator[Page]:
    """Yield the pages of an open file; ``shift`` is the place in the whole file where ``file`` begins."""
    records = _gzip_records if is_gzip(file) else _plain_records
    for page, start, end in _without_conversions(records(file, name, wanted)):
        yield (
            page
            if end is None
            else replace(page, archive=ArchiveLocation(file=name, offset=start + shift, length=end - start))
        )


def _without_conversions(records: Iterator["_Placed"]) -> Iterator[tuple[Page, int, int | None]]:
    """Yield one page for an answer and its conversion."""
    answer: _Placed | None = None
    try:
        for read, start, end in records:
            page = read.page
            if answer is not None:
                if read.refers_to is not None and read.refers_to == answer[0].record_id:
                    if page.media_type == "text/html":
                        shown = rendered(answer[0].page, page.body, page.fetched_at)
                        yield replace(shown, plain=None), start, end
                        answer = None
                    continue
                yield answer[0].page, *answer[1:]
                answer = None
            if read.record_id is not None:
                answer = read, start, end
            else:
                yield page, start, end
    except ArchiveError:
        if answer is not None:
            yield answer[0].page, *answer[1:]
        raise
    if answer is not None:
        yield answer[0].page, *answer[1:]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a record holds.

    :param record_id: of an answer, to which a conversion may refer; None for other records.
    :param refers_to: of a conversion, the record that it was made from.
    """

    page: Page
    record_id: str | None = None
    refers_to: str | None = None


_Placed = tuple[_Read, int, int | None]
"""What a record holds, its first byte in the file, and the byte behind it; None where others share its gzip member."""


def _plain_records(file: File, name: str, wanted: _Wanted) -> Iterator[_Placed]:
    stream = Plain(file)
    while (line := _first_line(stream)) is not None:
        start = stream.tell() - len(line)
        read = _read_record(stream, line, name, wanted)
        if read is not None:
            yield read, start, stream.tell()


def _gzip_records(file: File, name: str, wanted: _Wanted) -> Iterator[_Placed]:
    members = Members(file)
    while members.next_member():
        held: _Read | None = None
        records = 0
        while (line := _first_line(members)) is not None:
            if held is not None:
                yield held, members.start, None
            held = _read_record(members, line, name, wanted)
            records += 1
        # Only here, at the member's end, is its length known. A place is told where it holds one record alone.
        if held is not None:
            yield held, members.start, members.end if records == 1 else None


def _first_line(stream: Stream) -> bytes | None:
    """Return the first line of the next record, past the empty lines between records; None at the end."""
    stream.begin_record()
    while line := stream.readline():
        if line.strip():
            return line
    return None


def _read_record(stream: Stream, line: bytes, name: str, wanted: _Wanted) -> _Read | None:
    start = stream.tell()
    try:
        record = ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(stream, line, "warc")
        if not (record.rec_headers.get_header("Content-Length") or "").isdigit():
            raise ArchiveError(f"the record that begins at byte {start} does not tell its length")
        read = _read(record, name, wanted)
        while record.raw_stream.read(_CHUNK):
            pass
    except _BROKEN as error:
        raise ArchiveError(f"what begins at byte {start} is no WARC record") from error
    if record.raw_stream.limit > 0:
        raise ArchiveError(f"the record that begins at byte {start} is cut off")
    return read


def _read(record: Any, name: str, wanted: _Wanted) -> _Read | None:
    page = _page(record, name, wanted)
    if page is None:
        return None
    head = record.rec_headers
    kind = head.get_header("WARC-Type")
    return _Read(
        page,
        head.get_header("WARC-Record-ID") if kind == "response" else None,
        head.get_header("WARC-Refers-To") if kind == "conversion" else None,
    )


def _page(record: Any, name: str, wanted: _Wanted) -> Page | None:
    """Return the page of a record; None for one that holds none."""
    head = record.rec_headers
    kind = head.get_header("WARC-Type")
    url = head.get_header("WARC-Target-URI")
    http = record.http_headers
    if kind not in wanted.kinds or (kind == "response" and http is None):
        return None
    body = _body(record, wanted.limit)
    if body is None:
        wanted.too_large.append(url or name)
        return None
    if http is None:
        content_type = head.get_header("Content-Type")
        headers: tuple[tuple[str, str], ...] = (("Content-Type", content_type),) if content_type else ()
        status = None
    else:
        headers = tuple((str(key), str(value)) for key, value in http.headers)
        code = http.get_statuscode()
        status = int(code) if code.isascii() and code.isdigit() and 100 <= int(code) <= 599 else None
    moment = _moment(head.get_header("WARC-Date"))
    return Page(
        body=body,
        source=name,
        url=url if url and url.lower().startswith(("http://", "https://")) else None,
        status=status,
        headers=headers,
        fetched_at=moment,
        revisit=Revisit(status or HTTPStatus.NOT_MODIFIED, headers, moment) if kind == _REVISIT and moment else None,
    )


def _body(record: Any, limit: int) -> bytes | None:
    """Return the content with chunks joined and compression undone; None if it is larger than ``limit``."""
    http = record.http_headers
    stream = record.raw_stream
    if http is not None:
        encoding = (http.get_header("Content-Encoding") or "").strip().lower()
        unpack = encoding if encoding in _CODINGS else None
        if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
            stream = ChunkedDataReader(stream, decomp_type=unpack)
        elif unpack:
            stream = BufferedReader(stream, decomp_type=unpack, read_all_members=True)
    pieces = []
    size = 0
    while piece := stream.read(_CHUNK):
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _moment(text: str | None) -> datetime | None:
    """Return a WARC-Date (W3C profile of ISO 8601, ISO 28500:2017 §5.4); None if it is none."""
    try:
        return datetime.fromisoformat(text or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
