"""One file as one page: how much of it is read, and what is a WARC file instead."""

import zlib
from typing import BinaryIO

from scraper.cli.reading import Unread
from scraper.page import Page

MOST_BYTES = 64 * 1024 * 1024
"""Largest file that is read as one page."""

HEAD_BYTES = 512
"""What is looked at to tell a WARC file."""


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a WARC file (ISO 28500), compressed or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def read_body(file: BinaryIO, source: str, url: str | None) -> Page | Unread:
    """Return a file as a page, or why it cannot be one.

    :param source: path as given, or ``-``.
    :param url: where it came from.
    """
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return Unread(source, f"is larger than {MOST_BYTES // 1024**2} MiB and was not read.")
    if source == "-" and is_warc(body[:HEAD_BYTES]):
        return Unread(source, "is a WARC file; give its path instead of standard input.")
    return Page(body=body, source=source, url=url)
