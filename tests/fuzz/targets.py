"""Everything that reads what others wrote, each as a function of octets that must end well whatever they are."""

import asyncio
import gzip
import json
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from schemas.qa import QARecord
from scraper.archive.reader import read_member, read_warc
from scraper.archive.warc import pack_page, pack_warcinfo
from scraper.crawler.decoding import Decoder, content_codings
from scraper.crawler.guard import Guard
from scraper.crawler.http import HttpFetcher
from scraper.crawler.retry import MAX_RETRY_AFTER, retry_after
from scraper.crawler.robots_rules import RobotsRules
from scraper.crawler.sitemaps import MAX_ADDRESSES, read_sitemap
from scraper.errors import ArchiveError, FetchError, ScraperError, SettingsError
from scraper.lines import record_id_of
from scraper.page import Page, Validators
from scraper.parser.profile_file import read_profile
from scraper.pipeline import read_page
from scraper.request import MAX_URL_CHARS, resolve
from scraper.run_folder import RunFolder
from scraper.settings import Settings
from scraper.sites import BUILT_IN

ROOT = Path(__file__).parents[1]
PAGE_OCTETS = 30_000  # larger fixtures are read slowly and teach no more
LIMIT = 300_000  # octets after decoding


@dataclass(frozen=True)
class Target:
    """One reader.

    :param read: raises only what is a flaw; errors it may give are caught within.
    :param corpus: good inputs to start from.
    :param words: what has a meaning to it.
    """

    read: Callable[[bytes], None]
    corpus: Callable[[], Sequence[bytes]]
    words: tuple[bytes, ...] = ()


@cache
def pages(suffix: str = "html") -> tuple[bytes, ...]:
    """Return the pages of the fixtures."""
    found = (path.read_bytes() for path in sorted((ROOT / "sites").rglob(f"page*.{suffix}")))
    return tuple(content for content in found if len(content) <= PAGE_OCTETS)


def _scripts() -> tuple[bytes, ...]:
    opening = b'type="application/ld+json">'
    found = (page.partition(opening)[2].partition(b"</script>")[0] for page in pages())
    return tuple(script for script in found if script)


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _check_sentence(error: ScraperError) -> None:
    assert str(error).isprintable()


def read_robots(content: bytes) -> None:
    rules = RobotsRules.parse(content)
    for url in ("https://a.example/", "https://a.example/x?y=%E4", content.decode("latin-1")[:200]):
        rules.allows(url)
        assert str(rules.deciding(url)).isprintable()
    assert rules.crawl_delay is None or rules.crawl_delay >= 0


def read_sitemaps(content: bytes) -> None:
    found = read_sitemap(content)
    assert len(found.pages) + len(found.sitemaps) <= MAX_ADDRESSES
    for url in (*found.pages, *found.sitemaps):
        assert url.isascii()
        assert url.isprintable()
        assert len(url) <= MAX_URL_CHARS
        with suppress(ValueError):
            BUILT_IN.canonical(url)


def read_archive(content: bytes) -> None:
    path = _scratch() / "a.warc"
    for packed in (content, gzip.compress(content, 1)):
        path.write_bytes(packed)
        with suppress(ArchiveError):
            for page in read_warc(path, max_bytes=LIMIT):
                assert len(page.body) <= LIMIT
                place = page.archive
                if place is not None:
                    assert read_member(path, place.offset, place.length).body == page.body


def read_html(content: bytes) -> None:
    _read_page(content, "text/html")


def read_text(content: bytes) -> None:
    _read_page(content, "text/plain")


def read_json_ld(content: bytes) -> None:
    _read_page(b'<h1>Why?</h1><script type="application/ld+json">' + content + b"</script>", "text/html")


def _read_page(body: bytes, kind: str) -> None:
    reading = read_page(Page(body, source="page", url="https://qa.example/q/1", headers=(("Content-Type", kind),)))
    for record in reading.records:
        line = record.model_dump_json()
        assert QARecord.model_validate_json(line) == record
        told = (record.question.text, *(reply.text for reply in record.replies))
        assert all(c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for text in told for c in text)
    for url in reading.links.follow:
        assert url.isascii()
        assert url.startswith(("http://", "https://"))


