"""Writing pages as WARC 1.1 records, one gzip member a record (ISO 28500:2017, annex D)."""

import re
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.page import Page

_LEVEL = 3  # of gzip: about the size of level 9 on web pages, in half the time
_GZIP_WINDOW = 31  # zlib's way of saying "with a gzip header"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]|[^\x00-\xff]")
_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")  # what a field name cannot hold (RFC 9110 §5.6.2)


def pack_page(page: Page) -> bytes:
    """Return the page as one ``response`` record in one gzip member.

    The body stands as it is kept, after content decoding; so Content-Encoding is renamed, Transfer-Encoding dropped
    and Content-Length corrected, and the record reads back without decoding. Names and values that would break out
    of their line are cleaned.
    """
    body = page.body
    fields = [*_stored_headers(page), ("Content-Length", str(len(body)))]
    status = page.status or HTTPStatus.OK
    http = StatusAndHeaders(f"{status} {_phrase(status)}", fields, protocol="HTTP/1.1")
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        _clean(page.url or page.source),
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": _date(page.fetched_at)},
    )
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


def _stored_headers(page: Page) -> list[tuple[str, str]]:
    kept = []
    for name, value in page.headers:
        lowered = name.lower()
        if lowered in ("transfer-encoding", "content-length"):
            continue
        stored = "X-Crawler-Content-Encoding" if lowered == "content-encoding" else _TOKEN.sub("-", name)
        if stored:
            kept.append((stored, _clean(value)))
    return kept


def _clean(text: str) -> str:
    """Return text that stays on its line and fits the octets of a header."""
    return _UNSAFE.sub(lambda match: "?" if match.group() > "\xff" else " ", text).strip()


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
