"""Writing pages as WARC 1.1 records, one gzip member a record (ISO 28500:2017, annex D)."""

import base64
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.page import RENDERED_TYPE, Page, Revisit

_LEVEL = 3  # of gzip: about the size of level 9 on web pages, in half the time
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"  # ISO 28500:2017 §6.7.3
_GZIP_WINDOW = 31  # zlib's way of saying "with a gzip header"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|[^\x00-\xff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # what a field name cannot hold (RFC 9110 §5.6.2)


def pack_page(page: Page, record_id: str | None = None) -> bytes:
    """Return the page as one ``response`` record in one gzip member.

    The body stands as it is kept, after content decoding; so Content-Encoding is renamed, Transfer-Encoding dropped
    and Content-Length corrected, and the record reads back without decoding. Names and values that would break out
    of their line are cleaned.

    :param record_id: of the record; None for a new one.
    """
    body = page.body
    fields = [*_stored_headers(page.headers), ("Content-Length", str(len(body)))]
    http = _status_line(page.status or HTTPStatus.OK, fields)
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        _clean(page.url or page.source),
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_headers_dict={
            "WARC-Date": _date(page.fetched_at),
            **({"WARC-Record-ID": record_id} if record_id is not None else {}),
        },
    )
    writer.write_record(record)
    return _compress(out.getvalue())


def pack_rendered(page: Page) -> tuple[bytes, bytes]:
    """Return the answer that a page was rendered from, and the page as a ``conversion`` record (§6.8) that names it.

    :param page: one that has a ``plain``.
    :return: two gzip members, to be written one behind the other.
    """
    assert page.plain is not None, "only a rendered page has an answer beside it"
    named = f"<urn:uuid:{uuid.uuid4()}>"
    answer = pack_page(page.plain, named)
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        _clean(page.url or page.source),
        "conversion",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_content_type=RENDERED_TYPE,
        warc_headers_dict={"WARC-Date": _date(page.fetched_at), "WARC-Refers-To": named},
    )
    writer.write_record(record)
    return answer, _compress(out.getvalue())


def pack_revisit(page: Page, revisit: Revisit) -> bytes:
    """Return a later answer that brought nothing new as one ``revisit`` record in one gzip member (§6.7).

    :param page: the page as the archive holds it already.
    :param revisit: the answer.
    """
    digest = base64.b32encode(hashlib.sha1(page.body, usedforsecurity=False).digest()).decode()
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_revisit_record(
        _clean(page.url or page.source),
        f"sha1:{digest}",
        _clean(page.url or page.source),
        _date(page.fetched_at),
        http_headers=_status_line(revisit.status, _stored_headers(revisit.headers)),
        warc_headers_dict={"WARC-Date": _date(revisit.fetched_at)},
    )
    if revisit.status == HTTPStatus.NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
    writer.write_record(record)
    return _compress(out.getvalue())


def pack_warcinfo(filename: str, fields: dict[str, str]) -> bytes:
    """Return the record that begins a file and tells what made it, in one gzip member.

    :param fields: such as ``software``, ``format``, ``robots`` (ISO 28500:2017 §6.2, "warcinfo").
    """
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    cleaned = {_TOKEN.sub("-", name): _clean(value) for name, value in fields.items()}
    writer.write_record(writer.create_warcinfo_record(_clean(filename), cleaned))
    return _compress(out.getvalue())


def _status_line(status: int, fields: list[tuple[str, str]]) -> StatusAndHeaders:
    return StatusAndHeaders(f"{status} {_phrase(status)}", fields, protocol="HTTP/1.1")


def _stored_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = []
    for name, value in headers:
        lowered = name.lower()
        if lowered in ("transfer-encoding", "content-length"):
            continue
        stored = "X-Crawler-Content-Encoding" if lowered == "content-encoding" else _TOKEN.sub("-", name)
        if stored:
            kept.append((stored, _ascii(_clean(value))))
    return kept


def _clean(text: str) -> str:
    """Return text that stays on its line and fits the octets of a header."""
    return _UNSAFE.sub(lambda match: "?" if match.group() > "\xff" else " ", text).strip()


def _ascii(text: str) -> str:
    """Return a field's value with what is no ASCII percent-encoded; warcio's own way fails on some values."""
    return _NOT_ASCII.sub(lambda match: quote(match.group()), text)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _date(moment: datetime | None) -> str:
    known = (moment or datetime.now(UTC)).astimezone(UTC)
    return known.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _compress(record: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(record) + packer.flush()