def read_run_toml(content: bytes) -> None:
    folder = RunFolder(_scratch())
    folder.toml.write_bytes(content)
    try:
        settings, seeds = folder.read_toml()
    except SettingsError as error:
        _check_sentence(error)
        return
    folder.write_toml(settings, seeds)
    assert folder.read_toml() == (settings, seeds)


def read_profile_toml(content: bytes) -> None:
    with suppress(SettingsError):
        read_profile(content.decode("utf-8", "replace"))


def read_retry_after(content: bytes) -> None:
    field, _, date = content.decode("latin-1").partition("\n")
    wait = retry_after(field, now=datetime(2026, 1, 1, tzinfo=UTC), date=date)
    assert wait is None or 0 <= wait <= MAX_RETRY_AFTER
    Validators.of((("ETag", field), ("Last-Modified", date)))


def read_coding(content: bytes) -> None:
    field, _, body = content.partition(b"\n")
    try:
        decoder = Decoder(content_codings(field.decode("latin-1")), LIMIT)
        for start in range(0, len(body), 1000):
            decoder.feed(body[start : start + 1000])
        assert len(decoder.finish()) <= LIMIT
    except FetchError as error:
        _check_sentence(error)


def read_content_type(content: bytes) -> None:
    field, _, body = content.partition(b"\n")
    page = Page(body, source="page", headers=(("Content-Type", field.decode("latin-1")),))
    assert isinstance(page.text, str)
    assert page.media_type
    "".encode(page.encoding)


def read_addresses(content: bytes) -> None:
    base, _, href = content.decode("utf-8", "replace").partition("\n")
    for known in (None, "https://a.example/x/y?z=1", base):
        for encoding in ("utf-8", "big5hkscs"):
            url = resolve(known, href, encoding)
            if url is not None:
                assert url.isascii()
                assert url.isprintable()
                canonical = BUILT_IN.canonical(url)
                assert BUILT_IN.canonical(canonical) == canonical


def read_line(content: bytes) -> None:
    with suppress(ValueError):
        record_id_of(content)
        QARecord.model_validate_json(content)


def read_http(content: bytes) -> None:
    """Let a server on loopback answer with these octets, and close."""
    _loop().run(_fetch(content))


@cache
def _loop() -> asyncio.Runner:
    return asyncio.Runner()


