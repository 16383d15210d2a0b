"""How a page's bytes become characters, and what kind of page they are."""

import pickle

import pytest

from scraper.page import Page

HTML = "text/html; charset=utf-8"


def page(body: bytes, content_type: str | None = None) -> Page:
    return Page(body, "x", headers=(("Content-Type", content_type),) if content_type else ())


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("é".encode(), HTML, "é"),
        ("é".encode("latin-1"), "text/html; charset=iso-8859-1", "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=big5", "é"),
        ("é".encode("utf-16"), None, "é"),
        ('<meta charset="big5"><p>內科</p>'.encode("big5hkscs"), "text/html", '<meta charset="big5"><p>內科</p>'),
        ("é".encode(), None, "é"),
    ],
)
def test_encoding_is_decided_by_mark_header_meta_then_the_bytes(body: bytes, content_type: str, text: str) -> None:
    assert page(body, content_type).text == text


def test_big5_is_read_as_hkscs() -> None:
    # 憇 = FC 7C and 担 = FC AE exist in HKSCS only; plain Big5 would swallow what follows.
    body = b'<meta charset="big5"><p>\xfc\x7c\xfc\xae \xa4\xba\xac\xec</p>'
    assert "憇担 內科" in page(body, "text/html").text


def test_big5_without_any_declaration_is_recognised() -> None:
    assert page("憇了，內科門診在哪裡？".encode("big5hkscs"), "text/html").text == "憇了，內科門診在哪裡？"


def test_undecodable_octets_become_replacement_characters() -> None:
    assert page(b"a\xffb", HTML).text == "a\ufffdb"


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"plain", "text/html", "text/html"),
        (b"<p>x", "application/xhtml+xml", "text/html"),
        (b"<!doctype html><p>x", None, "text/html"),
        (b"  \n<DIV class=a>x</DIV>", None, "text/html"),
        (b"a < b and c > d", None, "text/plain"),
        (b"<p>x", "text/plain", "text/plain"),
        (b"", None, "text/plain"),
        (b"%PDF-1.7", None, "application/octet-stream"),
        (b"\x89PNG\r\n\x1a\n", None, "application/octet-stream"),
        (bytes(range(256)) * 4, None, "application/octet-stream"),
        (b"{}", "application/json", "application/json"),
        ("text".encode("utf-16"), None, "text/plain"),
    ],
)
def test_media_type_is_declared_or_sniffed(body: bytes, content_type: str | None, kind: str) -> None:
    assert page(body, content_type).media_type == kind


def test_headers_are_found_in_any_case() -> None:
    assert Page(b"", "x", headers=(("X-A", "1"),)).header("x-a") == "1"
    assert Page(b"", "x").header("x-a") is None


def test_pages_pickle_after_being_read() -> None:
    read = page(b"<p>x</p>")
    assert read.text
    assert read.sha256
    assert pickle.loads(pickle.dumps(read)) == read