async def _fetch(content: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(content)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    fetcher = HttpFetcher(Settings(timeout=5.0), guard=Guard(frozenset({("127.0.0.1", port)})), version="1")
    try:
        page = await fetcher.fetch(f"http://127.0.0.1:{port}/", max_bytes=LIMIT)
        assert len(page.body) <= LIMIT
        pack_page(page)
    except FetchError as error:
        _check_sentence(error)
    finally:
        await fetcher.aclose()
        server.close()


def _robots_files() -> list[bytes]:
    return [
        b"User-agent: *\nDisallow: /a*b$\nAllow: /a\nCrawl-delay: 2\nSitemap: https://a.example/s.xml\n",
        b"\xef\xbb\xbfuser-agent: qaharvest\r\nuser-agent: other\r\ndisallow:\r\n\r\nDisallow: /%E4%B8%AD\n",
    ]


def _sitemap_files() -> list[bytes]:
    urls = b"<url><loc>https://a.example/1?a=1&amp;b=2</loc><lastmod>2026-01-01</lastmod></url>" * 3
    urlset = b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + urls + b"</urlset>"
    index = b"<sitemapindex><sitemap><loc>https://a.example/s.xml.gz</loc></sitemap></sitemapindex>"
    rss = b"<rss><channel><item><link>https://a.example/1</link></item></channel></rss>"
    atom = b'<feed><entry><link rel="alternate" href="https://a.example/1"/></entry></feed>'
    return [urlset, index, rss, atom, b"https://a.example/1\nhttps://a.example/2\n", gzip.compress(urlset, mtime=0)]


def _archives() -> list[bytes]:
    page = Page(b"<p>hello</p>", source="", url="https://a.example/1", status=200, headers=(("Content-Type", "x"),))
    members = [pack_warcinfo("a.warc", {"software": "x"}), pack_page(page), pack_page(page)]
    clear = b"".join(gzip.decompress(member) for member in members)
    coded = clear.replace(b"Content-Type: x", b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked")
    return [b"".join(members), clear, coded]


def _answers() -> list[bytes]:
    packed = gzip.compress(b"hello" * 100, mtime=0)
    return [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(packed), packed),
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        b"HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; caf\xe9\r\nX: \x80;\xff=\x9b\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.0 503 No\r\nRetry-After: 7\r\nSet-Cookie: a=b\r\n\r\nno",
    ]


_RUN_TOML = b"""# Kept by qaharvest
seeds = [
    "https://a.example/",
]

[settings]
delay = 1.0
concurrency = 32
max_pages = 10
include = "/q/"
sitemaps = true
"""
_PROFILE_TOML = rb"""name = "myforum"
hosts = ["forum.example"]
questions = '/t/\d+'
[[rendition]]
name = "2026"
[rendition.fields]
"question/text" = "css('.body')"
"question/title" = ["css('h1')", "css('title')"]
[[rendition.list]]
field = "replies"
each = "css('.reply')"
fields = {text = "css('.text')"}
"""
_RECORD = (ROOT.parent / "data/sample/records.jsonl").read_bytes().split(b"\n")[0]

TARGETS: dict[str, Target] = {
    "robots": Target(
        read_robots, _robots_files, (b"User-agent:", b"Disallow: ", b"Allow: ", b"*", b"$", b"Crawl-delay: ")
    ),
    "sitemap": Target(
        read_sitemaps, _sitemap_files, (b"<url>", b"</url>", b"<loc>", b"</loc>", b"<!DOCTYPE x>", b"<item>", b"<link>")
    ),
    "warc": Target(read_archive, _archives, (b"WARC/1.1\r\n", b"Content-Length: ", b"chunked", b"br", b"deflate")),
    "html": Target(
        read_html,
        pages,
        (b"<p>", b"</p>", b"<table>", b"<svg>", b"<template>", b"Ask Date: 2007/02/03", b"<div itemscope>"),
    ),
    "text": Target(
        read_text, lambda: pages("txt"), (b"More Info", b"Reply Date: ", b"Ask Date: ", b"1. ", b"Similar Q&A")
    ),
    "json-ld": Target(
        read_json_ld, _scripts, (b'"@type":', b'"QAPage"', b'"mainEntity":', b"null", b"[", b"{", b"]", b"}")
    ),
    "run.toml": Target(
        read_run_toml, lambda: [_RUN_TOML], (b"seeds = ", b"[settings]\n", b"[[", b"]]", b"= 1\n", b'"""')
    ),
    "profile": Target(
        read_profile_toml, lambda: [_PROFILE_TOML], (b"css('", b"')", b" | ", b" >> ", b"line(", b"[[list]]")
    ),
    "retry-after": Target(
        read_retry_after,
        lambda: [b"120\n", b"Sun, 06 Nov 1994 08:49:37 GMT\nSun, 06 Nov 1994 08:40:00 GMT"],
        (b"GMT", b":"),
    ),
    "content-coding": Target(
        read_coding,
        lambda: [
            b"gzip\n" + gzip.compress(b"hello" * 99, mtime=0),
            b"deflate\n" + zlib.compress(b"hello" * 99),
            b"gzip, gzip\n" + gzip.compress(gzip.compress(b"\0" * 99_999, mtime=0), mtime=0),
        ],
        (b"gzip", b"deflate", b", ", b"br", b"\x1f\x8b\x08"),
    ),
    "content-type": Target(
        read_content_type,
        lambda: [b"text/html; charset=big5\n\xa4\xa4\xa4\xe5", b'text/html\n<meta charset="utf-7">x', b"\n\xff\xfea\0"],
        (b"charset=", b"utf-16", b"idna", b"hex", b"<meta charset=", b"<?xml encoding='"),
    ),
    "address": Target(
        read_addresses,
        lambda: [b"https://a.example/\n../x?y=\xe4\xb8\xad#z", b"\nhttps://u:p@[::1]:80/;sid=1?sid=2&utm_x=3"],
        (b"http://", b"//", b"[::1]", b"@", b":", b"?", b"xn--", b"%2F", b"\\"),
    ),
    "record-line": Target(
        read_line, lambda: [_RECORD, json.dumps({"record_id": "a"}).encode()], (b"null", b'"record_id":')
    ),
    "http": Target(
        read_http, _answers, (b"HTTP/1.1 ", b"\r\n\r\n", b"Content-Length: ", b"Transfer-Encoding: chunked", b"0\r\n")
    ),
}
"""Name → reader."""
